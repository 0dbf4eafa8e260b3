#!/usr/bin/python3
"""`rules try`: which existing cases a rules file would change, before it is applied; and that trying writes nothing."""
import csv
import json
import pathlib
import re
import sys
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import ROOT, Server, Tap, rules_service_pb2  # noqa: E402

BAOTOU = (ROOT / "rules/baotou.yaml").read_text()
MANY = 3100  # many chunks of 200 that the server reads at once
MAX_LISTED = 3000
What = rules_service_pb2.RuleChange
IMPORT_COLUMNS = ["submission_number", "session", "level", "external_number", "title", "proposers", "proposer_kind", "sector", "category",
                  "received_on", "text"]


def rules_with(old, new):
    assert old in BAOTOU, old
    return BAOTOU.replace(old, new)


ONE_MONTH = rules_with("amount: 3\n    unit: month", "amount: 1\n    unit: month")


def told(answer, *whats):
    return [(c.case, c.office.code, c.before, c.after) for c in answer.changes if c.what in (whats or What.What.values())]


def counts(server):
    return server.sql("SELECT (SELECT count(*) FROM line), (SELECT max(page) FROM page), (SELECT count(*) FROM rules)")


def import_many(server):
    sheet = server.dir / "many.csv"
    with open(sheet, "w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, IMPORT_COLUMNS, restval="")
        writer.writeheader()
        for i in range(MANY):
            writer.writerow({"submission_number": f"m{i}", "session": "14-2", "level": "city", "title": f"第 {i} 件（示例）",
                             "proposers": "示例委员乙", "proposer_kind": "member", "received_on": "2023-06-01"})
    done = server.cli("committee", "import", str(sheet))
    assert done.returncode == 0, done.stderr


def what_the_service_tells(tap, server):
    committee, operator = server.client("committee"), server.client("operator")
    first = server.assigned_case(committee, "1", "jyj", ["czj"])
    second = server.assigned_case(committee, "2", "jtj")
    before = counts(server)

    answer = operator.TryRules(text=BAOTOU)
    tap.same((answer.cases, answer.changed, len(answer.changes)), (2, 0, 0), "the rules in force change nothing")

    answer = operator.TryRules(text=ONE_MONTH)
    tap.same((answer.cases, answer.changed), (2, 2), "a shorter deadline changes both cases")
    tap.same(told(answer, What.WHAT_DEADLINE), [(first, "jyj", "2023-09-05", "2023-07-05"), (second, "jtj", "2023-09-05", "2023-07-05")],
             "it moves the last day of the offices that answer, not of the one that gives an opinion")
    tap.same(told(answer, What.WHAT_MARK), [(first, "jyj", "无", "红"), (second, "jtj", "无", "红")], "which turns their marks red today")
    tap.ok(all("示例" in c.title for c in answer.changes), "each change has the title of its case")
    tap.same(told(server.client("operator", language="en").TryRules(text=ONE_MONTH), What.WHAT_MARK)[0], (first, "jyj", "none", "red"),
             "an English reader reads English")

    answer = operator.TryRules(text=rules_with("in_handling", "at_work"))
    tap.same(told(answer), [(first, "", "办理中", ""), (second, "", "办理中", "")], "a state that the file does not have is told by its name")
    answer = operator.TryRules(text=rules_with("yellow: {amount: 10", "yellow: {amount: 60"))
    tap.same(told(answer), [(first, "jyj", "无", "黄"), (first, "czj", "无", "黄"), (second, "jtj", "无", "黄")],
             "an earlier warning marks offices and moves no day")

    answer = operator.TryRules(text=rules_with("next: committee", "next: somebody"))
    tap.ok(len(answer.errors) > 0 and answer.cases == 0 and not answer.changes, "a file with errors is not tried")
    tap.ok(all(e.line > 0 and e.message for e in answer.errors), "its errors have their places")
    tap.refused("RULES_OTHER_JURISDICTION", "another city's file is refused", operator.TryRules,
                text=rules_with("jurisdiction: 150200", "jurisdiction: 150100"))
    tap.refused("ROLE_NOT_ALLOWED", "an office does not try rules", server.client("jyj").TryRules, text=BAOTOU)
    tap.ok(server.client("supervisor").TryRules(text=BAOTOU).cases == 2, "a supervisor may")
    tap.same(counts(server), before, "nothing was written")
    return first


def what_the_command_line_prints(tap, server):
    path = server.dir / "one_month.yaml"
    path.write_text(ONE_MONTH)
    done = server.cli("committee", "rules", "try", str(path))
    tap.same(done.returncode, 0, "rules try ends well")
    tap.ok("对照了 2 件案件，2 件会有变化" in done.stdout, "its summary counts the cases")
    tap.ok("2023-09-05" in done.stdout and "2023-07-05" in done.stdout, "its table has the days as they are and would be")
    answer = json.loads(server.cli("committee", "rules", "try", str(path), "--output", "json").stdout)
    tap.same([c["what"] for c in answer["changes"]], ["deadline", "mark"] * 2, "json has a row for each change")
    done = server.cli("committee", "rules", "try", str(ROOT / "rules/baotou.yaml"))
    tap.ok(done.returncode == 0 and "0 件会有变化" in done.stdout, "the rules in force change nothing")
    path.write_text(BAOTOU + "nonsense: 1\n")
    done = server.cli("committee", "rules", "try", str(path))
    tap.ok(done.returncode == 1 and f"{path}:" in done.stdout, "a file with errors is told by line and column")


def how_many_cases_it_takes(tap, server):
    import_many(server)
    renamed = re.sub(r"(?<=from: \[)received(?=[],])|(?<=to: )received$|^  received(?=: )", lambda m: m[0].replace("received", "arrived"),
                     BAOTOU, flags=re.M).replace("draft, received,", "draft, arrived,")
    answer = server.client("operator").TryRules(text=renamed)
    tap.same(list(answer.errors), [], "a file that calls the first state otherwise is good")
    tap.same((answer.cases, answer.changed), (2 + MANY, MANY), "all cases are looked at, many at once")
    tap.same({c.before for c in answer.changes}, {"已收到"}, "each of them would be in a state that is gone")
    tap.same(len(answer.changes), MAX_LISTED, "so many are listed, the others are counted")
    path = server.dir / "renamed.yaml"
    path.write_text(renamed)
    done = server.cli("committee", "rules", "try", str(path))
    tap.ok("只列出前 3000 项" in done.stderr and f"{MANY} 件会有变化" in done.stdout, "and the command line says so")


def what_comes_true(tap, server, case):
    """After the file is applied an office's last day stays, until it is dated anew: then it is what was told."""
    server.client("operator").ApplyRules(request_id=str(uuid.uuid4()), text=ONE_MONTH)
    committee = server.client("committee")
    due = {a.office.code: a.due_on for a in committee.GetCase(case=case).case.assignments}
    tap.same(due["jyj"], "2023-09-05", "applying the file moves no day by itself")
    committee.submit(case, "redate", office="jyj")
    due = {a.office.code: a.due_on for a in committee.GetCase(case=case).case.assignments}
    tap.same(due["jyj"], "2023-07-05", "dated anew it is what rules try told")
    answer = server.client("operator").TryRules(text=BAOTOU)
    tap.ok((case, "jyj", "2023-07-05", "2023-09-05") in told(answer), "and trying the old file tells the way back")


tap = Tap()
server = Server(business_date="2023-07-03").init().start()
try:
    server.setup()
    case = what_the_service_tells(tap, server)
    what_the_command_line_prints(tap, server)
    how_many_cases_it_takes(tap, server)
    what_comes_true(tap, server, case)
finally:
    server.close()
tap.done()
