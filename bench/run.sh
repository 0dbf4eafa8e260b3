#!/usr/bin/env bash
# The speeds, measured again.   bench/run.sh [case [SECONDS]] | rpc [ROUNDS [SECONDS]] | rates [CASES]
# case (the default): the whole service on a private cluster (bench/case.sh). rpc: evgrpc beside gRPC C++, grpc-go and
# the bare libraries it stands on (bench/rpc.py). rates: figures, lists, search and exports over 100,000 cases
# (bench/rates.py). They print tables and leave nothing behind but the build.
set -euo pipefail
cd "$(dirname "$0")/.."
usage() {
	echo "usage: bench/run.sh [case [SECONDS]] | rpc [ROUNDS [SECONDS]] | rates [CASES]" >&2
	exit 2
}
build() { # build TARGET …   of the release preset
	cmake --preset release >/dev/null
	cmake --build --preset release --target "$@" -- --quiet >&2
}
what=case
case ${1:-} in
case | rpc | rates) what=$1 && shift ;;
*[!0-9]*) usage ;; # bench/run.sh SECONDS is case
esac
case $what in
case)
	build all
	exec bench/case.sh "$@"
	;;
rpc)
	tools/install.sh bench
	build bench-echo-evgrpc
	make -s -C bench/peers OUT="$PWD/build/bench" >&2
	exec /usr/bin/python3 -B bench/rpc.py "$@"
	;;
rates)
	build huiyind huiyin
	exec /usr/bin/python3 -B bench/rates.py "$@"
	;;
esac
