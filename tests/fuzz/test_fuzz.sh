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

# Runs one target; what it says and the inputs it fails on stay in its folder, its new inputs in KEPT.
fuzz() { # fuzz TARGET RUNS FOLDER KEPT
	mkdir -p "$3" "$4"
	# The same seed every day: what fails today fails tomorrow.
	build/fuzz/bin/"fuzz_$1" -seed=1 -runs="$2" -timeout=30 -rss_limit_mb=2048 -artifact_prefix="$3/" \
		"$4" "tests/fuzz/corpus/$1" >"$3/log" 2>&1
	echo $? >"$3/status"
}
export -f fuzz
for target in "${targets[@]}"; do
	kept=$work/$target/new
	[ $# -gt 0 ] && kept=tests/fuzz/corpus/$target
	printf '%s\0' "$target" "$runs" "$work/$target" "$kept"
done | xargs -0 -n 4 -P "${HUIYIN_TEST_JOBS:-$(nproc)}" bash -c 'fuzz "$@"' -

for target in "${targets[@]}"; do
	status=$(<"$work/$target/status")
	[ "$status" = 0 ] || { tail -n 40 "$work/$target/log" && for input in "$work/$target"/{crash,leak,timeout,oom}-*; do [ -e "$input" ] && base64 "$input"; done; } | sed 's/^/# /'
	result "$status" "fuzz_$target: $runs inputs"
done
done_testing
