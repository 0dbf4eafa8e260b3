#!/usr/bin/python3
"""--out and --output xlsx: every listing becomes a workbook with typed cells, a file is whole or not there, a terminal gets no
binary."""
import datetime
import io
import json
import os
import pathlib
import pty
import subprocess
import sys

import openpyxl

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import BIN, Server, Tap  # noqa: E402

tap, server = Tap(), Server()
folder = pathlib.Path(server.dir)


def sheets(source):
    return {sheet.title: list(sheet.iter_rows()) for sheet in openpyxl.load_workbook(source)}


def values(rows):
    return [[cell.value for cell in row] for row in rows]


def column(rows, title):
    place = values(rows)[0].index(title)
    return [row[place] for row in rows[1:]]


def listings_become_workbooks():
    path = folder / "todo.xlsx"
    listings = {"todo": ["todo", "--all"], "cases": ["case", "list"], "offices": ["office", "list"], "rates": ["rates"], "history": ["history", "20230001"],
                "verbs": ["verbs"], "tokens": ["token", "list"], "sessions": ["session", "list"], "members": ["member", "list"]}
    for what, words in listings.items():
        path.unlink(missing_ok=True)
        ran = server.cli("operator" if what == "tokens" else "committee", *words, "--output", "xlsx", "--out", str(path))
        if not tap.ok(ran.returncode == 0 and path.exists() and str(path) in ran.stderr and ran.stdout == "", f"{what}: written, and said so"):
            print(f"# {ran.returncode} {ran.stdout}{ran.stderr}", file=sys.stderr)
            continue
        found = sheets(path)
        as_json = json.loads(server.cli("operator" if what == "tokens" else "committee", *words, "--output", "json").stdout)
        table = next((value for value in as_json.values() if isinstance(value, list)), [])
        first = next(iter(found.values()))
        tap.same(len(first) - 1, len(table), f"{what}: as many rows as in JSON")
        tap.ok(all(cell.data_type != "f" for rows in found.values() for row in rows for cell in row), f"{what}: nothing is a formula")


def cells_have_types():
    path = folder / "cases.xlsx"
    server.cli("committee", "case", "list", "--out", str(path))
    rows = next(iter(sheets(path).values()))
    tap.ok(all(isinstance(cell.value, str) for cell in column(rows, "案号")), "numbers of cases are texts")
    days = [cell for row in rows[1:] for cell in row if isinstance(cell.value, datetime.datetime)]
    tap.ok(days and all(cell.number_format == "yyyy\\-mm\\-dd" for cell in days), "days are days")
    server.cli("committee", "rates", "--out", str(path))
    rows = next(iter(sheets(path).values()))
    shares = [cell for row in rows[1:] for cell in row if cell.number_format.endswith("%")]
    tap.ok(shares and all(cell.value is None or 0 <= cell.value <= 1 for cell in shares), "percentages are fractions shown as percentages")
    counts = [cell for row in rows[1:] for cell in row if cell.number_format == "0"]
    tap.ok(counts and all(isinstance(cell.value, int) for cell in counts), "counts are numbers")


def the_form_is_the_files():
    text, form = {}, {"csv": "\ufeff", "json": "{", "txt": ""}
    for end, begin in form.items():
        path = folder / f"list.{end}"
        ran = server.cli("committee", "case", "list", "--out", str(path))
        text[end] = path.read_text()
        tap.ok(ran.returncode == 0 and text[end].startswith(begin) and "20230001" in text[end], f"--out list.{end} writes {end}")
    for end in ("pdf", "docx", "xls"):
        ran = server.cli("committee", "case", "list", "--out", str(folder / f"list.{end}"))
        tap.ok(ran.returncode == 2 and ".xlsx" in ran.stderr and not (folder / f"list.{end}").exists(), f"a text is not called list.{end}")
    ran = server.cli("committee", "case", "list", "--out", "-", cwd=folder)
    tap.ok("20230001" in ran.stdout and not (folder / "-").exists(), "--out - is standard output")
    ran = server.cli("committee", "case", "list", "--output", "csv", "--out", str(folder / "list.any"))
    tap.same((folder / "list.any").read_text(), text["csv"], "--output goes before the ending")
    ran = server.cli("committee", "case", "list", "--output", "csv")
    tap.same(ran.stdout, text["csv"], "standard output has the same")
    raw = subprocess.run([BIN / "huiyin", "case", "list", "--output", "xlsx"], capture_output=True, env=environment())
    tap.ok(raw.returncode == 0 and "清单" in sheets(io.BytesIO(raw.stdout)), "without --out a workbook goes down a pipe")


