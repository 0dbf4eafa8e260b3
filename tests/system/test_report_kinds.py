#!/usr/bin/python3
"""Reports of every kind over the example year: they add up by our own checker and by hand, say what the rates say, and
come out the same byte for byte after a thousand more updates, a correction, new rules, a calendar and a renamed office.
"""
import csv
import json
import os
import pathlib
import subprocess
import sys
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import BIN, ROOT, Server, Tap, common_pb2, note, rate_service_pb2  # noqa: E402

EXAMPLE = ROOT / "data/baotou-2023h1"
AS_OF = "2023-06-30"
KINDS = ["supervision", "review", "handling", "key", "promises", "office", "score", "dunning"]
os.environ.setdefault("LSAN_OPTIONS", f"print_suppressions=0:suppressions={ROOT}/tests/support/leaks.txt")
tap = Tap()


def example_year(server):
    """Receives the example year as ./run does."""
    def good(who, *args):
        done = server.cli(who, *[str(arg) for arg in args])
        assert done.returncode == 0, done.stderr
    operator = server.client("operator")
    operator.ApplyRules(request_id=str(uuid.uuid4()), text=(ROOT / "rules/baotou.yaml").read_text())
    operator.close()
    for year in sorted((ROOT / "rules/calendar").glob("20*.csv")):
        good("operator", "calendar", "import", year)
    good("operator", "office", "import", EXAMPLE / "offices.csv")
    good("operator", "session", "import", EXAMPLE / "sessions.csv")
    for role in ("committee", "supervisor", "auditor"):
        server.token(role, getattr(common_pb2, f"ROLE_{role.upper()}"))
    with open(EXAMPLE / "offices.csv", encoding="utf-8-sig", newline="") as offices:
        for row in csv.reader(offices):
            if row[0] not in ("code", "tiwei"):
                server.token(row[0], common_pb2.ROLE_HANDLER, row[0])
    good("committee", "import", EXAMPLE / "proposals.csv")
    for path in sorted((EXAMPLE / "updates").glob("*.csv")):
        good(path.stem[2:], "submit", "--file", path)


def what_the_year_lacks(server):
    """Key proposals, a merged, a redirected, a withdrawn one, one under review, a case of several offices, a second level."""
    for code in ("zhou", "wu"):
        server.member(code, f"示例领导{code}", title="副主席（示例）")
    committee = server.client("committee")

    def received(number, **fields):
        return f"s{server.new_case(committee, number, session='bt2023', **fields).case_id}"

    def filed(number, **fields):
        return committee.submit(received(number, **fields), "file", happened_on="2023-06-05").case.case_number

    def assigned(number, leads, **fields):
        case = filed(number, **fields)
        committee.submit(case, "assign", happened_on="2023-06-05", **leads)
        return case
    for i, (leader, office) in enumerate((("zhou", "jyj"), ("zhou", "wjw"), ("wu", "zjj"))):
        committee.submit(assigned(f"key-{i}", {"lead_office": office}), "choose_key", happened_on="2023-06-06", member=leader)
    committee.submit(filed("merged"), "merge", happened_on="2023-06-06", other_cases=[assigned("main", {"lead_office": "jyj"})])
    committee.submit(received("redirected"), "redirect", happened_on="2023-06-06", channel="opinion", reason="转作信息（示例）")
    committee.submit(received("withdrawn"), "withdraw", happened_on="2023-06-06", reason="提案者申请（示例）")
    received("reviewed", proposer_kind="group", category="", sector="")
    assigned("several", {"separate_offices": ["jyj", "zjj", "wjw"]})
    received("region", level=common_pb2.LEVEL_REGION)
    committee.close()


class Drawing:
    """Draws reports up with the program of the tests, which asks the database as the server does."""

    def __init__(self, server):
        self.server = server
        self.folder = server.dir / "reports"
        self.folder.mkdir()

    def query(self, kind, language="zh", page=None, previous=None, office=0, **fields):
        query = {"kind": kind, "page": self.page() if page is None else page, "session": 0, "office": office,
                 "language": language, "rounding": "half_up", "decimals": 2, "year": 2023, "serial": 3, "title": "",
                 "as_of": AS_OF, "date": "2023-07-03"}
        if previous:
            query["previous"] = previous
        query.update(fields)
        return query

    def page(self):
        return int(self.server.sql("SELECT page FROM fold"))

    def draw(self, *queries):
        """The documents' bytes."""
        args = []
        for i, query in enumerate(queries):
            (self.folder / f"{i}.query").write_text(json.dumps(query))
            args += [self.folder / f"{i}.query", self.folder / f"{i}.json"]
        done = subprocess.run([BIN / "draw_report", self.server.conninfo(), "150200", *args], capture_output=True,
                              text=True)
        if done.returncode:
            raise RuntimeError(done.stderr)
        return [(self.folder / f"{i}.json").read_bytes() for i in range(len(queries))]

    def rendered(self, form, documents):
        """Of each document the file in a format."""
        args = []
        for i, document in enumerate(documents):
            (self.folder / f"{i}.json").write_bytes(document)
            args += [self.folder / f"{i}.json", self.folder / f"{i}.{form}"]
        subprocess.run([BIN / "render_report", form, *args], check=True)
        return [(self.folder / f"{i}.{form}").read_bytes() for i in range(len(documents))]


