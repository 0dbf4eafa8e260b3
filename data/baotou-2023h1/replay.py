#!/usr/bin/env python3
"""Plays the files of the example year through a small machine of its own and checks every figure they promise.

    python3 replay.py [FOLDER]

It knows nothing of how the files were made, and the rules only as far as README.md states them.
"""
import csv
import sys
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

sys.dont_write_bytecode = True
from workdays import DAYS, INDEX, add_months

COLUMNS = ("case verb happened_on office reason lead_office assist_offices case_number contact_method contact_persons "
           "class document_number text attitude result outcomes promises item").split()
AS_OF = date(2023, 6, 30)
REQUIRED = {
    "file": ("case_number",), "not_file": ("reason",), "assign": ("lead_office",), "accept": (), "return": ("reason",),
    "contact": ("contact_method", "contact_persons"), "give_opinion": ("text",),
    "answer": ("class", "document_number", "text"), "add_outcome": ("outcomes",), "evaluate": ("attitude", "result"),
    "keep": ("item",), "close": (),
}
WORDS = {
    "contact_method": {"visit", "meeting", "site", "phone", "letter"}, "class": set("ABCD"),
    "attitude": {"satisfied", "basically", "dissatisfied"}, "result": {"satisfied", "basically", "dissatisfied"},
}
COMMITTEE_VERBS = {"file", "not_file", "assign", "evaluate", "keep", "close"}
PROMISING = "BC"  # classes whose answer needs a promise


class Wrong(Exception):
    """A file does not keep its promise."""


def need(condition, what):
    if not condition:
        raise Wrong(what)


def read(path, columns):
    raw = path.read_bytes()
    need(raw.startswith(b"\xef\xbb\xbf"), f"{path}: no BOM")
    need(raw.count(b"\n") == raw.count(b"\r\n"), f"{path}: a line end that is not CRLF")
    rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines(keepends=True)))
    need(rows and list(rows[0]) == list(columns), f"{path}: columns {list(rows[0])}")
    need(all(None not in row and None not in row.values() for row in rows), f"{path}: a ragged row")
    return rows


class Part:
    """One office's part in a case."""

    def __init__(self, office, role, day):
        self.office, self.role, self.assigned, self.state = office, role, day, "assigned"
        self.answered, self.accepted, self.contacts, self.last = None, False, 0, day

    def due(self):
        return add_months(self.assigned, 3 if self.role == "lead" else 2)


class Matter:
    """A case."""

    def __init__(self, proposal):
        self.proposal, self.state, self.number, self.parts, self.outcomes = proposal, "received", "", [], []
        self.promises = []  # [last day, kept]
        self.last = date.fromisoformat(proposal["received_on"])

    def lead(self):
        live = [p for p in self.parts if p.role == "lead" and p.state != "returned"]
        return live[0] if live else None

    def part(self, office):
        live = [p for p in self.parts if p.office == office and p.state != "returned"]
        need(len(live) == 1, f"{self.number}: {office} has {len(live)} parts")
        return live[0]


