#!/usr/bin/env bash
# What huiyin does without a server: help, wrong usage, exit codes, rules check, sheets refused before anything is sent.
# HUIYIN_BIN: folder of the programs.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/support/tap.sh
. "$root/tests/support/tap.sh"
huiyin=${HUIYIN_BIN:-$root/build/asan/bin}/huiyin
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_CONFIG_HOME=$work/config HUIYIN_SERVER=unix:$work/nobody LC_ALL=C.UTF-8
unset HUIYIN_TOKEN_FILE HUIYIN_LANG NO_COLOR CLICOLOR_FORCE

# expect NAME CODE TEXT COMMAND...: runs it; exit code and (if not empty) a text in stdout or stderr must fit.
expect() {
	local name=$1 code=$2 text=$3 got
	shift 3
	"$@" >"$work/out" 2>&1 </dev/null
	got=$?
	if [ "$got" -eq "$code" ] && { [ -z "$text" ] || grep -qF -- "$text" "$work/out"; }; then
		result 0 "$name"
	else
		echo "exit $got, wanted $code and \"$text\":" | cat - "$work/out" >&2
		result 1 "$name"
	fi
}

expect help 0 "用法" "$huiyin" --help
expect "wrong option in English" 2 "there is no option" "$huiyin" todo --opne --lang en
expect "wrong option, English before it" 2 "there is no option" "$huiyin" --lang=en todo --opne
expect "a word is no language" 2 "没有选项" "$huiyin" search en --opne
expect "help in English" 0 "Exit codes" "$huiyin" --help --lang en
expect "English of the locale" 0 "Usage:" env LC_ALL=en_US.UTF-8 "$huiyin" help submit
expect "HUIYIN_LANG" 0 "Usage:" env HUIYIN_LANG=en "$huiyin" --help
expect version 0 "huiyin " "$huiyin" --version
expect "no verb" 2 "用法" "$huiyin"
expect "unknown verb" 2 "submit" "$huiyin" submti
expect "a move as a verb" 2 "huiyin submit" "$huiyin" answer 20230045
expect "unknown second word" 2 "show" "$huiyin" case shwo
expect "unknown verb helped" 2 "todo" "$huiyin" help tood
expect "group alone" 2 "ledger head" "$huiyin" ledger
expect "unknown option" 2 "--limit" "$huiyin" todo --lmit 3
expect "option without value" 2 "--limit" "$huiyin" todo --limit
expect "option no number" 2 "many" "$huiyin" todo --limit many
expect "unknown language" 2 "fr" "$huiyin" todo --lang fr
expect "unknown output" 2 "xml" "$huiyin" todo --output xml
expect "argument missing" 2 "case show" "$huiyin" case show
expect "too many arguments" 2 "todo" "$huiyin" todo now
expect "submit without case" 2 "--file" "$huiyin" submit accept
expect "impossible day" 2 "2008-09-31" "$huiyin" submit accept 20230045 --on 2008-09-31
expect "one id, two cases" 2 "--request-id" "$huiyin" submit accept 1 2 --request-id 1b4e28ba-2fa1-11d2-883f-0016d3cca427
expect "file and case" 2 "--file" "$huiyin" submit accept 1 --file x.csv
expect "outcome with too many parts" 2 "a|b|c|2023-01-01|e" "$huiyin" submit answer 1 --outcome "a|b|c|2023-01-01|e"
expect "and its form" 2 "内容|数字|单位|YYYY-MM-DD" "$huiyin" submit answer 1 --outcome "a|b|c|2023-01-01|e"
expect "a promise without a day" 2 "内容|衡量办法|YYYY-MM-DD" "$huiyin" submit promise 1 --promise "only words"
expect "a promise on a day that does not exist" 2 "2023-02-30" "$huiyin" submit promise 1 --promise "a|b|2023-02-30"
expect "a number of a promise" 2 "item" "$huiyin" submit keep 1 --item first
expect "a publication there is not" 2 "summary（摘要）" "$huiyin" submit publish 1 --publication secret
expect "an empty invitation" 2 "姓名=代码" "$huiyin" submit invite s1 --invite =
expect "a filter there is not" 2 "state=" "$huiyin" submit accept --where colour=red
expect "a mark there is not" 2 "yellow, red, overdue" "$huiyin" case list --mark pink
expect "one file, two cases" 2 "--attach" "$huiyin" submit attach 1 2 --attach "$work/nothing.pdf"
expect "a paper there is not" 2 "promises" "$huiyin" paper menu 1
expect "a format there is not" 2 "html" "$huiyin" paper answer 1 --format pdf
expect "codes on another paper" 2 "evaluation" "$huiyin" paper answer 1 --codes
expect "an empty code" 2 "选项 --code 的值是空的" "$huiyin" evaluate --code ""
expect "a list of no cases" 3 "" bash -c "'$huiyin' submit accept --cases - </dev/null"
expect "shortcuts know the fields" 2 "2008-09-31" "$huiyin" accept 1 --on 2008-09-31
expect "unknown role" 2 "king" "$huiyin" token create --role king
expect "unknown part" 2 "numerator, rest, all" "$huiyin" rates list answer --part half
expect "unknown grouping" 2 "proposer-kind" "$huiyin" rates --by town
expect "unknown comparison" 2 "last-bulletin" "$huiyin" rates --compare yesterday
expect "unknown rounding" 2 "half-up, truncate, sum-100" "$huiyin" rates --rounding up
expect "too many decimals" 2 "decimals" "$huiyin" rates --decimals 5
expect "unknown step" 2 "day, week, month" "$huiyin" rates trend --from 2023-06-01 --step year
expect "unknown role" 2 "lead, assist, separate, sole" "$huiyin" rates --role boss
expect "a rate for why" 2 "RATE" "$huiyin" rates why
expect "bad address" 2 "nowhere" "$huiyin" health --server nowhere

