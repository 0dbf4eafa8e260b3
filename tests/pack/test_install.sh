#!/usr/bin/env bash
# evgrpc as a stranger takes it: built alone, installed into an empty prefix, used from there in every way the manual
# names. What the manual prints is compiled and run.
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/support/tap.sh
. tests/support/tap.sh
unset HUIYIN_BIN HUIYIN_LANG
work=$(mktemp -d /tmp/evgrpc-pack.XXXXXX)
prefix=$work/usr
servers=()
trap 'kill "${servers[@]}" 2>/dev/null; rm -rf "$work"' EXIT

quietly() { # quietly WHAT command …: a check that shows what the command said only when it fails
	local what=$1
	shift
	"$@" >"$work/said" 2>&1
	local status=$?
	[ "$status" = 0 ] || tail -n 30 "$work/said" >&2
	result "$status" "$what"
	return "$status"
}

# ---- Build and install -----------------------------------------------------------------------------------------

cp -r evgrpc "$work/source" # with nothing of ours around it
quietly "configures alone" cmake -S "$work/source" -B "$work/build" -G Ninja -DCMAKE_BUILD_TYPE=Release \
	-DCMAKE_COMPILE_WARNING_AS_ERROR=ON
quietly "builds alone" cmake --build "$work/build" || done_testing
quietly "installs" cmake --install "$work/build" --prefix "$prefix"
pc=$(dirname "$(find "$prefix" -name evgrpc.pc)")
export PKG_CONFIG_PATH=$pc
lib=$(pkg-config --variable=libdir evgrpc)
doc=$prefix/share/doc/evgrpc
export LD_LIBRARY_PATH=$lib PATH=$prefix/bin:$PATH # for protoc to find its plugin
read -ra cflags < <(pkg-config --cflags evgrpc)
header=$prefix/include/evgrpc.h

# The functions the header declares, comments taken out.
declared=$(gcc -fpreprocessed -dD -E -P "$header" | grep -oE '\bevgrpc_[a-z0-9_]+\(' | tr -d '(' | sort -u)
version=$(sed -n 's/^#define EVGRPC_VERSION *"\(.*\)"/\1/p' "$header")
numbers=$(sed -nE 's/^#define EVGRPC_VERSION_(MAJOR|MINOR|PATCH) //p' "$header" | paste -sd.)
same "the header's version numbers agree" "$numbers" "$version"
same "pkg-config has the header's version" "$(pkg-config --modversion evgrpc)" "$version"
same "the soname" "$(readelf -d "$lib/libevgrpc.so" | sed -n 's/.*soname: \[\(.*\)\]/\1/p')" libevgrpc.so.0.1
same "the library's file" "$(basename "$(readlink -f "$lib/libevgrpc.so.0.1")")" "libevgrpc.so.$version"
same "the shared library shows what the header declares" \
	"$(nm -D --defined-only "$lib/libevgrpc.so" | awk '{print $3}' | sort)" "$declared"
same "so does the archive" "$(nm -g --defined-only "$lib/libevgrpc.a" | awk 'NF == 3 {print $3}' | sort)" "$declared"
contains "the generator tells a person who starts it" "$(protoc-gen-evgrpc --help 2>&1)" "protoc --evgrpc_out=DIR"
same "installed files name no program of ours" "$(grep -rail huiyin "$prefix")" ""

# ---- The header ------------------------------------------------------------------------------------------------

for compiler in "gcc -std=c11 -x c" "clang -std=c11 -x c" "g++ -std=c++17 -x c++" "clang++ -std=c++17 -x c++"; do
	read -ra compile <<<"$compiler"
	quietly "the header alone: $compiler" "${compile[@]}" -Wall -Wextra -Wpedantic -Werror -fsyntax-only \
		"${cflags[@]}" -include evgrpc.h /dev/null
done

cat >"$work/version.cc" <<-'END'
	#include <cstring>
	#include <evgrpc.h>
	int main() { return std::strcmp(evgrpc_version(), EVGRPC_VERSION); }
END
for compiler in g++ clang++; do
	quietly "a C++ program links: $compiler" $compiler -std=c++17 -Wall -Wextra -Werror -o "$work/version" "${cflags[@]}" \
		"$work/version.cc" -L"$lib" -levgrpc
	exits "and runs: $compiler" 0 "$work/version"
done

# ---- The examples ----------------------------------------------------------------------------------------------

