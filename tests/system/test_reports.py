#!/usr/bin/python3
"""Reports from outside: made once per request, numbered without gaps, given in every format, reproduced byte for byte, and
read by those they are for alone."""
import json
import os
import pathlib
import re
import subprocess
import sys
import threading
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import ROOT, Refused, Server, Tap, report_service_pb2 as pb  # noqa: E402
import openpyxl  # noqa: E402

SUPERVISION, OFFICE, DUNNING = pb.REPORT_KIND_SUPERVISION, pb.REPORT_KIND_OFFICE, pb.REPORT_KIND_DUNNING
MAGIC = {"html": b"<!DOCTYPE html>", "pdf": b"%PDF-", "xlsx": b"PK\x03\x04", "csv": b"\xef\xbb\xbf", "json": b"{"}

os.environ.setdefault("LSAN_OPTIONS", f"print_suppressions=0:suppressions={ROOT}/tests/support/leaks.txt")
tap = Tap()
server = Server().init().start()


def new_id():
    return str(uuid.uuid4())


def make(client, request_id=None, formats=(), **query):
    """The report of the last message; the steps before it are checked for order."""
    messages = list(client.GenerateReport(query=query, formats=list(formats), request_id=request_id or new_id()))
    percents = [message.percent for message in messages]
    assert percents == sorted(percents) and all(m.step for m in messages[:-1]), percents
    return messages[-1].report


def content(messages):
    """The first message and the content of all."""
    first, *rest = list(messages)
    return first, first.chunk + b"".join(message.chunk for message in rest)


def get(client, report, format_):
    return content(client.GetReport(report_id=report.report_id, format=format_))


