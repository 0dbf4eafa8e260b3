#!/usr/bin/python3
"""What a case shows and what a caller may ask of it: evaluation codes, drafts of proposers, dry runs, lists by mark, key
proposal, leader, promise and person, and a history that says what was corrected."""
import pathlib
import sys
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import Server, Tap, common_pb2  # noqa: E402

tap = Tap()
server = Server().init().start()
SATISFIED = {"attitude": "satisfied", "result": "basically"}
ANSWER = {"document_number": "示例教字〔2023〕1号", "text": "示例答复正文", "signed_by": "示例局长", "contact_person": "示例联系人 0472-0000000"}


def kinds(case, kind):
    return [item for item in case.items if item.kind == getattr(common_pb2, f"ITEM_KIND_{kind}")]


try:
    server.setup()
    server.member("li", "示例委员李", telephone="0472-1111111", address="示例路1号")
    server.member("zhou", "示例领导周")
    server.token("li", common_pb2.ROLE_PROPOSER, member="li")
    committee, supervisor, leader = (server.client(who) for who in ("committee", "supervisor", "leader"))
    jyj, czj, wang, li = (server.client(who) for who in ("jyj", "czj", "proposer", "li"))

    # ---- what a case shows
    case = server.assigned_case(committee, "c1", "jyj", ["czj"])
    row = committee.GetCase(case=case).case
    tap.same([(a.role_label, a.round, a.open) for a in row.assignments], [("主办", 1, True), ("会办", 1, True)],
             "roles are called what the city calls them")
    tap.same([a.contact_by != "" for a in row.assignments], [True, True], "the day of the first contact stands there")
    tap.same([item.text for item in kinds(row, "SIGNER")], ["示例委员甲"], "the proposers are items of the case")
    for office in (jyj, czj):
        office.submit(case, "accept")
    czj.submit(case, "give_opinion", text="示例意见")
    jyj.submit(case, "contact", contact_method="visit", contact_persons="示例委员甲")

    # ---- a dry run
    tried = jyj.TryUpdate(update={"case": case, "verb": "answer", "class": "A", **ANSWER}).case
    tap.same((tried.state, tried.version), ("answered", row.version + 5), "a dry run shows the case as it would be")
    tap.same(committee.GetCase(case=case).case.state, "in_handling", "and writes nothing")
    tap.refused("CLASS_UNKNOWN", "a dry run is refused like the real one", jyj.TryUpdate,
                update={"case": case, "verb": "answer", "class": "X", **ANSWER})
    tap.refused("CASE_NOT_FOUND", "another office tries nothing", server.client("jtj").TryUpdate,
                update={"case": case, "verb": "answer", "class": "A", **ANSWER})
    tap.refused("FIELD_MISSING", "a dry run names an update", jyj.TryUpdate)

    # ---- A case that is not there yet, with all that is to happen to it
    new = {"session": "14-2", "submission_number": "T1", "level": common_pb2.LEVEL_CITY, "title": "关于试办的提案（示例）", "proposers": ["示例委员甲"], "proposer_kind": "member",
           "category": "教育", "received_on": "2023-05-04"}
    steps = [{"case": "l:14-2/T1", "verb": "file", "happened_on": "2023-05-08", "case_number": "20237001", "reason": "补录"},
             {"case": "l:14-2/T1", "verb": "assign", "happened_on": "2023-05-10", "lead_office": "jyj", "reason": "补录"},
             {"case": "l:14-2/T1", "verb": "accept", "happened_on": "2023-05-11", "office": "jyj", "reason": "补录"}]
    page = committee.GetHead().page
    tap.same(committee.TryUpdate(new_case=new, before=steps[:2], update=steps[2]).HasField("case"), False, "steps of a new case are tried with it")
    tap.refused("DATE_BEFORE_PREVIOUS", "on what the ones before leave", committee.TryUpdate, new_case=new, before=steps[:2], update={**steps[2], "happened_on": "2023-05-09"})
    tap.refused("MOVE_NOT_ALLOWED", "and on the case as received", committee.TryUpdate, new_case=new, update=steps[1])
    tap.refused("FIELD_MISSING", "the case is read like every new one", committee.TryUpdate, new_case={**new, "title": ""}, update=steps[0])
    tap.refused("CASE_NUMBER_TAKEN", "a number that is taken is found out", committee.TryUpdate, new_case=new, update={**steps[0], "case_number": case})
    tap.refused("STEPS_NOT_OF_ONE", "a new case is tried without others", committee.TryUpdate, new_case=new, update={**steps[0], "other_cases": [case]})
    tap.refused("ROLE_NOT_ALLOWED", "an office receives no cases", jyj.TryUpdate, new_case=new, update=steps[0])
    tap.same(committee.GetHead().page, page, "nothing of it is stored")
    tap.refused("CASE_NOT_FOUND", "nor is there a case", committee.GetCase, case="l:14-2/T1")
    committee.CreateCase(request_id=str(uuid.uuid4()), case=new)
    tap.refused("SUBMISSION_NUMBER_TAKEN", "once it is there it cannot be received again", committee.TryUpdate, new_case=new, update=steps[0])

    stored_before = str(uuid.uuid4())
    jyj.submit(case, "contact", request_id=stored_before, contact_method="phone", contact_persons="示例委员甲")
    contact = {"case": case, "verb": "contact", "contact_method": "phone", "contact_persons": "示例委员甲"}
    tap.same(jyj.TryUpdate(update={"request_id": stored_before, **contact}).already_stored, True, "a dry run knows a request that is stored")
    tap.same(committee.TryUpdate(update={"request_id": stored_before, "office": "jyj", **contact}).already_stored, False, "of this office only")
    tap.same(jyj.TryUpdate(update={"request_id": str(uuid.uuid4()), **contact}).already_stored, False, "and no other")
    tap.refused("REQUEST_ID_INVALID", "its request id is one, if there is any", jyj.TryUpdate, update={"request_id": "x", **contact})

    promise = {"text": "建成示例校舍", "measure": "通过验收", "due_on": "2023-07-04"}
    jyj.submit(case, "answer", **{"class": "B"}, promises=[promise], **ANSWER)
    row = committee.GetCase(case=case).case
    lead = row.assignments[0]
    tap.same((getattr(lead, "class"), lead.text, lead.signed_by, lead.contact_person),
             ("B", ANSWER["text"], ANSWER["signed_by"], ANSWER["contact_person"]), "the answer is shown whole")
    tap.same([(p.text, p.measure, p.due_on, p.office.code, p.mark) for p in kinds(row, "PROMISE")],
             [("建成示例校舍", "通过验收", "2023-07-04", "jyj", common_pb2.DUE_MARK_RED)], "its promise too, with its mark")
    tap.same(row.mark, common_pb2.DUE_MARK_RED, "the case has the worst mark of what is open")
    listed = committee.ListCases().cases[0]
    tap.same((listed.received.text, listed.assignments[0].text), ("", ""), "a list leaves texts out")

    # ---- codes
    tap.refused("DATE_PAST", "a code for yesterday", committee.CreateEvaluationCodes, case=case, expires_on="2023-07-02")
    first = committee.CreateEvaluationCodes(case=case).codes
    tap.same([(c.signer_no, c.name) for c in first], [(1, "示例委员甲")], "a code for each proposer")
    second = committee.CreateEvaluationCodes(case=case).codes
    tap.refused("TOKEN_INVALID", "the earlier code has ended", server.client(first[0].code).GetCase, case=case)
    code = server.client(second[0].code.lower().replace("-", ""))
    tap.same(code.WhoAmI().token.case, case, "a code is typed without hyphens, in any case")
    tap.refused("TOKEN_INVALID", "a code nobody made", server.client("0000-0000-0000").GetCase, case=case)
    tap.refused("ROLE_NOT_ALLOWED", "a code moves nothing else", code.submit, case, "close")
    tap.refused("SIGNER_NOT_YOURS", "a code marks for its own signer", code.submit, case, "evaluate", signer_no=2, **SATISFIED)
    tap.refused("ROLE_NOT_ALLOWED", "the office never evaluates", jyj.submit, case, "evaluate", **SATISFIED)
    tap.refused("ROLE_NOT_ALLOWED", "nor does the committee for it", committee.submit, case, "evaluate", office="jyj", **SATISFIED)
    request = str(uuid.uuid4())
    marked = code.submit(case, "evaluate", request_id=request, **SATISFIED)
    tap.same([(e.signer_no, e.attitude, e.result) for e in kinds(marked.case, "EVALUATION")], [(1, "satisfied", "basically")],
             "the code's mark is its signer's")
    tap.ok(code.submit(case, "evaluate", request_id=request, **SATISFIED).already_stored, "sent again it is the same mark")
    tap.refused("EVALUATED_ALREADY", "and no second one", code.submit, case, "evaluate", **SATISFIED)
    tap.refused("NOBODY_TO_EVALUATE", "no code is made for who has evaluated", committee.CreateEvaluationCodes, case=case)
    tap.refused("CASE_NOT_FOUND", "a code for a case that is not there", committee.CreateEvaluationCodes, case="s99")

    # ---- history
    answered = next(u for u in committee.ListUpdates(case=case).updates if u.verb == "answer")
    committee.submit(case, "correct", corrects=answered.version, reason="笔误", document_number="示例教字〔2023〕2号")
    last = committee.ListUpdates(case=case).updates[-1]
    tap.same((last.corrects, last.summary), (answered.version, f"第 {answered.version} 版（答复）；"
             "文号：示例教字〔2023〕1号 → 示例教字〔2023〕2号；原因：笔误"), "a correction says what stood there before")
    committee.submit(case, "correct", corrects=answered.version, reason="再更正", document_number="示例教字〔2023〕3号")
    last = server.client("committee", language="en").ListUpdates(case=case).updates[-1]
    tap.same(last.summary, f"version {answered.version} (answer); document: 示例教字〔2023〕2号 → 示例教字〔2023〕3号; reason: 再更正",
             "the second says what the first one made")
    tap.same(committee.GetCase(case=case).case.assignments[0].document_number, "示例教字〔2023〕3号", "the case shows what holds now")
    supervisor_act = server.assigned_case(committee, "c2", "jyj")
    supervisor.submit(supervisor_act, "remind", office="jyj")
    last = committee.ListUpdates(case=supervisor_act).updates[-1]
    tap.same((last.office.code, last.summary), ("", "对象：示例单位jyj"), "a reminder is not told as an act of the office")

    # ---- lists
    def numbers(client=committee, **fields):
        return [row.case_number for row in client.ListCases(**fields).cases]

    tap.same(numbers(jyj, order=1), [case, supervisor_act], "the daily list has promises too, by due day")
    tap.same(numbers(open_promises=True), [case], "cases with an open promise")
    tap.same((numbers(mark=1), numbers(mark=2), numbers(mark=3)), ([case], [case], []), "cases with a mark or a worse one")
    tap.same(numbers(phase="evaluated"), [case], "cases of a phase")
    committee.submit(supervisor_act, "choose_key", member="zhou")
    tap.same((numbers(key_only=True), numbers(leader="zhou"), numbers(leader="li")), ([supervisor_act], [supervisor_act], []),
             "key proposals, and those of a leader")
    tap.same(committee.GetCase(case=supervisor_act).case.leader.name, "示例领导周", "a key proposal names who leads it")
    for field, word in (("state", "flying"), ("phase", "flying")):
        error = tap.refused("FIELD_UNKNOWN_VALUE", f"an unknown {field}", committee.ListCases, **{field: word})
        tap.same((error.metadata["field"], error.metadata["value"]), (field, word), "names the word")
    for field in ("leader", "member"):
        tap.refused("MEMBER_NOT_FOUND", f"an unknown {field}", committee.ListCases, **{field: "nobody"})

    # ---- people
    draft = {"session": "14-2", "title": "关于示例草稿的提案", "text": "示例", "proposers": [""], "proposer_kind": "member",
             "received_on": "2023-07-03", "level": common_pb2.LEVEL_CITY}
    tap.refused("FIELD_MISSING", "a proposer begins drafts only", wang.CreateCase, request_id=str(uuid.uuid4()),
                case={**draft, "proposer_members": ["wang"]})
    tap.refused("SIGNER_NOT_YOURS", "and in no other name", wang.CreateCase, request_id=str(uuid.uuid4()),
                case={**draft, "proposer_members": ["li"], "draft": True})
    own = wang.CreateCase(request_id=str(uuid.uuid4()), case={**draft, "proposer_members": ["wang"], "draft": True}).case
    name = f"s{own.case_id}"
    tap.same((own.state, list(own.received.proposers)), ("draft", ["示例委员王"]), "a name that is not given is the directory's")
    tap.refused("CASE_NOT_FOUND", "nobody else sees a draft", supervisor.GetCase, case=name)
    tap.refused("CASE_NOT_FOUND", "who is not invited neither", li.GetCase, case=name)
    wang.submit(name, "invite", signers=[{"member": "li"}])
    tap.same([(s.text, s.state_label) for s in kinds(li.GetCase(case=name).case, "SIGNER")],
             [("示例委员王", "已署名"), ("示例委员李", "待回复")], "who is invited sees it")
    tap.refused("SIGNER_NOT_YOURS", "but signs for nobody else", li.submit, name, "sign", signer_no=1)
    li.submit(name, "sign")
    tap.refused("FIRST_SIGNER_ONLY", "nor submits it", li.submit, name, "submit")
    tap.same(wang.submit(name, "submit").case.state, "received", "the first signer submits")
    tap.same(numbers(member="li"), [""], "cases of a person")
    tap.same([s.member.telephone for s in kinds(committee.GetCase(case=name).case, "SIGNER")], ["", "0472-1111111"],
             "the committee sees a proposer's telephone")
    for who, client in (("leader", leader), ("proposer", wang), ("operator", server.client("operator"))):
        tap.same([s.member.telephone for s in kinds(client.GetCase(case=name).case, "SIGNER")], ["", ""], f"a {who} does not")
    tap.same({s.member.telephone for c in committee.ListCases().cases for s in kinds(c, "SIGNER")}, {""}, "no list shows it")

    # ---- wrong input
    for what, reason, fields in (("an office that is not there", "OFFICE_NOT_FOUND", {"sole_office": "xxx"}),
                                 ("a person who is not there", "MEMBER_NOT_FOUND", {"member": "nobody"}),
                                 ("a day that is none", "DATE_IMPOSSIBLE", {"due_on": "2023-02-30"}),
                                 ("an attachment's id that is none", "ATTACHMENT_NOT_FOUND", {"attachment_ids": ["x"]}),
                                 ("an attachment nobody sent", "ATTACHMENT_NOT_FOUND", {"attachment_ids": [str(uuid.uuid4())]}),
                                 ("a promise without a day", "FIELD_MISSING", {"promises": [{"text": "示例"}]}),
                                 ("a promise without words", "FIELD_MISSING", {"promises": [{"due_on": "2023-12-31"}]}),
                                 ("a signer without a name", "FIELD_MISSING", {"signers": [{}]}),
                                 ("a media item without a title", "FIELD_MISSING", {"media": {"outlet": "示例台"}}),
                                 ("a negative number", "NUMBER_OUT_OF_RANGE", {"item_no": -1}),
                                 ("more things than fit", "FIELD_TOO_MANY",
                                  {"signers": [{"name": "示例"}] * 30, "promises": [promise] * 3}),
                                 ("an empty case among others", "FIELD_MISSING", {"other_cases": [""]})):
        tap.refused(reason, what, committee.submit, supervisor_act, "assign", **fields)
    tap.refused("ROLE_NOT_ALLOWED", "a proposer acts for no office", wang.submit, name, "withdraw", office="jyj", reason="示例")
finally:
    server.close()
tap.done()
