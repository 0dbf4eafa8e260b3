#!/usr/bin/python3
"""Workbooks that are meant to do harm, or that no program should have written: each is refused with a sentence that names
the part or the cell, in bounded time and memory. No server is asked."""
import io
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import sheets  # noqa: E402
from harness import BIN, Tap, note  # noqa: E402

MOST_MB = 400  # the file, its cells, a part, twice for the sanitizer, which keeps what was freed for a while
MOST_SECONDS = 60  # with the sanitizer on a busy machine; without it is under a second

tap = Tap()
folder = pathlib.Path(tempfile.mkdtemp(prefix="huiyin-hostile."))
ROW = '<row r="{0}"><c r="A{0}"><v>1</v></c></row>'
CELL = '<row r="1"><c r="A1" t="str"><v>{}</v></c></row>'


class Packed:
    """A ZIP of parts made piece by piece, so that the test itself stays small."""

    def __init__(self):
        self.out = io.BytesIO()
        self.zip = zipfile.ZipFile(self.out, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        for name, content in (("_rels/.rels", sheets.relations(("officeDocument", "xl/workbook.xml"))),
                              ("xl/workbook.xml", f'<workbook xmlns="{sheets.MAIN}" xmlns:r="{sheets.OFFICE}"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>'),
                              ("xl/_rels/workbook.xml.rels", sheets.relations(("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml")))):
            self.zip.writestr(name, content)

    def part(self, name, *pieces):
        with self.zip.open(name, "w") as part:
            for piece, times in pieces:
                for _ in range(times):
                    part.write(piece.encode())
        return self

    def bytes(self):
        self.zip.close()
        return self.out.getvalue()


def sheet(*pieces):
    return Packed().part("xl/worksheets/sheet1.xml", (f'<worksheet xmlns="{sheets.MAIN}"><sheetData>', 1), *pieces, ("</sheetData></worksheet>", 1)).bytes()


def strings(*pieces):
    return Packed().part("xl/worksheets/sheet1.xml", (sheets.sheet(CELL.format("x")), 1)).part("xl/sharedStrings.xml", *pieces).bytes()


def many_entries():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for i in range(60000):
            package.writestr(f"{i}", "")
    return out.getvalue()


def twice():
    out = io.BytesIO(sheets.workbook(sheets.sheet(CELL.format("x"))))
    import warnings
    with warnings.catch_warnings(), zipfile.ZipFile(out, "a") as package:
        warnings.simplefilter("ignore")
        package.writestr("xl/workbook.xml", "<workbook/>")
    return out.getvalue()


MB = "x" * (1 << 20)
FILES = {
    "a sheet of 200 MB of blanks": (sheet((" " * (1 << 20), 200)), "字节数超过"),
    "a sheet of rows without end": (sheet(("<row/>", 2_000_000)), "A1048577 有问题：行号不合理"),
    "twenty thousand rows and one": (sheet((ROW.replace(' r="{0}"', "").replace(' r="A{0}"', ""), 20_001)), "行数超过 20000"),
    "a row of a million columns": (sheet(("<row>", 1), ("<c><v>1</v></c>", 1_000_000), ("</row>", 1)), "列数超过 200"),
    "an absurd number of a row": (sheet((ROW.format("4294967297"), 1)), "行号不合理"),
    "an absurd number of a column": (sheet(('<row r="1"><c r="ZZZZZZZ1"><v>1</v></c></row>', 1)), "单元格地址不合理"),
    "one text of 60 MB": (sheet(('<row r="1"><c r="B1" t="str"><v>', 1), (MB, 60), ("</v></c></row>", 1)), "B1 有问题：文字过长"),
    "one tag of 60 MB": (sheet(('<row r="', 1), (MB, 60), ('"/>', 1)), "过大的标记"),
    "a comment of 60 MB": (sheet(("<!--", 1), (MB, 60), ("-->", 1)), "过大的标记"),
    "elements a million deep": (sheet(("<a>", 1_000_000)), "嵌套过深"),
    "ten million attributes": (sheet(("<row", 1), (' a="1" b="1"', 5_000_000), ("/>", 1)), "有问题"),
    "billion laughs": (sheets.workbook('<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><worksheet>&b;</worksheet>'), "含有 DOCTYPE"),
    "an entity of a file": (sheets.workbook('<!DOCTYPE a SYSTEM "file:///etc/passwd"><worksheet/>'), "含有 DOCTYPE"),
    "two million shared texts": (strings((f'<sst xmlns="{sheets.MAIN}">', 1), ("<si/>", 2_000_000), ("</sst>", 1)), "sharedStrings.xml 有问题：共享文字过多"),
    "a shared text of 60 MB": (strings((f'<sst xmlns="{sheets.MAIN}"><si><t>', 1), (MB, 60), ("</t></si></sst>", 1)), "sharedStrings.xml 有问题：有一段文字过长"),
    "a million formats": (Packed().part("xl/worksheets/sheet1.xml", (sheets.sheet(CELL.format("x")), 1)).part("xl/styles.xml", (f'<styleSheet xmlns="{sheets.MAIN}"><cellXfs>', 1), ("<xf/>", 1_000_000)).bytes(), "styles.xml 有问题：格式过多"),
    "merged ranges over one another": (sheets.workbook(sheets.sheet("".join(f'<row r="{i}"><c r="A{i}"><v>1</v></c></row>' for i in range(1, 2000)), "<mergeCells>" + '<mergeCell ref="A1:A1999"/>' * 1999 + "</mergeCells>")), "合并区域互相重叠"),
    "a million merged ranges": (Packed().part("xl/worksheets/sheet1.xml", (f'<worksheet xmlns="{sheets.MAIN}"><mergeCells>', 1), ('<mergeCell ref="A1:B2"/>', 1_000_000)).bytes(), "合并单元格数超过"),
    "sixty thousand entries": (many_entries(), "部件数超过 2000"),
    "a part that is there twice": (twice(), "xl/workbook.xml 有问题：出现两次"),
    "a part in a method nobody uses": (sheets.workbook(sheets.sheet(CELL.format("x"))).replace(b"\x14\x00\x00\x00\x08\x00", b"\x14\x00\x00\x00\x0c\x00"), "有问题"),
    "an archive cut in the middle": (sheets.workbook(sheets.sheet(CELL.format("x")))[:700], "ZIP 有问题"),
    "a workbook with a password": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le"), "有密码的工作簿"),
    "an .xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504), "另存为 .xlsx"),
    "more than 32 MB": (b"PK\x03\x04" + os.urandom(33 << 20), "字节数超过"),
    "a text of one line without end": (b"a," * (15 << 20), "列数"),
    "a text of one open quote": (b'a,b\n"' + b"x" * (30 << 20), "列数或单元格字节数超过"),
    "a text of NULs": (bytes(1 << 20), "读不了"),
}


def limited():
    """What a reader may take at most, so that a mistake does not take the machine with it; the sanitizer reserves address
    space only."""
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS * 2, MOST_SECONDS * 2))


worst, slowest = (0, ""), (0, "")
for what, (content, says) in FILES.items():
    path = folder / "敌.xlsx"
    path.write_bytes(content)
    began = time.monotonic()
    process = subprocess.Popen([BIN / "huiyin", "--server", "127.0.0.1:1", "import", path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=limited)
    out, err = process.communicate()
    seconds = time.monotonic() - began
    tap.ok(process.returncode == 1 and says in err, f"{what} is refused: {says}")
    if process.returncode != 1 or says not in err:
        note(f"{process.returncode} {out[-300:]} {err[-600:]}")
    slowest = max(slowest, (seconds, what))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    if peak > worst[0]:
        worst = (peak, what)
tap.ok(worst[0] < MOST_MB, f"none took more than {MOST_MB} MB of memory")
tap.ok(slowest[0] < MOST_SECONDS, f"none took more than {MOST_SECONDS} s")
note(f"the slowest: {slowest[0]:.1f} s, {slowest[1]}")
note(f"the most: {worst[0]} MB, {worst[1]}")
for name in folder.iterdir():
    name.unlink()
folder.rmdir()
tap.done()
