#!/usr/bin/env bash
# gRPC's interop cases: evgrpc's client and server against each other and against the peers of peers/, in both
# directions, plain and with TLS. A line per cell; then the table of evgrpc/docs/interop.md is held against them.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/support/tap.sh
. tests/support/tap.sh
bin=${HUIYIN_BIN:-build/asan/bin}
peers=tests/interop/peers
work=$(mktemp -d -t evgrpc-interop.XXXXXX)
declare -A pid
stop_all() { kill "${pid[@]}" 2>/dev/null; }
trap 'stop_all; rm -rf "$work"' EXIT
export NODE_PATH=$PWD/build/npm/node_modules

# A run of all cases takes a few seconds; the limit only ends one that hangs.
limit=120
# 1,000 would be the case's own number; it takes as long as all the others together under a sanitizer.
few=(--concurrent_calls=200 --soak_iterations=10)

"$peers/build.sh" >"$work/build" 2>&1
built=$?
[ "$built" = 0 ] || tail -n 30 "$work/build" >&2
result "$built" "the peers are built"
[ "$built" = 0 ] || done_testing

# ---- Who takes part --------------------------------------------------------------------------------------------

others=(libgrpc++ grpc-js grpcio)
server_command() { # server_command NAME
	case $1 in
	evgrpc) echo "$bin/evgrpc-interop-server --host=127.0.0.1" ;;
	libgrpc++) echo "build/interop/cpp/server" ;;
	grpc-js) echo "node $peers/js/server.js" ;;
	grpcio) echo "/usr/bin/python3 $peers/python/server.py --protos=build/interop/test.binpb" ;;
	esac
}
client_command() { # client_command NAME
	case $1 in
	evgrpc) echo "$bin/evgrpc-interop-client" ;;
	libgrpc++) echo "build/interop/cpp/client" ;;
	grpc-js) echo "node $peers/js/client.js" ;;
	grpcio) echo "/usr/bin/python3 $peers/python/client.py --protos=build/interop/test.binpb" ;;
	esac
}

# What a server cannot be asked for. The case is run all the same and must fail, or the list is out of date.
declare -A unable
for case in client_compressed_unary client_compressed_streaming; do
	for server in grpc-js grpcio; do
		unable[$server $case]="a $server handler is not told whether a request came compressed, so it cannot refuse one"
	done
done
for case in server_compressed_unary server_compressed_streaming; do
	unable[grpc-js $case]="a grpc-js server never compresses"
done

# ---- Certificates and servers ----------------------------------------------------------------------------------

certify() {
	openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=interop-ca -keyout "$work/ca.key" -out "$work/ca.pem" \
		-addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign &&
		openssl req -newkey rsa:2048 -nodes -subj /CN=interop -keyout "$work/key.pem" -out "$work/request" &&
		printf 'subjectAltName=DNS:*.test.google.fr,DNS:localhost\n' >"$work/names" &&
		openssl x509 -req -in "$work/request" -CA "$work/ca.pem" -CAkey "$work/ca.key" -CAcreateserial -days 2 \
			-extfile "$work/names" -out "$work/cert.pem"
}
certify >"$work/openssl" 2>&1 || { cat "$work/openssl" >&2; result 1 "certificates are made"; done_testing; }
server_tls=(--use_tls=true "--tls_cert_file=$work/cert.pem" "--tls_key_file=$work/key.pem")
client_tls=(--use_tls=true "--ca_file=$work/ca.pem" --server_host_override=foo.test.google.fr)

declare -A port
start() { # start NAME TRANSPORT: port[NAME TRANSPORT], or a failed check
	local key="$1 $2" command=() out=$work/$1.$2 tls=()
	read -ra command < <(server_command "$1")
	[ "$2" = tls ] && tls=("${server_tls[@]}")
	mkfifo "$out"
	"${command[@]}" --port=0 "${tls[@]}" >"$out" 2>"$out.log" &
	pid[$key]=$!
	read -r -t 60 _ _ _ "port[$key]" <"$out" && [ -n "${port[$key]}" ] && return
	tail -n 20 "$out.log" >&2
	result 1 "$1 serves ($2)"
}
for transport in plain tls; do
	for server in evgrpc "${others[@]}"; do start "$server" "$transport"; done
