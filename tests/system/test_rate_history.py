#!/usr/bin/python3
"""Rates of a past day, as known at a past page: random histories with everything that makes them hard (backdated entries,
corrections, rejected returns, parts handed over, separate offices, later rounds, withdrawals, merged cases) are counted
here once more, from the milestones, and in every way the server counts: by the tally, by facts, back from the present,
from the beginning, as a trend, as the list behind the number."""
import datetime
import os
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import Refused, Server, Tap, common_pb2 as c, note, rate_service_pb2 as r, wait_for  # noqa: E402

SEED = int(os.environ.get("HUIYIN_SEED", random.randrange(10**6)))
UPDATES, QUESTIONS, BLOCKS = 420, 24, 14
OFFICES = ("jyj", "czj", "jtj", "wjw")
FIRST, LAST = datetime.date(2023, 3, 1), datetime.date(2023, 7, 3)
ANSWERING = (1, 3, 4)
COUNTS = ("assigned", "accepted", "answered", "on_time", "overdue", "open")
RECEIVED, FILED, ASSIGNED, ACCEPTED, RETURNED, OPINION, ANSWERED, EVALUATED = 1, 2, 4, 5, 6, 8, 9, 11
MERGED, REJECTED, WITHDRAWN, EXTENDED, TRANSFERRED, REDATED = 18, 20, 36, 38, 39, 42

tap = Tap()
server = Server().init().start()
chance = random.Random(SEED)
note(f"HUIYIN_SEED={SEED}")


# ---- Histories ------------------------------------------------------------------------------------------------------

class History:
    """A case that lives through whatever the rules allow, by a clock of its own."""

    def __init__(self, committee, number):
        self.committee = committee
        self.day = FIRST + datetime.timedelta(days=chance.randrange(60))
        received = server.new_case(committee, number, received_on=str(self.day), category=chance.choice(("教育", "城建")),
                                   proposers=["示例委员王"], proposer_members=["wang"])
        self.name, self.versions = f"s{received.case_id}", 1

    def move(self):
        """One attempt; what the rules refuse is no part of the history."""
        verb, fields = chance.choice(self.attempts())
        self.day = min(LAST, self.day + datetime.timedelta(days=chance.choice((0, 0, 1, 3, 8, 20))))
        fields = {"happened_on": str(self.day), "reason": "补录（示例）", **fields}
        try:
            answer = self.committee.submit(self.name, verb, **fields)
        except Refused:
            return False
        self.versions += 1
        self.name = answer.case.case_number or self.name
        return True

    def attempts(self):
        one, other = chance.sample(OFFICES, 2)
        day = str(self.day - datetime.timedelta(days=chance.randrange(1, 12)))
        answered = {"document_number": "示例〔2023〕1号", "text": "示例"}
        promise = [{"text": "示例承诺", "measure": "验收", "due_on": str(self.day + datetime.timedelta(days=20))}]
        mark = lambda: chance.choice(("satisfied", "satisfied", "basically", "dissatisfied"))  # noqa: E731
        usual = [("file", {}), ("assign", {"lead_office": one, "assist_offices": [other]}), ("assign", {"sole_office": one}),
                 ("assign", {"separate_offices": [one, other]})]
        for office in OFFICES:
            usual += [("accept", {"office": office}), ("accept", {"office": office}),
                      ("contact", {"office": office, "contact_method": chance.choice(("phone", "visit")), "contact_persons": "甲"}),
                      ("give_opinion", {"office": office, "text": "示例"}),
                      ("answer", {"office": office, "class": "A", **answered}),
                      ("answer", {"office": office, "class": "B", "promises": promise, **answered})]
        rare = [("return", {"office": one}), ("reject_return", {"office": one}), ("extend", {"office": one}),
                ("transfer", {"office": one, "lead_office": other}), ("evaluate", {"attitude": mark(), "result": mark()}),
                ("evaluate", {"attitude": mark(), "result": mark()}), ("reopen", {}), ("close", {}), ("keep", {"item_no": 1}),
                ("correct", {"corrects": chance.randrange(1, self.versions + 1), "happened_on": day})]
        seldom = [("withdraw", {})] if chance.random() < 0.1 else []
        return usual * 2 + rare * 2 + seldom