class World:
    def __init__(self, folder):
        self.offices = [row["code"] for row in read(folder / "offices.csv", ("code", "name_zh", "name_en", "position"))]
        self.names = {r["code"]: r["name_zh"] for r in read(folder / "offices.csv", ("code", "name_zh", "name_en", "position"))}
        sessions = {r["code"]: r for r in read(folder / "sessions.csv", ("code", "name_zh", "name_en", "starts_on", "level"))}
        self.by_key, self.verbs = {}, Counter()
        columns = ("submission_number session level external_number title proposers proposer_kind sector category "
                   "received_on text").split()
        for row in read(folder / "proposals.csv", columns):
            key = f"l:{row['session']}/{row['submission_number']}"
            need(key not in self.by_key and row["session"] in sessions, f"{key}: twice, or no such session")
            need(sessions[row["session"]]["level"] == row["level"], f"{key}: level")
            need(0 < len(row["title"]) <= 100 and all(row["proposers"].split("、")), f"{key}: title or proposers")
            need("示例" in row["proposers"] + row["sector"], f"{key}: an invented proposer is not marked")
            self.by_key[key] = Matter(row)
        self.matters = list(self.by_key.values())

    def apply(self, row):
        verb, day, office = row["verb"], date.fromisoformat(row["happened_on"]), row["office"]
        need(verb in REQUIRED and all(row[field] for field in REQUIRED[verb]), f"missing field: {row}")
        need(all(not row[field] or row[field] in words for field, words in WORDS.items()), f"unknown word: {row}")
        need(day in INDEX, f"no working day of the half year: {row}")
        need((office == "tiwei") == (verb in COMMITTEE_VERBS) and office in self.offices, f"not this office's: {row}")
        need(row["case"] in self.by_key, f"no such case: {row}")
        getattr(self, verb)(self.by_key[row["case"]], day, office, row)
        self.verbs[verb] += 1

    def file(self, m, day, office, row):
        need(m.state == "received" and day >= m.last and row["case_number"] not in self.by_key, f"file: {row}")
        m.state, m.number, m.last = "filed", row["case_number"], day
        self.by_key[m.number] = m

    def not_file(self, m, day, office, row):
        need(m.state == "received" and day >= m.last, f"not_file: {row}")
        m.state = "not_filed"

    def assign(self, m, day, office, row):
        need(m.state in ("filed", "returned") and day >= m.last, f"assign: {row}")
        assists = [a for a in row["assist_offices"].split(";") if a]
        everyone = [row["lead_office"], *assists]
        need(len(set(everyone)) == len(everyone) and set(everyone) <= set(self.offices) - {"tiwei"}, f"assign: {row}")
        m.parts += [Part(o, "lead" if n == 0 else "assist", day) for n, o in enumerate(everyone)]
        m.state, m.last = "in_handling", day

    def step(self, m, day, office, row, states, roles=("lead", "assist")):
        part = m.part(office)
        need(part.state in states and part.role in roles and day >= part.last, f"{row['verb']} from {part.state}: {row}")
        part.last = day
        return part

    def accept(self, m, day, office, row):
        part = self.step(m, day, office, row, ("assigned",))
        part.state, part.accepted = "accepted", True

    def contact(self, m, day, office, row):
        self.step(m, day, office, row, ("accepted",)).contacts += 1

    def give_opinion(self, m, day, office, row):
        part = self.step(m, day, office, row, ("accepted",), ("assist",))
        part.state, part.answered = "opined", day

    def answer(self, m, day, office, row):
        part = self.step(m, day, office, row, ("accepted",), ("lead",))
        need(m.state == "in_handling" and part.contacts, f"answer: {row}")
        owing = [p.office for p in m.parts if p.role == "assist" and p.state != "returned" and not p.answered]
        need(not owing, f"answered before the opinion of {owing}: {row}")
        need(row["class"] not in PROMISING or row["promises"], f"class {row['class']} without a promise: {row}")
        self.promise(m, day, row)
        part.state, part.answered, m.state, m.last = "answered", day, "answered", day
        self.outcome(m, day, row)

    def add_outcome(self, m, day, office, row):
        self.step(m, day, office, row, ("answered",), ("lead",))
        need(m.state == "answered", f"add_outcome: {row}")
        m.last = day
        self.outcome(m, day, row)

    def outcome(self, m, day, row):
        for text in filter(None, row["outcomes"].split(";")):
            parts = text.split("|")
            need(len(parts) == 4 and parts[0] and date.fromisoformat(parts[3]) <= day, f"outcome: {row}")
            need(not parts[1] or float(parts[1]) > 0, f"outcome: {row}")
            m.outcomes.append(parts)

    def promise(self, m, day, row):
        for text in filter(None, row["promises"].split(";")):
            parts = text.split("|")
            need(len(parts) == 3 and parts[0] and date.fromisoformat(parts[2]) > day, f"promise: {row}")
            m.promises.append([parts[2], False])

    def keep(self, m, day, office, row):
        place = int(row["item"]) - 1
        need(m.state == "evaluated" and day >= m.last and not m.promises[place][1], f"keep: {row}")
        m.promises[place][1], m.last = True, day

    def evaluate(self, m, day, office, row):
        need(m.state == "answered" and day >= m.last, f"evaluate: {row}")
        m.state, m.last = "evaluated", day

    def close(self, m, day, office, row):
        need(m.state == "evaluated" and day >= m.last, f"close: {row}")
        need(all(kept for _, kept in m.promises), f"closed with an open promise: {row}")
        m.state = "closed"