def tables(document):
    return {block["key"]: block for block in document["blocks"] if block["type"] == "table"}


def column(table, key):
    return [column["key"] for column in table["columns"]].index(key)


def sums_wrong(document):
    """Columns of counts whose total is not the sum of their rows."""
    wrong = []
    for key, table in tables(document).items():
        for i, head in enumerate(table["columns"]):
            if table["total"] and head["kind"] == "integer" and table["total"][i] is not None:
                if sum(row[i] for row in table["rows"]) != table["total"][i]:
                    wrong.append((key, head["key"]))
    return wrong


def equations_wrong(document):
    """Rows whose parts are not their whole."""
    parts = {"offices": ("assigned", ["on_time", "late", "pending", "overdue"]),
             "categories": ("assigned", ["on_time", "late", "pending", "overdue"]),
             "leaders": ("assigned", ["on_time", "late", "pending", "overdue"]),
             "satisfaction": ("answered", ["best", "basically", "discontent", "unmarked", "unreturned"]),
             "satisfaction_offices": ("answered", ["best", "basically", "discontent", "unmarked", "unreturned"]),
             "promises": ("promised", ["kept", "broken", "overdue", "pending"])}
    if document["kind"] == "review":
        parts = {key: ("received", ["filed", "redirected", "not_filed", "pending"])
                 for key in ("kinds", "categories", "sectors")}
    wrong = []
    for key, table in tables(document).items():
        if key in parts and column_exists(table, parts[key][0]):
            whole, pieces = parts[key]
            for row in table["rows"] + ([table["total"]] if table["total"] else []):
                if row[column(table, whole)] != sum(row[column(table, piece)] for piece in pieces):
                    wrong.append((key, row[0]))
    return wrong


def column_exists(table, key):
    return key in [column["key"] for column in table["columns"]]


def percent(n, d, decimals=2):
    """Half-up, in whole numbers."""
    if not d:
        return ""
    unit = 10 ** decimals
    value = (n * 100 * unit * 2 + d) // (2 * d)
    return f"{value // unit}.{value % unit:0{decimals}d}" if decimals else str(value)


def percents_wrong(document):
    wrong = []
    for key, table in tables(document).items():
        for row in table["rows"] + ([table["total"]] if table["total"] else []):
            for head, cell in zip(table["columns"], row):
                if head["kind"] == "percent" and cell and cell["text"] != percent(cell["n"], cell["d"]):
                    wrong.append((key, head["key"], cell))
    return wrong


def figures_of(document):
    """The document's counted tables as a bulletin for CheckFigures: a column's rows are a group, its total a total."""
    figures = []
    for key, table in tables(document).items():
        for i, head in enumerate(table["columns"]):
            if not table["total"] or head["kind"] != "integer" or table["total"][i] is None:
                continue
            name = f"{key}.{head['key']}"
            figures.append({"bulletin": name, "group": "total", "item": head["title"], "count": table["total"][i]})
            figures += [{"bulletin": name, "group": head["title"], "item": str(row[0]), "count": row[i]}
                        for row in table["rows"]]
    return figures


def every_report_adds_up(drawing, documents):
    for (kind, language), document in documents.items():
        name = f"{kind}, {language}"
        tap.same(sums_wrong(document), [], f"{name}: every total is the sum of its rows")
        tap.same(equations_wrong(document), [], f"{name}: every whole is the sum of its parts")
        tap.same(percents_wrong(document), [], f"{name}: every percentage follows from its numbers")


def our_own_checker_finds_no_fault(server, documents):
    client = server.client("supervisor")
    for kind in KINDS:
        figures = figures_of(documents[kind, "zh"])
        if not figures:
            continue
        answer = client.CheckFigures(figures=figures)
        faults = [finding.sentence for finding in answer.findings if finding.fault]
        tap.same(faults, [], f"{kind}: our own addition checker finds no fault in {len(figures)} figures")
        adding = [f for f in answer.findings if f.kind == "adds_up"]
        tap.ok(adding, f"{kind}: and says that {len(adding)} groups add up")
    client.close()


