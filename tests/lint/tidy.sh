#!/usr/bin/env bash
# clang-tidy over our own C files, one per core.
cd "$(dirname "$0")/../.." || exit 1
# gcc's build commands name a flag that clang 14 takes only together with this one.
tidy() {
	local extra=(--extra-arg=-enable-trivial-auto-var-init-zero-knowing-it-will-be-removed-from-clang)
	if out=$(clang-tidy --quiet -p build/asan "${extra[@]}" "$1" 2>/dev/null); then echo "ok - tidy $1"; else
		printf '%s\n' "$out" >&2
		echo "not ok - tidy $1"
	fi
}
export -f tidy
# The largest first, so that none runs alone at the end.
find evgrpc/src evgrpc/interop server client -name '*.c' -printf '%s %p\n' | sort -rn | cut -d' ' -f2 |
	xargs -P "$(nproc)" -I{} bash -c 'tidy {}'
