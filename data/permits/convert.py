#!/usr/bin/env python3
"""Turns a permit log into what huiyin imports and submits.

    python3 convert.py LOG.csv FOLDER

FOLDER gets offices.csv, sessions.csv, proposals.csv and updates.csv. mapping.csv says which verb of the rules
(rules/permits.yaml) an activity is; the group that did it becomes the office that acted, the day of the timestamp the day it happened,
the timestamp itself the text. A case that has an end date is finished with the committee's verb.
"""
import csv
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SESSION = "wabo"
COMMITTEE = "desk"
UPDATES = "case verb happened_on office text".split()


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_bom(path):
    """A file this program wrote."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def verbs():
    return {row["activity"]: row["verb"] for row in read(HERE / "mapping.csv")}


def office_of(group):
    """Group 13 is g13; work of nobody's group is "empty"."""
    return "empty" if group == "EMPTY" else "g" + group.split()[-1]


def by_case(log):
    cases = {}
    for row in log:
        cases.setdefault(row["case:concept:name"], []).append(row)
    return cases


def write(path, columns, rows):
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\r\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


def offices(log):
    groups = sorted({row["org:group"] for row in log}, key=lambda g: (len(g), g))
    rows = [{"code": office_of(g), "name_zh": "未注明" if g == "EMPTY" else "第" + g.split()[-1] + "组",
             "name_en": "no group" if g == "EMPTY" else g} for g in groups]
    rows.append({"code": COMMITTEE, "name_zh": "受理窗口", "name_en": "Desk"})
    return [row | {"position": n} for n, row in enumerate(rows, 1)]


def proposals(cases):
    return [{"submission_number": name, "session": SESSION, "level": "city", "title": f"环境许可申请 {name}",
             "proposers": "申请人（匿名）", "proposer_kind": "member", "category": rows[0]["case:channel"],
             "received_on": min(r[c][:10] for r in rows for c in ("time:timestamp", "case:startdate"))}
            for name, rows in cases.items()]


def updates(cases):
    verb_of = verbs()
    for name, rows in cases.items():
        key = f"l:{SESSION}/{name}"
        for row in rows:
            yield {"case": key, "verb": verb_of[row["concept:name"]], "happened_on": row["time:timestamp"][:10],
                   "office": office_of(row["org:group"]), "text": row["time:timestamp"]}
        if rows[0]["case:enddate"]:
            last = max(rows[0]["case:enddate"][:10], rows[-1]["time:timestamp"][:10])
            yield {"case": key, "verb": "finish", "happened_on": last, "office": COMMITTEE, "text": ""}


def main(log_path, folder):
    log = read(log_path)
    cases = by_case(log)
    folder.mkdir(parents=True, exist_ok=True)
    write(folder / "offices.csv", ("code", "name_zh", "name_en", "position"), offices(log))
    write(folder / "sessions.csv", ("code", "name_zh", "name_en", "starts_on", "level"),
          [{"code": SESSION, "name_zh": "许可申请", "name_en": "Permit applications", "starts_on": "2010-10-01", "level": "city"}])
    write(folder / "proposals.csv", ("submission_number", "session", "level", "external_number", "title", "proposers",
                                     "proposer_kind", "sector", "category", "received_on", "text"), proposals(cases))
    write(folder / "updates.csv", UPDATES, updates(cases))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
