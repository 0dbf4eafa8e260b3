#!/usr/bin/python3
"""Every method with every role and every relation a case can have to the caller: one table, walked whole. And no answer to
an office holds a word of another office's cases."""
import pathlib
import sys
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import METHODS, Refused, Server, Tap, case_service_pb2, common_pb2, report_service_pb2  # noqa: E402

# Callers: the roles, and the bearer of an evaluation code (first: the committee makes new codes in its turn).
CALLERS = ("code", "handler", "committee", "supervisor", "proposer", "leader", "auditor", "scheduler", "operator")
CODE = {"code"}
ALL = set(CALLERS) - CODE
READERS = ALL - {"scheduler"}
SUBMITTERS = READERS - {"auditor"}
DIRECTORY = {"committee", "operator"}
REPORTERS = {"committee", "supervisor", "leader", "scheduler", "operator"}
SCHEDULERS = {"committee", "supervisor", "operator"}
# Relations of a case to the callers: handled by the handler's office and signed by the proposer, whose code it is; merged
# into that one; another office's and person's; a draft of another person; no case at all.
RELATIONS = ("own", "merged", "other", "draft", "none")
SEES = {"handler": {"own", "merged"}, "committee": {"own", "merged", "other", "draft"}, "supervisor": {"own", "merged", "other"},
        "proposer": {"own"}, "leader": {"own", "merged", "other"}, "auditor": {"own", "merged", "other"}, "scheduler": set(),
        "operator": {"own", "merged", "other"}, "code": {"own"}}


def new_id():
    return str(uuid.uuid4())


def update(caller, case):
    """An update that can only fail later than for the case: a code must name the verb that is its own."""
    return {"request_id": new_id(), "case": case, "verb": "evaluate" if caller == "code" else "fly"}


def upload(_, case):
    return case_service_pb2.UploadAttachmentRequest(header={"attachment_id": new_id(), "case": case, "name": "a.pdf",
                                                            "media_type": "application/pdf", "size": 1})


# method: (who may call it, the request that names a case; None: it names none)
TABLE = {
    "CreateCase": ({"committee", "proposer"}, None), "ImportCases": ({"committee"}, None),
    "SubmitUpdate": (SUBMITTERS | CODE, update), "TryUpdate": (SUBMITTERS, lambda caller, case: {"update": update(caller, case)}),
    "SubmitUpdates": (SUBMITTERS, lambda caller, case: case_service_pb2.SubmitUpdatesRequest(update=update(caller, case))),
    "GetCase": (READERS | CODE, lambda _, case: {"case": case}), "ListCases": (READERS, None),
    "ListUpdates": (READERS, lambda _, case: {"case": case}), "WatchUpdates": (READERS, None),
    "FindSimilarCases": (READERS, lambda _, case: {"case": case}),
    "SearchCases": (READERS, None), "ExportCases": (READERS, None),
    "UploadAttachment": (SUBMITTERS, upload),
    "DownloadAttachment": (READERS, lambda _, case: {"case": case, "attachment_id": new_id()}),
    "EraseAttachment": (DIRECTORY, lambda _, case: {"case": case, "attachment_id": new_id()}),
    "GetRates": (ALL, None), "ListRateDefinitions": (ALL, None), "GetTrend": (ALL, None), "CheckFigures": (ALL, None),
    "ListRateCases": (READERS, None), "ListOverdue": (READERS, None),
    "GenerateReport": (REPORTERS, None), "ListReports": (ALL, None), "GetReport": (READERS, None), "ReproduceReport": (READERS, None),
    "CreateSchedule": (SCHEDULERS, None), "ListSchedules": (REPORTERS, None), "DeleteSchedule": (SCHEDULERS, None),
    "RunSchedule": (REPORTERS, None), "ListDeliveries": (REPORTERS, None),
    "CreateOffice": ({"operator"}, None), "UpdateOffice": (DIRECTORY, None), "ListOffices": (ALL, None),
    "CreateMember": (DIRECTORY, None), "UpdateMember": (DIRECTORY, None), "ListMembers": (ALL, None),
    "EraseMemberContact": (DIRECTORY, None), "CreateSession": ({"operator"}, None), "ListSessions": (ALL, None),
    "CheckRules": (ALL, None), "GetRules": (ALL | CODE, None), "ApplyRules": ({"operator"}, None),
    "TryRules": ({"committee", "supervisor", "operator"}, None), "ImportCalendar": ({"operator"}, None),
    "GetHead": (ALL, None), "VerifyLedger": (ALL, None), "Recount": (ALL, None),
    "WhoAmI": (ALL | CODE, None), "CreateToken": ({"operator"}, None), "ListTokens": ({"operator"}, None),
    "RevokeToken": ({"operator"}, None), "CreateEvaluationCodes": ({"committee"}, lambda _, case: {"case": case}),
}
CANARY = "金丝雀"


