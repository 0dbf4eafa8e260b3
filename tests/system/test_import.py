#!/usr/bin/python3
"""Ledgers and answers as offices have them in Excel and WPS: columns known by their headings, everything tried first, all
or nothing, and the same sheet back with what is wrong."""
import csv
import datetime
import io
import json
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import sheets  # noqa: E402
from harness import Server, Tap, note  # noqa: E402

tap = Tap()
server = Server().init().start()
HEAD = ["序号", "流水号", "案 由", "提案者", "界别", "类别", "主办单位", "收到\n日期", "备注"]
CONSTANTS = ("--set", "session=14-2", "--set", "level=city")


def file(name):
    return str(server.dir / name)


def made(name, rows, merged=(), **options):
    return sheets.made(rows, file(name), merged, **options)


def umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask


def run(who, *args, code=0, says="", what=None):
    done = server.cli(who, *[str(a) for a in args])
    good = done.returncode == code and says in done.stdout + done.stderr
    if what is not None or not good:
        tap.ok(good, what or " ".join(map(str, args)))
    if not good:
        note(f"{args}: exit {done.returncode}, wanted {code} and {says!r}: {done.stdout[-1500:]} {done.stderr[-1500:]}")
    return done


def data(who, *args, code=0):
    done = run(who, *args, "-o", "json", code=code)
    return json.loads(done.stdout)


def cases():
    return {c["title"]: c for c in data("committee", "case", "list", "--limit", 1000)["cases"]}


def ledger(n, first=1, **other):
    rows = [[i, f"L{i}", f"关于第{i}件的提案（示例）", "张 三、李四", "教育界", "教育", "示例单位jyj", datetime.date(2023, 6, 1), None]
            for i in range(first, first + n)]
    for place, value in other.items():
        rows[0][int(place[1:])] = value
    return rows


