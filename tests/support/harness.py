"""What the system tests share: a private server, typed gRPC stubs of every method, TAP, waiting for conditions.

The stubs come from protoc and the standard grpc package, so each test is also a foreign client.
"""
import fcntl
import hashlib
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid

from port import Port

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BIN = pathlib.Path(os.environ.get("HUIYIN_BIN", ROOT / "build/asan/bin"))
GENERATED = ROOT / "build/python"


def _generate():
    """The stubs, made once for each state of the contract: the test programs beside this one read the same files."""
    GENERATED.mkdir(parents=True, exist_ok=True)
    roots = [ROOT / "proto", ROOT / "evgrpc/proto"]
    protos = [(p, str(p.relative_to(root))) for root in roots for p in sorted(root.rglob("*.proto"))]
    state = "".join(f"{name} {hashlib.sha256(p.read_bytes()).hexdigest()}\n" for p, name in protos)
    with open(GENERATED / "state", "a+") as made:
        fcntl.flock(made, fcntl.LOCK_EX)
        made.seek(0)
        if made.read() != state:
            subprocess.run(["protoc", "-I", roots[0], "-I", roots[1], "-I", "/usr/include", f"--python_out={GENERATED}",
                            *(name for _, name in protos)], check=True)
            made.truncate(0)
            made.write(state)
    sys.path.insert(0, str(GENERATED))


_generate()
import grpc  # noqa: E402
from google.protobuf import symbol_database  # noqa: E402
from google.rpc import error_details_pb2, status_pb2  # noqa: E402
from huiyin.v1 import (access_service_pb2, case_service_pb2, common_pb2, directory_service_pb2,  # noqa: E402
                       ledger_service_pb2, rate_service_pb2, report_service_pb2, rules_service_pb2)

MODULES = [access_service_pb2, case_service_pb2, directory_service_pb2, ledger_service_pb2, rate_service_pb2, report_service_pb2,
           rules_service_pb2]
METHODS = {m.name: (s, m) for module in MODULES for s in module.DESCRIPTOR.services_by_name.values() for m in s.methods}


def message(name):
    for module in MODULES + [common_pb2]:
        if hasattr(module, name):
            return getattr(module, name)
    raise KeyError(name)


class Refused(Exception):
    """A call that ended with another status than OK."""

    def __init__(self, error):
        self.code = error.code().value[0]
        self.text = error.details() or ""
        self.reason, self.metadata = "", {}
        for key, value in error.trailing_metadata() or ():
            if key == "grpc-status-details-bin":
                status = status_pb2.Status.FromString(value)
                for detail in status.details:
                    if detail.Is(error_details_pb2.ErrorInfo.DESCRIPTOR):
                        info = error_details_pb2.ErrorInfo()
                        detail.Unpack(info)
                        self.reason, self.metadata = info.reason, dict(info.metadata)
        super().__init__(f"{self.code} {self.reason} {self.text}")


class Answers:
    """A stream of answers; the status at its end is raised unless it is OK."""

    def __init__(self, call):
        self.call = call

    def __iter__(self):
        return self

    def __next__(self):
        try:
            return next(self.call)
        except grpc.RpcError as error:
            raise Refused(error) from None

    def cancel(self):
        self.call.cancel()


