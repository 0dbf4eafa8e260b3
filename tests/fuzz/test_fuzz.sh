#!/usr/bin/env bash
# Each fuzz target over its corpus and a fixed number of new inputs: a short run for every day.
#   tests/fuzz/test_fuzz.sh [TARGET RUNS]   one target for as many inputs as wanted; what it finds worth keeping goes
#                                           to the corpus. TAP.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
. tests/support/tap.sh

runs=${2:-30000}
targets=(server client metadata timeout message plugin rules grid)
[ $# -gt 0 ] && targets=("$1")
[ -f build/fuzz/build.ninja ] || cmake --preset fuzz >/dev/null || exit 1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cmake --build --preset fuzz --target "${targets[@]/#/fuzz_}" >"$work/build" || { tail -n 30 "$work/build" >&2 && exit 1; }

for target in "${targets[@]}"; do
	kept=$work/$target
	[ $# -gt 0 ] && kept=tests/fuzz/corpus/$target
	mkdir -p "$kept"
	# The same seed every day: what fails today fails tomorrow.
	build/fuzz/bin/"fuzz_$target" -seed=1 -runs="$runs" -timeout=30 -rss_limit_mb=2048 -artifact_prefix="$work/" \
		"$kept" "tests/fuzz/corpus/$target" >"$work/log" 2>&1
	status=$?
	[ $status = 0 ] || { tail -n 40 "$work/log" && for input in "$work"/{crash,leak,timeout,oom}-*; do [ -e "$input" ] && base64 "$input"; done; } | sed 's/^/# /'
	result $status "fuzz_$target: $runs inputs"
done
done_testing
