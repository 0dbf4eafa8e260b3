#!/usr/bin/python3
"""The handling of proposals, step by step, as the committee, the offices, the supervisor and the proposers do it. Each
section is one part of the process; each line says what holds."""
import pathlib
import sys
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import Refused, Server, Tap, common_pb2 as c, note  # noqa: E402

tap = Tap()
server = Server().init().start()
OFFICES = ("jyj", "czj", "jtj", "wjw", "sfl")


def refused(what, words, function, *arguments, **fields):
    """It is refused, and the sentence holds every one of the words."""
    try:
        function(*arguments, **fields)
    except Refused as error:
        lacking = [word for word in words if word not in error.text]
        if not tap.ok(not lacking, what):
            note(f"{error.reason}: {error.text} lacks {lacking}")
        return
    tap.ok(False, f"{what}: it was accepted")


def items(case, kind):
    return [item for item in case.items if item.kind == kind]


def part(case, office):
    """The office's latest part in the case."""
    return [a for a in case.assignments if a.office.code == office][-1]


def request(operator, method, **fields):
    return getattr(operator, method)(request_id=str(uuid.uuid4()), **fields)


def milestones(case_id):
    """What counts of a case: (milestone, day, class), as the derived table has it."""
    return server.sql(f"SELECT string_agg(milestone || ' ' || on_date || ' ' || class, ', ' ORDER BY milestone, on_date, class) "
                      f"FROM milestone WHERE case_id = {case_id} AND superseded_page IS NULL")


