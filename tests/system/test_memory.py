#!/usr/bin/python3
"""What a server holds of large files and of peers that do not read: a little of each, whatever their number and size."""
import os
import pathlib
import sys
import threading
import uuid

# The sanitizers' build keeps freed memory back; not here, where it is counted.
os.environ["ASAN_OPTIONS"] = ":".join(filter(None, (os.environ.get("ASAN_OPTIONS"), "quarantine_size_mb=1", "thread_local_quarantine_size_kb=64")))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import Refused, Server, Tap, case_service_pb2, note  # noqa: E402

FILES, FILE, PIECE = 8, 20 << 20, 64 << 10
WATCHES, TEXT = 40, "示" * 10000
ROOM = 64 << 10  # KiB that the server may grow, of 160 MiB sent each way at once


def held(server, name="VmRSS"):
    """KiB of memory that the server's process holds, or has held at most (VmHWM)."""
    lines = pathlib.Path(f"/proc/{server.process.pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1])


def upload(server, case, ids, index):
    block = os.urandom(PIECE)

    def messages():
        yield case_service_pb2.UploadAttachmentRequest(header={"attachment_id": ids[index], "case": case, "name": "a.pdf",
                                                               "media_type": "application/pdf", "size": FILE})
        for _ in range(FILE // PIECE):
            yield case_service_pb2.UploadAttachmentRequest(piece=block)

    client = server.client("jyj", timeout=240)
    client.UploadAttachment(messages())
    client.close()


tap = Tap()
server = Server().init().start()
try:
    server.setup()
    committee = server.client("committee", timeout=120)
    case = server.assigned_case(committee, "m1", "jyj")
    ids = [str(uuid.uuid4()) for _ in range(FILES)]
    before = held(server)
    threads = [threading.Thread(target=upload, args=(server, case, ids, i)) for i in range(FILES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    grown = held(server, "VmHWM") - before
    note(f"{FILES} uploads of {FILE >> 20} MiB at once: {grown >> 10} MiB more")
    tap.same(server.sql("SELECT count(*) FROM attachment WHERE complete"), str(FILES), f"{FILES} files of {FILE >> 20} MiB are sent at once")
    tap.ok(grown < ROOM, f"the server grows by less than {ROOM >> 10} MiB")

    for i in range(60):
        committee.submit(case, "instruct", member="wang", text=TEXT)
    before = held(server)
    readers = [server.client("committee", timeout=None) for _ in range(FILES)]
    downloads = [client.DownloadAttachment(case=case, attachment_id=id_) for client, id_ in zip(readers, ids)]
    watches = [readers[i % FILES].WatchUpdates(after_page=0) for i in range(WATCHES)]
    for stream in downloads + watches:
        next(stream)
    for i in range(20):
        committee.submit(case, "instruct", member="wang", text=TEXT)
    grown = held(server, "VmHWM") - before
    note(f"{FILES} downloads and {WATCHES} watches that nobody reads: {grown >> 10} MiB more")
    tap.ok(grown < ROOM, f"downloads and watches that nobody reads cost less than {ROOM >> 10} MiB")
    tap.same(sum(len(part.piece) for part in downloads[0]), FILE, "and come whole when they are read")
    for client in readers:
        client.close()
    tap.ok(server.process.poll() is None, "the server still runs")
except Refused as error:
    tap.ok(False, f"refused: {error}")
finally:
    server.close()
tap.done()
