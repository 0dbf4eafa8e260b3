#!/usr/bin/env bash
# Who may include whom: holds every #include of evgrpc/, server/ and client/ against the table below, which is the one
# of server/README.md. Prints what breaks it and ends with 1, or with 0 and one line.
set -euo pipefail
cd "$(dirname "$0")/.."

# folder | parts of the tree it may include | libraries it may include (C, POSIX and Linux headers are free)
layers() {
	cat <<-'TABLE'
		evgrpc           | evgrpc                                                  | event2 nghttp2 openssl protobuf-c grpc
		evgrpc/interop   | evgrpc.h .                                              | event2 protobuf-c grpc
		evgrpc/protoc    | .                                                       | protobuf-c google
		server/base      | base                                                    | openssl csv jansson
		server/domain    | base domain                                             | yaml
		server/db        | base db                                                 | event2 libpq
		server/embedded  | base db embedded                                        |
		server/ledger    | base domain db ledger                                   | event2 libpq jansson uthash
		server/store     | base domain db store                                    | event2
		server/sheet     | base domain sheet                                       | xlsxwriter zip expat csv
		server/rates     | base domain db ledger store rates                       | jansson
		server/report    | base domain db ledger store rates sheet report          | event2 jansson cairo pango curl zip
		server/service   | base domain db ledger store rates report service evgrpc.h | event2 protobuf-c huiyin google jansson
		server           | base domain db ledger store rates report service embedded evgrpc.h . |
		client           | base domain sheet evgrpc.h .                            | event2 protobuf-c huiyin google grpc jansson libsmartcols uthash
	TABLE
}

# The library of <header>, or nothing for headers of C, POSIX and Linux.
library_of() {
	case $1 in
	libpq-fe.h) echo libpq ;;
	yaml.h | jansson.h | uthash.h | csv.h | cmocka.h | xlsxwriter.h | zip.h | expat.h) echo "${1%.h}" ;;
	event2/* | cairo/* | pango/* | curl/* | nghttp2/* | protobuf-c/* | openssl/* | libsmartcols/* | huiyin/* | google/* | grpc/*) echo "${1%%/*}" ;;
	esac
}

# The part of the tree "header" belongs to, seen from a folder.
part_of() { # part_of FOLDER HEADER
	case $2 in
	base/* | domain/* | db/* | ledger/* | store/* | sheet/* | rates/* | report/* | service/* | embedded/*) echo "${2%%/*}" ;;
	grpc/* | huiyin/* | google/*) echo "library:${2%%/*}" ;;
	evgrpc.h) if [ "$1" = evgrpc ]; then echo evgrpc; else echo evgrpc.h; fi ;;
	*) if [ "$1" = evgrpc ]; then [ -e "evgrpc/src/$2" ] && echo evgrpc || echo "$2"; elif [ -e "$1/$2" ]; then echo .; else echo "$2"; fi ;;
	esac
}

files=0 broken=0
complain() {
	echo "$1 includes $2, which $3 may not"
	broken=$((broken + 1))
}

check_file() { # check_file FOLDER PARTS LIBRARIES FILE
	local folder=$1 parts=" $2 " libraries=" $3 " file=$4 header what
	while read -r header; do
		case $header in
		\<*)
			what=$(library_of "${header:1:-1}")
			[ -z "$what" ] || [[ $libraries == *" $what "* ]] || complain "$file" "$header" "$folder"
			;;
		*)
			what=$(part_of "$folder" "${header:1:-1}")
			case $what in
			library:*) [[ $libraries == *" ${what#library:} "* ]] || complain "$file" "$header" "$folder" ;;
			*) [[ $parts == *" $what "* ]] || complain "$file" "$header" "$folder" ;;
			esac
			;;
		esac
	done < <(sed -nE 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*([<"][^>"]*[>"]).*/\1/p' "$file")
	files=$((files + 1))
}

while IFS='|' read -r folder parts libraries; do
	read -r folder <<<"$folder"
	depth=()
	[ "$folder" = server ] && depth=(-maxdepth 1)
	# Users of it, and the plugin, which stands apart.
	[ "$folder" = evgrpc ] && depth=(-not -path 'evgrpc/examples/*' -not -path 'evgrpc/interop/*' -not -path 'evgrpc/protoc/*')
	while read -r file; do
		check_file "$folder" "$(xargs <<<"$parts")" "$(xargs <<<"$libraries")" "$file"
	done < <(find "$folder" "${depth[@]}" -name '*.[ch]' | sort)
done < <(layers)

if [ "$files" = 0 ]; then
	echo "no files were found" >&2
	exit 1
fi
[ "$broken" = 0 ] || exit 1
echo "$files files keep to their layers"
