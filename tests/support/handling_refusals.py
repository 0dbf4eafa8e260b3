"""The refusals of the handling of proposals, each provoked once: test_messages.py gives the way to provoke and counts.

Every function makes the situation in cases of its own and then asks for what must be refused.
"""
import re
import uuid

from harness import case_service_pb2, common_pb2

DAY, NEXT_DAY, LATER, TODAY = "2023-06-20", "2023-06-21", "2023-06-26", "2023-07-03"
ANSWER = {"document_number": "示例〔2023〕1号", "text": "示例答复", "class": "A"}
MARKS = {"attitude": "satisfied", "result": "satisfied"}
PROMISE = {"text": "示例承诺", "due_on": "2023-12-29"}


def new_id():
    return str(uuid.uuid4())


class Handling:
    """Cases in the states that refuse; the committee acts for the offices."""

    def __init__(self, provoke, server, rules):
        self.provoke, self.server, self.rules = provoke, server, rules
        self.operator, self.committee = server.client("operator"), server.client("committee")
        self.n = 0

    # --- cases ---

    def received(self, **fields):
        self.n += 1
        return f"s{self.server.new_case(self.committee, f'h{self.n}', **fields).case_id}"

    def filed(self, **fields):
        return self.committee.submit(self.received(**fields), "file", happened_on=DAY).case.case_number

    def assigned(self, *assists, **fields):
        case = self.filed(**fields)
        self.committee.submit(case, "assign", happened_on=DAY, lead_office="jyj", assist_offices=list(assists))
        return case

    def accepted(self, *assists, **fields):
        case = self.assigned(*assists, **fields)
        for office in ("jyj", *assists):
            self.act(case, "accept", office)
        return case

    def answered(self, **fields):
        case = self.accepted(**fields)
        self.act(case, "answer", **ANSWER)
        return case

    def evaluated(self, **fields):
        case = self.answered(**fields)
        self.committee.submit(case, "evaluate", happened_on=NEXT_DAY, **MARKS)
        return case

    def act(self, case, verb, office="jyj", day=DAY, **fields):
        return self.committee.submit(case, verb, happened_on=day, office=office, **fields)

    def refused(self, reason_, case, verb, office="jyj", day=DAY, what="", **fields):
        return self.provoke(reason_, self.committee.submit, case, verb, happened_on=day, office=office, what=what or verb, **fields)

    def apply(self, rules):
        self.operator.ApplyRules(request_id=new_id(), text=rules)

    def version_of(self, case, verb):
        return [u.version for u in self.committee.ListUpdates(case=case).updates if u.verb == verb][0]

    # --- refusals ---

    def of_assignment(self):
        case = self.filed()
        self.provoke("SOLE_WITH_OTHERS", self.committee.submit, case, "assign", happened_on=DAY, sole_office="jyj", assist_offices=["czj"])
        both = self.filed()
        self.committee.submit(both, "assign", happened_on=DAY, lead_office="jyj", separate_offices=["czj"])
        self.act(both, "return", "czj", reason="示例")
        self.provoke("LEAD_AT_WORK", self.committee.submit, both, "assign", happened_on=DAY, lead_office="jtj")
        case = self.assigned()
        self.act(case, "return", reason="示例")
        self.act(case, "reject_return", reason="示例")
        self.refused("RETURN_WAS_REJECTED", case, "return", reason="示例")
        case = self.assigned("czj")
        self.provoke("OFFICE_AT_WORK", self.committee.submit, case, "add_office", happened_on=DAY, assist_offices=["czj"])
        self.refused("SAME_OFFICE", self.accepted(), "transfer", lead_office="jyj", reason="示例")

    def of_offices_in_time(self):
        for code, fields in (("gone", {"valid_until": "2023-05-31", "successor": "jyj"}), ("coming", {"valid_from": "2024-01-01"})):
            office = {"code": code, "name_zh": f"示例单位{code}", "name_en": f"Example office {code}"}
            self.operator.CreateOffice(request_id=new_id(), office=office)
            self.operator.UpdateOffice(request_id=new_id(), office={**office, **fields})
        case = self.filed()
        self.provoke("OFFICE_CLOSED", self.committee.submit, case, "assign", happened_on=DAY, lead_office="gone")
        self.provoke("OFFICE_NOT_YET", self.committee.submit, case, "assign", happened_on=DAY, lead_office="coming")
        jyj = {"code": "jyj", "name_zh": "示例单位jyj", "name_en": "Example office jyj"}
        update = self.operator.UpdateOffice
        self.provoke("SUCCESSOR_WRONG", update, request_id=new_id(), office={**jyj, "successor": "jyj"})
        self.provoke("VALIDITY_WRONG", update, request_id=new_id(), office={**jyj, "valid_from": "2023-02-01", "valid_until": "2023-01-01"})

    def of_people(self):
        create = self.operator.CreateMember
        self.provoke("MEMBER_DIFFERS", create, request_id=new_id(), member={"code": "wang", "name": "示例委员汪", "kind": "member"})
        self.provoke("MEMBER_NOT_FOUND", self.committee.submit, self.filed(), "choose_key", happened_on=DAY, member="nobody")
        self.provoke("STAND_IN_WRONG", self.operator.UpdateMember, request_id=new_id(),
                     member={"code": "wang", "name": "示例委员王", "kind": "member", "stands_for": "wang"})

    def of_deadlines(self):
        case = self.accepted("czj")
        self.refused("EXTENSION_UNKNOWN", case, "extend", "czj", reason="示例")
        self.refused("EXTENSION_OUT_OF_RANGE", case, "extend", reason="示例", due_on="2024-06-01")
        self.act(case, "extend", reason="示例")
        self.refused("EXTENSION_TOO_OFTEN", case, "extend", reason="示例")

    def of_the_answer(self):
        case = self.accepted("czj")
        self.refused("NOTHING_TO_COSIGN", self.opined(), "cosign", "czj")
        error = self.refused("OPINIONS_MISSING", case, "answer", **ANSWER)
        self.words(error, "示例单位czj", "期限 2023-08-20")
        self.act(case, "give_opinion", "czj", text="示例意见")
        self.act(case, "draft", text="示例拟稿", **{"class": "A"})
        error = self.refused("COSIGNS_MISSING", case, "review")
        self.words(error, "示例单位czj")
        self.act(case, "cosign", "czj")
        self.act(case, "review")
        self.refused("CLASS_WAS_REVIEWED", case, "answer", **{**ANSWER, "class": "D"})
        self.act(case, "answer", **ANSWER)
        self.refused("CLASS_NOT_BETTER", case, "upgrade", reason="示例", **{"class": "B"})
        self.refused("FIELD_NOT_USED", self.accepted(), "contact", contact_method="phone", contact_persons="示例", promises=[PROMISE])

    def opined(self):
        case = self.accepted("czj")
        self.act(case, "give_opinion", "czj", text="示例意见")
        return case

    def of_promises(self):
        case = self.accepted()
        self.refused("PROMISE_REQUIRED", case, "answer", **{**ANSWER, "class": "B"})
        self.act(case, "answer", promises=[PROMISE], **{**ANSWER, "class": "B"})
        self.committee.submit(case, "evaluate", happened_on=NEXT_DAY, **MARKS)
        error = self.provoke("PROMISES_OPEN", self.committee.submit, case, "close", happened_on=LATER)
        self.words(error, "示例单位jyj", "2023-12-29")
        self.provoke("PROMISE_NOT_FOUND", self.committee.submit, case, "keep", happened_on=LATER, item_no=7)
        self.provoke("DATE_NOT_AFTER", self.committee.submit, case, "postpone", happened_on=LATER, item_no=1, due_on="2023-12-28", reason="示例")
        assist = self.opined()
        self.act(assist, "answer", promises=[PROMISE], **{**ANSWER, "class": "B"})
        self.provoke("PROMISE_NOT_YOURS", self.server.client("czj").submit, assist, "keep", item_no=1)
        self.committee.submit(case, "keep", happened_on=LATER, item_no=1)
        self.provoke("PROMISE_SETTLED", self.committee.submit, case, "keep", happened_on=LATER, item_no=1)
        self.committee.submit(case, "close", happened_on=LATER)
        self.provoke("PROMISE_TOO_LATE", self.committee.submit, case, "media", happened_on=LATER, office="jyj",
                     media={"title": "示例报道"}, promises=[PROMISE])
        full = self.accepted()
        for _ in range(11):
            self.act(full, "promise", promises=[PROMISE] * 10)
        self.refused("TOO_MANY_ITEMS", full, "promise", promises=[PROMISE] * 10)

    def of_drafts(self):
        proposer = self.server.client("proposer")
        self.operator.CreateMember(request_id=new_id(), member={"code": "second", "name": "示例委员乙", "kind": "member"})
        self.server.token("second", common_pb2.ROLE_PROPOSER, member="second")
        draft = self.received(draft=True, proposers=["示例委员王"], proposer_members=["wang"], proposer_kind="joint", received_on="2023-06-01")
        invite, second = {"signers": [{"member": "second"}]}, self.server.client("second")
        self.committee.submit(draft, "invite", happened_on="2023-06-05", reason="示例", **invite)
        self.provoke("JOIN_TOO_LATE", second.submit, draft, "sign", signer_no=2)
        self.provoke("FIRST_SIGNER_ONLY", second.submit, draft, "invite", signers=[{"name": "示例委员丙"}])
        proposer.submit(draft, "invite", **invite)
        self.provoke("SIGNER_TWICE", proposer.submit, draft, "invite", **invite)
        self.words(self.provoke("SIGNATURES_OPEN", proposer.submit, draft, "submit"), "第 3 位联名人", "2023-07-10")
        self.provoke("SIGNER_NOT_YOURS", proposer.submit, draft, "sign", signer_no=2)
        self.provoke("SIGNER_NOT_FOUND", self.committee.submit, draft, "sign", signer_no=9)
        self.provoke("SIGNER_STATE", self.committee.submit, draft, "sign", signer_no=1)

    def of_evaluation(self):
        case = self.answered(proposers=["示例委员甲", "示例委员乙"], proposer_kind="joint")
        self.provoke("DATE_PAST", self.committee.CreateEvaluationCodes, case=case, expires_on="2023-07-02")
        codes = self.committee.CreateEvaluationCodes(case=case, expires_on="2023-12-31").codes
        self.committee.submit(case, "evaluate", happened_on=NEXT_DAY, signer_no=1, attitude="satisfied", result="dissatisfied")
        self.provoke("EVALUATED_ALREADY", self.committee.submit, case, "evaluate", happened_on=NEXT_DAY, signer_no=1, **MARKS)
        self.committee.submit(case, "reopen", happened_on=LATER, reason="示例")
        self.act(case, "answer", day=LATER, **ANSWER)
        self.provoke("CODE_OF_OTHER_ROUND", self.server.client(codes[1].code).submit, case, "evaluate", **MARKS)
        self.provoke("NOT_DISSATISFIED", self.committee.submit, self.evaluated(), "reopen", happened_on=LATER, reason="示例")
        self.provoke("NOBODY_TO_EVALUATE", self.committee.CreateEvaluationCodes, case=self.filed())

    def of_cases_together(self):
        main, merged = self.filed(), self.filed()
        submit = self.committee.submit

        def merge(reason, case, *others, verb="merge", day=DAY):
            self.provoke(reason, submit, case, verb, happened_on=day, other_cases=list(others))

        merge("CASE_ITSELF", main, main)
        merge("CASE_TWICE", main, merged, merged, verb="bundle")
        merge("OTHER_CASE_STATE", main, self.received())
        later = submit(self.received(), "file", happened_on=NEXT_DAY).case.case_number
        merge("OTHER_CASE_LATER", main, later, verb="same_kind")
        submit(merged, "merge", happened_on=DAY, other_cases=[main])
        merge("MERGED_CASES_FIRST", main, self.filed())
        self.provoke("OTHERS_MERGED", submit, main, "withdraw", happened_on=DAY, reason="示例")
        submit(main, "assign", happened_on=DAY, lead_office="jyj")
        self.act(main, "accept")
        self.refused("MAIN_NOT_ANSWERED", merged, "answer_merged", **ANSWER)
        self.act(main, "answer", **ANSWER)
        submit(main, "evaluate", happened_on=NEXT_DAY, **MARKS)
        error = self.provoke("MERGED_UNANSWERED", submit, main, "close", happened_on=LATER)
        self.words(error, merged)
        one, two, full = self.accepted(), self.accepted(), self.filed()
        submit(one, "bundle", happened_on=DAY, other_cases=[two])
        merge("LINKED_ALREADY", one, two, verb="bundle")
        for _ in range(20):
            submit(self.filed(), "merge", happened_on=DAY, other_cases=[full])
        merge("TOO_MANY_MERGED", self.filed(), full)

    def of_corrections(self):
        case = self.answered()
        answer, reason = self.version_of(case, "answer"), {"reason": "示例"}
        correct = self.committee.submit
        self.provoke("CORRECTION_VERSION", correct, case, "correct", corrects=99, **reason, **{"class": "D"})
        self.provoke("CORRECTION_EMPTY", correct, case, "correct", corrects=answer, **reason)
        self.provoke("CORRECTION_UNFIT", correct, case, "correct", corrects=self.version_of(case, "accept"), **reason, **{"class": "D"})
        self.provoke("CORRECTION_ORDER", correct, case, "correct", corrects=answer, happened_on="2023-06-19", **reason)
        self.provoke("CORRECTION_PROMISE", correct, case, "correct", corrects=answer, **reason, **{"class": "B"})
        self.committee.submit(case, "promise", happened_on=LATER, promises=[PROMISE])
        correct(case, "correct", corrects=answer, **reason, **{"class": "B"})
        correct(case, "correct", corrects=answer, **reason, **{"class": "D"})
        self.provoke("CORRECTION_OF_CORRECTION", correct, case, "correct", corrects=self.version_of(case, "correct"), **reason, **{"class": "A"})

    def of_attachments(self):
        case = self.accepted()
        message = case_service_pb2.UploadAttachmentRequest
        content = b"0123456789"

        def header(**fields):
            return message(header={"attachment_id": new_id(), "case": case, "name": "a.pdf", "media_type": "application/pdf",
                                   "size": len(content), **fields})

        def refused(reason, *messages):
            self.provoke(reason, self.committee.UploadAttachment, list(messages))

        piece, id_ = message(piece=content), new_id()
        refused("ATTACHMENT_HEADER_MISSING", piece)
        refused("ATTACHMENT_TYPE", header(name="a.exe"), piece)
        refused("ATTACHMENT_TOO_LARGE", header(size=1 << 30), piece)
        self.committee.UploadAttachment([header(attachment_id=id_), piece])
        refused("ATTACHMENT_ID_REUSED", header(attachment_id=id_), message(piece=b"9876543210"))
        self.provoke("ATTACHMENT_NOT_FOUND", lambda **f: list(self.committee.DownloadAttachment(**f)), case=case, attachment_id=new_id())
        self.server.sql(f"UPDATE attachment_chunk SET content = 'damaged' WHERE attachment_id = '{id_}'")
        self.provoke("ATTACHMENT_DAMAGED", lambda **f: list(self.committee.DownloadAttachment(**f)), case=case, attachment_id=id_)
        erased = new_id()
        self.committee.UploadAttachment([header(attachment_id=erased), piece])
        self.committee.submit(case, "attach", happened_on=DAY, attachment_ids=[erased])
        self.committee.EraseAttachment(case=case, attachment_id=erased)
        self.provoke("ATTACHMENT_ERASED", lambda **f: list(self.committee.DownloadAttachment(**f)), case=case, attachment_id=erased)

    def of_stricter_rules(self):
        """A city that wants a contact before the answer, and the answers before a meeting."""
        strict = self.rules.replace("milestone: answered\n    requires: [class, document_number, text]\n    needs: [opinions]",
                                    "milestone: answered\n    requires: [class, document_number, text]\n    needs: [opinions, contact]")
        strict = strict.replace("requires: [place, contact_persons]", "requires: [place, contact_persons]\n    needs: [answers]")
        case = self.accepted()
        self.apply(strict)
        self.words(self.refused("CONTACT_MISSING", case, "answer", **ANSWER), "示例单位jyj")
        meeting = {"place": "示例", "contact_persons": "示例"}
        self.words(self.provoke("ANSWERS_MISSING", self.committee.submit, case, "meet", happened_on=DAY, **meeting), "示例单位jyj")
        self.apply(self.rules)

    def of_modest_rules(self):
        """A city without offices that handle alone, without attachments and without drafts."""
        modest = self.rules.replace(", sole]", "]").replace("[draft, ", "[").replace("from: [draft]", "from: [gone]")
        for line in ("  sole: .*", "  draft:  .*", "attachments: .*", "  join: .*"):
            modest = re.sub(rf"(?m)^{line}\n", "", modest)
        modest = re.sub(r"(?m)^  attach:\n(    .*\n)+", "", modest)
        modest = re.sub(r"(?m)^  \w+:\n(    .*\n)*?    from: \[gone\]\n(    .*\n)*", "", modest)
        case, id_ = self.accepted(), new_id()
        self.committee.UploadAttachment([
            case_service_pb2.UploadAttachmentRequest(header={"attachment_id": id_, "case": case, "name": "a.pdf",
                                                             "media_type": "application/pdf", "size": 1}),
            case_service_pb2.UploadAttachmentRequest(piece=b"1")])
        self.apply(modest)
        self.refused("ATTACHMENTS_NOT_USED", case, "answer", attachment_ids=[id_], **ANSWER)
        self.provoke("ASSIGNMENT_ROLE_UNKNOWN", self.committee.submit, self.filed(), "assign", happened_on=DAY, sole_office="jyj")
        self.provoke("DRAFTS_NOT_USED", self.received, draft=True)
        self.apply(self.rules)

    def words(self, error, *words):
        """The sentence holds what the clerk must know."""
        if error and any(word not in error.text for word in words):
            raise AssertionError(f"{error.text!r} lacks one of {words}")

    def all(self):
        for name, function in type(self).__dict__.items():
            if name.startswith("of_"):
                function(self)