done

# ---- The cells -------------------------------------------------------------------------------------------------

results=build/interop/results
rm -f "$results"

# All cases, as the client lists them when asked for one it does not have.
mapfile -t cases < <("$bin/evgrpc-interop-client" --test_case=none 2>&1 | sed -n 's/^  //p')
result "$((${#cases[@]} < 23))" "an unknown case lists the known ones (${#cases[@]})"
list=$(IFS=, && echo "${cases[*]}")

# Turns a client's line about a case, "VERDICT NAME: why", into a check and a row of the results.
judge() { # judge CLIENT SERVER TRANSPORT CASE LINE
	local cell="$1 to $2, $3: $4" verdict=${5%% *} why=${5#*: } reason=${unable[$2 $4]:-}
	[ "$why" = "$5" ] && why=
	if [ -n "$reason" ] && [ "$verdict" = fail ]; then
		verdict=cannot why=$reason
	elif [ -n "$reason" ]; then
		verdict=fail why="the server can do it after all; take it out of the list of what it cannot"
	fi
	printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$4" "$verdict" "$why" >>"$results"
	case $verdict in
	pass) result 0 "$cell" ;;
	partly | cannot) result 0 "$cell # $verdict: $why" ;;
	*)
		result 1 "$cell"
		printf '# %s\n' "${why:-no word of it}" >&2
		;;
	esac
}

run_cases() { # run_cases CLIENT SERVER TRANSPORT
	local command=() tls=() case out=$work/client
	read -ra command < <(client_command "$1")
	[ "$3" = tls ] && tls=("${client_tls[@]}")
	timeout "$limit" "${command[@]}" --server_host=127.0.0.1 --server_port="${port[$2 $3]}" --test_case="$list" \
		"${few[@]}" "${tls[@]}" >"$out" 2>"$out.log"
	tail -n 20 "$out.log" >&2
	for case in "${cases[@]}"; do judge "$1" "$2" "$3" "$case" "$(grep -m 1 -E "^[a-z]+ $case(:|$)" "$out")"; done
}
for transport in plain tls; do
	run_cases evgrpc evgrpc "$transport"
	for other in "${others[@]}"; do
		run_cases evgrpc "$other" "$transport"
		run_cases "$other" evgrpc "$transport"
	done
done

# ---- The table -------------------------------------------------------------------------------------------------

"$peers/../table.py" "$results" evgrpc/docs/interop.md >build/interop/table.md
agrees=$?
result "$agrees" "the table in evgrpc/docs/interop.md is what has run"
[ "$agrees" = 0 ] ||
	note "tests/interop/table.py --write $results evgrpc/docs/interop.md puts the table of this run there"
note "the table of this run: build/interop/table.md"

# ---- The programs themselves -----------------------------------------------------------------------------------

client() { "$bin/evgrpc-interop-client" --server_host=127.0.0.1 --server_port="${port[evgrpc plain]}" "$@"; }
tls_client() {
	"$bin/evgrpc-interop-client" --server_port="${port[evgrpc tls]}" --use_tls --test_case=empty_unary "$@"
}
exits "a value may follow its flag" 0 client --test_case empty_unary --use_tls false
exits "an unknown case" 2 client --test_case=empty_unari
exits "no case" 2 client
exits "an unknown flag" 2 client --test_case=empty_unary --fast
exits "a flag without its value" 2 client --test_case
exits "a number that is none" 2 client --test_case=empty_unary --server_port=12x
exits "neither true nor false" 2 client --test_case=empty_unary --use_tls=yes
exits "the client's help" 0 client --help
exits "the server's help" 0 "$bin/evgrpc-interop-server" --help
exits "an unknown flag of the server" 2 "$bin/evgrpc-interop-server" --prt=1
exits "TLS without a certificate" 2 "$bin/evgrpc-interop-server" --port=0 --use_tls
exits "a certificate that is not there" 1 "$bin/evgrpc-interop-server" --port=0 --use_tls \
	--tls_cert_file="$work/none" --tls_key_file="$work/none"
