#!/usr/bin/env bash
# Every C file is as clang-format leaves it.
cd "$(dirname "$0")/../.." || exit 1
n=0
while read -r file; do
	n=$((n + 1))
	if clang-format --dry-run -Werror "$file" 2>/dev/null; then echo "ok $n - format $file"; else echo "not ok $n - format $file"; fi
done < <(find evgrpc server client tests bench -name '*.[ch]' | sort)