def supervision_says_what_the_rates_say(server, document):
    client = server.client("supervisor")
    rates = client.GetRates(as_of=AS_OF, group_by=rate_service_pb2.RATE_GROUP_OFFICE)
    offices = tables(document)["offices"]
    got = [(row[0], row[column(offices, "assigned")], row[column(offices, "answered")], row[column(offices, "overdue")])
           for row in offices["rows"]]
    wanted = [(row.office.name_zh, row.assigned, row.answered, row.overdue) for row in rates.rows]
    tap.same(got, wanted, "the offices of the bulletin stand in the order and with the figures of the rates")
    text = next(block["text"] for block in document["blocks"] if block["type"] == "paragraph")
    total = rates.total
    tap.ok(f"共交办提案{total.assigned}件" in text and f"已答复{total.answered}件" in text,
           f"the first paragraph says {total.answered} of {total.assigned}")
    tap.ok(f"答复率{percent(total.answered, total.assigned)}%" in text, "and the rate")
    tap.ok("提高" in text and "个百分点" in text, "and what changed since the bulletin before")
    client.close()


def the_lowest_offices_are_named(document):
    offices = tables(document)["offices"]
    a, n = column(offices, "assigned"), column(offices, "answered")
    total = offices["total"]
    below = sorted((row for row in offices["rows"] if row[n] * total[a] < total[n] * row[a]), key=lambda row: row[n] / row[a])
    text = next(block["text"] for block in document["blocks"]
                if block["type"] == "paragraph" and "低于总体水平" in block["text"])
    tap.ok(f"有{len(below)}个" in text, f"{len(below)} offices are below the rate of all")
    tap.ok(f"{below[0][0]}（承办{below[0][a]}件，已答复{below[0][n]}件，答复率{percent(below[0][n], below[0][a])}%）" in text,
           "the lowest with its figures")


def every_figure_is_in_every_format(drawing, documents):
    raw = [json.dumps(document, ensure_ascii=False).encode() for document in documents.values()]
    for form in ("text", "html", "csv"):
        missing = []
        for document, rendered in zip(documents.values(), drawing.rendered(form, raw)):
            rendered = rendered.decode()
            for key, table in tables(document).items():
                for row in table["rows"]:
                    missing += [(document["kind"], key, cell["text"]) for cell in row
                                if isinstance(cell, dict) and cell["text"] not in rendered]
            missing += [] if document["foot"].split("；")[0][:10] in rendered else ["foot"]
        tap.same(missing, [], f"{form}: every percentage and the foot of every report are there")


def review_adds_up(document):
    text = next(block["text"] for block in document["blocks"] if block["type"] == "paragraph")
    total = tables(document)["kinds"]["total"]
    received, filed, redirected, not_filed, pending, merged, after = total[1:8]
    tap.ok(received == filed + redirected + not_filed + pending and after == filed - merged and merged and redirected and pending,
           f"{received} received = {filed} filed + {redirected} redirected + {not_filed} not filed + {pending} under review")
    tap.ok(f"收到提案{received}件" in text and f"并案{merged}件，并案后{after}件" in text, "the text says so")
    found = tables(document)
    tap.same([len(found[key]["rows"]) for key in ("not_filed", "redirected", "merged")], [not_filed, redirected, merged],
             "and the annexes list each of them")


def key_proposals_stand_under_their_leaders(document):
    found = tables(document)
    tap.same([(row[0], row[1]) for row in found["leaders"]["rows"]], [("示例领导zhou", 2), ("示例领导wu", 1)],
             "key proposals are counted by leader")
    tap.same(len(found["cases"]["rows"]), 3, "and listed one by one")


def offices_and_cases_are_told_apart(document):
    """A case of three offices: three assignments, one case."""
    offices, rates = tables(document)["offices"], tables(document)["rates"]
    parts = offices["total"][column(offices, "assigned")]
    cases = next(row for row in rates["rows"] if row[0] == "答复率")[column(rates, "base")]
    tap.same(parts - cases, 2, "the offices' sum counts assignments, the totals count cases")
    tap.ok(any(f"（每件一次）共{cases}件" in note_ for note_ in offices["notes"]), "and a note says how many cases there are")


def dunning_has_a_letter_for_each_office(document):
    letters = [block for block in document["blocks"] if block["type"] == "letter"]
    offices = tables(document)["offices"]
    tap.same([letter["to"] for letter in letters], [row[0] for row in offices["rows"]], "a letter for each office, in order")
    tap.same(len(document["dunned"]), offices["total"][1], "and each overdue assignment is told to the caller")
    for letter, row in zip(letters, offices["rows"]):
        tap.same(len(letter["paragraphs"]) - 2, row[1], f"the letter to {row[0]} names each of its {row[1]}")


