#!/usr/bin/python3
"""huiyin check over bulletins that are drawn at random and add up: none of them is blamed, whatever their rounding, and in each
of them any one count that is one more or less is found, and so is any count of the real bulletins in a group that adds up."""
import decimal
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import ROOT, Tap, note  # noqa: E402

BIN = pathlib.Path(os.environ.get("HUIYIN_BIN", ROOT / "build/asan/bin")).resolve()
BULLETINS = ROOT / "data/bulletins/bulletins.tsv"
HEADINGS = "id\tplace\tsource\tgroup\titem\tcount\tprinted_percent"
DRAWN = 120
SEED = 20230630
HUNDRED = decimal.Decimal(100)

rnd = random.Random(SEED)
tap = Tap()
note(f"seed {SEED}")


def findings(folder, bulletins):
    """What is wrong in each of the bulletins, by its number."""
    lines = [HEADINGS, *(f"B{n}\t\t\t" + "\t".join(map(str, row)) for n, rows in enumerate(bulletins) for row in rows)]
    path = folder / "drawn.tsv"
    path.write_text("\n".join(lines) + "\n")
    done = subprocess.run([BIN / "huiyin", "check", str(path), "--faults", "--output", "json"], capture_output=True, text=True, check=False,
                          env=dict(os.environ, HUIYIN_SERVER="127.0.0.1:1"))
    assert done.returncode in (0, 1), done.stderr
    found = {}
    for finding in json.loads(done.stdout)["findings"]:
        if finding["fault"]:
            found.setdefault(int(finding["bulletin"][1:]), []).append(finding["sentence"])
    return found


def percent(part, whole, decimals, rounding):
    return (part * HUNDRED / whole).quantize(decimal.Decimal(1).scaleb(-decimals), rounding)


def parts_of(total):
    """The total cut into two to six parts, none of them empty."""
    cuts = [0, *sorted(rnd.sample(range(1, total), rnd.randint(1, 5))), total]
    return [after - before for before, after in zip(cuts, cuts[1:])]


def shares(parts, decimals, how):
    """Printed as bulletins print them: half up, cut off, or one of them shifted so that they add up to 100."""
    total = sum(parts)
    printed = [percent(part, total, decimals, decimal.ROUND_DOWN if how == "cut off" else decimal.ROUND_HALF_UP) for part in parts]
    lacking = HUNDRED - sum(printed)
    if how == "to 100" and abs(lacking) == decimal.Decimal(1).scaleb(-decimals):
        largest = parts.index(max(parts))
        printed[largest] += lacking
    return printed


def drawn():
    received = rnd.randint(100, 5000)
    filed, decimals, how = rnd.randint(received // 2, received), rnd.randint(0, 2), rnd.choice(("half up", "cut off", "to 100"))
    rows = [("total", "收到", received, ""), ("total", "立案", filed, "")]
    for group in ("proposer", "class"):
        parts = parts_of(filed)
        rows += [(group, f"{group}{n}", part, share) for n, (part, share) in enumerate(zip(parts, shares(parts, decimals, how)))]
    return rows


def one_off(rows, place, by):
    group, item, count, share = rows[place]
    return [*rows[:place], (group, item, count + by, share), *rows[place + 1:]]


def places_of_change(before, after):
    """The item whose count is another one."""
    return next(new[1] for old, new in zip(before, after) if old != new)


def real():
    """The real bulletins, each a list of rows."""
    bulletins = {}
    for line in BULLETINS.read_text().splitlines()[1:]:
        number, _, _, group, item, count, share = (line.split("\t") + [""] * 7)[:7]
        bulletins.setdefault(number, []).append((group, item, int(count) if count else "", share))
    return bulletins


def adding_groups(rows):
    """Groups but the totals whose counts add up to one of the totals, counted by us."""
    totals = {row[2] for row in rows if row[0] == "total"}
    sums = {}
    for group, _, count, _ in rows:
        sums[group] = sums.get(group, 0) + (count or 0)
    return {group for group, total in sums.items() if group != "total" and total in totals}


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    right = [drawn() for _ in range(DRAWN)]
    tap.same(findings(folder, right), {}, f"none of {DRAWN} bulletins that add up is blamed")
    for by in (1, -1):
        wrong, changed_items = [], []
        for rows in right:
            places = [n for n, row in enumerate(rows) if row[0] != "total" and row[2] + by > 0]
            wrong.append(one_off(rows, rnd.choice(places), by))
            changed_items.append(places_of_change(rows, wrong[-1]))
        found = findings(folder, wrong)
        tap.same(sorted(set(range(DRAWN)) - set(found)), [], f"a count changed by {by:+} is found in each of them")
        blamed = {n: sentence for n, sentences in found.items() for sentence in sentences if "“立案”却写作" in sentence or "不是" in sentence}
        note(f"{len(blamed)} numbers are named")
        tap.same({n: s for n, s in blamed.items() if changed_items[n] not in s}, {}, "no other number is said to be wrong")

    changed = {}
    for number, rows in real().items():
        groups = adding_groups(rows)
        for place, row in enumerate(rows):
            for by in (1, -1) if row[0] in groups else ():
                changed[f"{number} {row[0]} {row[1]} {by:+}"] = one_off(rows, place, by)
    tap.ok(len(changed) > 100, f"{len(changed)} changes of the real bulletins")
    found = findings(folder, list(changed.values()))
    tap.same([change for n, change in enumerate(changed) if n not in found], [], "each of them is found")
tap.done()