exits "CAs that are not there" 1 client --test_case=empty_unary --use_tls --ca_file="$work/none"
exits "an address that is none" 1 "$bin/evgrpc-interop-server" --host=nowhere.invalid --port=0
exits "a case that fails" 1 client --test_case=empty_unary --server_port=1
exits "a soak whose calls are too slow" 1 client --test_case=rpc_soak --soak_per_iteration_max_acceptable_latency_ms=0
exits "a soak that may fail" 0 client --test_case=rpc_soak --soak_per_iteration_max_acceptable_latency_ms=0 \
	--soak_max_failures=10
exits "a soak without time" 1 client --test_case=rpc_soak --soak_overall_timeout_seconds=0
exits "a soak's payload over 4 MiB" 1 client --test_case=rpc_soak --soak_request_size=4194305

exits "TLS: the name is the host's" 0 tls_client --server_host=localhost --ca_file="$work/ca.pem"
exits "TLS: another name is refused" 1 tls_client --server_host=localhost --ca_file="$work/ca.pem" \
	--server_host_override=test.google.com
exits "TLS: a certificate of nobody we trust is refused" 1 tls_client --server_host=localhost
exits "TLS: plain text is refused" 1 tls_client --server_host=localhost --use_tls=false
exits "TLS: a plain server is refused" 1 client --use_tls --ca_file="$work/ca.pem" --test_case=empty_unary

# Reflection and health, by a client that has no proto of the server's.
buf() { # buf METHOD REQUEST
	build/npm/node_modules/.bin/buf curl --protocol grpc --http2-prior-knowledge -d "$2" \
		"http://127.0.0.1:${port[evgrpc plain]}/$1" 2>&1
}
for version in grpc-v1 grpc-v1alpha; do
	methods=$(build/npm/node_modules/.bin/buf curl --protocol grpc --http2-prior-knowledge --list-methods \
		--reflect-protocol "$version" "http://127.0.0.1:${port[evgrpc plain]}" 2>&1)
	contains "reflection ($version) lists the service" "$methods" grpc.testing.TestService/FullDuplexCall
	contains "reflection ($version) lists health" "$methods" grpc.health.v1.Health/Check
done
contains "health says the server serves" "$(buf grpc.health.v1.Health/Check '{}')" SERVING
contains "health knows the service" \
	"$(buf grpc.health.v1.Health/Check '{"service": "grpc.testing.TestService"}')" SERVING
service=grpc.testing.TestService
contains "a call by reflection" "$(buf $service/UnaryCall '{"responseSize": 3}')" AAAA
contains "a payload over 4 MiB is refused" "$(buf $service/UnaryCall '{"responseSize": 4194305}')" "4194304 bytes"
contains "a negative size is refused" "$(buf $service/UnaryCall '{"responseSize": -1}')" invalid_argument
contains "a status code over 16 is refused" "$(buf $service/UnaryCall '{"responseStatus": {"code": 17}}')" "0 to 16"
contains "status OK is no failure" "$(buf $service/UnaryCall '{"responseSize": 3, "responseStatus": {}}')" AAAA
contains "an unknown payload type is refused" "$(buf $service/UnaryCall '{"responseType": 7}')" COMPRESSABLE
contains "a negative interval is refused" \
	"$(buf $service/StreamingOutputCall '{"responseParameters": [{"intervalUs": -1}]}')" invalid_argument
begun=${EPOCHREALTIME/[.,]/}
answers=$(buf $service/StreamingOutputCall \
	'{"responseParameters": [{"size": 3, "intervalUs": 150000}, {"size": 3, "intervalUs": 150000}]}')
took=$((${EPOCHREALTIME/[.,]/} - begun))
same "two messages with intervals come" "$(grep -c AAAA <<<"$answers")" 2
result "$((took < 300000))" "and the intervals pass before them"

# ---- The end ---------------------------------------------------------------------------------------------------

for transport in plain tls; do
	kill "${pid[evgrpc $transport]}"
	wait "${pid[evgrpc $transport]}"
	status=$?
	[ "$status" = 0 ] || tail -n 40 "$work/evgrpc.$transport.log" >&2
	result "$status" "evgrpc's server ends cleanly ($transport)"
	unset "pid[evgrpc $transport]"
done
done_testing
