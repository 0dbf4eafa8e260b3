#!/usr/bin/python3
"""The whole life of one proposal, from the command line alone, with everything in it that the process knows: drafted and
signed together, a similar one found, filed, key, assigned with three assists, returned and given to another office,
opinions, contact, draft, co-signed, its class changed by the supervisor, answered with two promises and a file, evaluated
dissatisfied with a one-time code, handled again, one promise postponed, both kept, raised from B to A, closed. At the end
its history is printed as `huiyin history` shows it."""
import csv
import io
import json
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import Server, Tap, common_pb2, note  # noqa: E402

OFFICES = ("jtj", "jyj", "zjj", "czj", "gaj")
ASSISTS = ("zjj", "czj", "gaj")
tap = Tap()
server = Server(business_date="2023-02-10").init().start()


def does(what, who, *args, code=0, says=""):
    """Runs huiyin as who; its exit code and a text in its output (both streams) must fit. Returns stdout."""
    done = server.cli(who, *[str(a) for a in args])
    if not tap.ok(done.returncode == code and says in done.stdout + done.stderr, what):
        note(f"huiyin {' '.join(map(str, args))}: exit {done.returncode}, wanted {code} and {says!r}:\n"
             f"{done.stdout[-1500:]}{done.stderr[-1500:]}")
    return done.stdout


def shown(number, who="committee"):
    return json.loads(server.cli(who, "case", "show", number, "-o", "json").stdout)


def todo(who):
    """What `huiyin todo` lists for someone: (case, kind) in order."""
    text = server.cli(who, "todo", "-o", "csv").stdout.lstrip("\ufeff")
    return [(row["case"], row["kind"]) for row in csv.DictReader(io.StringIO(text))]


def part(number, office):
    return [a for a in shown(number)["assignments"] if a["office_code"] == office][-1]


def day(date):
    """The next day of the story: the server starts again with another business date."""
    server.stop()
    server.business_date = date
    server.start()


def file_of(name, text):
    path = server.dir / name
    path.write_text(text)
    return path