# "return" is a word of Python, so that it cannot stand in the class as it is written in the files.
def return_part(world, m, day, office, row):
    part = world.step(m, day, office, row, ("assigned",), ("lead",))
    need(INDEX[day] - INDEX[part.assigned] <= 5, f"returned too late: {row}")
    need(len([p for p in m.parts if p.state != "returned"]) == 1, f"others are at work on it: {row}")
    part.state, m.state, m.last = "returned", "returned", day


setattr(World, "return", return_part)


def rounds(folder):
    """The files by round, in order."""
    by_round = defaultdict(list)
    for path in sorted((folder / "updates").glob("*.csv")):
        by_round[int(path.name.split("-")[0])].append(read(path, COLUMNS))
        office = path.stem.split("-")[1]
        office = "tiwei" if office == "committee" else office
        need({row["office"] for row in by_round[int(path.name[0])][-1]} == {office}, f"{path}: another office's rows")
    return [by_round[n] for n in sorted(by_round)]


def in_turns(files):
    """One row of each file after the other."""
    for n in range(max(map(len, files))):
        for file in files:
            if n < len(file):
                yield file[n]


def one_by_one(files):
    for file in reversed(files):
        yield from file


def play(folder, mixed):
    world = World(folder)
    for files in rounds(folder):
        for row in mixed(files):
            world.apply(row)
    return world


def office_table(world):
    """Per office, as lead in city cases: assigned, accepted, answered, in time, overdue at AS_OF."""
    table = {office: Counter() for office in world.offices if office != "tiwei"}
    for m in world.matters:
        part = m.lead()
        if m.proposal["level"] != "city" or not part:
            continue
        done = part.answered and part.answered <= AS_OF
        table[part.office].update(assigned=1, accepted=int(part.accepted), answered=int(bool(done)),
                                  in_time=int(bool(done and part.answered <= part.due())),
                                  overdue=int(not done and part.due() < AS_OF))
    return table


def figures(world):
    city = [m for m in world.matters if m.proposal["level"] == "city"]
    leads = [m.lead() for m in city if m.lead()]
    assists = [p for m in city for p in m.parts if p.role == "assist"]
    sizes = Counter(sum(p.role == "assist" for p in m.parts) for m in city if m.parts)
    total = Counter()
    for counts in office_table(world).values():
        total.update(counts)
    return {
        "received": len(city),
        "filed": sum(bool(m.number) for m in city),
        "not_filed": sum(m.state == "not_filed" for m in city),
        "assigned": total["assigned"],
        "accepted": total["accepted"],
        "answered": total["answered"],
        "answered_in_time": total["in_time"],
        "answered_late": total["answered"] - total["in_time"],
        "open": total["assigned"] - total["answered"],
        "open_overdue": total["overdue"],
        "open_not_accepted": sum(p.state == "assigned" for p in leads),
        "returned": sum(p.state == "returned" for m in city for p in m.parts),
        "one_assist": sizes[1],
        "two_or_three_assists": sizes[2] + sizes[3],
        "opinions_asked": len(assists),
        "opinions_given": sum(p.state == "opined" for p in assists),
        "opinions_late": sum(bool(p.answered and p.answered > p.due()) for p in assists),
        "evaluated": sum(m.state in ("evaluated", "closed") for m in city),
        "closed": sum(m.state == "closed" for m in city),
        "promises": sum(len(m.promises) for m in city),
        "promises_kept": sum(kept for m in city for _, kept in m.promises),
        "national_answered": sum(m.state == "answered" for m in world.matters if m.proposal["level"] == "national"),
        "categories": len({m.proposal["category"] for m in city if m.number}),
        "sectors": len({m.proposal["sector"] for m in city}),
    }


