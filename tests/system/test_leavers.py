#!/usr/bin/python3
"""Peers that leave at any moment, again and again: watches, streams of updates, uploads and downloads through a wire that is
cut after some bytes, calls with too little time, calls cancelled after some answers; at last the server is stopped under all
of them. It does not fall, nothing stays behind in its memory (the sanitizers' build tells), every update acknowledged is there
once, and every file whole. The seed is printed; HUIYIN_SEED repeats a run."""
import hashlib
import os
import pathlib
import random
import socket
import struct
import subprocess
import sys
import threading
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import Client, Refused, Server, Tap, case_service_pb2, note  # noqa: E402

PEERS, ROUNDS, CASES, PIECE = 8, 40, 12, 8 << 10
seed = int(os.environ.get("HUIYIN_SEED", random.SystemRandom().randrange(1 << 30)))
note(f"seed {seed}")


class Wire(threading.Thread):
    """A way to the server that is cut, with a reset, after so many bytes in either direction."""

    def __init__(self, address, length):
        super().__init__(daemon=True)
        self.host, port = address.split(":")
        self.port, self.left, self.lock = int(port), length, threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.listener.getsockname()[1]}"
        self.start()

    def run(self):
        self.near, _ = self.listener.accept()
        self.listener.close()
        try:
            self.far = socket.create_connection((self.host, self.port))
        except OSError:
            self.near.close()
            return
        back = threading.Thread(target=self.carry, args=(self.far, self.near), daemon=True)
        back.start()
        self.carry(self.near, self.far)
        back.join()
        self.near.close()
        self.far.close()

    def carry(self, source, target):
        try:
            while data := source.recv(4096):
                with self.lock:
                    part = data[:max(self.left, 0)]
                    self.left -= len(data)
                target.sendall(part)
                if self.left <= 0:
                    break
        except OSError:
            pass
        for end in (self.near, self.far):
            try:
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def nothing():
    """No update at all, which is refused before the ledger hears of it."""
    return case_service_pb2.SubmitUpdatesRequest()


def update(case, verb, request_id=None, **fields):
    return case_service_pb2.SubmitUpdatesRequest(
        update={"request_id": request_id or str(uuid.uuid4()), "case": case, "verb": verb, **fields})


class Peer(threading.Thread):
    """One that begins and leaves."""

    def __init__(self, server, index, cases, file):
        super().__init__()
        self.server, self.cases, self.file = server, cases, file
        self.rng = random.Random(seed * 100 + index)
        self.acknowledged, self.stored, self.reasons = [], [], {}
        self.start()

    def client(self):
        address, token = self.server.address, self.server.tokens["jyj"]
        timeout = self.rng.choice((0.002, 0.02, 0.1, 5, 5))
        if self.rng.random() < 0.6:
            address = Wire(address, self.rng.choice((100, 400, 1200, 5000, 40000))  + self.rng.randrange(300)).address
        return Client(address, token, timeout=timeout)

    def take(self, answers, most):
        """Some of the answers, then it leaves: by cancelling, or with its connection."""
        for _, answer in zip(range(self.rng.randrange(most)), answers):
            yield answer
        if self.rng.random() < 0.7:
            answers.cancel()

    def watch(self, client):
        for _ in self.take(client.WatchUpdates(after_page=self.rng.choice((-1, 0, 1))), 40):
            pass

    def submit(self, client):
        sent = []
        for _ in range(self.rng.randrange(1, 70)):
            verb = self.rng.choice(("contact", "contact", "fly", ""))
            sent.append(update(self.rng.choice(self.cases), verb, happened_on="2023-06-07", contact_method="phone",
                               contact_persons="示" * self.rng.choice((1, 50))) if verb else nothing())
        for answer in self.take(client.SubmitUpdates(sent), 90):
            if answer.WhichOneof("outcome") == "stored":
                self.acknowledged.append(answer.request_id)

    def upload(self, client):
        content, id_ = os.urandom(self.rng.randrange(1, 20 * PIECE)), str(uuid.uuid4())
        stop = self.rng.randrange(40)

        def pieces():
            yield case_service_pb2.UploadAttachmentRequest(header={
                "attachment_id": id_, "case": self.cases[0], "name": "a.pdf", "media_type": "application/pdf", "size": len(content)})
            for i, at in enumerate(range(0, len(content), PIECE)):
                if i == stop:
                    return
                yield case_service_pb2.UploadAttachmentRequest(piece=content[at:at + PIECE])

        client.UploadAttachment(pieces())
        self.stored.append((id_, content))

    def download(self, client):
        for _ in self.take(client.DownloadAttachment(case=self.cases[0], attachment_id=self.file), 12):
            pass

    def ask(self, client):
        client.TryUpdate(update={"case": self.cases[0], "verb": "contact", "contact_method": "phone", "contact_persons": "示例"})
        client.FindSimilarCases(case=self.cases[0])
        client.ListCases(page_size=100)

    def run(self):
        for _ in range(ROUNDS):
            client = self.client()
            try:
                self.rng.choice((self.watch, self.submit, self.submit, self.upload, self.download, self.ask))(client)
            except Refused as error:
                name = error.reason or str(error.code)
                self.reasons[name] = self.reasons.get(name, 0) + 1
            client.close()