def answer_of(client, name, request=None):
    """The refusal of a call, None when it went through. Without a request it is empty."""
    method = METHODS[name][1]
    try:
        if method.client_streaming:
            answer = getattr(client, name)([] if request is None else [request])
        elif request is None and name == "WatchUpdates":
            answer = client.WatchUpdates(after_page=0)
        else:
            answer = getattr(client, name)(**(request or {}))
        if not method.server_streaming:
            return None
        for message in answer:
            if name == "SubmitUpdates" and message.WhichOneof("outcome") == "refused":
                return message.refused
            answer.cancel()
            return None
    except Refused as error:
        return error
    return None


def make_cases(server, committee):
    """A case for each relation, by its name."""
    server.member("li", "示例委员李")
    server.member("zhao", "示例委员赵", stands_for="wang")
    cases = {"own": server.new_case(committee, "own", proposers=[""], proposer_members=["wang"]),
             "merged": server.new_case(committee, "merged", proposers=[""], proposer_members=["li"]),
             "other": server.new_case(committee, "other", proposers=[""], proposer_members=["li"]),
             "draft": server.new_case(committee, "draft", proposers=[""], proposer_members=["li"], draft=True)}
    names = {relation: f"s{case.case_id}" for relation, case in cases.items()}
    for relation in ("own", "merged", "other"):
        names[relation] = committee.submit(names[relation], "file", happened_on="2023-06-05").case.case_number
    committee.submit(names["own"], "assign", happened_on="2023-06-05", lead_office="jyj")
    committee.submit(names["other"], "assign", happened_on="2023-06-05", lead_office="jtj")
    committee.submit(names["merged"], "merge", happened_on="2023-06-06", other_cases=[names["own"]])
    names["none"] = "s999999"
    return names


def make_code(server, committee, case):
    """Answers the case and gives its signer's code."""
    office = server.client("jyj")
    office.submit(case, "accept")
    office.submit(case, "answer", **{"class": "A"}, document_number="示例〔2023〕1号", text="示例答复")
    return committee.CreateEvaluationCodes(case=case).codes[0].code


def made(client, **query):
    """A report drawn up now."""
    return list(client.GenerateReport(query=query, formats=["html"], request_id=new_id()))[-1].report


def bytes_of(name, answer):
    """All that an answer says, also of a stream."""
    return b"".join(message.SerializeToString() for message in answer) if METHODS[name][1].server_streaming else answer.SerializeToString()


