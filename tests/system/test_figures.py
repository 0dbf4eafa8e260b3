#!/usr/bin/python3
"""Rates against a second way of counting: a year of random cases is kept in Python beside the server, and every figure is
asked for several days and pages, groups and filters."""
import datetime
import pathlib
import random
import sys
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import Server, Tap, common_pb2 as c, note  # noqa: E402

SEED = 20230703
CASES = 70
OFFICES = ("jyj", "czj", "jtj", "wjw")
BEGIN, END = datetime.date(2023, 3, 1), datetime.date(2023, 7, 3)
BY = {"nothing": 0, "office": 1, "role": 2, "category": 4, "sector": 5, "kind": 6, "session": 7, "level": 8, "class": 9,
      "month": 11}

rnd = random.Random(SEED)
tap = Tap()
server = Server().init().start()
note(f"seed {SEED}")


def later(day, most=25):
    return min(END, day + datetime.timedelta(days=rnd.randint(0, most)))


class Model:
    """What happened: (page, day, case, what, fields); counted anew for each question."""

    def __init__(self):
        self.events, self.cases = [], {}

    def add(self, page, day, case, what, **fields):
        self.events.append((page, day, case, what, fields))

    def parts(self, day, page):
        """The state of every case and part on a day as known at a page."""
        cases, parts = {}, {}
        dead = {fields["kills"] for p, _, _, what, fields in self.events if what == "correct" and p <= page}
        for i, (p, d, case, what, f) in enumerate(self.events):
            if p > page or d > day or i in dead or what == "correct":
                continue
            state = cases.setdefault(case, {"received": False})
            if what in ("received", "filed", "withdrawn", "closed"):
                state[what] = True
            elif what == "assigned":
                for office, role in f["offices"]:
                    parts[case, office] = {"role": role, "month": d.isoformat()[:7]}
            elif what == "evaluated":
                state["result"] = f["result"]
            elif what == "returned":
                parts[case, f["office"]]["returned"] = True
            elif what == "answered":
                parts[case, f["office"]].update(answered=True, late=d > f["due"], cls=f["cls"])
            else:
                parts[case, f["office"]][what] = True
        living = {case: state for case, state in cases.items() if not state.get("withdrawn")}
        return living, {key: part for key, part in parts.items() if key[0] in living and not part.get("returned")}


