#!/usr/bin/python3
"""huiyin watch: live lines, once each, over lost connections and from one run to the next; huiyin submit --file over a stream."""
import json
import os
import pathlib
import signal
import subprocess
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import BIN, Server, Tap, wait_for  # noqa: E402


class Watch:
    """huiyin watch as a process; lines as they come."""

    def __init__(self, server, who, *args):
        path = server.dir / f"{who}.token"
        path.touch(0o600)
        path.write_text(server.tokens[who] + "\n")
        self.process = subprocess.Popen([BIN / "huiyin", "--server", server.address, "--token-file", path, "watch", *args],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.lines, self.notes = [], []
        for stream, kept in ((self.process.stdout, self.lines), (self.process.stderr, self.notes)):
            threading.Thread(target=lambda s=stream, k=kept: k.extend(line for line in iter(s.readline, "")), daemon=True).start()

    def wait(self, n):
        wait_for(lambda: len(self.lines) >= n, f"{n} lines of {self.process.args}: {self.notes}")
        return self.lines

    def interrupt(self):
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(20)


tap = Tap()
server = Server().init().start()
try:
    server.setup()
    committee = server.client("committee")
    numbers = [server.assigned_case(committee, f"c{i}", "jyj") for i in range(3)]
    places = lambda: [tuple(map(int, row.split("|"))) for row in  # noqa: E731
                      server.sql("SELECT page, line_no FROM line WHERE case_id > 0 ORDER BY page, line_no").split("\n")]
    json_places = lambda lines: [(row["page"], row["line"]) for row in map(json.loads, lines)]  # noqa: E731

    # Text, in both languages.
    text = Watch(server, "committee", "--from", "1")
    line = text.wait(9)[2]
    tap.ok(all(part in line for part in (numbers[0], "交办", "关于c0的提案（示例）", "示例单位jyj")), "a line says which case, what and who")
    tap.ok("2023" in line or "20" in line[:4], "and when")
    english = Watch(server, "jyj", "--from", "1", "--lang", "en", "--verb", "assign")
    tap.ok(all("Example office jyj" in line and "assign" in line for line in english.wait(3)), "in English too, only the verb asked for")
    tap.same(english.interrupt(), -signal.SIGINT, "Ctrl-C ends it as it ends any command: 130 in a shell")

    # A place in the middle.
    page, number = places()[4]
    part = Watch(server, "committee", "--from", f"{page}.{number}", "--output", "json")
    tap.same(json_places(part.wait(5))[:5], places()[4:9], "--from PAGE.LINE begins with that line")
    row = json.loads(part.lines[0])
    tap.same((row["case"], row["verb"], row["title"]), (numbers[1], committee.ListUpdates(case=numbers[1]).updates[1].verb, "关于c1的提案（示例）"),
             "JSON has an object per line")
    part.interrupt()

    # State: run after run, with the server killed in between; each line once.
    state = str(server.dir / "place")
    first = Watch(server, "committee", "--from", "1", "--state-file", state, "--output", "json")
    first.wait(9)
    second = server.cli("committee", "watch", "--state-file", state)
    tap.ok(second.returncode == 2 and "另一个" in second.stderr, "a state file serves one watch at a time")
    server.kill9()
    server.start()
    committee = server.client("committee")
    for i in range(5):
        committee.submit(numbers[i % 3], "accept" if i < 3 else "contact", office="jyj", **(
            {} if i < 3 else {"contact_method": "visit", "contact_persons": "示例"}))
    tap.same(json_places(first.wait(14)), places(), "a watch outlives its server; every line comes once")
    tap.ok(sum("重连" in note for note in first.notes) == 1, "and says once that the connection was lost")
    first.process.kill()
    first.process.wait()
    committee.submit(numbers[0], "contact", office="jyj", contact_method="visit", contact_persons="示例")
    again = Watch(server, "committee", "--state-file", state, "--output", "json", "--from", "1")
    tap.same(json_places(again.wait(1)), places()[14:], "the next run goes on where the last one was killed")
    again.interrupt()
    (server.dir / "place").write_text("rubbish\n")
    bad = server.cli("committee", "watch", "--state-file", state)
    tap.ok(bad.returncode == 2 and "不是 watch 的记录" in bad.stderr, "a file that holds no place is left alone")

    # What ends it.
    tap.same(server.cli("committee", "watch", "--from", "x").returncode, 2, "a place that is none")
    gone = server.cli("committee", "watch", "--verb", "fly")
    tap.ok(gone.returncode == 1 and "fly" in gone.stderr, "a verb no rule knows")
    tap.same(server.cli("committee", "watch", "--from", "999999").returncode, 1, "a page the ledger has not reached")
    tap.same(subprocess.run([BIN / "huiyin", "--server", "127.0.0.1:1", "--token-file", server.dir / "committee.token", "watch"],
                            capture_output=True).returncode, 6, "a server that was never there")
    head = subprocess.run(f"'{BIN}/huiyin' --server {server.address} --token-file '{server.dir}/committee.token' watch --from 1 | head -n 2",
                          shell=True, capture_output=True, text=True, timeout=60)
    tap.same(len(head.stdout.splitlines()), 2, "a reader that has enough ends it")
    token = server.token("short", 3)
    short = Watch(server, "short")
    server.client().RevokeToken(token_id=token.token_id)
    tap.same(short.process.wait(30), 5, "a revoked token ends it")
    csv = Watch(server, "committee", "--from", "1", "--output", "csv")
    tap.ok(csv.wait(3)[0].lstrip("\ufeff").startswith("page,line,case,title,verb"), "CSV has a head")
    csv.interrupt()

    # Bulk over a stream: 400 updates, with the server killed in the middle, each stored once.
    rows = "".join(f"{numbers[i % 3]},contact,visit,示例{i}\n" for i in range(400))
    sheet = server.dir / "bulk.csv"
    sheet.write_text("case,verb,contact_method,contact_persons\n" + rows)
    before, done = len(places()), []
    thread = threading.Thread(target=lambda: done.append(server.cli("jyj", "submit", "--file", str(sheet), "--output", "json",
                                                                     env=dict(os.environ, HUIYIN_LANG="zh"))))
    thread.start()
    wait_for(lambda: len(places()) > before + 20, "the first rows are stored")
    server.kill9()
    server.start()
    thread.join(120)
    summary = json.loads(done[0].stdout)
    tap.same((summary["rows"], summary["stored"] + summary["already_stored"]), (400, 400), "every row of a sheet is stored though the server was killed")
    tap.same(len(places()), before + 400, "exactly once")
    text.interrupt()
    tap.same(len(text.lines), len(places()), "and the first watch has seen them all")
    tap.same(server.stop(), 0, "huiyind ends with 0 on SIGTERM")
finally:
    server.close()
tap.done()
