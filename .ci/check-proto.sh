#!/usr/bin/env bash
# The contract must stay compatible with the last release: buf compares it with the last tag.
# Skips, with the reason, where npm or the package cannot be had.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v npm >/dev/null 2>&1 || { echo "proto check: skipped, npm is not installed"; exit 0; }
library=$(find "${MAVEN_REPO:-$HOME/.m2/repository}/com/google/api/grpc/proto-google-common-protos" -name '*.jar' 2>/dev/null | sort | tail -n 1)
[ -n "$library" ] || { echo "proto check: skipped, build once first (google/rpc/*.proto comes from a library)"; exit 0; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work/npm" @bufbuild/buf@1.75.0 >/dev/null 2>&1 \
  || { echo "proto check: skipped, npm could not install @bufbuild/buf"; exit 0; }
buf="$work/npm/node_modules/.bin/buf"
"$buf" --version >/dev/null 2>&1 || { echo "proto check: skipped, buf does not run here"; exit 0; }

# A workspace of our files plus the foreign ones that they import.
workspace() {
  mkdir -p "$1/ours" "$1/google"
  (cd "$1/google" && jar xf "$library" google/rpc/status.proto google/rpc/error_details.proto)
  cat >"$1/buf.yaml" <<'YAML'
version: v2
modules:
  - path: ours
  - path: google
lint:
  use: [MINIMAL]
breaking:
  use: [FILE]
YAML
}

workspace "$work/now"
cp -r proto/src/main/protobuf/. "$work/now/ours"
"$buf" build "$work/now" -o /dev/null
"$buf" lint "$work/now/ours"
echo "proto check: lint passed"

tag=$(git describe --tags --abbrev=0 2>/dev/null || true)
if [ -z "$tag" ]; then
  echo "proto check: no release tag yet, so there is nothing to break"
  exit 0
fi
workspace "$work/then"
git archive "$tag" proto/src/main/protobuf | tar -x -C "$work"
cp -r "$work/proto/src/main/protobuf/." "$work/then/ours"
"$buf" breaking "$work/now/ours" --against "$work/then/ours"
echo "proto check: compatible with $tag"
