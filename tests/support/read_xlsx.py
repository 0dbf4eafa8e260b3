#!/usr/bin/python3
"""Says what a workbook holds, a line each: for tests in C.   read_xlsx.py FILE
sheet NAME; cell A1 TYPE FORMAT VALUE; width A N; freeze, filter, merged; chart KIND ANCHOR REFERENCES"""
import sys

import openpyxl


def say(*words):
    print(*(str(word).replace("\n", "\\n") for word in words))


def main(path):
    book = openpyxl.load_workbook(path)
    say("created", book.properties.created)
    for sheet in book:
        say("sheet", sheet.title)
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    bold = "bold" if cell.font.bold else "plain"
                    say("cell", cell.coordinate, cell.data_type, bold, cell.number_format, cell.value)
        for letter, column in sorted(sheet.column_dimensions.items()):
            say("width", letter, round(column.width, 1))
        say("freeze", sheet.freeze_panes)
        say("filter", sheet.auto_filter.ref)
        for joined in sorted(str(found) for found in sheet.merged_cells.ranges):
            say("merged", joined)
        for chart in sheet._charts:
            place = chart.anchor._from
            series = [" ".join((s.cat.strRef or s.cat.numRef).f if part == "cat" else s.val.numRef.f
                               for part in ("cat", "val")) for s in chart.series]
            say("chart", type(chart).__name__, place.col, place.row, *series)


main(sys.argv[1])
