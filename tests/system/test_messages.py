#!/usr/bin/python3
"""Provokes every row of the message table (server/domain/reason.h), in both languages, and compares the ledger head and
all row counts before and after: what is refused writes nothing."""
import pathlib
import re
import subprocess
import sys
import threading
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from handling_refusals import Handling  # noqa: E402
import sheets  # noqa: E402
from harness import ROOT, Refused, Server, Tap, common_pb2, case_service_pb2, note, report_service_pb2, wait_for  # noqa: E402

TABLE = dict(re.findall(r'^\tX\((\w+), (\d+),', (ROOT / "server/domain/reason.h").read_text(), re.M))
# Proved elsewhere, where the situation can be made: thousands of connections, an upload that has begun.
ELSEWHERE = {"OVERLOADED": "tests/ledger/test_ledger.c", "ATTACHMENT_INTERRUPTED": "tests/system/test_attachments.py",
             "REPORT_TOO_LARGE": "tests/report/test_make.c", "ATTACHMENT_SIZE_WRONG": "tests/system/test_attachments.py",
             "NOTHING_TO_REOPEN": "tests/unit/test_engine_cases.c"}  # a ledger that has lost a main case
PLAIN_RULES = re.sub(r"^catch_up:.*\n", "", (ROOT / "rules/baotou.yaml").read_text(), flags=re.M)
UPDATE_COLUMNS = ("case,verb,happened_on,office,reason,lead_office,assist_offices,case_number,contact_method,contact_persons,class,"
                  "document_number,text,attitude,result,outcomes")
CASE_COLUMNS = "submission_number,session,level,external_number,title,proposers,proposer_kind,sector,category,received_on,text"

tap = Tap()
server = Server().init().start()
seen = set()


def new_id():
    return str(uuid.uuid4())


def looking():
    """One statement for all that is compared: whether the fold is at the head, the rows of every table, the head."""
    tables = server.sql("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1").split()
    counts = ", ".join(f'(SELECT count(*) FROM "{t}")' for t in tables)
    return f"""SELECT coalesce(p.page, 0) = coalesce((SELECT page FROM fold), 0), {counts}, p.page, encode(p.hash, 'hex')
               FROM (SELECT 1) one LEFT JOIN (SELECT page, hash FROM page ORDER BY page DESC LIMIT 1) p ON true"""


LOOK = looking()


def settled():
    """All rows and the head, as soon as the fold has reached it."""
    def look():
        seen_now = server.sql(LOOK)
        return seen_now if seen_now.startswith("t|") else None
    return wait_for(look, "the fold reaches the head")


def provoke(reason_, function, *args, what="", **fields):
    """The call must be refused with this reason and the table's code, readably, and change nothing."""
    before = settled()
    error = tap.refused(reason_, f"{reason_} {what}".strip(), function, *args, **fields)
    after = settled()
    tap.same(after, before, f"{reason_}: nothing was written")
    if error and error.reason == reason_:
        seen.add(reason_)
        if error.code != int(TABLE[reason_]) or "{" in error.text or "#" in error.text or len(error.text) < 4:
            tap.ok(False, f"{reason_}: code {error.code}, text {error.text!r}")
    return error


def provoke_cli(reason, who, *args, what=""):
    before = settled()
    done = server.cli(who, "--verbose", *args)
    tap.ok(done.returncode != 0 and reason in done.stderr, f"{reason} {what} from the command line")
    if reason not in done.stderr:
        note(f"exit {done.returncode}: {done.stdout[-300:]} {done.stderr[-500:]}")
    else:
        seen.add(reason)
    tap.same(settled(), before, f"{reason}: nothing was written")


def file_of(name, content, encoding="utf-8"):
    path = server.dir / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return str(path)


def case_fields(number, **fields):
    case = {"session": "14-2", "submission_number": number, "level": common_pb2.LEVEL_CITY, "title": "关于示例的提案（示例）", "text": "示例",
            "proposers": ["示例委员甲"], "proposer_kind": "member", "sector": "教育界", "category": "教育", "received_on": "2023-06-01"}
    case.update(fields)
    return case


