#!/usr/bin/python3
"""What somebody might try: to sign for others, to speak for another leader, to see a case once more after it went to another
office, to learn from a refusal whether a case exists, to use a stand-in's token or a code after its time."""
import pathlib
import sys
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import Refused, Server, Tap, case_service_pb2, common_pb2  # noqa: E402

SATISFIED = {"attitude": "satisfied", "result": "satisfied"}
Piece = case_service_pb2.UploadAttachmentRequest
NIL = "00000000-0000-0000-0000-000000000000"


def new_id():
    return str(uuid.uuid4())


def draft_of(*members, **fields):
    return {"session": "14-2", "title": "关于示例草稿的提案", "text": "示例", "proposers": [""] * len(members), "proposer_kind": "joint",
            "received_on": "2023-07-03", "level": common_pb2.LEVEL_CITY, "draft": True, "proposer_members": members, **fields}


def signatures(tap, server, committee):
    wang = server.client("proposer")
    for what, case in (("another member", draft_of("wang", "li")), ("a name", draft_of("wang", proposers=["", "示例委员李"])),
                       ("oneself under another name", draft_of("wang", proposers=["示例委员李"])),
                       ("a member under the own name", draft_of("li", proposers=["示例委员王"]))):
        tap.refused("SIGNER_NOT_YOURS", f"a proposer signs for {what}", wang.CreateCase, request_id=new_id(), case=case)
    both = wang.CreateCase(request_id=new_id(), case=draft_of("wang", proposers=["示例委员王"])).case
    tap.same(list(both.received.proposers), ["示例委员王"], "the own name may be written out")
    aide = server.client("aide")
    tap.same(aide.CreateCase(request_id=new_id(), case=draft_of("wang")).case.state, "draft", "a stand-in begins a draft for its principal")
    name = f"s{both.case_id}"
    wang.submit(name, "invite", signers=[{"member": "li"}])
    li, file = server.client("li"), new_id()
    li.UploadAttachment([Piece(header={"attachment_id": file, "case": name, "name": "a.pdf", "media_type": "application/pdf", "size": 1}),
                         Piece(piece=b"x")])
    tap.refused("SIGNER_STATE", "who has not joined attaches a file", li.submit, name, "attach", attachment_ids=[file])
    tap.refused("FIRST_SIGNER_ONLY", "and withdraws nothing", li.submit, name, "withdraw", reason="示例")
    li.submit(name, "sign")
    tap.same(li.submit(name, "attach", attachment_ids=[file]).case.items[-1].attachment_id, file, "who has joined may")
    paper = committee.CreateCase(request_id=new_id(), case=draft_of("wang", "li")).case
    tap.same([item.state for item in paper.items], [common_pb2.ITEM_STATE_SIGNED] * 2, "the committee enters who signed on paper")


def leaders(tap, server, committee):
    case = server.assigned_case(committee, "l1", "jyj")
    zhou, sun = server.client("zhou"), server.client("sun")
    tap.refused("FIELD_UNKNOWN_VALUE", "a leader gives an instruction in another one's name", zhou.submit, case, "instruct", member="sun",
                text="同意（示例）")
    tap.refused("FIELD_UNKNOWN_VALUE", "not even to try", zhou.TryUpdate,
                update={"request_id": new_id(), "case": case, "verb": "instruct", "member": "sun", "text": "示例"})
    zhou.submit(case, "instruct", text="请抓紧办理（示例）")
    sun.submit(case, "instruct", member="sun", text="同意（示例）")
    said = [(item.member.code, item.text) for item in committee.GetCase(case=case).case.items
            if item.kind == common_pb2.ITEM_KIND_INSTRUCTION]
    tap.same(said, [("zhou", "请抓紧办理（示例）"), ("sun", "同意（示例）")], "an instruction is its leader's own")


def handed_over(tap, server, committee):
    """What an office did can be sent again; what became of it in other hands is not told."""
    case = server.assigned_case(committee, "h1", "jyj")
    old, request = server.client("jyj"), new_id()
    old.submit(case, "accept", request_id=request, happened_on="2023-06-06")
    tap.ok(old.submit(case, "accept", request_id=request, happened_on="2023-06-06").already_stored, "a request sent twice is one update")
    committee.submit(case, "transfer", office="jyj", lead_office="czj", reason="机构改革（示例）", happened_on="2023-06-07")
    tap.refused("CASE_NOT_FOUND", "the office that handed it over does not see it", old.GetCase, case=case)
    tap.refused("CASE_NOT_FOUND", "nor by sending its old request again", old.submit, case, "accept", request_id=request,
                happened_on="2023-06-06")