def score_is_the_base_and_every_point(document):
    found = tables(document)
    if "scores" not in found:
        tap.ok(False, "the example rules have a section score")
        return
    scores, points = found["scores"], found["points"]
    tap.ok(len(points["rows"]) > 0, f"{len(points['rows'])} points are explained")
    for row in scores["rows"]:
        of_office = sum(point[column(points, "points")]["tenths"] for point in points["rows"] if point[0] == row[1])
        if row[column(scores, "base")]["tenths"] + of_office != row[column(scores, "score")]["tenths"]:
            tap.ok(False, f"{row[1]}: base and points are not its score")
            return
    tap.ok(True, "the score of every office is its base and the points of its cases")
    tap.ok(all(point[1] and point[3] for point in points["rows"]), "every point has a case and a rule")


def change_everything(server):
    """What must not touch a report of the past."""
    operator, committee = server.client("operator"), server.client("committee")
    with open(EXAMPLE / "offices.csv", encoding="utf-8-sig", newline="") as offices:
        code = [row[0] for row in csv.reader(offices)][3]
    office = next(o for o in operator.ListOffices().offices if o.code == code)
    office.name_zh = "改名后的单位"
    operator.UpdateOffice(request_id=str(uuid.uuid4()), office=office)
    rules = (ROOT / "rules/baotou.yaml").read_text().replace("已经解决", "解决了的")
    operator.ApplyRules(request_id=str(uuid.uuid4()), text=rules)
    calendar = server.dir / "2023.csv"
    rows = (ROOT / "rules/calendar/2023.csv").read_bytes().decode("utf-8-sig").splitlines()
    calendar.write_text("\n".join(rows[:-1]) + "\n")
    done = server.cli("operator", "calendar", "import", str(calendar))
    assert done.returncode == 0, done.stderr
    answered = server.sql("SELECT c.number FROM fact f JOIN \"case\" c USING (jurisdiction, case_id) "
                          "WHERE f.unit = 2 AND f.class = 'A' ORDER BY c.number LIMIT 1")
    version = next(update.version for update in committee.ListUpdates(case=answered).updates if update.verb == "answer")
    committee.submit(answered, "correct", corrects=version, reason="录入有误（示例）", **{"class": "D"})
    for i in range(1000):
        committee.CreateCase(request_id=str(uuid.uuid4()), case={
            "session": "bt2023", "submission_number": f"later-{i}", "level": common_pb2.LEVEL_CITY, "title": "后来的提案（示例）",
            "text": "示例正文", "proposers": ["示例委员甲"], "proposer_kind": "member", "sector": "教育界", "category": "教育",
            "received_on": "2023-06-01"})
    operator.close()
    committee.close()


def main():
    server = Server().init().start()
    try:
        example_year(server)
        what_the_year_lacks(server)
        drawing = Drawing(server)
        page = drawing.page()
        note(f"the example year ends on page {page}")
        previous = {"as_of": "2023-05-31", "page": page, "year": 2023, "serial": 2}
        office = int(server.sql("SELECT office_id FROM fact WHERE unit = 2 GROUP BY office_id ORDER BY count(*) DESC LIMIT 1"))
        queries = {(kind, language): drawing.query(kind, language, previous=previous if kind == "supervision" else None,
                                                   office=office if kind == "office" else 0)
                   for kind in KINDS for language in ("zh", "en")}
        first = dict(zip(queries, drawing.draw(*queries.values())))
        documents = {key: json.loads(raw) for key, raw in first.items()}
        tap.ok(all(document["example"] for document in documents.values()), "every report says that its data are an example")
        every_report_adds_up(drawing, documents)
        supervision_says_what_the_rates_say(server, documents["supervision", "zh"])
        the_lowest_offices_are_named(documents["supervision", "zh"])
        offices_and_cases_are_told_apart(documents["supervision", "zh"])
        review_adds_up(documents["review", "zh"])
        key_proposals_stand_under_their_leaders(documents["key", "zh"])
        dunning_has_a_letter_for_each_office(documents["dunning", "zh"])
        score_is_the_base_and_every_point(documents["score", "zh"])
        every_figure_is_in_every_format(drawing, documents)
        our_own_checker_finds_no_fault(server, documents)
        change_everything(server)
        again = dict(zip(queries, drawing.draw(*queries.values())))
        for key in queries:
            tap.ok(first[key] == again[key], f"{key[0]}, {key[1]}: the same bytes after everything changed")
        if os.environ.get("HUIYIN_KEEP_REPORTS"):
            for (kind, language), raw in first.items():
                (pathlib.Path(os.environ["HUIYIN_KEEP_REPORTS"]) / f"{kind}_{language}.json").write_bytes(raw)
    finally:
        server.close()
    tap.done()


main()
