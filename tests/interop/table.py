#!/usr/bin/python3
"""table.py [--write] RESULTS DOCUMENT

Prints the table of the interop cells in RESULTS (lines of client, server, transport, case, verdict, why, with tabs
between) and holds it against the one in DOCUMENT between its two marks. Ends with 1, and the lines that differ, if they
do; --write puts the new one there instead."""

import difflib
import sys

BEGIN, END = "<!-- the table of ./test interop -->\n", "<!-- its end -->\n"
WORDS = {"pass": "yes", "partly": "sizes", "cannot": "cannot"}


class Table:
    """Cells by (client, server) and case; each reason is named once, by its number."""

    def __init__(self, rows):
        self.cells, self.pairs, self.cases, self.reasons = {}, [], [], []
        for client, server, transport, case, verdict, why in rows:
            pair = (client, server)
            if pair not in self.pairs:
                self.pairs.append(pair)
            if case not in self.cases:
                self.cases.append(case)
            self.cells.setdefault((pair, case), {})[transport] = (verdict, why)

    def word(self, verdict, why):
        word = WORDS.get(verdict, "FAILS")
        if verdict not in ("partly", "cannot"):
            return word
        if why not in self.reasons:
            self.reasons.append(why)
        return f"{word} ({self.reasons.index(why) + 1})"

    def cell(self, pair, case):
        transports = self.cells.get((pair, case), {})
        words = {name: self.word(*cell) for name, cell in transports.items()}
        if len(transports) == 2 and len(set(words.values())) == 1:
            return next(iter(words.values()))
        return ", ".join(f"{name} {word}" for name, word in words.items()) or "not run"

    def text(self):
        head = ["case"] + [f"{client} → {server}" for client, server in self.pairs]
        rows = [head, ["---"] * len(head)]
        rows += [[case] + [self.cell(pair, case) for pair in self.pairs] for case in self.cases]
        lines = [f"| {' | '.join(row)} |\n" for row in rows]
        notes = [f"{i + 1}. {why[0].upper()}{why[1:]}.\n" for i, why in enumerate(self.reasons)]
        return lines + ["\n"] + notes


def main(arguments):
    write = arguments[:1] == ["--write"]
    results, document = arguments[write:]
    with open(results, encoding="utf-8") as file:
        lines = Table(line.rstrip("\n").split("\t") for line in file).text()
    sys.stdout.writelines(lines)
    with open(document, encoding="utf-8") as file:
        text = file.readlines()
    begin, end = text.index(BEGIN) + 1, text.index(END)
    if write:
        text[begin:end] = ["\n"] + lines + ["\n"]
        with open(document, "w", encoding="utf-8") as file:
            file.writelines(text)
        return 0
    difference = list(difflib.unified_diff(text[begin + 1:end - 1], lines, "document", "run"))
    sys.stderr.writelines(difference)
    return 1 if difference else 0


if len(sys.argv) < 3:
    sys.exit(__doc__)
sys.exit(main(sys.argv[1:]))
