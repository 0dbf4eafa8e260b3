#!/usr/bin/python3
"""Lists of promises tell each promise's limit, whatever became of it, and call its days by their own names: the list behind
the rate, the annexes of a report, the export."""
import csv
import io
import json
import os
import pathlib
import sys
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import ROOT, Server, Tap, note, report_service_pb2 as pb  # noqa: E402

os.environ.setdefault("LSAN_OPTIONS", f"print_suppressions=0:suppressions={ROOT}/tests/support/leaks.txt")
tap = Tap()
server = Server().init().start()

with server:
    server.setup()
    committee, supervisor = server.client("committee"), server.client("supervisor")
    case = server.assigned_case(committee, "p1", "jyj")
    committee.submit(case, "accept", office="jyj", happened_on="2023-06-06")
    due = {"建成示例站": "2023-12-29", "绿化示例街": "2023-09-30", "修好示例桥": "2023-10-31"}
    committee.submit(case, "answer", office="jyj", happened_on="2023-06-15", text="示例", document_number="示例〔2023〕1号",
                     promises=[{"text": text, "measure": "验收", "due_on": day} for text, day in due.items()], **{"class": "B"})
    server.client("jyj").submit(case, "keep", item_no=1, happened_on="2023-06-20", reason="已建成（示例）")
    supervisor.submit(case, "break_promise", item_no=2, happened_on="2023-06-28", reason="规划调整（示例）")

    note("The list behind the rate")
    rows = {c.promise: (c.assigned_on, c.due_on, c.answered_on) for c in supervisor.ListRateCases(rate="promises_kept").cases}
    tap.same(rows, {"建成示例站": ("2023-06-15", "2023-12-29", "2023-06-20"), "绿化示例街": ("2023-06-15", "2023-09-30", "2023-06-28")},
             "each has the day it was made, its limit, and the day it was kept or broken")
    for language, headings, others in (("zh", ("承诺日期", "完成时限", "了结日期"), ("交办日期", "答复日期")),
                                       ("en", ("promised on", "to be kept by", "settled on"), ("assigned on", "answered on"))):
        for verb in ("why", "list"):
            out = server.cli("supervisor", "--lang", language, "rates", verb, "promises_kept", env={**os.environ, "COLUMNS": "200"}).stdout
            tap.ok(all(word in out for word in headings) and not any(word in out for word in others),
                   f"rates {verb} heads them {', '.join(headings)}")
    tap.ok("交办日期" in server.cli("supervisor", "rates", "why", "answer").stdout, "of cases they are called as ever")

    note("The annexes of a report")
    report = list(supervisor.GenerateReport(query={"kind": pb.REPORT_KIND_PROMISES}, formats=["json"], request_id=str(uuid.uuid4())))[-1].report
    document = json.loads(b"".join(m.chunk for m in supervisor.GetReport(report_id=report.report_id, format="json")))
    annexes = {block["key"]: block["rows"] for block in document["blocks"] if block.get("key", "").startswith("promises_")}
    tap.same([row[-2:] for row in annexes["promises_broken"]], [["绿化示例街", "2023-09-30"]], "a broken promise has its limit")
    tap.same([row[-2:] for row in annexes["promises_pending"]], [["修好示例桥", "2023-10-31"]], "as one that is open")

    note("The export")

    def exported():
        server.cli("supervisor", "export", "--out", server.dir / "out.csv", check=True)
        return next(csv.DictReader(io.StringIO((server.dir / "out.csv").read_text("utf-8-sig"), newline="")))

    row = exported()
    tap.same(row["完成时限"], "2023-10-31", "the next limit")
    tap.same(row["承诺事项"], "建成示例站（已兑现 2023-06-20，时限 2023-12-29）；绿化示例街（未兑现 2023-06-28，时限 2023-09-30）；"
             "修好示例桥（待兑现 2023-10-31）", "and that of each promise beside what became of it")
    server.client("jyj").submit(case, "keep", item_no=3, happened_on="2023-06-30", reason="已修好（示例）")
    tap.same(exported()["完成时限"], "2023-12-29", "when none is open the last limit stays")
tap.done()
