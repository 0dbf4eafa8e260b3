#!/usr/bin/python3
"""Ledgers with the columns cities print (案号 案由 提案者 … 会办单位 … 会办意见 … 备注): what they are taken for, whose steps a row tells,
and in which cell something is wrong."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import sheets  # noqa: E402
from harness import Server, Tap, common_pb2, note  # noqa: E402

tap = Tap()
server = Server().init().start()
# As in the usual form, without 收到日期
PRINTED = ["序号", "案号", "案由", "提案者", "界别", "类别", "主办单位", "会办单位", "交办日期", "签收日期", "办理期限", "会办意见日期", "会办意见", "见面日期",
           "见面方式", "答复日期", "文号", "办理结果(A/B/C/D)", "公开属性", "备注"]
OPINION = {"会办意见日期": "2023-06-09", "会办意见": "同意。"}
CONTACT = {"见面日期": "2023-06-12", "见面方式": "走访"}
ANSWER = {"答复日期": "2023-06-20", "文号": "示例函〔2023〕{}号", "办理结果(A/B/C/D)": "A"}
PERSONS, TEXT = ("--set", "contact_persons=提案者"), ("--set", "answer=见原件")


def file(name):
    return str(server.dir / name)


def row(number, *parts, head=PRINTED, **values):
    cells = dict.fromkeys(head, None) | {"案号": number, "案由": None, "主办单位": "jyj"}
    for part in (*parts, values):
        cells |= {name: value.format(number) for name, value in part.items()}
    return [cells[name] for name in head]


def made(name, *rows, head=PRINTED, merged=()):
    return sheets.made([head, *rows], file(name), merged)


def run(who, *args, code=0):
    done = server.cli(who, *args)
    if done.returncode != code:
        tap.ok(False, " ".join(args))
        note(f"exit {done.returncode}, wanted {code}: {done.stdout[-1500:]} {done.stderr[-1500:]}")
    return done


def data(who, *args, code=0):
    return json.loads(run(who, *args, "-o", "json", code=code).stdout)


def offices(case, day):
    return {part.office.code: getattr(part, day) for part in committee.GetCase(case=case).case.assignments}


def errors(out):
    return [(e["cell"], e["reason"]) for e in out["errors"]]


try:
    server.setup()
    committee = server.client("committee")

    # ---- Taken for what it is: of cases that are there only the steps are asked for
    case = server.assigned_case(committee, "p1", "jyj")
    told = {"案由": "关于p1的提案（示例）", "提案者": "示例委员甲", "交办日期": "2023-06-05", "签收日期": "2023-06-06"}
    path = made("台账.xlsx", row(case, told))
    out = data("committee", "import", path, "--yes")
    tap.same((out["kind"], out["stored"], out["errors"]), ("ledger", 1, []), "a ledger without 收到日期, of a case that is there, asks for no such day")
    tap.same(offices(case, "accepted_on"), {"jyj": "2023-06-06"}, "what was new is stored")
    tap.same(len(committee.ListUpdates(case=case).updates), 4, "what was entered otherwise, the same office on the same day, is not assigned again")
    done = run("committee", "import", path)
    tap.ok("当作" in done.stdout and "--kind cases、updates" in done.stdout, "what it was taken for is said, and how to say otherwise")
    tap.ok("--set session" not in done.stderr, "nothing is asked for that is not needed")
    tap.same(data("committee", "import", path, "--kind", "updates", code=1)["kind"], "updates", "--kind says otherwise")
    path = made("别案.xlsx", row(case, told, 案由="关于别的事的提案（示例）"))
    tap.same(errors(data("committee", "import", path, code=1)), [("B2", "SHEET_CELL")], "a number that is another case's is refused still")
    path = made("新案.xlsx", row("20239999", told, 案由="关于新案的提案（示例）"))
    done = run("committee", "import", path, code=1)
    tap.ok("--set received_on=" in done.stderr, "a case that is not there needs the day it was received")

    # ---- Offices that assist: each of them accepted and gave the row's opinion
    one = server.assigned_case(committee, "a1", "jyj", ["czj"])
    two = server.assigned_case(committee, "a2", "jyj", ["czj", "jtj"])
    path = made("会办.xlsx", row(one, {"会办单位": "示例单位czj", "签收日期": "2023-06-06"}, OPINION, CONTACT, ANSWER),
                row(two, {"会办单位": "示例单位czj、jtj", "签收日期": "2023-06-06"}, OPINION, CONTACT, ANSWER))
    done = run("committee", "import", path, code=1)
    tap.ok("--set contact_persons=…" in done.stderr, "a column the usual form does not have can be given to all rows, which is said")
    done = run("committee", "import", path, *PERSONS, code=1)
    tap.ok("--set answer=…" in done.stderr, "so for the next one")
    out = data("committee", "import", path, *PERSONS, *TEXT, "--yes")
    tap.same((out["stored"], out["errors"]), (2, []), "a row with assist offices is stored whole")
    tap.same(offices(two, "accepted_on"), dict.fromkeys(("jyj", "czj", "jtj"), "2023-06-06"), "each office has accepted the case")
    tap.same(offices(two, "answered_on"), {"jyj": "2023-06-20", "czj": "2023-06-09", "jtj": "2023-06-09"}, "and given its opinion, the lead its answer")
    tap.same(offices(one, "answered_on"), {"jyj": "2023-06-20", "czj": "2023-06-09"}, "one office as well as two")
    page = server.sql("SELECT max(page) FROM page")
    tap.same(data("committee", "import", path, *PERSONS, *TEXT, "--yes")["already_stored"], 2, "the same file again is known")
    tap.same(server.sql("SELECT max(page) FROM page"), page, "and stores nothing")
    cases = [server.assigned_case(committee, f"a{i}", "jyj", ["czj"]) for i in (3, 4, 5)]
    path = made("缺.xlsx", row(cases[0], {"会办单位": "czj", "签收日期": "2023-06-06"}, CONTACT, ANSWER),
                row(cases[1], {"会办单位": "czj"}, OPINION),
                row(cases[2], {"会办单位": "czj；jtj", "签收日期": "2023-06-06"}, OPINION))
    out = data("committee", "import", path, *PERSONS, *TEXT, code=1)
    tap.same(errors(out), [("H2", "OPINIONS_MISSING"), ("H3", "MOVE_NOT_ALLOWED"), ("H4", "ASSIGNMENT_NOT_YOURS")],
             "an opinion that lacks, an office that did not accept, one that has no part: each with the cell of 会办单位")
    tap.ok(";" not in "".join(e["message"] for e in out["errors"]), "no list of codes passes for an office")
    path = made("五家.xlsx", row(server.assigned_case(committee, "a6", "jyj"), {"会办单位": "czj，某局"}))
    tap.same(errors(data("committee", "import", path, code=1)), [("H2", "OFFICE_NOT_FOUND")], "an office nobody knows is in its cell too")
    own = server.assigned_case(committee, "a7", "jyj", ["czj"])
    path = made("自填.xlsx", row(own, {"会办单位": "czj", "签收日期": "2023-06-06"}, OPINION))
    tap.same(data("czj", "import", path, "--yes")["stored"], 1, "an assist office that imports the ledger tells what it did itself")
    tap.same(offices(own, "answered_on")["czj"], "2023-06-09", "its opinion")

    # ---- A sheet is told of its columns, not of options of the command line
    case = server.assigned_case(committee, "w1", "jyj")
    head = [*PRINTED, "见面人员", "答复内容", "承诺事项", "完成时限"]
    whole = {"签收日期": "2023-06-06", "见面人员": "提案者", "答复内容": "正在办理。"}
    path = made("乙.xlsx", row(case, whole, CONTACT, ANSWER, {"办理结果(A/B/C/D)": "B"}, head=head), head=head)
    out = data("committee", "import", path, code=1)
    tap.same(errors(out), [("W2", "PROMISE_REQUIRED")], "class B without a promise: the cell of 承诺事项")
    tap.ok("填「承诺事项」" in out["errors"][0]["message"] and "--promise" not in out["errors"][0]["message"], "and its name")
    path = made("号.xlsx", row(case, whole, CONTACT, ANSWER, {"文号": ""}, head=head), head=head)
    tap.same(errors(data("committee", "import", path, code=1)), [("Q2", "FIELD_MISSING")], "an answer without 文号: the cell that is empty")
    path = made("补.xlsx", row(case, whole, {"签收日期": "2023-03-01"}, head=head), head=head)
    message = data("committee", "import", path, code=1)["errors"][0]["message"]
    tap.ok("--" not in message.replace("--set", ""), f"no option but --set: {message}")

    # ---- Headings on two lines: the upper word is over several columns
    case = server.assigned_case(committee, "t1", "jyj")
    upper = ["案号", "办理情况", None, "见面情况", None, None, "答复", None, None, None]
    lower = [None, "主办单位", "签收日期", "日期", "方式", "见面人员", "日期", "文号", "办理结果(A/B/C/D)", "答复内容"]
    cells = [case, "jyj", "2023-06-06", "2023-06-12", "走访", "提案者", "2023-06-20", "示例函〔2023〕77号", "A", "已办。"]
    path = sheets.made([upper, lower, cells], file("两行.xlsx"), ["A1:A2", "B1:C1", "D1:F1", "G1:J1"])
    out = data("committee", "import", path)
    tap.same([m["field_name"] for m in out["mapping"]],
             ["case", "lead_office", "accepted_on", "contacted_on", "contact_method", "contact_persons", "answered_on", "document_number", "class", "answer"],
             "见面情况 over 日期 is 见面日期, 办理结果 is known alone")
    tap.same((out["would_store"], out["errors"]), (1, []), "and the row is understood")
    upper[6] = "答复情况"
    path = sheets.made([upper, lower, cells], file("两行.xlsx"), ["A1:A2", "B1:C1", "D1:F1", "G1:J1"])
    tap.same(data("committee", "import", path)["mapping"][6]["field_name"], "answered_on", "答复情况 over 日期 is 答复日期")
    upper[6] = "督办"
    path = sheets.made([upper, lower, cells], file("两行.xlsx"), ["A1:A2", "B1:C1", "D1:F1", "G1:J1"])
    tap.same(data("committee", "import", path)["mapping"][6]["field_name"], "", "日期 alone says too little")

    # ---- Other words for the same
    names = {"【案号】": "case", "承办部门": "office", "配合单位": "assist_offices", "签收日期": "accepted_on", "见面日期/方式": "contact", "见面人员": "contact_persons",
             "回复日期": "answered_on", "文号": "document_number", "办理结果": "class", "答复内容": "answer", "是否公开": "publication", "委员意见": "satisfaction"}
    cells = [case, "jyj", None, "2023-06-06", "2023年6月12日/走访", "提案者", "2023-06-20", "示例函〔2023〕78号", "A", "已办。", "是", "满意"]
    path = sheets.made([list(names), cells], file("别名.xlsx"))
    out = data("committee", "import", path, "--set", "evaluated_on=2023-06-25", "--yes")
    tap.same({m["heading"]: m["field_name"] for m in out["mapping"] if m["column"] != "--set"}, names, "headings cities use are known")
    tap.same((out["stored"], out["errors"]), (1, []), "with what stands below them")
    part = committee.GetCase(case=case).case.assignments[0]
    tap.same((part.contacted_on, part.answered_on), ("2023-06-12", "2023-06-20"), "day and method of contact may share a cell")
    tap.same(server.sql("SELECT substring(body FROM '\"contact_method\":\"([a-z]+)\"') FROM line WHERE body::jsonb->>'verb' = 'contact'"
                        f" AND case_id = {committee.GetCase(case=case).case.case_id}"), "visit", "the method too")
    other = server.assigned_case(committee, "t2", "jyj")
    heads = ["案号", "主办单位", "签收日期", "见面日期/方式", "见面人员", "答复日", "备注"]
    path = sheets.made([heads, [other, "jyj", "2023-06-06", "2023.6.12，托梦", "提案者", None, None]], file("别名.xlsx"))
    out = data("committee", "import", path, code=1)
    tap.same((errors(out), out["mapping"][5]["field_name"]), ([("D2", "FIELD_UNKNOWN_VALUE")], "answered_on"), "what is wrong in it has its cell")
    path = sheets.made([heads, [other, "jyj", "2023-06-06", "昨天", "提案者", None, None]], file("别名.xlsx"))
    tap.same(errors(data("committee", "import", path, code=1)), [("D2", "DATE_IMPOSSIBLE")], "a cell without a day too")

    # ---- Headings nobody knows: the mapping is saved for the user to complete
    path = sheets.made([["某市提案清单"], ["流水号", "标题栏", "提案者", "收到日期"], ["M1", "关于别样标题的提案（示例）", "示例委员甲", "2023-05-04"]], file("别样.xlsx"))
    done = run("committee", "import", path, "--save-mapping", file("m.json"), code=1)
    tap.ok("还缺 title" in done.stderr and "m.json" in done.stderr, "what lacks is named, with the file to complete")
    mapping = json.loads((server.dir / "m.json").read_text())
    tap.same((mapping["columns"], mapping["missing"]), ({"流水号": "submission_number", "标题栏": "-", "提案者": "proposers", "收到日期": "received_on"}, ["title", "case"]), "which has the columns that are known")
    mapping["columns"]["标题栏"] = "title"
    (server.dir / "m.json").write_text(json.dumps(mapping))
    out = data("committee", "import", path, "--mapping", file("m.json"), "--set", "session=14-2", "--set", "level=city", "--save-mapping", file("m2.json"), "--yes")
    tap.same((out["kind"], out["stored"], "missing" in json.loads((server.dir / "m2.json").read_text())), ("cases", 1, False), "completed, it is understood")
    path = sheets.made([["甲栏", "乙栏"], ["1", "2"]], file("全不认.xlsx"))
    run("committee", "import", path, "--save-mapping", file("m3.json"), code=1)
    tap.same(json.loads((server.dir / "m3.json").read_text())["columns"], {"甲栏": "-", "乙栏": "-"}, "even of a sheet of which nothing is known")
    mapping["columns"]["标题栏"] = "nope"
    (server.dir / "m.json").write_text(json.dumps(mapping))
    done = run("committee", "import", path, "--mapping", file("m.json"), code=2)
    tap.ok("「标题栏」对应的「nope」不是字段" in done.stderr and "title（案由）" in done.stderr, "a field that is none is told, with those that are")
    done = run("committee", "import", path, "--set", "colour=red", code=2)
    tap.ok("「colour=red」" in done.stderr and "contact_persons（见面人员）" in done.stderr, "so for --set")
    fields = done.stderr.split("字段有：")[1].strip().split("、")
    documented = (pathlib.Path(__file__).resolve().parents[2] / "docs/day.md").read_text()
    tap.same([field for field in fields if f"`{field.split('（')[0]}`" not in documented], [], "all of them stand in docs/day.md")
    path = sheets.made([["案号", "主办单位", "见面日期", "见面方式", "见面人员"], [other, "jyj", "2023-06-13", "电话", "提案者"]], file("内容.xlsx"))
    done = run("committee", "import", path, "--set", "text=某某", "--set", "level=city", "--set", "reason=补录", code=1)
    tap.ok("--set text=…" in done.stderr and "--set level=…" in done.stderr and "--set reason=…" not in done.stderr, "a field that does nothing for the sheet is told")

    # ---- Offices
    filed = server.new_case(committee, "f1")
    committee.submit(f"s{filed.case_id}", "file", happened_on="2023-06-05")
    number = committee.GetCase(case="l:14-2/f1").case.case_number
    head = ["案号", "承办单位", "交办日期", "签收日期"]
    path = sheets.made([head, [number, "示例单位jyj、示例单位czj", "2023-06-05", "2023-06-06"]], file("分办.xlsx"))
    tap.same(data("committee", "import", path, "--yes")["stored"], 1, "two offices in 承办单位")
    parts = committee.GetCase(case=number).case.assignments
    tap.same(sorted((part.office.code, part.accepted_on, part.role) for part in parts),
             [(code, "2023-06-06", common_pb2.ASSIGNMENT_ROLE_SEPARATE) for code in ("czj", "jyj")], "handle it separately, each accepted")
    path = sheets.made([["案号", "承办单位", "签收日期"], [number, "jyj，czj", "2023-06-06"]], file("分办.xlsx"))
    out = data("committee", "import", path, code=1)
    tap.same((errors(out), "jyj，czj" in out["errors"][0]["message"]), ([("B2", "FIELD_UNKNOWN_VALUE")], True), "where nothing is handed over one office acts")
    path = sheets.made([["案号", "签收日期"], [number, "2023-06-06"]], file("分办.xlsx"))
    out = data("committee", "import", path, "--set", "office=jyj；czj", code=1)
    tap.same([(e["reason"], "jyj；czj" in e["message"]) for e in out["errors"]], [("FIELD_UNKNOWN_VALUE", True)], "given by --set too")
    path = made("大写.xlsx", row(server.assigned_case(committee, "o1", "jyj"), {"签收日期": "2023-06-06"}, 主办单位="ＪＹＪ"))
    tap.same(data("committee", "import", path)["would_store"], 1, "the code of an office in capitals")
    tap.ok(server.log_tail().count("ERROR") == 0, "the server has nothing to complain of")
finally:
    server.close()
tap.done()
