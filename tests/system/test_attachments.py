#!/usr/bin/python3
"""Attachments: uploaded in pieces, checked against the rules and their digest, seen by who sees the case, erased."""
import hashlib
import os
import pathlib
import re
import sys
import threading
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import ROOT, Refused, Server, Tap, case_service_pb2, wait_for  # noqa: E402

PIECE, MAX = 64 << 10, 1 << 20
Message = case_service_pb2.UploadAttachmentRequest


def messages(case, content, name="答复.pdf", id_=None, size=None, piece=PIECE, **fields):
    yield Message(header={"attachment_id": id_ or str(uuid.uuid4()), "case": case, "name": name, "media_type": "application/pdf",
                          "size": len(content) if size is None else size, **fields})
    for i in range(0, len(content), piece):
        yield Message(piece=content[i:i + piece])


def download(client, case, id_):
    parts = list(client.DownloadAttachment(case=case, attachment_id=id_))
    return parts[0].header, b"".join(p.piece for p in parts[1:])


tap = Tap()
server = Server().init().start()
try:
    server.setup()
    rules = re.sub(r"(?m)^attachments:.*$", f"attachments: {{max_bytes: {MAX}, types: [pdf, txt]}}",
                   (ROOT / "rules/baotou.yaml").read_text())
    server.client().ApplyRules(request_id=str(uuid.uuid4()), text=rules)
    committee, lead, assist, other = (server.client(who) for who in ("committee", "jyj", "czj", "jtj"))
    case = server.assigned_case(committee, "a1", "jyj", ["czj"])
    elsewhere = server.assigned_case(committee, "a2", "jyj")

    content = os.urandom(MAX - 17)
    stored = lead.UploadAttachment(messages(case, content))
    id_ = stored.attachment_id
    tap.same(stored.size, len(content), "an upload of many pieces is stored")
    salt, chunks, largest = server.sql(f"SELECT encode(salt, 'hex'), (SELECT count(*) FROM attachment_chunk c WHERE c.attachment_id = "
                                       f"a.attachment_id), (SELECT max(length(content)) FROM attachment_chunk) FROM attachment a "
                                       f"WHERE attachment_id = '{id_}'").split("|")
    tap.same(stored.digest, hashlib.sha256(bytes.fromhex(salt) + content).hexdigest(), "its digest is SHA-256 of salt and content")
    tap.same((int(chunks), int(largest)), (16, PIECE), "it stands in chunks of 64 KiB")
    header, got = download(assist, case, id_)
    tap.ok(got == content and header.name == "答复.pdf" and header.size == len(content), "who sees the case downloads the same bytes")
    tap.ok(max(len(p.piece) for p in committee.DownloadAttachment(case=case, attachment_id=id_)) <= PIECE, "in pieces of 64 KiB at most")

    tap.same(lead.UploadAttachment(messages(case, content, id_=id_)).digest, stored.digest, "the same file again is no change")
    changed = bytes([content[0] ^ 1]) + content[1:]
    tap.refused("ATTACHMENT_ID_REUSED", "other content under its id", lead.UploadAttachment, messages(case, changed, id_=id_))
    tap.refused("ATTACHMENT_ID_REUSED", "another name under its id", lead.UploadAttachment, messages(case, content, name="b.pdf", id_=id_))
    tap.refused("ATTACHMENT_ID_REUSED", "another case under its id", lead.UploadAttachment, messages(elsewhere, content, id_=id_))
    tap.ok(download(lead, case, id_)[1] == content, "the file is as it was")
    tiny = lead.UploadAttachment(messages(case, b"0123456789" * 20000, name="tiny.TXT", piece=700)).attachment_id
    tap.same(server.sql(f"SELECT count(*) FROM attachment_chunk WHERE attachment_id = '{tiny}'"), "4", "small pieces make whole chunks")
    tap.ok(download(lead, case, tiny)[1] == b"0123456789" * 20000, "and the same file")

    # Limits and nonsense.
    for what, reason, sent in (
            ("a file larger than the rules allow", "ATTACHMENT_TOO_LARGE", messages(case, b"x", size=MAX + 1)),
            ("an ending the rules do not name", "ATTACHMENT_TYPE", messages(case, b"x", name="a.exe")),
            ("a name without an ending", "ATTACHMENT_TYPE", messages(case, b"x", name="pdf")),
            ("a name with a path", "FIELD_UNKNOWN_VALUE", messages(case, b"x", name="../a.pdf")),
            ("a name too long", "FIELD_TOO_LONG", messages(case, b"x", name="长" * 117 + ".pdf")),
            ("no name", "FIELD_MISSING", messages(case, b"x", name="")),
            ("an empty file", "FIELD_MISSING", messages(case, b"")),
            ("an id that is none", "REQUEST_ID_INVALID", messages(case, b"x", id_="no")),
            ("a case that is not there", "CASE_NOT_FOUND", messages("20999999", b"x")),
            ("fewer bytes than announced", "ATTACHMENT_SIZE_WRONG", messages(case, b"x", size=2)),
            ("more bytes than announced", "ATTACHMENT_SIZE_WRONG", messages(case, b"xyz", size=2)),
            ("a piece above 64 KiB", "MESSAGE_TOO_LARGE", messages(case, b"x" * (PIECE + 1), piece=PIECE + 1)),
            ("no header", "ATTACHMENT_HEADER_MISSING", [Message(piece=b"x")]),
            ("nothing at all", "ATTACHMENT_HEADER_MISSING", []),
            ("two headers", "ATTACHMENT_HEADER_MISSING", list(messages(case, b"", size=1)) * 2),
            ("an empty message", "ATTACHMENT_HEADER_MISSING", [Message()])):
        tap.refused(reason, what, lead.UploadAttachment, sent)
    tap.refused("CASE_NOT_FOUND", "an upload to another office's case", other.UploadAttachment, messages(case, b"x"))

    def late():
        """A file that grows while it is sent."""
        yield from messages(case, b"x" * PIECE, size=2 * PIECE)
    tap.refused("ATTACHMENT_SIZE_WRONG", "an end in the middle", lead.UploadAttachment, late())

    # Sight.
    tap.refused("CASE_NOT_FOUND", "another office's download", lambda: download(other, case, id_))
    tap.refused("ATTACHMENT_NOT_FOUND", "a download by another case's number", lambda: download(lead, elsewhere, id_))
    tap.refused("ATTACHMENT_NOT_FOUND", "an id nobody has", lambda: download(lead, case, str(uuid.uuid4())))
    tap.refused("ROLE_NOT_ALLOWED", "an office erases", lead.EraseAttachment, case=case, attachment_id=id_)

    # An upload that breaks off is not there, and begins anew under the same id.
    broken = str(uuid.uuid4())
    goes_on = threading.Event()

    def half():
        for i, message in enumerate(messages(case, content, id_=broken)):
            if i == 8:
                goes_on.wait()
                return
            yield message
    leaver = server.client("jyj")
    thread = threading.Thread(target=lambda: tap.refused("", "the broken upload ends", leaver.UploadAttachment, half()))
    thread.start()
    chunks = f"SELECT count(*) FROM attachment_chunk WHERE attachment_id = '{broken}'"
    wait_for(lambda: int(server.sql(chunks)) == 7, "seven chunks are stored while the upload is open")
    tap.ok(True, "chunks are stored while they come in")
    tap.refused("ATTACHMENT_NOT_FOUND", "what is not complete is not there", lambda: download(lead, case, broken))
    leaver.close()
    goes_on.set()
    thread.join()
    lead.UploadAttachment(messages(case, changed, id_=broken))
    tap.ok(download(lead, case, broken)[1] == changed, "an upload begun anew under the same id is whole")

    # An upload overtaken by another one under its id is void.
    overtaken = str(uuid.uuid4())
    goes_on = threading.Event()

    def slowly():
        for i, message in enumerate(messages(case, content, id_=overtaken)):
            if i == 4:
                goes_on.wait()
            yield message
    thread = threading.Thread(target=lambda: tap.refused("ATTACHMENT_INTERRUPTED", "the upload that was overtaken",
                                                         server.client("jyj").UploadAttachment, slowly()))
    thread.start()
    wait_for(lambda: int(server.sql(f"SELECT count(*) FROM attachment_chunk WHERE attachment_id = '{overtaken}'")) == 3, "three chunks")
    lead.UploadAttachment(messages(case, changed, id_=overtaken))
    goes_on.set()
    thread.join()
    tap.ok(download(lead, case, overtaken)[1] == changed, "the one that overtook it is whole")

    # Two uploads of one id at the same time: who is in the other's way is told to try again, and one file is whole.
    both, results = str(uuid.uuid4()), []

    def race(bytes_):
        client = server.client("jyj")
        try:
            results.append(client.UploadAttachment(messages(case, bytes_, id_=both, piece=9000)).digest)
        except Refused as error:
            results.append(error.reason)
        client.close()
    threads = [threading.Thread(target=race, args=(bytes_,)) for bytes_ in (content, changed)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    tap.ok({r for r in results if len(r) != 64} <= {"ATTACHMENT_INTERRUPTED", "ATTACHMENT_ID_REUSED", "DATABASE_UNAVAILABLE"},
           f"two uploads race: {results}")
    if not any(len(r) == 64 for r in results):
        race(content)
    tap.ok(any(len(r) == 64 for r in results), "trying again, if both were, one is stored")
    tap.ok(download(lead, case, both)[1] in (content, changed), "and one file is whole")

    # A content changed in the database is noticed while it is sent.
    server.sql(f"UPDATE attachment_chunk SET content = set_byte(content, 0, 255 - get_byte(content, 0)) "
               f"WHERE attachment_id = '{both}' AND chunk_no = 9")
    tap.refused("ATTACHMENT_DAMAGED", "a changed chunk", lambda: download(lead, case, both))
    server.sql(f"DELETE FROM attachment_chunk WHERE attachment_id = '{broken}' AND chunk_no = 15")
    tap.refused("ATTACHMENT_DAMAGED", "a missing chunk", lambda: download(lead, case, broken))

    # Erasing.
    tap.same(committee.EraseAttachment(case=case, attachment_id=id_).already_erased, False, "the committee erases a content")
    tap.same(committee.EraseAttachment(case=case, attachment_id=id_).already_erased, True, "twice is once")
    error = tap.refused("ATTACHMENT_ERASED", "a download of it", lambda: download(lead, case, id_))
    tap.ok(error and id_ in error.text and "清除" in error.text, "the refusal says so")
    tap.refused("ATTACHMENT_ERASED", "an upload of it", lead.UploadAttachment, messages(case, content, id_=id_))
    tap.same(server.sql(f"SELECT length(salt), (SELECT count(*) FROM attachment_chunk WHERE attachment_id = '{id_}'), "
                        f"encode(digest, 'hex') FROM attachment WHERE attachment_id = '{id_}'"), f"0|0|{stored.digest}",
             "nothing is left but the digest")

    # In a line.
    answer = lead.submit(case, "attach", attachment_ids=[tiny])
    item = next(i for i in lead.GetCase(case=case).case.items if i.attachment_id == tiny)
    digest = server.sql(f"SELECT encode(digest, 'hex') FROM attachment WHERE attachment_id = '{tiny}'")
    tap.same((item.text, item.size, item.digest, item.media_type), ("tiny.TXT", 200000, digest, "application/pdf"),
             "the case shows what was attached")
    line = server.sql(f"SELECT body FROM line WHERE page = {answer.page} AND line_no = {answer.line}")
    tap.ok(digest in line and tiny in line and "0123456789" not in line, "the line holds its digest, not its content")
    for what, refused, ids in (("an upload of another case", lead, [lead.UploadAttachment(messages(elsewhere, b"x")).attachment_id]),
                               ("an id nobody has", lead, [str(uuid.uuid4())]), ("one that was erased", lead, [id_])):
        tap.refused("ATTACHMENT_NOT_FOUND", what, refused.submit, case, "attach", attachment_ids=ids)
    tap.refused("CASE_NOT_FOUND", "another office attaches it", other.submit, case, "attach", attachment_ids=[tiny])
    server.sql(f"UPDATE attachment SET digest = sha256('x') WHERE attachment_id = '{tiny}'")
    tap.ok(download(assist, case, tiny)[1] == b"0123456789" * 20000, "the line's digest counts, whatever stands beside the file")

    # Unused uploads go after a day; those a line names stay.
    old = lead.UploadAttachment(messages(case, b"old")).attachment_id
    server.sql("UPDATE attachment SET created_at = created_at - interval '23 hours 30 minutes'")
    tap.refused("ATTACHMENT_NOT_FOUND", "an upload that is about to go", lead.submit, case, "attach", attachment_ids=[old])
    tap.ok(lead.submit(case, "attach", attachment_ids=[tiny]).version, "one that a line names can be named again")
    server.sql("UPDATE attachment SET created_at = created_at - interval '2 hours'")
    fresh = lead.UploadAttachment(messages(case, b"fresh")).attachment_id
    left = lambda: set(server.sql("SELECT attachment_id FROM attachment").split())  # noqa: E731
    wait_for(lambda: left() == {tiny, fresh}, "the unused ones go")
    tap.same(left(), {tiny, fresh}, "unused uploads older than a day go, named ones and new ones stay")
    tap.same(set(server.sql("SELECT DISTINCT attachment_id FROM attachment_chunk").split()), {tiny, fresh}, "with their content")
    server.sql(f"UPDATE attachment SET salt = decode(repeat('00', 16), 'hex') WHERE attachment_id = '{tiny}'")
    tap.refused("ATTACHMENT_DAMAGED", "another salt", lambda: download(lead, case, tiny))
    report = server.client("auditor").VerifyLedger(timeout=120)
    tap.ok(report.intact and not server.client("auditor").Recount().differences, "the ledger is whole")

    # A reader that does not read does not fill the memory and can be gone.
    lead.UploadAttachment(messages(case, content, id_=both))
    pausing = server.client("jyj").DownloadAttachment(case=case, attachment_id=both)
    parts = [next(pausing), next(pausing)]
    tap.ok(download(lead, case, both)[1] == content, "a reader that pauses holds up nobody")
    tap.ok(b"".join(p.piece for p in parts[1:] + list(pausing)) == content, "and gets the whole file when it goes on")
    slow = server.client("jyj")
    slow.DownloadAttachment(case=case, attachment_id=both)
    slow.close()
    tap.ok(download(lead, case, both)[1] == content, "a reader that left disturbs nobody")
    tap.same(server.stop(), 0, "huiyind ends with 0 on SIGTERM")
finally:
    server.close()
tap.done()
