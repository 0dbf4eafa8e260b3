#!/usr/bin/python3
"""A new city's rules are a file, not a release: the same server handles a proposal as Suizhou, Qinyang and the invented Lingang of
docs/rules.md do, each its own way."""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import ROOT, Server, Tap, common_pb2, note  # noqa: E402

RECEIVED, ASSIGNED, TODAY = "2023-02-10", "2023-03-01", "2023-03-10"  # received on the session's day


def assigned(server, number, **fields):
    """A proposal of March, led by jyj with czj assisting."""
    committee = server.client("committee")
    case = f"s{server.new_case(committee, number, **{'received_on': RECEIVED, **fields}).case_id}"
    number = committee.submit(case, "file", happened_on=ASSIGNED).case.case_number
    committee.submit(number, "assign", happened_on=ASSIGNED, lead_office="jyj", assist_offices=["czj"])
    return number


def due_days(server, case):
    return [a.due_on for a in server.client("committee").GetCase(case=case).case.assignments]


def at_work(server, case, contact=True):
    """Both offices have accepted, the assist office has given its opinion, the lead office has met the proposer."""
    for office in ("jyj", "czj"):
        server.client(office).submit(case, "accept")
    server.client("czj").submit(case, "give_opinion", text="同意。")
    if contact:
        server.client("jyj").submit(case, "contact", contact_method="visit", contact_persons="示例委员甲")


def finish(tap, server, case, city_name):
    committee = server.client("committee")
    committee.submit(case, "evaluate", attitude="satisfied", result="satisfied")
    tap.same(committee.submit(case, "close").case.state, "closed", f"{city_name}: it is closed")


def in_suizhou(tap, server):
    jyj, supervisor = server.client("jyj"), server.client("supervisor")
    drawn = server.cli("jyj", "rules", "show")
    tap.ok(drawn.stdout.startswith("随州市政协提案办理规则") and "→ 已审核 reviewed" in drawn.stdout, "Suizhou: the rules in force are drawn")
    tap.same(server.cli("jyj", "rules", "show", "--text").stdout, (ROOT / "rules/suizhou.yaml").read_text(), "and printed as they are")
    case = assigned(server, "1")
    tap.same(due_days(server, case), ["2023-06-30", "2023-05-31"], "Suizhou: due at the end of June, opinions at the end of May")
    tap.same(due_days(server, assigned(server, "2", proposer_kind="party")), ["2023-05-10", "2023-04-20"],
             "Suizhou: a party's proposal is due on 10 May, the opinion twenty days before")
    tap.same(due_days(server, assigned(server, "3", received_on="2023-02-20", proposer_kind="party")), ["2023-06-01", "2023-05-12"],
             "Suizhou: one that came between the sessions in three months, whoever made it")
    at_work(server, case)
    answer = {"document_number": "随教函〔2023〕1号", "text": "已经列入计划。", "signed_by": "示例局长"}
    tap.refused("MOVE_NOT_ALLOWED", "Suizhou: no answer goes out that was not reviewed", jyj.submit, case, "answer", **{"class": "A"}, **answer)
    jyj.submit(case, "draft", text="已经列入计划。", **{"class": "A"})
    supervisor.submit(case, "review", office="jyj", **{"class": "B"})
    tap.refused("CLASS_WAS_REVIEWED", "Suizhou: the supervisor made it a B", jyj.submit, case, "answer", **{"class": "A"}, **answer)
    done = jyj.submit(case, "answer", **{"class": "B"}, **answer).case
    tap.same(done.assignments[0].class_meaning, common_pb2.CLASS_MEANING_PLANNED, "Suizhou: where B means planned, and needs no promise")
    finish(tap, server, case, "Suizhou")


def in_qinyang(tap, server):
    jyj = server.client("jyj")
    level = {"level": common_pb2.LEVEL_COUNTY, "proposer_kind": ""}
    case = assigned(server, "1", **level)
    tap.same(due_days(server, case), ["2023-06-01", "2023-04-01"], "Qinyang: three months, opinions after one")
    at_work(server, case, contact=False)
    answer = {"document_number": "沁教〔2023〕1号", "text": "正在解决。"}
    tap.refused("CONTACT_MISSING", "Qinyang: nobody answers who never met the proposer", jyj.submit, case, "answer", **{"class": "甲"}, **answer)
    jyj.submit(case, "contact", contact_method="invited", contact_persons="示例委员甲")
    tap.refused("CLASS_UNKNOWN", "Qinyang: there is no B", jyj.submit, case, "answer", **{"class": "B"}, **answer)
    tap.refused("PROMISE_REQUIRED", "Qinyang: 乙 is a promise", jyj.submit, case, "answer", **{"class": "乙"}, **answer)
    done = jyj.submit(case, "answer", **{"class": "甲"}, **answer).case
    tap.same(done.assignments[0].class_meaning, common_pb2.CLASS_MEANING_SOLVED, "Qinyang: 甲 is solved")
    finish(tap, server, case, "Qinyang")
    case = assigned(server, "2", **level)
    tap.refused("RETURN_TOO_LATE", "Qinyang: a return after five working days", jyj.submit, case, "return", reason="不属于本单位职责",
                proposed_office="jtj")
    done = server.client("committee").submit(case, "return", office="jyj", happened_on="2023-03-08", reason="不属于本单位职责",
                                             proposed_office="jtj").case
    tap.same(done.state, "returned", "Qinyang: on the fifth it takes effect at once")


def in_lingang(tap, server):
    jyj = server.client("jyj")
    case = assigned(server, "1")
    tap.same(due_days(server, case), ["2023-05-01", "2023-04-21"], "Lingang: two months, opinions ten days before")
    tap.same(due_days(server, assigned(server, "2", proposer_kind="party")), ["2023-04-01", "2023-03-22"], "Lingang: a party's proposal, one month")
    at_work(server, case)
    jyj.submit(case, "answer", document_number="临教〔2023〕1号", text="已经办理。", **{"class": "A"})
    committee = server.client("committee")
    committee.submit(case, "evaluate", attitude="satisfied", result="dissatisfied")
    again = committee.submit(case, "reopen", reason="提案者不满意").case
    tap.same([a.due_on for a in again.assignments if a.round == 2], ["2023-04-10"], "Lingang: who is not satisfied gets an answer within a month")
    jyj.submit(case, "contact", contact_method="phone", contact_persons="示例委员甲")
    jyj.submit(case, "answer", document_number="临教〔2023〕9号", text="已经再次办理。", **{"class": "A"})
    finish(tap, server, case, "Lingang")


def lingang_of_the_reference(folder):
    """The file that docs/rules.md makes in an hour."""
    text = (ROOT / "docs/rules.md").read_text()
    part = re.search(r"^## A new city in an hour\n(.*?)^## ", text, re.M | re.S).group(1)
    path = folder / "lingang.yaml"
    path.write_text("".join(re.findall(r"^```yaml\n(.*?)^```$", part, re.M | re.S)))
    return path


tap = Tap()
for story, path, jurisdiction, name in ((in_suizhou, "rules/suizhou.yaml", "421300", "随州市"),
                                        (in_qinyang, "rules/qinyang.yaml", "410882", "沁阳市"),
                                        (in_lingang, None, "990100", "临港市")):
    server = Server(business_date=TODAY, jurisdiction=jurisdiction, name=name).init().start()
    with server:
        server.setup(rules=path or lingang_of_the_reference(server.dir))
        story(tap, server)
tap.done()
