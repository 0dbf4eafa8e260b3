#!/usr/bin/python3
"""Dunning: who owes an answer is reminded, once a day whatever is repeated, and each reminder is a line of the ledger."""
import collections
import json
import os
import pathlib
import re
import sys
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import ROOT, Server, Tap, common_pb2, report_service_pb2 as pb, wait_for  # noqa: E402

os.environ.setdefault("LSAN_OPTIONS", f"print_suppressions=0:suppressions={ROOT}/tests/support/leaks.txt")
DUNNING = pb.REPORT_KIND_DUNNING
# Assigned on 1 March, nothing answered by October: every deadline has passed.
TODAY, ASSIGNED, OVERDUE = "2023-10-09", "2023-03-01", 5
# DRAW_MAX_LIST of server/report/draw.h.
LIST_MAX = 20000


def make(client, request_id=None, **query):
    messages = list(client.GenerateReport(query={"kind": DUNNING, **query}, formats=["text"], request_id=request_id or str(uuid.uuid4())))
    return messages[-1].report


def reminders(server):
    """How many lines remind."""
    return server.sql("SELECT count(*) FROM line WHERE case_id > 0 AND body::jsonb->>'verb' = 'remind'")


def said(client, report):
    """What came of recording its reminders."""
    return client.ListDeliveries(report_id=report.report_id).deliveries[0].attempts[-1].message


def overdue_case(server, committee, name, office):
    case = f"s{server.new_case(committee, name, received_on='2023-02-20').case_id}"
    number = committee.submit(case, "file", happened_on=ASSIGNED, reason="补录").case.case_number
    committee.submit(number, "assign", happened_on=ASSIGNED, lead_office=office, reason="补录")
    return number


def reopened_case(server, committee, name, office):
    """Answered in time, its proposer was not content: a second round since 3 April."""
    number = overdue_case(server, committee, name, office)
    steps = (("2023-03-02", "accept", {}), ("2023-03-10", "contact", {"contact_method": "visit", "contact_persons": "示例委员甲"}),
             ("2023-03-20", "answer", {"class": "A", "document_number": "示例〔2023〕9号", "text": "示例答复"}))
    for day, verb, fields in steps:
        committee.submit(number, verb, office=office, happened_on=day, reason="补录", **fields)
    committee.submit(number, "evaluate", happened_on="2023-03-27", attitude="satisfied", result="dissatisfied", reason="补录")
    committee.submit(number, "reopen", happened_on="2023-04-03", reason="补录")


def assisted_case(server, committee, name, lead, assist):
    case = f"s{server.new_case(committee, name, received_on='2023-02-20').case_id}"
    number = committee.submit(case, "file", happened_on=ASSIGNED, reason="补录").case.case_number
    committee.submit(number, "assign", happened_on=ASSIGNED, lead_office=lead, assist_offices=[assist], reason="补录")


def drawn(client, **query):
    messages = list(client.GenerateReport(query=query, formats=["json"], request_id=str(uuid.uuid4())))
    return json.loads(b"".join(m.chunk for m in client.GetReport(report_id=messages[-1].report.report_id, format="json")))


def table_of(document, key):
    return next(b for b in document["blocks"] if b["type"] == "table" and b["key"] == key)


def listed_in(document):
    return sorted((row[1], row[0]) for row in table_of(document, "overdue")["rows"])


def named_in_letters(document):
    numbers = re.compile("第([0-9]+)号")
    return sorted((numbers.search(line).group(1), letter["to"]) for letter in document["blocks"] if letter["type"] == "letter"
                  for line in letter["paragraphs"] if numbers.search(line))


def matters_of(document):
    table = table_of(document, "overdue")
    place = [column["key"] for column in table["columns"]].index("matter")
    return dict(collections.Counter(row[place] for row in table["rows"]))


