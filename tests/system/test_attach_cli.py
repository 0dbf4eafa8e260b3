#!/usr/bin/python3
"""huiyin attach and download: a file comes back as it was, or not at all."""
import json
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import Server, Tap  # noqa: E402

tap = Tap()
server = Server().init().start()
try:
    server.setup()
    committee = server.client("committee")
    case = server.assigned_case(committee, "f1", "jyj")
    folder = server.dir / "files"
    folder.mkdir()
    content = os.urandom(300_000)
    (folder / "答复函.pdf").write_bytes(content)
    (folder / "scan.jpg").write_bytes(b"jpg")
    run = lambda *args, **options: server.cli("jyj", *args, cwd=folder, **options)  # noqa: E731

    done = run("attach", case, "答复函.pdf", str(folder / "scan.jpg"), "--output", "json")
    files = json.loads(done.stdout)["attachments"] if done.returncode == 0 else []
    tap.same([f["file"] for f in files], ["答复函.pdf", "scan.jpg"], "two files are attached")
    items = [i for i in committee.GetCase(case=case).case.items if i.attachment_id]
    tap.same([(i.attachment_id, i.size, i.media_type) for i in items],
             [(files[0]["attachment_id"], 300_000, "application/pdf"), (files[1]["attachment_id"], 3, "image/jpeg")],
             "and stand in the case")
    tap.ok("答复函.pdf" in run("case", "show", case).stdout, "case show names them")

    (folder / "there").mkdir()
    there = lambda *args: server.cli("jyj", *args, cwd=folder / "there")  # noqa: E731
    done = there("download", case, "答复函.pdf")
    tap.same((done.returncode, (folder / "there/答复函.pdf").read_bytes() == content), (0, True), "a download by name is the same file")
    tap.ok("答复函.pdf" in done.stderr and "300000" in done.stderr, "and says where it is")
    done = there("download", case, "答复函.pdf")
    tap.ok(done.returncode == 1 and "已存在" in done.stderr, "it overwrites nothing unasked")
    done = there("download", case, files[0]["attachment_id"], "-O", "copy.pdf")
    tap.ok(done.returncode == 0 and (folder / "there/copy.pdf").read_bytes() == content, "by id, under another name")
    tap.ok(there("download", case, files[0]["attachment_id"], "-O", "copy.pdf").returncode == 0, "which may be replaced")
    tap.same(there("download", case, "scan.jpg", "-O", "-").stdout, "jpg", "or to standard output")

    # Trouble leaves nothing behind.
    before = sorted(p.name for p in (folder / "there").iterdir())
    tap.same(there("download", case, "none.pdf").returncode, 3, "a name nobody attached")
    tap.same(server.cli("czj", "download", case, files[0]["attachment_id"], cwd=folder / "there").returncode, 3, "another office's case")
    server.sql(f"UPDATE attachment_chunk SET content = set_byte(content, 9, 255 - get_byte(content, 9)) "
               f"WHERE attachment_id = '{files[0]['attachment_id']}' AND chunk_no = 4")
    done = there("download", case, "答复函.pdf", "-O", "bad.pdf")
    tap.ok(done.returncode != 0 and "摘要不符" in done.stderr, "a damaged file is refused")
    tap.same(sorted(p.name for p in (folder / "there").iterdir()), before, "and nothing of it stays")
    english = there("download", case, "答复函.pdf", "-O", "bad.pdf", "--lang", "en")
    tap.ok("does not match its digest" in english.stderr, "in English too")
    run("attach", case, "scan.jpg")
    done = there("download", case, "scan.jpg", "-O", "x.jpg")
    tap.ok(done.returncode != 0 and "几个附件" in done.stderr, "a name that stands for two files is asked back")

    # Refusals before anything is sent, and by the rules.
    tap.same(run("attach", case, "missing.pdf").returncode, 1, "a file that is not there")
    tap.same(run("attach", case, ".").returncode, 1, "a folder")
    (folder / "a.exe").write_bytes(b"x")
    done = run("attach", case, "a.exe")
    tap.ok(done.returncode == 1 and "pdf" in done.stderr, "the rules say which files are taken")
    (folder / "empty.pdf").write_bytes(b"")
    tap.same(run("attach", case, "empty.pdf").returncode, 1, "an empty file")
    tap.same(run("attach", case, *["scan.jpg"] * 10, "--upload-only").returncode, 0, "ten files at once")
    tap.same(run("attach", case, *["scan.jpg"] * 11).returncode, 1, "eleven are too many")

    # Upload only, then in another update.
    done = run("attach", case, "scan.jpg", "--upload-only", "--output", "json")
    id_ = json.loads(done.stdout)["attachments"][0]["attachment_id"]
    tap.ok(id_ not in [i.attachment_id for i in committee.GetCase(case=case).case.items], "--upload-only enters nothing")
    run("submit", "accept", case)
    done = run("submit", "attach", case, "--attachment", id_)
    tap.ok(done.returncode == 0 and id_ in [i.attachment_id for i in committee.GetCase(case=case).case.items],
           "submit --attachment enters it: " + done.stderr)
    tap.same(server.stop(), 0, "huiyind ends with 0 on SIGTERM")
finally:
    server.close()
tap.done()
