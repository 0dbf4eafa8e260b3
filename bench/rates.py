#!/usr/bin/python3
"""Figures over many cases: how long a rate, a list, an export takes where a city has kept a hundred thousand cases.

bench/run.sh rates [CASES]   (100000) builds and runs it. The ledger is the example year, played through the server, and as
many copies of it in other years as make CASES (bench/copies.sql); the fold makes the derived tables of their lines. Times of
calls are the server's own, from its log; the client's share is not in them. Everything is of one run on one machine:
compare within it.
"""
import os
import pathlib
import re
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
os.environ["HUIYIN_BIN"] = str(ROOT / "build/release/bin")
sys.path.insert(0, str(ROOT / "tests/support"))
from harness import BIN, METHODS, Refused, Server, wait_for  # noqa: E402

YEAR = ROOT / "data/baotou-2023h1"
TODAY = "2023-06-30"
YEARS = 25      # the copies lie in so many years before
GROUPS = ("total", "office", "role", "committee", "category", "sector", "proposer kind", "session", "level", "class", "leader", "month")
CALL = re.compile(rb"event=call method=\S+/(\w+) code=(\S+) .*? us=(\d+)")
TIMES = 100


def say(text):
    print(text, flush=True)


def row(what, *cells):
    say(f"| {what} | " + " | ".join(str(cell) for cell in cells) + " |")


def ms(us):
    return f"{us / 1000:.1f}"