def run_peers(server, cases, file):
    peers = [Peer(server, index, cases, file) for index in range(PEERS)]
    for peer in peers:
        peer.join()
    return peers


def whole_files(client, case, files):
    good = 0
    for id_, content in files:
        got = b"".join(part.piece for part in client.DownloadAttachment(case=case, attachment_id=id_))
        good += hashlib.sha256(got).digest() == hashlib.sha256(content).digest()
    return good


tap = Tap()
server = Server().init().start()
try:
    server.setup()
    committee, office = server.client("committee"), server.client("jyj")
    cases = [server.assigned_case(committee, f"k{i}", "jyj") for i in range(CASES)]
    for case in cases:
        office.submit(case, "accept", happened_on="2023-06-06")
    content = os.urandom(600 << 10)
    header = {"attachment_id": str(uuid.uuid4()), "case": cases[0], "name": "a.pdf", "media_type": "application/pdf",
              "size": len(content)}
    office.UploadAttachment([case_service_pb2.UploadAttachmentRequest(header=header)]
                            + [case_service_pb2.UploadAttachmentRequest(piece=content[i:i + PIECE])
                               for i in range(0, len(content), PIECE)])
    committee.close()
    office.close()

    peers = run_peers(server, cases, header["attachment_id"])
    reasons = {}
    for peer in peers:
        for reason, n in peer.reasons.items():
            reasons[reason] = reasons.get(reason, 0) + n
    acknowledged = [request for peer in peers for request in peer.acknowledged]
    files = [file for peer in peers for file in peer.stored]
    note(f"{len(acknowledged)} updates acknowledged, {len(files)} files stored, ends: {reasons}")
    tap.ok(server.process.poll() is None, "the server still runs")
    tap.ok("INTERNAL" not in reasons, "nobody is told of a fault of the server")
    tap.ok(len(acknowledged) > 50 and len(files) > 0, "enough went through to mean something")

    # Stopped under them: what waits, what is under way, what has half come. The database holds the lines, so that answers
    # stand behind some that do not come before the server ends.
    holder = subprocess.Popen(["psql", "-XAtq", server.conninfo()], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    standing = [Client(server.address, server.tokens["jyj"]) for _ in range(4)]
    rng = random.Random(seed)
    ended, more = threading.Event(), threading.Event()

    def contact():
        return update(cases[0], "contact", happened_on="2023-06-07", contact_method="phone", contact_persons="示")

    def endless(client):
        try:
            for _ in client.SubmitUpdates(rng.choice((contact, nothing))() for _ in iter(ended.is_set, True)):
                more.set()
        except Refused:
            pass

    threads = [threading.Thread(target=endless, args=(client,)) for client in standing]
    for thread in threads:
        thread.start()
    watches = [client.WatchUpdates(after_page=0) for client in standing]
    for watch in watches:
        next(watch)
    more.wait(30)
    holder.stdin.write("BEGIN; LOCK TABLE line IN EXCLUSIVE MODE; SELECT 'held';\n")
    holder.stdin.flush()
    tap.same(holder.stdout.readline().strip(), "held", "the database lets no line in")
    tap.same(server.stop(), 0, "it stops under all of them, and nothing is left in its memory")
    holder.kill()
    holder.wait()
    ended.set()
    for thread in threads:
        thread.join()
    for client in standing:
        client.close()
    tap.ok("Sanitizer" not in (server.dir / "log").read_text(errors="replace"), "the sanitizers have nothing to say")

    server.start()
    committee = server.client("committee", timeout=120)
    tap.ok(committee.VerifyLedger().intact, "the ledger is whole")
    tap.same(committee.Recount().differences[:], [], "the tables agree")
    there = set(server.sql("SELECT request_id FROM request").split())
    tap.same([request for request in acknowledged if request not in there], [], "every update acknowledged is there")
    tap.same(whole_files(server.client("jyj", timeout=60), cases[0], files), len(files), "every file stored is whole")
finally:
    server.close()
tap.done()
