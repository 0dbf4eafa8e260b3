#!/usr/bin/python3
"""Files of reports, read back by others: openpyxl finds every figure of the document with its type, pdftotext finds every figure on
paper, pdffonts finds the fonts inside, Word's XML is whole. The same document gives the same bytes; hostile documents end with a file or a sentence."""
import copy
import datetime
import decimal
import json
import os
import pathlib
import random
import re
import resource
import subprocess
import sys
import tempfile
import zipfile
from xml.etree import ElementTree

import openpyxl

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import BIN, ROOT, Tap, note  # noqa: E402

os.environ.setdefault("LSAN_OPTIONS", f"print_suppressions=0:suppressions={ROOT}/tests/support/leaks.txt")
seed = int(os.environ.get("HUIYIN_SEED", random.SystemRandom().randrange(1 << 30)))
rng = random.Random(seed)
folder = pathlib.Path(tempfile.mkdtemp(prefix="huiyin-files."))
tap = Tap()
FORMS = ("pdf", "xlsx", "docx")
SAMPLES = {name: json.loads((ROOT / f"tests/report/{name}.json").read_text()) for name in ("supervision_zh", "dunning_en")}


def render(form, *documents, env=None):
    """Files of these documents, None where one was refused, and what was said."""
    arguments, paths = [], []
    for i, document in enumerate(documents):
        source, out = folder / f"{i}.json", folder / f"{i}.{form}"
        source.write_text(json.dumps(document, ensure_ascii=False))
        out.unlink(missing_ok=True)
        arguments += [source, out]
        paths.append(out)
    ran = subprocess.run([BIN / "render_report", form, *arguments], capture_output=True, text=True, env={**os.environ, **(env or {})})
    if ran.returncode not in (0, 1):
        raise RuntimeError(f"render_report {form} ended with {ran.returncode}:\n{ran.stderr[-3000:]}")
    return [path if path.exists() else None for path in paths], ran.stderr


def made(form, document, **options):
    paths, said = render(form, document, **options)
    if not paths[0]:
        raise RuntimeError(said)
    return paths[0]


def tables(document):
    return [block for block in document["blocks"] if block["type"] == "table"]


def rows_of(table):
    return table["rows"] + ([table["total"]] if table["total"] else [])


def printed(cell):
    """What a person reads in a cell."""
    if isinstance(cell, dict):
        return cell["text"] + ("%" if "n" in cell and cell["text"] else "")
    return "" if cell is None else str(cell)


def prose(document):
    """Every text outside of tables."""
    texts = [document["title"]]
    for block in document["blocks"]:
        texts += [block.get(key, "") for key in ("text", "to", "sign") if key in block] + block.get("paragraphs", [])
    return texts + [d["label"] for d in document["definitions"]] + [d["text"] for d in document["definitions"]] + [document["foot"]]


# ---- Workbooks ----

def shown(cell):
    """What Excel shows of a cell: numbers by their format, rounded half up."""
    if isinstance(cell.value, datetime.datetime):
        return cell.value.strftime("%Y-%m-%d")
    if not isinstance(cell.value, (int, float)):
        return cell.value or ""
    places = len(cell.number_format.rstrip("%").partition(".")[2])
    value = decimal.Decimal(repr(cell.value)) * (100 if cell.number_format.endswith("%") else 1)
    text = str(value.quantize(decimal.Decimal(1).scaleb(-places), decimal.ROUND_HALF_UP))
    return text + ("%" if cell.number_format.endswith("%") else "")


TYPES = {"text": "s", "integer": "n", "percent": "n", "points": "n", "day": "d"}


def check_table(sheet, table):
    """Says what is wrong with a table's sheet, "" when nothing is."""
    head = next(row for row in range(1, 5) if sheet.cell(row, 1).value == table["columns"][0]["title"])
    for i, cells in enumerate(rows_of(table)):
        for k, cell in enumerate(cells):
            found, kind = sheet.cell(head + 1 + i, k + 1), table["columns"][k]["kind"]
            if shown(found) != printed(cell):
                return f"{found.coordinate} shows {shown(found)!r}, not {printed(cell)!r}"
            if printed(cell) and found.data_type != TYPES[kind]:
                return f"{found.coordinate} is {found.data_type}, not {TYPES[kind]}"
            if (table["total"] is not None and i == len(table["rows"])) != bool(found.font.bold) and printed(cell):
                return f"{found.coordinate} is bold or not"
    texts = [sheet.cell(row, 1).value for row in range(1, sheet.max_row + 1)]
    missing = [note for note in table["notes"] if note not in texts]
    return f"note {missing[0]} is missing" if missing else ""


