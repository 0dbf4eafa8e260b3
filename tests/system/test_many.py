#!/usr/bin/python3
"""Many cases at once from the command line: named one by one, by a file or by a filter; tried first; each answered on its
own; sent again without counting twice. And the papers, lists and codes of several cases."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import Server, Tap, note  # noqa: E402

tap = Tap()
server = Server().init().start()


def run(who, *args):
    return server.cli(who, *[str(a) for a in args])


def does(what, who, *args, code=0, says=""):
    done = run(who, *args)
    if not tap.ok(done.returncode == code and says in done.stdout + done.stderr, what):
        note(f"{args}: exit {done.returncode}, wanted {code} and {says!r}: {done.stdout[-1000:]} {done.stderr[-1000:]}")
    return done.stdout


def data(who, *args):
    return json.loads(run(who, *args, "-o", "json").stdout)


def versions():
    return {case["case"]: case["version"] for case in data("committee", "case", "list", "--limit", 1000)["cases"]}


try:
    server.setup()
    committee = server.client("committee")
    received = [f"s{server.new_case(committee, f'n{i}').case_id}" for i in range(12)]

    # ---- By a filter, tried first
    before = versions()
    out = data("committee", "submit", "file", "--where", "state=received", "--on", "2023-06-05", "--dry-run")
    tap.same((out["rows"], out["possible"], out["refused"]), (12, 12, 0), "a dry run tells what would become of each")
    tap.same({row["outcome_code"] for row in out["updates"]}, {"possible"}, "of every one")
    tap.same(versions(), before, "and writes nothing")
    out = data("committee", "submit", "file", "--where", "state=received", "--on", "2023-06-05")
    tap.same((out["rows"], out["stored"], out["refused"]), (12, 12, 0), "then all are filed")
    does("a filter that fits nothing says so", "committee", "submit", "file", "--where", "state=received", code=3, says="没有符合条件的案件")
    does("a filter that is wrong names what there is", "committee", "submit", "file", "--where", "colour=red", code=2, says="state=")

    # ---- By a file
    numbers = sorted(case["case"] for case in data("committee", "case", "list")["cases"])
    tap.same(len(numbers), 12, "each has its number")
    listed = server.dir / "numbers.txt"
    listed.write_text("# 第一批\n" + "\n".join(numbers[:6]) + f"\n{numbers[0]}  # 重复\n20239999\n")
    out = data("committee", "assign", "--cases", listed, "--lead", "jyj", "--on", "2023-06-05", "--dry-run")
    tap.same((out["rows"], out["possible"], out["refused"]), (7, 6, 1), "a number that is not there is refused alone")
    does("what was possible is done, the exit code tells that not all was", "committee", "assign", "--cases", listed, "--lead", "jyj", "--on", "2023-06-05",
         code=7, says="20239999")
    before = versions()
    out = data("committee", "assign", "--cases", listed, "--lead", "jyj", "--on", "2023-06-05")
    tap.same((out["stored"], out["already_stored"], out["refused"]), (0, 6, 1), "sent again on the same day it counts nothing twice")
    tap.same(versions(), before, "no case has moved")
    does("a list goes without one version for all", "committee", "assign", "--cases", listed, "--lead", "jyj", "--expect", 1, code=2)
    does("a file that is not there", "committee", "assign", "--cases", server.dir / "none.txt", "--lead", "jyj", code=1, says="none.txt")

    # ---- By words; one refused does not stop the others
    does("words: the second is refused, the others are done", "jyj", "accept", numbers[0], numbers[7], numbers[1], code=7, says=numbers[1])
    tap.same([row["outcome_code"] for row in data("jyj", "accept", numbers[2], numbers[0], "--dry-run")["updates"]], ["possible", "refused"],
             "words can be tried as well")
    does("an office accepts the rest of its list", "jyj", "accept", "--where", "open,office=jyj", code=7)
    tap.same({a["state_code"] for n in numbers[:6] for a in data("jyj", "case", "show", n)["assignments"]}, {"accepted"}, "all six are accepted")
    does("all refused is a failure", "jyj", "accept", "--where", "open", "--on", "2023-06-30", code=1)

    # ---- Reminding: whom, is taken from the cases
    committee.submit(numbers[6], "assign", happened_on="2023-06-05", lead_office="jtj", assist_offices=["czj", "jyj"])
    out = data("supervisor", "remind", numbers[6], "--reason", "期限将至")
    tap.same((out["rows"], out["stored"]), (3, 3), "every office that owes something is reminded")
    does("one office by name", "supervisor", "remind", numbers[6], "--office", "czj")
    does("nobody owes anything in a case that is not assigned", "supervisor", "remind", numbers[8], code=3)

    # ---- A sheet, tried first
    sheet = server.dir / "updates.csv"
    sheet.write_text("case,verb,contact_method,contact_persons,class,text,document_number,promises,happened_on\n"
                     + "".join(f"{n},contact,phone,示例委员甲,,,,,2023-07-03\n{n},answer,,,B,示例答复,示例〔2023〕{i}号,建成|验收|2023-12-31;试点|2023-09-30,2023-07-03\n"
                               for i, n in enumerate(numbers[:3])) + f"{numbers[3]},answer,,,B,示例答复,示例〔2023〕9号,,2023-07-03\n")
    out = data("jyj", "submit", "--file", sheet, "--dry-run")
    tap.same((out["rows"], out["possible"], out["refused"], out["not_tried"]), (7, 3, 1, 3), "a later row of a case is not tried before the earlier one")
    does("the sheet is sent; the row without a promise is refused", "jyj", "submit", "--file", sheet, code=7, says="承诺")
    tap.same(len(data("jyj", "case", "show", numbers[0])["promises"]), 2, "promises of a cell are there")

    # ---- Papers, codes and todo of many
    html = server.dir / "answers.html"
    does("papers of several cases in one file", "jyj", "paper", "answer", *numbers[:3], "--format", "html", "-O", html)
    page = html.read_text()
    tap.same((page.count("<section>"), all(n in page for n in numbers[:3])), (3, True), "a page each")
    does("a case without such a paper is named, the others are printed", "jyj", "paper", "answer", *numbers[2:5], code=7, says=numbers[4])
    does("no paper at all", "jyj", "paper", "answer", numbers[5], code=3, says=numbers[5])
    does("no such kind", "jyj", "paper", "menu", numbers[0], code=2, says="promises")
    out = does("the register holds the promises of all", "committee", "paper", "promises", "--where", "promises")
    tap.same(out.count("待兑现"), 6, "a row each")
    does("codes go with evaluation forms only", "committee", "paper", "answer", numbers[0], "--codes", code=2)
    forms = does("forms with codes", "committee", "paper", "evaluation", *numbers[:2], "--codes", says="一次性评价码")
    codes = [line.split("：")[1].split("（")[0].strip() for line in forms.split("\n") if line.startswith("一次性评价码")]
    tap.same(len(set(codes)), 2, "a code for each proposer")
    server.tokens["nobody"] = "none"
    does("a code on a form is good", "nobody", "evaluate", "--code", codes[0], "--attitude", "satisfied", "--result", "satisfied", says=numbers[0])
    does("an office makes no codes", "jyj", "codes", numbers[0], code=5)
    kinds = [row["kind"] for row in data("committee", "todo")["cases"] if row["case"] in numbers[:3]]
    tap.same(sorted(kinds), ["case", "evaluations", "evaluations"], "the committee's list: two evaluations missing, one to close")
    dues = [row["due_on"] for row in data("jyj", "todo")["cases"]]
    tap.same(dues, sorted(dues), "an office's list is by due day")
    cut = data("jyj", "todo", "--limit", 2)
    tap.same((cut["cases"], cut["count"]), (data("jyj", "todo")["cases"][:2], len(dues)), "and is cut where it is asked to, the count is not")

    # ---- What the rules say
    moves = {move["verb"]: move for move in data("jyj", "verbs")["moves"]}
    tap.same(moves["answer"]["requires"], "--class --document --text", "verbs tells what an answer needs")
    tap.same(moves["close"]["roles"], "committee", "and who may")
    does("one verb in full", "jyj", "verbs", "redirect", says="letter")
    does("a verb that is not there", "jyj", "verbs", "anwser", code=3, says="answer")
finally:
    server.close()
tap.done()
