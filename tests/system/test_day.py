#!/usr/bin/python3
"""What users meet in a day at the command line: the words they read, and what a refusal tells them to do."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import Server, Tap, common_pb2, note  # noqa: E402

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
    jyj.submit(case, "answer", happened_on=DAY, document_number="示例〔2023〕1号", text="示例答复第一段。\n第二段。\n", **{"class": "A"})
    server.tokens["code"] = committee.CreateEvaluationCodes(case=case).codes[0].code
    shown = run("code", "evaluate", "--code", server.tokens["code"])
    tap.ok(shown.returncode == 0 and "huiyin:" not in shown.stderr, f"sees the answer and no refusal: {shown.stderr}")
    tap.ok(says(shown, "市、盟", "委员提案") and "等待提案者评价" in shown.stdout, "in words, and that it is the proposer's turn")
    wrong = run("code", "evaluate", "--code", "0000-0000-0000")
    tap.ok(says(wrong, "评价码", "提案委员会"), f"a wrong code says where another one comes from: {wrong.stderr}")

    note("What happened, as the history tells it")
    told = run("committee", "history", case).stdout
    tap.ok("第二段。" in told and "。。" not in told, "a text that ends with its line ends with its sentence")
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
    for args, option in ((("submit", "contact", open_case), "--method"), (("submit", "draft", open_case, "--class", "B"), "--text"),
                         (("case", "create", "--title", "关于示例的提案", "--session", "14-2"), "--proposers")):
        refused = run("committee", *args)
        tap.ok(says(refused, "缺少", f"（用 {option} 给出）"), f"what is missing has an option: {refused.stderr}")
    left = run("jyj", "todo").stdout
    tap.ok("个工作日" in left, "days that are left are working days, and called so")

    note("Less to type")
    server.member("zhang", "示例委员张")
    server.token("zhang", common_pb2.ROLE_PROPOSER, member="zhang")
    drafted = run("zhang", "case", "create", "--draft", "--title", "关于示例的提案", "--session", "14-2", "--output", "json")
    tap.ok(drafted.returncode == 0 and "示例委员张" in drafted.stdout and "2023-07-03" in drafted.stdout,
           f"a proposer's draft is the own one, of today: {drafted.stdout}{drafted.stderr}")
    tap.ok(says(run("committee", "case", "create", "--title", "关于示例的提案", "--session", "14-2"), "缺少提案者"),
           "the committee says whose it is")
    wide = run("jyj", "submit", "accept", open_case.translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789"}), "--on", "２０２３年６月６日")
    tap.ok("此前已记录" in wide.stdout or wide.returncode == 4 and "不能做「签收」" in wide.stderr, f"digits may be full width: {wide.stderr}")
    people = run("committee", "member", "list")
    tap.ok("委员" in people.stdout and "member" not in people.stdout, "a kind of person is a word")
    tap.ok('"kind": "member"' in run("committee", "member", "list", "--output", "json").stdout, "and a code for programs")
    sheet = run("committee", "paper", "assignment", both)
    tap.ok("签收、沟通、办理并答复" in sheet.stdout, "who leads is asked for an answer")

    note("Files that are not there, or hold nothing")
    tap.ok(says(run("jyj", "submit", "answer", open_case, "--text-file", "/nowhere/answer.txt"), "没有这个文件"), "a missing file, in Chinese")
    tap.ok("没有这个文件" not in run("jyj", "--lang", "en", "attach", open_case, "/nowhere/a.pdf").stderr, "or in English")
    tap.ok(says(run("jyj", "attach", open_case, str(server.dir)), "这是一个目录"), "a folder is called one")
    (server.dir / "head.csv").write_text("case,verb\n")
    tap.ok(says(run("jyj", "submit", "--file", str(server.dir / "head.csv")), "只有表头"), "a sheet without rows is called one")
    tap.ok(says(run("jyj", "paper", "opinion", open_case), "出具意见后"), "a paper that is not there yet says when it is")
finally:
    server.close()
tap.done()