class Client:
    """Calls by name: client.GetCase(case="20230001")."""

    def __init__(self, address, token="", language="zh", timeout=30):
        # The least pause between attempts is also how long one attempt may take, and the machine may be busy.
        self.channel = grpc.insecure_channel(address, options=[("grpc.use_local_subchannel_pool", 1),
                                                                ("grpc.initial_reconnect_backoff_ms", 100),
                                                                ("grpc.min_reconnect_backoff_ms", 5000),
                                                                ("grpc.max_reconnect_backoff_ms", 500)])
        self.address, self.token, self.language, self.timeout = address, token, language, timeout

    def reconnect(self):
        """A fresh channel: a lost one waits before it tries again, which would be counted as the server's recovery."""
        self.channel.close()
        self.__init__(self.address, self.token, self.language, self.timeout)

    def metadata(self):
        pairs = [("accept-language", self.language)]
        if self.token:
            pairs.append(("authorization", f"Bearer {self.token}"))
        return pairs

    def raw(self, name, payload):
        """A unary call with ready bytes."""
        service, method = METHODS[name]
        call = self.channel.unary_unary(f"/{service.full_name}/{name}", request_serializer=lambda x: x,
                                        response_deserializer=message(method.output_type.name).FromString)
        try:
            return call(payload, metadata=self.metadata(), timeout=self.timeout)
        except grpc.RpcError as error:
            raise Refused(error) from None

    def __getattr__(self, name):
        if name not in METHODS:
            raise AttributeError(name)
        service, method = METHODS[name]
        request_type, response_type = message(method.input_type.name), message(method.output_type.name)
        path = f"/{service.full_name}/{name}"
        kind = ("stream" if method.client_streaming else "unary") + ("_stream" if method.server_streaming else "_unary")
        call = getattr(self.channel, kind)(path, request_serializer=lambda m: m.SerializeToString(),
                                           response_deserializer=response_type.FromString)

        def guarded(*args, timeout=self.timeout, **fields):
            """Streams of requests are given as an iterable, other requests by field; streams of answers are iterators."""
            request = iter(args[0]) if method.client_streaming else request_type(**fields)
            try:
                answer = call(request, metadata=self.metadata(), timeout=timeout)
            except grpc.RpcError as error:
                raise Refused(error) from None
            return Answers(answer) if method.server_streaming else answer

        return guarded

    def submit(self, case, verb, request_id=None, **fields):
        return self.SubmitUpdate(request_id=request_id or str(uuid.uuid4()), case=case, verb=verb, **fields)

    def close(self):
        self.channel.close()


_never = threading.Event()


