#!/usr/bin/env bash
# Shell scripts pass shellcheck, the compose file and the YAML are valid, the contract passes buf's STANDARD rules.
cd "$(dirname "$0")/../.." || exit 1
n=0
check() { # check WHAT command …
	n=$((n + 1))
	local what=$1 out
	shift
	if out=$("$@" 2>&1); then echo "ok $n - $what"; else
		printf '%s\n' "$out" >&2
		echo "not ok $n - $what"
	fi
}
while read -r file; do check "shellcheck $file" shellcheck -S warning "$file"; done < <(
	grep -rlE '^#!.*(bash|sh)$' run test .ci tools tests bench docker 2>/dev/null | grep -v node_modules | sort)
check "docker-compose config" docker-compose -f docker-compose.yml config -q
check "layers" tests/check_layers.sh
tests/support/npm.sh >/dev/null || echo "not ok $((n += 1)) - npm packages of the tests" 
check "buf lint" build/npm/node_modules/.bin/buf lint
