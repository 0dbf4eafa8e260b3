#!/usr/bin/env bash
# Puts the npm packages that tests use (versions fixed here) into build/npm.
set -euo pipefail
cd "$(dirname "$0")/../.."
mkdir -p build/npm
exec {lock}>build/npm/lock # a test beside this one may want them too
flock "$lock"
cat >build/npm/package.json <<'JSON'
{
  "private": true,
  "dependencies": { "@bufbuild/buf": "1.75.0", "@grpc/grpc-js": "1.14.7", "@grpc/proto-loader": "0.8.1", "protobufjs": "7.6.6" }
}
JSON
[ build/npm/node_modules/.stamp -nt tests/support/npm.sh ] && exit 0
(cd build/npm && npm install --no-audit --no-fund --no-package-lock --loglevel=error >&2)
touch build/npm/node_modules/.stamp