EXPECTED = {
    "received": 390, "filed": 382, "not_filed": 8, "assigned": 382, "accepted": 380, "answered": 363,
    "answered_in_time": 336, "answered_late": 27, "open": 19, "open_overdue": 9, "open_not_accepted": 2, "returned": 12,
    "one_assist": 60, "two_or_three_assists": 30, "opinions_asked": 132, "evaluated": 250, "closed": 200,
    "opinions_late": 8, "national_answered": 1,
}


def check_real(world):
    """The published facts are there."""
    def matter(part):
        found = [m for m in world.matters if part in m.proposal["title"]]
        need(len(found) == 1, f"{part}: {len(found)} cases")
        return found[0]

    def has(part, *outcome):
        need(any(tuple(o[: len(outcome)]) == outcome for o in matter(part).outcomes), f"{part}: {outcome}")

    need(["包医国际医院项目复工建设", "1", "项", "2023-06-01"] in matter("包医国际医院").outcomes, "复工")
    has("房屋产权登记集中治理", "全市住宅类产权遗留问题基本解决", "31.7", "万户")
    has("青少年心理健康支持系统", "开设心理健康课的中小学", "225", "所")
    has("青少年心理健康支持系统", "中小学心理健康课覆盖率", "94.94", "%")
    has("疫情期间外卖食品", "办理协商过程在包头广播电视台《热线追踪》全程播出")
    psychology = matter("青少年心理健康支持系统")
    need([p.office for p in psychology.parts] == ["jyj", "tsw", "sfl", "wmb"], "青少年: offices")
    need(matter("新型稀土材料").proposal["external_number"], "稀土: no external number")
    for m in world.matters:
        known = m in map(matter, ("包医国际医院", "房屋产权登记集中治理", "青少年心理健康支持系统", "疫情期间外卖食品", "新型稀土材料"))
        need(known or ("（示例）" in m.proposal["title"] and "示例" in m.proposal["text"]), f"not marked: {m.proposal}")


def check_order_of_days(world):
    """Opinions, where given, come before the answer; no answer within five days after its due day, counted from the
    first assignment or the last; case numbers run without gaps."""
    for m in world.matters:
        lead = m.lead()
        if lead and lead.answered:
            for part in (p for p in m.parts if p.role == "lead"):
                need(not 0 < (lead.answered - part.due()).days <= 5, f"{m.number}: too close to its due day")
            need(len(m.parts) == 1 or m.parts[0].state != "returned" or lead.answered <= m.parts[0].due(), m.number)
            need(all(not p.answered or p.answered < lead.answered for p in m.parts if p.role == "assist"), m.number)
    numbers = sorted(m.number for m in world.matters if m.number and m.proposal["level"] == "city")
    need(numbers == [f"2023{n:04d}" for n in range(1, 383)], "case numbers")


def print_report(world, counted):
    for name, value in counted.items():
        print(f"{name:22}{value:6}")
    print("\noffice  assigned accepted answered in_time overdue  rate")
    for office, c in office_table(world).items():
        print(f"{office:8}{c['assigned']:8}{c['accepted']:9}{c['answered']:9}{c['in_time']:8}{c['overdue']:8}"
              f"  {100 * c['answered'] / c['assigned']:6.2f} %")
    print(f"\n{sum(world.verbs.values())} updates:", ", ".join(f"{v} {n}" for v, n in sorted(world.verbs.items())))


def check(folder):
    """Plays the rounds in two very different orders; both must give the promised figures."""
    worlds = [play(folder, order) for order in (in_turns, one_by_one)]
    counted = [figures(world) for world in worlds]
    need(counted[0] == counted[1], f"the order within a round matters: {counted}")
    for name, value in EXPECTED.items():
        need(counted[0][name] == value, f"{name}: {counted[0][name]}, expected {value}")
    updates = sum(worlds[0].verbs.values())
    need(counted[0]["categories"] >= 12 and 2500 <= updates <= 3500, f"categories or {updates} updates")
    need(len(list((folder / "updates").glob("2-*.csv"))) == 12, "twelve offices hand in updates")
    for world in worlds:
        check_real(world)
        check_order_of_days(world)
    print_report(worlds[0], counted[0])


if __name__ == "__main__":
    try:
        check(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent)
    except Wrong as wrong:
        sys.exit(f"wrong: {wrong}")