tap = Tap()
server = Server().init().start()
try:
    server.setup()
    server.tokens["handler"] = server.tokens["jyj"]
    committee = server.client("committee")
    cases = make_cases(server, committee)
    server.tokens["code"] = make_code(server, committee, cases["own"])
    tap.same(sorted(TABLE), sorted(METHODS), "the table names every method and no other")

    for caller in CALLERS:
        client = server.client(caller, timeout=60)
        for name, (callers, request) in sorted(TABLE.items()):
            refused = answer_of(client, name)
            may = caller in callers
            tap.same(refused is None or refused.reason != "ROLE_NOT_ALLOWED", may, f"{caller} {'may' if may else 'may not'} {name}")
            tap.ok(refused is None or refused.reason != "INTERNAL", f"{name} is served")
            if not may or not request:
                continue
            unknown = answer_of(client, name, request(caller, cases["none"]))
            tap.same(unknown.reason, "CASE_NOT_FOUND", f"{caller} {name}: there is no such case")
            for relation in RELATIONS[:-1]:
                refused = answer_of(client, name, request(caller, cases[relation]))
                hidden = relation not in SEES[caller]
                tap.same(refused is not None and refused.reason == "CASE_NOT_FOUND", hidden,
                         f"{caller} {name} {'does not find' if hidden else 'finds'} the {relation} case")
                if hidden and isinstance(refused, Refused):
                    tap.same((refused.text.replace(cases[relation], "?"), refused.metadata.keys()),
                             (unknown.text.replace(cases["none"], "?"), unknown.metadata.keys()),
                             f"{caller} {name}: the {relation} case is refused like one that is not there")
        if caller in READERS:
            listed = {f"s{case.case_id}" for case in client.ListCases().cases} | {c.case_number for c in client.ListCases().cases}
            tap.same({relation for relation in RELATIONS if cases[relation] in listed}, SEES[caller], f"{caller} lists what it sees")
            behind = {row.case_number for row in client.ListRateCases(count=1).cases}
            tap.same({relation for relation in ("own", "other") if cases[relation] in behind}, SEES[caller] & {"own", "other"},
                     f"{caller} finds behind the rate what it sees")
        client.close()
    nobody = server.client("")
    for name in sorted(TABLE):
        tap.same(answer_of(nobody, name).reason, "TOKEN_MISSING", f"{name} needs a token")

    server.token("assistant", common_pb2.ROLE_PROPOSER, member="zhao")
    tap.same([case.case_number for case in server.client("assistant").ListCases().cases], [cases["own"]],
             "who may stand for a person sees what that one signed")
    server.token("li", common_pb2.ROLE_PROPOSER, member="li")
    tap.same(len(server.client("li").ListCases().cases), 3, "a proposer sees the own cases and the own draft")

    # A stream that ends before its token was looked up is refused for the token, not taken for an import without a header.
    for _ in range(3):
        stranger = server.client("hy_" + "A" * 43)
        tap.refused("TOKEN_INVALID", "an empty import with an unknown token", stranger.ImportCases, [])
        stranger.close()
    server.token("fresh", 2)
    tap.refused("IMPORT_HEADER_MISSING", "an empty import with a token not seen before", server.client("fresh").ImportCases, [])
    tap.ok(server.process.poll() is None, "the server still runs")

    # Canaries: each word of a foreign case would show in the bytes received.
    other = server.client("jtj")
    case = server.new_case(committee, "c1", title=f"{CANARY}标题", text=f"{CANARY}正文", proposers=[f"{CANARY}委员"])
    number = committee.submit(f"s{case.case_id}", "file", happened_on="2023-06-05").case.case_number
    committee.submit(number, "assign", happened_on="2023-06-05", lead_office="jyj", assist_offices=["czj"])
    requests = {
        "GetCase": [{"case": number}, {"case": f"s{case.case_id}"}, {"case": "l:14-2/c1"}],
        "ListCases": [{}, {"office": "jyj"}, {"title_contains": CANARY}, {"open_only": True}, {"session": "14-2"}],
        "ListUpdates": [{"case": number}],
        "ListRateCases": [{"count": count, "office": office} for count in range(1, 7) for office in ("", "jyj")],
        "ListOverdue": [{"as_of": "2023-07-03"}, {"office": "jyj"}],
        "SubmitUpdate": [{"request_id": str(uuid.uuid4()), "case": number, "verb": verb} for verb in ("accept", "file", "fly")],
        "SearchCases": [{"query": words} for words in (f"{CANARY}标题", f"{CANARY}正文", f"{CANARY}委员", number, "jyj")],
        "ExportCases": [{"with_texts": True}, {"session": "14-2"}],
        "ListReports": [{}, {"kind": report_service_pb2.REPORT_KIND_SUPERVISION}],
    }
    # Reports hold lists of cases: an office reads those about itself alone, proposers none.
    supervisor = server.client("supervisor", timeout=60)
    reports = [made(supervisor, **query) for query in ({"kind": report_service_pb2.REPORT_KIND_OFFICE, "office": "jyj"},
                                                       {"kind": report_service_pb2.REPORT_KIND_SUPERVISION, "title": f"{CANARY}通报"},
                                                       {"kind": report_service_pb2.REPORT_KIND_DUNNING})]
    for name in ("GetReport", "ReproduceReport"):
        requests[name] = [{"report_id": report.report_id, "format": format_} for report in reports for format_ in ("json", "html", "docx")]
    for name, list_of_fields in requests.items():
        for fields in list_of_fields:
            try:
                seen = bytes_of(name, getattr(other, name)(**fields))
            except Refused as error:
                seen = f"{error.text}{error.metadata}".encode()
            tap.ok(CANARY.encode() not in seen, f"{name} {fields} tells another office nothing")
    tap.ok(CANARY.encode() in committee.ListUpdates(case=number).SerializeToString()
           or CANARY.encode() in committee.ListCases().SerializeToString(), "the canary would be seen")
    for name in ("SearchCases", "ExportCases", "ListReports"):
        tap.ok(any(CANARY.encode() in bytes_of(name, getattr(supervisor, name)(**fields)) for fields in requests[name]), f"and so it would by {name}")
    own_page = {"report_id": reports[0].report_id}
    tap.same(answer_of(server.client("jyj"), "GetReport", own_page), None, "an office reads the page about itself")
    for caller in ("jtj", "proposer"):
        for name in ("GetReport", "ReproduceReport"):
            missing, *refused = [answer_of(server.client(caller), name, {"report_id": report_id})
                                 for report_id in (999999, *(report.report_id for report in reports))]
            tap.same([(error.reason, error.text.replace(str(report.report_id), "?")) for error, report in zip(refused, reports)],
                     [("REPORT_NOT_FOUND", missing.text.replace("999999", "?"))] * len(reports),
                     f"{caller} {name}: reports about others are refused like one that is not there")
        tap.same(len(server.client(caller).ListReports().reports), 0, f"{caller} lists no report about others")
    own = server.client("czj")
    tap.same(own.GetCase(case=number).case.received.title, f"{CANARY}标题", "an assist office sees the case it takes part in")
finally:
    server.close()
tap.done()