expect "no token" 5 "login" "$huiyin" whoami
echo secret >"$work/token"
chmod 644 "$work/token"
expect "token open to others" 5 "chmod 600" "$huiyin" whoami --token-file "$work/token"
chmod 600 "$work/token"
expect "nobody there" 6 "$work/nobody" "$huiyin" whoami --token-file "$work/token"
expect "reason of nobody there" 6 "SERVER_UNREACHABLE" "$huiyin" whoami -v --token-file "$work/token"
expect "not serving" 6 "$work/nobody" "$huiyin" health
expect "token file missing" 5 "none" "$huiyin" whoami --token-file "$work/none"
expect "login without a token" 2 "--token-file" "$huiyin" login
expect "login with nobody there" 6 "$work/nobody" "$huiyin" login --token-file "$work/token"
expect "and nothing stored" 1 "" test -e "$work/config/huiyin/token"

# Every verb has a help page in both languages.
verbs=$("$huiyin" --help | sed -n 's/^  \([a-z]\+\( [a-z]\+\)\?\)  .*/\1/p')
expect "the list names all verbs" 0 "" test "$(wc -l <<<"$verbs")" -ge 30
while read -r verb; do
	# shellcheck disable=SC2086 # two words are two arguments
	expect "help $verb" 0 "示例" "$huiyin" $verb --help
	# shellcheck disable=SC2086
	expect "help $verb, English" 0 "Examples:" "$huiyin" --lang en help $verb
done <<<"$verbs"

rules=$root/rules/baotou.yaml
expect "good rules" 0 "没有错误" "$huiyin" rules check "$rules"
sed -e 's/^    to: filed$/    to: fild/' -e 's/meaning: planned/meaning: plannd/' "$rules" >"$work/bad.yaml"
expect "bad rules" 1 "bad.yaml:" "$huiyin" rules check "$work/bad.yaml"
lines=$("$huiyin" rules check "$work/bad.yaml" | grep -cE 'bad\.yaml:[0-9]+:[0-9]+: ')
expect "all errors at once" 0 "" test "$lines" -ge 2
expect "rules not there" 1 "none.yaml" "$huiyin" rules check "$work/none.yaml"
printf '\xff\xfe' >"$work/binary.yaml"
expect "rules not text" 1 "UTF-8" "$huiyin" rules check "$work/binary.yaml"
expect "how many errors" 1 "处错误" "$huiyin" rules check "$work/bad.yaml"
for city in baotou qinyang suizhou; do
	expect "$city is good" 0 "没有错误" "$huiyin" rules check "$root/rules/$city.yaml"
	expect "$city drawn" 0 "→ 已立案 filed" "$huiyin" rules show "$root/rules/$city.yaml"
	expect "$city as SVG" 0 "" "$huiyin" rules show "$root/rules/$city.yaml" --svg "$work/$city.svg"
	expect "$city is XML" 0 "" python3 -c 'import sys, xml.etree.ElementTree as e; e.parse(sys.argv[1])' "$work/$city.svg"
done
expect "drawn in English" 0 "refuse to file not_file" "$huiyin" rules show "$rules" --lang en
expect "drawn for programs" 0 '"verb": "answer_merged"' "$huiyin" rules show "$rules" --output json
expect "the file itself" 0 "" cmp "$rules" <("$huiyin" rules show "$rules" --text)
expect "bad rules are not drawn" 1 "fild" "$huiyin" rules show "$work/bad.yaml"
expect "SVG nowhere" 1 "$work/none/x.svg" "$huiyin" rules show "$rules" --svg "$work/none/x.svg"
expect "rules as JSON" 0 '"errors": []' "$huiyin" rules check "$rules" --output json