try:
    server.setup()
    committee = server.client("committee")

    # ---- A ledger: mapping, trial, storing, again
    path = made("台账.xlsx", [["市政协提案台账（示例）"], [], HEAD, *ledger(3)], ["A1:I1"])
    out = data("committee", "import", path, *CONSTANTS)
    fields = {row["heading"]: row["field_name"] for row in out["mapping"] if row["heading"]}
    tap.same(fields, {"序号": "", "流水号": "submission_number", "案 由": "title", "提案者": "proposers", "界别": "sector", "类别": "category",
                      "主办单位": "", "收到 日期": "received_on", "备注": ""}, "the mapping is shown, with what is not imported")
    tap.same((out["rows"], out["would_store"], out["wrong"]), (3, 3, 0), "and what would be stored")
    tap.same(cases(), {}, "a trial stores nothing")
    run("committee", "import", path, *CONSTANTS, says="加 --yes 写入", what="and says how to store it")
    out = data("committee", "import", path, *CONSTANTS, "--yes")
    tap.same((out["stored"], out["wrong"]), (3, 0), "--yes stores it")
    stored = committee.GetCase(case="l:14-2/L1").case.received
    tap.same((stored.title, list(stored.proposers), stored.proposer_kind, stored.sector, stored.received_on),
             ("关于第1件的提案（示例）", ["张三", "李四"], "joint", "教育界", "2023-06-01"), "names without blanks, a day as a day")
    out = data("committee", "import", path, *CONSTANTS, "--yes")
    tap.same((out["stored"] if "stored" in out else 0, out["already_stored"], len(cases())), (0, 3, 3), "the same file again counts once")
    as_csv = server.dir / "台账.csv"
    text = io.StringIO()
    csv.writer(text).writerows([["市政协提案台账（示例）"], [], HEAD] + [[("" if v is None else str(v)) for v in row] for row in ledger(3)])
    as_csv.write_bytes(text.getvalue().encode("gb18030"))
    done = run("committee", "import", as_csv, *CONSTANTS, says="GB18030", what="the same as GB18030 text is read, and says so")
    out = data("committee", "import", as_csv, *CONSTANTS)
    tap.same((out["already_stored"], out["would_store"]), (3, 0), "and is known to be the same")

    # ---- What is wrong is told with the cell, and comes back in the sheet
    bad = ledger(4, 10)
    bad[1][7] = "2023年2月29日"
    bad[2][2] = None
    bad[3][3] = "王五等5人"
    path = made("错误.xlsx", [HEAD, *bad])
    out = data("committee", "import", path, *CONSTANTS, "--yes", code=1)
    cells = {(e["cell"], e["reason"]) for e in out["errors"]}
    tap.same(cells, {("H3", "DATE_IMPOSSIBLE"), ("C4", "FIELD_MISSING"), ("D5", "FIELD_UNKNOWN_VALUE")}, "each error with the address of its cell")
    tap.same((out["wrong"], len(cases())), (3, 3), "one wrong row stores nothing")
    tap.same(out["result"], file("错误-结果.xlsx"), "the same sheet comes back")
    back = sheets.read(out["result"])
    tap.same(back[0][-2:], ["导入结果", "导入说明"], "with two columns more")
    tap.same([row[-2] for row in back[1:]], ["可以写入", "有错", "有错", "有错"], "that say what became of each row")
    tap.ok("H3" in back[2][-1] and "2023年2月29日" in back[2][-1], "and why")
    tap.same([row[2] for row in back[1:3]], ["关于第10件的提案（示例）", "关于第11件的提案（示例）"], "and the cells as they were")
    out = data("committee", "import", path, *CONSTANTS, "--yes", "--partial", code=7)
    tap.same((out["stored"], out["wrong"], len(cases())), (1, 3, 4), "--partial stores those that are right")
    import openpyxl
    book = openpyxl.load_workbook(out["result"])
    page = book.active
    page["H3"], page["C4"], page["D5"] = "二○二三年六月二日", "关于补上的案由的提案（示例）", "王五"
    book.save(file("改正.xlsx"))
    out = data("committee", "import", file("改正.xlsx"), *CONSTANTS, "--yes")
    tap.same((out["stored"], out["left_out"], len(cases())), (3, 1, 7), "the result, corrected, is imported: what was stored is left out")
    tap.same(committee.GetCase(case="l:14-2/L11").case.received.received_on, "2023-06-02", "days in Chinese numerals")

    # ---- Mapping: saved, changed, used; constants; what cannot be told apart
    odd = [["编码", "提案的题目", "谁提的", "何时"], ["X1", "关于别样表头的提案（示例）", "赵六", "2023.6.5"]]
    path = made("别样.xlsx", odd)
    run("committee", "import", path, *CONSTANTS, code=1, says="找不到表头", what="headings nobody knows are refused")
    mapping = {"kind": "cases", "columns": {"编码": "submission_number", "提案的题目": "title", "谁提的": "proposers", "何时": "received_on"},
               "constants": {"session": "14-2", "level": "city", "category": "教育"}}
    (server.dir / "m.json").write_text(json.dumps(mapping, ensure_ascii=False))
    out = data("committee", "import", path, "--mapping", file("m.json"), "--save-mapping", file("m2.json"), "--yes")
    tap.same(out["stored"], 1, "a mapping says what they are")
    tap.same(committee.GetCase(case="l:14-2/X1").case.received.category, "教育", "and what is the same for all")
    saved = json.loads((server.dir / "m2.json").read_text())
    tap.same((saved["columns"], saved["header_row"], saved["constants"]), (mapping["columns"], 1, mapping["constants"]), "it is saved as it was used")
    for what, content in {"no JSON": "{", "another field": '{"columns": {"a": "colour"}}', "no columns": "{}", "another kind": '{"kind": "x", "columns": {}}'}.items():
        (server.dir / "bad.json").write_text(content)
        run("committee", "import", path, "--mapping", file("bad.json"), code=2, says="列对应文件", what=f"a mapping with {what} is refused")
    run("committee", "import", path, "--set", "colour=red", code=2, says="字段=值", what="a constant of no field is refused")
    run("committee", "import", path, "--kind", "x", code=2, says="cases、updates", what="another kind is refused")
    run("committee", "import", made("双.xlsx", [["案号", "案由", "标题", "提案者"], ["1", "a", "b", "c"]]), code=1, says="C1", what="two columns of one field are refused with their addresses")
    run("committee", "import", path, "--sheet", "没有", code=3, says="Sheet1", what="a sheet that is not there is refused, with those that are")

    # ---- Merged cells
    rows = ledger(3, 20)
    rows[1][4] = rows[2][4] = None
    path = made("合并.xlsx", [HEAD, *rows, ["合计", None, "3件"], ["填表人：某某"]], ["E2:E4", "A5:B5"])
    out = data("committee", "import", path, *CONSTANTS, "--yes")
    tap.same(out["stored"], 3, "a cell merged over rows holds for each, totals and remarks are no rows")
    tap.same(committee.GetCase(case="l:14-2/L22").case.received.sector, "教育界", "the last of them too")
    path = made("合并案由.xlsx", [HEAD, *ledger(2, 30)], ["C2:C3"])
    out = data("committee", "import", path, *CONSTANTS, code=1)
    tap.same([e["cell"] for e in out["errors"]], ["C2"], "a title over two rows is refused with its address")
    path = made("合并两列.xlsx", [HEAD, *ledger(1, 30)], ["D2:E2"])
    out = data("committee", "import", path, *CONSTANTS, code=1)
    tap.same([e["cell"] for e in out["errors"]], ["E2"], "so is a cell over two fields")
    two = [["序号", "流水号", "案由", "提案者", None, "收到日期"], [None, None, None, "姓名", "界别", None], [1, "L40", "关于两层表头的提案（示例）", "钱七", "农业界", "2023/6/1"]]
    two[1][3] = "提案者姓名"
    path = made("两层.xlsx", two, ["A1:A2", "B1:B2", "C1:C2", "F1:F2", "D1:E1"])
    out = data("committee", "import", path, *CONSTANTS, "--yes")
    got = committee.GetCase(case="l:14-2/L40").case.received
    tap.same((out["stored"], list(got.proposers), got.sector, got.proposer_kind), (1, ["钱七"], "农业界", "member"), "a heading of two lines is read")
    path = made("三层.xlsx", [["案号", "见面", None, "承办情况"], [None, "日期", "方式", "会办"], ["1", "2023-06-01", "电话", "无此单位"]], ["A1:A2", "B1:C1"])
    out = data("jyj", "import", path, code=1)
    tap.same([row["field_name"] for row in out["mapping"]], ["case", "contacted_on", "contact_method", ""], "its words are read together: 见面 over 日期")

    # ---- What happened to cases: a ledger row is several steps
    numbers = [server.assigned_case(committee, f"u{i}", "jyj", ["jtj"] if i == 1 else []) for i in range(3)]
    steps = ["案号", "主办单位", "签收日期", "见面日期", "见面方式", "见面人员", "答复日期", "文号", "办理结果", "答复内容", "公开属性"]
    rows = [[f"第{n}号", "示例单位jyj", "2023年6月6日", datetime.date(2023, 6, 8), "上门走访", "张三", "20230612", f"示例函[2023]{i}号", "Ａ类", "已经办理。", "全文公开"]
            for i, n in enumerate(numbers)]
    rows[2][6:] = [None] * 5
    path = made("办理.xlsx", [steps, *rows])
    before = server.sql("SELECT max(page) FROM page")
    out = data("jyj", "import", path, code=1)
    tap.same((out["wrong"], [(e["line"], e["field"], e["reason"]) for e in out["errors"]]), (1, [(3, "answer", "OPINIONS_MISSING")]),
             "the third step of a row is tried on what the first two would leave")
    data("jyj", "import", path, "--yes", code=1)
    tap.same(server.sql("SELECT max(page) FROM page"), before, "a row that cannot be stored whole keeps all of the file out")
    out = data("jyj", "import", path, "--yes", "--partial", code=7)
    tap.same((out["stored"], out["wrong"]), (2, 1), "--partial stores the other rows")
    tap.same(committee.GetCase(case=numbers[1]).case.assignments[0].accepted_on, "", "and of the wrong one no step")
    case = committee.GetCase(case=numbers[0]).case
    part = case.assignments[0]
    tap.same((part.accepted_on, part.contacted_on, part.answered_on, part.document_number), ("2023-06-06", "2023-06-08", "2023-06-12", "示例函〔2023〕0号"),
             "each step with its day, the document number with its usual brackets")
    tap.same(committee.GetCase(case=numbers[2]).case.assignments[0].answered_on, "", "what is empty did not happen")
    out = data("jyj", "import", path, "--yes", code=1)
    tap.same((out["already_stored"], out["wrong"]), (2, 1), "the same file again counts nothing twice")
    tap.same(len(committee.ListUpdates(case=numbers[0]).updates), 6, "there is no second line")

    # ---- A whole ledger of an earlier year, by the committee: filed, assigned, accepted, answered
    for i in (50, 51):
        server.new_case(committee, f"L{i}", received_on="2023-05-04")
    head = ["流水号", "案号", "立案日期", "交办日期", "主办单位", "会办单位", "签收日期", "见面日期", "见面方式", "见面人员", "会办意见日期", "会办意见", "答复日期", "文号", "办理结果", "答复内容"]
    row = ["L50", "20239050", "2023-05-08", "2023-05-10", "jyj", "示例单位czj、jtj", "2023-05-11", "2023-05-12", "电话", "张三", None, None, None, None, None, None]
    other = ["L51", "20239051", "2023-05-08", "2023-05-10", "示例单位jyj", None, "2023-05-11", "2023-05-12", "电话", "张三", None, None, "2023-06-01", "示例函【2023】51号", "A", "已办。"]
    path = made("往年.xlsx", [head, row, other])
    out = data("committee", "import", path, "--set", "session=14-2", "--set", "reason=补录", "--yes")
    tap.same((out["stored"], out["wrong"]), (2, 0), "a ledger of handling is stored by the committee for its offices")
    case = committee.GetCase(case="20239051").case
    tap.same((case.assignments[0].office.code, case.assignments[0].answered_on, getattr(case.assignments[0], "class")), ("jyj", "2023-06-01", "A"), "with its answer")
    tap.same(sorted(a.office.code for a in committee.GetCase(case="20239050").case.assignments), ["czj", "jtj", "jyj"], "offices by code and by name")

    # ---- As WPS and other writers have it: cells without addresses, prefixes, absolute targets, styled empty columns to XFD
    cell = '<x:c t="inlineStr"><x:is><x:r><x:t>{}</x:t></x:r></x:is></x:c>'
    wps = "".join(cell.format(h) for h in ("案　号", "签收日期", "主办单位"))
    number = server.assigned_case(committee, "wps", "jyj")
    row = cell.format(number) + '<x:c s="1"><x:v>45083</x:v></x:c>' + cell.format("jyj") + '<x:c r="XFD2" s="1"/>'
    (server.dir / "wps.et.xlsx").write_bytes(sheets.workbook(
        f'<x:worksheet xmlns:x="{sheets.MAIN}"><x:dimension ref="A1:XFD1048576"/><x:sheetData><x:row>{wps}</x:row><x:row>{row}</x:row></x:sheetData></x:worksheet>',
        xl__styles_dot_xml=f'<styleSheet xmlns="{sheets.MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="58"/></cellXfs></styleSheet>'))
    out = data("committee", "import", file("wps.et.xlsx"))
    tap.same([row["example"] for row in out["mapping"]], [number, "2023-06-06", "jyj"], "a sheet in the way of WPS is read, days by its formats")
    import random
    noise = random.Random(5).randbytes(3000)
    for name, content, says in (("乱.xlsx", noise, "不是 Excel 工作簿"), ("短.xlsx", noise[:200], "不是 Excel 工作簿"), ("旧.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "另存为 .xlsx"), ("假.xlsx", b"<html><table></table></html>", "网页"),
                                ("空.xlsx", sheets.workbook(sheets.sheet("")), "没有内容")):
        (server.dir / name).write_bytes(content)
        run("committee", "import", file(name), code=1, says=says, what=f"{name} is refused: {says}")
    run("committee", "import", file("没有.xlsx"), code=3, says="读不了文件", what="so is a file that is not there")

    # ---- Words and days as clerks write them
    usual = {"上门": "visit", "走访": "visit", "座谈": "meeting", "邀请面商": "meeting", "实地调研": "site", "电话沟通": "phone", "微信": "phone"}
    names = [server.assigned_case(committee, f"m{i}", "jyj") for i in range(len(usual))]
    rows = [[n, "6月6日", "6.8", written, "张三"] for n, written in zip(names, usual)]
    path = made("写法.xlsx", [["案号", "签收日期", "见面日期", "见面方式", "见面人员"], *rows])
    out = data("jyj", "import", path, code=1)
    tap.same((out["wrong"], {e["cell"][0] for e in out["errors"]}), (len(rows), {"B", "C"}), "a day without a year is refused where nothing tells it")
    tap.ok("--set session=" in out["errors"][0]["message"], "and says what would")
    done = run("jyj", "import", path, "--set", "session=14-2", "--yes")
    tap.ok("2023 年" in done.stderr, "with the session it is the year in which that began, and that is said")
    steps = {n: committee.GetCase(case=n).case.assignments[0] for n in names}
    tap.same({(s.accepted_on, s.contacted_on) for s in steps.values()}, {("2023-06-06", "2023-06-08")}, "days without a year are stored with it")
    methods = [server.sql(f"SELECT substring(body FROM '\"contact_method\":\"([a-z]+)\"') FROM line WHERE case_id = {committee.GetCase(case=n).case.case_id}"
                          " AND body::jsonb->>'verb' = 'contact'") for n in names]
    tap.same(methods, list(usual.values()), "the usual words for a way of contact are those of the rules")
    for written, piece in (("2023.7", "2023-07-15"), ("1月2日", "写明年份"), ("2023年7月", "2023-07-15")):
        out = data("jyj", "import", made("缺.xlsx", [["案号", "签收日期"], [names[0], written]]), "--set", "session=14-2", code=1)
        tap.ok(out["errors"][0]["cell"] == "B2" and piece in out["errors"][0]["message"], f"{written} is refused and says what lacks")

    # ---- Results of one file, again and again, and files of others
    path = made("多次.xlsx", [["案号", "签收日期"], ["20239999", "2023-06-06"]])
    first = data("jyj", "import", path, code=1)["result"]
    tap.same(data("jyj", "import", path, code=1)["result"], first, "a later result takes the place of an earlier one of the same file")
    book = openpyxl.load_workbook(first)
    book.active["B2"] = "2023-06-07"
    book.save(first)
    tap.same(data("jyj", "import", path, code=1)["result"], file("多次-结果-2.xlsx"), "not once somebody has worked on it")
    tap.same(sheets.read(first)[1][1], "2023-06-07", "whose work stays")
    (server.dir / "多次.csv").write_text("案号,签收日期\n20239998,2023-06-06\n")
    tap.same(data("jyj", "import", file("多次.csv"), code=1)["result"], file("多次-结果-3.xlsx"), "nor is it that of another file")
    tap.same(oct((server.dir / "多次-结果-2.xlsx").stat().st_mode & 0o777), oct(0o666 & ~umask()), "a result may be read by whom the umask lets")

    # ---- Wrong input everywhere
    wrong = {
        "会办单位": ("某某局", "OFFICE_NOT_FOUND"), "签收日期": ("2008年9月31日", "DATE_IMPOSSIBLE"), "见面方式": ("托梦", "FIELD_UNKNOWN_VALUE"),
        "办理结果": ("Z类", "CLASS_UNKNOWN"), "答复日期": ("八月三十二", "DATE_IMPOSSIBLE"), "答复内容": ("#REF!", "FIELD_UNKNOWN_VALUE"),
    }
    for heading, (value, reason) in wrong.items():
        out = data("committee", "import", made("错.xlsx", [["案号", heading, "主办单位"], [numbers[0], value, "jyj"]]), code=1)
        tap.same([(e["cell"], e["reason"]) for e in out["errors"]], [("B2", reason)], f"{heading}「{value}」 is refused with its cell")
    out = data("committee", "import", made("错.xlsx", [["案号", "公开属性", "版本"], [numbers[0], "随便", "二"]]), code=1)
    tap.same([(e["cell"], e["reason"]) for e in out["errors"]], [("C2", "FIELD_UNKNOWN_VALUE"), ("B2", "FIELD_UNKNOWN_VALUE")], "all that is wrong in a row")
    out = data("committee", "import", made("错.xlsx", [["案号", "动作"], [numbers[0], "签收"], ["20230999", "accept"], [numbers[1], "飞"]]), code=1)
    tap.same([(e["line"], e["reason"]) for e in out["errors"]], [(4, "FIELD_UNKNOWN_VALUE"), (2, "MOVE_NOT_ALLOWED"), (3, "CASE_NOT_FOUND")], "verbs by their words, and cases that are not there")
    tap.ok(server.log_tail().count("ERROR") == 0, "the server has nothing to complain of")
finally:
    server.close()
tap.done()
