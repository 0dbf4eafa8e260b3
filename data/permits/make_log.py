#!/usr/bin/env python3
"""Makes a log of the shape of a municipality's permit log: the same columns and activities, other cases.

    python3 make_log.py OUT.csv [CASES]

Every case begins with "Confirmation of receipt"; most go through the six usual steps, some stop early, a few go round the
loops of an advice, of document X or of report Y. The same bytes on every run. Nothing in it is of a real case.
"""
import csv
import random
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

SEED = 20111011
CASES = 1434
COLUMNS = ("case:channel case:concept:name case:deadline case:department case:enddate case:enddate_planned case:group "
           "case:responsible case:startdate concept:instance concept:name lifecycle:transition org:group org:resource "
           "time:timestamp").split()
GROUPS = ("Group 1", "EMPTY", "Group 2", "Group 3", "Group 4", "Group 13", "Group 15", "Group 14", "Group 12", "Group 7")
WEIGHTS = (315, 194, 123, 115, 105, 3, 3, 2, 1, 1)
ZONE = timezone(timedelta(hours=1))


def activities():
    with (Path(__file__).resolve().parent / "mapping.csv").open(encoding="utf-8") as file:
        return {row["verb"]: row["activity"] for row in csv.DictReader(file)}


def steps(dice):
    """The verbs of one case, in order."""
    usual = ["confirm", "t02", "t04", "t05", "t06", "t10"]
    if dice.random() < 0.08:
        return usual[:1]
    if dice.random() < 0.04:
        return usual[: dice.randint(2, 5)]
    path = list(usual)
    if dice.random() < 0.04:
        path[2:2] = ["t03", "t02"]
    if dice.random() < 0.06:
        path += dice.sample(["t07-1", "t07-2", "t07-3", "t07-4", "t07-5"], dice.randint(1, 3))
    if dice.random() < 0.02:
        path += ["t08", dice.choice(["t09-1", "t09-2", "t09-3", "t09-4"])]
    if dice.random() < 0.03:
        path += ["t11", "t12"] + (["t13", "t12"] if dice.random() < 0.1 else []) + ["t14", "t15"]
    if dice.random() < 0.02:
        path += ["t16", "t17"] + (["t18", "t17"] if dice.random() < 0.2 else []) + ["t19", "t20"]
    return path


def case_rows(dice, number, task, names):
    begun = datetime(2010, 10, 4, 8, tzinfo=ZONE) + timedelta(days=dice.randint(0, 460), minutes=dice.randint(0, 540))
    now, rows = begun, []
    path = steps(dice)
    for verb in path:
        now += timedelta(minutes=dice.choice((3, 40, 400, 1440, 6000)), seconds=dice.randint(0, 59))
        rows.append({"case:channel": dice.choices(("Internet", "Desk", "Post"), (87, 8, 5))[0],
                     "case:concept:name": f"case-{number}", "case:department": "General", "case:group": "Group 2",
                     "case:responsible": f"Resource{dice.randint(1, 40)}", "case:startdate": begun.isoformat(" "),
                     "concept:instance": f"task-{task + len(rows)}", "concept:name": names[verb],
                     "lifecycle:transition": "complete", "org:group": dice.choices(GROUPS, WEIGHTS)[0],
                     "org:resource": f"Resource{dice.randint(1, 48)}", "time:timestamp": now.isoformat(" ")})
    ended = now.isoformat(" ") if len(path) >= 6 and dice.random() < 0.6 else ""
    return [dict.fromkeys(COLUMNS, "") | row | {"case:enddate": ended} for row in rows]


def main(path, cases=CASES):
    dice, names, rows = random.Random(SEED), activities(), []
    for number in range(10001, 10001 + cases):
        rows += case_rows(dice, number, 40000 + len(rows), names)
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:3]))
