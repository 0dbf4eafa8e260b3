#!/usr/bin/python3
"""huiyin check and CheckFigures: files of every form give the same findings, with and without a server; what is no
figure is refused with its cell."""
import csv
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import ROOT, Server, Tap, rate_service_pb2  # noqa: E402
import openpyxl  # noqa: E402

BIN = pathlib.Path(os.environ.get("HUIYIN_BIN", ROOT / "build/asan/bin")).resolve()
BULLETINS = ROOT / "data/bulletins/bulletins.tsv"
COLUMNS = BULLETINS.read_text().splitlines()[0].split("\t")
ROWS = [(line.split("\t") + [""] * 7)[:7] for line in BULLETINS.read_text().splitlines()[1:]]
tap = Tap()


def check(path, *options, text=None):
    env = dict(os.environ, LC_ALL="C.UTF-8", HUIYIN_SERVER="127.0.0.1:1")  # where nobody listens
    return subprocess.run([BIN / "huiyin", "check", str(path), *options], env=env, input=text, capture_output=True, text=True, check=False)


def write_csv(path, rows, encoding):
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def write_xlsx(path, rows):
    book = openpyxl.Workbook()
    book.active.append(rows[0])
    for row in rows[1:]:
        book.active.append(row[:5] + [int(row[5]) if row[5] else None, float(row[6]) if row[6] else None])
    book.save(path)
    return path


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    done = check(BULLETINS, "--lang", "zh")
    tap.same(done.returncode, 1, "the known error makes exit code 1")
    tap.ok("670＋233＝903，应为“立案”893；893 的 24.97 % 是 223，不是 233（“集体”）" in done.stdout, "it is explained")
    tap.same(done.stdout.count("✗"), 1, "and marked as the only one")
    tap.ok("14 份通报，128 个数字，1 处错误" in done.stdout, "the last line sums up")
    done = check(BULLETINS, "--faults", "--lang", "en")
    tap.ok("24.97 % of 893 is 223, not 233" in done.stdout and "T04" not in done.stdout, "--faults lists only what is wrong")

    found = json.loads(check(BULLETINS, "--output", "json").stdout)
    tap.same((found["faults"], found["figures"], found["bulletins"]), (1, 128, 14), "JSON counts them")
    slip = [finding for finding in found["findings"] if finding["fault"]]
    tap.same([(f["bulletin"], f["kind"], f["item"], f["total"], f["sum"], f["expected"]) for f in slip],
             [("T03", "slip", "集体", "立案", 903, 223)], "JSON has the parts of the finding")
    table = list(csv.DictReader(io.StringIO(check(BULLETINS, "--output", "csv").stdout.lstrip("\ufeff"))))
    tap.same([row["sentence"] for row in table], [f["sentence"] for f in found["findings"]], "CSV has the same findings")

    chinese = [["通报", "地区", "出处", "分组", "项目", "件数", "百分比"], *ROWS]
    for label, path in (("UTF-8 with BOM", write_csv(folder / "a.csv", [COLUMNS, *ROWS], "utf-8-sig")),
                        ("GB18030 and Chinese headers", write_csv(folder / "b.csv", chinese, "gb18030")),
                        ("a workbook", write_xlsx(folder / "c.xlsx", chinese))):
        tap.same(json.loads(check(path, "--output", "json").stdout), found, f"the same from {label}")
    tap.same(json.loads(check("-", "--output", "json", text=BULLETINS.read_text()).stdout), found, "the same from standard input")
    good = write_csv(folder / "good.csv", [COLUMNS, *(row for row in ROWS if row[0] != "T03")], "utf-8")
    tap.same(check(good).returncode, 0, "without the wrong one the exit code is 0")

    few = [["group", "item", "count", "printed_percent"], ["total", "立案", "1，200", ""], ["class", "经济", "８００", "66.67%"],
           ["class", "社会", "400", "33.33％"]]
    done = check(write_csv(folder / "few.csv", few, "utf-8"), "--lang", "en")
    tap.ok(done.returncode == 0 and "800 + 400 = 1200" in done.stdout and "two decimals" in done.stdout, "full-width digits, commas and signs")
    for cell, value, rest in (("C3", "-5", "no count"), ("C3", "about 5", "no count"), ("C3", "1000000001", "no count"),
                              ("D3", "24,9x", "no percentage"), ("D3", "1.23456", "no percentage")):
        wrong = [list(row) for row in few]
        wrong[2]["ABCD".index(cell[0])] = value
        done = check(write_csv(folder / "wrong.csv", wrong, "utf-8"), "--lang", "en")
        tap.ok(done.returncode == 1 and f"{cell} \"" in done.stderr and rest in done.stderr, f"{value} is refused at {cell}")
    done = check(write_csv(folder / "no.csv", [["group", "number"], ["a", "1"]], "utf-8"), "--lang", "en")
    tap.ok(done.returncode == 1 and "missing: item, count" in done.stderr, "missing columns are named")
    many = write_csv(folder / "many.csv", [few[0], *([["class", "x", "1", ""]] * 5001)], "utf-8")
    done = check(many, "--lang", "en")
    tap.ok(done.returncode == 1 and "at most 5000" in done.stderr, "5,001 figures are too many")
    done = check(folder / "none.csv", "--lang", "en")
    tap.ok(done.returncode == 3 and "no such file" in done.stderr, "a file that is not there")
    done = check(folder, "--lang", "en")
    tap.ok(done.returncode == 1 and "it is a folder" in done.stderr, "a folder is none")
    for what, rows in (("a header alone", few[:1]), ("parts without totals or percentages", [few[0], ["class", "经济", "8", ""], ["class", "社会", "4", ""]])):
        done = check(write_csv(folder / "nothing.csv", rows, "utf-8"), "--lang", "en")
        tap.ok(done.returncode == 1 and "nothing to check" in done.stderr, f"{what}: nothing was found good that was not checked")

    server = Server().init().start()
    try:
        server.setup()
        client = server.client("committee", language="en")
        figures = [rate_service_pb2.Figure(bulletin=row[0], place=row[1], source=row[2], group=row[3], item=row[4],
                                           printed_percent=row[6], **({"count": int(row[5])} if row[5] else {})) for row in ROWS]
        answer = client.CheckFigures(figures=figures)
        english = json.loads(check(BULLETINS, "--output", "json", "--lang", "en").stdout)
        tap.same([(f.bulletin, f.group, f.kind, f.sentence, f.fault, f.item, f.total, f.sum, f.expected) for f in answer.findings],
                 [(f["bulletin"], f["group"], f["kind"], f["sentence"], f["fault"], f["item"], f["total"], f["sum"], f["expected"])
                  for f in english["findings"]], "the server finds what the client finds")
        tap.same(answer.faults, 1, "and counts one fault")
        for what, fields in (("NUMBER_OUT_OF_RANGE", {"count": -1}), ("NUMBER_OUT_OF_RANGE", {"count": 10 ** 9 + 1}),
                             ("FIELD_UNKNOWN_VALUE", {"printed_percent": "abc"}), ("FIELD_TOO_LONG", {"item": "项" * 201})):
            tap.refused(what, f"{fields}", client.CheckFigures, figures=[rate_service_pb2.Figure(group="a", **fields)])
        tap.refused("FIELD_TOO_MANY", "5,001 figures", client.CheckFigures, figures=[rate_service_pb2.Figure(count=1)] * 5001)
        tap.same(len(client.CheckFigures(figures=[]).findings), 0, "nothing is found in nothing")
    finally:
        server.close()
tap.done()
