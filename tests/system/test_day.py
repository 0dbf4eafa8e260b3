#!/usr/bin/python3
"""What users meet in a day at the command line: the words they read, and what a refusal tells them to do."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import Server, Tap, note  # noqa: E402

tap = Tap()
server = Server().init().start()
DAY = "2023-06-05"


def says(result, *parts):
    """True when a command's words hold all the parts."""
    return all(part in result.stdout + result.stderr for part in parts)


try:
    server.setup()
    committee, jyj, supervisor = (server.client(who) for who in ("committee", "jyj", "supervisor"))
    run = server.cli

    note("The proposer with the code of the form, without a login")
    case = server.assigned_case(committee, "d1", "jyj")
    jyj.submit(case, "accept", happened_on=DAY)
    jyj.submit(case, "answer", happened_on=DAY, document_number="示例〔2023〕1号", text="示例答复第一段\n第二段\n", **{"class": "A"})
    server.tokens["code"] = committee.CreateEvaluationCodes(case=case).codes[0].code
    shown = run("code", "evaluate", "--code", server.tokens["code"])
    tap.ok(shown.returncode == 0 and "huiyin:" not in shown.stderr, f"sees the answer and no refusal: {shown.stderr}")
    tap.ok(says(shown, "市、盟", "委员提案") and "等待提案者评价" in shown.stdout, "in words, and that it is the proposer's turn")
    wrong = run("code", "evaluate", "--code", "0000-0000-0000")
    tap.ok(says(wrong, "评价码", "提案委员会"), f"a wrong code says where another one comes from: {wrong.stderr}")

    note("What happened, as the history tells it")
    told = run("committee", "history", case).stdout
    tap.ok("第二段。" in told, "a text that ends with its line ends with its sentence")
    both = server.assigned_case(committee, "d2", "jyj", ("czj",))
    server.client("czj").submit(both, "return", happened_on=DAY, reason="示例")
    committee.submit(both, "grant_return", office="czj")
    tap.ok("提案委员会准予退办：对象：示例单位czj" in run("committee", "history", both).stdout, "who grants a return is who decides about it")

    note("Refusals that say what to do")
    open_case = server.assigned_case(committee, "d3", "jyj")
    (server.dir / "list.txt").write_text(f"{open_case}\n20239999\n")
    refused = run("jyj", "accept", "--cases", str(server.dir / "list.txt"))
    tap.ok(refused.returncode == 7 and "行号" not in refused.stdout and "20239999" in refused.stdout, "a list has cases, no lines")
    (server.dir / "empty.pdf").write_bytes(b"")
    tap.ok(says(run("jyj", "attach", open_case, str(server.dir / "empty.pdf")), "文件是空的"), "an empty file is called one")
    tap.ok(says(run("committee", "submit", "not_file", open_case, "--reason", "示例"), "不能做「不予立案」"), "a name with a no in it is quoted")
    left = run("jyj", "todo").stdout
    tap.ok("个工作日" in left, "days that are left are working days, and called so")
finally:
    server.close()
tap.done()
