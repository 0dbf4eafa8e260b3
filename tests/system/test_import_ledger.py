#!/usr/bin/python3
"""An office ledger (台账) that has proposals and their handling in one row, as most cities keep it: imported in one go, a
row whole or not at all, and again and again as the year goes on."""
import datetime
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import sheets  # noqa: E402
from harness import Server, Tap, note  # noqa: E402

tap = Tap()
server = Server().init().start()
HEAD = ["案号", "案由", "提案人", "界别", "类别", "承办单位", "收到日期", "立案日期", "交办日期", "签收日期", "见面日期", "见面方式", "见面人员",
        "答复日期", "文号", "办理结果", "答复内容", "评价日期", "满意度"]
CONSTANTS = ("--set", "session=14-2", "--set", "level=city", "--set", "reason=补录台账")


def file(name):
    return str(server.dir / name)


def row(number, *, answered=True, evaluated=True, **other):
    cells = [number, f"关于{number}的提案（示例）", "示例委员甲", "教育界", "教育", "示例单位jyj", datetime.date(2023, 5, 4), "2023-05-08",
             "2023年5月10日", "2023.5.11", "2023-05-12", "走访", "示例委员甲"]
    cells += ["2023-06-01", f"示例函〔2023〕{number}号", "A类", "已经办理。"] if answered else [None] * 4
    cells += ["2023-06-05", "基本满意"] if answered and evaluated else [None] * 2
    for name, value in other.items():
        cells[HEAD.index(name)] = value
    return cells


def made(name, rows, head=HEAD, **options):
    return sheets.made([["二〇二三年提案办理台账（示例）"], head, *rows], file(name), **options)


def run(who, *args, code=0):
    done = server.cli(who, *[str(a) for a in args])
    if done.returncode != code:
        tap.ok(False, " ".join(map(str, args)))
        note(f"exit {done.returncode}, wanted {code}: {done.stdout[-1500:]} {done.stderr[-1500:]}")
    return done


def data(who, *args, code=0):
    return json.loads(run(who, *args, "-o", "json", code=code).stdout)


def head_page():
    return server.sql("SELECT max(page) FROM page")


def faults(out):
    return sorted((e["cell"], e["reason"]) for e in out["errors"])