try:
    server.setup(OFFICES)
    for code, name, fields in (("zhangsan", "示例委员张三", {}), ("lisi", "示例委员李四", {}), ("zhaoliu", "示例委员赵六", {}),
                               ("zhoujiu", "示例领导周九", {"kind": "leader", "title": "副主席"})):
        server.member(code, name, **fields)
    for code in ("zhangsan", "lisi", "zhaoliu"):
        server.token(code, common_pb2.ROLE_PROPOSER, member=code)
    earlier = "s" + str(server.new_case(server.client("committee"), "y1", title="关于增设社区停车泊位的提案（示例）", received_on="2023-02-10").case_id)

    # ---- Before filing
    text = file_of("proposal.txt", "老旧小区停车难，群众反映强烈。\n建议：一、利用边角地增设停车位；二、机关单位停车场错时共享。\n")
    out = does("a member begins a draft", "zhangsan", "case", "create", "--draft", "--session", "14-2", "--title",
               "关于增设老旧小区停车位的提案（示例）", "--proposers", "示例委员张三=zhangsan", "--proposer-kind", "joint", "--category", "城乡建设",
               "--sector", "经济界", "--received-on", "2023-02-10", "--publication-wish", "yes", "--text-file", text, "-o", "json")
    draft = json.loads(out)["case"]
    does("nobody else sees the draft", "lisi", "case", "show", draft, code=3)
    does("two members are invited to join", "zhangsan", "submit", "invite", draft, "--invite", "示例委员李四=lisi", "--invite", "示例委员赵六=zhaoliu")
    tap.same(todo("lisi"), [(draft, "join")], "the invitation is in the todo of who was invited")
    does("it is not submitted while they have not answered", "zhangsan", "submit", "submit", draft, code=4, says="第 2 位联名人")
    day("2023-02-13")
    does("one joins", "lisi", "submit", "sign", draft, "--signer", 2)
    does("the other declines", "zhaoliu", "submit", "decline", draft, "--signer", 3)
    does("then it is submitted", "zhangsan", "submit", "submit", draft)
    does("the committee sees a similar earlier one", "committee", "similar", draft, says=earlier)
    tap.ok((draft, "case") in todo("committee"), "the committee is to file it")
    number = json.loads(does("it is filed and numbered", "committee", "submit", "file", draft, "-o", "json"))["updates"][0]["case"]
    tap.ok(re.fullmatch(r"2023\d{4}", number), f"its number is {number}")
    does("it is marked as of the same kind as the earlier one", "committee", "submit", "same_kind", number, "--other", earlier)
    tap.same([link["case"] for link in shown(earlier)["links"]], [number], "which shows on both")
    does("it is chosen as a key proposal", "committee", "submit", "choose_key", number, "--member", "zhoujiu")

    # ---- Assignment, return, arbitration
    day("2023-02-15")
    does("an assignment is tried first", "committee", "assign", number, "--lead", "jtj", "--assist", ",".join(ASSISTS), "--dry-run", says="办理中")
    tap.same(shown(number)["assignments"], [], "which writes nothing")
    does("it is assigned to a lead and three assists", "committee", "assign", number, "--lead", "jtj", "--assist", ",".join(ASSISTS))
    does("the assignment sheets are printed", "committee", "paper", "assignment", number, says="关于交办")
    tap.same(todo("jtj"), [(number, "contact"), (number, "assignment")], "the lead office has it on its list: contact first, then the answer")
    day("2023-02-17")
    does("the lead office asks to return it", "jtj", "submit", "return", number, "--reason", "不属本单位职责", "--proposed", "jyj")
    tap.ok((number, "arbitrate") in todo("committee"), "the committee is to decide on the return")
    day("2023-02-20")
    does("it goes to the office that was proposed", "committee", "assign", number, "--lead", "jyj", "--reason", "同意调整主办单位")
    tap.same((part(number, "jtj")["state_code"], part(number, "jyj")["role_code"]), ("returned", "lead"), "who has the lead now")
    for office in ("jyj", *ASSISTS):
        does(f"{office} accepts from its list", office, "accept", "--where", "open")
    does("the leader's instruction is recorded", "committee", "submit", "instruct", number, "--member", "zhoujiu", "--text", "请抓紧办理，年内见效。")
    does("a visit is recorded", "committee", "submit", "meet", number, "--member", "zhoujiu", "--place", "九原区富力社区", "--persons", "居民代表、市交通运输局")
    does("a media item is recorded", "jyj", "submit", "media", number, "--media", "停车难怎么办|行风热线")

    # ---- Contact, opinions, draft, review
    day("2023-03-01")
    does("the proposer is contacted", "jyj", "submit", "contact", number, "--method", "visit", "--persons", "示例委员张三")
    day("2023-04-10")
    for office in ("zjj", "czj"):
        does(f"{office} gives its opinion", office, "submit", "give_opinion", number, "--text", f"{office}的会办意见：同意。", "--document", f"示例会〔2023〕{len(office)}号")
    does("a draft without the third opinion is refused, and says whose", "jyj", "submit", "draft", number, "--class", "A", "--text", "稿", code=4, says="示例单位gaj")
    tap.ok("示例单位gaj" in shown(number)["next_step"], "the next step names the office as well")
    does("the office that owes it is reminded", "committee", "remind", number, "--office", "gaj", "--reason", "会办意见将到期")
    day("2023-04-14")
    does("the third opinion comes", "gaj", "submit", "give_opinion", number, "--text", "gaj的会办意见：同意。", "--document", "示例会〔2023〕9号")
    does("opinions can be printed", "gaj", "paper", "opinion", number, "--office", "gaj", says="的会办意见")
    answer = file_of("answer.txt", "一、今年利用边角地新增停车位200个。\n二、与机关单位商定停车场错时共享，先行试点。\n")
    day("2023-04-20")
    does("the lead drafts an answer of class A", "jyj", "submit", "draft", number, "--class", "A", "--text-file", answer)
    for office in ASSISTS:
        does(f"{office} co-signs", office, "submit", "cosign", number)
    tap.ok((number, "review") in todo("supervisor"), "the draft waits for the supervisor")
    does("the supervisor agrees, as class B", "supervisor", "submit", "review", number, "--office", "jyj", "--class", "B")
    day("2023-04-25")
    letter = ("--document", "示例函〔2023〕12号", "--text-file", answer, "--signed-by", "示例局长", "--contact-person", "示例经办人 0472-0000000",
              "--publication", "full")
    does("an answer of another class than reviewed is refused", "jyj", "submit", "answer", number, "--class", "A", *letter, code=4, says="审核")
    does("an answer of class B without a promise is refused", "jyj", "submit", "answer", number, "--class", "B", *letter, code=1, says="承诺")
    does("it is answered with two promises and a file", "jyj", "submit", "answer", number, "--class", "B", *letter, "--attach", file_of("车位清单.txt", "九原区 120 个\n"),
         "--promise", "新增停车位200个|竣工验收|2023-06-30", "--promise", "错时共享试点|2023-08-31")
    answered = part(number, "jyj")
    tap.same((answered["drafted_class"], answered["class"]), ("A", "B"), "the class as drafted and as printed are both kept")
    tap.same([f["text"] for f in shown(number)["attachments"]], ["车位清单.txt"], "the file is in the case")
    does("the proposer reads the file", "zhangsan", "download", number, "车位清单.txt", "-O", server.dir / "read.txt")
    tap.same((server.dir / "read.txt").read_text(), "九原区 120 个\n", "as it was sent")
    does("the answer is printed as a page", "jyj", "paper", "answer", number, "--format", "html", "-O", server.dir / "answer.html")
    page = (server.dir / "answer.html").read_text()
    tap.ok(all(words in page for words in (f"十四届二次会议第{number}号提案的答复", "B类", "示例函〔2023〕12号", "错时共享试点", "车位清单.txt")), "with title, class, number and promises")

    # ---- Evaluation, second round
    day("2023-04-26")
    does("an office cannot evaluate", "jyj", "submit", "evaluate", number, "--attitude", "satisfied", "--result", "satisfied", code=5)
    tap.ok((number, "evaluations") in todo("committee"), "the committee is to ask for the evaluations")
    codes = json.loads(does("codes are made for those who signed", "committee", "codes", number, "-o", "json"))["codes"]
    tap.same([c["name"] for c in codes], ["示例委员张三", "示例委员李四"], "one for each")
    server.tokens["nobody"] = "not a token"
    does("a code shows the answer without a login", "nobody", "evaluate", "--code", codes[0]["code"], says="新增停车位")
    does("the first signer is dissatisfied with the result", "nobody", "evaluate", "--code", codes[0]["code"], "--attitude", "satisfied", "--result", "dissatisfied")
    does("the code is good once", "nobody", "evaluate", "--code", codes[0]["code"], "--attitude", "satisfied", "--result", "satisfied", code=4, says="已经评价")
    evaluations = shown(number)["evaluations"]
    tap.same([(e["round"], e["missing"]) for e in evaluations], [(1, False), (1, True)], "who has not evaluated is missing, not satisfied")
    does("the other's paper is entered by the committee", "committee", "submit", "evaluate", number, "--signer", 2, "--attitude", "satisfied", "--result", "basically")
    day("2023-04-28")
    does("it is handled again", "committee", "submit", "reopen", number, "--reason", "提案者对办理结果不满意")
    again = part(number, "jyj")
    tap.same((again["round"], again["state_code"], again["due_on"]), (2, "accepted", "2023-05-28"), "by the same office, within a month")
    day("2023-05-15")
    does("the proposer is met again", "jyj", "submit", "contact", number, "--method", "meeting", "--persons", "示例委员张三、示例委员李四")
    does("the second answer comes", "jyj", "submit", "answer", number, "--class", "B", "--document", "示例函〔2023〕20号", "--text", "已加快进度，六月底前完成。",
         "--promise", "每月通报进度|通报|2023-07-31", "--publication", "full")
    day("2023-05-17")
    codes = json.loads(does("new codes are made", "committee", "codes", number, "-o", "json"))["codes"]
    for c in codes:
        does(f"{c['name']} is satisfied in the second round", "nobody", "evaluate", "--code", c["code"], "--attitude", "satisfied", "--result", "satisfied")
    tap.same([(e["round"], e["result"]) for e in shown(number)["evaluations"]],
             [(1, "dissatisfied"), (1, "basically"), (2, "satisfied"), (2, "satisfied")], "the marks of the first round are kept")

    # ---- Promises, the end
    day("2023-05-22")
    does("the answer is published", "jyj", "submit", "publish", number, "--publication", "full")
    does("it is not closed while promises are open", "committee", "submit", "close", number, code=4, says="承诺")
    tap.same([kind for case, kind in todo("jyj") if case == number], ["promise"] * 3, "they are on the office's list")
    day("2023-06-26")
    does("the first promise is kept", "jyj", "submit", "keep", number, "--item", 1)
    does("the second is postponed, with a reason", "jyj", "submit", "postpone", number, "--item", 2, "--due", "2023-10-31", "--reason", "试点单位调整")
    day("2023-07-31")
    does("the third is kept", "jyj", "submit", "keep", number, "--item", 3)
    day("2023-10-20")
    does("the postponed one is kept", "jyj", "submit", "keep", number, "--item", 2)
    does("the class is raised to A", "supervisor", "submit", "upgrade", number, "--office", "jyj", "--class", "A", "--reason", "承诺全部兑现")
    tap.same((part(number, "jyj")["class"], part(number, "jyj")["later_class"]), ("B", "A"), "the printed class stays")
    contact = [u for u in json.loads(server.cli("committee", "history", number, "-o", "json").stdout)["updates"] if u["verb_code"] == "contact"][0]
    does("an entry is corrected", "committee", "submit", "correct", number, "--corrects", contact["version"], "--persons", "示例委员张三、示例委员李四",
         "--reason", "漏记一人")
    does("the register of promises is printed", "committee", "paper", "promises", number, says="已兑现")
    does("it is closed", "committee", "submit", "close", number)
    tap.same(todo("jyj"), [], "nothing is left to do for the office")
    tap.ok(number not in [case for case, _ in todo("committee")], "nor for the committee")

    # ---- What is written
    updates = json.loads(server.cli("zhangsan", "history", number, "-o", "json").stdout)["updates"]
    tap.same([u["corrected_by"] for u in updates if u["version"] == contact["version"]], [updates[-2]["version"]], "the history marks what was corrected")
    tap.same([u["version"] for u in updates], list(range(1, len(updates) + 1)), "and leaves nothing out")
    tap.ok(len(updates) >= 44, f"{len(updates)} lines")
    english = server.cli("zhangsan", "history", number, "--lang", "en").stdout
    tap.ok(not re.search(r"[{}]", english) and "(corrects version" in english, "it reads in English as well")
    does("the ledger is intact", "auditor", "ledger", "verify")
    does("and every table follows from it", "auditor", "ledger", "recount")
    note(f"huiyin history {number}")
    for line in server.cli("zhangsan", "history", number).stdout.split("\n"):
        note(line)
    for line in server.cli("zhangsan", "case", "show", number).stdout.split("\n"):
        note(line)
finally:
    server.close()
tap.done()