def workbooks_hold_every_figure():
    for name, document in SAMPLES.items():
        book = openpyxl.load_workbook(made("xlsx", document))
        sheets = book.worksheets
        tap.same(len(sheets), 1 + len(tables(document)), f"{name}: a sheet for the text and one for each table")
        for table, sheet in zip(tables(document), sheets[1:]):
            tap.same(check_table(sheet, table), "", f"{name}: sheet {sheet.title} holds every figure with its type")
        texts = [cell.value for (cell,) in sheets[0].iter_rows(max_col=1)]
        missing = [text for text in prose(document) if not any(text in (found or "") for found in texts)]
        tap.same(missing, [], f"{name}: the first sheet has all texts")
        charts = sum(len(sheet._charts) for sheet in sheets)
        wanted = sum(block["type"] == "chart" for block in document["blocks"])
        tap.same(charts, wanted, f"{name}: charts are charts of the program")
        axes = [(sheet, chart) for sheet in sheets for chart in sheet._charts if type(chart).__name__ == "ScatterChart"]
        tap.ok(len(axes) == sum(block.get("chart") == "line" for block in document["blocks"])
               and all(chart.x_axis.numFmt.formatCode == "yyyy\\-mm" for _, chart in axes),
               f"{name}: an axis from month end to month end names months, not days between")
        formulas = [cell.coordinate for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        tap.same(formulas, [], f"{name}: nothing is a formula")


def what_is_printed_goes_before_what_would_be_rounded():
    document = copy.deepcopy(SAMPLES["supervision_zh"])
    table = tables(document)[0]
    table["rows"][0][3] = {"n": 2, "d": 3, "text": "66.66"}  # truncated, as some cities do
    table["rows"][1][3] = {"n": 1, "d": 8, "text": "12.5"}
    table["rows"][2][3] = {"n": 1, "d": 3, "text": "33"}
    sheet = openpyxl.load_workbook(made("xlsx", document)).worksheets[1]
    tap.same(check_table(sheet, table), "", "a workbook shows shares as they are printed, however they were rounded")


# ---- Paper ----

def squeezed(text):
    return re.sub(r"\s", "", text)


def paper(path):
    """Its pages' texts without blanks, and without what stands below each of them."""
    text = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, text=True, check=True).stdout
    return [squeezed(page) for page in text.split("\f")[:-1]]


def body(pages, document):
    return "".join(re.sub(r"(第\d+页共\d+页|page\d+of\d+)$", "", page).replace(squeezed(document["foot"]), "") for page in pages)


def on_paper(document, pages):
    """Figures and texts of a document that its pages do not have, or not as often as they should."""
    text, wanted = body(pages, document) + squeezed(document["foot"]), {}
    for table in tables(document):
        for cells in rows_of(table):
            for cell in filter(None, (squeezed(printed(cell)) for cell in cells)):
                wanted[cell] = wanted.get(cell, 0) + 1
    for found in map(squeezed, prose(document)):
        wanted[found] = max(1, wanted.get(found, 0))
    return [key for key, n in wanted.items() if text.count(key) < n]


def fonts(path):
    lines = subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    return [(line.split()[0], line.split()[-5]) for line in lines]


def paper_shows_every_figure():
    for name, document in SAMPLES.items():
        path = made("pdf", document)
        pages = paper(path)
        tap.same(on_paper(document, pages), [], f"{name}: every figure and every text is on paper")
        tap.ok(all(re.fullmatch(r"\w{6}\+Noto(Sans|Serif)CJKsc-(Regular|Bold)", font) and embedded == "yes" for font, embedded in fonts(path)),
               f"{name}: the fonts are Noto's, as far as they are needed, and inside")
        number = "第{}页共{}页" if document["language"] == "zh" else "page{}of{}"
        tap.ok(all(page.endswith(number.format(i + 1, len(pages))) for i, page in enumerate(pages)), f"{name}: pages are numbered")
        tap.ok(all(squeezed(document["foot"]) in page for page in pages), f"{name}: every page says what its figures stand on")
        info = subprocess.run(["pdfinfo", "-isodates", path], capture_output=True, text=True, check=True).stdout
        tap.ok(f"CreationDate:    {document['date']}T" in info and "595.276 x 841.89 pts (A4)" in info, f"{name}: A4, of its own date")
        wide = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, text=True, check=True).stdout
        right = max(map(float, re.findall(r'xMax="([\d.]+)" yMax="[\d.]+">', wide)))
        low = max(map(float, re.findall(r'yMax="([\d.]+)">', wide)))
        tap.ok(right <= (28 + 156) / 25.4 * 72 + 8 and low < 841, f"{name}: no text runs out of its page ({right:.0f}, {low:.0f})")


