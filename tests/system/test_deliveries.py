#!/usr/bin/python3
"""Reports on their way out: folders, mail, webhooks; at least once with a stable key, every attempt listed, given up and shown."""
import email
import email.policy
import hashlib
import hmac
import http.server
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import threading
import uuid

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import BIN, ROOT, Port, Server, Tap, report_service_pb2 as pb, wait_for  # noqa: E402

os.environ.setdefault("LSAN_OPTIONS", f"print_suppressions=0:suppressions={ROOT}/tests/support/leaks.txt")
SECRET, PASSWORD = "canary-secret-of-webhooks-4711", "canary-password-4711"
NOBODY = "nobody@example.gov.cn"
UNKNOWN = "no-such-host.invalid"  # RFC 6761: never a name
ROOM = "canary-room-4711"  # key of a chat room, part of its webhook
ATTEMPTS = int(re.search(r"#define COURIER_ATTEMPTS (\d+)", (ROOT / "server/report/courier.h").read_text())[1])


class Mailbox:
    """A mail server that keeps what it gets; refuses the first `refusals` mails, and NOBODY always."""

    def __init__(self):
        self.mails, self.refusals, self.port = [], 0, Port()
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port.number, enable_SMTPUTF8=True, authenticator=self.check,
                                     auth_required=True, auth_require_tls=False)

    def check(self, _server, _session, _envelope, _mechanism, data):
        return AuthResult(success=data.login == b"huiyin" and data.password == PASSWORD.encode())

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        if address == NOBODY:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):
        if self.refusals:
            self.refusals -= 1
            return "451 not now"
        self.mails.append((envelope.mail_from, envelope.rcpt_tos, email.message_from_bytes(envelope.content, policy=email.policy.default)))
        return "250 kept"


