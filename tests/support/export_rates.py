"""Rates counted again from a complete export (JSON), by code that shares nothing with the server's: each as its definition
says it in words. Rates of members are left out: an export has no directory."""

IN_PERSON = {"visit", "meeting", "site"}     # rules/baotou.yaml
ORDER = ("solved", "in_progress", "planned", "reference")    # the last one is the least far-reaching
MARKS = ("satisfied", "basically", "dissatisfied")           # the best first


class Counted:
    """What is true of a case on a day, the day the export was made for."""

    def __init__(self, case, as_of):
        self.case, self.as_of = case, as_of
        self.days = case.get("dates", [])
        self.parts = [a for a in case.get("assignments", []) if a.get("round", 1) == 1 and a.get("role") != "assist" and self.counts(a)]
        self.forms = [i for i in case.get("items", []) if i["kind"] == "evaluation"]
        self.filed, self.merged = bool(case.get("filed_on")), bool(case.get("main_case"))
        self.withdrawn = self.happened("withdrawn")
        self.assigned = self.filed and bool(self.parts) and not self.merged
        self.answered = self.assigned and all(a.get("answered_on") for a in self.parts)
        self.has_answer = self.answered or bool(case.get("merged_answer"))
        late = [a for a in self.parts if a.get("due_on") and (a.get("answered_on") or as_of) > a["due_on"]]
        self.on_time = self.answered and not late
        self.overdue = self.assigned and any(not a.get("answered_on") for a in late)
        self.evaluated = bool(self.forms)

    @staticmethod
    def counts(a):
        return not a.get("returned_on") or a.get("answered_on") or a.get("open")

    def happened(self, milestone):
        return any(d["milestone"] == milestone for d in self.days)

    def all_returned(self):
        """All answering offices gave it back and none has it now."""
        return self.filed and not self.merged and not self.parts and any(a.get("role") != "assist" for a in self.case.get("assignments", []))

    def meaning(self):
        """Of the answer: the least far-reaching of the offices'."""
        if not self.answered:
            return ""
        return max((a["class_meaning"] for a in self.parts), key=ORDER.index)

    def now_solved(self):
        return self.answered and all(self.is_solved(a) or any(self.is_solved(later) for later in self.case["assignments"]
                                     if later.get("round", 1) > 1 and later["office"] == a["office"]) for a in self.parts)

    @staticmethod
    def is_solved(a):
        return a.get("class_meaning") == "solved" or a.get("later_class") == "A"

    def worst(self, mark, first_round=False):
        """The lowest mark of the latest round evaluated, or of the first; '' without a form."""
        last = 1 if first_round else max((f.get("round", 1) for f in self.forms), default=0)
        marks = [f[mark] for f in self.forms if f.get("round", 1) == last and f.get(mark)]
        return max(marks, key=MARKS.index) if marks else ""

    def contacted(self, methods=None):
        return any(d["milestone"] == "contacted" and d.get("round", 1) == 1 and (methods is None or d["contact_method"] in methods)
                   for d in self.days)


CONTENT = MARKS[:2]
# rate: (what is in the base, what of that is counted)
OF_CASES = {
    "filing": (lambda c: True, lambda c: c.filed),
    "merging": (lambda c: c.filed, lambda c: c.merged),
    "redirection": (lambda c: True, lambda c: c.happened("redirected")),
    "acceptance": (lambda c: c.assigned, lambda c: all(a.get("accepted_on") for a in c.parts)),
    "answer": (lambda c: c.assigned, lambda c: c.answered),
    "on_time": (lambda c: c.answered or c.overdue, lambda c: c.on_time),
    "closing": (lambda c: c.assigned, lambda c: c.happened("closed")),
    "meeting": (lambda c: c.assigned, lambda c: c.contacted(IN_PERSON) or c.happened("met")),
    "contact": (lambda c: c.assigned, lambda c: c.contacted()),
    "solved": (lambda c: c.filed, lambda c: c.meaning() == "solved"),
    "kept_b": (lambda c: c.meaning() == "in_progress", lambda c: c.now_solved()),
    "satisfaction": (lambda c: c.has_answer and c.evaluated, lambda c: c.worst("result") == "satisfied"),
    "content": (lambda c: c.has_answer and c.evaluated, lambda c: c.worst("result") in CONTENT),
    "attitude": (lambda c: c.has_answer and c.evaluated, lambda c: c.worst("attitude") in CONTENT),
    "first_satisfaction": (lambda c: c.has_answer, lambda c: c.worst("result", True) == "satisfied"),
    "first_content": (lambda c: c.has_answer, lambda c: c.worst("result", True) in CONTENT),
    "satisfaction_all": (lambda c: c.has_answer, lambda c: c.worst("result") == "satisfied"),
    "returned_forms": (lambda c: c.has_answer, lambda c: c.evaluated),
    "publication": (lambda c: c.has_answer and c.case.get("publication") != "private", lambda c: c.happened("published")),
    "overdue": (lambda c: c.assigned, lambda c: c.overdue),
    **{f"class_{meaning}": (lambda c: c.answered, lambda c, meaning=meaning: c.meaning() == meaning) for meaning in ORDER},
}


def opinions(cases):
    asked = [a for c in cases for a in c.case.get("assignments", [])
             if a.get("role") == "assist" and a.get("round", 1) == 1 and c.filed and Counted.counts(a)]
    return sum(bool(a.get("answered_on")) for a in asked), len(asked)


def promises(cases, as_of):
    made = [i for c in cases for i in c.case.get("items", []) if i["kind"] == "promise"]
    kept = sum(i["state"] == "kept" for i in made)
    due = sum(i["state"] in ("kept", "broken") or i["state"] == "open" and i["due_on"] < as_of for i in made)
    return kept, due


def rates_of(exported, as_of, level="city"):
    """Numerator and denominator of every rate."""
    cases = [Counted(case, as_of) for case in exported if case["received"]["level"] == level and not case["received"].get("draft")]
    cases = [c for c in cases if not c.withdrawn]
    figures = {}
    for rate, (base, counted) in OF_CASES.items():
        of = [c for c in cases if base(c)]
        figures[rate] = (sum(bool(counted(c)) for c in of), len(of))
    given_out = [c for c in cases if c.assigned or c.all_returned()]
    figures["return"] = (sum(c.all_returned() for c in given_out), len(given_out))
    figures["opinion"] = opinions(cases)
    figures["promises_kept"] = promises(cases, as_of)
    return figures