def existence(tap, server, committee):
    """Two cases at once: whether the first exists must not show in which of them is missed."""
    theirs = server.assigned_case(committee, "e1", "czj")
    stranger = server.client("jyj")
    for other in ("s999999", theirs):
        for hidden in (theirs, "s888888"):
            error = tap.refused("CASE_NOT_FOUND", f"{hidden} with {other}", stranger.submit, hidden, "bundle", other_cases=[other])
            tap.same(error and error.metadata["case"], hidden, "the first one is missed")


def nil_request(tap, server, committee):
    """A request id of zeros is as good as any, and in nobody's way."""
    case = server.assigned_case(committee, "n1", "jyj")
    try:
        committee.submit(case, "remind", request_id=NIL, office="jyj")
    except Refused as error:
        tap.same(error.reason, "REQUEST_ID_INVALID", "a request id of zeros is refused")
    tap.same(committee.TryUpdate(update={"case": case, "verb": "remind", "office": "jyj"}).case.case_number, case,
             "updates can be tried afterwards")


def stand_ins(tap, server, committee):
    case = f"s{server.new_case(committee, 'v1', proposers=[''], proposer_members=['wang']).case_id}"
    aide = server.client("aide")
    tap.same(aide.GetCase(case=case).case.received.title, "关于v1的提案（示例）", "a stand-in sees the principal's case")
    committee.UpdateMember(request_id=new_id(), member={"code": "aide", "name": "示例秘书", "kind": "member", "stands_for": "wang",
                                                        "valid_until": "2023-07-02"})
    tap.refused("CASE_NOT_FOUND", "not after its time", aide.GetCase, case=case)
    tap.refused("CASE_NOT_FOUND", "it withdraws nothing either", aide.submit, case, "withdraw", reason="示例")
    tap.refused("SIGNER_NOT_YOURS", "and begins no draft", aide.CreateCase, request_id=new_id(), case=draft_of("wang"))


def codes(tap, server, committee):
    case = server.assigned_case(committee, "k1", "jyj")
    office = server.client("jyj")
    office.submit(case, "accept", happened_on="2023-06-06")
    office.submit(case, "answer", happened_on="2023-06-20", document_number="示例〔2023〕1号", text="示例", **{"class": "A"})
    first = committee.CreateEvaluationCodes(case=case).codes[0].code
    second = committee.CreateEvaluationCodes(case=case).codes[0].code
    server.stop()
    server.start()
    tap.refused("TOKEN_INVALID", "a code ends with the next one", server.client(first).GetCase, case=case)
    paper = server.client(second.lower().replace("-", " "))
    tap.refused("SIGNER_NOT_YOURS", "a code is of one signer", paper.submit, case, "evaluate", signer_no=2, **SATISFIED)
    for verb, fields in (("withdraw", {"reason": "示例"}), ("attach", {"attachment_ids": [new_id()]}), ("accept", {})):
        error = tap.refused("ROLE_NOT_ALLOWED", f"a code does not {verb}", paper.submit, case, verb, **fields)
        tap.ok(error and "评价码" in error.text, "and is named as what it is")
    paper.submit(case, "evaluate", attitude="satisfied", result="dissatisfied", happened_on="2023-07-01")
    server.client("committee").submit(case, "reopen", reason="不满意（示例）")
    tap.refused("CODE_OF_OTHER_ROUND", "a code of the first round marks no second one", paper.submit, case, "evaluate", **SATISFIED)
    tap.refused("TOKEN_INVALID", "a code with a letter too many", server.client(second + "A").GetCase, case=case)
    tap.refused("TOKEN_INVALID", "a code one letter off", server.client(("0" if second[0] != "0" else "1") + second[1:]).GetCase, case=case)


tap = Tap()
server = Server(business_date="2023-07-03").init().start()
try:
    server.setup()
    server.member("li", "示例委员李")
    server.member("aide", "示例秘书", stands_for="wang")
    server.token("li", common_pb2.ROLE_PROPOSER, member="li")
    server.token("aide", common_pb2.ROLE_PROPOSER, member="aide")
    for code in ("zhou", "sun"):
        server.member(code, f"示例领导{code}", kind="leader")
        server.token(code, common_pb2.ROLE_LEADER, member=code)
    clerk = server.client("committee")
    for part in (signatures, leaders, handed_over, existence, nil_request, stand_ins, codes):
        try:
            part(tap, server, clerk)
        except (Refused, AttributeError, IndexError) as error:
            tap.ok(False, f"{part.__name__} goes through: {error!r}")
    tap.ok(server.process.poll() is None, "the server still runs")
finally:
    server.close()
tap.done()
