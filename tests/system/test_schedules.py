#!/usr/bin/python3
"""Schedules: set, listed, ended; each due time has its report exactly once, with two servers, after downtime, after a kill."""
import datetime
import json
import os
import pathlib
import re
import sys
import threading
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import ROOT, Client, Refused, Server, Tap, common_pb2, note, report_service_pb2 as pb, wait_for  # noqa: E402

os.environ.setdefault("LSAN_OPTIONS", f"print_suppressions=0:suppressions={ROOT}/tests/support/leaks.txt")
SUPERVISION, DUNNING = pb.REPORT_KIND_SUPERVISION, pb.REPORT_KIND_DUNNING
MAX_MISSED = int(re.search(r"#define SCHEDULE_MAX_MISSED (\d+)", (ROOT / "server/report/schedules.h").read_text())[1])
SCHEDULE_MAX = int(re.search(r"#define SCHEDULE_MAX (\d+)", (ROOT / "server/store/report_store.h").read_text())[1])
DUE_TIMES = 50
AT_ONCE = 12
RARE = {"cron": "0 0 29 2 *"}
SHANGHAI = datetime.timezone(datetime.timedelta(hours=8))


def today():
    return datetime.datetime.now(SHANGHAI).date()


def reports_of(client, schedule):
    answer = client.ListReports(schedule_id=schedule, page_size=1000)
    return sorted(answer.reports, key=lambda report: report.due_at)


def one_each(reports):
    """Due times, serial numbers and days are what one report for each due time gives."""
    dues = [report.due_at for report in reports]
    serials = sorted(report.serial for report in reports)
    days = [datetime.datetime.fromisoformat(due.replace("Z", "+00:00")).astimezone(SHANGHAI).date().isoformat() for due in dues]
    return (len(set(dues)) == len(dues), serials == list(range(serials[0], serials[0] + len(serials))),
            [report.query.as_of for report in reports] == days)


