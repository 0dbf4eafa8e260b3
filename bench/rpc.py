"""Measures evgrpc beside gRPC C++, grpc-go and the bare libraries it stands on (peers/ceil.c), in rounds that take turns,
and prints the medians as markdown tables. bench/run.sh rpc builds everything and calls this.

usage: rpc.py [ROUNDS [SECONDS]]    5 rounds of 1 s for each server and load

All servers run at once and idle while another is measured. Compare the ratios of one run, not machines."""

import contextlib
import json
import os
import platform
import re
import resource
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PEERS = os.path.join(ROOT, "build/bench")
EVGRPC = os.path.join(ROOT, "build/release/bin/bench-echo-evgrpc")
METHOD = "/bench.Echo/Say"
# Reply bytes, connections, calls on each, and whether the cores are kept awake.
LOADS = [(200, 1, 1, False), (200, 1, 1, True), (200, 8, 32, False), (200, 64, 8, False), (10240, 8, 32, False)]
IDLE = 10000  # connections


def commands(reply_bytes, tls):
    """How each server is started, but for its port."""
    return {
        "ceil": [f"{PEERS}/ceil", "PORT", str(reply_bytes), *tls],
        "evgrpc": [EVGRPC, "PORT", "1", *tls],
        "gRPC C++ callback": [f"{PEERS}/echo_cpp", "PORT", "callback", *tls],
        "gRPC C++ queue": [f"{PEERS}/echo_cpp", "PORT", "queue", *tls],
        "grpc-go": [f"{PEERS}/echo_go", "PORT", *tls],
    }


