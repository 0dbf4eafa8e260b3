#!/usr/bin/env bash
# Installs the Debian packages that are missing: tools/install.sh build | test | bench
# build: what ./run needs; test and bench: what ./test and bench/run.sh rpc need besides. Does nothing, and needs no
# rights, when all are there.
set -euo pipefail

build=(build-essential cmake ninja-build pkg-config libevent-dev libnghttp2-dev zlib1g-dev libprotobuf-c-dev
	protobuf-c-compiler protobuf-compiler libprotobuf-dev grpc-proto libpq-dev libssl-dev libyaml-dev
	libjansson-dev uthash-dev libsmartcols-dev libcsv-dev libxlsxwriter-dev libzip-dev libexpat1-dev
	libcairo2-dev libpango1.0-dev libcurl4-openssl-dev fonts-noto-cjk postgresql-15)
test=(clang libclang-rt-dev clang-format clang-tidy g++ libcmocka-dev libgrpc++-dev protobuf-compiler-grpc python3
	python3-grpcio python3-protobuf python3-yaml python3-openpyxl python3-aiosmtpd poppler-utils shellcheck docker-compose mandoc nodejs npm openssl libxml2-utils)

bench=(g++ golang-go golang-google-grpc-dev golang-goprotobuf-dev libgrpc++-dev make openssl protobuf-compiler-grpc python3
	strace)

want=("${build[@]}")
[ "${1:-build}" = test ] && want+=("${test[@]}")
[ "${1:-build}" = bench ] && want+=("${bench[@]}")
missing=()
for package in "${want[@]}"; do
	# A newer major of PostgreSQL is as good, and so is a node that did not come from Debian.
	case $package in
	postgresql-15) compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null && continue ;;
	nodejs | npm) command -v "${package/nodejs/node}" >/dev/null && continue ;;
	esac
	[ "$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null)" = "install ok installed" ] || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" != 0 ]; then
	command -v sudo >/dev/null || { echo "These packages are missing and there is no sudo: ${missing[*]}" >&2; exit 1; }
	as_root=(sudo)
fi
echo "installing: ${missing[*]}" >&2
# The service keeps a private cluster of its own; the package must not leave one of its own running on port 5432.
if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
	"${as_root[@]}" mkdir -p /etc/postgresql-common/createcluster.d
	echo 'create_main_cluster = false' |
		"${as_root[@]}" tee /etc/postgresql-common/createcluster.d/huiyin.conf >/dev/null
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { "${as_root[@]}" apt-get update -q &&
	"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends "${missing[@]}"; } \
	>"$log" 2>&1; then
	tail -n 20 "$log" >&2
	echo "The packages could not be installed (see above)." >&2
	exit 1
fi
