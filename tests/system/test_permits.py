#!/usr/bin/python3
"""A permit log of a municipality, on rules of its own: every event goes through the wire and is counted there as in the
log. The made log always; the real one where HUIYIN_RECEIPT_LOG names it or it lies in ../shared/data."""
import os
import pathlib
import subprocess
import sys
import tempfile
import uuid
from collections import Counter

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import ROOT, Server, Tap, common_pb2, note  # noqa: E402

sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "data/permits"))
import convert  # noqa: E402
import make_log  # noqa: E402

PAGE = 1000
tap = Tap()


def counted_in(log):
    """What a direct count over the log gives."""
    cases = convert.by_case(log)
    return {
        "cases": len(cases),
        "activity": Counter(row["concept:name"] for row in log),
        "group": Counter(convert.office_of(row["org:group"]) for row in log),
        "first": {name: min(r["time:timestamp"][:10] for r in rows) for name, rows in cases.items()},
        "last": {name: max(r["time:timestamp"][:10] for r in rows) for name, rows in cases.items()},
        "finished": sum(bool(rows[0]["case:enddate"]) for rows in cases.values()),
    }


def all_cases(client):
    token = ""
    while True:
        answer = client.ListCases(page_size=PAGE, page_token=token)
        yield from answer.cases
        token = answer.next_page_token
        if not token:
            return


def counted_over(client):
    """The same, asked of the server case by case."""
    activity_of = {verb: activity for activity, verb in convert.verbs().items()}
    found = {"cases": 0, "activity": Counter(), "group": Counter(), "first": {}, "last": {}, "finished": 0}
    for case in all_cases(client):
        name = case.received.submission_number
        updates = [u for u in client.ListUpdates(case=f"s{case.case_id}", page_size=PAGE).updates if u.verb in activity_of]
        found["cases"] += 1
        found["activity"].update(activity_of[u.verb] for u in updates)
        found["group"].update(u.office.code for u in updates)
        found["first"][name] = min(u.happened_on for u in updates)
        found["last"][name] = max(u.happened_on for u in updates)
        found["finished"] += case.state == "finished"
    return found


def prepare(server, folder):
    """Rules, offices, the session, tokens and the applications."""
    operator = server.client("operator")
    operator.ApplyRules(request_id=str(uuid.uuid4()), text=(ROOT / "rules/permits.yaml").read_text())
    for row in convert.read_bom(folder / "offices.csv"):
        operator.CreateOffice(request_id=str(uuid.uuid4()), office=dict(row, position=int(row["position"])))
    for row in convert.read_bom(folder / "sessions.csv"):
        operator.CreateSession(request_id=str(uuid.uuid4()), session=dict(row, level=common_pb2.LEVEL_CITY))
    server.token("committee", common_pb2.ROLE_COMMITTEE)
    operator.close()
    run(server, "import", str(folder / "proposals.csv"))


def run(server, *arguments):
    done = server.cli("committee", *arguments)
    if not tap.ok(done.returncode == 0, f"huiyin {arguments[0]} takes them all"):
        note(done.stdout[-500:] + done.stderr[-1500:])


def replay(path, what):
    note(what)
    log = convert.read(path)
    server = Server(business_date="2012-06-01", jurisdiction="990344").init().start()
    try:
        folder = server.dir / "permits"
        convert.main(path, folder)
        prepare(server, folder)
        run(server, "submit", "--file", str(folder / "updates.csv"))
        client = server.client("committee")
        wanted, got = counted_in(log), counted_over(client)
        for key, words in (("cases", "cases"), ("activity", "events of each activity"), ("group", "events of each group"),
                           ("first", "first event of each case"), ("last", "last event of each case"),
                           ("finished", "finished cases")):
            tap.same(got[key], wanted[key], f"{what}: {words}")
        tap.same(sum(got["activity"].values()), len(log), f"{what}: {len(log)} events in all")
        tap.ok(client.VerifyLedger().intact, f"{what}: the ledger verifies")
        client.close()
    finally:
        server.close()


made = pathlib.Path(tempfile.gettempdir()) / f"huiyin-permits.{os.getpid()}.csv"
make_log.main(made)
try:
    replay(made, "the made log")
finally:
    made.unlink()
beside = ROOT.parent / "shared/data/receipt.csv"
real = os.environ.get("HUIYIN_RECEIPT_LOG") or (beside if beside.exists() else None)
if real:
    replay(real, "the real log")
else:
    note("the real log is not here: HUIYIN_RECEIPT_LOG names no file")
tap.done()
