#!/usr/bin/python3
"""Search: every kind of word, in every spelling; nothing that does not fit; the best first; page by page; and nobody finds
what is not theirs to see."""
import base64
import json
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import Refused, Server, Tap, note, wait_for  # noqa: E402

FAR = "开头的话。" * 60  # text beyond what similar cases look at


def timed(function, *args):
    began = time.perf_counter()
    function(*args)
    return time.perf_counter() - began


def scans(server, indexes):
    """How often each index was read, and how often a table of cases was read whole. A session tells what it has counted when it
    ends, so the server's sessions are ended."""
    sessions = "FROM pg_stat_activity WHERE usename = 'huiyin_app' AND pid IN (%s)" % ", ".join(
        server.sql("SELECT pid FROM pg_stat_activity WHERE usename = 'huiyin_app'").split())
    server.sql(f"SELECT pg_terminate_backend(pid) {sessions}")
    wait_for(lambda: server.sql(f"SELECT count(*) {sessions}") == "0", "the sessions end")
    rows = server.sql(f"SELECT indexrelname, idx_scan FROM pg_stat_user_indexes WHERE indexrelname IN {indexes}").split()
    return ({index: int(n) for index, n in (row.split("|") for row in rows)},
            server.sql("SELECT sum(seq_scan) FROM pg_stat_user_tables WHERE relname IN ('case', 'case_words', 'item', 'line')"))


