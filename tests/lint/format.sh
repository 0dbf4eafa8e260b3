#!/usr/bin/env bash
# Every C file is as clang-format leaves it.
cd "$(dirname "$0")/../.." || exit 1
format() { # format FILE …: clang-format names the files that it would change
	local said status file bad=0
	said=$(clang-format --dry-run -Werror "$@" 2>&1)
	status=$?
	for file in "$@"; do
		case $said in
		*"$file:"*) bad=1 && echo "not ok - format $file" ;;
		*) echo "ok - format $file" ;;
		esac
	done
	[ "$status" = 0 ] || [ "$bad" = 1 ] || echo "not ok - clang-format: $said"
}
export -f format
find evgrpc server client tests bench -name '*.[ch]' | sort | xargs -P "$(nproc)" -n 50 bash -c 'format "$@"' -
