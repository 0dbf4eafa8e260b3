#!/usr/bin/env bash
# The README's first command, from outside: ./run --once twice on an empty data folder.
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/support/tap.sh
. tests/support/tap.sh
data=$(mktemp -d -t huiyin-run.XXXXXX)
chmod 755 "$data"
trap 'rm -rf "$data"' EXIT
port=
hold_port
# The release build is what ./run makes, so it is not asked to use another; the sanitizers' settings do not concern it.
first=$(HUIYIN_DATA=$data/d HUIYIN_PORT=$port ./run --once 2>"$data/err") || { cat "$data/err" >&2; }
line='承办 382 件，已答复 363 件，答复率 95.03 %（363/382），截至 2023-06-30'
contains "the first run prints the city's line" "$first" "$line"
summary=$(printf '%s\n' "$first" | grep '条更新')
note "$summary"
shared=$(printf '%s\n' "$summary" | sed -n 's/.*，\([0-9]*\) 页同时.*/\1/p')
[ "${shared:-0}" -ge 20 ]
result $? "at least 20 pages hold lines of two or more offices ($shared)"
contains "the table ends with the total" "$first" '合计'
second=$(HUIYIN_DATA=$data/d HUIYIN_PORT=$port ./run --once 2>>"$data/err") || { cat "$data/err" >&2; }
contains "the second run prints it again" "$second" "$line"
same "the second run stores nothing twice" "$(printf '%s\n' "$first" | grep -vi 'token')" "$(printf '%s\n' "$second" | grep -vi 'token')"
done_testing
