#!/bin/sh
# Checks .circleci/config.yml without CircleCI: its grammar with CircleCI's own parser, the orbs'
# jobs, commands and parameters against .ci/circleci-orbs.json, and that what `run` steps call is here.
# Skips, and says why, where Node.js or npm is missing or the parser cannot be fetched.
set -eu

cd "$(dirname "$0")/.."
parser=@circleci/circleci-config-parser@0.10.0-alpha.3
work=${TIDEGATE_CI_WORK:-target/circleci-check}

skip() {
  echo "check-circleci: skipped: $1"
  exit 0
}

command -v node >/dev/null 2>&1 || skip "no node on the PATH"
command -v npm >/dev/null 2>&1 || skip "no npm on the PATH"

if [ ! -d "$work/node_modules/@circleci/circleci-config-parser" ]; then
  mkdir -p "$work"
  [ -f "$work/package.json" ] || echo '{"private": true}' >"$work/package.json"
  npm install --prefix "$work" --ignore-scripts --no-audit --no-fund --save-exact "$parser" \
    >"$work/npm.log" 2>&1 || skip "npm could not fetch $parser (see $work/npm.log)"
fi

exec node .ci/check-circleci.cjs "$work" "${1:-.circleci/config.yml}"
