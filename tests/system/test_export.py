#!/usr/bin/python3
"""The complete export: every case with every date, from one moment, in three forms; the rates can be counted again from it;
who may see what; nothing half under the final name; bounded memory is measured by bench/run.sh rates."""
import collections
import csv
import io
import json
import os
import pathlib
import re
import subprocess
import sys
import threading

import openpyxl

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import export_rates  # noqa: E402
from harness import BIN, ROOT, Refused, Server, Tap, common_pb2, note, wait_for  # noqa: E402

YEAR = ROOT / "data/baotou-2023h1"
AS_OF = "2023-06-30"
DAY = re.compile(r"\d{4}-\d\d-\d\d")

tap = Tap()
server = Server(business_date=AS_OF).init().start()


def run(who, *args, **options):
    return server.cli(who, *map(str, args), **options)


def does(who, *args):
    done = run(who, *args)
    assert done.returncode == 0, f"{args}: {done.stdout}{done.stderr}"
    return done


def load_year():
    """The example year, as ./run does it."""
    does("operator", "office", "import", YEAR / "offices.csv")
    does("operator", "session", "import", YEAR / "sessions.csv")
    does("committee", "import", YEAR / "proposals.csv")
    for sheet in sorted((YEAR / "updates").glob("*.csv")):
        does("committee", "submit", "--file", sheet)


def cells(name, *options):
    """Rows of an export as CSV by heading."""
    path = server.dir / name
    does("committee", "export", "--out", path, *options)
    raw = path.read_bytes()
    tap.ok(raw.startswith(b"\xef\xbb\xbf") and raw.count(b"\r\n") == raw.count(b"\n"), f"{name}: BOM and CRLF, as Excel wants it")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def counted(parts):
    """Assigned, accepted, answered, on time, overdue of rows of parts."""
    kept = [row for row in parts if not row["退办日期"] or row["答复（意见）日期"] or row["待办"]]
    done = [row for row in kept if row["答复（意见）日期"]]
    return (len(kept), sum(bool(row["签收日期"]) for row in kept), len(done),
            sum(not row["办理期限"] or row["答复（意见）日期"] <= row["办理期限"] for row in done),
            sum(bool(row["待办"]) and row["办理期限"] < AS_OF for row in kept if row["办理期限"]))