try:
    server.setup()
    committee, supervisor, office = (server.client(who) for who in ("committee", "supervisor", "jyj"))
    cases = [server.assigned_case(committee, f"b{i}", "jyj" if i % 2 else "czj") for i in range(6)]
    for case in cases[1:5:2]:
        office.submit(case, "accept", happened_on="2023-06-06")

    # Made, once per request.
    request_id = new_id()
    first = make(supervisor, request_id, ["html", "pdf", "xlsx", "csv", "text", "json", "html"], kind=SUPERVISION, as_of="2023-06-30")
    tap.same((first.report_id, first.year, first.serial), (1, 2023, 1), "the first report has the first number and serial")
    tap.same(list(first.formats), ["json", "csv", "html", "pdf", "text", "xlsx"], "the formats asked for are kept, each once, and the document")
    tap.same((first.query.as_of, first.query.page > 0), ("2023-06-30", True), "day and page are kept with it")
    again = make(supervisor, request_id, ["html", "pdf", "xlsx", "csv", "text", "json", "html"], kind=SUPERVISION, as_of="2023-06-30")
    tap.same((again.report_id, again.digest, again.made_at), (first.report_id, first.digest, first.made_at),
             "the same request again gives the report made the first time")
    tap.refused("REQUEST_ID_REUSED", "the same id for another question", make, supervisor, request_id, kind=SUPERVISION, as_of="2023-06-29")
    tap.same(len(supervisor.ListReports().reports), 1, "and nothing else was made")
    second = make(supervisor, kind=SUPERVISION)
    tap.same((second.serial, second.query.as_of), (2, "2023-07-03"), "the next one has the next serial number and today's date")
    tap.same(list(second.formats), ["json", "html", "pdf", "xlsx"], "html, pdf and xlsx are made when nothing is said")
    other_kind = make(supervisor, kind=pb.REPORT_KIND_HANDLING, formats=["text"])
    tap.same(other_kind.serial, 1, "each kind counts for itself")

    # Serial numbers have no gaps and no doubles when many are made at once.
    made, lock = [], threading.Lock()

    def maker():
        client = server.client("supervisor", timeout=120)
        for _ in range(3):
            report = make(client, kind=pb.REPORT_KIND_KEY, formats=["text"])
            with lock:
                made.append(report)
        client.close()

    threads = [threading.Thread(target=maker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tap.same(sorted(report.serial for report in made), list(range(1, 13)), "twelve reports made at once have the serial numbers 1 to 12")
    tap.same(len({report.report_id for report in made}), 12, "and a number each")

    # Every format.
    for name, magic in MAGIC.items():
        head, body = get(supervisor, first, name)
        tap.ok(body.startswith(magic), f"{name} is what it says: {body[:12]!r}")
        tap.same(head.file_name.rsplit(".", 1)[0], "supervision-2023-1", f"and its file has a name: {head.file_name}")
        tap.same(head.report.report_id, first.report_id, "and comes with the report's description")
    document = json.loads(get(supervisor, first, "json")[1])
    tap.same((document["serial"], document["as_of"], document["page"]),
             ({"year": 2023, "number": 1}, "2023-06-30", first.query.page), "the document says serial, day and page")
    tap.ok(get(supervisor, second, "csv")[1].startswith(b"\xef\xbb\xbf"), "a format that was not kept is made of the document")
    tap.same(get(supervisor, first, "text")[1].decode().count("\0"), 0, "the text is text")
    tap.refused("FIELD_UNKNOWN_VALUE", "a format there is not", lambda: get(supervisor, first, "odt"))

    # Reproduced.
    for name in ("json", "html", "pdf", "xlsx", "csv", "text"):
        head, body = content(supervisor.ReproduceReport(report_id=first.report_id, format=name))
        tap.ok(head.document_identical, f"{name}: the document drawn up again is identical")
        tap.ok(head.content_identical, f"{name}: so is the file: {head.sentence}")
        tap.same(body, get(supervisor, first, name)[1], f"{name}: what comes equals what was kept")
        tap.same(head.digest, first.digest, f"{name}: the digest is the one told at first")
    for case in cases[1:5:2]:
        office.submit(case, "contact", happened_on="2023-06-20", contact_method="visit", contact_persons="示例")
        office.submit(case, "answer", happened_on="2023-06-29", **{"class": "A"}, document_number="示例〔2023〕1号", text="示例答复")
    head, body = content(supervisor.ReproduceReport(report_id=first.report_id, format="html"))
    tap.same((head.document_identical, head.content_identical), (True, True), "answers entered later change nothing of it")
    now = make(supervisor, kind=SUPERVISION, as_of="2023-06-30")
    tap.ok(now.digest != first.digest, "while a report made now knows of them")

    # Compared with the bulletin before: the last of an earlier day, of the same session, in whatever language; and it says which.
    for language, words in (("zh", f"上期（第{now.serial}期，截至2023-06-30）"), ("en", f"compared with No. {now.serial} (as of 2023-06-30)")):
        text = get(supervisor, make(supervisor, kind=SUPERVISION, language=language, formats=["text"]), "text")[1].decode()
        tap.ok(words in text, f"a bulletin of today says what it is compared with ({language}), not with another of today")
    alone = make(supervisor, kind=SUPERVISION, session="14-2", formats=["text"])
    tap.ok("上期" not in get(supervisor, alone, "text")[1].decode(), "the first one of a session is compared with nothing")
    early = make(supervisor, kind=SUPERVISION, page=second.query.page, formats=["text"])
    tap.ok(f"上期（第{first.serial}期" in get(supervisor, early, "text")[1].decode(), "one of an earlier page not with what was known later")
    server.sql(f"UPDATE report SET year = 2022 WHERE report_id = {now.report_id}")
    text = get(supervisor, make(supervisor, kind=SUPERVISION, formats=["text"]), "text")[1].decode()
    tap.ok(f"上期（2022年第{now.serial}期，截至2023-06-30）" in text, "one of another year is named with its year")
    server.sql(f"UPDATE report SET year = 2023 WHERE report_id = {now.report_id}")
    server.sql("UPDATE report SET program = '0.0.9' WHERE report_id = 1; "
               "UPDATE report_file SET content = 'made by another version' WHERE report_id = 1 AND format = 'pdf'")
    head, body = content(supervisor.ReproduceReport(report_id=1, format="pdf"))
    tap.same((head.document_identical, head.content_identical, body), (True, False, b"made by another version"),
             f"of another program's file the kept one is given: {head.sentence}")
    head, body = content(supervisor.ReproduceReport(report_id=second.report_id, format="csv"))
    tap.ok(head.document_identical and not head.content_identical and "没有留存文件" in head.sentence,
           f"a format that was not kept says so: {head.sentence}")
    server.sql("UPDATE report SET document = replace(document, '2023-06-30', '2023-06-29') WHERE report_id = 1")
    head, body = content(supervisor.ReproduceReport(report_id=1))
    tap.same((head.document_identical, head.content_identical), (False, False), f"a document that was changed is found out: {head.sentence}")

    # What cannot be made.
    tap.refused("FIELD_MISSING", "no kind", make, supervisor)
    tap.refused("FIELD_MISSING", "an office's page without an office", make, supervisor, kind=OFFICE)
    tap.refused("FIELD_NOT_USED", "an office for a kind without", make, supervisor, kind=SUPERVISION, office="jyj")
    tap.refused("FIELD_NOT_USED", "reminders of a kind that has none", make, supervisor, kind=SUPERVISION, record=True)
    tap.refused("OFFICE_NOT_FOUND", "an office there is not", make, supervisor, kind=OFFICE, office="nope")
    tap.refused("SESSION_NOT_FOUND", "a session there is not", make, supervisor, kind=SUPERVISION, session="9-9")
    tap.refused("DATE_IN_FUTURE", "a day that has not come", make, supervisor, kind=SUPERVISION, as_of="2023-07-04")
    tap.refused("NUMBER_OUT_OF_RANGE", "a page that is not there", make, supervisor, kind=SUPERVISION, page=10**9)
    tap.refused("NUMBER_OUT_OF_RANGE", "too many decimals", make, supervisor, kind=SUPERVISION, decimals=5)
    tap.refused("FIELD_TOO_LONG", "a title that is too long", make, supervisor, kind=SUPERVISION, title="长" * 81)
    tap.refused("FIELD_TOO_MANY", "too many formats", make, supervisor, kind=SUPERVISION, formats=["html"] * 9)
    tap.refused("REQUEST_ID_INVALID", "no request id", make, supervisor, "x", kind=SUPERVISION)
    tap.refused("ROLE_NOT_ALLOWED", "an office makes none", make, office, kind=SUPERVISION)
    tap.refused("ROLE_NOT_ALLOWED", "a leader records no reminders", make, server.client("leader"), kind=DUNNING, record=True)

    # Who reads what.
    own = make(supervisor, kind=OFFICE, office="jyj", formats=["text"])
    others = make(supervisor, kind=OFFICE, office="czj", formats=["text"])
    everything = {report.report_id for report in supervisor.ListReports(page_size=1000).reports}
    readers = {"committee": everything, "supervisor": everything, "leader": everything, "auditor": everything, "operator": everything,
               "jyj": {own.report_id}, "czj": {others.report_id}, "jtj": set(), "proposer": set()}
    for who, seen in readers.items():
        client = server.client(who)
        tap.same({report.report_id for report in client.ListReports(page_size=1000).reports}, seen, f"{who} lists what is for them")
        for report in (own, others, second):
            for call in (client.GetReport, client.ReproduceReport):
                refused = None
                try:
                    content(call(report_id=report.report_id))
                except Refused as error:
                    refused = error.reason
                tap.same(refused, None if report.report_id in seen else "REPORT_NOT_FOUND",
                         f"{who} {'reads' if report.report_id in seen else 'does not find'} report {report.report_id}")
        client.close()
    missing = tap.refused("REPORT_NOT_FOUND", "a report there is not", lambda: content(office.GetReport(report_id=9999)))
    foreign = tap.refused("REPORT_NOT_FOUND", "a report of others", lambda: content(office.GetReport(report_id=others.report_id)))
    tap.same(foreign.text.replace(str(others.report_id), "N"), missing.text.replace("9999", "N"), "not yours and not there look the same")
    scheduler = server.client("scheduler")
    tap.same(len(scheduler.ListReports(page_size=1000).reports), len(everything), "a scheduler's token sees that reports were made")
    tap.refused("ROLE_NOT_ALLOWED", "but reads none: it sees no cases", lambda: content(scheduler.GetReport(report_id=1)))

    # Lists in pages.
    pages, token = [], ""
    while True:
        answer = supervisor.ListReports(page_size=4, page_token=token)
        pages.append([report.report_id for report in answer.reports])
        token = answer.next_page_token
        if not token:
            break
    tap.same(sum(pages, []), sorted(everything, reverse=True), "pages follow one another without gaps")
    tap.refused("PAGE_TOKEN_INVALID", "a token of another question", supervisor.ListReports, kind=SUPERVISION, page_token=supervisor.ListReports(page_size=1).next_page_token)

    # By the command line.
    done = server.cli("supervisor", "report", "make", "supervision", "--as-of", "2023年6月30日", "--formats", "html,pdf", "--output", "json")
    tap.same(done.returncode, 0, f"report make {done.stderr}")
    row = json.loads(done.stdout)["reports"][0]
    name = f"supervision-2023-{row['serial']}"
    path = server.dir / "通报.pdf"
    done = server.cli("supervisor", "report", "get", name, "--format", "pdf", "--out", str(path))
    tap.ok(done.returncode == 0 and path.read_bytes() == get(supervisor, pb.Report(report_id=row["report_id"]), "pdf")[1],
           f"report get by kind, year and serial saves the file: {done.stderr.strip()}")
    done = server.cli("supervisor", "report", "get", str(row["report_id"]))
    tap.same((done.returncode, done.stdout), (0, get(supervisor, pb.Report(report_id=row["report_id"]), "text")[1].decode()),
             "report get by number shows the text")
    done = server.cli("supervisor", "report", "reproduce", name)
    tap.ok(done.returncode == 0 and "逐字节相同" in done.stdout, f"report reproduce says that it is the same: {done.stderr}")
    done = server.cli("supervisor", "report", "reproduce", "supervision-2023-1")
    tap.ok(done.returncode == 1 and "不同" in done.stdout, "and ends with 1 when it is not")
    for arguments, code in ((("report", "get", "supervision-2023-99"), 3), (("report", "get", "supervision-x"), 2), (("report", "get", "999"), 3),
                            (("report", "make", "poem"), 2), (("report", "make", "supervision", "--rounding", "up"), 2),
                            (("report", "get", "1", "--format", "odt"), 1), (("report", "list", "--schedule", "每周"), 2),
                            (("report", "poem"), 2)):
        done = server.cli("supervisor", *arguments)
        tap.same((done.returncode, bool(done.stderr.strip())), (code, True), f"{' '.join(arguments)}: {done.stderr.strip()}")
    done = server.cli("supervisor", "report", "list", "--kind", "key", "--limit", "5", "--lang", "en")
    tap.ok(done.returncode == 0 and done.stdout.count("\n") == 6, f"report list shows a row for each: {done.stdout}")

    named = server.cli("supervisor", "report", "list", "--kind", "重点提案", "--limit", "5", "--output", "json")
    tap.ok([row["kind"] for row in json.loads(named.stdout)["reports"]] == ["key"] * 5, "a kind goes by the name that lists show as well")
    book = server.dir / "reports.xlsx"
    server.cli("supervisor", "report", "list", "--kind", "key", "--limit", "1", "--lang", "zh", "--out", str(book))
    sheet = [[cell.value for cell in row] for row in next(iter(openpyxl.load_workbook(book))).iter_rows()]
    shown = dict(zip(sheet[0], sheet[1]))
    tap.ok(shown["种类"] == "重点提案" and re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", shown["生成时间"]), f"a sheet speaks to a person: {shown}")

    # Whoever has left gets no report, and no serial number is used. While the table is locked no report can be looked up, much less stored.
    kept = server.sql("SELECT count(*), max(report_id) FROM report")
    for how, timeout in (("cancels", 300), ("has no time left", 5)):
        lock = subprocess.Popen(["psql", "-XAtq", server.conninfo()], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        lock.stdin.write("BEGIN; LOCK TABLE report; SELECT 'locked';\n")
        lock.stdin.flush()
        assert lock.stdout.readline() == "locked\n"
        leaving = server.client("supervisor")
        answers = leaving.GenerateReport(query={"kind": SUPERVISION}, formats=["text"], request_id=new_id(), timeout=timeout)
        next(answers)
        if how == "cancels":
            answers.cancel()
        else:
            tap.refused("", "a call without time left ends", lambda answers=answers: list(answers))
        leaving.WhoAmI()  # on the same connection: the server has read that its caller has left
        lock.communicate("COMMIT;\n")
        later = make(supervisor, kind=pb.REPORT_KIND_KEY, formats=["text"])  # the reports before it are done with
        server.sql(f"DELETE FROM report_file WHERE report_id = {later.report_id}; DELETE FROM report WHERE report_id = {later.report_id}")
        tap.same(server.sql("SELECT count(*), max(report_id) FROM report"), kept, f"the report of a caller who {how} is not kept")
        leaving.close()

    # Peers that leave, and a server that stops: what was begun is whole.
    for _ in range(5):
        answers = supervisor.GenerateReport(query={"kind": SUPERVISION}, request_id=new_id())
        next(answers)
        answers.cancel()
    answers = supervisor.GetReport(report_id=second.report_id, format="pdf")
    next(answers)
    answers.cancel()
    last = make(supervisor, kind=SUPERVISION, formats=["text"])
    tap.ok(last.serial > 0, "a peer that leaves harms nobody")
    tap.same(server.sql("SELECT count(*), max(serial) FROM report WHERE kind = 'supervision' AND year = 2023").split("|")[0], str(last.serial),
             "and leaves no gap")
    tap.same(server.stop(), 0, "the server stops well")
finally:
    server.close()
tap.done()