tap = Tap()
server = Server(business_date=str(today())).init()
deliveries = server.dir / "out"
deliveries.mkdir()
os.environ["HUIYIN_DELIVER_DIR"] = str(deliveries)
server.start()
try:
    server.setup()
    supervisor = server.client("supervisor", timeout=300)
    committee = server.client("committee")
    server.assigned_case(committee, "s1", "jyj", day=str(today()))

    # Set, listed, ended.
    made = supervisor.CreateSchedule(name="每日", query={"kind": SUPERVISION}, timing={"daily": "00:00"}, formats=["text"],
                                     targets=["folder:通报"]).schedule
    tap.same((made.schedule_id, made.timing_label, list(made.targets), list(made.formats)), (1, "每天 00:00", ["folder:通报"], ["text"]),
             "a schedule says what it was set to")
    tap.same(made.next_at[:16], f"{today().isoformat()}T16:00", "its next due time is the next midnight in Shanghai")
    tap.same((made.last_at, made.trouble, made.undelivered), ("", "", 0), "nothing has happened yet")
    tap.refused("SCHEDULE_EXISTS", "the same name again", supervisor.CreateSchedule, name="每日", query={"kind": SUPERVISION}, timing={"daily": "08:00"})
    for fields, reason in (({"timing": {}}, "SCHEDULE_TIME_WRONG"), ({"timing": {"cron": "61 * * * *"}}, "SCHEDULE_TIME_WRONG"),
                           ({"timing": {"monthly": "32 08:00"}}, "SCHEDULE_TIME_WRONG"), ({"query": {}}, "FIELD_MISSING"),
                           ({"query": {"kind": SUPERVISION, "as_of": "2023-06-30"}}, "FIELD_NOT_USED"),
                           ({"query": {"kind": SUPERVISION, "page": 3}}, "FIELD_NOT_USED"), ({"name": ""}, "FIELD_MISSING"),
                           ({"name": "长" * 61}, "FIELD_TOO_LONG"), ({"targets": ["folder:x"] * 11}, "FIELD_TOO_MANY"),
                           ({"targets": ["pigeon:x"]}, "TARGET_WRONG"), ({"targets": ["folder:../x"]}, "TARGET_WRONG"),
                           ({"targets": ["folder:.x"]}, "TARGET_WRONG"), ({"targets": ["mail:a@example.org"]}, "TARGET_NOT_SET_UP"),
                           ({"targets": ["webhook:http://127.0.0.1/"]}, "TARGET_NOT_SET_UP"), ({"targets": ["folder:" + "x" * 61]}, "TARGET_WRONG"),
                           ({"formats": ["odt"]}, "FIELD_UNKNOWN_VALUE")):
        given = {"name": "错", "query": {"kind": SUPERVISION}, "timing": {"daily": "08:00"}, **fields}
        tap.refused(reason, f"a schedule with {fields}"[:100], supervisor.CreateSchedule, **given)
    tap.refused("ROLE_NOT_ALLOWED", "an office sets none", server.client("jyj").CreateSchedule, name="x", query={"kind": SUPERVISION},
                timing={"daily": "08:00"})
    tap.same([schedule.name for schedule in supervisor.ListSchedules().schedules], ["每日"], "nothing of it was kept")
    label = {"weekly": ("1 08:00", "每周一 08:00"), "monthly": ("31 17:00", "每月 31 日 17:00"), "working_days": ("08:00", "每个工作日 08:00"),
             "before_deadline": ("10 08:00", "办理期限前 10 个工作日 08:00"), "cron": ("0 8 * * 1-5", "cron 0 8 * * 1-5")}
    for kind, (text, words) in label.items():
        schedule = supervisor.CreateSchedule(name=kind, query={"kind": SUPERVISION}, timing={kind: text}, formats=["text"]).schedule
        tap.ok(schedule.timing_label.startswith(words) and schedule.next_at, f"{kind}: {schedule.timing_label}, next {schedule.next_at}")
        tap.same(getattr(schedule.timing, kind), text, f"{kind} is told as it was given")
        supervisor.DeleteSchedule(schedule_id=schedule.schedule_id)
    tap.refused("SCHEDULE_NOT_FOUND", "one that was ended", supervisor.DeleteSchedule, schedule_id=schedule.schedule_id)
    tap.refused("SCHEDULE_NOT_FOUND", "running one that was ended", supervisor.RunSchedule, schedule_id=schedule.schedule_id)

    # Run by hand: the next due report at once, which is then not made again.
    made = supervisor.CreateSchedule(name="手动", query={"kind": pb.REPORT_KIND_HANDLING}, timing={"cron": "0 8 * * *"}, formats=["text"]).schedule
    reports = supervisor.RunSchedule(schedule_id=made.schedule_id).reports
    tap.same([report.due_at for report in reports], [made.next_at], "running a schedule makes its next report")
    tap.same(reports[0].query.as_of, str(today()), "as of today, since its day has not come")
    listed = {schedule.schedule_id: schedule for schedule in supervisor.ListSchedules().schedules}[made.schedule_id]
    tap.same(listed.last_at, made.next_at, "that due time is done")
    tap.ok(listed.next_at > made.next_at, "and the one after it is next")
    again = supervisor.RunSchedule(schedule_id=made.schedule_id)
    tap.same(([report.report_id for report in again.reports], again.made_before), ([reports[0].report_id], True),
             "running it once more finds the same report, and says so")
    done = server.cli("supervisor", "schedule", "run", str(made.schedule_id))
    tap.ok(done.returncode == 0 and "已提前做出" in done.stderr, f"so does the command line: {done.stdout}{done.stderr}")
    tap.same([report.report_id for report in reports_of(supervisor, made.schedule_id)], [reports[0].report_id], "one report was made")
    tap.same({s.schedule_id: s.next_at for s in supervisor.ListSchedules().schedules}[made.schedule_id], listed.next_at, "and the next due time is still to come")
    empty = supervisor.CreateSchedule(name="没有", query={"kind": SUPERVISION, "session": "14-2"}, timing={"before_deadline": "60 08:00"}).schedule
    if not empty.next_at:
        tap.refused("SCHEDULE_NEVER_DUE", "one that is never due", supervisor.RunSchedule, schedule_id=empty.schedule_id)
    else:
        note(f"the deadline is warned of at {empty.next_at}")
    supervisor.DeleteSchedule(schedule_id=empty.schedule_id)

    # A deadline that is entered late, with a warning day in the past, is nothing that was missed: how far was looked is kept.
    server.client().CreateSession(request_id=str(uuid.uuid4()), session={"code": "late", "name_zh": "补录届次（示例）", "name_en": "Late", "starts_on":
                                  str(today() - datetime.timedelta(days=200)), "level": common_pb2.LEVEL_CITY})
    warned = supervisor.CreateSchedule(name="临期", query={"kind": SUPERVISION, "session": "late"}, timing={"before_deadline": "60 08:00"}).schedule
    server.sql(f"UPDATE schedule SET done_until = done_until - interval '100 days' WHERE schedule_id = {warned.schedule_id}")
    wait_for(lambda: server.sql(f"SELECT done_until > now() - interval '2 hours' FROM schedule WHERE schedule_id = {warned.schedule_id}") == "t", "a look")
    assigned = str(today() - datetime.timedelta(days=60))
    case = f"s{server.new_case(committee, 'late', session='late', received_on=assigned).case_id}"
    number = committee.submit(case, "file", happened_on=assigned, reason="补录").case.case_number
    due = committee.submit(number, "assign", happened_on=assigned, lead_office="jyj", reason="补录").case.assignments[0].due_on
    tap.ok(due > str(today()), f"a case whose answer is due on {due} and would have been warned of long ago")
    tap.refused("SCHEDULE_NEVER_DUE", "is not warned of as of a day past", supervisor.RunSchedule, schedule_id=warned.schedule_id)
    tap.same(len(reports_of(supervisor, warned.schedule_id)), 0, "nor at the next look")
    supervisor.DeleteSchedule(schedule_id=warned.schedule_id)

    # A warning given before its time keeps none back of deadlines that are entered until then.
    warned = supervisor.CreateSchedule(name="提前", query={"kind": SUPERVISION, "session": "late"}, timing={"before_deadline": "5 08:00"}, formats=["text"]).schedule
    first = supervisor.RunSchedule(schedule_id=warned.schedule_id).reports[0]
    earlier = str(today() - datetime.timedelta(days=70))
    case = f"s{server.new_case(committee, 'sooner', session='late', received_on=earlier).case_id}"
    number = committee.submit(case, "file", happened_on=earlier, reason="补录").case.case_number
    sooner = committee.submit(number, "assign", happened_on=earlier, lead_office="jyj", reason="补录").case.assignments[0].due_on
    tap.ok(str(today() + datetime.timedelta(days=8)) < sooner < due, f"a case due on {sooner}, after one due on {due} was warned of by hand")
    again = [supervisor.RunSchedule(schedule_id=warned.schedule_id).reports[0] for _ in range(2)]
    tap.ok(again[0].due_at < first.due_at, f"is warned of first: at {again[0].due_at}")
    tap.same(again[0].due_at, again[1].due_at, "the next one stays the next until its time comes")
    server.sql(f"UPDATE schedule SET done_until = '{again[0].due_at}' WHERE schedule_id = {warned.schedule_id}")
    tap.same(supervisor.RunSchedule(schedule_id=warned.schedule_id).reports[0].report_id, first.report_id, "and the warning that was given is not given twice")
    supervisor.DeleteSchedule(schedule_id=warned.schedule_id)

    # Two servers, schedules set at the same moment: each has a number of its own.
    with open(server.dir / "log2", "ab") as log:
        other, port = server.another(log)
    both = [server.client("supervisor", timeout=300), Client(port.address, server.tokens["supervisor"], timeout=300)]
    many = [[server.client("supervisor"), Client(port.address, server.tokens["supervisor"])][n % 2] for n in range(AT_ONCE)]
    start, numbers = threading.Barrier(AT_ONCE), []

    def set_two(n):
        start.wait()
        for name in (f"同时{n}", f"又同时{n}"):
            try:
                numbers.append(many[n].CreateSchedule(name=name, query={"kind": SUPERVISION}, timing=RARE).schedule.schedule_id)
            except Refused as error:
                note(f"{name}: {error.reason}")

    threads = [threading.Thread(target=set_two, args=(n,)) for n in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    first = min(numbers)
    tap.same(sorted(numbers), list(range(first, first + 2 * AT_ONCE)), f"{2 * AT_ONCE} schedules set at once by two servers are all set, without a gap")

    # No more than the limit.
    in_force = int(server.sql("SELECT count(*) FROM schedule WHERE removed_at IS NULL"))
    server.sql("INSERT INTO schedule SELECT jurisdiction, schedule_id + n, '第' || n, query, timing, targets, formats, created_by, created_at, starts_at,"
               f" NULL, done_until, '' FROM schedule, generate_series(1, {SCHEDULE_MAX - 1 - in_force}) n WHERE schedule_id = {max(numbers)}")
    last = supervisor.CreateSchedule(name="最后", query={"kind": SUPERVISION}, timing=RARE).schedule
    tap.same(len(supervisor.ListSchedules().schedules), SCHEDULE_MAX, "as many schedules as there may be")
    error = tap.refused("SCHEDULES_TOO_MANY", "and one more", supervisor.CreateSchedule, name="再加", query={"kind": SUPERVISION}, timing=RARE)
    tap.ok(str(SCHEDULE_MAX) in error.text and "schedule remove" in error.text, f"is refused with what to do: {error.text}")
    supervisor.DeleteSchedule(schedule_id=last.schedule_id)
    again = supervisor.CreateSchedule(name="再加", query={"kind": SUPERVISION}, timing=RARE).schedule
    tap.ok(again.schedule_id > last.schedule_id, "after one was removed it is set, under a new number")
    server.sql(f"UPDATE schedule SET removed_at = now() WHERE schedule_id >= {first}")

    # Two servers, fifty due times.
    server.sql(f"UPDATE schedule SET done_until = done_until - interval '{DUE_TIMES} days' WHERE schedule_id = 1")
    threads = [threading.Thread(target=lambda c=client: c.RunSchedule(schedule_id=1)) for client in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wait_for(lambda: len(reports_of(supervisor, 1)) >= DUE_TIMES, "fifty reports are made")
    made_by = [len(re.findall(r"event=report-made .*schedule=1 ", (server.dir / name).read_text(errors="replace"))) for name in ("log", "log2")]
    note(f"made or found made: {made_by}")
    reports = reports_of(supervisor, 1)
    today_0 = datetime.datetime.combine(today(), datetime.time(), SHANGHAI)
    due = [(today_0 - datetime.timedelta(days=n)).astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M") for n in reversed(range(DUE_TIMES))]
    tap.same([report.due_at[:16] for report in reports[:DUE_TIMES]], due, "each of fifty due times has exactly one report")
    tap.same(one_each(reports[:DUE_TIMES]), (True, True, True), "numbered without gaps, each as of its own day")
    tap.ok(all(n > 0 for n in made_by), "both servers were at work")
    wait_for(lambda: len(list((deliveries / "通报").glob("*.txt"))) >= len(reports), "all are delivered")
    tap.same(server.sql("SELECT count(*) FROM delivery WHERE state <> 2"), "0", "each was delivered")
    tap.same(server.sql("SELECT count(*), max(attempt) FROM delivery_attempt WHERE report_id IN (SELECT report_id FROM report WHERE schedule_id = 1)"),
             f"{len(reports)}|1", "in one attempt")
    tap.same(server.sql("SELECT count(*) FROM (SELECT kind, year, max(serial) - count(*) AS gap FROM report GROUP BY 1, 2) x WHERE gap <> 0"), "0",
             "no kind has a gap in its serial numbers")
    other.terminate()
    tap.same(other.wait(60), 0, "the second server stops well")

    # Killed again and again while it makes up for what it missed.
    server.sql("UPDATE schedule SET done_until = done_until - interval '80 days' WHERE schedule_id = 2 OR name = '手动'")
    number = made.schedule_id
    kills = 0
    for goal in (5, 12, 25, 40):
        wait_for(lambda: server.sql(f"SELECT count(*) >= {goal} FROM report WHERE schedule_id = {number}") == "t", f"{goal} reports are made")
        server.kill9()
        kills += 1
        server.start()
    supervisor.reconnect()
    wait_for(lambda: server.sql(f"SELECT count(*) >= 80 FROM report WHERE schedule_id = {number}") == "t", "all are made after the kills")
    listed = {schedule.schedule_id: schedule for schedule in supervisor.ListSchedules().schedules}[number]
    reports = reports_of(supervisor, number)
    tap.same(one_each(reports[:-1])[0::2], (True, True), f"after {kills} kills each due time has one report, as of its own day")
    tap.same(server.sql(f"SELECT count(*), count(DISTINCT due_at) FROM report WHERE schedule_id = {number}"), "80|80", "no more and no fewer")

    # Downtime longer than the limit: the latest are made up for, and it says so.
    server.stop()
    server.start()
    supervisor.reconnect()
    long = supervisor.CreateSchedule(name="久", query={"kind": pb.REPORT_KIND_PROMISES}, timing={"daily": "00:00"}, formats=["text"]).schedule
    server.stop()
    server.start()
    supervisor.reconnect()
    server.sql(f"UPDATE schedule SET done_until = done_until - interval '{MAX_MISSED + 10} days' WHERE schedule_id = {long.schedule_id}")
    wait_for(lambda: server.sql(f"SELECT count(*) > 0 FROM report WHERE schedule_id = {long.schedule_id}") == "t", "making up begins")
    by_hand = list(supervisor.GenerateReport(query={"kind": SUPERVISION}, formats=["text"], request_id=str(uuid.uuid4())))[-1].report
    missing = int(server.sql(f"SELECT {MAX_MISSED} - count(*) FROM report WHERE schedule_id = {long.schedule_id}"))
    tap.ok(by_hand.report_id > 0 and missing > 0, f"a report by hand does not wait until all is made up for ({missing} to go)")
    wait_for(lambda: server.sql(f"SELECT count(*) >= {MAX_MISSED} FROM report WHERE schedule_id = {long.schedule_id}") == "t",
             "what the limit allows is made up for", 300)
    tap.same(server.sql(f"SELECT count(*), (max(due_at) AT TIME ZONE 'Asia/Shanghai')::date::text FROM report WHERE schedule_id = {long.schedule_id}"),
             f"{MAX_MISSED}|{today()}", "no more than the limit, the latest ones")
    tap.ok("schedule-left-out" in (server.dir / "log").read_text(errors="replace"), "the log tells what was left out")

    # By the command line.
    done = server.cli("supervisor", "schedule", "add", "每周通报", "--kind", "supervision", "--weekly", "1 08:00", "--to", "folder:每周", "--formats", "text,csv")
    tap.ok(done.returncode == 0 and "每周一 08:00" in done.stdout and "folder:每周" in done.stdout, f"schedule add: {done.stdout} {done.stderr}")
    done = server.cli("supervisor", "schedule", "list", "--output", "json")
    rows = {row["name"]: row for row in json.loads(done.stdout)["schedules"]}
    weekly = rows["每周通报"]
    tap.same((weekly["kind"], weekly["formats"]), ("supervision", "text,csv"), "schedule list --output json has it")
    done = server.cli("supervisor", "schedule", "run", str(weekly["schedule_id"]), "--output", "json")
    tap.same(len(json.loads(done.stdout)["reports"]), 1, f"schedule run makes its report {done.stderr}")
    done = server.cli("supervisor", "schedule", "remove", str(weekly["schedule_id"]))
    tap.ok(done.returncode == 0 and "每周通报" in done.stderr, f"schedule remove says which one has ended: {done.stderr.strip()}")
    for arguments, code in ((("add", "x", "--kind", "supervision"), 2), (("add", "x", "--daily", "08:00", "--cron", "* * * * *"), 2),
                            (("add", "x", "--daily", "8"), 1), (("remove", "x"), 2), (("run", "9999"), 3), (("add", "每日", "--daily", "08:00"), 4)):
        done = server.cli("supervisor", "schedule", *arguments)
        tap.same((done.returncode, bool(done.stderr.strip())), (code, True), f"schedule {' '.join(arguments)}: {done.stderr.strip()}")
    tap.same(server.stop(), 0, "the server stops well")
finally:
    server.close()
tap.done()
