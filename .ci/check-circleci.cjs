// See check-circleci.sh. Arguments: folder with the parser's node_modules, file to check.
'use strict';

const fs = require('fs');
const path = require('path');
const { createRequire } = require('module');

const [work, file] = process.argv.slice(2);
const load = createRequire(path.resolve(work, 'package.json'));
const parser = load('@circleci/circleci-config-parser');
const yaml = load('yaml');

const text = fs.readFileSync(file, 'utf8');
const table = JSON.parse(fs.readFileSync(path.join(__dirname, 'circleci-orbs.json'), 'utf8'));
const problems = [];

// The parser has no list of native workflow keys that it would let pass on an orb's job.
const WORKFLOW_KEYS = ['name', 'requires', 'context', 'filters', 'matrix', 'pre-steps', 'post-steps', 'type'];

/** Grammar: unknown keys, steps, jobs, commands, executors and types. */
function parse() {
  const readable = yaml.parse(text);
  // Two gaps of the parser: it knows orb majors up to 5 only (the number means nothing offline), and
  // takes a command of this file without arguments for a misspelt step unless it is a map.
  for (const orb of Object.keys(readable.orbs)) {
    readable.orbs[orb] = readable.orbs[orb].replace(/@[\d.]+$/, '@5');
  }
  for (const job of [...Object.values(readable.jobs), ...Object.values(readable.commands || {})]) {
    job.steps = job.steps.map((step) => (step in (readable.commands || {}) ? { [step]: {} } : step));
  }
  const manifests = {};
  for (const [orb, entry] of orbs()) {
    const parameters = (all) =>
      Object.fromEntries(
        Object.entries(all || {}).map(([name, used]) => [
          name,
          Object.fromEntries(Object.entries(used).map(([key, type]) => [key, { type }])),
        ]),
      );
    manifests[orb] = parser.parseOrbManifest({
      jobs: parameters(entry.jobs),
      commands: parameters(entry.commands),
      executors: {},
    });
  }
  try {
    parser.parseConfig(readable, manifests);
  } catch (refused) {
    problems.push(refused.message);
  }
}

function orbs() {
  return Object.entries(table).filter(([, entry]) => typeof entry === 'object');
}

/** Orb elements and their parameters have to be in the table. */
function checkOrbUse(reference, given, kind) {
  const [orb, name] = reference.split('/');
  const known = table[orb] && table[orb][kind] && table[orb][kind][name];
  if (!known) {
    problems.push(`${reference}: not among the ${kind} of .ci/circleci-orbs.json`);
    return;
  }
  for (const key of Object.keys(given || {})) {
    const native = kind === 'jobs' && WORKFLOW_KEYS.includes(key);
    if (!native && !(key in known)) problems.push(`${reference}: parameter ${key} is not in the table`);
  }
}

/** A script that a `run` step calls has to exist and be executable. */
function checkRun(where, run) {
  const command = typeof run === 'string' ? run : run.command;
  if (typeof command !== 'string') {
    problems.push(`${where}: a run step without a command`);
    return;
  }
  const folder = (typeof run === 'object' && run.working_directory) || '.';
  if (!fs.existsSync(folder)) problems.push(`${where}: no folder ${folder}`);
  for (const script of command.match(/(^|\s)\.ci\/[\w.-]+/g) || []) {
    try {
      fs.accessSync(path.join(folder, script.trim()), fs.constants.X_OK);
    } catch {
      problems.push(`${where}: ${script.trim()} is missing or not executable`);
    }
  }
  const main = command.trim().split(/\s+/)[0];
  if (main === 'mvn' && !fs.existsSync(path.join(folder, 'pom.xml'))) {
    problems.push(`${where}: no pom.xml in ${folder}`);
  }
}

function checkSteps(where, steps) {
  for (const step of steps || []) {
    const [name, given] = typeof step === 'string' ? [step, {}] : Object.entries(step)[0];
    if (name === 'run') checkRun(where, given);
    else if (name.includes('/')) checkOrbUse(name, given, 'commands');
  }
}

/** Every word after `requires` has to be a job of the same workflow. */
function checkWorkflow(name, workflow, jobs) {
  const entries = workflow.jobs.map((job) => (typeof job === 'string' ? [job, {}] : Object.entries(job)[0]));
  const names = entries.map(([job, given]) => given.name || job);
  for (const [job, given] of entries) {
    if (job.includes('/')) {
      checkOrbUse(job, given, 'jobs');
      checkSteps(`${name}/${job}`, given.auth);
      const dockerfile = path.join(given.path || '.', given.dockerfile || 'Dockerfile');
      if (given.repo && !fs.existsSync(dockerfile)) problems.push(`${name}/${job}: no ${dockerfile}`);
    } else if (!jobs[job]) {
      problems.push(`${name}: no job ${job}`);
    }
    for (const needed of given.requires || []) {
      if (!names.includes(needed)) problems.push(`${name}/${job}: requires ${needed}, which is not there`);
    }
  }
}

parse();
const config = yaml.parse(text);
for (const [name, command] of Object.entries(config.commands || {})) checkSteps(`command ${name}`, command.steps);
for (const [name, job] of Object.entries(config.jobs)) checkSteps(`job ${name}`, job.steps);
for (const [name, workflow] of Object.entries(config.workflows)) checkWorkflow(name, workflow, config.jobs);

if (problems.length > 0) {
  for (const problem of problems) console.error(`check-circleci: ${problem}`);
  process.exit(1);
}
console.log(`check-circleci: ${file} is well formed (orbs taken from .ci/circleci-orbs.json, not fetched)`);
