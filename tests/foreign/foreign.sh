#!/usr/bin/env bash
# Drives a running server with clients of other makes, which know it by its reflection alone.
#   foreign.sh HOST:PORT TOKEN_FILE UPDATE_1 UPDATE_2
# The token must be allowed both updates, each a SubmitUpdateRequest as JSON without its request id, such as
# '{"case": "20230045", "verb": "accept"}'. python3-grpcio makes the first, grpc-js the second; buf only reads.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/support/tap.sh
. "$here/../support/tap.sh"

if [ $# != 4 ]; then
	sed -n '2,5s/^# \{0,1\}//p' "$0" >&2
	exit 2
fi
address=$1 token_file=$2
modules=$here/../../build/npm/node_modules
"$here/../support/npm.sh" || exit 1

# A part of the JSON object on standard input by a dotted name, nothing if it or the object is absent.
part() { # part NAME
	/usr/bin/python3 -c '
import functools, json, sys
text = sys.stdin.read()
value = functools.reduce(lambda v, key: (v or {}).get(key), sys.argv[1].split("."), json.loads(text.strip() or "{}"))
print("" if value is None else value if isinstance(value, str) else json.dumps(value, sort_keys=True))' "$1"
}

positive() { # positive WHAT NUMBER
	[ "${2:-0}" -gt 0 ]
	result $? "$1"
}

# Checks what a client printed.
check_client() { # check_client NAME command …
	local name=$1 out services
	shift
	out=$("$@")
	result $? "$name runs to its end"
	note "$(part client <<<"$out")"
	services=$(part services <<<"$out")
	for service in huiyin.v1.RateService huiyin.v1.CaseService grpc.health.v1.Health \
		grpc.reflection.v1.ServerReflection; do
		contains "$name: reflection lists $service" "$services" "\"$service\""
	done
	same "$name: v1alpha lists the same services" "$(part alpha_services <<<"$out")" "$services"
	same "$name: a wrong token is refused" "$(part wrong_token <<<"$out")" UNAUTHENTICATED
	contains "$name: GetRates answers with a day" "$(part rates.as_of <<<"$out")" -
	positive "$name: GetRates answers with a base" "$(part rates.total.denominator <<<"$out")"
	positive "$name: SubmitUpdate answers with a page" "$(part update.page <<<"$out")"
	same "$name: the update is new" "$(part update.already_stored <<<"$out" | sed 's/false//')" ""
	same "$name: sent again it is known" "$(part again.already_stored <<<"$out")" true
	same "$name: sent again it has the same page" "$(part again.page <<<"$out")" "$(part update.page <<<"$out")"
	same "$name: sent again it has the same version" "$(part again.version <<<"$out")" "$(part update.version <<<"$out")"
}

check_buf() {
	local buf=("$modules/.bin/buf" curl --protocol grpc --http2-prior-knowledge) methods out
	for version in grpc-v1 grpc-v1alpha; do
		methods=$("${buf[@]}" --reflect-protocol "$version" --list-methods "http://$address")
		result $? "buf: --list-methods by $version"
		for method in huiyin.v1.RateService/GetRates huiyin.v1.CaseService/SubmitUpdate grpc.health.v1.Health/Check \
			grpc.reflection.v1.ServerReflection/ServerReflectionInfo; do
			contains "buf: $version lists $method" "$methods" "$method"
		done
	done
	out=$("${buf[@]}" -H "authorization: Bearer $(<"$token_file")" -d '{}' \
		"http://$address/huiyin.v1.RateService/GetRates")
	result $? "buf: GetRates"
	positive "buf: GetRates answers with a base" "$(part total.denominator <<<"$out")"
	out=$("${buf[@]}" -d '{}' "http://$address/grpc.health.v1.Health/Check")
	result $? "buf: Health needs no token"
	same "buf: the server is serving" "$(part status <<<"$out")" SERVING
	out=$("${buf[@]}" -d '{}' "http://$address/huiyin.v1.RateService/GetRates" 2>&1)
	contains "buf: without a token GetRates is refused" "$out" unauthenticated
}

check_client python3-grpcio /usr/bin/python3 "$here/reflection_client.py" "$address" "$token_file" "$3"
NODE_PATH=$modules check_client grpc-js node "$here/reflection_client.js" "$address" "$token_file" "$4"
check_buf
done_testing