class Server:
    def __init__(self, name, command):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.name = name
        self.process = subprocess.Popen([word.replace("PORT", str(self.port)) for word in command])
        self.wait_until_it_listens()

    def wait_until_it_listens(self):
        for _ in range(500):
            if self.process.poll() is not None:
                sys.exit(f"{self.name} ended at once")
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return
            time.sleep(0.02)
        sys.exit(f"{self.name} does not listen")

    def load(self, *arguments):
        command = [f"{PEERS}/load", "-a", f"127.0.0.1:{self.port}", "-p", METHOD, "-P", str(self.process.pid), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"{self.name}: calls failed: {done.stdout}{done.stderr}\n{' '.join(command)}")
        return json.loads(done.stdout)

    def stop(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@contextlib.contextmanager
def servers(named_commands):
    running = []
    try:
        for name, command in named_commands.items():
            running.append(Server(name, command))
        yield running
    finally:
        for server in running:
            server.stop()


@contextlib.contextmanager
def awake_cores(wanted):
    """With one call in flight a core that waits goes to sleep; how a virtual machine wakes it again (30 µs and more, each
    way, on a quiet host) is then all that is measured, the same for every server. A thread of the idle class on each
    core, which gives way at once, keeps them awake."""
    spinners = []
    try:
        for core in sorted(os.sched_getaffinity(0)) if wanted else []:
            spinner = subprocess.Popen([sys.executable, "-c", "while True: pass"])
            spinners.append(spinner)
            os.sched_setaffinity(spinner.pid, [core])
            os.sched_setscheduler(spinner.pid, os.SCHED_IDLE, os.sched_param(0))
        yield
    finally:
        for spinner in spinners:
            spinner.kill()
            spinner.wait()


def median(results, key):
    return statistics.median(result[key] for result in results)


def row(*cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def head(title, *cells):
    print(f"\n### {title}\n")
    row(*cells)
    row(*["---"] * len(cells))


class Bench:
    def __init__(self, rounds, seconds, folder):
        self.rounds, self.seconds = rounds, seconds
        self.certificate = os.path.join(folder, "certificate.pem")
        self.key = os.path.join(folder, "key.pem")
        self.found = {}  # what the targets are judged by: (figure, ...) -> number
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
             "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-out", self.certificate, "-keyout", self.key],
            check=True, capture_output=True)

    def rounds_of(self, running, reply_bytes, connections, streams, *more):
        results = {server.name: [] for server in running}
        load = ["-b", reply_bytes, "-c", connections, "-m", streams, "-t", self.seconds, *more]
        for _ in range(self.rounds):
            for server in running:
                results[server.name].append(server.load(*map(str, load)))
        return results

    def table(self, reply_bytes, connections, streams, awake, running, *more):
        with awake_cores(awake):
            results = self.rounds_of(running, reply_bytes, connections, streams, *more)
        ceiling = median(results["ceil"], "cpu_us")
        head(f"{reply_bytes} B replies, {connections} x {streams} in flight, {'TLS' if more else 'plain text'}"
             f"{', cores kept awake' if awake else ''}",
             "server", "calls/s", "p50 ms", "p99 ms", "p99.9 ms", "CPU µs per call", "x ceil", "cores")
        for name, rounds in results.items():
            cpu = median(rounds, "cpu_us")
            row(name, f"{median(rounds, 'per_s'):.0f}", *(f"{median(rounds, key):.3f}" for key in ("p50_ms", "p99_ms", "p999_ms")),
                f"{cpu:.2f}", f"{cpu / ceiling:.2f}", f"{median(rounds, 'cores'):.2f}")
            if not more:
                for key in ("cpu_us", "per_s", "p99_ms"):
                    self.found[name, reply_bytes, connections, key] = median(rounds, key)

    def calls(self, secure):
        tls = [self.certificate, self.key] if secure else []
        for reply_bytes in sorted({load[0] for load in LOADS}):
            with servers(commands(reply_bytes, tls)) as running:
                for load in LOADS:
                    if load[0] == reply_bytes:
                        self.table(*load, running, *(["-s", self.certificate] if secure else []))

    def idle(self, secure):
        """A fresh server for each row: memory that was once taken is not always given back."""
        tls = [self.certificate, self.key] if secure else []
        more = ["-s", self.certificate] if secure else []
        head(f"Memory with {IDLE} idle connections, {'TLS' if secure else 'plain text'}", "server", "at start KiB",
             "with them KiB", "KiB each", "after a call on each: KiB each")
        for name, command in commands(200, tls).items():
            results = []
            for extra in ([], ["-u"]):
                with servers({name: command}) as (server,):
                    results.append(server.load("-b", "200", "-c", str(IDLE), "-i", *extra, *more))
            row(name, results[0]["before_kib"], results[0]["rss_kib"], *(f"{r['kib_per_connection']:.2f}" for r in results))
            if not secure:
                self.found[name, "idle_kib"] = results[0]["kib_per_connection"]
                self.found[name, "rss_kib"] = results[0]["rss_kib"]

    def workers(self):
        """The load generator has one thread, so that two cores are enough for it and two half-loaded workers."""
        head("evgrpc with two workers beside one, 200 B", "in flight", "CPU µs, one", "CPU µs, two", "two : one", "futex calls, two",
             "of them contended")
        with servers({"one": [EVGRPC, "PORT", "1"], "two": [EVGRPC, "PORT", "2"]}) as running:
            for connections, streams in ((8, 32), (64, 8)):
                results = self.rounds_of(running, 200, connections, streams)
                one, two = (median(results[name], "cpu_us") for name in ("one", "two"))
                futex = count_futex(running[1], connections, streams)
                row(f"{connections} x {streams}", f"{one:.2f}", f"{two:.2f}", f"{two / one:.2f}", *futex)
                self.found["workers", connections] = two / one
                self.found["futex", connections] = futex[1]

    def targets(self):
        """The table of targets; a row is a name, the figure, the bound and whether the figure must stay under it."""
        found = self.found
        cpu = lambda name, size, connections: found[name, size, connections, "cpu_us"]
        cpp = lambda size, connections, key: min(found[f"gRPC C++ {kind}", size, connections, key] for kind in ("callback", "queue"))
        ours = cpu("evgrpc", 200, 8)
        rows = [
            ("CPU, 200 B, 8 x 32, of ceil", ours / cpu("ceil", 200, 8), 1.8, True),
            ("… gRPC C++ (the cheaper) of evgrpc", cpp(200, 8, "cpu_us") / ours, 5, False),
            ("… grpc-go of evgrpc", cpu("grpc-go", 200, 8) / ours, 5, False),
            ("CPU, 200 B, 1 x 1, of ceil, cores kept awake", cpu("evgrpc", 200, 1) / cpu("ceil", 200, 1), 1.3, True),
            ("calls/s, 200 B, 1 x 1, of grpc-go, cores kept awake", found["evgrpc", 200, 1, "per_s"] / found["grpc-go", 200, 1, "per_s"], 2, False),
            ("CPU, 10 KB, 8 x 32, of ceil", cpu("evgrpc", 10240, 8) / cpu("ceil", 10240, 8), 1.7, True),
            ("… gRPC C++ (the cheaper) of evgrpc", cpp(10240, 8, "cpu_us") / cpu("evgrpc", 10240, 8), 2.5, False),
            ("p99, 200 B, 8 x 32, of gRPC C++ (the quicker)", found["evgrpc", 200, 8, "p99_ms"] / cpp(200, 8, "p99_ms"), 1 / 3, True),
            ("p99, 200 B, 8 x 32, of grpc-go", found["evgrpc", 200, 8, "p99_ms"] / found["grpc-go", 200, 8, "p99_ms"], 1 / 3, True),
            ("KiB for each idle connection", found["evgrpc", "idle_kib"], 12, True),
            (f"MB with {IDLE} of them", found["evgrpc", "rss_kib"] * 1024 / 1e6, 130, True),
            ("CPU of two workers, 8 x 32, of one", found["workers", 8], 1.15, True),
            ("CPU of two workers, 64 x 8, of one", found["workers", 64], 1.15, True),
            ("contended futex calls, two workers", found["futex", 8] + found["futex", 64], 0, True),
        ]
        head("Targets", "what", "measured", "target", "")
        for what, value, bound, at_most in rows:
            reached = value <= bound if at_most else value >= bound
            row(what, f"{value:.2f}", f"{'at most' if at_most else 'at least'} {bound:.3g}", "reached" if reached else "**not reached**")