def large(rows, offices=60):
    """A bulletin of a whole session."""
    document = copy.deepcopy(SAMPLES["supervision_zh"])
    table = next(table for table in tables(document) if table["key"] == "offices")
    table["rows"] = [[f"示例承办单位{i}", *row[1:]] for i, row in enumerate(rng.choices(table["rows"], k=offices))]
    annex = next(table for table in tables(document) if table["key"] == "overdue")
    annex["rows"] = [[f"示例承办单位{i % offices}", f"2023{i:04}", "关于推进老旧小区加装电梯、完善便民设施的提案（示例）" * (1 + i % 3),
                      "2023-03-10", "2023-06-09", i % 17] for i in range(rows)]
    return document


def long_tables_go_over_pages():
    document = large(382)
    pages = paper(made("pdf", document))
    tap.same(on_paper(document, pages), [], "382 cases and 60 offices: every figure is on paper")
    heads = squeezed("".join(column["title"] for column in next(t for t in tables(document) if t["key"] == "overdue")["columns"]))
    with_rows = [page for page in pages if "2023-03-102023-06-09" in page]
    tap.ok(len(with_rows) > 5 and all(heads in page for page in with_rows), "a table's headings stand on each of its pages")
    tap.same(check_table(openpyxl.load_workbook(made("xlsx", document)).worksheets[-2], next(t for t in tables(document) if t["key"] == "overdue")),
             "", "382 cases: every row is in the workbook")


def headings_stand_above_something():
    """With more and more text before them, headings come to every place of a page."""
    base, alone = SAMPLES["supervision_zh"], []
    table, chart = tables(base)[3], next(block for block in base["blocks"] if block["type"] == "chart")
    headings = [{"type": "heading", "text": "甲、上级标题"}, {"type": "heading", "text": "（乙）下级标题", "level": 2}]
    after = [table, {**chart, "table": table["key"], "category": "class", "series": ["count"]}, {"type": "paragraph", "text": "丙段落。"}]
    documents = [{**base, "blocks": [{"type": "paragraph", "text": "长"}] * n + [table] + headings + [below]} for n in range(2, 26) for below in after]
    for document, path in zip(documents, render("pdf", *documents)[0]):
        for page in paper(path):
            text = page.replace(squeezed(base["foot"]), "")
            if re.search(r"(甲、上级标题|（乙）下级标题)第\d+页", text):
                alone.append((len(document["blocks"]), document["blocks"][-1]["type"]))
    tap.same(alone, [], f"in {len(documents)} documents no heading stands alone at the end of a page")


def notes_stand_below_their_table():
    """With more and more rows, the table's end comes to every place of a page."""
    base, alone = SAMPLES["supervision_zh"], []
    offices = next(table for table in tables(base) if table["key"] == "offices")
    tables_ = [{**offices, "rows": offices["rows"][:1] * n, "total": total, "notes": ["说明。" * 60, "又一条说明。"]}
               for n in range(16, 62, 2) for total in (offices["total"], None)]
    documents = [{**base, "blocks": [table]} for table in tables_]
    for document, path in zip(documents, render("pdf", *documents)[0]):
        alone += [len(document["blocks"][0]["rows"]) for page in paper(path) if re.match("(说明|注：|又一条)", page)]
        alone += [page for page in paper(path) if "合计" in page and offices["rows"][0][0] not in page]
    tap.same(alone, [], f"in {len(documents)} documents no note and no total begins a page without a row above it")


def words_of(path, page):
    """Words of a page of a PDF: text, left, top, right."""
    text = subprocess.run(["pdftotext", "-bbox", "-f", str(page), "-l", str(page), path, "-"], capture_output=True, text=True, check=True).stdout
    found = re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="[\d.]+">(.*?)</word>', text)
    return [(word, float(left), float(top), float(right)) for left, top, right, word in found]


