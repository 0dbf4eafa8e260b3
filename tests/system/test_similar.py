#!/usr/bin/python3
"""Similar cases: 50 proposals planted among the example year's, each looked for by a paraphrase; who may see what; what is
no question; and the pieces agree with the lines."""
import csv
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import ROOT, Refused, Server, Tap, note  # noqa: E402

YEAR = ROOT / "data/baotou-2023h1"
PAIRS = list(csv.DictReader(open(ROOT / "tests/system/paraphrases.csv", encoding="utf-8")))
# Written later without a look at the first fifty; nothing has been changed to find more of them.
HELD_OUT = list(csv.DictReader(open(ROOT / "tests/system/paraphrases_held_out.csv", encoding="utf-8")))
FIRST = 3          # a reviewer looks at three
WANTED = 45        # of 50, as promised
TITLE_ALONE = 0.66      # with the title alone two in three are still there (35 of 50 measured)
HELD_OUT_FOUND = 46, 24  # of the held-out fifty, with the text and by the title alone, as measured


def plant(server):
    """The example year and twice 50, as a clerk imports them; returns the number of cases."""
    rows = list(csv.DictReader(open(YEAR / "proposals.csv", encoding="utf-8-sig")))
    columns, n_year = list(rows[0]), len(rows)
    for i, pair in enumerate(PAIRS + HELD_OUT):
        rows.insert(4 * i, dict.fromkeys(columns, "") | {
            "submission_number": f"p{i}", "session": "bt2023", "level": "city", "title": pair["title"], "proposers": "示例委员甲",
            "proposer_kind": "member", "sector": "教育界", "category": "教育", "received_on": "2023-01-09", "text": pair["text"]})
    sheet = server.dir / "planted.csv"
    with open(sheet, "w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns)
        writer.writeheader()
        writer.writerows(rows)
    for who, *words in (("operator", "session", "import", YEAR / "sessions.csv"), ("committee", "import", sheet)):
        done = server.cli(who, *map(str, words))
        assert done.returncode == 0, done.stderr
    return n_year + len(PAIRS) + len(HELD_OUT)


def place_of(client, pair, **question):
    """Where the planted proposal stands among the first 50, from 0, and how alike it is; 99 when it is not there."""
    for place, similar in enumerate(client.FindSimilarCases(page_size=50, **question).cases):
        if similar.title == pair["title"]:
            return place, similar.likeness
    return 99, 0


tap = Tap()
server = Server(business_date="2023-07-03").init().start()
try:
    server.setup()
    n = plant(server)
    committee = server.client("committee")
    tap.same(len(PAIRS), 50, "fifty paraphrases were written by hand")
    tap.same(len({pair["title"] for pair in PAIRS} & {pair["paraphrase"] for pair in PAIRS}), 0, "none is a copy")
    tap.ok(n >= 382 + 100, f"the example year and the planted ones are there ({n})")

    found = [place_of(committee, pair, title=pair["paraphrase"], text=pair["paraphrase_text"]) for pair in PAIRS]
    good = sum(place < FIRST for place, _ in found)
    for pair, (place, _) in zip(PAIRS, found):
        if place >= FIRST:
            note(f"place {place + 1}: {pair['paraphrase']} <- {pair['title']}")
    note(f"{good} of {len(PAIRS)} in the first {FIRST}; likeness from {min(alike for _, alike in found)}")
    tap.ok(good >= WANTED, f"at least {WANTED} of the planted proposals are in the first {FIRST} for their paraphrase")
    titles = sum(place_of(committee, pair, title=pair["paraphrase"])[0] < FIRST for pair in PAIRS)
    note(f"{titles} of {len(PAIRS)} by the title alone")
    tap.ok(titles >= TITLE_ALONE * len(PAIRS), "the title alone finds two in three of them")

    tap.same(len(HELD_OUT), 50, "fifty more were written without knowing them")
    tap.same(len({pair["title"] for pair in HELD_OUT} & {pair["title"] for pair in PAIRS}), 0, "none is there twice")
    found = [sum(place_of(committee, pair, title=pair["paraphrase"], **text(pair))[0] < FIRST for pair in HELD_OUT)
             for text in (lambda pair: {"text": pair["paraphrase_text"]}, lambda _: {})]
    note(f"held out: {found[0]} of {len(HELD_OUT)} in the first {FIRST}, {found[1]} by the title alone")
    tap.ok(found[0] >= max(HELD_OUT_FOUND[0], WANTED), f"at least {HELD_OUT_FOUND[0]} of the held-out ones are in the first {FIRST}")
    tap.ok(found[1] >= HELD_OUT_FOUND[1], f"{HELD_OUT_FOUND[1]} of them by the title alone, which says it in other words")

    # Words of two characters count.
    hits = committee.FindSimilarCases(title="电梯", page_size=10).cases
    tap.ok(len(hits) == 10 and all("电梯" in hit.title for hit in hits), "a word of two characters finds the titles that have it")
    tap.same(committee.FindSimilarCases(title="龘龘").cases[:], [], "what nobody wrote finds nothing")
    tap.same(committee.FindSimilarCases(title="！？").cases[:], [], "a title of signs finds nothing")
    tap.same(len(committee.FindSimilarCases(title="的提案").cases), 5, "five are told unless asked for more")
    alike = [hit.likeness for hit in committee.FindSimilarCases(title="关于小区停车", page_size=50).cases]
    tap.ok(alike == sorted(alike, reverse=True) and 0 < alike[-1] and alike[0] <= 1000, "the most alike come first")

    # The same title once more, in other letters.
    new = server.new_case(committee, "n1", title="关于在老旧小区增设新能源汽车充电桩的建议", text=PAIRS[0]["text"])
    hits = committee.FindSimilarCases(case=f"s{new.case_id}").cases
    tap.same((hits[0].title, hits[0].likeness), (PAIRS[0]["title"], 1000), "the same proposal is a thousand thousandths alike")
    tap.ok(all(hit.case != f"s{new.case_id}" for hit in hits), "a case is not similar to itself")
    wide = committee.FindSimilarCases(title="关于在老旧小区增设 新能源汽车充电桩的建议！", text=PAIRS[0]["text"]).cases
    tap.same(wide[0].likeness, 1000, "blanks and signs make no difference")

    # Who sees what: filed cases are for everybody, others for the committee.
    office = server.client("jyj")
    tap.same(office.FindSimilarCases(title=PAIRS[0]["title"]).cases[:], [], "an office is told of no case that is not filed")
    number = committee.submit(f"s{new.case_id}", "file", happened_on="2023-06-05").case.case_number
    for who in ("jyj", "committee", "supervisor", "leader", "auditor", "operator", "proposer"):
        hits = server.client(who).FindSimilarCases(title=PAIRS[0]["title"]).cases
        tap.ok(number in [hit.case for hit in hits], f"{who} is told of a filed case")
    hit = next(hit for hit in office.FindSimilarCases(title=PAIRS[0]["title"]).cases if hit.case == number)
    tap.same((hit.title, hit.session), ("关于在老旧小区增设新能源汽车充电桩的建议", "14-2"), "number, title and session are told")
    tap.ok(hit.state_label and hit.state_label != "filed", "the state is told in words")
    tap.refused("CASE_NOT_FOUND", "an office asks by a case that is not its own", office.FindSimilarCases, case=number)
    tap.refused("ROLE_NOT_ALLOWED", "the scheduler asks", server.client("scheduler").FindSimilarCases, title="电梯")

    draft = server.new_case(committee, "d1", draft=True, title="关于龘龘龘龘的提案（示例）", proposers=["示例委员王"], proposer_members=["wang"])
    for who in ("proposer", "committee", "jyj", "operator"):
        told = [hit.case for hit in server.client(who).FindSimilarCases(title="龘龘龘龘").cases]
        tap.ok(f"s{draft.case_id}" not in told, f"{who} is told of no draft")
    server.new_case(committee, "d2", title="关于龘龘龘龘再议的提案（示例）")
    committee.submit("l:14-2/d2", "file", happened_on="2023-06-05")
    hits = server.client("proposer").FindSimilarCases(case=f"s{draft.case_id}").cases
    tap.same(hits[0].title, "关于龘龘龘龘再议的提案（示例）", "its proposer asks by a draft, before it is submitted")
    tap.refused("CASE_NOT_FOUND", "an office asks by another's draft", office.FindSimilarCases, case=f"s{draft.case_id}")

    # What is no question.
    tap.refused("FIELD_MISSING", "neither case nor title", committee.FindSimilarCases)
    tap.refused("CASE_NOT_FOUND", "a case that is not there", committee.FindSimilarCases, case="s99999")
    tap.refused("NUMBER_OUT_OF_RANGE", "fifty-one cases at once", committee.FindSimilarCases, title="电梯", page_size=51)
    tap.refused("NUMBER_OUT_OF_RANGE", "fewer than none", committee.FindSimilarCases, title="电梯", page_size=-1)
    tap.refused("FIELD_TOO_LONG", "a title of 101 characters", committee.FindSimilarCases, title="梯" * 101)
    tap.refused("FIELD_TOO_LONG", "a text of 20,001 characters", committee.FindSimilarCases, title="电梯", text="梯" * 20001)
    tap.refused("FIELD_NOT_TEXT", "a title with a control character", committee.FindSimilarCases, title="电\x07梯")
    tap.same(len(committee.FindSimilarCases(title="梯" * 100, text="电梯" * 10000).cases) > 0, True, "the longest question is answered")

    # At entry and at review.
    done = server.cli("committee", "case", "create", "--session", "14-2", "--title", PAIRS[3]["paraphrase"], "--text",
                      PAIRS[3]["paraphrase_text"], "--proposers", "示例委员乙", "--proposer-kind", "member", "--category", "安全",
                      "--received-on", "2023-06-01", "-o", "json")
    entry = json.loads(done.stdout)
    tap.ok(PAIRS[3]["title"] in [row["title"] for row in entry["similar"]], "the earlier case is shown at entry")
    review = json.loads(server.cli("committee", "case", "show", f"s{entry['case_id']}", "-o", "json").stdout)
    tap.same(review["similar"], entry["similar"], "and at review")
    tap.ok(1 <= len(review["similar"]) <= 3, "three at most")
    shown = server.cli("committee", "case", "show", f"s{entry['case_id']}").stdout
    tap.ok(PAIRS[3]["title"] in shown, "in the table as well")
    filed = json.loads(server.cli("committee", "case", "show", number, "-o", "json").stdout)
    tap.ok("similar" not in filed or not filed["similar"], "not with a case that is filed")
    path = server.dir / "text.txt"
    path.write_text(PAIRS[3]["paraphrase_text"], encoding="utf-8")
    hits = json.loads(server.cli("committee", "similar", "--title", PAIRS[3]["paraphrase"], "--text-file", str(path), "-o",
                                 "json", "--limit", "3").stdout)["similar"]
    tap.ok(len(hits) == 3 and hits[0]["title"] == PAIRS[3]["paraphrase"], "huiyin similar reads the text from a file")
    tap.same(server.cli("committee", "similar", number, "-o", "json").returncode, 0, "huiyin similar takes a case")
    for words in ((), (number, "--title", "电梯"), (number, "--text", "x"), ("--title", "电梯", "--limit", "51"), ("1", "2")):
        tap.same(server.cli("committee", "similar", *words).returncode, 2, f"huiyin similar {' '.join(words)} is a wrong use")

    tap.same(committee.Recount().differences[:], [],
             "the pieces agree with the lines")
    tap.ok(server.process.poll() is None, "the server still runs")
except Refused as error:
    tap.ok(False, f"refused: {error}")
finally:
    server.close()
tap.done()