def count_futex(server, connections, streams):
    """futex calls of the server while it is under load, and those of them that waited or woke somebody."""
    with tempfile.NamedTemporaryFile("r") as trace:
        strace = subprocess.Popen(["strace", "-f", "-qq", "-e", "trace=futex", "-o", trace.name, "-p", str(server.process.pid)])
        time.sleep(0.5)
        server.load("-b", "200", "-c", str(connections), "-m", str(streams), "-t", "1")
        strace.send_signal(signal.SIGINT)
        strace.wait()
        lines = [line for line in trace if "futex(" in line]
    # The main thread sleeps in pause; what strace shows besides is a wake that found a sleeper, or a wait.
    return len(lines), sum(bool(re.search(r"FUTEX_WAIT|= [1-9]", line)) for line in lines)


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        model = re.search(r"model name\s*: (.*)", file.read()).group(1)
    return f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores {model}, Linux {platform.release().split('-')[0]}"


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 1
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if hard < IDLE + 100:
        sys.exit(f"{IDLE} connections need as many open files; the hard limit is {hard}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    folder = tempfile.mkdtemp(prefix="evgrpc-bench.")
    try:
        bench = Bench(rounds, seconds, folder)
        print(f"{machine()}; {rounds} rounds of {seconds:g} s, medians; client and server share the machine.")
        bench.calls(secure=False)
        bench.idle(secure=False)
        bench.workers()
        bench.targets()
        bench.calls(secure=True)
        bench.idle(secure=True)
    finally:
        shutil.rmtree(folder)


main()
