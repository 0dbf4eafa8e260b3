#!/usr/bin/python3
"""Ledgers with the columns cities print (案号 案由 提案者 … 会办单位 … 会办意见 … 备注): what they are taken for, whose steps a row tells,
and in which cell something is wrong."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import sheets  # noqa: E402
from harness import Server, Tap, note  # noqa: E402

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
    tap.ok(server.log_tail().count("ERROR") == 0, "the server has nothing to complain of")
finally:
    server.close()
tap.done()