# Sheets are refused with line and reason before a token or a server is asked for.
head="case,verb,happened_on,office,reason,lead_office,assist_offices,case_number,contact_method,contact_persons,class"
head="$head,document_number,text,attitude,result,outcomes"
sheet() { # sheet NAME CONTENT
	printf '%b' "$2" >"$work/$1.csv"
}
sheet column "office\njtj\n"
expect "columns missing, all named" 1 "case,verb" "$huiyin" submit --file "$work/column.csv"
expect "its reason in verbose" 1 "CSV_COLUMN_MISSING" "$huiyin" submit -v --file "$work/column.csv"
sheet two "case,verb\n1,accept\n"
expect "two columns are enough" 5 "login" "$huiyin" submit --file "$work/two.csv"
sheet semicolon "case;verb\n1;accept\n"
expect "another separator" 1 "逗号" "$huiyin" submit --file "$work/semicolon.csv"
sheet unknown "$head,extra\n1,accept,,,,,,,,,,,,,,,\n"
expect "column unknown" 1 "extra" "$huiyin" submit --file "$work/unknown.csv"
sheet ragged "$head\n1,accept\n"
expect "ragged row" 1 "16" "$huiyin" submit --file "$work/ragged.csv"
sheet broken "$head\n\xff\xff\xff,accept,,,,,,,,,,,,,,\n"
expect "broken encoding" 1 "GB18030" "$huiyin" submit --file "$work/broken.csv"
sheet empty ""
expect "empty file" 1 "empty.csv" "$huiyin" submit --file "$work/empty.csv"
expect "no file" 3 "none.csv" "$huiyin" submit --file "$work/none.csv"
sheet day "$head\n1,accept,2008-09-31,,,,,,,,,,,,,\n"
expect "impossible day in a sheet" 1 "2008-09-31" "$huiyin" submit --file "$work/day.csv"
proposals="submission_number,session,level,external_number,title,proposers,proposer_kind,sector,category,received_on,text"
sheet double "$proposals\n7,14-2,,,a,b,member,,,2023-01-08,\n7,14-2,,,c,d,member,,,2023-01-08,\n"
expect "number twice" 1 "submission_number" "$huiyin" import "$work/double.csv"
expect "its reason" 1 "CSV_DUPLICATE_NUMBER" "$huiyin" import "$work/double.csv" -o json
printf '%s\n1,accept,,,\xb5\xbd,,,,,,,,,,,\n' "$head" >"$work/gb.csv" # 到 in GB18030
expect "GB18030 is read with a note" 5 "GB18030" "$huiyin" submit --file "$work/gb.csv"

printf '\xb4\xf0\xb8\xb4\n' >"$work/gb.txt" # 答复 in GB18030
expect "a text in GB18030" 5 "GB18030" "$huiyin" submit answer 1 --text-file "$work/gb.txt"
printf '\xff\xff\n' >"$work/none.txt"
expect "a text in no encoding" 1 "none.txt" "$huiyin" submit answer 1 --text-file "$work/none.txt"
expect "nothing was sent, said as such" 6 '"outcome_code": "not_sent"' \
	"$huiyin" submit accept 1 -o json --token-file "$work/token"
cp "$work/out" "$work/said"
expect "and no word of an unknown outcome" 1 "" grep -e --request-id "$work/said"
echo kept >"$work/kept"
expect "a token file is not overwritten" 1 "kept" "$huiyin" token create --role auditor --out "$work/kept" --token-file "$work/token"
expect "and is as it was" 0 "kept" cat "$work/kept"

expect "full disk" 1 "" bash -c "'$huiyin' --help >/dev/full"
expect "bash completion" 0 "" bash -c "source <('$huiyin' completion bash); COMP_WORDS=(huiyin case s); COMP_CWORD=2
	_huiyin; [[ \" \${COMPREPLY[*]} \" == *' show '* ]]"
expect "bash completion of options" 0 "" bash -c "source <('$huiyin' completion bash)
	COMP_WORDS=(huiyin submit --attit); COMP_CWORD=2; _huiyin; [[ \${COMPREPLY[*]} == --attitude ]]"
expect "bash completion of verbs" 0 "" bash -c "source <('$huiyin' completion bash); COMP_WORDS=(huiyin led)
	COMP_CWORD=1; _huiyin; [[ \${COMPREPLY[*]} == ledger ]]"
done_testing
