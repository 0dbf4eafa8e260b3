#!/usr/bin/python3
"""Dunning: who owes an answer is reminded, each reminder is a line of the ledger, and a repeated run counts once."""
import json
import os
import pathlib
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
    """Lines that remind, with the office each is about and whose token wrote them."""
    return server.sql("SELECT count(*) FROM line WHERE case_id > 0 AND body::jsonb->>'verb' = 'remind'")


tap = Tap()
server = Server(business_date=TODAY).init().start()
try:
    server.setup()
    committee, supervisor = server.client("committee"), server.client("supervisor", timeout=120)
    cases = []
    for i in range(OVERDUE):
        case = f"s{server.new_case(committee, f'd{i}', received_on='2023-02-20').case_id}"
        number = committee.submit(case, "file", happened_on=ASSIGNED, reason="补录").case.case_number
        committee.submit(number, "assign", happened_on=ASSIGNED, lead_office="jyj" if i % 2 else "czj", reason="补录")
        cases.append(number)
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
    one = make(committee, office="jyj", record=True)
    tap.same((one.recorded, one.query.office), (2, "jyj"), "one office alone can be reminded")
    text = b"".join(m.chunk for m in server.client("jyj").GetReport(report_id=one.report_id, format="text")).decode()
    tap.ok("示例单位jyj" in text and all(case in text for case in cases[1::2]), "and reads the letter to it")

    # An attempt whose end nobody kept is made again, and counts once.
    server.sql(f"DELETE FROM delivery_attempt WHERE report_id = {report.report_id}; UPDATE delivery SET state = 1, attempts = 0, recorded = 0,"
               f" next_at = clock_timestamp() WHERE report_id = {report.report_id}")
    before = reminders(server)
    wait_for(lambda: supervisor.ListDeliveries(report_id=report.report_id).deliveries[0].state == "delivered", "it is done again")
    tap.same((reminders(server), supervisor.ListReports(page_size=1000).reports[1].recorded), (before, OVERDUE),
             "reminders done again are the same ones: recorded once, counted once")

    # What can no longer be recorded is told.
    office = server.client("jyj")
    office.submit(cases[1], "accept")
    office.submit(cases[1], "contact", contact_method="visit", contact_persons="示例")
    office.submit(cases[1], "answer", **{"class": "A"}, document_number="示例〔2023〕1号", text="示例答复")
    after = make(supervisor, record=True)
    tap.same(after.recorded, OVERDUE - 1, "who has answered is not reminded")

    # On a schedule, on behalf of who set it.
    schedule = supervisor.CreateSchedule(name="催办", query={"kind": DUNNING, "record": True}, timing={"daily": "08:00"}, formats=["text"]).schedule
    tap.ok(schedule.query.record, "a schedule keeps that it records")
    before = int(reminders(server))
    made = supervisor.RunSchedule(schedule_id=schedule.schedule_id).reports
    tap.same(([r.recorded for r in made], int(reminders(server)) - before), ([OVERDUE - 1], OVERDUE - 1), "its run records reminders")
    tokens = server.sql("SELECT DISTINCT role FROM token t JOIN line l ON (l.body::jsonb->>'token')::bigint = t.token_id"
                        f" WHERE l.body::jsonb->>'verb' = 'remind' AND l.page > (SELECT page FROM report WHERE report_id = {made[0].report_id})")
    tap.same(tokens, str(common_pb2.ROLE_SUPERVISOR), "on behalf of the supervisor who set it")
    tap.refused("ROLE_NOT_ALLOWED", "an operator's schedule records none", server.client("operator").CreateSchedule, name="x",
                query={"kind": DUNNING, "record": True}, timing={"daily": "08:00"})

    # By the command line.
    before = int(reminders(server))
    done = server.cli("supervisor", "report", "make", "dunning", "--record", "--output", "json")
    tap.same((done.returncode, json.loads(done.stdout)["reports"][0]["recorded"], int(reminders(server)) - before), (0, OVERDUE - 1, OVERDUE - 1),
             f"report make dunning --record: {done.stderr}")
    done = server.cli("auditor", "ledger", "verify")
    tap.same(done.returncode, 0, f"the ledger is intact: {done.stderr}")
    done = server.cli("auditor", "ledger", "recount")
    tap.same(done.returncode, 0, f"and a recount agrees: {done.stderr}")

    # More parts than a list may have.
    server.sql(f"INSERT INTO fact SELECT jurisdiction, case_id, unit, no + n, level, session_id, office_id, role, leader_id, month, due_on, flags,"
               f" class, words FROM fact, generate_series(1, {LIST_MAX}) n WHERE due_on < '{TODAY}' AND unit = 2 AND case_id ="
               f" (SELECT max(case_id) FROM fact WHERE due_on < '{TODAY}' AND unit = 2)")
    error = tap.refused("REPORT_FAILED", "a list without end", make, supervisor)
    tap.ok(str(LIST_MAX) in error.text and "限定届次或单位" in error.text, f"is refused with what to do: {error.text}")
    tap.same(make(supervisor, office="jyj").query.office, "jyj", "one office alone has its list")
    tap.same(server.stop(), 0, "the server stops well")
finally:
    server.close()
tap.done()