def papers_are_laid_out_as_official_ones():
    edge, letter = (28 + 156) / 25.4 * 72, 15
    block = {"type": "letter", "to": "市教育局", "paragraphs": ["请抓紧办理。"], "sign": "包头市", "date": "2023-07-03"}
    for form, day in (("zh", "2023年7月3日"), ("en", "3 July 2023")):
        document = {**SAMPLES["supervision_zh"], "language": form, "blocks": [block], "definitions": []}
        words = words_of(made("pdf", document), 2)
        sign = next(word for word in words if word[0] == "包头市")
        date = [word for word in words if word[0] in day.split()]
        right, left = max(word[3] for word in date), min(word[1] for word in date)
        tap.ok(abs(right - (edge - 4 * letter)) < 3, f"{form}: a letter's day ends four letters from the right ({right:.0f} of {edge:.0f})")
        tap.ok(abs((sign[1] + sign[3]) / 2 - (left + right) / 2) < 3 and sign[2] < date[0][2], f"{form}: who signs stands above its middle")
    for serial, subtitle, red in ((3, "2023年第3期", 1), (3, "", 0)):
        document = {**SAMPLES["supervision_zh"], "serial": {"year": 2023, "number": serial}, "subtitle": subtitle, "blocks": []}
        pdf, word = paper(made("pdf", document))[0], zipfile.ZipFile(made("docx", document)).read("word/document.xml").decode()
        html = made("html", document).read_text()
        tap.same([pdf.count("督查通报"), word.count('"Mast"'), html.count('class="mast"')], [red] * 3,
                 "the red head is that of a series" if red else "what is no series has none, in all formats")
    document = copy.deepcopy(SAMPLES["supervision_zh"])
    table = tables(document)[0]
    document["blocks"] = [{**table, "rows": [[*row[:-1], "+15.39"] for row in table["rows"]]}]
    body = ElementTree.fromstring(zipfile.ZipFile(made("docx", document)).read("word/document.xml"))
    styles = [p.find(f"{WORD}pPr/{WORD}pStyle").get(WORD + "val") for p in body.iter(WORD + "p") if "".join(t.text for t in p.iter(WORD + "t")) == "+15.39"]
    shown = made("html", document).read_text().count('<td class="n">+15.39</td>')
    tap.ok(set(styles) == {"CellNumber"} and shown == len(table["rows"]), "differences stand to the right like the numbers they are of")


def words_are_whole():
    """Names of offices and Latin words in narrow columns."""
    kinds = (("office", "text"), ("number", "text"), ("title", "text"), ("on", "day"), ("due", "text"), ("days", "text"))
    for titles, row, whole in (
            (("承办单位", "案号", "案由", "交办日期", "办理期限", "逾期工作日"),
             ["市人力资源和社会保障局", "20230044", "关于推进老旧小区加装电梯、完善便民设施的提案", "2023-03-10", "2023-06-09", "5"], ["市人力资源和社会保障局", "逾期工作日"]),
            (("Office", "Number", "Title", "Answered", "Result", "Attitude"),
             ["Bureau of Human Resources", "20230044", "关于推进老旧小区加装电梯、完善便民设施的提案", "2023-03-10", "dissatisfied", "basically satisfied"],
             ["Resources", "dissatisfied", "satisfied"])):
        columns = [{"key": key, "title": title, "kind": kind} for (key, kind), title in zip(kinds, titles)]
        table = {"type": "table", "key": "t", "title": "附件1", "annex": True, "empty": "", "columns": columns, "rows": [row] * 5, "total": None, "notes": []}
        words = [word[0] for word in words_of(made("pdf", {**SAMPLES["supervision_zh"], "blocks": [table]}), 2)]
        tap.same([word for word in whole if word not in words], [], "names of offices, headings and Latin words are not torn apart")


def files_are_made_in_time():
    document, used = large(382), 0
    for form in ("html", "pdf", "xlsx"):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        made(form, document)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        took = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        note(f"{form}: {took:.2f} s of a processor")
        used += took
    tap.ok(used < 3, f"a bulletin of 382 cases in HTML, PDF and XLSX takes {used:.2f} s of a processor with sanitizers, less than 3")


def files_are_the_same_twice():
    for form in FORMS:
        for name, document in SAMPLES.items():
            one = made(form, document).read_bytes()
            two = made(form, document, env={"TZ": "America/New_York", "LC_ALL": "C", "MALLOC_PERTURB_": "7"}).read_bytes()
            tap.ok(one == two, f"{name}: {form} is the same bytes twice, in another zone and language")
            document = copy.deepcopy(document)
            document["blocks"][0]["text"] += "。"
            tap.ok(made(form, document).read_bytes() != one, f"{name}: {form} of another document is another file")