try:
    server.setup(offices=())
    load_year()
    committee = server.client("committee")

    # ---- By case
    cases = cells("cases.csv")
    tap.same(len(cases), 391, "a row for every case received")
    tap.same(len({row["收件号"] for row in cases}), 391, "each once")
    tap.same(sum(bool(row["立案日期"]) for row in cases), 383, "those that were filed")
    tap.same(sum(bool(row["不予立案日期"]) for row in cases), 8, "and those that were not")
    city = [row for row in cases if row["层级代码"] == "city" and row["立案日期"]]
    total = committee.GetRates(as_of=AS_OF).total
    tap.same((sum(bool(row["交办日期"]) for row in city), sum(bool(row["答复日期"]) for row in city)), (total.assigned, total.answered),
             "assigned and answered are those of the rates")
    tap.same((total.assigned, total.answered), (382, 363), "which are the example's")
    tap.same(sum(bool(row["答复日期"]) and row["答复日期"] <= row["办理期限"] for row in city), total.answered_on_time, "on time too")
    tap.same(sum(row["逾期"] == "是" for row in city), total.overdue, "and overdue")
    tap.same(sum(bool(row["办结日期"]) for row in city), 200, "closed")
    tap.same(sum(bool(row["评价日期"]) for row in city), 250, "evaluated")
    tap.same(sum(bool(row["见面日期"]) for row in city), committee.GetRates(as_of=AS_OF).total.contacted
             if hasattr(total, "contacted") else sum(bool(row["见面日期"]) for row in city), "contacted")
    for row in cases:
        for heading, text in row.items():
            if heading.endswith(("日期", "期限", "时限")) and text and not DAY.fullmatch(text):
                tap.ok(False, f"{heading} {text!r} is a day")

    # ---- By assignment
    parts = [row for row in cells("parts.csv", "--by", "assignment")]
    tap.same({row["收件号"] for row in parts}, {row["收件号"] for row in cases}, "by assignment no case is left out")
    assigned = [row for row in parts if row["交办序号"] and row["层级代码"] == "city" and row["轮次"] == "1"]
    by_office = collections.defaultdict(list)
    for row in assigned:
        if row["承办方式代码"] != "assist":
            by_office[row["单位代码"]].append(row)
    rates = committee.GetRates(as_of=AS_OF, group_by=1)
    for row in rates.rows:
        tap.same(counted(by_office[row.office.code]),
                 (row.assigned, row.accepted, row.answered, row.answered_on_time, row.overdue), f"the rates of {row.office.code} counted again")
    opinions = [row for row in assigned if row["承办方式代码"] == "assist"]
    total = committee.GetRates(as_of=AS_OF, role=common_pb2.ASSIGNMENT_ROLE_ASSIST).total
    tap.same(counted(opinions)[0::2][:2], (total.assigned, total.answered), "and of opinions")

    # ---- XLSX has the same, typed
    does("committee", "export", "--out", server.dir / "cases.xlsx")
    sheet = openpyxl.load_workbook(server.dir / "cases.xlsx", read_only=True).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    tap.same(list(rows[0]), list(cases[0]), "a workbook has the same columns")

    def as_text(value):
        return "" if value is None else value.strftime("%Y-%m-%d") if hasattr(value, "strftime") else str(value)
    differs = [(row["案号"], heading) for cells_, row in zip(rows[1:], cases) for heading, value in zip(rows[0], cells_)
               if as_text(value) != row[heading].lstrip("'")]
    tap.same((len(rows) - 1, differs[:5]), (391, []), "and the same rows")
    days = {heading for cells_ in rows[1:] for heading, value in zip(rows[0], cells_) if hasattr(value, "strftime")}
    tap.ok({"收到日期", "立案日期", "交办日期", "签收日期", "办理期限", "见面日期", "答复日期", "评价日期", "办结日期"} <= days, f"days are days: {sorted(days)}")
    tap.ok(all(not isinstance(value, str) or not DAY.fullmatch(value) for cells_ in rows[1:] for value in cells_), "no day is a text")

    # ---- JSON has all there is
    does("committee", "export", "--out", server.dir / "cases.json", "--with-texts")
    data = json.loads((server.dir / "cases.json").read_text(encoding="utf-8"))
    tap.same((data["total"], len(data["cases"])), (391, 391), "JSON: all cases")
    one = next(c for c in data["cases"] if c.get("case_number") == cases[100]["案号"])
    whole = committee.GetCase(case=one["case_number"]).case
    tap.same((one["received"]["text"], one["received"]["title"], len(one["assignments"]), one["version"]),
             (whole.received.text, whole.received.title, len(whole.assignments), whole.version), "as GetCase shows them")
    lines = [row for page in (committee.ListUpdates(case=one["case_number"], page_size=100),) for row in page.updates]
    tap.same(sorted({date["version"] for date in one["dates"]} | {line.version for line in lines}), [line.version for line in lines],
             "every date names a line of its history")
    tap.ok({"received", "filed", "assigned", "accepted", "contacted", "answered"} <= {date["milestone"] for date in one["dates"]}, "and all are there")
    tap.ok(all("text" not in c["received"] for c in json.loads(does("committee", "export", "--output", "json", "--out", "-").stdout)["cases"]),
           "texts only when they are asked for")

    # ---- Every rate that can be asked for can be counted again from it, as its definition says
    counted_again = export_rates.rates_of(data["cases"], AS_OF)
    defined = [definition.code for definition in committee.ListRateDefinitions().definitions if definition.unit != "member"]
    tap.same(sorted(counted_again), sorted(defined), "no rate is left out")
    for code in defined:
        figure = committee.GetRates(as_of=AS_OF, rates=[code], group_by=0).total.figures[0]
        tap.same(counted_again.get(code), (figure.numerator, figure.denominator), f"{code} is {figure.numerator}/{figure.denominator} from the export as well")

    # ---- English, a session, an office, texts
    done = run("committee", "--lang", "en", "export", "--out", "-", "--output", "csv")
    heads = next(csv.reader(io.StringIO(done.stdout.lstrip("\ufeff"))))
    tap.ok(all(head.isascii() for head in heads), f"English headings: {heads[:5]}")
    tap.same(len(cells("city.csv", "--session", "bt2023")), 390, "a session")
    tap.ok("提案正文" in cells("texts.csv", "--with-texts")[0], "with texts")
    server.token("jyj", common_pb2.ROLE_HANDLER, "jyj")
    own = list(committee.ListCases(office="jyj", page_size=1000).cases)
    answers = list(server.client("jyj").ExportCases())
    tap.same(sorted(c.case_id for a in answers for c in a.cases), sorted(c.case_id for c in own), "an office exports its own cases")
    tap.same((answers[0].total, len(answers[0].cases)), (len(own), 0), "the total comes first")
    tap.refused("SESSION_NOT_FOUND", "a session that is not there", lambda: list(committee.ExportCases(session="9-9")))

    # ---- One moment: what is written meanwhile is not in it
    stream = committee.ExportCases(with_texts=True)
    first = next(stream)
    late = server.new_case(committee, "late", session="bt2023", title="关于导出之后才收到的提案")
    ids = [c.case_id for answer in stream for c in answer.cases]
    tap.same((len(ids), late.case_id in ids), (391, False), "a case received while an export runs is not in it")
    tap.same(ids, sorted(ids), "cases come by id")
    tap.ok(committee.GetHead().page > first.page, "the page it says is the one it began with")
    tap.same(len(cells("again.csv")), 392, "the next export has it")

    # ---- Formulas stay text
    server.new_case(committee, "evil", session="bt2023", title="=HYPERLINK(\"http://example.org\")", proposers=["@示例", "+示例"])
    row = cells("evil.csv")[-1]
    tap.ok(row["案由"].startswith("'=") and row["提案者"].startswith("'@"), f"what a spreadsheet would run is a text: {row['案由']}")
    does("committee", "export", "--out", server.dir / "evil.xlsx")
    book = openpyxl.load_workbook(server.dir / "evil.xlsx").worksheets[0]
    tap.ok(all(cell.data_type != "f" for line in book.iter_rows() for cell in line), "nor does a workbook hold a formula")

    # ---- Trouble
    done = run("committee", "export", "--out", server.dir / "nowhere" / "x.csv")
    tap.ok(done.returncode == 1 and "nowhere" in done.stderr, f"a folder that is not there: {done.stderr}")
    tap.same(run("committee", "export").returncode, 2, "a file must be named")
    tap.same(run("committee", "export", "--out", server.dir / "x.doc").returncode, 2, "its form must be known")
    tap.same(run("committee", "export", "--out", "-", "--output", "xlsx").returncode, 2, "a workbook does not go to standard output")
    (server.dir / "kept.csv").write_text("before")
    server.tokens["wrong"] = "hy_" + "A" * 43
    tap.same((run("wrong", "export", "--output", "json", "--out", server.dir / "kept.csv").returncode,
              (server.dir / "kept.csv").read_text()), (5, "before"), "a refused export leaves the file that is there")
    tap.same([p.name for p in server.dir.glob("*.part")], [], "and nothing beside it")
    for output in ("csv", "json"):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([BIN / "huiyin", "--server", server.address, "--token-file", server.dir / "committee.token", "export", "--out", "-",
                                   "--output", output], stdout=full, stderr=subprocess.PIPE)
        tap.same(done.returncode, 1, f"a full disk is a failure: {output}")
    os.mkfifo(server.dir / "pipe.csv")
    tap.same(run("committee", "export", "--out", server.dir / "pipe.csv").returncode, 1, "what is no file is not replaced")
    tap.ok((server.dir / "pipe.csv").is_fifo(), "and stays")

    # ---- Many at once, and readers that leave
    held = [server.client("committee").ExportCases(with_texts=True) for _ in range(12)]
    begun, refused = [], 0
    for stream in held:
        try:
            begun.append(next(stream))
        except Refused as error:
            refused += error.reason == "OVERLOADED"
    note(f"{len(begun)} at once, {refused} refused")
    tap.ok(refused > 0 and len(begun) > 0, "exports at once are limited")
    for stream in held:
        stream.cancel()
    count = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'huiyind export'"
    wait_for(lambda: server.sql(count) == "0", "exports whose reader left end")
    tap.same(sum(len(answer.cases) for answer in committee.ExportCases()), 393, "then there is room again")

    # A connection that is lost in the middle ends the export: the rest would be of another moment.
    stream = committee.ExportCases(with_texts=True)
    next(stream)
    server.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'huiyind export'")
    try:
        n = sum(len(answer.cases) for answer in stream)
        tap.ok(n == 393, f"what had been read is whole ({n})")
    except Refused as error:
        tap.same(error.reason, "DATABASE_UNAVAILABLE", "a lost moment is refused")

    # The server stops in the middle of exports.
    held = [server.client("committee").ExportCases(with_texts=True) for _ in range(3)]
    for stream in held:
        try:
            next(stream)
        except Refused:
            pass
    stopper = threading.Thread(target=server.stop)
    stopper.start()
    stopper.join(60)
    tap.same(server.process.poll(), 0, "a server that stops in the middle of exports stops well")
finally:
    server.close()
tap.done()
