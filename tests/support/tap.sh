# shellcheck shell=bash
# TAP for shell tests: source it, call the checks, end with done_testing.
tap_n=0 tap_bad=0
result() { # result STATUS WHAT
	tap_n=$((tap_n + 1))
	if [ "$1" = 0 ]; then echo "ok $tap_n - $2"; else
		tap_bad=$((tap_bad + 1))
		echo "not ok $tap_n - $2"
	fi
}
note() { printf '# %s\n' "$*"; }
same() { # same WHAT GOT WANTED
	if [ "$2" = "$3" ]; then result 0 "$1"; else
		result 1 "$1"
		diff <(printf '%s\n' "$3") <(printf '%s\n' "$2") | sed 's/^/# /' >&2
	fi
}
contains() { # contains WHAT TEXT PART
	case $2 in *"$3"*) result 0 "$1" ;; *)
		result 1 "$1"
		printf '# not found: %s\n# in: %s\n' "$3" "$2" >&2
		;;
	esac
}
exits() { # exits WHAT CODE command …
	local what=$1 want=$2 code
	shift 2
	"$@" >/dev/null 2>&1
	code=$?
	[ "$code" = "$want" ]
	result $? "$what (exit $code)"
}
# shellcheck disable=SC2034 # the caller reads it
hold_port() { # hold_port: sets $port to a TCP port which nobody else is given before this script ends
	coproc /usr/bin/python3 "${BASH_SOURCE[0]%/*}/port.py"
	read -r port <&"${COPROC[0]}"
}
done_testing() {
	echo "1..$tap_n"
	exit $((tap_bad > 0))
}