# ---- Word ----

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def word_text(part):
    """Paragraphs of a part, a line each."""
    return [re.sub(r"\s", "", "".join(text.text or "" for text in paragraph.iter(WORD + "t"))) for paragraph in part.iter(WORD + "p")]


def word_holds_every_figure():
    for name, document in SAMPLES.items():
        package = zipfile.ZipFile(made("docx", document))
        parts = {entry: ElementTree.fromstring(package.read(entry)) for entry in package.namelist() if entry.endswith((".xml", ".rels"))}
        body = parts["word/document.xml"]
        found = body.findall(f".//{WORD}tbl")
        tap.same(len(found), len(tables(document)), f"{name}: Word has every table")
        wrong = []
        for element, table in zip(found, tables(document)):
            rows = element.findall(WORD + "tr")
            tap.ok(rows[0].find(f"{WORD}trPr/{WORD}tblHeader") is not None, f"{name}: the headings of {table['title']} repeat")
            for row, cells in zip(rows[1:], rows_of(table)):
                shown = [squeezed("".join(t.text or "" for t in cell.iter(WORD + "t"))) for cell in row.findall(WORD + "tc")]
                wanted = [squeezed(printed(cell)) or ("—" if isinstance(cell, dict) else "") for cell in cells]
                wrong += [(got, want) for got, want in zip(shown, wanted) if got != want] + [len(shown)] * (len(shown) != len(wanted))
        tap.same(wrong, [], f"{name}: every figure is in its cell")
        texts = "".join(word_text(body) + word_text(parts["word/footer1.xml"]))
        tap.same([text for text in prose(document) if squeezed(text) not in texts], [], f"{name}: Word has all texts")
        targets = [r.get("Target") for entry in ("_rels/.rels", "word/_rels/document.xml.rels") for r in parts[entry].iter(RELATION)]
        missing = [target for target in targets if not {target, "word/" + target} & set(package.namelist())]
        used = set(re.findall(r'r:(?:embed|id)="([^"]+)"', package.read("word/document.xml").decode()))
        known = {r.get("Id") for r in parts["word/_rels/document.xml.rels"].iter(RELATION)}
        tap.ok(not missing and used <= known, f"{name}: what the parts name is in the package")
        styles = {style.get(WORD + "styleId") for style in parts["word/styles.xml"].iter(WORD + "style")}
        asked = {style.get(WORD + "val") for part in ("word/document.xml", "word/footer1.xml") for style in parts[part].iter(WORD + "pStyle")}
        tap.same(asked - styles, set(), f"{name}: every style that is used is there")
        tap.ok(all(entry.date_time == (1980, 1, 1, 0, 0, 0) for entry in package.infolist()), f"{name}: no clock is in the package")
        fields = {field.get(WORD + "instr").strip() for field in parts["word/footer1.xml"].iter(WORD + "fldSimple")}
        tap.same(fields, {"PAGE", "NUMPAGES"}, f"{name}: pages are numbered")
        pictures = sum(entry.startswith("word/media/") for entry in package.namelist())
        tap.same(pictures, sum(block["type"] == "chart" for block in document["blocks"]), f"{name}: charts are pictures")


# ---- Hostile documents ----

def with_text(text):
    document = copy.deepcopy(SAMPLES["supervision_zh"])
    document["blocks"][1]["text"] += text
    return document


def characters_without_a_font_are_named():
    (path,), said = render("pdf", with_text("委员\U0010fff0"))
    tap.ok(path is None and "U+10FFF0" in said and "没有字体" in said and "No font" in said, "PDF: a character no font has is an error that names it")
    for form in FORMS:
        text = "生僻字𠮷䶮㙓〔2023〕①㎡ﬁ—…·°±×÷≥Ⅳαβ"
        tap.ok(made(form, with_text(text)).stat().st_size > 1000, f"{form}: rare characters people use are fine")
        tap.ok(made(form, with_text("a\x01\x02\x1f\x7f\x85\u200b\ufeff\ufffe\uffffb\r\nc\td")), f"{form}: control characters are left out")
    pages = paper(made("pdf", with_text("甲\x01\x02\x1f乙")))
    tap.ok("甲乙" in "".join(pages), "PDF: what stands around control characters is shown")