tap = Tap()
server = Server().init().start()
try:
    server.setup()
    committee = server.client("committee")

    def new(number, title, text="示例正文", **fields):
        return server.new_case(committee, number, title=title, text=text, **fields).case_id

    def found(query, who="committee", **fields):
        """Titles, the best first."""
        return [hit.case.received.title for hit in server.client(who).SearchCases(query=query, **fields).cases]

    def found_again(query):
        """Also while the server looks for its connections: nothing then."""
        try:
            return found(query)
        except Refused as refusal:
            if refusal.code != 14:
                raise
            return []

    def finds(query, titles, what, who="committee"):
        tap.same(found(query, who), titles, f"{what}: {query}")

    lift = new("L1", "关于老旧小区加装电梯的提案", FAR + "第124路公交车站旁的路灯不亮。", proposers=["张 三", "阿拉坦·其其格"])
    lamp = new("L2", "关于增设路灯的提案", FAR + "电车多，梯子少；big apple 里没有 gap。", proposers=["民建示例市委"], proposer_kind="party",
               external_number="全国〔2023〕第0123号")
    school = new("L3", "关于义务教育均衡（ＥＴＣ试点）的提案", "加装 电梯，教育局牵头。", proposers=["示例委员张三丰"])
    for case in (lift, lamp, school):
        committee.submit(f"s{case}", "file", happened_on="2023-06-05")
    numbers = {c.case_id: c.case_number for c in committee.ListCases().cases}
    lift_n, lamp_n, school_n = (numbers[case] for case in (lift, lamp, school))
    L, P, S = "关于老旧小区加装电梯的提案", "关于增设路灯的提案", "关于义务教育均衡（ＥＴＣ试点）的提案"
    committee.submit(lift_n, "assign", happened_on="2023-06-05", lead_office="jyj", assist_offices=["czj"])
    committee.submit(lamp_n, "assign", happened_on="2023-06-05", lead_office="jtj")
    office = server.client("jyj")
    office.submit(lift_n, "accept")
    server.client("czj").submit(lift_n, "accept")
    server.client("czj").submit(lift_n, "give_opinion", text="示例意见")
    office.submit(lift_n, "answer", document_number="包交函〔2023〕12号", text="示例答复", **{"class": "A"})

    # ---- Numbers
    finds(lift_n, [L], "a case number")
    for query in (f"第{lift_n}号", f"第{lift_n}号提案", "".join(chr(ord(c) + 0xfee0) for c in lift_n)):
        finds(query, [L], "a case number as papers and full-width keyboards have it")
    finds(lift_n[-4:], [L], "the end of a number")
    finds("1", [L], "a serial number of one digit")
    for query in ("L2", "l2", "Ｌ２"):
        finds(query, [P], "a submission number")
    for query in (f"s{school}", f"S{school}"):
        finds(query, [S], "the name of a case before filing")
    for query in ("全国〔2023〕第0123号", "全国[2023]第0123号", "全国﹝２０２３﹞第0123号"):
        finds(query, [P], "another body's number")
    for query in ("包交函〔2023〕12号", "包交函[2023]12号", "包交函﹝2023﹞12", "包交函［２０２３］", "包交函（2023）12号", "包交函(2023)", "包交函"):
        finds(query, [L], "a document number or its beginning")
    finds("交函〔2023〕12号", [], "not the middle of a document number")

    # ---- Names and offices
    for query in ("张三", "张 三", "张　三"):
        finds(query, [L], "a name however its blanks are")
    for query in ("阿拉坦·其其格", "阿拉坦・其其格", "阿拉坦其其格", "阿拉坦 其其格", "阿拉坦"):
        finds(query, [L], "a name however its dots are")
    finds("民建", [P], "the beginning of a party's name")
    for query in ("jyj", "JYJ", "Ｊyj"):
        finds(query, [L], "an office's code")
    finds("其其格 阿拉坦", [], "not the parts of a name the wrong way round")
    finds("示例单位jtj", [P], "an office's name")
    finds("czj", [L], "an office that assists")
    finds("office", [P, L], "a word of the offices' English names")
    finds("offic", [], "not a piece of one")

    # ---- Texts
    finds("电梯", [S, L][::-1], "a word of two characters, in a title before one in a text")
    finds("路灯", [P, L], "a word far behind in a text")
    finds("124路", [L], "figures and characters")
    for query in ("etc试点", "ETC 试点", "ＥＴＣ试点"):
        finds(query, [S], "capitals, full width, blanks")
    finds("车梯", [], "characters that stand apart are no word")
    finds("梯教", [], "nor are those with a sign between")
    finds("leg", [], "nor letters of two Latin words")
    finds("apple", [P], "a Latin word")
    finds("电梯 路灯", [L], "all words must fit")
    finds("电梯 路灯 jtj", [], "every one of them")
    finds("教育 jyj", [], "wherever they fit")
    finds("电梯 张三", [L], "a text and a name")
    finds("不存在的词", [], "what nobody wrote")

    # ---- What it says
    hit = committee.SearchCases(query="路灯").cases[1]
    tap.same((list(hit.matched), "路灯不亮" in hit.snippet, len(hit.snippet) < 60), (["text"], True, True), "the piece of text around a hit")
    hit = committee.SearchCases(query="加装电梯").cases[1]
    tap.ok("加装 电梯" in hit.snippet, f"as it was typed: {hit.snippet}")
    tap.same(hit.case.received.text, "", "no case comes with its text")
    hit = committee.SearchCases(query="电梯 张三 包交函").cases[0]
    tap.same(sorted(hit.matched), ["document_number", "proposer", "title"], "what fitted")

    # ---- Pages
    for i in range(25):
        new(f"page{i}", f"关于翻页的第{i}件提案" if i % 2 else f"第{i}件提案", "翻页")
    seen, token = [], ""
    while True:
        answer = committee.SearchCases(query="翻页", page_size=7, page_token=token)
        seen += [c.case.received.submission_number for c in answer.cases]
        token = answer.next_page_token
        if not token:
            break
    tap.same(seen, [f"page{i}" for i in [*range(23, 0, -2), *range(24, -1, -2)]], "titles first, the latest first, each once")
    token = committee.SearchCases(query="翻页", page_size=7).next_page_token
    tap.refused("PAGE_TOKEN_INVALID", "a token of another question", committee.SearchCases, query="翻页面", page_token=token)
    digest = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))[:8]  # what stands behind it is the position
    for position in ("0 -9223372036854775808", "-1 5", "0 0", "0", "0 x", ""):
        forged = base64.urlsafe_b64encode(digest + position.encode()).decode().rstrip("=")
        tap.refused("PAGE_TOKEN_INVALID", f"a token with the position {position!r}", committee.SearchCases, query="翻页", page_size=7, page_token=forged)
    tap.refused("PAGE_TOKEN_INVALID", "a token of another caller", server.client("jyj").SearchCases, query="翻页", page_token=token)
    tap.same(found("翻页", session="14-2")[:1], ["关于翻页的第23件提案"], "a session")
    tap.refused("SESSION_NOT_FOUND", "a session that is not there", committee.SearchCases, query="翻页", session="9-9")
    tap.refused("NUMBER_OUT_OF_RANGE", "more than 100 at once", committee.SearchCases, query="翻页", page_size=101)
    tap.refused("FIELD_TOO_LONG", "a question of 201 characters", committee.SearchCases, query="长" * 201)
    tap.refused("FIELD_MISSING", "no question", committee.SearchCases, query=" 　 ")
    tap.same(len(found("翻页 " * 8)), 20, "eight words")
    tap.refused("SEARCH_WORDS_MANY", "nine words", committee.SearchCases, query="翻页 " * 9)
    tap.refused("SEARCH_WORD_SHORT", "a single character", committee.SearchCases, query="水")
    tap.refused("SEARCH_WORD_SHORT", "signs", committee.SearchCases, query="《》")
    for query in ("%", "a_b%", "\\", "'; DROP TABLE line; --", "〔〔〔", "（）".join("ab")):
        try:
            found(query)
        except Exception as error:  # noqa: BLE001
            tap.ok("SEARCH_WORD_SHORT" in str(error), f"odd signs are refused as short words, nothing else: {query} {error}")

    # ---- Who sees what
    finds("电梯", [L], "an office finds its own cases only", "czj")
    finds("路灯", [P], "another its own", "jtj")
    draft = new("draft", "关于草稿的提案", "草稿", proposers=["示例委员王"], proposer_members=["wang"], draft=True)
    finds("草稿", ["关于草稿的提案"], "a draft: the committee", "committee")
    finds("草稿", [], "a draft: not the supervisor", "supervisor")
    finds("草稿", ["关于草稿的提案"], "a draft: its proposer", "proposer")
    finds("电梯", [], "a proposer finds no other person's case", "proposer")
    finds(f"s{draft}", [], "and none by its id", "jtj")

    # ---- The command
    done = server.cli("committee", "search", "加装电梯", "-o", "json")
    data = json.loads(done.stdout)
    tap.same([row["title"] for row in data["cases"]], [L, S], "huiyin search")
    tap.same(data["cases"][0]["matched"], "title", "with what fitted")
    done = server.cli("committee", "search", "翻页", "--limit", "3")
    tap.ok(done.returncode == 0 and done.stdout.count("翻页") >= 3 and "--limit" in done.stderr, "cut at the limit, and says so")
    tap.same(len(json.loads(server.cli("committee", "search", "翻页", "-o", "json").stdout)["cases"]), len(found("翻页", page_size=100)),
             "a program gets all that were found")
    if not tap.ok("没有" in server.cli("committee", "search", "无此词语").stdout, "nothing found"):
        note(done.stdout)

    # ---- Plans: 60,000 cases beside these; each kind of word goes through its index
    columns = server.sql("""SELECT string_agg(attname, ', ') FROM pg_attribute WHERE attrelid = '"case"'::regclass AND attnum > 0
        AND NOT attisdropped AND attgenerated = ''""")
    server.sql(f"""INSERT INTO "case" ({columns}) SELECT {', '.join(f'r.{column}' for column in columns.split(', '))} FROM "case" c,
        generate_series(1, 60000) i, LATERAL jsonb_populate_record(c, jsonb_build_object('case_id', 1000 + i, 'number', (20300000 + i)::text,
        'submission_number', 'bulk' || i, 'title', '关于第' || i || '号批量的提案',
        'received', c.received || jsonb_build_object('title', '关于第' || i || '号批量的提案'))) r WHERE c.case_id = 1""")
    server.sql("""INSERT INTO case_words (jurisdiction, case_id, words, plain) SELECT 150200, 1000 + i, '{}',
        '关于第' || i || '号批量的提案' || E'\\n' || md5(i::text) FROM generate_series(1, 60000) i""")
    server.sql("""INSERT INTO item SELECT (jsonb_populate_record(t, jsonb_build_object('case_id', 1000 + i, 'data',
        jsonb_build_object('text', '批量委员' || i)))).* FROM item t, generate_series(1, 60000) i WHERE t.case_id = 1 AND t.kind = 1 AND t.item_no = 1""")
    server.sql("""INSERT INTO line SELECT (jsonb_populate_record(l, jsonb_build_object('page', 100000 + i, 'case_id', 1000 + i))).* FROM line l,
        generate_series(1, 60000) i WHERE l.case_id = 1 AND l.version = 1""")
    server.sql("VACUUM ANALYZE")
    tap.same(found("20359999"), ["关于第59999号批量的提案"], "a number among 60,000 cases")
    tap.same(found("第59999号批量"), ["关于第59999号批量的提案"], "words of a title among them")
    tap.same(found("批量委员59999"), ["关于第59999号批量的提案"], "a name among them")
    tap.same(len(found("批量的提案", page_size=100)), 100, "a word that all of them have")
    indexes = ("case_number_end", "case_submitted", "case_external", "case_words_plain", "item_signer_name", "line_document")
    before, whole = scans(server, indexes)
    wait_for(lambda: found_again("第59998号批量"), "the server has its connections again")
    used, through = scans(server, indexes)
    tap.same([index for index in indexes if used[index] <= before[index]], [], "every index is used")
    tap.same(through, whole, "each kind of word goes through its index, no table is read whole")
    wait_for(lambda: found_again("第59998号批量"), "and has them once more")

    took = {}
    for query in ("20359999", "59999", "bulk777", "第59999号批量", "批量委员59999", "加装电梯", "包交函[2023]12号", "jyj", "批量的提案"):
        took[query] = round(sorted(timed(found, query) for _ in range(5))[2] * 1000)
    note(f"ms: {took}")
finally:
    server.close()
tap.done()