try:
    server.setup()
    committee = server.client("committee")

    # ---- One file, one import
    rows = [row("20230101"), row("20230102", evaluated=False), row("20230103", answered=False)]
    path = made("台账.xlsx", rows)
    before = head_page()
    out = data("committee", "import", path, *CONSTANTS)
    tap.same((out["rows"], out["would_store"], out["wrong"]), (3, 3, 0), "every step of a case that is not there yet is tried")
    tap.same(head_page(), before, "and nothing is stored")
    out = data("committee", "import", path, *CONSTANTS, "--yes")
    tap.same((out["stored"], out["wrong"]), (3, 0), "--yes stores proposals and their handling")
    case = committee.GetCase(case="20230101").case
    part = case.assignments[0]
    tap.same((case.received.title, case.received.submission_number, case.received.received_on, case.filed_on), ("关于20230101的提案（示例）", "20230101", "2023-05-04", "2023-05-08"),
             "the case with its number, also as the one it was received with")
    tap.same((part.office.code, part.assigned_on, part.accepted_on, part.contacted_on, part.answered_on, getattr(part, "class"), part.document_number),
             ("jyj", "2023-05-10", "2023-05-11", "2023-05-12", "2023-06-01", "A", "示例函〔2023〕20230101号"), "and every step with its day")
    marks = [item for item in committee.ListUpdates(case="20230101").updates if item.verb == "evaluate"]
    tap.same((len(marks), case.state), (1, "evaluated"), "one column 满意度 marks the case")
    tap.same([committee.GetCase(case=n).case.state for n in ("20230102", "20230103")], ["answered", "in_handling"], "what is empty did not happen")
    page = head_page()
    out = data("committee", "import", path, *CONSTANTS, "--yes")
    tap.same((out["already_stored"], out["wrong"], head_page()), (3, 0, page), "the same file again stores nothing")

    # ---- The ledger goes on: rows are added, empty cells filled
    rows[1] = row("20230102")
    rows[2] = row("20230103", evaluated=False)
    rows.append(row("20230104", answered=False))
    out = data("committee", "import", made("台账.xlsx", rows), *CONSTANTS, "--yes")
    tap.same((out["stored"], out["already_stored"], out["wrong"]), (3, 1, 0), "a month later only what is new is stored")
    tap.same([committee.GetCase(case=f"2023010{i}").case.state for i in (1, 2, 3, 4)], ["evaluated", "evaluated", "answered", "in_handling"], "each case went on")
    tap.same(len(committee.ListUpdates(case="20230102").updates), 7, "without a step twice")

    # ---- A row whole or not at all
    bad = [row("20230111"), row("20230112", 办理结果="Z"), row("20230113", 签收日期="2023-05-09"), row("20230114", 案由=None), row("20230115", 承办单位="某某局")]
    path = made("有错.xlsx", bad)
    page = head_page()
    out = data("committee", "import", path, *CONSTANTS, "--yes", code=1)
    tap.same(faults(out), [("B6", "FIELD_MISSING"), ("F7", "OFFICE_NOT_FOUND"), ("J5", "DATE_BEFORE_PREVIOUS"), ("P4", "CLASS_UNKNOWN")], "errors with their cells, of cases and of steps")
    tap.same((out["wrong"], head_page()), (4, page), "one wrong row stores nothing")
    tap.same([r[-2] for r in sheets.read(out["result"])[2:]], ["可以写入", "有错", "有错", "有错", "有错"], "the sheet comes back with both")
    out = data("committee", "import", path, *CONSTANTS, "--yes", "--partial", code=7)
    tap.same((out["stored"], out["wrong"]), (1, 4), "--partial stores the rows that are right")
    tap.refused("CASE_NOT_FOUND", "of the others not even the case", committee.GetCase, case="l:14-2/20230113")
    tap.same(committee.GetCase(case="20230111").case.state, "evaluated", "of the right one all of it")
    again = [row("20230111"), row("20230112"), row("20230113"), row("20230114"), row("20230115")]
    out = data("committee", "import", made("改好.xlsx", again), *CONSTANTS, "--yes")
    tap.same((out["stored"], out["already_stored"]), (4, 1), "corrected, the rest follows")

    # ---- Cut off in between: what was received has no steps; the same file goes on
    first = [c if i < HEAD.index("立案日期") else None for i, c in enumerate(row("20230121"))]
    out = data("committee", "import", made("一半.xlsx", [first]), *CONSTANTS, "--kind", "ledger", "--set", "case=", "--yes", code=1)
    tap.same(faults(out), [("H3", "FIELD_MISSING")], "a case with a number was filed: the day is asked for")
    server.new_case(committee, "20230121", title="关于20230121的提案（示例）", received_on="2023-05-04")
    out = data("committee", "import", made("续.xlsx", [row("20230121")]), *CONSTANTS, "--yes")
    tap.same((out["stored"], out["wrong"], committee.GetCase(case="20230121").case.state), (1, 0, "evaluated"), "a case that was received already gets its steps")
    tap.same(len(committee.ListCases(title_contains="20230121", page_size=10).cases), 1, "and is no second one")

    # ---- A number that is another case's
    out = data("committee", "import", made("别案.xlsx", [row("20230101", 案由="关于别的事的提案（示例）")]), *CONSTANTS, "--yes", code=1)
    tap.same(faults(out), [("A3", "SHEET_CELL")], "another title under a number that is taken is refused with its cell")
    tap.ok("关于20230101的提案" in out["errors"][0]["message"], "and with the title it has")
    out = data("committee", "import", made("重号.xlsx", [row("20230131"), row("20230131", 案由="关于重号的提案（示例）")]), *CONSTANTS, code=1)
    tap.same(faults(out)[0][0], "A4", "a number twice in the file too")

    # ---- As ledgers look: sections, counts, signs for nothing, short numbers, days without a year, a list with semicolons
    messy = [["一、教育类"], row("提案第301号", 签收日期="５月１１日", answered=False), ["二、交通类"], row("302", 交办日期="45056", 签收日期="—", 见面日期=None, 见面方式="/",
             见面人员=None, answered=False), ["小计", None, "2件"], ["合计", None, "2件"], ["制表人：某某", None, None, "审核：某某", None, None, "2023年6月"], ["说明：办理结果填A、B、C、D。"]]
    number_head = ["序号", *HEAD]
    messy = [[1, *cells] if len(cells) > 10 else cells for cells in messy]
    out = data("committee", "import", made("杂.xlsx", messy, number_head), *CONSTANTS, "--yes")
    tap.same((out["stored"], out["wrong"], out["rows"]), (2, 0, 2), "sections, counts and remarks are no rows")
    tap.same([committee.GetCase(case=n).case.assignments[0].accepted_on for n in ("20230301", "20230302")], ["2023-05-11", ""], "numbers are completed, a dash is nothing")
    text = "\r\n".join(";".join(str(c or "") for c in cells) for cells in (HEAD, row("303", 收到日期="2023/5/4"), row("304", 收到日期="23-5-4")))
    (server.dir / "分号.csv").write_bytes(text.encode("gb18030"))
    tap.same(data("committee", "import", file("分号.csv"), *CONSTANTS, "--yes")["stored"], 2, "a GB18030 list with semicolons is read")

    # ---- Two numbers; what all rows share by --set; kinds
    head = ["流水号", *HEAD[:6], *HEAD[8:]]
    rows = [["L201", *row("20230201")[:6], *row("20230201")[8:]]]
    out = data("committee", "import", made("两号.xlsx", rows, head), *CONSTANTS, code=1)
    tap.same({e["reason"] for e in out["errors"]}, {"FIELD_MISSING"}, "days that are missing are asked for")
    done = run("committee", "import", file("两号.xlsx"), "--set", "level=city", code=1)
    tap.ok("--set session=14-2" in done.stderr and "--set received_on=" in done.stderr, "with the option that gives them to all rows")
    out = data("committee", "import", file("两号.xlsx"), *CONSTANTS, "--set", "received_on=2023-05-04", "--set", "filed_on=2023-05-08", "--yes")
    case = committee.GetCase(case="20230201").case
    tap.same((out["stored"], case.received.submission_number, case.filed_on), (1, "L201", "2023-05-08"), "and then stored, with both numbers")
    out = data("jyj", "import", file("台账.xlsx"), code=1)
    tap.same({row["field_name"] for row in out["mapping"] if row["heading"] in ("案由", "提案人")}, {""}, "an office takes from it only what it did")
    run("committee", "import", file("台账.xlsx"), *CONSTANTS, "--kind", "ledger", "--save-mapping", file("m.json"))
    tap.same(json.loads((server.dir / "m.json").read_text())["kind"], "ledger", "the kind is saved with the mapping")
    run("committee", "import", file("台账.xlsx"), *CONSTANTS[:4], "--mapping", file("m.json"))
    tap.ok(server.log_tail().count("ERROR") == 0, "the server has nothing to complain of")
finally:
    server.close()
tap.done()