def wait_for(condition, what, seconds=60):
    """Asks condition until it is true; the pause between questions only spares the machine."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        _never.wait(0.02)
    raise TimeoutError(what)


class Server:
    """huiyind on a private embedded cluster in a fresh folder."""

    def __init__(self, business_date="2023-07-03", jurisdiction="150200", name="包头市"):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="huiyin-test."))
        self.dir.chmod(0o755)
        self.data = self.dir / "data"
        self.business_date, self.jurisdiction, self.name = business_date, jurisdiction, name
        self.port = Port()
        self.address = self.port.address
        self.process = None
        self.log = open(self.dir / "log", "ab")
        self.tokens = {}

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        """Closed after its with; what it said last is told when the test could not go on."""
        if error is not None:
            note(self.log_tail())
        self.close()

    def init(self):
        token = self.dir / "operator.token"
        subprocess.run([BIN / "huiyind", "init", "--data", self.data, "--jurisdiction", self.jurisdiction, "--name", self.name,
                        "--token-file", token], check=True, stderr=self.log, stdout=self.log)
        self.tokens["operator"] = token.read_text().strip()
        return self

    def start(self):
        self.process = subprocess.Popen([BIN / "huiyind", "serve", "--data", self.data, "--listen", self.address,
                                         "--business-date", self.business_date], stderr=self.log, stdout=self.log)
        self.wait_serving(self.process, self.address)
        return self

    def wait_serving(self, process, address):
        health = subprocess.Popen([BIN / "huiyin", "--server", address, "health", "--wait", "60"], stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL)
        wait_for(lambda: process.poll() is not None or health.poll() is not None, "huiyind serves", 90)
        if health.poll() != 0:
            health.kill()
            health.wait()
            raise RuntimeError(f"huiyind does not serve ({process.poll()}): {self.log_tail()}")

    def another(self, log=None):
        """Another huiyind on the same database, with a clock and a port of its own: its process and its Port."""
        port, log = Port(), log or self.log
        process = subprocess.Popen([BIN / "huiyind", "serve", "--database-url", self.conninfo("huiyin_app"), "--listen", port.address],
                                   stderr=log, stdout=log)
        self.wait_serving(process, port.address)
        return process, port

    def log_tail(self):
        return (self.dir / "log").read_text(errors="replace")[-3000:]

    def kill9(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)
        return self.process.returncode if self.process else None

    def postmaster(self):
        try:
            return int((self.data / "pg/postmaster.pid").read_text().split("\n")[0])
        except (OSError, ValueError):
            return 0

    def conninfo(self, role="postgres"):
        # The socket folder is the fifth line of postmaster.pid.
        lines = (self.data / "pg/postmaster.pid").read_text().split("\n")
        return f"host={lines[4]} user={role} dbname=huiyin"

    def sql(self, text, check=True):
        done = subprocess.run(["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", self.conninfo(), "-c", text],
                              capture_output=True, text=True)
        if check and done.returncode != 0:
            raise RuntimeError(done.stderr)
        return done.stdout.strip()

    def client(self, who="operator", language="zh", timeout=30):
        return Client(self.address, self.tokens.get(who, who), language, timeout)

    def cli(self, who, *args, **options):
        """Runs the command line client; returns the finished process."""
        path = self.dir / f"{who}.token"
        if not path.exists():
            path.touch(0o600)
            path.write_text(self.tokens[who] + "\n")
        return subprocess.run([BIN / "huiyin", "--server", self.address, "--token-file", path, *args],
                              capture_output=True, text=True, **options)

    def setup(self, offices=("jyj", "czj", "jtj"), rules="rules/baotou.yaml"):
        """Rules (a file, below the repository or anywhere), calendar, a session, offices and a token for each role and office."""
        operator = self.client("operator")
        operator.ApplyRules(request_id=str(uuid.uuid4()), text=(ROOT / rules).read_text())
        for year in sorted((ROOT / "rules/calendar").glob("20*.csv")):
            done = self.cli("operator", "calendar", "import", str(year))
            assert done.returncode == 0, done.stderr
        operator.CreateSession(request_id=str(uuid.uuid4()), session={
            "code": "14-2", "name_zh": "第二次会议（示例）", "name_en": "Second session (example)", "starts_on": "2023-02-10",
            "level": common_pb2.LEVEL_CITY})
        for i, code in enumerate(offices):
            operator.CreateOffice(request_id=str(uuid.uuid4()), office={
                "code": code, "name_zh": f"示例单位{code}", "name_en": f"Example office {code}", "position": i + 1})
            self.token(code, common_pb2.ROLE_HANDLER, code)
        for role in ("committee", "supervisor", "leader", "auditor", "scheduler"):
            self.token(role, getattr(common_pb2, f"ROLE_{role.upper()}"))
        self.member("wang", "示例委员王")
        self.token("proposer", common_pb2.ROLE_PROPOSER, member="wang")
        operator.close()
        return self

    def member(self, code, name, **fields):
        """A person of the directory."""
        client = self.client("operator")
        client.CreateMember(request_id=str(uuid.uuid4()), member={"code": code, "name": name, "kind": "member", **fields})
        client.close()

    def token(self, name, role, office="", **fields):
        client = self.client("operator")
        answer = client.CreateToken(role=role, office=office, label=name, **fields)
        client.close()
        self.tokens[name] = answer.secret
        return answer.token

    def new_case(self, committee, number, **fields):
        case = {"session": "14-2", "submission_number": number, "level": common_pb2.LEVEL_CITY,
                "title": f"关于{number}的提案（示例）", "text": "示例正文", "proposers": ["示例委员甲"], "proposer_kind": "member",
                "sector": "教育界", "category": "教育", "received_on": "2023-06-01"}
        case.update(fields)
        return committee.CreateCase(request_id=str(uuid.uuid4()), case=case).case

    def assigned_case(self, committee, number, lead, assists=(), day="2023-06-05"):
        """A case received, filed and assigned; returns its case number."""
        case = f"s{self.new_case(committee, number).case_id}"
        answer = committee.submit(case, "file", happened_on=day)
        committee.submit(case, "assign", happened_on=day, lead_office=lead, assist_offices=list(assists))
        return answer.case.case_number

    def close(self):
        self.stop()
        pid = self.postmaster()
        if pid:
            try:
                os.kill(pid, signal.SIGINT)
                wait_for(lambda: not (self.data / "pg/postmaster.pid").exists(), "PostgreSQL stops")
            except ProcessLookupError:
                pass
        self.log.close()
        if os.environ.get("HUIYIN_KEEP") is None:
            shutil.rmtree(self.dir, ignore_errors=True)


class Tap:
    """Counts what holds and what does not, as TAP."""

    def __init__(self):
        self.n = self.bad = 0

    def ok(self, good, what):
        self.n += 1
        self.bad += not good
        print(f"{'ok' if good else 'not ok'} {self.n} - {what}", flush=True)
        return good

    def same(self, got, wanted, what):
        if not self.ok(got == wanted, what):
            print(f"# got {got!r}\n# wanted {wanted!r}", file=sys.stderr, flush=True)

    def refused(self, reason_, what, function, *args, **fields):
        try:
            function(*args, **fields)
        except Refused as error:
            self.same(error.reason, reason_, what)
            return error
        self.ok(False, f"{what}: was accepted, {reason_} expected")
        return None

    def done(self):
        print(f"1..{self.n}")
        sys.exit(1 if self.bad else 0)


def note(text):
    print(f"# {text}", flush=True)
