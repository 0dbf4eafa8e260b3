#!/usr/bin/python3
"""Deadlines as a city's rules set them: months and working days over the turn of the year, many cases of one office, fixed days,
days before another deadline, extensions, marks that come with the day; and years whose calendar is not published."""
import pathlib
import re
import sys
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import ROOT, Server, Tap, common_pb2 as c, note  # noqa: E402

TODAY = "2026-11-20"  # a Friday; the calendar of 2027 is not published
BAOTOU = (ROOT / "rules/baotou.yaml").read_text()
# As a city's notice has it (domain: fixed dates): 30 June, party proposals 10 May, opinions 20 days before.
HEAD, DEADLINES = BAOTOU.split("\ndeadlines:\n")
FIXED = re.sub(r"(?m)^  answer:\n(    .*\n)+", "  answer:\n    - {on: 05-10, when: {proposer_kinds: [party]}}\n    - {on: 06-30, extend: {by: [committee], times: 1, amount: 1, unit: month}}\n", DEADLINES)
FIXED = HEAD + "\ndeadlines:\n" + re.sub(r"(?m)^  opinion: .*month}$", "  opinion: {before: answer, amount: 20, unit: day}", FIXED)
LOAD = 20  # cases from which on an office has ten days more


def part(case, office):
    return [a for a in case.assignments if a.office.code == office][-1]


tap = Tap()
server = Server(business_date=TODAY).init().start()
try:
    server.setup()
    operator, committee = server.client("operator"), server.client("committee")
    n = 0

    def assigned(lead="jyj", assists=(), day=TODAY, **fields):
        global n
        n += 1
        case = f"s{server.new_case(committee, f'd{n}', received_on=day, **fields).case_id}"
        committee.submit(case, "file", happened_on=day, reason="补录（示例）")
        return committee.submit(case, "assign", happened_on=day, lead_office=lead, assist_offices=list(assists), reason="补录（示例）").case

    def apply(rules):
        operator.ApplyRules(request_id=str(uuid.uuid4()), text=rules)

    def now(case):
        return committee.GetCase(case=case.case_number).case

    note("Over the turn of the year")
    case = assigned("czj", ["jtj"])
    lead, assist = part(case, "czj"), part(case, "jtj")
    tap.same((lead.due_on, assist.due_on), ("2027-02-20", "2027-01-20"), "three months for the answer, two for an opinion")
    tap.same((lead.return_by, lead.contact_by), ("2026-11-27", "2026-12-11"), "five working days to return it, fifteen to the first contact")
    tap.ok(lead.provisional and assist.provisional, "a day in a year without a calendar is provisional")
    old = assigned("czj", day="2026-08-27")
    tap.ok(not part(old, "czj").provisional, "a day in a published year is not")
    operator.ImportCalendar(request_id=str(uuid.uuid4()), year=2027, source="示例", days=[{"day": "2027-01-01", "off": True, "name": "元旦"}])
    tap.same((part(now(case), "czj").provisional, part(now(case), "czj").due_on), (False, "2027-02-20"),
             "once the calendar is imported it is certain, and as it was")

    note("Many cases of one office")
    dues = [part(assigned(), "jyj").due_on for _ in range(LOAD + 1)]
    tap.same(dues[:LOAD - 1], ["2027-02-20"] * (LOAD - 1), "nineteen cases have their three months")
    tap.same(dues[LOAD - 1:], ["2027-03-02"] * 2, "from the twentieth on there are ten days more")
    tap.same(part(assigned("jtj"), "jtj").due_on, "2027-02-20", "which is for that office alone")

    note("Marks")
    yellow, red, late = assigned("jtj", day="2026-08-27"), assigned("jtj", day="2026-08-24"), assigned("jtj", day="2026-08-19")
    tap.same([part(x, "jtj").mark for x in (yellow, red, late)],
             [c.DUE_MARK_YELLOW, c.DUE_MARK_RED, c.DUE_MARK_OVERDUE], "yellow, then red, then overdue")
    tap.ok("已逾期 1 个工作日" in late.next_step and "示例单位jtj" in late.next_step, f"whose it is and how late: {late.next_step}")
    head = committee.GetHead().page
    server.stop()
    server.business_date = "2026-11-28"
    server.start()
    committee, operator = server.client("committee"), server.client("operator")
    tap.same([part(now(x), "jtj").mark for x in (yellow, red, late)], [c.DUE_MARK_OVERDUE] * 3, "eight days later all three are overdue")
    tap.ok("已逾期 6 个工作日" in now(late).next_step, "the sentence counts working days of today")
    tap.same(committee.GetHead().page, head, "and nothing was stored for it")

    note("Extensions")
    committee.submit(yellow.case_number, "extend", office="jtj", reason="情况复杂（示例）", due_on="2026-12-10")
    tap.same((part(now(yellow), "jtj").due_on, part(now(yellow), "jtj").mark), ("2026-12-10", c.DUE_MARK_YELLOW), "an extension moves the day and the mark")
    apply(BAOTOU.replace("amount: 3\n    unit: month", "amount: 4\n    unit: month"))
    committee.submit(yellow.case_number, "redate", office="jtj")
    tap.same(part(now(yellow), "jtj").due_on, "2027-01-09", "dated anew by other rules it keeps the days that were granted")

    note("Fixed days, and days before another deadline")
    apply(FIXED)
    case = assigned("jyj", ["czj"], day="2026-11-27")
    tap.same((part(case, "jyj").due_on, part(case, "czj").due_on), ("2027-06-30", "2027-06-10"), "the last day of June, opinions twenty days before")
    tap.same(part(assigned(day="2026-11-27", proposer_kind="party"), "jyj").due_on, "2027-05-10", "a party's proposal on 10 May")
    error = tap.refused("RULES_INVALID", "a day that does not exist is no deadline", operator.ApplyRules, request_id=str(uuid.uuid4()),
                        text=FIXED.replace("on: 06-30", "on: 09-31"))
    tap.ok("09-31" in error.text and "行" in error.text, f"and is told with its place: {error.text}")
finally:
    server.close()
tap.done()
