#!/usr/bin/env bash
# What protoc-gen-evgrpc makes compiles without a warning: the sources as C, the headers as C++ too, by gcc and clang.
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/support/tap.sh
. tests/support/tap.sh
generated=build/asan/generated
flags=(-I "$generated" -I evgrpc/include -Wall -Wextra -Wshadow -Wmissing-declarations -Werror -fsyntax-only)

check() { # check NAME command …: prints what the command says
	local name=$1
	shift
	local said
	said=$("$@" 2>&1)
	result $? "$name"
	[ -z "$said" ] || head -n 20 <<<"$said" >&2
}

mapfile -t sources < <(find "$generated" -name '*.evgrpc.c' | sort)
check "there is generated code" test ${#sources[@]} -gt 0
for compiler in "gcc -std=c11 -Wpedantic" "clang -std=c11 -Wpedantic"; do
	read -ra words <<<"$compiler"
	check "$compiler: sources" "${words[@]}" -Wstrict-prototypes "${flags[@]}" "${sources[@]}"
done
# protoc-c gives the header of an rpc Delete a member "delete": not ours to answer for.
for compiler in "g++ -std=c++17 -Ddelete=delete_" "clang++ -std=c++17 -Ddelete=delete_ -Wno-keyword-macro"; do
	read -ra words <<<"$compiler"
	for source in "${sources[@]}"; do
		check "${words[0]}: ${source#"$generated"/}" "${words[@]}" -x c++ "${flags[@]}" \
			-include "${source%.c}.h" /dev/null
	done
done
done_testing
