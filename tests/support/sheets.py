"""Workbooks for tests: of the XML of their parts, which no honest program may have written, or of rows by openpyxl."""
import io
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def relations(*pairs):
    rows = "".join(f'<Relationship Id="rId{i}" Type="{OFFICE}/{kind}" Target="{target}"/>' for i, (kind, target) in enumerate(pairs, 1))
    return f'<Relationships xmlns="{PACKAGE}">{rows}</Relationships>'


def sheet(data, after=""):
    return f'<worksheet xmlns="{MAIN}"><sheetData>{data}</sheetData>{after}</worksheet>'


def workbook(sheet_xml, **other):
    """Bytes of a workbook with one sheet; other parts by path, / written as __ and . as _dot_."""
    parts = {
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="台账" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml")),
        "xl/worksheets/sheet1.xml": sheet_xml,
        **{name.replace("__", "/").replace("_dot_", "."): content for name, content in other.items()},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def made(rows, path, merged=(), title="Sheet1"):
    """A workbook by openpyxl: rows of values from A1 on, ranges such as "A2:A4" merged. The path, as text."""
    import openpyxl
    book = openpyxl.Workbook()
    page = book.active
    page.title = title
    for row in rows:
        page.append(row)
    for area in merged:
        page.merge_cells(area)
    book.save(path)
    return str(path)


def read(path, sheet=None):
    """Rows of a workbook as lists of texts and numbers, None as ""."""
    import openpyxl
    book = openpyxl.load_workbook(path)
    page = book[sheet] if sheet else book.active
    return [["" if cell is None else cell for cell in row] for row in page.iter_rows(values_only=True)]
