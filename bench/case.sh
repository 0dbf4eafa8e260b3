#!/usr/bin/env bash
# Measures a release build on a private cluster: submitted updates/s with 1, 16 and 64 calls in flight, GetCase/s, and
# beside them a pgbench ceiling on the same cluster: the bare durable INSERT of one row with a unique request id.
# bench/run.sh case [SECONDS]  (5) builds and runs it. Rounds are interleaved three times; the median counts. Compare ratios, not machines.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-5}
bin=$PWD/build/release/bin
work=$(mktemp -d /tmp/huiyin-bench.XXXXXX)
chmod 755 "$work"
server=127.0.0.1:$(/usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
daemon=
cleanup() {
	[ -z "$daemon" ] || { kill "$daemon" && wait "$daemon" || true; }
	rm -rf "$work"
}
trap cleanup EXIT
"$bin/huiyind" init --data "$work/data" --jurisdiction 150200 --name 包头市 --token-file "$work/operator" 2>"$work/log"
"$bin/huiyind" serve --data "$work/data" --listen "$server" --business-date 2023-07-03 --log-level warn 2>>"$work/log" &
daemon=$!
as() { "$bin/huiyin" --server "$server" --token-file "$work/$1" "${@:2}" >"$work/out" || { cat "$work/out" >&2; exit 1; }; }
as operator health --wait 60
as operator rules apply rules/baotou.yaml
as operator office add bench --name-zh 压测单位（示例） --name-en "Bench office (example)"
as operator session add bench --name-zh 压测届次（示例） --name-en "Bench session (example)" --starts-on 2023-01-03 --level city
as operator token create --role committee --label bench --out "$work/committee"
as operator token create --role handler --office bench --label bench --out "$work/handler"

cases=1000
columns=case,verb,happened_on,office,reason,lead_office,assist_offices,case_number,contact_method,contact_persons,class,document_number,text,attitude,result,outcomes
{
	echo submission_number,session,level,external_number,title,proposers,proposer_kind,sector,category,received_on,text
	for i in $(seq $cases); do echo "$i,bench,city,,压测提案$i（示例）,示例委员甲,member,教育界,教育,2023-06-01,示例"; done
} >"$work/cases.csv"
{
	echo $columns
	for i in $(seq $cases); do
		echo "l:bench/$i,file,2023-07-03,,,,,$((20230000 + i)),,,,,,,,"
		echo "$((20230000 + i)),assign,2023-07-03,,,bench,,,,,,,,,,"
	done
} >"$work/committee.csv"
{
	echo $columns
	for i in $(seq $cases); do echo "$((20230000 + i)),accept,2023-07-03,,,,,,,,,,,,,"; done
} >"$work/handler.csv"
seq 20230001 $((20230000 + cases)) >"$work/numbers"
as committee import "$work/cases.csv"
as committee submit --file "$work/committee.csv"
as handler submit --file "$work/handler.csv"

socket=$(sed -n 5p "$work/data/pg/postmaster.pid")
pgbench=$(ls /usr/lib/postgresql/*/bin/pgbench | sort -V | tail -n 1)
psql -XAtqh "$socket" -U postgres huiyin -c 'CREATE TABLE ceiling (id bigserial PRIMARY KEY, case_id bigint, request_id uuid UNIQUE, payload text)'
ceiling() { "$pgbench" -n -M prepared -f bench/insert.sql -c "$1" -j 1 -T "$seconds" -h "$socket" -U postgres huiyin 2>/dev/null |
	sed -n 's/^tps = \([0-9]*\).*/\1/p'; }
load() { "$bin/huiyin-load" "$server" "$work/handler" "$work/numbers" "$@" "$seconds"; }

for round in 1 2 3; do
	for flight in 1 16 64; do
		printf 'SubmitUpdate\t%s\t%s\n' "$flight" "$(load submit "$flight")"
	done
	# The embedded cluster takes 50 connections.
	for clients in 1 16 32; do printf 'pgbench INSERT\t%s\t%s\n' "$clients" "$(ceiling "$clients")"; done
	for flight in 1 64; do printf 'GetCase\t%s\t%s\n' "$flight" "$(load get "$flight")"; done
	printf '\rround %s of 3' "$round" >&2
done >"$work/results"
echo >&2
echo "| what | in flight | per second | p50 ms | p99 ms |"
echo "|---|---|---|---|---|"
sort -t "$(printf '\t')" -k1,1 -k2,2n -k3,3n "$work/results" | awk -F '\t' '
	{ key = $1 FS $2; if (key != last) { n = 0; last = key } n++; if (n == 2) printf "| %s | %s | %s | %s | %s |\n", $1, $2, $3, $4, $5 }'
as operator ledger verify
