#!/bin/sh
# Synthesizes both stages, offline and without credentials, and runs cfn-lint over the templates.
# Skips, and says why, where Node.js or cfn-lint is missing.
set -eu

cd "$(dirname "$0")/.."

skip() {
  echo "check-cfn: skipped: $1"
  exit 0
}

command -v node >/dev/null 2>&1 || skip "no node on the PATH; the CDK library needs it"
command -v cfn-lint >/dev/null 2>&1 || skip "no cfn-lint on the PATH (pip install cfn-lint)"

rm -rf cdk/target/cdk.out
for stage in dev prod; do
  mvn -B -ntp -q -pl cdk compile exec:exec@synth -Dtidegate.stage="$stage" -Dtidegate.imageTag=check
done
cfn-lint cdk/target/cdk.out/*.template.json
echo "check-cfn: $(ls cdk/target/cdk.out/*.template.json | wc -l) templates, no finding"
