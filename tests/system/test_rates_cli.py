#!/usr/bin/python3
"""huiyin rates: several rates in one table with what they are of, by any group, why, trend, definitions, lists; in words
and for programs."""
import csv
import io
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import Server, Tap, note  # noqa: E402
import openpyxl  # noqa: E402

tap = Tap()
server = Server().init().start()
DAY = "2023-06-05"


def run(who, *args):
    return server.cli(who, *args)


def data(who, *args):
    return json.loads(run(who, *args, "--output", "json").stdout)


def rows_of(text):
    """The lines of a table, blanks made one."""
    return [" ".join(line.split()) for line in text.splitlines()]


try:
    server.setup()
    committee = server.client("committee")
    cases = []
    for number, (office, category) in enumerate((("jyj", "教育"), ("czj", "财政"), ("jtj", "交通"), ("jyj", "教育"))):
        case = server.new_case(committee, f"r{number}", category=category)
        cases.append(committee.submit(f"s{case.case_id}", "file", happened_on=DAY).case.case_number)
        committee.submit(cases[-1], "assign", happened_on=DAY, lead_office=office)
    jyj = server.client("jyj")
    for case, method, class_, promises in ((cases[0], "visit", "B", [{"text": "建成示例站", "measure": "通车", "due_on": "2023-06-20"}]), (cases[3], "phone", "A", [])):
        jyj.submit(case, "accept", happened_on=DAY)
        jyj.submit(case, "contact", happened_on=DAY, contact_method=method, contact_persons="示例")
        jyj.submit(case, "answer", happened_on="2023-06-15", document_number="示例〔2023〕1号", text="示例", promises=promises, **{"class": class_})
    committee.submit(cases[0], "evaluate", happened_on="2023-06-20", attitude="satisfied", result="basically", signer_no=1)

    note("Several rates in one table")
    table = rows_of(run("supervisor", "rates", "--by", "office", "--rate", "answer", "--rate", "meeting", "--rate", "satisfaction", "--lang", "zh").stdout)
    tap.same(table[:5], ["单位 答复率 见面率 满意率", "示例单位jyj 2/2 = 100.00 % 1/2 = 50.00 % 0/1 = 0.00 %", "示例单位czj 0/1 = 0.00 % 0/1 = 0.00 % —",
                         "示例单位jtj 0/1 = 0.00 % 0/1 = 0.00 % —", "合计 2/4 = 50.00 % 1/4 = 25.00 % 0/1 = 0.00 %"], "each cell says what it is of")
    tap.ok(sum(line.startswith(("答复率 =", "见面率＝", "满意率＝")) for line in table) == 3, "definitions stand below")
    tap.ok(any(line.startswith("截至 2023-07-03，账页 ") for line in table), "and day and page")
    found = data("supervisor", "rates", "--by", "office", "--rate", "answer", "--rate", "meeting")
    tap.same({row["office_code"]: (row["answer_numerator"], row["answer_denominator"], row["answer_percent"], row["meeting_numerator"])
              for row in found["rows"]}, {"jyj": (2, 2, "100.00", 1), "czj": (0, 1, "0.00", 0), "jtj": (0, 1, "0.00", 0), "": (2, 4, "50.00", 1)},
             "programs get numbers")
    tap.same([row["rate"] for row in found["definitions"]], ["answer", "meeting"], "and the definitions")
    lines = list(csv.reader(io.StringIO(run("supervisor", "rates", "--rate", "answer", "--output", "csv").stdout.lstrip("\ufeff"))))
    tap.same(lines, [["office", "office_code", "answer_numerator", "answer_denominator", "answer_percent"], ["合计", "", "2", "4", "50.00"]], "CSV too")
    book = server.dir / "rates.xlsx"
    run("supervisor", "rates", "--by", "office", "--rate", "answer", "--lang", "zh", "--out", str(book))
    sheet = list(openpyxl.load_workbook(book).active.iter_rows(values_only=True))
    head = next(i for i, row in enumerate(sheet) if "答复率 分子" in row)
    tap.same([cell for cell in sheet[head] if cell], ["单位", "单位代码", "答复率 分子", "答复率 分母", "答复率 %"], "a sheet has headings of its own for each")
    tap.same(sheet[head + 1][2:5], (2, 2, 1), "and numbers, the percentage as the share itself")
    worst = data("supervisor", "rates", "--by", "office", "--rate", "answer", "--worst-first")["rows"]
    tap.same([row["office_code"] for row in worst], ["czj", "jtj", "jyj", ""], "the worst first")

    note("Groups, filters, rounding, comparison")
    for group, heading, first in (("category", "类别", "教育"), ("month", "交办月份", "2023-06"), ("class", "办理结果", "B"), ("role", "承办方式", "主办"),
                                  ("session", "届次", ""), ("level", "层级", ""), ("proposer-kind", "提案者类型", "")):
        done = run("supervisor", "rates", "--by", group, "--rate", "answer", "--lang", "zh")
        tap.ok(done.returncode == 0 and done.stdout.startswith(heading) and first in done.stdout, f"--by {group}: {done.stdout[:60]!r} {done.stderr}")
    tap.same(sorted((row["group"], row["answered"]) for row in data("supervisor", "rates", "--by", "category")["rows"]),
             [("", 2), ("交通", 0), ("教育", 2), ("财政", 0)], "the usual table by category")
    for extra in ((), ("--rate", "answer")):
        rest = run("supervisor", "rates", "--by", "class", *extra, "--lang", "en").stdout
        tap.ok("2 in the base of the total are in none of the rows" in rest, "rows that do not add up to the total say what lacks")
        tap.ok("in none of the rows" not in run("supervisor", "rates", "--by", "category", *extra, "--lang", "en").stdout, "others say nothing")
    for option, extra in (("category", ()), ("sector", ("--rate", "answer"))):
        unknown = run("supervisor", "rates", f"--{option}", "月球", *extra, "--lang", "en")
        tap.ok(f"huiyin rates --by {option} lists" in unknown.stderr, f"--{option} that fits nothing says where the spellings are")
    tap.same(run("supervisor", "rates", "--category", "教育").stderr, "", "one that fits says nothing")
    wrong = run("supervisor", "rates", "--by", "moon", "--lang", "en")
    tap.ok(wrong.returncode == 2 and '--by cannot be "moon"' in wrong.stderr, "a wrong choice names its option")
    tap.same(data("supervisor", "rates", "--rate", "answer", "--category", "教育")["rows"][-1]["answer_denominator"], 2, "--category")
    tap.same(data("supervisor", "rates", "--rate", "answer", "--office", "czj")["rows"][-1]["answer_denominator"], 1, "--office")
    tap.same(data("supervisor", "rates", "--rate", "class_solved", "--rounding", "truncate", "--decimals", "0")["rounding"], "直接舍去小数，取整数",
             "another rounding is named")
    tap.same(data("supervisor", "rates", "--rate", "answer")["rounding"], "四舍五入，保留两位小数", "and the usual one")
    before = data("supervisor", "rates", "--rate", "answer", "--as-of", "2023-06-14")
    tap.same(before["rows"][-1]["answer_numerator"], 0, "as of an earlier day")
    tap.same(data("supervisor", "rates", "--rate", "answer", "--known-at", "2")["rows"][-1]["answer_denominator"], 0, "as known at an early page")
    compared = run("supervisor", "rates", "--rate", "answer", "--compare", "last-year", "--lang", "en")
    tap.ok("on 2022-07-03 no rate had a base" in compared.stdout, "a day before all cases is nothing to compare with, and that is said")

    compared = run("supervisor", "rates", "--rate", "answer", "--compare", "last-bulletin", "--lang", "en")
    tap.ok(compared.returncode == 0 and "no supervision bulletin yet" in compared.stdout, "nothing to compare with is said as well")

    note("Why")
    why = run("supervisor", "rates", "why", "jyj", "meeting", "--lang", "zh").stdout
    tap.ok(why.startswith("见面率＝已见面÷承办＝1/2 = 50.00 %") and "哪些沟通方式算当面" in why, "the figure and its definition come first")
    tap.same([line.split()[0] for line in why.splitlines() if "关于" in line], ["✓", cases[3]], "what is counted is marked")
    found = data("supervisor", "rates", "why", "answer")
    tap.same([(row["case"], row["counted"]) for row in found["cases"]], [(case, case in (cases[0], cases[3])) for case in cases], "the whole base is listed")
    tap.same(data("supervisor", "rates", "why", "jyj", "answered")["cases"], data("supervisor", "rates", "why", "jyj", "answer")["cases"],
             "the word for what it counts names the rate as well")
    own = run("jyj", "rates", "why", "answer", "--lang", "en")
    tap.ok("answered / assigned = 2/4 = 50.00 %" in own.stdout and "2 of them are yours to see" in own.stderr, "an office sees its own, and that there are others")
    promise = data("supervisor", "rates", "why", "promises_kept")["cases"]
    tap.same([(row["promise"], row["counted"], row["item_no"]) for row in promise], [("建成示例站", False, 1)], "a promise is listed as one")
    member = data("supervisor", "rates", "list", "participation")["cases"]
    tap.ok(member and all(row["member_code"] and not row["case"] for row in member), "members are listed as persons")

    note("Lists")
    for args, wanted in ((("meeting", "--part", "numerator"), [cases[0]]), (("meeting", "--part", "rest"), cases[1:]), (("meeting",), cases),
                         (("answered", "--part", "rest"), cases[1:3]), (("open",), cases[1:3]), (("answered", "--office", "jyj"), [cases[0], cases[3]])):
        tap.same([row["case"] for row in data("supervisor", "rates", "list", *args)["cases"]], wanted, f"rates list {' '.join(args)}")
    unknown = run("supervisor", "rates", "list", "answr", "--lang", "en")
    tap.ok(unknown.returncode == 1 and "answr" in unknown.stderr and "answer" in unknown.stderr, f"an unknown rate: {unknown.stderr}")

    note("Trend and definitions")
    trend = data("supervisor", "rates", "trend", "--from", "2023-06-01", "--to", "2023-06-20", "--step", "week", "--rate", "answer")
    tap.same([(point["as_of"], point["answer_numerator"], point["answer_denominator"]) for point in trend["points"]],
             [("2023-06-04", 0, 0), ("2023-06-11", 0, 4), ("2023-06-18", 2, 4), ("2023-06-20", 2, 4)], "a point each Sunday and the last day")
    both = run("supervisor", "rates", "trend", "--from", "2023-06-01", "--as-of", "2023-06-20", "--lang", "en")
    tap.ok(both.returncode == 2 and "no option --as-of" in both.stderr, "a trend has a last day, not a day as of which it is")
    listed = data("supervisor", "rates", "definitions")["definitions"]
    codes = [row["code"] for row in listed]
    tap.ok(codes[0] == "return" and listed[0]["own"] and not listed[1]["own"], "the city's own rates come first")
    tap.ok({"filing", "answer", "on_time", "satisfaction", "participation", "promises_kept", "publication"} < set(codes), "then the usual ones")
    english = run("supervisor", "rates", "definitions", "--lang", "en").stdout
    chinese = run("supervisor", "rates", "definitions", "--lang", "zh").stdout
    widest = max(sum(1 + (c > "\u2e7f") for c in line) for line in chinese.splitlines() + english.splitlines())
    tap.ok(50 < widest <= 100, f"definitions are folded where there is no terminal too: {widest} cells")
    tap.ok("answer rate" in english and "答复率" not in english, "in English")
    for code in codes:
        done = run("supervisor", "rates", "why", code)
        tap.ok(done.returncode == 0 and "÷" in done.stdout, f"why {code}: {done.stderr}")

    note("What stayed as it was")
    usual = run("supervisor", "rates", "--by", "office", "--lang", "zh").stdout
    tap.ok(usual.startswith("承办 4 件，已答复 2 件，答复率 50.00 %（2/4），截至 2023-07-03\n"), "the line of a bulletin")
    tap.same(rows_of(usual)[1:3], ["单位 承办 签收 答复 按期 逾期 答复率", "示例单位jyj 2 2 2 2 0 100.00 %"], "the usual table")
    tap.ok("口径：答复率 = 已答复件数 ÷ 承办件数。" in usual, "with its definition")
finally:
    server.close()
tap.done()