try:
    server.setup(OFFICES)
    operator, committee, supervisor = (server.client(who) for who in ("operator", "committee", "supervisor"))
    jyj, czj, jtj, wjw, sfl = (server.client(code) for code in OFFICES)
    for code, name, kind, extra in (("li", "示例委员李", "member", {}),
                                    ("zhao", "示例委员赵", "member", {}), ("chen", "示例市领导陈", "leader", {"title": "副市长（示例）"}),
                                    ("sun", "示例代行孙", "member", {"stands_for": "wang"})):
        request(operator, "CreateMember", member=dict(code=code, name=name, kind=kind, sector="教育界", **extra))
    for code in ("wang", "li", "sun"):
        server.token(code, c.ROLE_PROPOSER, member=code)
    wang, li, sun = (server.client(code) for code in ("wang", "li", "sun"))
    sequence = iter(range(1, 1000))

    def received(**fields):
        return f"s{server.new_case(committee, f'h{next(sequence)}', **fields).case_id}"

    def filed(**fields):
        case = received(**fields)
        return committee.submit(case, "file", happened_on="2023-06-01").case.case_number

    def accepted(lead="jyj", assists=(), day="2023-06-01", **fields):
        """A case its offices have accepted and its lead office has talked about."""
        case = filed(**fields)
        committee.submit(case, "assign", happened_on=day, lead_office=lead, assist_offices=list(assists))
        for office in (lead, *assists):
            committee.submit(case, "accept", happened_on=day, office=office)
        return case

    def answer(client, case, class_="A", verb="answer", on="2023-06-20", **fields):
        return client.submit(case, verb, **{"class": class_, "happened_on": on, "text": "逐条答复（示例）",
                                            "document_number": "包教字〔2023〕1号（示例）", **fields})

    def answered(class_="A", **fields):
        case = accepted(**fields)
        promises = [{"text": "年内完成（示例）", "measure": "以验收为准", "due_on": "2023-12-29"}] if class_ in "BC" else []
        answer(jyj, case, class_, promises=promises)
        return case

    # wang is a member since the setup.
    note("Before filing")
    draft = f"s{server.new_case(committee, 'draft-1', draft=True, proposers=['示例委员王'], proposer_members=['wang'], proposer_kind='joint').case_id}"
    tap.same(committee.GetCase(case=draft).case.state, "draft", "a draft is a draft until it is submitted")
    tap.refused("CASE_NOT_FOUND", "nobody but its proposers and the committee sees a draft", supervisor.GetCase, case=draft)
    tap.same(wang.GetCase(case=draft).case.received.title, "关于draft-1的提案（示例）", "its proposer sees it")
    wang.submit(draft, "invite", happened_on="2023-06-01", signers=[{"member": "li"}, {"name": "示例委员赵", "member": "zhao"}])
    signers = items(li.GetCase(case=draft).case, c.ITEM_KIND_SIGNER)
    tap.same([s.state for s in signers], [c.ITEM_STATE_SIGNED, c.ITEM_STATE_INVITED, c.ITEM_STATE_INVITED],
             "the invited are told, the first signer has signed")
    tap.same(signers[1].due_on, "2023-06-08", "they have the seven days of the rules")
    refused("a draft with an open invitation is not submitted", [], wang.submit, draft, "submit", happened_on="2023-06-02")
    li.submit(draft, "sign", happened_on="2023-06-02", signer_no=2)
    committee.submit(draft, "decline", happened_on="2023-06-03", signer_no=3)
    refused("nobody signs for another", [], li.submit, draft, "sign", happened_on="2023-06-03", signer_no=1)
    wang.submit(draft, "submit", happened_on="2023-06-05")
    case = supervisor.GetCase(case=draft).case
    tap.same(case.state, "received", "once submitted it is received and everybody concerned sees it")
    tap.same([s.state for s in items(case, c.ITEM_KIND_SIGNER)],
             [c.ITEM_STATE_SIGNED, c.ITEM_STATE_SIGNED, c.ITEM_STATE_DECLINED], "who joined and who declined stays")

    note("Not filed, and what becomes of it")
    case = received()
    refused("a ground that is not in the list is refused with those that are", ["secret"], committee.submit, case, "not_file",
            happened_on="2023-06-02", reason="不予立案（示例）", reason_code="nonsense")
    refused("without a reason nothing is refused", ["原因"], committee.submit, case, "not_file", happened_on="2023-06-02")
    committee.submit(case, "redirect", happened_on="2023-06-02", reason="转有关部门参考（示例）", channel="opinion", reason_code="vague")
    gone = committee.GetCase(case=case).case
    tap.same((gone.state, gone.redirected_to), ("redirected", "社情民意信息"), "it goes on as a public-opinion report")
    tap.ok("转有关部门参考" in gone.not_filed_reason, "and the reason is told")

    note("Merged, bundled, of the same kind")
    main_case, second, third = filed(), filed(), filed()
    committee.submit(second, "merge", happened_on="2023-06-02", other_cases=[main_case])
    committee.submit(third, "merge", happened_on="2023-06-02", other_cases=[main_case])
    refused("a case is not merged into itself", [], committee.submit, main_case, "merge", happened_on="2023-06-02",
            other_cases=[main_case])
    tap.same(committee.GetCase(case=second).case.main_case, main_case, "a merged case names the one it is handled with")
    tap.same(sorted(i.other_case for i in items(committee.GetCase(case=main_case).case, c.ITEM_KIND_LINK)),
             sorted([second, third]), "which names those that were merged into it")
    committee.submit(main_case, "assign", happened_on="2023-06-05", lead_office="jyj")
    jyj.submit(main_case, "accept", happened_on="2023-06-05")
    tap.same(jyj.GetCase(case=second).case.state, "merged", "the handling office sees the merged proposals")
    waits = jyj.GetCase(case=second).case.next_step
    tap.ok("示例单位jyj" in waits, f"what a merged case waits for names the main case's office: {waits}")
    tap.same([listed.next_step for listed in jyj.ListCases(state="merged").cases if listed.case_number == second], [waits],
             "in a list too")
    refused("and so does a refusal", [waits], committee.submit, second, "close")
    tap.refused("CASE_NOT_FOUND", "others do not", czj.GetCase, case=second)
    answer(jyj, main_case)
    answer(jyj, second, verb="answer_merged")
    committee.submit(main_case, "evaluate", happened_on="2023-06-26", attitude="satisfied", result="satisfied")
    refused("the case is not closed while a merged proposal has no answer of its own, and the refusal says which", [third],
            committee.submit, main_case, "close", happened_on="2023-06-27")
    answer(jyj, third, verb="answer_merged")
    committee.submit(second, "evaluate", happened_on="2023-06-26", attitude="satisfied", result="basically")
    tap.same(committee.GetCase(case=second).case.result, "basically", "each is evaluated by its own proposer")
    committee.submit(main_case, "close", happened_on="2023-06-27")
    tap.same(committee.GetCase(case=main_case).case.state, "closed", "then it is closed")
    one, two = accepted(), accepted()
    supervisor.submit(one, "bundle", happened_on="2023-06-20", other_cases=[two])
    committee.submit(one, "same_kind", happened_on="2023-06-20", other_cases=[two])
    tap.same([i.state for i in items(committee.GetCase(case=two).case, c.ITEM_KIND_LINK)],
             [c.ITEM_STATE_BUNDLED, c.ITEM_STATE_SAME_KIND], "bundled cases and cases of the same kind know each other")
    answer(jyj, one)
    tap.same(jyj.GetCase(case=two).case.state, "in_handling", "and each has an answer of its own")

    note("Assignment")
    case = filed()
    refused("an assignment names an office", [], committee.submit, case, "assign", happened_on="2023-06-05")
    committee.submit(case, "assign", happened_on="2023-06-05", sole_office="jyj")
    tap.same(part(jyj.GetCase(case=case).case, "jyj").role_label, "独办", "one office alone")
    case = filed()
    committee.submit(case, "assign", happened_on="2023-06-05", separate_offices=["jyj", "czj"])
    for client in (jyj, czj):
        client.submit(case, "accept", happened_on="2023-06-06")
    answer(jyj, case)
    tap.same(jyj.GetCase(case=case).case.state, "in_handling", "separate offices answer each for itself: the first is not the last")
    answer(czj, case)
    tap.same(jyj.GetCase(case=case).case.state, "answered", "with the last one the case is answered")
    case = filed()
    committee.submit(case, "assign", happened_on="2023-06-05", lead_office="jyj", assist_offices=["wjw"])
    refused("a return needs a reason", ["原因"], jyj.submit, case, "return", happened_on="2023-06-07")
    refused("the limit of the city is a limit", ["2023-06-12"], jyj.submit, case, "return", happened_on="2023-06-13", reason="不属本单位（示例）")
    jyj.submit(case, "return", happened_on="2023-06-07", reason="不属本单位职责（示例）", proposed_office="czj")
    waiting = committee.GetCase(case=case).case
    tap.same((waiting.state, part(waiting, "jyj").proposed_office.code), ("returned", "czj"), "the committee sees who else is proposed")
    tap.ok("提案委员会" in waiting.next_step, "and that it is its turn")
    committee.submit(case, "reject_return", happened_on="2023-06-08", office="jyj", reason="属教育职责（示例）")
    tap.same(part(committee.GetCase(case=case).case, "jyj").state, "assigned", "a return that is rejected gives the case back")
    refused("and is not returned again", [], jyj.submit, case, "return", happened_on="2023-06-09", reason="仍不同意（示例）")
    case = filed()
    committee.submit(case, "assign", happened_on="2023-06-05", lead_office="jyj")
    jyj.submit(case, "return", happened_on="2023-06-07", reason="不属本单位职责（示例）", proposed_office="czj")
    committee.submit(case, "assign", happened_on="2023-06-08", lead_office="czj")
    now = committee.GetCase(case=case).case
    tap.same((part(now, "jyj").state, part(now, "czj").state), ("returned", "assigned"), "or it goes to the office proposed")
    told = [u.summary for u in committee.ListUpdates(case=case).updates]
    tap.ok(any("不属本单位职责" in text for text in told), "the history tells who returned it and why")

    note("Opinions before the answer")
    case = accepted("jyj", ("wjw", "sfl"))
    wjw.submit(case, "give_opinion", happened_on="2023-06-10", text="同意配合（示例）")
    refused("the lead office's answer waits for every opinion; the refusal says whose lacks", ["示例单位sfl"], answer, jyj, case)
    sfl.submit(case, "give_opinion", happened_on="2023-06-12", text="同意（示例）")
    answer(jyj, case)
    tap.same(jyj.GetCase(case=case).case.state, "answered", "with the last opinion it may answer")

    note("Contact, draft, co-signature, review")
    case = accepted("jyj", ("wjw",))
    refused("a contact names method and persons", [], jyj.submit, case, "contact", happened_on="2023-06-05", contact_method="visit")
    jyj.submit(case, "contact", happened_on="2023-06-05", contact_method="visit", contact_persons="示例委员甲")
    wjw.submit(case, "give_opinion", happened_on="2023-06-10", text="同意（示例）")
    jyj.submit(case, "draft", happened_on="2023-06-12", text="拟稿（示例）", **{"class": "A"})
    supervisor.submit(case, "remind", happened_on="2023-06-12")
    tap.ok("示例单位jyj" in supervisor.ListUpdates(case=case).updates[-1].summary, "the supervisor need not name the only office it can mean")
    refused("a draft that an assist office has not co-signed is not reviewed", ["示例单位wjw"], supervisor.submit, case, "review",
            happened_on="2023-06-13")
    wjw.submit(case, "cosign", happened_on="2023-06-13")
    supervisor.submit(case, "send_back", happened_on="2023-06-13", office="jyj", reason="未逐条答复（示例）")
    tap.same(part(jyj.GetCase(case=case).case, "jyj").state, "accepted", "the supervisor may send it back")
    jyj.submit(case, "draft", happened_on="2023-06-14", text="再拟稿（示例）", **{"class": "A"})
    if part(jyj.GetCase(case=case).case, "wjw").state != "cosigned":
        wjw.submit(case, "cosign", happened_on="2023-06-15")
    supervisor.submit(case, "review", happened_on="2023-06-15", office="jyj", **{"class": "D"})
    after = part(jyj.GetCase(case=case).case, "jyj")
    tap.same((after.drafted_class, after.reviewed_class, getattr(after, "class")), ("A", "D", ""),
             "or change the class; both values are kept, and neither is an answer yet")
    refused("an answer of another class than the reviewed one is refused", ["D"], answer, jyj, case, "A")
    answer(jyj, case, "D", signed_by="示例局长", contact_person="示例经办 0472-0000000", publication=c.PUBLICATION_SUMMARY,
           publication_reason="部分内容不宜公开（示例）")
    read = jyj.GetCase(case=case).case
    tap.same((read.publication, part(read, "jyj").signed_by), (c.PUBLICATION_SUMMARY, "示例局长"), "the answer says who signed it and what is public")

    for typed in ("包教字〔2023〕1号（示例）", "包教字[2023]1号(示例)", "包教字 ﹝２０２３﹞ 1 号"):
        tap.ok(case in [x.case_number for x in jyj.ListCases(document_number=typed).cases], f"its number is found as {typed}")
    tap.same(part(read, "jyj").document_number, "包教字〔2023〕1号（示例）", "and kept as it was typed")
    tap.same(list(jyj.ListCases(document_number="包教字〔2022〕").cases), [], "another year's is another")
    tap.ok(case not in [x.case_number for x in czj.ListCases(document_number="包教字〔2023〕1号（示例）").cases], "nor does an office find others' cases")
    note("Evaluation")
    case = answered(proposers=["示例委员王", "示例委员李"], proposer_members=["wang", "li"], proposer_kind="joint")
    tap.refused("ROLE_NOT_ALLOWED", "an office never evaluates its own answer", jyj.submit, case, "evaluate", happened_on="2023-06-25",
                attitude="satisfied", result="satisfied")
    codes = committee.CreateEvaluationCodes(case=case).codes
    tap.same([code.name for code in codes], ["示例委员王", "示例委员李"], "each proposer has a code")
    tap.same(codes[0].expires_on, "2023-07-12", "which ends with the rules' last day of evaluation")
    first = server.client(codes[0].code)
    tap.refused("CASE_NOT_FOUND", "a code opens one case only", first.GetCase, case=one)
    refused("and is good for nothing but evaluating", [], first.submit, case, "withdraw", happened_on="2023-06-25", reason="示例")
    server.client(codes[0].code.lower().replace("-", "")).submit(case, "evaluate", happened_on="2023-06-25", attitude="satisfied",
                                                                 result="dissatisfied")
    refused("once a round", [], first.submit, case, "evaluate", happened_on="2023-06-26", attitude="satisfied", result="satisfied")
    marks = items(committee.GetCase(case=case).case, c.ITEM_KIND_EVALUATION)
    tap.same([(m.signer_no, m.attitude, m.result) for m in marks], [(1, "satisfied", "dissatisfied")],
             "attitude and result stand apart, and who has not replied is missing")
    committee.submit(case, "evaluate", happened_on="2023-06-26", signer_no=2, attitude="satisfied", result="satisfied")
    tap.same(committee.GetCase(case=case).case.result, "dissatisfied", "the committee enters a paper form for another; the worst mark stands")
    committee.submit(case, "reopen", happened_on="2023-06-27", reason="提案者不满意（示例）")
    again = jyj.GetCase(case=case).case
    tap.same((again.state, again.round), ("in_handling", 2), "dissatisfied: it is handled again in a second round")
    answer(jyj, case, on="2023-06-28")
    committee.submit(case, "evaluate", happened_on="2023-06-29", signer_no=1, attitude="satisfied", result="satisfied")
    marks = items(committee.GetCase(case=case).case, c.ITEM_KIND_EVALUATION)
    tap.same([(m.round, m.result) for m in marks], [(1, "dissatisfied"), (1, "satisfied"), (2, "satisfied")],
             "the results of the first round stay")
    case = answered()
    committee.submit(case, "evaluate", happened_on="2023-06-25", attitude="satisfied", result="satisfied")
    refused("a satisfied proposer's case is not reopened", [], committee.submit, case, "reopen", happened_on="2023-06-26", reason="示例")

    early = received(received_on="2023-03-01")
    committee.submit(early, "file", happened_on="2023-03-02")
    committee.submit(early, "assign", happened_on="2023-03-03", lead_office="jyj")
    jyj.submit(early, "accept", happened_on="2023-03-03")
    answer(jyj, early, on="2023-03-20")
    tap.same(committee.CreateEvaluationCodes(case=early).codes[0].expires_on, "2023-08-02", "after that day a code has a month")
    note("Promises")
    case = accepted()
    refused("an answer that means 'in progress' needs a promise", ["承诺"], answer, jyj, case, "B")
    answer(jyj, case, "B", promises=[{"text": "完成改造（示例）", "measure": "验收合格", "due_on": "2023-06-30"},
                                     {"text": "建立制度（示例）", "measure": "印发文件", "due_on": "2023-12-29"}])
    listed = [x.case_number for x in jyj.ListCases(open_promises=True).cases]
    tap.ok(case in listed, "promises come back as work to do")
    refused("another office cannot keep them", [], czj.submit, case, "keep", happened_on="2023-06-28", item_no=1)
    jyj.submit(case, "postpone", happened_on="2023-06-28", item_no=1, due_on="2023-09-30", reason="招标延后（示例）")
    committee.submit(case, "evaluate", happened_on="2023-06-28", attitude="satisfied", result="satisfied")
    refused("a case is not closed while a promise is open", ["承诺"], committee.submit, case, "close", happened_on="2023-06-29")
    jyj.submit(case, "keep", happened_on="2023-06-29", item_no=2)
    jyj.submit(case, "keep", happened_on="2023-06-29", item_no=1)
    refused("a promise is kept once", [], jyj.submit, case, "keep", happened_on="2023-06-29", item_no=1)
    committee.submit(case, "upgrade", happened_on="2023-06-30", office="jyj", reason="承诺已兑现（示例）", **{"class": "A"})
    own = part(committee.GetCase(case=case).case, "jyj")
    tap.same((getattr(own, "class"), own.later_class), ("B", "A"), "B turned A is a later milestone; the printed class stays")
    committee.submit(case, "close", happened_on="2023-07-03")
    broken = accepted()
    answer(jyj, broken, "C", promises=[{"text": "列入计划（示例）", "measure": "", "due_on": "2023-12-29"}])
    supervisor.submit(broken, "break_promise", happened_on="2023-07-03", item_no=1, reason="未列入计划（示例）")
    tap.same(items(committee.GetCase(case=broken).case, c.ITEM_KIND_PROMISE)[0].state, c.ITEM_STATE_BROKEN, "a broken promise is told as broken")

    note("Key proposals, meetings, instructions, the media")
    case, other = accepted(), accepted("czj")
    committee.submit(case, "choose_key", happened_on="2023-06-05", member="chen")
    tap.same([x.case_number for x in supervisor.ListCases(leader="chen").cases], [case], "a key proposal is found under its leader")
    committee.submit(case, "meet", happened_on="2023-06-08", member="chen", place="九原区富力社区（示例）", contact_persons="示例委员甲",
                     contact_method="site", other_cases=[other])
    tap.same(len(items(czj.GetCase(case=other).case, c.ITEM_KIND_MEETING)), 1, "one meeting belongs to several cases")
    committee.submit(case, "instruct", happened_on="2023-06-09", member="chen", text="请抓紧办理（示例）")
    jyj.submit(case, "media", happened_on="2023-06-10", media={"title": "《行风热线》第12期（示例）", "outlet": "包头广播电视台"},
               promises=[{"text": "现场承诺事项（示例）", "measure": "", "due_on": "2023-08-31"}])
    read = jyj.GetCase(case=case).case
    tap.same([len(items(read, kind)) for kind in (c.ITEM_KIND_INSTRUCTION, c.ITEM_KIND_MEDIA, c.ITEM_KIND_PROMISE)], [1, 1, 1],
             "an instruction, a media item and the promise made on the air")

    note("Withdrawal, correction, transfer")
    case = accepted()
    committee.submit(case, "withdraw", happened_on="2023-06-15", reason="提案者申请撤案（示例）")
    refused("a withdrawn case is over", [], answer, jyj, case)
    case = answered()
    number = committee.GetCase(case=case).case
    wrong = [u.version for u in committee.ListUpdates(case=case).updates if u.verb == "answer"][0]
    refused("a correction needs a reason", ["原因"], committee.submit, case, "correct", corrects=wrong, **{"class": "D"})
    committee.submit(case, "correct", corrects=wrong, reason="录入有误（示例）", **{"class": "D"})
    fixed = part(committee.GetCase(case=case).case, "jyj")
    tap.same(getattr(fixed, "class"), "D", "a correction is a new line that supersedes")
    tap.ok(" D" in milestones(number.case_id) and "2023-06-20 A" not in milestones(number.case_id), "what is counted follows")
    tap.same([u.verb for u in committee.ListUpdates(case=case).updates][-2:], ["answer", "correct"], "and the history keeps both")
    tap.same(list(committee.Recount().differences), [], "the lines give the same tables")
    case = accepted()
    committee.submit(case, "transfer", happened_on="2023-06-20", office="jyj", lead_office="jtj", reason="机构改革（示例）")
    tap.refused("CASE_NOT_FOUND", "what an office handed over it sees no more", jyj.GetCase, case=case)
    answer(jtj, case)
    tap.same(jtj.GetCase(case=case).case.state, "answered", "its successor goes on where it was")

    note("Deadlines")
    case = accepted()
    before = part(jyj.GetCase(case=case).case, "jyj").due_on
    tap.same(before, "2023-09-01", "three months from the day of assignment")
    refused("an extension needs a reason", ["原因"], committee.submit, case, "extend", happened_on="2023-07-03", office="jyj")
    committee.submit(case, "extend", happened_on="2023-07-03", office="jyj", reason="情况复杂（示例）")
    tap.same(part(jyj.GetCase(case=case).case, "jyj").due_on, "2023-10-01", "one month more")
    refused("only as often as the rules allow", [], committee.submit, case, "extend", happened_on="2023-07-03", office="jyj", reason="再延（示例）")
    old = received(received_on="2023-02-20")
    committee.submit(old, "file", happened_on="2023-02-21")
    committee.submit(old, "assign", happened_on="2023-03-01", lead_office="jyj")
    jyj.submit(old, "accept", happened_on="2023-03-02")
    read = jyj.GetCase(case=old).case
    tap.same((read.mark, part(read, "jyj").mark), (c.DUE_MARK_OVERDUE, c.DUE_MARK_OVERDUE), "a day that has passed is overdue, today and not before")
    tap.ok("逾期" in read.next_step and "示例单位jyj" in read.next_step, "why it is not done and who is next stands in one line")

    note("People")
    case = answered(proposers=["示例委员王"], proposer_members=["wang"])
    tap.same(sun.GetCase(case=case).case.case_number, case, "who may stand for a proposer sees the proposer's cases")
    tap.refused("CASE_NOT_FOUND", "others' cases no proposer sees", li.GetCase, case=case)
    sun.submit(case, "evaluate", happened_on="2023-06-25", attitude="satisfied", result="satisfied")
    request(operator, "UpdateMember", member={"code": "wang", "name": "示例委员王", "kind": "member", "telephone": "13800000000"})
    tap.same([m.telephone for m in committee.ListMembers(kind="member").members if m.code == "wang"], ["13800000000"], "the committee finds a telephone number")
    tap.same([m.telephone for m in czj.ListMembers(kind="member").members if m.code == "wang"], [""], "an office without a case of the member does not")
    committee.EraseMemberContact(code="wang")
    tap.same([m.telephone for m in committee.ListMembers(kind="member").members if m.code == "wang"], [""], "once erased it is gone")
    tap.ok(committee.VerifyLedger().intact, "and the ledger still verifies")
finally:
    server.close()
tap.done()