# Starts a server on a free port, which it prints when it serves.
mkfifo "$work/serving"
start() { # start PROGRAM argument …: sets $port
	"$@" 127.0.0.1:0 >"$work/serving" &
	servers+=($!)
	read -rt 20 port <"$work/serving"
	port=${port##* }
}
stop() { # stop WHAT: ends the last server started, which must end well
	kill -TERM "${servers[-1]}"
	wait "${servers[-1]}"
	result $? "$1"
	unset 'servers[-1]'
}
greet() { # greet WHAT FOLDER
	start "$2/greeter_server"
	same "$1: the greeting" "$("$2/greeter_client" Ada "127.0.0.1:$port" 2>&1)" "Hello, Ada!"
	contains "$1: the refusal" "$("$2/greeter_client" "" "127.0.0.1:$port" 2>&1)" INVALID_ARGUMENT
	stop "$1: the server ends on SIGTERM"
}

with_make() { # with_make WHAT FOLDER make's arguments …
	local what=$1 folder=$2
	shift 2
	cp -r "$doc/examples" "$folder"
	quietly "$what: builds" make -C "$folder" CFLAGS="-O1 -g -Wall -Wextra -Werror" "$@" && greet "$what" "$folder"
}
with_make "pkg-config, shared" "$work/shared"
same "the examples load the installed library" "$(realpath "$(ldd "$work/shared/greeter_client" | awk '/evgrpc/ {print $3}')")" \
	"$(realpath "$lib/libevgrpc.so.0.1")"
# The archive instead of the library, with what it needs besides.
with_make "pkg-config, static" "$work/static" \
	LDLIBS="$(pkg-config --static --libs evgrpc | sed 's/-levgrpc/-l:libevgrpc.a/')"
same "the static examples load no libevgrpc" "$(ldd "$work/static/greeter_client" | grep -c evgrpc)" 0

with_cmake() { # with_cmake WHAT FOLDER ON|OFF
	quietly "$1: configures" cmake -S "$doc/examples" -B "$2" -G Ninja -DCMAKE_PREFIX_PATH="$prefix" -DSTATIC_EVGRPC="$3"
	quietly "$1: builds" cmake --build "$2" && greet "$1" "$2"
}
with_cmake "find_package, shared" "$work/cmake-shared" OFF
with_cmake "find_package, static" "$work/cmake-static" ON

# Two in a chat room: each says its line when it knows that the other is there to hear it.
hear() { # hear WHAT FD LINE
	local line
	read -rt 20 line <&"$2"
	same "chat: $1" "$line" "$3"
}
chat() { # chat FOLDER
	local clients=()
	start "$1/chat_server"
	mkfifo "$work"/{ada,bob}.{in,out}
	"$1/chat_client" Ada "127.0.0.1:$port" <"$work/ada.in" >"$work/ada.out" 2>&1 &
	clients+=($!)
	exec 8>"$work/ada.in" 3<"$work/ada.out"
	hear "Ada is let in" 3 "room: You are in."
	"$1/chat_client" Bob "127.0.0.1:$port" <"$work/bob.in" >"$work/bob.out" 2>&1 &
	clients+=($!)
	exec 9>"$work/bob.in" 4<"$work/bob.out"
	hear "Bob is let in" 4 "room: You are in."
	echo "Hello, 你好" >&8
	hear "Bob hears Ada" 4 "Ada: Hello, 你好"
	echo "Good evening" >&9
	hear "Ada hears Bob" 3 "Bob: Good evening"
	exec 8>&- 9>&-
	wait "${clients[0]}" && wait "${clients[1]}"
	result $? "chat: both leave with OK"
	stop "chat: the server ends on SIGTERM"
}
chat "$work/shared"

# The greeter behind TLS: who does not trust it, and whom it does not know, gets nowhere.
authenticated() { # authenticated FOLDER
	local say=("$1/auth_client") ca=$work/certificate.pem
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
		-addext subjectAltName=DNS:localhost -keyout "$work/key.pem" -out "$ca" 2>/dev/null
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
		-addext subjectAltName=DNS:localhost -keyout "$work/other.key" -out "$work/other.pem" 2>/dev/null
	AUTH_TOKEN=secret start "$1/auth_server" "$ca" "$work/key.pem" 2>"$work/auth.log"
	same "auth: with the token" "$(AUTH_TOKEN=secret "${say[@]}" "$ca" Ada "localhost:$port" 2>&1)" Ada
	contains "auth: with another" "$(AUTH_TOKEN=secreT "${say[@]}" "$ca" Ada "localhost:$port" 2>&1)" UNAUTHENTICATED
	contains "auth: a client that trusts somebody else" \
		"$(AUTH_TOKEN=secret "${say[@]}" "$work/other.pem" Ada "localhost:$port" 2>&1)" UNAVAILABLE
	stop "auth: the server ends on SIGTERM"
	same "auth: the log" "$(awk '{print $2, $3}' "$work/auth.log")" \
		$'/helloworld.Greeter/SayHello OK\n/helloworld.Greeter/SayHello UNAUTHENTICATED'
}
authenticated "$work/shared"

# ---- A program whose names are ours inside ----------------------------------------------------------------------

cat >"$work/names.c" <<-'END'
	#include <evgrpc.h>
	#include <stdio.h>
	int descriptors_free(void) { return 42; }
	int evg_call_free(void) { return 42; }
	int grpc__health__v1__health_check_request__descriptor = 42;
	int main(void)
	{
		struct evgrpc_server_options options;
		struct evgrpc_server *server;
		evgrpc_server_options_default(&options);
		server = evgrpc_server_new(&options);
		if (!server || evgrpc_server_add_health(server) < 0)
			return 1;
		evgrpc_server_free(server);
		return puts(evgrpc_version()) < 0 || descriptors_free() + evg_call_free() != 84 ||
		       grpc__health__v1__health_check_request__descriptor != 42;
	}
END
for kind in shared static; do
	read -ra libs < <(pkg-config --static --libs evgrpc)
	[ $kind = static ] && libs=("${libs[@]/-levgrpc/-l:libevgrpc.a}")
	quietly "names of a program's own, $kind: links" gcc -o "$work/names" "$work/names.c" "${cflags[@]}" "${libs[@]}"
	same "names of a program's own, $kind: version" "$("$work/names")" "$version"
done

# ---- The protos that come with it -------------------------------------------------------------------------------

protos=$(pkg-config --variable=protodir evgrpc)
mkdir "$work/protos"
quietly "the installed protos compile" protoc-c -I "$protos" -I /usr/include --c_out="$work/protos" \
	grpc/health/v1/health.proto google/rpc/status.proto google/rpc/error_details.proto

# ---- The manual -------------------------------------------------------------------------------------------------

man=$prefix/share/man/man3/evgrpc.3
same "the man pages render without a warning" \
	"$(mandoc -Tlint -Wwarning "$man" "$prefix/share/man/man1/protoc-gen-evgrpc.1" 2>&1)" ""
same "the man page names every function" \
	"$(grep -oE 'Fn evgrpc_[a-z0-9_]+' "$man" | cut -c4- | sort -u)" "$declared"
sed -n '/^\.Bd -literal/,/^\.Ed/p' "$man" | sed '/^\.[BE]d/d; s/\\e/\\/g' >"$work/shared/man.c"
quietly "the man page's example compiles" gcc -std=c11 -Wall -Wextra -Werror "${cflags[@]}" -c -o "$work/man.o" \
	"$work/shared/man.c"

# The README's files, each under a line that is its name, and the commands that build and run them.
mkdir "$work/quick"
awk -v to="$work/quick/" '
	/^`[a-z_]+\.(c|proto)`:$/ { file = substr($0, 2, length($0) - 3); next }
	/^```(c|proto)$/ && file != "" { inside = 1; next }
	/^```$/ { inside = 0; file = "" }
	inside { print > (to file) }' "$doc/README.md"
awk '/^```sh$/ { text = ""; inside = 1; next } /^```$/ { if (inside && text ~ /protoc-c/) print text; inside = 0 }
	inside { text = text $0 "\n" }' "$doc/README.md" >"$work/quick/commands"
for file in greeter.proto greeter_server.c greeter_client.c; do
	same "the README's $file is the example" "$(cat "$work/quick/$file" 2>/dev/null)" "$(cat "$doc/examples/$file")"
done
hold_port
sed -i "s/greeter_server &/greeter_server 127.0.0.1:$port \& trap \"kill \$!\" EXIT/
	s/greeter_client Ada/greeter_client Ada 127.0.0.1:$port/" "$work/quick/commands"
contains "the README's quick start greets" "$(cd "$work/quick" && bash -e ./commands 2>&1)" "Hello, Ada!"
for link in $(grep -oE '\]\([^)#]+' evgrpc/README.md | cut -c3- | grep -v ://); do
	[ -e "evgrpc/$link" ]
	result $? "the README's link $link leads somewhere"
done
done_testing
