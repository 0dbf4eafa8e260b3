#!/usr/bin/env bash
# The service over TLS: a clerk's login, certificates of clients, and what is said when something does not fit.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
. tests/support/tap.sh
bin=${HUIYIN_BIN:-$PWD/build/asan/bin}
work=$(mktemp -d)
chmod 755 "$work"
daemon=
trap '[ -z "$daemon" ] || { kill "$daemon"; wait "$daemon"; }; rm -rf "$work"' EXIT
export HUIYIN_LANG=en HOME=$work XDG_CONFIG_HOME=$work/config
unset HUIYIN_SERVER HUIYIN_TOKEN_FILE

issue() { # issue NAME USAGE: NAME.pem and NAME.key of the CA
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$work/$1.key" -out "$work/$1.csr" -subj "/CN=$1" &&
		printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=%s\n' "$2" >"$work/$1.ext" &&
		openssl x509 -req -in "$work/$1.csr" -CA "$work/ca.pem" -CAkey "$work/ca.key" -CAcreateserial -days 2 \
			-out "$work/$1.pem" -extfile "$work/$1.ext"
} 2>/dev/null
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$work/ca.key" -out "$work/ca.pem" \
	-subj "/CN=Example CA" -days 2 2>/dev/null
issue server serverAuth
issue office clientAuth

"$bin/huiyind" init --data "$work/data" --token-file "$work/operator" 2>"$work/log" || cat "$work/log" >&2
said() { contains "$1" "$("$bin/huiyind" serve --data "$work/data" "${@:3}" 2>&1)" "$2"; }
said "a certificate needs its key" "--tls-certificate and --tls-key go together" --tls-certificate "$work/server.pem"
said "the key of another is refused" "cannot" --tls-certificate "$work/server.pem" --tls-key "$work/office.key" --listen 127.0.0.1:0
said "other machines are served with TLS only" "give --tls-certificate" --listen 0.0.0.0:0
said "a CRL needs client certificates" "--tls-crl needs --tls-client-ca" --tls-crl "$work/ca.pem"

port=
hold_port
"$bin/huiyind" serve --data "$work/data" --listen "127.0.0.1:$port" --listen "unix:$work/socket" --tls-certificate "$work/server.pem" \
	--tls-key "$work/server.key" --tls-client-ca "$work/ca.pem" 2>>"$work/log" &
daemon=$!
own=(--tls-certificate "$work/office.pem" --tls-key "$work/office.key")
over() { "$bin/huiyin" --server "localhost:$port" --token-file "$work/operator" "$@" 2>&1; }
"$bin/huiyin" --server "unix:$work/socket" health --wait 60 >/dev/null 2>&1
result $? "a unix socket beside it stays plain"

contains "a clerk's call goes over TLS" "$(over --tls-ca "$work/ca.pem" "${own[@]}" whoami)" "operator"
contains "without a certificate of one's own the server refuses" "$(over --tls-ca "$work/ca.pem" whoami)" "refused the TLS connection"
contains "a server of another CA is refused" "$(over --tls-ca system "${own[@]}" whoami)" "the certificate of localhost is not valid"
contains "a CA file that is not there is named" "$(over --tls-ca "$work/none.pem" whoami)" "none.pem: No such file"
contains "plain text is not answered" "$(over whoami)" "cannot be reached"
over --tls-ca "$work/ca.pem" "${own[@]}" login >/dev/null
contains "a login remembers server and files" "$(cd / && "$bin/huiyin" whoami 2>&1)" "localhost:$port"
contains "another server that is named goes by its own" "$("$bin/huiyin" --server "unix:$work/socket" whoami 2>&1)" "operator"

kill "$daemon"
wait "$daemon"
result $? "the server stops cleanly"
daemon=
done_testing
