#!/usr/bin/python3
"""A bulletin of today is the same in a year: drawn up, then 1,000 more updates, a correction, other rules, a calendar and an
office renamed, then drawn up again."""
import hashlib
import pathlib
import re
import sys
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import ROOT, Refused, Server, Tap, case_service_pb2, note  # noqa: E402

tap = Tap()
server = Server().init().start()
OFFICES = ("jyj", "czj", "jtj")
KINDS = {"supervision": 1, "review": 2, "handling": 3, "key": 4, "promises": 5, "office": 6, "score": 7, "dunning": 8}
FORMATS = ["html", "pdf", "xlsx", "csv", "text", "docx"]
CASES, MORE = 40, 1000


def content(stream):
    pieces = list(stream)
    return pieces[0], b"".join(piece.chunk for piece in pieces)


try:
    server.setup(OFFICES)
    operator, committee, supervisor = (server.client(who, timeout=120) for who in ("operator", "committee", "supervisor"))
    numbers = []
    for n in range(CASES):
        case = f"s{server.new_case(committee, f'r{n}', received_on='2023-02-20').case_id}"
        day = f"2023-03-0{n % 7 + 1}"
        numbers.append(committee.submit(case, "file", happened_on=day, reason="示例").case.case_number)
        committee.submit(numbers[-1], "assign", happened_on=day, lead_office=OFFICES[n % 3], reason="示例")
    answered = []
    for n, number in enumerate(numbers[:30]):
        office = OFFICES[n % 3]
        committee.submit(number, "accept", office=office, happened_on="2023-03-10", reason="示例")
        answer = committee.submit(number, "answer", office=office, happened_on="2023-04-%02d" % (n % 28 + 1), text="示例答复", reason="示例",
                                  document_number=f"示例〔2023〕{n}号", **{"class": "A" if n % 4 else "D"})
        answered.append((number, answer.version))
        if n % 2:
            committee.submit(number, "evaluate", happened_on="2023-05-08", attitude="satisfied", result="basically", reason="示例")
    reports, first = {}, {}
    for kind, code in KINDS.items():
        query = {"kind": code, "as_of": "2023-06-30", "session": "14-2", "language": "zh"}
        if kind == "office":
            query["office"] = "jyj"
        last = list(supervisor.GenerateReport(query=query, formats=FORMATS, request_id=str(uuid.uuid4())))[-1]
        reports[kind] = last.report
        first[kind] = {f: content(supervisor.GetReport(report_id=last.report.report_id, format=f))[1] for f in ["json", *FORMATS]}
        tap.ok(last.report.report_id > 0 and last.report.serial == 1 and all(first[kind].values()), f"{kind}: made in every format, No. 1")
        tap.same(hashlib.sha256(first[kind]["json"]).hexdigest(), last.report.digest, f"{kind}: the digest is that of the document")
    tap.ok(first["supervision"]["pdf"][:5] == b"%PDF-" and first["supervision"]["xlsx"][:2] == b"PK", "PDF and XLSX are what they say")
    text = first["supervision"]["text"].decode()
    total = supervisor.GetRates(as_of="2023-06-30", session="14-2").total
    for number in (total.assigned, total.answered, f"{10000 * total.answered // total.assigned / 100:.2f}%"):
        tap.ok(str(number) in text, f"the text has {number}")
    tap.ok("复核" in text and "huiyin report reproduce" in text and "2023-06-30" in text, "the foot says how to check it")
    again = list(supervisor.GenerateReport(query={"kind": 1, "as_of": "2023-06-30", "session": "14-2", "language": "zh"}, formats=["html"],
                                           request_id=str(uuid.uuid4())))[-1].report
    tap.same(again.serial, 2, "the next one is No. 2")

    note("1,000 more updates, a correction, other rules, a calendar, a new name")
    def update(n):
        contact = n >= 10
        return case_service_pb2.SubmitUpdatesRequest(update=dict(
            request_id=str(uuid.uuid4()), case=numbers[30 + n % 10], verb="contact" if contact else "accept", office=OFFICES[(30 + n % 10) % 3],
            happened_on=f"2023-06-{n // 50 + 1:02}", reason="示例", contact_method="phone" if contact else "", contact_persons="示例" if contact else ""))

    answers = list(committee.SubmitUpdates((update(n) for n in range(MORE)), timeout=300))
    refused = [answer for answer in answers if answer.HasField("refused")]
    tap.same(len(answers), MORE, "each of 1,000 updates has an answer")
    tap.same(len(refused), 0, "1,000 updates stored")
    committee.submit(answered[0][0], "correct", corrects=answered[0][1], reason="录入有误（示例）", happened_on="2023-06-05", **{"class": "D"})
    committee.submit(answered[1][0], "correct", corrects=answered[1][1], reason="录入有误（示例）", document_number="示例〔2023〕99号")
    rules = (ROOT / "rules/baotou.yaml").read_text()
    rules = rules.replace("满意, en: satisfied", "很满意, en: very satisfied").replace("已经解决或基本解决", "已解决")
    operator.ApplyRules(request_id=str(uuid.uuid4()), text=rules)
    calendar = server.dir / "2023.csv"
    lines = (ROOT / "rules/calendar/2023.csv").read_text(encoding="utf-8-sig").splitlines()
    calendar.write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8-sig")
    tap.same(server.cli("operator", "calendar", "import", str(calendar)).returncode, 0, "another calendar is imported")
    done = server.cli("operator", "office", "update", "jyj", "--name-zh", "市教育体育局（示例）")
    tap.same(done.returncode, 0, "an office is renamed")

    for kind, report in reports.items():
        for format_ in ["json", *FORMATS]:
            head, bytes_ = content(supervisor.ReproduceReport(report_id=report.report_id, format=format_))
            good = head.document_identical and head.content_identical and bytes_ == first[kind][format_] and head.digest == report.digest
            if not tap.ok(good, f"{kind}.{format_}: the same, byte for byte"):
                note((head.document_identical, head.content_identical, head.sentence, len(bytes_), len(first[kind][format_])))
    fresh = list(supervisor.GenerateReport(query={"kind": 1, "as_of": "2023-06-30", "session": "14-2", "language": "zh"}, formats=["text"],
                                           request_id=str(uuid.uuid4())))[-1].report
    new_text = content(supervisor.GetReport(report_id=fresh.report_id, format="text"))[1].decode()
    tap.ok("市教育体育局" in new_text and "市教育体育局" not in text, "a new one has the new name")
    # What was kept is damaged: it is told.
    server.sql(f"ALTER TABLE report DISABLE TRIGGER ALL; UPDATE report SET document = replace(document, '363', '364') || ' ' WHERE report_id = {fresh.report_id}")
    head, _ = content(supervisor.ReproduceReport(report_id=fresh.report_id, format="json"))
    tap.ok(not head.document_identical and head.sentence, "a report that was tampered with does not pass")
    note(head.sentence)
    try:
        content(supervisor.GetReport(report_id=999, format="json"))
        tap.ok(False, "no such report: refused")
    except Refused as error:
        tap.ok(bool(re.search("999", error.text)), "no such report: the sentence names it")
finally:
    server.close()
tap.done()
