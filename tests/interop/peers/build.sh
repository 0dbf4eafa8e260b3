#!/usr/bin/env bash
# Builds what the interop peers need into build/interop: the libgrpc++ programs, the descriptor set of the python ones,
# the npm packages of the grpc-js ones. Does nothing when all is there.
set -euo pipefail
cd "$(dirname "$0")/../../.."

mkdir -p build/interop
[ -f build/interop/test.binpb ] ||
	protoc -I /usr/share/grpc-proto --include_imports --descriptor_set_out=build/interop/test.binpb grpc/testing/test.proto
[ -f build/interop/cpp/build.ninja ] ||
	cmake -S tests/interop/peers/cpp -B build/interop/cpp -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo >&2
cmake --build build/interop/cpp >&2
tests/support/npm.sh