try:
    operator = server.client("operator")
    session = {"code": "14-2", "name_zh": "第二次会议（示例）", "name_en": "Second session (example)", "starts_on": "2023-02-10",
               "level": common_pb2.LEVEL_CITY}
    operator.CreateSession(request_id=new_id(), session=session)
    server.token("committee", common_pb2.ROLE_COMMITTEE)
    committee = server.client("committee")
    provoke("RULES_MISSING", committee.CreateCase, request_id=new_id(), case=case_fields("m0"))
    server.setup()
    operator.ApplyRules(request_id=new_id(), text=PLAIN_RULES)

    received = f"s{server.new_case(committee, 'm1', received_on='2023-05-04').case_id}"
    filed = f"s{server.new_case(committee, 'm2').case_id}"
    committee.submit(filed, "file", happened_on="2023-06-05")
    assigned = server.assigned_case(committee, "m3", "jyj", ["czj"])
    accepted = server.assigned_case(committee, "m4", "jyj")
    office, other, english = server.client("jyj"), server.client("jtj"), server.client("jyj", language="en")
    office.submit(accepted, "accept")
    answer = {"document_number": "示例〔2023〕1号", "text": "示例答复"}

    # Access.
    provoke("TOKEN_MISSING", server.client("").GetCase, case=assigned)
    provoke("TOKEN_INVALID", server.client("hy_wrong").GetCase, case=assigned)
    revoked = server.token("leaver", common_pb2.ROLE_HANDLER, "czj")
    operator.RevokeToken(token_id=revoked.token_id)
    provoke("TOKEN_INVALID", server.client("leaver").GetCase, case=assigned, what="revoked")
    server.token("expired", common_pb2.ROLE_HANDLER, "czj", expires_on="2023-07-02")
    provoke("TOKEN_INVALID", server.client("expired").GetCase, case=assigned, what="expired")
    provoke("ROLE_NOT_ALLOWED", server.client("supervisor").submit, assigned, "accept")
    provoke("ROLE_NOT_ALLOWED", office.CreateToken, role=common_pb2.ROLE_OPERATOR, label="x", what="token by a handler")
    foreign = provoke("CASE_NOT_FOUND", other.GetCase, case=assigned, what="foreign")
    nowhere = provoke("CASE_NOT_FOUND", other.GetCase, case="20239999", what="not there")
    tap.same(foreign.text.replace(assigned, "N"), nowhere.text.replace("20239999", "N"), "not yours and not there look the same")
    provoke("CASE_NOT_FOUND", other.submit, assigned, "accept", what="foreign update")
    provoke("OFFICE_NOT_FOUND", committee.submit, filed, "assign", lead_office="nope")
    provoke("SESSION_NOT_FOUND", committee.CreateCase, request_id=new_id(), case=case_fields("m9", session="9-9"))
    provoke("TOKEN_NOT_FOUND", operator.RevokeToken, token_id="t9999")

    # Fields.
    provoke("FIELD_MISSING", office.submit, accepted, "answer", document_number="示例〔2023〕1号", text="x")
    provoke("FIELD_MISSING", office.submit, accepted, "answer", **{**answer, "text": ""}, **{"class": "A"}, what="empty text")
    provoke("FIELD_TOO_LONG", committee.CreateCase, request_id=new_id(), case=case_fields("m9", title="长" * 101))
    provoke("FIELD_NOT_TEXT", committee.CreateCase, request_id=new_id(), case=case_fields("m9", title="a\x01b"))
    request = case_service_pb2.CreateCaseRequest(request_id=new_id(), case=case_fields("m9", title="aXXXXb")).SerializeToString()
    provoke("FIELD_NOT_TEXT", committee.raw, "CreateCase", request.replace(b"XXXX", b"\xc3\x28\xff\xfe"), what="broken UTF-8")
    provoke("FIELD_NOT_TEXT", committee.raw, "CreateCase", request.replace(b"XXXX", b"X\0\0X"), what="NUL")
    provoke("STEPS_NOT_OF_ONE", committee.TryUpdate, update={"case": assigned, "verb": "accept"}, before=[{"case": "s1", "verb": "file"}])
    provoke("PERIOD_WRONG", committee.GetTrend, **{"from": "2023-06-30", "to": "2023-06-01"})
    provoke("TREND_TOO_LONG", committee.GetTrend, **{"from": "2021-01-01", "to": "2023-06-30", "step": 1})
    provoke("FIELD_UNKNOWN_VALUE", committee.CreateCase, request_id=new_id(), case=case_fields("m9", proposer_kind="alien"))
    provoke("FIELD_TOO_MANY", committee.CreateCase, request_id=new_id(), case=case_fields("m9", proposers=["示例委员"] * 31))
    provoke("NUMBER_OUT_OF_RANGE", office.ListCases, page_size=-1)
    provoke("REQUEST_ID_INVALID", office.submit, assigned, "accept", request_id="no-uuid")
    provoke("PAGE_TOKEN_INVALID", office.ListCases, page_token="made-up")
    provoke("SEARCH_WORD_SHORT", office.SearchCases, query="电梯 水 路灯")
    provoke("SEARCH_WORDS_MANY", office.SearchCases, query="电梯 " * 9)

    # Dates.
    provoke("DATE_IMPOSSIBLE", office.submit, assigned, "accept", happened_on="2008-09-31")
    provoke("DATE_IN_FUTURE", office.submit, assigned, "accept", happened_on="2023-07-04")
    provoke("DATE_TOO_FAR_BACK", office.submit, assigned, "accept", happened_on="2023-06-20")
    provoke("DATE_BEFORE_PREVIOUS", committee.submit, filed, "assign", happened_on="2023-06-02", lead_office="jyj")

    # Moves.
    provoke("VERB_UNKNOWN", office.submit, assigned, "fly")
    error = provoke("MOVE_NOT_ALLOWED", office.submit, assigned, "answer", **answer, **{"class": "A"})
    tap.ok("签收" in error.text, f"the refusal says what is possible: {error.text}")
    error = provoke("MOVE_NOT_ALLOWED", english.submit, assigned, "answer", **answer, **{"class": "A"}, what="in English")
    tap.ok(error.text.isascii(), f"the English text is English: {error.text}")
    provoke("ASSIGNMENT_NOT_YOURS", committee.submit, assigned, "accept", office="jtj")
    provoke("REASON_REQUIRED", committee.submit, received, "file", happened_on="2023-05-05")
    provoke("CLASS_UNKNOWN", office.submit, accepted, "answer", **answer, **{"class": "E"})
    provoke("RETURN_TOO_LATE", office.submit, assigned, "return", reason="示例")
    provoke("OFFICE_TWICE", committee.submit, filed, "assign", lead_office="jyj", assist_offices=["jyj"])
    two = server.assigned_case(committee, "m-two", "jyj", ["czj"])
    provoke("OFFICE_NEEDED", server.client("supervisor").submit, two, "remind")
    provoke("CASE_NUMBER_TAKEN", committee.submit, received, "file", happened_on="2023-07-03", case_number=assigned)
    provoke("SUBMISSION_NUMBER_TAKEN", committee.CreateCase, request_id=new_id(), case=case_fields("m2"))
    provoke("VERSION_CONFLICT", office.submit, assigned, "accept", expected_version=1)
    used = new_id()
    office.submit(accepted, "contact", request_id=used, contact_method="phone", contact_persons="示例")
    again = office.submit(accepted, "contact", request_id=used, contact_method="phone", contact_persons="示例")
    tap.ok(again.already_stored, "the same request again is answered as stored")
    provoke("REQUEST_ID_REUSED", office.submit, accepted, "contact", request_id=used, contact_method="visit", contact_persons="示例")
    many = server.assigned_case(committee, "m5", "jyj", day="2023-07-03")
    try:
        for _ in range(60):
            committee.submit(many, "return", office="jyj", reason="示例")
            committee.submit(many, "assign", lead_office="jyj")
    except Refused:
        pass
    provoke("TOO_MANY_ASSIGNMENTS", committee.submit, many, "assign", lead_office="jyj")

    Handling(provoke, server, PLAIN_RULES).all()

    # Rules, directory, import.
    provoke("RULES_INVALID", operator.ApplyRules, request_id=new_id(), text="id: [x")
    provoke("RULES_OTHER_JURISDICTION", operator.ApplyRules, request_id=new_id(), text=PLAIN_RULES.replace("150200", "150100"))
    provoke("OFFICE_DIFFERS", operator.CreateOffice, request_id=new_id(), office={"code": "jyj", "name_zh": "别的单位", "name_en": "Other"})
    provoke("SESSION_DIFFERS", operator.CreateSession, request_id=new_id(), session={**session, "name_zh": "别的会议"})
    provoke("CALENDAR_DAY_WRONG", operator.ImportCalendar, request_id=new_id(), year=2027, source="示例",
            days=[{"day": "2026-01-01", "off": True, "name": "示例"}])
    row = case_service_pb2.ImportCasesRequest(row={"row": 1, "case": case_fields("i1")})
    header = case_service_pb2.ImportCasesRequest(header={"request_id": new_id()})
    provoke("IMPORT_HEADER_MISSING", committee.ImportCases, [row])
    provoke("IMPORT_TOO_LARGE", committee.ImportCases, [header] + [
        case_service_pb2.ImportCasesRequest(row={"row": i, "case": case_fields(f"i{i}")}) for i in range(1, 10002)])
    good = "m20,14-2,city,,示例标题,示例委员甲,member,教育界,教育,2023-06-01,示例\r\n"
    provoke_cli("IMPORT_HAS_ERRORS", "committee", "import", file_of("bad.csv", f"{CASE_COLUMNS}\r\n{good}m21,14-2,city,,,示例委员甲,member,,,2023-06-01,x\r\n"))
    provoke_cli("SUBMISSION_NUMBER_TAKEN", "committee", "import", file_of("taken.csv", f"{CASE_COLUMNS}\r\n{good.replace('m20', 'm2')}"))

    # Files.
    update = f"{assigned},accept,2023-07-03,,,,,,,,,,,,,\r\n"
    provoke_cli("CSV_COLUMN_MISSING", "jyj", "submit", "--file", file_of("a.csv", UPDATE_COLUMNS.replace(",verb", "") + "\r\n"))
    provoke_cli("CSV_COLUMN_UNKNOWN", "jyj", "submit", "--file", file_of("b.csv", UPDATE_COLUMNS + ",colour\r\n"))
    provoke_cli("CSV_RAGGED_ROW", "jyj", "submit", "--file", file_of("c.csv", f"{UPDATE_COLUMNS}\r\n{update}{assigned},accept\r\n"))
    provoke_cli("CSV_BROKEN_ENCODING", "jyj", "submit", "--file", file_of("d.csv", UPDATE_COLUMNS.encode() + b"\r\n\xff\xff\xff,accept\r\n"))
    provoke_cli("CSV_UNREADABLE", "jyj", "submit", "--file", str(server.dir / "absent.csv"))
    provoke_cli("CSV_EMPTY", "jyj", "submit", "--file", file_of("e.csv", ""))
    provoke_cli("CSV_TOO_LARGE", "jyj", "submit", "--file", file_of("f.csv", UPDATE_COLUMNS + "\r\n" + "x" * (65 << 20)))
    text_cell = '<row r="{}"><c r="B{}" t="str"><v>x</v></c></row>'
    provoke_cli("SHEET_FORMAT", "jyj", "submit", "--file", file_of("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)))
    provoke_cli("SHEET_PART", "jyj", "submit", "--file", file_of("b.xlsx", sheets.workbook("<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet>&b;</worksheet>")))
    provoke_cli("SHEET_CELL", "jyj", "submit", "--file", file_of("c.xlsx", sheets.workbook(sheets.sheet('<row r="2"><c r="C2"><v>x</v></c></row>'))))
    provoke_cli("SHEET_LIMIT", "jyj", "submit", "--file", file_of("d.xlsx", sheets.workbook(sheets.sheet("".join(text_cell.format(i, i) for i in range(1, 20002))))))
    provoke_cli("SHEET_NOT_FOUND", "committee", "import", "--sheet", "二", file_of("e.xlsx", sheets.workbook(sheets.sheet(""))))
    provoke_cli("SHEET_HEADING", "committee", "import", file_of("f.csv", "a,b\n1,2\n"))
    provoke_cli("SHEET_COLUMN_TWICE", "committee", "import", file_of("g.csv", "案号,案由,标题,提案者\n1,a,b,c\n"))
    provoke_cli("CSV_DUPLICATE_NUMBER", "committee", "import", file_of("g.csv", f"{CASE_COLUMNS}\r\n{good}{good}"))
    big = file_of("big.txt", "长" * (700 << 10))
    provoke_cli("MESSAGE_TOO_LARGE", "jyj", "submit", "answer", accepted, "--class", "A", "--document", "示例1号", "--text-file", big)
    before = server.sql("SELECT max(page) FROM page")
    done = server.cli("committee", "import", file_of("gb.csv", f"{CASE_COLUMNS}\r\n{good}", "gb18030"))
    tap.ok(done.returncode == 0 and "GB18030" in done.stdout + done.stderr, "a GB18030 file is read, with a note")
    tap.ok(server.sql("SELECT max(page) FROM page") != before, "and stored")
    tap.same(committee.GetCase(case="l:14-2/m20").case.received.title, "示例标题", "its text arrived whole")

    # Trouble of the service.
    lock = subprocess.Popen(["psql", "-XAtq", server.conninfo()], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def say(sql):
        lock.stdin.write(sql + "\n\\echo done\n")
        lock.stdin.flush()
        while lock.stdout.readline().strip() != "done":
            pass

    settled()
    say("BEGIN; LOCK TABLE fold IN SHARE MODE;")
    office.submit(accepted, "contact", contact_method="phone", contact_persons="示例二")
    tap.refused("READ_BEHIND", "READ_BEHIND while the fold cannot go on", office.GetRates)
    seen.add("READ_BEHIND")
    say("ROLLBACK;")
    settled()
    tap.ok(office.GetRates().page > 0, "the figures come back")

    before = settled()
    say("BEGIN; LOCK TABLE page IN ACCESS EXCLUSIVE MODE;")
    unknown, request_id = [], new_id()

    def blocked():
        try:
            office.submit(accepted, "contact", request_id=request_id, contact_method="phone", contact_persons="示例三")
        except Refused as refusal:
            unknown.append(refusal.reason)

    thread = threading.Thread(target=blocked)
    thread.start()
    waiting = "SELECT pid FROM pg_stat_activity WHERE usename = 'huiyin_app' AND wait_event_type = 'Lock'"
    pid = wait_for(lambda: server.sql(waiting), "the append waits").split()[0]
    server.sql(f"SELECT pg_terminate_backend({pid})")
    thread.join()
    tap.same(unknown, ["OUTCOME_UNKNOWN"], "OUTCOME_UNKNOWN when the connection is lost under way")
    seen.update(unknown)
    say("ROLLBACK;")
    lock.stdin.close()
    lock.wait()
    tap.same(settled(), before, "OUTCOME_UNKNOWN: nothing was written this time")

    def submitted():
        try:
            return office.submit(accepted, "contact", request_id=request_id, contact_method="phone", contact_persons="示例三")
        except Refused as refusal:
            if refusal.code != 14:
                raise
            return None

    tap.ok(wait_for(submitted, "the retry").version > 0, "the retry with the same request id finds out")

    before = settled()
    server.token("fresh", common_pb2.ROLE_SUPERVISOR)
    before = settled()
    server.sql("REVOKE SELECT ON token FROM huiyin_app")
    tap.refused("INTERNAL", "INTERNAL when the database refuses what must work", server.client("fresh").WhoAmI)
    seen.add("INTERNAL")
    server.sql("GRANT SELECT ON token TO huiyin_app")
    server.sql("ALTER ROLE huiyin_app NOLOGIN")
    server.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'huiyin_app'")

    def unavailable():
        try:
            office.submit(accepted, "contact", contact_method="phone", contact_persons="示例四")
        except Refused as refusal:
            return refusal.reason == "DATABASE_UNAVAILABLE"
        return False

    tap.ok(wait_for(unavailable, "DATABASE_UNAVAILABLE"), "DATABASE_UNAVAILABLE while nobody may connect")
    seen.add("DATABASE_UNAVAILABLE")
    server.sql("ALTER ROLE huiyin_app LOGIN")
    tap.same(settled(), before, "DATABASE_UNAVAILABLE: nothing was written")
    tap.ok(wait_for(submitted, "service returns").already_stored, "the service comes back by itself")
    provoke_cli("SERVER_UNREACHABLE", "jyj", "--server", "127.0.0.1:1", "whoami")

    # Reports and schedules.
    query, rare = {"kind": report_service_pb2.REPORT_KIND_SUPERVISION}, {"cron": "0 0 29 2 *"}
    provoke("REPORT_NOT_FOUND", lambda: list(operator.GetReport(report_id=9999)))
    error = provoke("FIELD_TOO_LONG", lambda: list(operator.GenerateReport(query={**query, "title": "长" * 81}, request_id=new_id())))
    tap.ok(error and "报告标题" in error.text and "案由" not in error.text, "a report's title is called so, not as a proposal's")
    provoke("REPORT_FAILED", lambda: list(operator.GenerateReport(query={**query, "page": 1}, request_id=new_id())), what="before there were rules")
    provoke("SCHEDULE_TIME_WRONG", operator.CreateSchedule, name="x", query=query, timing={"daily": "8"})
    provoke("TARGET_WRONG", operator.CreateSchedule, name="x", query=query, timing=rare, targets=["pigeon:x"])
    error = provoke("TARGET_NOT_SET_UP", operator.CreateSchedule, name="x", query=query, timing=rare, targets=["folder:x"])
    tap.ok(error and "--deliver-dir" in error.text and "管理员" in error.text, f"who can help is told: {error and error.text}")
    operator.CreateSchedule(name="闰日", query=query, timing=rare)
    provoke("SCHEDULE_EXISTS", operator.CreateSchedule, name="闰日", query=query, timing=rare)
    provoke("SCHEDULE_NOT_FOUND", operator.DeleteSchedule, schedule_id=9999)
    operator.CreateSession(request_id=new_id(), session={**session, "code": "empty", "name_zh": "没有提案的届次（示例）"})
    never = operator.CreateSchedule(name="无期", query={**query, "session": "empty"}, timing={"before_deadline": "5 08:00"}).schedule
    provoke("SCHEDULE_NEVER_DUE", operator.RunSchedule, schedule_id=never.schedule_id)
    leaving = server.token("leaving", common_pb2.ROLE_SUPERVISOR)
    dunning = {"kind": report_service_pb2.REPORT_KIND_DUNNING, "record": True}
    schedule = server.client("leaving").CreateSchedule(name="离任", query=dunning, timing=rare).schedule
    operator.RevokeToken(token_id=leaving.token_id)
    provoke("REMINDERS_NOT_ALLOWED", operator.RunSchedule, schedule_id=schedule.schedule_id)
    server.sql("INSERT INTO schedule SELECT jurisdiction, 1000 + n, 'x' || n, query, timing, targets, formats, created_by, created_at, starts_at,"
               f" NULL, done_until, '' FROM schedule, generate_series(1, 1000) n WHERE schedule_id = {schedule.schedule_id}")
    provoke("SCHEDULES_TOO_MANY", operator.CreateSchedule, name="再加", query=query, timing=rare)

    rows = set(TABLE) - set(ELSEWHERE)
    tap.same(sorted(rows - seen), [], f"every row of the table was provoked ({len(seen)} of {len(TABLE)}, the rest: {ELSEWHERE})")
    tap.same(server.stop(), 0, "huiyind ends with 0")
finally:
    server.close()
tap.done()