def hard(committee):
    """One of each that chance might leave out."""
    def lived(number, *moves):
        case = History(committee, number)
        for verb, fields in (("file", {}), *moves):
            committee.submit(case.name, verb, happened_on="2023-05-10", reason="补录（示例）", **fields)
    answer = {"class": "A", "document_number": "示例〔2023〕1号", "text": "示例"}
    dissatisfied = {"attitude": "satisfied", "result": "dissatisfied"}
    lived("returned", ("assign", {"sole_office": "jyj"}), ("return", {"office": "jyj"}), ("reject_return", {"office": "jyj"}),
          ("accept", {"office": "jyj"}), ("transfer", {"office": "jyj", "lead_office": "czj"}), ("extend", {"office": "czj"}))
    lived("separate", ("assign", {"separate_offices": ["jyj", "czj"]}), ("accept", {"office": "jyj"}),
          ("answer", {"office": "jyj", **answer}))
    lived("again", ("assign", {"lead_office": "jtj"}), ("accept", {"office": "jtj"}), ("answer", {"office": "jtj", **answer}),
          ("evaluate", dissatisfied), ("reopen", {}), ("correct", {"corrects": 4}))
    lived("gone", ("assign", {"lead_office": "jtj"}), ("withdraw", {}))


def live():
    committee = server.client("committee")
    hard(committee)
    histories, done = [], 0
    while done < UPDATES:
        if len(histories) < 45 and chance.random() < 0.15:
            histories.append(History(committee, f"history-{len(histories)}"))
        if not histories:
            continue
        history = chance.choice(histories)
        if chance.random() < 0.02 and len(histories) > 3:
            other = chance.choice(histories)
            try:
                committee.submit(history.name, "merge", happened_on=str(history.day), other_cases=[other.name], reason="示例")
                history.versions += 1
            except Refused:
                pass
        moved = history.move()
        done += moved
        if moved and done % (UPDATES // BLOCKS) == 0:
            block(committee)
    return committee


def block(committee):
    """What the fold does after thousands of changes; half of them in blocks and blocks of two blocks, the rest single as ever."""
    committee.GetRates()  # folded up to here
    if int(server.sql("SELECT count(*) FROM fact_block WHERE tier = 0")) < BLOCKS // 2:
        server.sql("SELECT fact_block_add(150200, 1, 2)")


# ---- The same once more ----------------------------------------------------------------------------------------------

COLUMNS = ("case_id, assignment_no, milestone, stands_for, on_date, office_id, role, late, due_on, page, superseded_page, round,"
           " result")


def milestones():
    rows = []
    for line in server.sql(f"SELECT {COLUMNS} FROM milestone").split("\n"):
        case, no, what, stands_for, on, office, role, late, due, page, superseded, round_, result = line.split("|")
        rows.append({"case": int(case), "no": int(no), "what": int(what), "stands_for": int(stands_for), "on": on,
                     "office": int(office), "role": int(role), "late": late == "t", "due": due, "page": int(page),
                     "superseded": int(superseded or 0), "round": int(round_), "result": result})
    return rows


def known(rows, day, page):
    """The milestones that counted on that day, as that page knew them, by case."""
    cases = {}
    for row in rows:
        if row["on"] <= day and row["page"] <= page and not 0 < row["superseded"] <= page:
            cases.setdefault(row["case"], []).append(row)
    return {case: of for case, of in cases.items() if not any(row["what"] == WITHDRAWN for row in of)}


def latest(rows, key):
    """What was said last; a corrected day does not make it earlier."""
    rows = [row for row in rows if row[key]]
    return max(rows, key=lambda row: (row["stands_for"], row["on"]))[key] if rows else None


def parts(of, day):
    """The assignments of the first round that are not returned: office, role and what they count for."""
    found = []
    for no in sorted({row["no"] for row in of if row["what"] == ASSIGNED and row["round"] == 1}):
        own = [row for row in of if row["no"] == no and row["round"] == 1]
        has = lambda *what: [row for row in own if row["what"] in what]  # noqa: E731
        if len(has(RETURNED)) > len(has(REJECTED)):
            continue
        answer, due = has(OPINION, ANSWERED), latest(has(ASSIGNED, EXTENDED, TRANSFERRED, REDATED), "due")
        found.append({"office": latest(has(TRANSFERRED), "office") or has(ASSIGNED)[0]["office"], "role": has(ASSIGNED)[0]["role"],
                      "assigned": 1, "accepted": bool(has(ACCEPTED)), "answered": bool(answer),
                      "on_time": any(not row["late"] for row in answer), "open": not answer,
                      "overdue": not answer and bool(due) and due < day})
    return found


def summed(things):
    return tuple(sum(int(thing[count]) for thing in things) for count in COUNTS)


def as_case(answering):
    """What its parts make of a case."""
    case = {count: all(part[count] for part in answering) for count in ("assigned", "accepted", "answered", "on_time")}
    return {**case, "open": not case["answered"], "overdue": any(part["overdue"] for part in answering)}


def marks(of):
    """Those of the latest round that has any; of the first one."""
    given = [row for row in of if row["what"] == EVALUATED and row["result"]]
    of_round = lambda n: {row["result"] for row in given if row["round"] == n}  # noqa: E731
    return of_round(max((row["round"] for row in given), default=0)), of_round(1)


def expected(rows, day, page, roles=ANSWERING):
    cases = known(rows, day, page)
    by_case = {case: [part for part in parts(of, day) if part["role"] in roles] for case, of in cases.items()}
    assigned = {case: of for case, of in by_case.items() if of}
    everything = [part for of in assigned.values() for part in of]
    total = summed([as_case(of) for of in assigned.values()] if 2 not in roles else everything)
    return total, {office: summed([part for part in everything if part["office"] == office])
                   for office in {part["office"] for part in everything}}


def expected_rates(rows, day, page):
    """Of the total: filed of received, satisfied of returned forms, content in the first round of answered."""
    cases = known(rows, day, page)
    has = lambda of, what: any(row["what"] == what for row in of)  # noqa: E731
    received = [of for of in cases.values() if has(of, RECEIVED)]
    returned = [of for of in cases.values() if has(of, EVALUATED)]
    answered = [of for of in cases.values()
                if (own := [p for p in parts(of, day) if p["role"] in ANSWERING]) and all(p["answered"] for p in own)]
    return {"filing": (sum(has(of, FILED) or has(of, MERGED) for of in received), len(received)),
            "satisfaction": (sum(marks(of)[0] == {"satisfied"} for of in returned), len(returned)),
            "first_content": (sum(bool(marks(of)[1]) and "dissatisfied" not in marks(of)[1] for of in answered), len(answered))}


# ---- Held against each other -----------------------------------------------------------------------------------------

def counts(row):
    return row.assigned, row.accepted, row.answered, row.answered_on_time, row.overdue, row.open


def told(**fields):
    answer = committee.GetRates(group_by=r.RATE_GROUP_OFFICE, **fields)
    return counts(answer.total), {row.office.code: counts(row) for row in answer.rows}


def added(answers):
    """The offices' rows of several tables, summed."""
    sums = {}
    for _, rows in answers:
        for office, row in rows.items():
            sums[office] = tuple(a + b for a, b in zip(sums.get(office, (0,) * 6), row))
    return sums


def whole_list(client, at_once=7, **fields):
    rows, token = [], ""
    while True:
        answer = client.ListRateCases(page_size=at_once, page_token=token, **fields)
        rows += answer.cases
        token = answer.next_page_token
        if not token:
            return rows


def differing(what, got, wanted, found):
    if got != wanted:
        found.append(f"{what}: got {got}, wanted {wanted}")


try:
    server.setup(OFFICES)
    committee = live()
    rows, head = milestones(), committee.GetRates().page
    kinds = {row["what"] for row in rows}
    note(f"{len(rows)} milestones of {len({row['case'] for row in rows})} cases on {head} pages, "
         f"{sum(bool(row['superseded']) for row in rows)} superseded")
    code_of = {int(line.split("|")[0]): line.split("|")[1] for line in server.sql("SELECT office_id, code FROM office").split("\n")}
    named = lambda counted: (counted[0], {code_of[office]: row for office, row in counted[1].items()})  # noqa: E731
    first_page = min(row["page"] for row in rows)
    moments = [(str(LAST), 0), (str(LAST), first_page + 3)]
    moments += [(str(FIRST + datetime.timedelta(days=chance.randrange((LAST - FIRST).days + 1))),
                 chance.choice((0, chance.randrange(first_page, head + 1)))) for _ in range(QUESTIONS)]

    wrong = {what: [] for what in ("tally", "facts", "assist", "rates", "trend", "lists", "walk")}
    for day, page in moments:
        at = {"as_of": day, "page": page}
        wanted = named(expected(rows, day, page or head))
        differing((day, page), told(**at), wanted, wrong["tally"])
        by_facts = [told(filter={"category": category}, **at) for category in ("教育", "城建")]
        differing((day, page), (tuple(map(sum, zip(*(total for total, _ in by_facts)))), added(by_facts)), wanted, wrong["facts"])
        differing((day, page), told(role=c.ASSIGNMENT_ROLE_ASSIST, **at), named(expected(rows, day, page or head, (2,))), wrong["assist"])
        figures = committee.GetRates(rates=["filing", "satisfaction", "first_content"], **at).total.figures
        differing((day, page), {f.rate: (f.numerator, f.denominator) for f in figures}, expected_rates(rows, day, page or head), wrong["rates"])
        for count in (r.RATE_COUNT_ASSIGNED, r.RATE_COUNT_ANSWERED, r.RATE_COUNT_OVERDUE, r.RATE_COUNT_OPEN):
            place = {r.RATE_COUNT_ASSIGNED: 0, r.RATE_COUNT_ANSWERED: 2, r.RATE_COUNT_OVERDUE: 4, r.RATE_COUNT_OPEN: 5}[count]
            listed = whole_list(committee, count=count, **at)
            by_office = {}
            for row in listed:
                by_office[row.office.code] = by_office.get(row.office.code, 0) + 1
            differing((day, page, count), by_office, {office: row[place] for office, row in wanted[1].items() if row[place]}, wrong["lists"])
        for rate in ("answer", "satisfaction"):
            listed = committee.ListRateCases(rate=rate, page_size=1000, **at)
            differing((day, page, rate), (sum(row.counted for row in listed.cases), len(listed.cases)),
                      (listed.figure.numerator, listed.figure.denominator), wrong["lists"])
    rates = ["answer", "overdue", "on_time", "satisfaction", "participation"]
    for page in (0, first_page + (head - first_page) // 3):
        for step, filter_ in ((r.TREND_STEP_DAY, {}), (r.TREND_STEP_MONTH, {"category": "教育"})):
            trend = committee.GetTrend(**{"from": "2023-03-10"}, to="2023-06-25", step=step, rates=rates, page=page, filter=filter_)
            for point in trend.points if step != r.TREND_STEP_DAY else chance.sample(list(trend.points), 12):
                then = committee.GetRates(as_of=point.as_of, rates=rates, page=page, filter=filter_).total.figures
                differing((point.as_of, page), [(f.rate, f.numerator, f.denominator) for f in point.figures],
                          [(f.rate, f.numerator, f.denominator) for f in then], wrong["trend"])

    walked = lambda: int(server.sql("SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = 'case_number_order'"))  # noqa: E731
    for fields in ({"count": r.RATE_COUNT_ASSIGNED}, {"count": r.RATE_COUNT_ASSIGNED, "filter": {"category": "教育"}}, {"rate": "answer"}):
        in_pages = whole_list(committee, at_once=2, as_of=str(LAST), **fields)
        differing(fields, in_pages, list(committee.ListRateCases(as_of=str(LAST), page_size=1000, **fields).cases), wrong["walk"])
        wrong["walk"] += [f"{fields}: too few to walk"] if len(in_pages) < 12 else []
    wait_for(walked, "a list by number")

    for what, of in (("tally", "the tally, less what came later or from the beginning, counts what the milestones say"),
                     ("facts", "so do the facts, by category"), ("assist", "and of those who assist"),
                     ("rates", "rates of filing, of returned forms and of the first round"),
                     ("lists", "every list has as many rows as its number"),
                     ("walk", "pages of a list, one case after the other by number, are the whole list, sorted"), ("trend", "every point of a trend is the rate of its day")):
        tap.same(wrong[what][:2], [], f"{of}: {len(moments)} days and pages")
    tap.same(server.sql("SELECT string_agg(n::text, ' ' ORDER BY tier) FROM (SELECT tier, count(*) AS n FROM fact_block GROUP BY 1) b"), "7 3 1",
             "the fold's blocks of every tier were among what was summed")
    tap.same(server.sql("SELECT * FROM block_difference"), "", "and are the sums of their changes")
    tap.ok({RETURNED, REJECTED, WITHDRAWN, EXTENDED, TRANSFERRED} <= kinds and any(row["superseded"] for row in rows)
           and any(row["round"] > 1 for row in rows) and any(row["role"] == 3 for row in rows),
           "the history had what makes it hard")
finally:
    server.close()
tap.done()
