#!/usr/bin/python3
"""Rates when a case has more than a lead office: each case once in the total, each office for what it holds; rounds,
withdrawals, rejected returns and parts handed over."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import Server, Tap, common_pb2  # noqa: E402

tap = Tap()
server = Server().init().start()
try:
    server.setup()
    committee = server.client("committee")

    def assigned(number, **offices):
        case = committee.submit(f"s{server.new_case(committee, number).case_id}", "file", happened_on="2023-06-05").case.case_number
        committee.submit(case, "assign", happened_on="2023-06-05", **offices)
        return case

    def answer(case, office, day="2023-07-03"):
        committee.submit(case, "accept", office=office, happened_on=day)
        committee.submit(case, "answer", office=office, happened_on=day, **{"class": "A"}, document_number="示例〔2023〕1号", text="示例")

    def rates(**fields):
        """Assigned and answered: of the total, and by office."""
        answer = committee.GetRates(group_by=1, **fields)
        return ((answer.total.assigned, answer.total.answered),
                {row.office.code: (row.assigned, row.answered) for row in answer.rows})

    lead = assigned("lead", lead_office="jyj")
    answer(lead, "jyj")
    tap.same(rates(), ((1, 1), {"jyj": (1, 1)}), "a lead office's case counts once")
    sole = assigned("sole", sole_office="czj")
    tap.same(rates(), ((2, 1), {"jyj": (1, 1), "czj": (1, 0)}), "a sole office's case counts once")
    separate = assigned("separate", separate_offices=["jyj", "czj", "jtj"])
    answer(separate, "jyj")
    tap.same(rates(), ((3, 1), {"jyj": (2, 2), "czj": (2, 0), "jtj": (1, 0)}),
             "a case of three separate offices counts once, for each office, and is not answered with the first")
    answer(separate, "czj")
    answer(separate, "jtj")
    tap.same(rates(), ((3, 2), {"jyj": (2, 2), "czj": (2, 1), "jtj": (1, 1)}), "it is answered with the last of them")
    tap.same(rates(role=common_pb2.ASSIGNMENT_ROLE_SEPARATE), ((1, 1), {"jyj": (1, 1), "czj": (1, 1), "jtj": (1, 1)}),
             "asked for by role, only that role counts")
    tap.same(rates(as_of="2023-06-30"), ((3, 0), {"jyj": (2, 0), "czj": (2, 0), "jtj": (1, 0)}), "as of an earlier day")

    committee.submit(sole, "return", office="czj", happened_on="2023-06-09", reason="示例原因")
    tap.same(rates()[1]["czj"], (1, 1), "what an office asks to return is not its own")
    committee.submit(sole, "reject_return", office="czj", happened_on="2023-06-10", reason="示例原因")
    tap.same(rates()[1]["czj"], (2, 1), "a rejected return is none")
    tap.same(rates(as_of="2023-06-09")[1]["czj"], (1, 0), "as of the day between it was one")
    rows = committee.ListRateCases(count=1, office="czj").cases
    tap.same(sorted(row.case_number for row in rows), sorted([sole, separate]), "the list behind the number has the same")

    committee.submit(sole, "transfer", office="czj", lead_office="jtj", happened_on="2023-06-20", reason="机构合并")
    tap.same((rates()[1]["czj"], rates()[1]["jtj"]), ((1, 1), (2, 1)), "what was handed over counts for who took it")
    tap.same(rates(as_of="2023-06-19")[1]["czj"], (2, 0), "before that day for who had it")
    tap.same(sorted(row.case_number for row in committee.ListRateCases(count=6, office="jtj").cases), [sole],
             "and stands in the list of who took it")

    committee.submit(lead, "evaluate", attitude="dissatisfied", result="dissatisfied")
    committee.submit(lead, "reopen", reason="示例原因")
    committee.submit(lead, "answer", office="jyj", **{"class": "A"}, document_number="示例〔2023〕2号", text="示例")
    tap.same((rates()[0], rates()[1]["jyj"]), ((3, 2), (2, 2)), "a second round counts nothing twice")

    withdrawn = assigned("withdrawn", lead_office="jyj")
    tap.same(rates()[0], (4, 2), "a case more")
    committee.submit(withdrawn, "withdraw", reason="示例原因")
    tap.same((rates()[0], rates()[1]["jyj"]), ((3, 2), (2, 2)), "a withdrawn case counts nowhere")
    tap.same(withdrawn in {row.case_number for row in committee.ListRateCases(count=1).cases}, False, "nor in the list")

    late = committee.submit(f"s{server.new_case(committee, 'late', received_on='2023-03-01').case_id}", "file",
                            happened_on="2023-03-02", reason="补录").case.case_number
    committee.submit(late, "assign", lead_office="jyj", happened_on="2023-03-02", reason="补录")
    committee.submit(late, "extend", office="jyj", happened_on="2023-06-20", reason="示例原因")

    def overdue(day):
        return committee.GetRates(as_of=day).total.overdue, len(committee.ListOverdue(as_of=day).cases)
    tap.same(overdue("2023-06-19"), (1, 1), "before it was extended it was overdue")
    tap.same(overdue("2023-06-20"), (0, 0), "extended by a month it is not")
    tap.same(overdue("2023-07-03"), (1, 1), "after that month it is again")

    again = committee.submit(f"s{server.new_case(committee, 'again', received_on='2023-03-01').case_id}", "file",
                             happened_on="2023-03-02", reason="补录").case.case_number
    for day, verb, fields in (("2023-03-02", "assign", {"lead_office": "czj"}), ("2023-03-03", "accept", {"office": "czj"}),
                              ("2023-03-10", "answer", {"office": "czj", "class": "A", "document_number": "示例〔2023〕3号", "text": "示例"}),
                              ("2023-03-15", "evaluate", {"attitude": "satisfied", "result": "dissatisfied"}),
                              ("2023-03-20", "reopen", {})):
        committee.submit(again, verb, happened_on=day, reason="补录", **fields)
    tap.same([(row.case_number, row.office.code, row.due_on) for row in committee.ListOverdue(office="czj").cases],
             [(again, "czj", "2023-04-20")], "what a second round has open is overdue like any other")
    tap.same(rates()[1]["czj"], (2, 2), "and counts in no rate")
    tap.same(len(committee.ListOverdue(as_of="2023-04-20", office="czj").cases), 0, "on its last day it is not")
finally:
    server.close()
tap.done()