model = Model()
try:
    server.setup(OFFICES)
    committee, supervisor = server.client("committee"), server.client("supervisor")
    queue = []
    for n in range(CASES):
        received = BEGIN + datetime.timedelta(days=rnd.randint(0, 80))
        info = {"category": rnd.choice(("教育", "交通", "卫生")), "sector": rnd.choice(("教育界", "经济界")),
                "proposer_kind": rnd.choice(("member", "party"))}
        made = committee.CreateCase(request_id=str(uuid.uuid4()), case={
            "session": "14-2", "submission_number": f"f{n}", "level": c.LEVEL_CITY, "title": f"关于示例{n}的提案（示例）", "text": "示例",
            "proposers": ["示例委员甲"], "received_on": received.isoformat(), **info})
        case = f"s{made.case.case_id}"
        model.cases[case] = info
        model.add(made.case.page, received, case, "received")
        queue.append((received, case))

    # Every case a life of its own. The lives are interleaved by day, some steps entered nine days late, so that days and pages disagree.
    steps = []
    for received, case in queue:
        day = later(received, 10)
        if rnd.random() < 0.1:
            steps.append((day, case, "not_file", {}))
            continue
        steps.append((day, case, "file", {}))
        day = later(day, 10)
        if rnd.random() < 0.06:
            steps.append((day, case, "withdraw", {}))
            continue
        kind = rnd.choice(("lead", "lead", "sole", "separate"))
        offices = rnd.sample(OFFICES, 3)
        if kind == "separate":
            roles = [(offices[0], "separate"), (offices[1], "separate")]
            fields = {"separate_offices": offices[:2]}
        elif kind == "sole":
            roles, fields = [(offices[0], "sole")], {"sole_office": offices[0]}
        else:
            roles, fields = [(offices[0], "lead"), (offices[1], "assist")], {"lead_office": offices[0], "assist_offices": [offices[1]]}
        steps.append((day, case, "assign", {"roles": roles, **fields}))
        done = True
        answered_days = []
        for office, role in reversed(roles):  # assist offices first
            d = later(day, 5)
            if rnd.random() < 0.1:
                done = False
                continue
            steps.append((d, case, "accept", {"office": office}))
            if role == "assist":
                steps.append((later(d, 20), case, "give_opinion", {"office": office}))
                answered_days.append(steps[-1][0])
                continue
            if rnd.random() < 0.6:
                d = later(d, 10)
                steps.append((d, case, "contact", {"office": office}))
            d = max([later(d, 60), *answered_days])
            if rnd.random() < 0.8 and not (role == "lead" and not done):
                steps.append((d, case, "answer", {"office": office, "cls": rnd.choice("AAAD")}))
                answered_days.append(d)
            else:
                done = False
        if done and rnd.random() < 0.6:
            d = max(answered_days)
            steps.append((d, case, "evaluate", {"result": rnd.choice(("satisfied", "basically", "dissatisfied")),
                                                "attitude": rnd.choice(("satisfied", "basically"))}))
            if rnd.random() < 0.5:
                steps.append((d, case, "close", {}))
    order = sorted(range(len(steps)), key=lambda i: (steps[i][0] + datetime.timedelta(days=rnd.choice((0, 0, 0, 9))), i))
    by_case = {}
    for i, step in enumerate(steps):
        by_case.setdefault(step[1], []).append(i)
    next_of = {case: iter(indices) for case, indices in by_case.items()} # a case's own steps keep their order
    answers = []
    for i in order:
        day, case, verb, f = steps[next(next_of[steps[i][1]])]
        fields = {k: v for k, v in f.items() if k not in ("roles", "cls")}
        if verb == "contact":
            fields.update(contact_method=rnd.choice(("visit", "phone")), contact_persons="示例")
        if verb == "give_opinion":
            fields.update(text="示例意见")
        if verb == "answer":
            fields.update({"class": f["cls"], "text": "示例答复", "document_number": "示例〔2023〕1号"})
        answer = committee.submit(case, verb, happened_on=day.isoformat(), reason="示例说明", **fields)
        page = answer.page
        if verb in ("file", "withdraw", "close"):
            model.add(page, day, case, {"file": "filed", "withdraw": "withdrawn", "close": "closed"}[verb])
        elif verb == "assign":
            model.add(page, day, case, "assigned", offices=f["roles"])
        elif verb in ("accept", "contact"):
            model.add(page, day, case, {"accept": "accepted", "contact": "contacted"}[verb], office=f["office"])
        elif verb in ("answer", "give_opinion"):
            part = [a for a in answer.case.assignments if a.office.code == f["office"]][-1]
            model.add(page, day, case, "answered", office=f["office"], cls=f.get("cls", ""),
                      due=datetime.date.fromisoformat(part.due_on))
            answers.append((len(model.events) - 1, case, answer.version, verb))
        elif verb == "evaluate":
            model.add(page, day, case, "evaluated", result=f["result"])
    head = max(event[0] for event in model.events)
    # Then corrections: the class of three answers.
    for index, case, version, verb in [a for a in answers if a[3] == "answer"][:3]:
        page, day, _, what, fields = model.events[index]
        answer = committee.submit(case, "correct", corrects=version, reason="录入有误（示例）", **{"class": "D" if fields["cls"] == "A" else "A"})
        model.add(answer.page, day, case, "correct", kills=index)
        model.add(answer.page, day, case, "answered", **{**fields, "cls": "D" if fields["cls"] == "A" else "A"})
    last = max(event[0] for event in model.events)

    ANSWERING = ("lead", "sole", "separate")

    def expect(day, page, group=None):
        """Numerators and denominators by group; cases in all but offices and roles."""
        cases, parts = model.parts(day, page)
        rows = {}
        if group in ("office",):
            for (case, office), part in parts.items():
                if part["role"] in ANSWERING:
                    rows.setdefault(office, []).append([part])
        else:
            for case, state in cases.items():
                mine = [part for (one, _), part in parts.items() if one == case and part["role"] in ANSWERING]
                if not mine:
                    continue
                if group in ("category", "sector"):
                    key = model.cases[case][group]
                elif group == "kind":
                    key = model.cases[case]["proposer_kind"]
                elif group == "month":
                    key = mine[0]["month"]
                else:
                    key = ""
                rows.setdefault(key, []).append(mine)
        def figures(list_of_parts):
            assigned = len(list_of_parts)
            answered = [parts for parts in list_of_parts if all(p.get("answered") for p in parts)]
            on_time = sum(1 for parts in answered if not any(p["late"] for p in parts))
            accepted = sum(1 for parts in list_of_parts if all(p.get("accepted") for p in parts))
            return {"answer": (len(answered), assigned), "acceptance": (accepted, assigned), "assigned": assigned,
                    "on_time_count": on_time}
        return {key: figures(value) for key, value in rows.items()}

    def got(row):
        rates = {figure.rate: (figure.numerator, figure.denominator) for figure in row.figures}
        return {"answer": rates["answer"], "acceptance": rates["acceptance"], "assigned": row.assigned,
                "on_time_count": row.answered_on_time}

    days = [datetime.date(2023, 4, 15), datetime.date(2023, 5, 20), datetime.date(2023, 6, 30), END]
    pages = [0, last, head, head // 2, head // 4, 20]
    for group in ("nothing", "office", "category", "sector", "kind", "month"):
        number, wrong = BY[group], []
        for day in days:
            for page in pages:
                answer = supervisor.GetRates(as_of=day.isoformat(), page=page, group_by=number, rates=["answer", "acceptance"])
                wanted = expect(day, page or last, None if group == "nothing" else group)
                total = expect(day, page or last).get("", None)
                if total and got(answer.total) != total:
                    wrong.append((day.isoformat(), page, "total", got(answer.total), total))
                if group != "nothing":
                    rows = {row.group: got(row) for row in answer.rows if row.assigned}
                    if rows != wanted:
                        wrong.append((day.isoformat(), page, rows, wanted))
        tap.ok(not wrong, f"by {group}: every day and page as counted in Python")
        for one in wrong[:2]:
            note(one)
    for group in ("session", "level", "class"):
        answer = supervisor.GetRates(group_by=BY[group], rates=["answer"])
        tap.ok(answer.rows and sum(row.figures[0].numerator for row in answer.rows) == answer.total.figures[0].numerator,
               f"by {group}: the rows' answered make the total")
    answer = supervisor.GetRates(group_by=BY["role"], rates=["answer"])
    _, parts = model.parts(END, last)
    tap.same({row.group: row.assigned for row in answer.rows if row.assigned},
             {role: sum(p["role"] == role for p in parts.values()) for role in (*ANSWERING, "assist")}, "by role: assignments")

    # Classes, evaluations, filing, closing in the total.
    cases, parts = model.parts(END, last)
    answering = {case: [p for (one, _), p in parts.items() if one == case and p["role"] in ANSWERING] for case in cases}
    done = [case for case, mine in answering.items() if mine and all(p.get("answered") for p in mine)]
    evaluated = [case for case in done if cases[case].get("result")]
    received = len(cases)
    wanted = {
        "filing": (sum(1 for s in cases.values() if s.get("filed")), received),
        "closing": (sum(1 for case, s in cases.items() if s.get("closed") and answering[case]), sum(1 for m in answering.values() if m)),
        "satisfaction": (sum(cases[case]["result"] == "satisfied" for case in evaluated), len(evaluated)),
        "content": (sum(cases[case]["result"] != "dissatisfied" for case in evaluated), len(evaluated)),
        "returned_forms": (len(evaluated), len(done)),
        "class_solved": (sum(all(p["cls"] == "A" for p in answering[case]) for case in done), len(done)),
        "contact": (sum(any(p.get("contacted") for p in m) for m in answering.values()), sum(1 for m in answering.values() if m)),
    }
    answer = supervisor.GetRates(rates=list(wanted))
    for figure in answer.total.figures:
        tap.same((figure.numerator, figure.denominator), wanted[figure.rate], f"{figure.rate}: as counted in Python")
    tap.same([d.code for d in answer.definitions], list(wanted), "the definitions come along, in the order asked for")

    # The list behind a figure is the figure.
    for rate in ("answer", "closing", "satisfaction"):
        figure = supervisor.GetRates(rates=[rate]).total.figures[0]
        base = supervisor.ListRateCases(rate=rate, page_size=1000).cases
        counted = supervisor.ListRateCases(rate=rate, part=1, page_size=1000).cases
        rest = supervisor.ListRateCases(rate=rate, part=2, page_size=1000).cases
        tap.same((len({x.case_id for x in counted}), len({x.case_id for x in base}), len({x.case_id for x in rest})),
                 (figure.numerator, figure.denominator, figure.denominator - figure.numerator), f"{rate}: the lists have the figure's cases")

    # Trend: each point is the rate as of that day.
    trend = supervisor.GetTrend(**{"from": "2023-03-31", "to": "2023-06-30", "step": 3, "rates": ["answer", "closing"]})
    points = {p.as_of: [(f.numerator, f.denominator) for f in p.figures] for p in trend.points}
    asked = {day: [(f.numerator, f.denominator) for f in supervisor.GetRates(as_of=day, rates=["answer", "closing"]).total.figures]
             for day in points}
    tap.ok(len(points) >= 4 and points == asked, "a trend's points are the rates of their days")
    if points != asked:
        note((points, asked))
    done = server.cli("operator", "ledger", "recount")
    tap.same(done.returncode, 0, "recount finds nothing to say")
    if done.returncode:
        note(done.stdout[-500:] + done.stderr[-500:])
finally:
    server.close()
tap.done()
