#!/usr/bin/python3
"""What tests/verify_ledger.py finds although every hash is right: lines that do not go together."""
import pathlib
import sys

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent.parent / folder) for folder in ("", "support")]
from harness import Tap  # noqa: E402
from verify_ledger import Course, Fault  # noqa: E402

tap = Tap()


def line(case, version, request="a", milestones=("filed",), **keys):
    effects = {"milestones": [{"milestone": name, "assignment": 0} for name in milestones]}
    if "superseded" in keys:
        effects["superseded"] = [{"milestone": name, "assignment": 0, "version": of} for name, of in keys.pop("superseded")]
    return {"case": case, "version": version, "request": request, "office": 0, "effects": effects, **keys}


def fault(*lines):
    """The first fault of lines given as (page, line), "" when there is none."""
    course = Course()
    try:
        for number, (page, value) in enumerate(lines, 1):
            course.take(str(number), page, value)
    except Fault as error:
        return str(error)
    return ""


merge = [(1, line(1, 1)), (1, line(2, 1)), (2, line(1, 2, "m"))]
tap.same(fault(*merge, (2, line(2, 2, "m", part=2, of=1))), "", "a merge of two cases is good")
tap.same(fault(*merge, (3, line(2, 2, "m", part=2, of=1))), "4: its first line is not on this page", "its parts stand on one page")
tap.same(fault(*merge, (2, line(2, 2, "x", part=2, of=1))), "4: it does not belong to the line before it", "they are one request")
tap.same(fault(*merge, (2, line(2, 2, "m", part=2, of=7))), "4: it does not belong to the line before it", "they name the first case")
tap.same(fault(*merge, (2, line(2, 2, "m", part=3, of=1))), "4: part 2 is missing", "none is left out")
tap.same(fault((1, line(1, 1)), (2, line(1, 3))), "2: not the next version of case 1", "a case has no gap")
tap.same(fault((1, line(1, 1)), (2, line(1, 1))), "2: not the next version of case 1", "and nothing twice")
good = [(1, line(1, 1)), (2, line(1, 2, superseded=[("filed", 1)])), (3, line(1, 3, superseded=[("filed", 2)]))]
tap.same(fault(*good), "", "a correction may be corrected again")
tap.same(fault(*good, (4, line(1, 4, superseded=[("filed", 2)]))), "4: it withdraws what does not count", "nothing is withdrawn twice")
tap.same(fault(good[0], (2, line(1, 2, superseded=[("closed", 1)]))), "2: it withdraws what does not count", "nor what never was")
tap.done()