def sizes_do_not_matter():
    base = SAMPLES["supervision_zh"]
    documents = {"nothing but braces": {}, "no blocks": {**base, "blocks": []}, "10,000 rows": large(10000)}
    for what, change in (("a title of 3,000 characters", {"title": "关于长标题" * 600}), ("a foot of 3,000 characters", {"foot": "截至" * 1500}),
                         ("a place of 3,000 characters", {"place": "包头" * 1500})):
        documents[what] = {**base, **change}

    def table_with(**change):
        document = copy.deepcopy(base)
        document["blocks"] = [{**tables(base)[0], **change}, *document["blocks"][-1:]]
        return document
    column = {"key": "k", "title": "列", "kind": "text"}
    documents["a table of 60 columns"] = table_with(columns=[{**column, "key": f"k{i}"} for i in range(60)], rows=[["字"] * 60] * 3)
    documents["a table without columns"] = table_with(columns=[], rows=[[], []])
    documents["a cell of 20,000 characters"] = table_with(rows=[["长" * 20000, 1, 2, None, None, ""]])
    documents["a heading of 2,000 characters"] = table_with(columns=[{**column, "title": "头" * 2000}] * 6)
    documents["a table title of 2,000 characters"] = table_with(title="题" * 2000)
    documents["no rows"] = table_with(rows=[], total=None)
    documents["rows too short and too long"] = table_with(rows=[["甲"], ["甲", 1, 2, None, None, "", "余", "余"]])
    documents["a letter over pages"] = {**base, "blocks": [{**base["blocks"][-1], "paragraphs": ["请抓紧办理。" * 2000]}]}
    for form in FORMS:
        paths, said = render(form, *documents.values())
        for what, path in zip(documents, paths):
            tap.ok(path is not None and path.stat().st_size > 500, f"{form}: {what}")
            if path and form == "pdf":
                pages = paper(path)
                tap.ok(len(pages) < 1500, f"pdf: {what}: {len(pages)} pages")
            if path and form == "xlsx":
                openpyxl.load_workbook(path)
            if path and form == "docx":
                ElementTree.fromstring(zipfile.ZipFile(path).read("word/document.xml"))


def changed(value, depth=0):
    """The same with something in it that does not belong there."""
    junk = [None, True, -1, 1 << 62, 0.5, "", "字" * 40, "2023-13-40", [], {}, [[]], {"n": 1, "d": 0, "text": "x"}, {"tenths": -5, "text": "-0.5"}]
    if depth > 5 or rng.random() < 0.12 or not isinstance(value, (dict, list)) or not value:
        return rng.choice(junk)
    value = copy.copy(value)
    key = rng.choice(list(value) if isinstance(value, dict) else range(len(value)))
    if rng.random() < 0.2:
        del value[key]
    else:
        value[key] = changed(value[key], depth + 1)
    return value


def titles_of_narrow_tables_are_whole():
    title, table = "附件1　不予立案、转作其他和并案的提案一览", copy.deepcopy(tables(SAMPLES["supervision_zh"])[0])
    table.update(title=title, columns=table["columns"][:1], rows=[["甲"]], total=None, notes=[])
    lines = made("text", {**SAMPLES["supervision_zh"], "blocks": [table]}).read_text().split("\n")
    tap.ok(title in [line.strip() for line in lines], "a title is not broken because its table is narrow")


def documents_that_are_none_end_well():
    note(f"seed {seed}")
    for form in FORMS:
        documents = []
        for _ in range(80):
            document = rng.choice(list(SAMPLES.values()))
            for _ in range(rng.randrange(1, 9)):
                document = changed(document) if isinstance(document, dict) else document
            documents.append(document)
        paths, said = render(form, *documents)
        good = sum(path is not None for path in paths)
        tap.ok(good + said.count("\n") >= len(documents) and good > len(documents) // 2, f"{form}: {len(documents)} damaged documents, {good} files, no crash")


for test in (workbooks_hold_every_figure, what_is_printed_goes_before_what_would_be_rounded, paper_shows_every_figure, long_tables_go_over_pages,
             word_holds_every_figure, headings_stand_above_something, notes_stand_below_their_table, papers_are_laid_out_as_official_ones, words_are_whole,
             titles_of_narrow_tables_are_whole,
             files_are_made_in_time, files_are_the_same_twice, characters_without_a_font_are_named, sizes_do_not_matter,
             documents_that_are_none_end_well):
    test()
subprocess.run(["rm", "-r", folder], check=True)
tap.done()
