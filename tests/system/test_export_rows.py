#!/usr/bin/python3
"""The row of a case in an export tells one thing in all its columns: what its first round came to, for all its offices
together. Why something was withdrawn, handled again or not made public stands beside the day."""
import csv
import io
import json
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import ROOT, Server, Tap, common_pb2 as c, note  # noqa: E402

os.environ.setdefault("LSAN_OPTIONS", f"print_suppressions=0:suppressions={ROOT}/tests/support/leaks.txt")
tap = Tap()
server = Server().init().start()


def exported(name, *options):
    done = server.cli("committee", "export", "--out", server.dir / name, *options)
    assert done.returncode == 0, done.stderr
    return (server.dir / name).read_text("utf-8-sig")


def rows(*options):
    return list(csv.DictReader(io.StringIO(exported("out.csv", *options), newline="")))


def row_of(case):
    return next(row for row in rows() if row["案号"] == case or row["流水号"] == case)


with server:
    server.setup()
    committee, jyj = server.client("committee"), server.client("jyj")

    def accepted(number, office, **leads):
        case = f"s{server.new_case(committee, number).case_id}"
        case = committee.submit(case, "file", happened_on="2023-06-05").case.case_number
        committee.submit(case, "assign", happened_on="2023-06-05", **(leads or {"lead_office": office}))
        committee.submit(case, "accept", office=office, happened_on="2023-06-06")
        return case

    def answered(case, office, number, **fields):
        committee.submit(case, "answer", office=office, happened_on="2023-06-20", text="示例", document_number=number, **{"class": "A", **fields})

    note("Two rounds")
    twice = accepted("twice", "jyj")
    jyj.submit(twice, "contact", happened_on="2023-06-08", contact_method="phone", contact_persons="示例委员甲")
    answered(twice, "jyj", "示例〔2023〕1号", publication=c.PUBLICATION_PRIVATE, publication_reason="涉及个人隐私（示例）")
    committee.submit(twice, "evaluate", happened_on="2023-06-22", attitude="satisfied", result="dissatisfied")
    committee.submit(twice, "reopen", happened_on="2023-06-23", reason="提案者不满意（示例）")
    jyj.submit(twice, "contact", happened_on="2023-06-26", contact_method="visit", contact_persons="示例委员甲")
    row = row_of(twice)
    tap.same((row["见面日期"], row["见面方式"]), ("2023-06-08", "电话"), "ways of contact are those of the first round, as the day is")
    ways = {part["轮次"]: part["见面方式"] for part in rows("--by", "assignment") if part["案号"] == twice}
    tap.same(ways, {"1": "电话", "2": "上门走访"}, "by assignment each round has its own")
    tap.same(row["重新办理理由"], "提案者不满意（示例）", "why it is handled again")
    tap.same((row["公开属性"], row["不公开理由"]), ("不予公开", "涉及个人隐私（示例）"), "why the answer is not public")

    note("Two offices")
    both = accepted("both", "jyj", separate_offices=["jyj", "czj"])
    answered(both, "jyj", "示例〔2023〕2号")
    row = row_of(both)
    tap.same((row["答复日期"], row["办理结果"], row["文号"]), ("", "", ""), "what one of two offices has answered is not the answer of the case")
    solved = committee.GetRates(rates=["class_solved"]).total
    tap.same((solved.numerator, sum(row["办理结果"] == "A" for row in rows())), (1, 1), "so classes counted again are those of the rates")
    part = next(part for part in rows("--by", "assignment") if part["案号"] == both and part["单位代码"] == "jyj")
    tap.same((part["答复（意见）日期"], part["办理结果"], part["文号"]), ("2023-06-20", "A", "示例〔2023〕2号"), "by assignment it is there")
    committee.submit(both, "accept", office="czj", happened_on="2023-06-06")
    answered(both, "czj", "示例〔2023〕3号")
    row = row_of(both)
    tap.same((row["答复日期"], row["办理结果"], row["文号"]), ("2023-06-20", "A", "示例〔2023〕2号、示例〔2023〕3号"), "and with the second both are")

    note("Reasons")
    gone = server.new_case(committee, "gone")
    committee.submit(f"s{gone.case_id}", "withdraw", happened_on="2023-06-12", reason="提案者申请（示例）")
    row = row_of("gone")
    tap.same((row["撤案日期"], row["撤案理由"]), ("2023-06-12", "提案者申请（示例）"), "why it was withdrawn")
    version = committee.GetCase(case=f"s{gone.case_id}").case.version
    committee.submit(f"s{gone.case_id}", "correct", corrects=version, happened_on="2023-06-11", reason="日期录错（示例）")
    row = row_of("gone")
    tap.same((row["撤案日期"], row["撤案理由"]), ("2023-06-11", "提案者申请（示例）"), "also when the day was corrected, for a reason of its own")
    published = accepted("published", "jyj")
    answered(published, "jyj", "示例〔2023〕4号", publication=c.PUBLICATION_FULL)
    committee.submit(published, "publish", happened_on="2023-06-21", publication=c.PUBLICATION_FULL)
    tap.same(row_of(published)["不公开理由"], "", "what is public has no reason")
    committee.submit(published, "publish", happened_on="2023-06-28", publication=c.PUBLICATION_PRIVATE, publication_reason="内容有误（示例）")
    tap.same(row_of(published)["不公开理由"], "内容有误（示例）", "until it is taken back, with its reason")
    given = server.assigned_case(committee, "given", "jyj")
    committee.submit(given, "return", office="jyj", happened_on="2023-06-07", reason="不属于本单位职责（示例）", proposed_office="czj")
    cases = json.loads(exported("out.json"))["cases"]
    reasons = {date["reason"] for case in cases for date in case["dates"] if date.get("reason")}
    tap.same(reasons, {"涉及个人隐私（示例）", "提案者不满意（示例）", "提案者申请（示例）", "内容有误（示例）", "不属于本单位职责（示例）"},
             "as data every reason stands with its day")
tap.done()