def peak(pid):
    """The largest resident size of a process so far, in MiB."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0


class Bench:
    def __init__(self, cases):
        self.cases = cases
        self.server = Server(business_date=TODAY).init().start()
        self.server.setup(offices=())

    def run(self, who, *args):
        done = self.server.cli(who, *map(str, args))
        if done.returncode != 0:
            raise RuntimeError(f"{args}: {done.stdout}{done.stderr}")
        return done

    # ---- The ledger

    def load_year(self):
        self.run("operator", "office", "import", YEAR / "offices.csv")
        self.run("operator", "session", "import", YEAR / "sessions.csv")
        for back in range(1, YEARS + 1):
            year = 2023 - back
            self.run("operator", "session", "add", f"bench{year}", "--name-zh", f"{year}年会议（示例）", "--name-en", f"Session of {year} (example)",
                     "--starts-on", f"{year}-01-03", "--level", "city")
        self.run("committee", "import", YEAR / "proposals.csv")
        for sheet in sorted((YEAR / "updates").glob("*.csv")):
            self.run("committee", "submit", "--file", sheet)

    def is_folded(self):
        return self.server.sql("SELECT (SELECT page FROM fold) >= (SELECT max(page) FROM page)") == "t"

    def copy(self):
        """Stops the server, copies, starts it again and waits for the fold."""
        wait_for(self.is_folded, "the fold")
        year = int(self.server.sql('SELECT count(*) FROM "case"'))
        copies = max(0, -(-self.cases // year) - 1)
        conninfo = self.server.conninfo()
        self.server.kill9()  # PostgreSQL stays
        began = time.monotonic()
        if copies:
            done = subprocess.run(["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-v", f"copies={copies}", conninfo,
                                   "-f", ROOT / "bench/copies.sql"], capture_output=True, text=True)
            if done.returncode != 0:
                raise RuntimeError(done.stderr)
        copied = time.monotonic() - began
        began = time.monotonic()
        self.server.start()
        wait_for(self.is_folded, "the fold", 3600)
        folded = time.monotonic() - began
        began = time.monotonic()
        self.server.sql("VACUUM ANALYZE")  # as autovacuum does after a while
        vacuumed = time.monotonic() - began
        counts = {table: int(self.server.sql(f'SELECT count(*) FROM "{table}"')) for table in ("case", "line", "fact_change", "tally")}
        say(f"{counts['case']} cases, {counts['line']} lines, {counts['fact_change']} changes of facts, {counts['tally']} rows of tallies; "
            f"copied in {copied:.0f} s, folded in {folded:.0f} s ({counts['line'] / folded:.0f} lines/s), vacuumed in {vacuumed:.0f} s, "
            f"database {self.server.sql('SELECT pg_size_pretty(pg_database_size(current_database()))')}")

    # ---- Times of calls

    def timed(self, what, name, times=TIMES, **fields):
        """A row of the table: the server's times of so many equal calls."""
        try:
            taken, answer = self.times_of(name, times, **fields)
        except (Refused, AttributeError, TypeError, ValueError) as error:
            row(what, "—", "—", f"not served: {str(error)[:60]}")
            return
        row(what, ms(statistics.median(taken)), ms(taken[int(len(taken) * 0.99)]), f"{answer.ByteSize()} bytes")

    def times_of(self, name, times, **fields):
        """Sorted, in µs; and the last answer."""
        client = self.server.client("supervisor", timeout=120)
        call = getattr(client, name)
        call(**fields)  # the first one plans
        mark = (self.server.dir / "log").stat().st_size
        answer = None
        for _ in range(times):
            answer = call(**fields)
        wanted = []

        def logged():
            with open(self.server.dir / "log", "rb") as log:
                log.seek(mark)
                wanted[:] = [int(us) for method, code, us in CALL.findall(log.read()) if method.decode() == name and code == b"OK"]
            return len(wanted) >= times
        wait_for(logged, f"the log of {name}")
        client.close()
        return sorted(wanted), answer

    def groups(self):
        """Every group: now, as known at pages of the past, as of a day long ago."""
        head = int(self.server.sql("SELECT page FROM fold"))
        moments = {"now": {}, "page 95 %": {"page": head * 95 // 100}, "page 50 %": {"page": head // 2}, "page 5 %": {"page": head // 20},
                   "2010-06-30": {"as_of": "2010-06-30"}}
        say("\n| rates by, p50 ms | " + " | ".join(moments) + " |\n|---" + "|---" * len(moments) + "|")
        for group, name in enumerate(GROUPS):
            row(name, *(ms(statistics.median(self.times_of("GetRates", 10, group_by=group, **moment)[0])) for moment in moments.values()))

    def rates(self):
        head = int(self.server.sql("SELECT page FROM fold"))
        say("\n| call | p50 ms | p99 ms | answer |\n|---|---|---|---|")
        self.timed("rate by office, all sessions, now", "GetRates", group_by=1)
        self.timed("rate by office, one session, now", "GetRates", group_by=1, session="bt2023")
        self.timed("total, all sessions, now", "GetRates")
        for day in ("2023-03-31", "2010-06-30"):
            self.timed(f"rate by office as of {day}", "GetRates", group_by=1, as_of=day, times=20)
        for percent in (95, 50, 5):
            self.timed(f"rate by office as known at page {percent} %", "GetRates", group_by=1, page=head * percent // 100, times=20)
            self.timed("the same, one session", "GetRates", group_by=1, session="bench2015", page=head * percent // 100, times=20)
        self.timed("trend by month of a year", "GetTrend", times=20, **self.trend())
        self.timed("first 100 cases behind a rate", "ListRateCases", count=3, times=20)
        self.timed("first 100 overdue", "ListOverdue", times=20)
        for query in ("201810045", "加装电梯", "民办幼儿园 教育局", "示例委员壬申", "包市监提字〔2023〕5号", "提案"):
            self.timed(f"search {query}", "SearchCases", query=query, times=20)

    def trend(self):
        method = METHODS.get("GetTrend")
        fields = {f.name for f in method[1].input_type.fields} if method else set()
        wanted = {"from": "2022-07-01", "since": "2022-07-01", "starts_on": "2022-07-01", "until": TODAY, "to": TODAY, "ends_on": TODAY}
        return {name: value for name, value in wanted.items() if name in fields}

    # ---- Exports

    def export(self, form, *options):
        path = self.server.dir / f"all.{form}"
        size_before = peak(self.server.process.pid)
        command = [BIN / "huiyin", "--server", self.server.address, "--token-file", self.server.dir / "supervisor.token", "export",
                   "--out", path, *options]
        began = time.monotonic()
        client = subprocess.Popen(command, stderr=subprocess.PIPE)
        _, trouble = client.communicate()
        took = time.monotonic() - began
        if client.returncode != 0:
            row(f"export {form} {' '.join(options)}", "—", "—", "—", trouble.decode()[-80:])
            return
        row(f"export {form} {' '.join(options)}", f"{took:.1f}", f"{self.client_peak(command):.0f}",
            f"{size_before:.0f} → {peak(self.server.process.pid):.0f}", f"{path.stat().st_size / (1 << 20):.0f} MiB")

    def client_peak(self, command):
        """MiB of the client at the most: a second run, looked at by the kernel when it ends."""
        code = ("import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stderr=subprocess.DEVNULL); "
                "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
        done = subprocess.run([sys.executable, "-c", code, *map(str, command)], capture_output=True, text=True, check=True)
        return int(done.stdout) / 1024

    def exports(self):
        self.server.cli("supervisor", "whoami")  # writes the token file
        say("\n| all cases | s | client MiB | server MiB | file |\n|---|---|---|---|---|")
        self.export("xlsx")
        self.export("xlsx", "--by", "assignment")
        self.export("csv")
        self.export("json", "--with-texts")

    # ---- The bulletin of the example year

    def bulletins(self):
        say("\n| bulletin of 382 cases | s |\n|---|---|")
        for form in ("html", "pdf", "xlsx", "html,pdf,xlsx"):
            command = self.bulletin_command(form)
            if not command:
                row(form, "not served")
                continue
            times = []
            for _ in range(3):
                began = time.monotonic()
                self.run("supervisor", *command)
                times.append(time.monotonic() - began)
            row(form, f"{statistics.median(times):.2f}")

    def bulletin_command(self, form):
        done = self.server.cli("supervisor", "help", "report", "make")
        return ["report", "make", "supervision", "--formats", form, "--session", "bt2023"] if done.returncode == 0 else None


def main():
    bench = Bench(int(sys.argv[1]) if len(sys.argv) > 1 else 100000)
    try:
        began = time.monotonic()
        bench.load_year()
        say(f"the example year, through the server: {time.monotonic() - began:.1f} s")
        bench.bulletins()
        bench.copy()
        bench.rates()
        bench.groups()
        bench.exports()
    finally:
        bench.server.close()


main()