class Hook:
    """A webhook whose answers are a list of codes (the last one stays); 0 keeps the caller waiting for ever."""

    def __init__(self, codes):
        self.codes, self.posts, self.asked = list(codes), [], []
        self.held = threading.Event()
        hook = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                hook.asked.append(self.path)
                self.send_response(200)
                self.end_headers()

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                hook.posts.append((self.path, dict(self.headers), body))
                code = hook.codes.pop(0) if len(hook.codes) > 1 else hook.codes[0]
                if code == 0:
                    hook.held.wait()
                    return
                self.send_response(code)
                if code == 302:
                    self.send_header("Location", f"http://127.0.0.1:{hook.server.server_port}/elsewhere")
                self.end_headers()
                self.wfile.write(f"later: cannot POST {self.path} ({self.path[:-4]}".encode() if code == 500 else b"")

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def signed_well(headers, body):
    """As docs/operating.md tells who receives it."""
    parts = dict(part.split("=", 1) for part in headers["X-Huiyin-Signature"].split(","))
    mac = hmac.new(SECRET.encode(), parts["t"].encode() + b"." + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(mac, parts["v1"])


tap = Tap()
mailbox, hook = Mailbox(), Hook([500, 302, 200])
mailbox.controller.start()
HOST = hook.url.removesuffix("/hook/")
server = Server().init()
out = server.dir / "out"
out.mkdir()
secret_file = server.dir / "webhook.secret"
secret_file.write_text(SECRET + "\n")
os.environ.update(HUIYIN_DELIVER_DIR=str(out), HUIYIN_SMTP_URL=f"smtp://127.0.0.1:{mailbox.controller.port}",
                  HUIYIN_MAIL_FROM="huiyin@example.gov.cn", HUIYIN_WEBHOOK_PREFIX=f"{hook.url} http://127.0.0.1:1/dead/ http://{UNKNOWN}/ {HOST.replace('http:', 'https:')}/",
                  HUIYIN_WEBHOOK_SECRET_FILE=str(secret_file), HUIYIN_SMTP_USER="huiyin", HUIYIN_SMTP_PASSWORD=PASSWORD)
server.start()


def soon():
    """What waits for its pause is due now: nobody sleeps here."""
    server.sql("UPDATE delivery SET next_at = clock_timestamp() WHERE state = 1")


def delivery(client, report, target=""):
    return [d for d in client.ListDeliveries(report_id=report.report_id).deliveries if d.target.startswith(target)][0]


def scheduled(client, name, targets, **fields):
    """A report of a schedule that goes to these targets."""
    given = {"query": {"kind": pb.REPORT_KIND_SUPERVISION}, "timing": {"daily": "08:00"}, "formats": ["html", "pdf"], **fields}
    schedule = client.CreateSchedule(name=name, targets=targets, **given).schedule
    return schedule, client.RunSchedule(schedule_id=schedule.schedule_id).reports[0]


def content(client, report, format_):
    return b"".join(message.chunk for message in client.GetReport(report_id=report.report_id, format=format_))


try:
    server.setup()
    supervisor = server.client("supervisor", timeout=120)

    # A folder: every file whole, under its name.
    schedule, report = scheduled(supervisor, "文件夹", ["folder:通报"])
    names = [f"supervision-2023-{report.serial}.{format_}" for format_ in ("html", "pdf")]
    wait_for(lambda: delivery(supervisor, report).state == "delivered", "the folder has it")
    tap.same(sorted(path.name for path in (out / "通报").iterdir()), names, "a folder has the files of the report and nothing else")
    for name, format_ in zip(names, ("html", "pdf")):
        tap.same((out / "通报" / name).read_bytes(), content(supervisor, report, format_), f"{name} is what was kept")
    found = delivery(supervisor, report)
    tap.same([(a.attempt, a.worked, a.message) for a in found.attempts], [(1, True, "html, pdf")], "its attempt is listed")
    tap.same((found.title, found.target, found.next_at), (report.title, "folder:通报", ""), "with title and target")

    # Mail: the text, the files, a subject in Chinese.
    mailbox.refusals = 1
    title = "包头市政协提案办理情况督查通报（示例）：截至七月三日各承办单位办理进度"
    schedule, report = scheduled(supervisor, "邮件", ["mail:leader@example.gov.cn"], query={"kind": pb.REPORT_KIND_SUPERVISION, "title": title})
    wait_for(lambda: delivery(supervisor, report).state == "delivered", "the mail is delivered")
    sender, recipients, mail = mailbox.mails[-1]
    tap.same((sender, recipients), ("huiyin@example.gov.cn", ["leader@example.gov.cn"]), "the mail has its sender and recipient")
    tap.same(mail["Subject"], title, "its subject is the title")
    tap.ok(all(line.isascii() and len(line) <= 78 for line in mail.as_string().split("\n\n")[0].split("\n")), "its headers are short lines of ASCII")
    parts = list(mail.walk())
    tap.same([part.get_content_type() for part in parts], ["multipart/mixed", "text/plain", "text/html", "application/pdf"], "text first, then the files")
    tap.same(parts[1].get_content().replace("\r\n", "\n").rstrip("\n"), content(supervisor, report, "text").decode().rstrip("\n"), "the text is the report's")
    tap.same([part.get_filename() for part in parts[2:]], [f"supervision-2023-{report.serial}.{format_}" for format_ in ("html", "pdf")], "the files have names")
    tap.same([part.get_payload(decode=True) for part in parts[2:]], [content(supervisor, report, format_) for format_ in ("html", "pdf")],
             "and are what was kept")
    tap.ok(mail["X-Huiyin-Key"] in mail["Message-ID"], "the same mail a second time would have the same id")
    attempts = [(a.attempt, a.worked) for a in delivery(supervisor, report).attempts]
    tap.same(attempts, [(1, False), (2, True)], "an attempt the mail server refused is listed and was followed by another")
    tap.ok("451" in delivery(supervisor, report).attempts[0].message, f"with what it said: {delivery(supervisor, report).attempts[0].message}")

    # A webhook that fails first, then leads elsewhere, then takes it.
    schedule, report = scheduled(supervisor, "推送", [f"webhook:{hook.url}room?key={ROOM}"])
    wait_for(lambda: len(delivery(supervisor, report).attempts) >= 2, "two attempts")
    listed = [s for s in supervisor.ListSchedules().schedules if s.name == "推送"][0]
    tap.same(listed.undelivered, 1, "schedule list shows that a delivery failed")
    soon()
    wait_for(lambda: delivery(supervisor, report).state == "delivered", "the webhook takes it")
    tap.same([(a.attempt, a.worked, a.message) for a in delivery(supervisor, report).attempts],
             [(1, False, "对方没有收下，请查看对方的日志和网址（HTTP 500 later: cannot POST /hook/room?key=… (/hook/room?key=…）"), (2, False, "对方没有收下，请查看对方的日志和网址（HTTP 302）"),
              (3, True, "HTTP 200")], "every attempt is listed with what to do and what was said")
    tap.same((list(listed.targets), delivery(supervisor, report).target), ([f"webhook:{HOST}/…"], f"webhook:{HOST}/…"), "lists show where it goes up to the host")
    tap.ok(ROOM in server.sql("SELECT targets FROM schedule WHERE name = '推送'"), "the whole of it is in the database alone")
    done = server.cli("supervisor", "report", "deliveries", str(report.report_id), "--output", "json")
    tap.same([(row["attempt"], row["state"]) for row in json.loads(done.stdout)["deliveries"]], [(1, "failed"), (2, "failed"), (3, "delivered")],
             "report deliveries says of each attempt how it went")
    done = server.cli("supervisor", "report", "deliveries", str(report.report_id))
    tap.same((done.stdout.count("失败"), done.stdout.count("已送到")), (2, 1), f"in words as well: {done.stdout}")
    tap.same([s for s in supervisor.ListSchedules().schedules if s.name == "推送"][0].undelivered, 0, "and nothing is undelivered any more")
    tap.same((hook.asked, {path for path, _, _ in hook.posts}), ([], {f"/hook/room?key={ROOM}"}), "redirects are not followed")
    tap.ok(all(signed_well(headers, body) for _, headers, body in hook.posts), "each post is signed")
    path, headers, body = hook.posts[-1]
    tap.ok(not signed_well(headers, body + b" "), "and the signature is of the body")
    tap.same(len({body for _, _, body in hook.posts}), 1, "the body is the same at every attempt")
    posted = json.loads(body)
    tap.same((posted["key"], posted["digest"], posted["report_id"]), (headers["X-Huiyin-Key"], report.digest, report.report_id),
             "it names key, digest and report")
    tap.same(posted["key"], f"150200-{report.report_id}-1", "the key is made of the report and the target")
    tap.same(posted["document"], json.loads(content(supervisor, report, "json")), "and holds the document")
    tap.same([(f["format"], f["digest"]) for f in posted["files"]],
             [(format_, hashlib.sha256(content(supervisor, report, format_)).hexdigest()) for format_ in ("html", "pdf")], "and what files there are")
    canonical = json.dumps(posted["document"], ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    tap.same(hashlib.sha256(canonical).hexdigest(), posted["digest"], "who receives it can check the document's digest")
    fetched = server.cli("supervisor", "report", "get", str(posted["report_id"]), "--format", "pdf", "--out", str(server.dir / "fetched.pdf"))
    tap.same((fetched.returncode, hashlib.sha256((server.dir / "fetched.pdf").read_bytes()).hexdigest()), (0, posted["files"][1]["digest"]),
             "and fetch a file that is what was posted")

    # Killed between storing and delivering.
    hook.codes = [0, 200]
    before = len(hook.posts)
    schedule, report = scheduled(supervisor, "断电", [f"webhook:{hook.url}kill", "folder:断电"], formats=["text"])
    wait_for(lambda: len(hook.posts) > before, "the post is under way")
    server.kill9()
    tap.same(server.sql(f"SELECT state, attempts FROM delivery WHERE report_id = {report.report_id} AND target_no = 1"), "1|0",
             "killed while it delivers: the report is stored, nothing is known to be delivered")
    server.start()
    supervisor.reconnect()
    wait_for(lambda: all(d.state == "delivered" for d in supervisor.ListDeliveries(report_id=report.report_id).deliveries), "all is delivered after the restart")
    keys = [headers["X-Huiyin-Key"] for path, headers, _ in hook.posts[before:] if path == "/hook/kill"]
    tap.ok(len(keys) >= 2 and len(set(keys)) == 1, f"delivered after the restart, with the same key: {keys}")
    tap.ok((out / "断电").is_dir(), "and to the other target too")

    # Given up after the last attempt, and shown.
    schedule, report = scheduled(supervisor, "失败", ["webhook:http://127.0.0.1:1/dead/x", "folder:行"], formats=["text"])
    wait_for(lambda: len(delivery(supervisor, report, "webhook").attempts) >= 1, "the first attempt")
    for n in range(2, ATTEMPTS + 1):
        soon()
        wait_for(lambda n=n: len(delivery(supervisor, report, "webhook").attempts) >= n, f"attempt {n}")
    found = delivery(supervisor, report, "webhook")
    tap.same((found.state, len(found.attempts), found.next_at), ("given_up", ATTEMPTS, ""), f"after {ATTEMPTS} attempts it is given up")
    tap.ok(found.attempts[0].message.startswith("连不上对方，请核对地址、端口和防火墙"), f"and says what to do: {found.attempts[0].message}")
    tap.same(delivery(supervisor, report, "folder").state, "delivered", "the other target got it all the same")
    tap.same([(d.report_id, d.target) for d in supervisor.ListDeliveries(undelivered_only=True).deliveries], [(report.report_id, found.target)],
             "what is undelivered can be listed")
    tap.same([s for s in supervisor.ListSchedules().schedules if s.name == "失败"][0].undelivered, 1, "and stands in the list of schedules")
    log = (server.dir / "log").read_text(errors="replace")
    tap.ok("event=delivery-given-up" in log and "event=delivery-failed" in log, "and in the log")
    done = server.cli("supervisor", "report", "deliveries", "--undelivered")
    tap.ok(done.returncode == 0 and "已放弃" in done.stdout, f"report deliveries --undelivered: {done.stdout[-300:]}{done.stderr}")
    done = server.cli("supervisor", "report", "deliveries", str(report.report_id), "--output", "json")
    rows = json.loads(done.stdout)["deliveries"]
    tap.same((len(rows), rows[0]["attempt"]), (ATTEMPTS + 1, 1), "report deliveries N lists every attempt")
    tap.same([row["state"] for row in rows if row["target"].startswith("webhook")], ["failed"] * (ATTEMPTS - 1) + ["given_up"],
             "of those that failed the last one was the end")
    tap.refused("REPORT_NOT_FOUND", "deliveries of a report that is not there", supervisor.ListDeliveries, report_id=9999)
    done = server.cli("supervisor", "report", "deliveries", "9999")
    tap.same((done.returncode, "没有报告 9999" in done.stderr), (server.cli("supervisor", "report", "get", "9999", "--format", "text").returncode, True),
             f"are not found, as the report is not: {done.stderr}")
    done = server.cli("supervisor", "schedule", "list", "--lang", "en")
    tap.ok("undelivered" in done.stdout, "schedule list shows the column")

    # A folder that cannot be written is an attempt that failed, not an end.
    (out / "挡").write_text("a file where a folder should be")
    schedule, report = scheduled(supervisor, "挡", ["folder:挡"], formats=["text"])
    wait_for(lambda: len(delivery(supervisor, report).attempts) >= 1, "an attempt")
    tap.ok(not delivery(supervisor, report).attempts[0].worked, f"a file in the way: {delivery(supervisor, report).attempts[0].message}")
    tap.ok("请核对 --deliver-dir" in delivery(supervisor, report).attempts[0].message, "says what to do")
    (out / "挡").unlink()
    soon()
    wait_for(lambda: delivery(supervisor, report).state == "delivered", "it is delivered when the way is free")
    (out / "外").symlink_to(server.dir)
    schedule, report = scheduled(supervisor, "外", ["folder:外"], formats=["text"])
    wait_for(lambda: len(delivery(supervisor, report).attempts) >= 1, "an attempt")
    tap.ok(not delivery(supervisor, report).attempts[0].worked and not list(server.dir.glob("supervision-*")), "no way leads out of the folder")

    # A message that is cut within a character is an attempt like any other: nothing waits behind it for ever.
    tap.ok(server.stop() == 0, "the server stops well")
    far = out / ("x" * (3 + -len(str(out)) % 3)) / ("远" * 80) / ("远" * 80) / ("远" * 80)
    far.mkdir(parents=True)
    os.environ["HUIYIN_DELIVER_DIR"] = str(far)
    server.start()
    os.environ["HUIYIN_DELIVER_DIR"] = str(out)
    supervisor.reconnect()
    shutil.rmtree(out / far.relative_to(out).parts[0])
    schedule, report = scheduled(supervisor, "远", ["folder:远"], formats=["text"])
    wait_for(lambda: len(delivery(supervisor, report).attempts) >= 1, "an attempt")
    said = delivery(supervisor, report).attempts[0].message
    tap.ok(said.startswith("文件夹不可写，请核对 --deliver-dir 及其权限（cannot open /") and said.endswith("远") and len(said.encode()) < 599, f"the attempt is kept up to its last whole character: {len(said.encode())}")
    server.sql(f"UPDATE delivery SET state = 3 WHERE report_id = {report.report_id}")

    # Every class of failure says what to do, in the language of the report.
    for language, target, wanted in (("zh", f"webhook:http://{UNKNOWN}/x", "找不到对方的主机名"), ("en", f"webhook:http://{UNKNOWN}/x", "the host's name was not found"),
                                     ("zh", f"webhook:{HOST.replace('http:', 'https:')}/x", "未能建立安全连接"), ("zh", f"mail:{NOBODY}", "邮件服务器不收这个收件人"),
                                     ("en", f"mail:{NOBODY}", "does not take this recipient")):
        schedule, report = scheduled(supervisor, f"{language} {target}"[:60], [target], query={"kind": pb.REPORT_KIND_SUPERVISION, "language": language}, formats=["text"])
        wait_for(lambda report=report: len(delivery(supervisor, report).attempts) >= 1, "an attempt")
        message = delivery(supervisor, report).attempts[0].message
        tap.ok(wanted in message and ("（" in message or " (" in message), f"{target}: {message}")
        server.sql(f"UPDATE delivery SET state = 3 WHERE report_id = {report.report_id}")

    # Targets in pages.
    pages, token = [], ""
    while True:
        answer = supervisor.ListDeliveries(page_size=2, page_token=token)
        pages += [(d.report_id, d.target) for d in answer.deliveries]
        token = answer.next_page_token
        if not token:
            break
    tap.same(len(pages), len(set(pages)), "pages of deliveries repeat nothing")
    tap.same(len(pages), int(server.sql("SELECT count(*) FROM delivery")), "and leave nothing out")

    # What is allowed: nothing beside the prefixes.
    for url in (f"{hook.url[:-1]}", f"{hook.url}../other", hook.url.replace("127.0.0.1", "127.0.0.1@evil.example"), "http://169.254.169.254/",
                f"{hook.url}%2e%2e/other", f"{hook.url}a b", "file:///etc/passwd", f"{hook.url}x#y"):
        tap.refused("TARGET_WRONG", f"webhook:{url}", supervisor.CreateSchedule, name="x", query={"kind": pb.REPORT_KIND_SUPERVISION},
                    timing={"daily": "08:00"}, targets=[f"webhook:{url}"])
    for address in ("a", "a@", "@b", "a b@c.cn", "a@b\nc", "a@b>x", "张@c.cn", "a@-b"):
        error = tap.refused("TARGET_WRONG" if "\n" not in address else "FIELD_NOT_TEXT", f"mail:{address!r}", supervisor.CreateSchedule, name="x",
                            query={"kind": pb.REPORT_KIND_SUPERVISION}, timing={"daily": "08:00"}, targets=[f"mail:{address}"])

    # Secrets stand nowhere.
    kept = server.sql("SELECT string_agg(message, ' ') FROM delivery_attempt") + (server.dir / "log").read_text(errors="replace")
    tap.ok(SECRET not in kept and PASSWORD not in kept, "secret and password stand neither in the log nor in an attempt")
    tap.ok(ROOM not in kept and "target=webhook:http://127.0.0.1" in kept, "nor does the key of a webhook's room: the log names its host")
    tap.ok(SECRET not in pathlib.Path(f"/proc/{server.process.pid}/cmdline").read_text(), "nor on the command line")
    tap.same(server.stop(), 0, "the server stops well")

    # Settings that do not go together are said before anything starts.
    for settings, said in (({"HUIYIN_SMTP_URL": "http://x"}, "smtp://"), ({"HUIYIN_MAIL_FROM": ""}, "go together"),
                           ({"HUIYIN_SMTP_PASSWORD": ""}, "HUIYIN_SMTP_PASSWORD"), ({"HUIYIN_WEBHOOK_PREFIX": "http://host"}, "slash"),
                           ({"HUIYIN_WEBHOOK_PREFIX": "http://a@host/"}, "slash"), ({"HUIYIN_WEBHOOK_SECRET": "short"}, "16 characters"),
                           ({"HUIYIN_WEBHOOK_PREFIX": " ".join(["http://h/"] * 17)}, "too many")):
        done = subprocess.run([BIN / "huiyind", "serve", "--data", server.data], env={**os.environ, **settings}, capture_output=True, text=True)
        tap.ok(done.returncode == 2 and said in done.stderr, f"{settings}: {done.stderr.strip()}"[:160])
finally:
    server.close()
    mailbox.controller.stop()
tap.done()
