#!/usr/bin/env bash
# The foreign clients against evgrpc alone (tests/rpc/reflection_server.c), without a database.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
bin=${HUIYIN_BIN:-$here/../../build/asan/bin}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

token=example-token
printf '%s\n' "$token" >"$folder/token"
# The server serves until its standard input ends, so it never outlives this script.
mkfifo "$folder/stdin" "$folder/stdout"
"$bin/reflection_server" 127.0.0.1:0 "$token" <"$folder/stdin" >"$folder/stdout" &
server=$!
exec 3>"$folder/stdin"
read -r -t 60 _ _ _ port <"$folder/stdout" || { echo "not ok 1 - reflection_server starts"; exit 1; }
"$here/foreign.sh" "127.0.0.1:$port" "$folder/token" '{"case": "20230045", "verb": "accept"}' \
	'{"case": "20230046", "verb": "accept"}' 3>&-
code=$?
exec 3>&-
wait "$server" || { echo "not ok - reflection_server ends cleanly"; code=1; }
exit $code