tap = Tap()
server = Server(business_date=TODAY).init().start()
try:
    server.setup()
    committee, supervisor = server.client("committee"), server.client("supervisor", timeout=120)
    cases = [overdue_case(server, committee, f"d{i}", "jyj" if i % 2 else "czj") for i in range(OVERDUE)]
    tap.same(len(supervisor.ListOverdue(as_of=TODAY).cases), OVERDUE, "five answers are overdue")

    # By hand.
    shown = make(supervisor)
    tap.same((shown.recorded, reminders(server)), (0, "0"), "a list of reminders alone records nothing")
    request_id = str(uuid.uuid4())
    report = make(supervisor, request_id, record=True)
    tap.same((report.recorded, reminders(server)), (OVERDUE, str(OVERDUE)), "with record each reminder is a line of the ledger")
    tap.same(make(supervisor, request_id, record=True).recorded, OVERDUE, "the same request again tells the same")
    tap.same(reminders(server), str(OVERDUE), "and records nothing a second time")
    history = supervisor.ListUpdates(case=cases[0]).updates[-1]
    tap.ok(history.verb == "remind" and report.title in history.SerializeToString().decode(errors="ignore"),
           "the line says by which report, and who")
    delivery = supervisor.ListDeliveries(report_id=report.report_id).deliveries[0]
    tap.same((delivery.target, delivery.state, [a.message for a in delivery.attempts]), ("ledger", "delivered", [f"记录催办 {OVERDUE} 条"]),
             "the ledger is a target like others, its attempt is listed")
    tap.same(supervisor.ListReports(page_size=1).reports[0].recorded, OVERDUE, "the list of reports tells how many")
    tap.same(said(supervisor, report), f"记录催办 {OVERDUE} 条", "and how it went")

    # Once a day: another report of the same day lists the same and records what is new.
    again = make(committee, record=True)
    tap.same((again.recorded, again.query.record, reminders(server)), (0, True, str(OVERDUE)), "a second report of the day records nothing twice")
    tap.same(said(committee, again), f"记录催办 0 条，另 {OVERDUE} 条当天已记录", "and says that all had been recorded")
    letters = b"".join(m.chunk for m in supervisor.GetReport(report_id=again.report_id, format="text")).decode()
    tap.ok(all(case in letters for case in cases), "its letters name every case all the same")
    late = overdue_case(server, committee, "late", "jtj")
    third = make(supervisor, record=True)
    tap.same((third.recorded, reminders(server)), (1, str(OVERDUE + 1)), "what has become overdue since is new")
    tap.same(said(supervisor, third), f"记录催办 1 条，另 {OVERDUE} 条当天已记录", "and said to be")
    tap.refused("FIELD_NOT_USED", "reminders as of an earlier page", make, supervisor, record=True, page=5)
    one = make(committee, office="jyj", record=True)
    tap.same((one.recorded, one.query.office, said(committee, one)), (0, "jyj", "记录催办 0 条，另 2 条当天已记录"), "one office alone can be reminded")
    text = b"".join(m.chunk for m in server.client("jyj").GetReport(report_id=one.report_id, format="text")).decode()
    tap.ok("示例单位jyj" in text and all(case in text for case in cases[1::2]), "and reads the letter to it")

    # An attempt whose end nobody kept is made again, and counts once.
    def record_again(report):
        server.sql(f"DELETE FROM delivery_attempt WHERE report_id = {report.report_id}; UPDATE delivery SET state = 1, attempts = 0, recorded = 0,"
                   f" next_at = clock_timestamp() WHERE report_id = {report.report_id}")
        wait_for(lambda: supervisor.ListDeliveries(report_id=report.report_id).deliveries[0].state == "delivered", "it is done again")
        return {kept.report_id: kept.recorded for kept in supervisor.ListReports(page_size=1000).reports}[report.report_id]

    before = reminders(server)
    tap.same((record_again(report), reminders(server)), (OVERDUE, before), "reminders done again are the same ones: recorded once, counted once")
    server.sql(f"UPDATE report SET page = (SELECT page FROM report WHERE report_id = {report.report_id}) WHERE report_id = {again.report_id}")
    tap.same((record_again(again), reminders(server)), (0, before), "of two reports of one page, made before either recorded, one counts them")

    # What can no longer be recorded is told.
    office = server.client("jyj")
    office.submit(cases[1], "accept")
    office.submit(cases[1], "contact", contact_method="visit", contact_persons="示例")
    office.submit(cases[1], "answer", **{"class": "A"}, document_number="示例〔2023〕1号", text="示例答复")
    after = make(supervisor, record=True)
    tap.same((after.recorded, said(supervisor, after)), (0, f"记录催办 0 条，另 {OVERDUE} 条当天已记录"), "who has answered is not reminded")

    # On a schedule, on behalf of who set it; the same day by hand and by schedule is once as well.
    def set_schedule(client, name):
        return client.CreateSchedule(name=name, query={"kind": DUNNING, "record": True}, timing={"daily": "08:00"}, formats=["text"]).schedule

    schedule = set_schedule(supervisor, "催办")
    tap.ok(schedule.query.record, "a schedule keeps that it records")
    overdue_case(server, committee, "by-schedule", "jtj")
    before = int(reminders(server))
    made = supervisor.RunSchedule(schedule_id=schedule.schedule_id).reports
    tap.same(([r.recorded for r in made], int(reminders(server)) - before), ([1], 1), "its run records what nobody has been reminded of that day")
    tokens = server.sql("SELECT DISTINCT role FROM token t JOIN line l ON (l.body::jsonb->>'token')::bigint = t.token_id"
                        f" WHERE l.body::jsonb->>'verb' = 'remind' AND l.page > (SELECT page FROM report WHERE report_id = {made[0].report_id})")
    tap.same(tokens, str(common_pb2.ROLE_SUPERVISOR), "on behalf of the supervisor who set it")
    tap.same(make(supervisor, record=True).recorded, 0, "by hand after the schedule records nothing twice")

    # Who set it has left: nothing is recorded on their behalf any more, and the list of schedules says what to do.
    for name, leave in (("revoked", lambda token: server.client().RevokeToken(token_id=token.token_id)),
                        ("expired", lambda token: server.sql("UPDATE token SET expires_on = '2023-10-08' WHERE label = 'expired'"))):
        token = server.token(name, common_pb2.ROLE_SUPERVISOR)
        schedule = set_schedule(server.client(name), name)
        leave(token)
        overdue_case(server, committee, f"after-{name}", "jtj")
        before, reports = reminders(server), server.sql("SELECT count(*) FROM report")
        tap.refused("REMINDERS_NOT_ALLOWED", f"a schedule of somebody whose token is {name}", supervisor.RunSchedule, schedule_id=schedule.schedule_id)
        tap.same((reminders(server), server.sql("SELECT count(*) FROM report")), (before, reports), "no report, no reminder")
        listed = {s.schedule_id: s for s in supervisor.ListSchedules().schedules}[schedule.schedule_id]
        tap.ok("schedule remove" in listed.trouble and listed.last_at == "", f"schedule list says what to do: {listed.trouble}")
        supervisor.DeleteSchedule(schedule_id=schedule.schedule_id)
    server.token("leaving", common_pb2.ROLE_SUPERVISOR)
    report = make(server.client("leaving"), record=True)
    server.sql("UPDATE token SET revoked_at = now() WHERE label = 'leaving'; DELETE FROM delivery_attempt WHERE report_id ="
               f" {report.report_id}; UPDATE delivery SET state = 1, attempts = 0, recorded = 2, next_at = clock_timestamp()"
               f" WHERE report_id = {report.report_id}")
    wait_for(lambda: supervisor.ListDeliveries(report_id=report.report_id).deliveries[0].attempts, "an attempt")
    tap.same({kept.report_id: kept.recorded for kept in supervisor.ListReports(page_size=1000).reports}[report.report_id], 2,
             "what an attempt that broke off had recorded stays counted")
    tap.ok("已撤销" in said(supervisor, report), f"nor is an attempt repeated for somebody who has left: {said(supervisor, report)}")
    server.sql(f"UPDATE delivery SET state = 3 WHERE report_id = {report.report_id}")
    tap.refused("ROLE_NOT_ALLOWED", "an operator's schedule records none", server.client("operator").CreateSchedule, name="x",
                query={"kind": DUNNING, "record": True}, timing={"daily": "08:00"})

    # By the command line.
    overdue_case(server, committee, "by-hand", "jtj")
    before = int(reminders(server))
    done = server.cli("supervisor", "report", "make", "dunning", "--record", "--output", "json")
    tap.same((done.returncode, json.loads(done.stdout)["reports"][0]["recorded"], int(reminders(server)) - before), (0, 1, 1),
             f"report make dunning --record: {done.stderr}")
    done = server.cli("supervisor", "report", "make", "dunning", "--record")
    tap.ok(done.returncode == 0 and "已记催办" in done.stdout and done.stdout.splitlines()[1].split()[-1] == "0", f"and says when none is new: {done.stdout}")
    done = server.cli("auditor", "ledger", "verify")
    tap.same(done.returncode, 0, f"the ledger is intact: {done.stderr}")
    done = server.cli("auditor", "ledger", "recount")
    tap.same(done.returncode, 0, f"and a recount agrees: {done.stderr}")

    # Whatever is overdue: second rounds and opinions too, which the overdue rate does not count.
    rate = committee.GetRates(as_of=TODAY).total.overdue
    reopened_case(server, committee, "again", "jyj")
    assisted_case(server, committee, "assisted", "czj", "jtj")
    tap.same(committee.GetRates(as_of=TODAY).total.overdue, rate + 1, "of these the overdue rate counts the answer of a first round alone")
    overdue = sorted((c.case_number, c.office.name_zh) for c in supervisor.ListOverdue(as_of=TODAY, page_size=1000).cases)
    everything = make(supervisor, record=True)
    tap.same(everything.recorded, 3, "an answer, an answer of a second round, and an opinion are reminded of")
    document = json.loads(b"".join(m.chunk for m in supervisor.GetReport(report_id=everything.report_id, format="json")))
    tap.same(listed_in(document), overdue, f"the list has each of the {len(overdue)} that `overdue` lists")
    tap.same(named_in_letters(document), overdue, "so have the letters")
    tap.same(matters_of(document), {"首轮答复": len(overdue) - 2, "第二轮答复": 1, "会办意见": 1}, "by what is owed")
    tap.same(table_of(document, "offices")["total"][1:5], [len(overdue), len(overdue) - 2, 1, 1], "which the offices' table counts as well")
    letters = " ".join(p for b in document["blocks"] if b["type"] == "letter" for p in b["paragraphs"])
    tap.ok("（第二轮答复），2023年4月3日重新办理" in letters and "（会办意见），2023年3月1日交办" in letters, "and the letters say")
    text = " ".join(b["text"] for b in document["blocks"] if b["type"] == "paragraph")
    tap.ok(f"共{len(overdue)}件次" in text and f"首轮答复{len(overdue) - 2}件次；第二轮及以后的答复1件次、会办意见1件次，逾期率不计" in text,
           f"the text says how many the rate counts: {text}")
    tap.same(make(supervisor, record=True).recorded, 0, "and none is reminded of twice")
    english = drawn(supervisor, kind=DUNNING, language="en")
    letters = " ".join(p for b in english["blocks"] if b["type"] == "letter" for p in b["paragraphs"])
    tap.ok("(answer, round 2), reopened on 3 April 2023" in letters and "(opinion), assigned on 1 March 2023" in letters, "in English as well")
    for kind in (pb.REPORT_KIND_SUPERVISION, pb.REPORT_KIND_HANDLING):
        annex = table_of(drawn(supervisor, kind=kind), "overdue")
        tap.same(len(annex["rows"]), len(overdue) - 2, "a bulletin's annex follows the overdue rate")
        tap.ok("第二轮及以后的答复1件次、会办意见1件次逾期，逾期率不计" in " ".join(annex["notes"]), f"and notes the others: {annex['notes']}")

    # More parts than a list may have.
    server.sql(f"INSERT INTO fact SELECT jurisdiction, case_id, unit, 2 + n, level, session_id, office_id, role, leader_id, month, due_on, flags,"
               f" class, words FROM fact, generate_series(1, {LIST_MAX}) n WHERE no = 1 AND due_on < '{TODAY}' AND unit = 2 AND case_id ="
               f" (SELECT max(case_id) FROM fact WHERE due_on < '{TODAY}' AND unit = 2)")
    error = tap.refused("REPORT_FAILED", "a list without end", make, supervisor)
    tap.ok(str(LIST_MAX) in error.text and "限定届次或单位" in error.text, f"is refused with what to do: {error.text}")
    tap.same(make(supervisor, office="jyj").query.office, "jyj", "one office alone has its list")
    tap.same(server.stop(), 0, "the server stops well")
finally:
    server.close()
tap.done()
