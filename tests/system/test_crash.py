#!/usr/bin/python3
"""Kills the server and PostgreSQL under load, again and again: every acknowledged update is there once afterwards.

An acknowledgement is written down before it counts. A call without an answer is sent again with the same request id
until it has one. The seed is printed; HUIYIN_SEED repeats a run.
"""
import os
import pathlib
import random
import signal
import sys
import threading
import time
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import Refused, Server, Tap, note, wait_for  # noqa: E402

CLIENTS, CASES, FAULTS, WANTED = 12, 40, 12, 1200
seed = int(os.environ.get("HUIYIN_SEED", random.SystemRandom().randrange(1 << 30)))
rng = random.Random(seed)
tap = Tap()
note(f"seed {seed}")
server = Server().init().start()
try:
    server.setup()
    committee = server.client("committee")
    numbers = [server.assigned_case(committee, f"k{i}", "jyj") for i in range(CASES)]
    office = server.client("jyj")
    for number in numbers:
        office.submit(number, "accept", happened_on="2023-06-06")
    base = sum(office.GetCase(case=n).case.version for n in numbers)
    office.close()
    committee.close()

    server_pause = threading.Event()  # never set: only a moment between tries
    journal = open(server.dir / "acknowledged", "a", buffering=1)
    lock = threading.Lock()
    counts = {"sent": 0, "acknowledged": 0, "unknown": 0, "repeated": 0}
    refused, ending = [], threading.Event()

    def submit_until_answered(client, number, request_id, text):
        while True:
            try:
                return client.submit(number, "contact", request_id=request_id, happened_on="2023-06-07", contact_method="phone",
                                     contact_persons=text)
            except Refused as error:
                if error.code not in (14, 4):  # UNAVAILABLE, DEADLINE_EXCEEDED
                    refused.append(str(error))
                    return None
                with lock:
                    counts["unknown"] += 1
                server_pause.wait(0.05)
                client.reconnect()

    def work(index):
        client = server.client("jyj", timeout=5)
        own = random.Random(seed * 100 + index)
        i = 0
        while not ending.is_set():
            i += 1
            number, request_id = own.choice(numbers), str(uuid.UUID(int=own.getrandbits(128), version=4))
            with lock:
                counts["sent"] += 1
            answer = submit_until_answered(client, number, request_id, f"示例{index}-{i}")
            if answer is None:
                continue
            journal.write(f"{request_id} {answer.case.case_id} {answer.version} {answer.page} {answer.line}\n")
            with lock:
                counts["acknowledged"] += 1
                counts["repeated"] += answer.already_stored
        client.close()

    threads = [threading.Thread(target=work, args=(i,)) for i in range(CLIENTS)]
    for thread in threads:
        thread.start()
    recoveries = []
    for fault in range(FAULTS):
        goal = counts["acknowledged"] + WANTED // FAULTS
        wait_for(lambda: counts["acknowledged"] >= goal, "load before the fault", 120)
        kind = ("server", "postgres", "backend")[fault % 3] if fault < 9 else rng.choice(("server", "postgres"))
        began = time.monotonic()
        now = counts["acknowledged"]
        if kind == "server":
            server.kill9()
            server.start()
        elif kind == "postgres":
            os.kill(server.postmaster(), signal.SIGKILL)
        else:
            pids = server.sql("SELECT pid FROM pg_stat_activity WHERE usename = 'huiyin_app'").split()
            os.kill(int(rng.choice(pids)), signal.SIGKILL)
        wait_for(lambda: counts["acknowledged"] > now + CLIENTS, f"acknowledgements after killing {kind}", 120)
        recoveries.append((kind, time.monotonic() - began))
    ending.set()
    for thread in threads:
        thread.join()
    journal.close()
    note(f"{counts}; recoveries {', '.join(f'{k} {s:.1f} s' for k, s in recoveries)}")
    tap.same(refused, [], "nothing was refused")
    tap.ok(counts["acknowledged"] >= 1000, f"{counts['acknowledged']} acknowledgements, {FAULTS} kills")

    def answers():
        try:
            return server.sql("SELECT 1") == "1"
        except (RuntimeError, OSError):
            return False

    wait_for(answers, "the database after the last kill")
    stored = {}
    for row in server.sql("SELECT q.request_id, l.case_id, l.version, l.page, l.line_no FROM request q JOIN line l USING (jurisdiction, page, line_no) "
                          "WHERE l.body::jsonb->>'verb' = 'contact'").split("\n"):
        request_id, *place = row.split("|")
        stored.setdefault(request_id, []).append(tuple(map(int, place)))
    lines = [line.split() for line in (server.dir / "acknowledged").read_text().split("\n") if line]
    lost = [l for l in lines if l[0] not in stored]
    wrong = [l for l in lines if l[0] in stored and stored[l[0]] != [tuple(map(int, l[1:]))]]
    tap.same(lost, [], "no acknowledged update is lost")
    tap.same(wrong, [], "each is stored once and where its answer said")
    tap.same(server.sql("SELECT count(*) FROM line WHERE body::jsonb->>'verb' = 'contact'"), str(len(stored)), "no line is without its request id")
    versions = server.sql('SELECT sum(version) FROM "case"')
    tap.same(int(versions), base + len(stored), "the versions of the cases count the lines")
    auditor = server.client("auditor", timeout=120)

    def verified():
        """The report, or None while the last kill is not over."""
        try:
            return auditor.VerifyLedger()
        except Refused as error:
            if error.code != 14:
                raise
            return None

    report = wait_for(verified, "service after the last kill")
    tap.ok(report.intact, f"the ledger of {report.pages} pages is intact {report.message}")
    wait_for(lambda: auditor.GetHead().fold_page == auditor.GetHead().page, "the fold reaches the head")
    tap.same(len(auditor.Recount().differences), 0, "a recount agrees")
finally:
    ending.set()
    server.close()
tap.done()
