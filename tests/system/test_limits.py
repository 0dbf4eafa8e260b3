#!/usr/bin/python3
"""Goes beyond limits that only show from outside, and through lists page by page."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import Server, Tap  # noqa: E402

tap = Tap()
server = Server().init().start()
try:
    server.setup()
    committee, office = server.client("committee"), server.client("jyj")

    # A case with more outcomes than a message shows.
    number = server.assigned_case(committee, "o1", "jyj")
    office.submit(number, "accept")
    for i in range(11):
        answer = office.submit(number, "add_outcome", outcomes=[
            {"text": "长" * 500, "number": str(20 * i + k), "unit": "件", "on": "2023-07-03"} for k in range(20)])
    outcomes = office.GetCase(case=number).case.outcomes
    tap.same([o.number for o in outcomes], [str(n) for n in range(20, 220)], "a case shows its latest 200 outcomes")
    tap.same(answer.version, 15, "and every update was stored")
    tap.refused("FIELD_TOO_MANY", "more than 20 outcomes in one update", office.submit, number, "add_outcome",
                outcomes=[{"text": "x", "on": "2023-07-03"}] * 21)
    tap.refused("FIELD_TOO_LONG", "an outcome of 501 characters", office.submit, number, "add_outcome",
                outcomes=[{"text": "长" * 501, "on": "2023-07-03"}])

    # Lists in pages: each row once, none left out, whatever the size of the page.
    for i in range(25):
        server.assigned_case(committee, f"p{i}", "jyj", ["czj"] if i % 3 == 0 else [])

    def walk(call, field, **fields):
        token, rows = "", []
        while True:
            answer = call(page_token=token, **fields)
            rows += getattr(answer, field)
            token = answer.next_page_token
            if not token:
                return rows

    for size in (1, 7, 26, 1000):
        for order in (0, 1):
            rows = walk(office.ListCases, "cases", page_size=size, order=order)
            tap.same(len(set(r.case_id for r in rows)), 26, f"ListCases in pages of {size}, order {order}: all")
            tap.same(len(rows), 26, f"ListCases in pages of {size}, order {order}: once")
        tap.same(len(walk(office.ListUpdates, "updates", case=number, page_size=size)), 15, f"ListUpdates in pages of {size}")
        tap.same(len(walk(server.client("supervisor").ListRateCases, "cases", count=1, as_of="2023-07-03", page_size=size)), 26,
                 f"ListRateCases in pages of {size}")
    tap.refused("NUMBER_OUT_OF_RANGE", "a page of 1001", office.ListCases, page_size=1001)
    token = office.ListCases(page_size=1).next_page_token
    tap.refused("PAGE_TOKEN_INVALID", "a token of another query", office.ListCases, page_size=1, page_token=token, open_only=True)
    tap.refused("PAGE_TOKEN_INVALID", "a token of another office", server.client("czj").ListCases, page_size=1, page_token=token)
finally:
    server.close()
tap.done()