def environment():
    return {**os.environ, "HUIYIN_SERVER": server.address, "HUIYIN_TOKEN_FILE": str(server.dir / "committee.token")}


def a_terminal_gets_no_binary():
    leader, follower = pty.openpty()
    for words in (["case", "list", "--output", "xlsx"], ["report", "get", "1", "--format", "pdf", "--out", "-"],
                  ["report", "reproduce", "1", "--format", "docx", "--out", "-"]):
        ran = subprocess.run([BIN / "huiyin", *words], stdout=follower, stderr=subprocess.PIPE, text=True, env=environment())
        tap.ok(ran.returncode == 2 and "--out" in ran.stderr, f"{' '.join(words)}: a terminal is refused, and what to do is said")
    os.close(follower)
    os.set_blocking(leader, False)
    try:
        shown = os.read(leader, 100)
    except OSError:
        shown = b""
    tap.same(shown, b"", "nothing came to it")


def files_are_whole_or_not_there():
    path = folder / "kept.xlsx"
    path.write_text("before")
    ran = server.cli("committee", "case", "show", "20239999", "--out", str(path))
    tap.ok(ran.returncode == 3 and path.read_text() == "before", "a failure leaves the file that was there")
    ran = server.cli("committee", "case", "list", "--out", str(path))
    tap.ok(ran.returncode == 0 and path.read_bytes().startswith(b"PK"), "success replaces it")
    for where, why in ((folder, "a folder"), ("/dev/full", "a device"), (folder / "no/such/list.xlsx", "a place that does not exist")):
        ran = server.cli("committee", "case", "list", "--output", "xlsx", "--out", str(where))
        tap.ok(ran.returncode == 1 and str(where) in ran.stderr, f"{why} is refused with a sentence")
    tap.same([str(left) for left in folder.rglob("*.part")], [], "no half file is left")
    for words in (["watch"], ["completion", "bash"]):
        ran = server.cli("committee", *words, "--out", str(folder / "nothing.xlsx"))
        tap.ok(ran.returncode == 2 and words[0] in ran.stderr and not (folder / "nothing.xlsx").exists(), f"{words[0]} has no table to write")


def reports_go_where_they_may():
    made = json.loads(server.cli("committee", "report", "make", "supervision", "--formats", "html", "--output", "json").stdout)
    number, pipe = str(made["reports"][0]["report_id"]), folder / "pipe"
    os.mkfifo(pipe)
    for verb in ("get", "reproduce"):
        ran = server.cli("committee", "report", verb, number, "--format", "html", "--out", str(pipe))
        tap.ok(ran.returncode == 1 and pipe.is_fifo() and str(pipe) in ran.stderr, f"report {verb}: what is no ordinary file is not replaced")
    words = [BIN / "huiyin", "report", "get", number, "--format", "html", "--out", "-"]
    reader, writer = os.pipe()
    os.close(reader)
    ran = subprocess.run(words, stdout=writer, stderr=subprocess.PIPE, text=True, env=environment())
    os.close(writer)
    tap.same((ran.returncode, ran.stderr), (0, ""), "a reader that has seen enough is no failure")
    with open("/dev/full", "wb") as full:
        ran = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, text=True, env=environment())
    tap.same((ran.returncode, len(ran.stderr.splitlines())), (1, 1), f"a full disk is one, and is told once: {ran.stderr}")


try:
    server.init().start().setup()
    committee = server.client("committee")
    server.assigned_case(committee, "1", "jyj", ("czj",))
    server.assigned_case(committee, "2", "czj")
    for test in (listings_become_workbooks, cells_have_types, the_form_is_the_files, a_terminal_gets_no_binary, files_are_whole_or_not_there,
                 reports_go_where_they_may):
        test()
finally:
    server.close()
tap.done()
