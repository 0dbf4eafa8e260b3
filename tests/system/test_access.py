#!/usr/bin/python3
"""Every method with every role, without a token and with a foreign case: one table, walked whole; and no answer to an
office holds a word of another office's cases."""
import pathlib
import sys
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import METHODS, Refused, Server, Tap, case_service_pb2  # noqa: E402

ROLES = ("handler", "committee", "supervisor", "proposer", "leader", "auditor", "scheduler", "operator")
ALL, READERS = set(ROLES), set(ROLES) - {"scheduler"}
TABLE = {
    "CreateCase": {"committee"}, "ImportCases": {"committee"}, "SubmitUpdate": {"handler", "committee", "operator"},
    "GetCase": READERS, "ListCases": READERS, "ListUpdates": READERS,
    "GetRates": ALL, "ListRateCases": READERS, "ListOverdue": READERS,
    "CreateOffice": {"operator"}, "CreateSession": {"operator"}, "ListOffices": ALL, "ListSessions": ALL,
    "CheckRules": ALL, "GetRules": ALL, "ApplyRules": {"operator"}, "ImportCalendar": {"operator"},
    "GetHead": ALL, "VerifyLedger": ALL, "Recount": ALL,
    "WhoAmI": ALL, "CreateToken": {"operator"}, "ListTokens": {"operator"}, "RevokeToken": {"operator"},
}
CANARY = "金丝雀"

tap = Tap()
server = Server().init().start()
try:
    server.setup()
    server.tokens["handler"] = server.tokens["jyj"]
    tap.same(sorted(TABLE), sorted(METHODS), "the table names every method and no other")

    def outcome(client, name):
        """The reason the call was refused with, or "" when it went through; the request is empty."""
        try:
            if name == "ImportCases":
                client.ImportCases([case_service_pb2.ImportCasesRequest(header={"request_id": str(uuid.uuid4()), "dry_run": True})])
            elif METHODS[name][1].client_streaming:
                answer = getattr(client, name)([])
                list(answer if METHODS[name][1].server_streaming else ())
            elif METHODS[name][1].server_streaming:
                next(getattr(client, name)())
            else:
                getattr(client, name)()
        except Refused as error:
            return error.reason
        return ""

    for role in ROLES:
        client = server.client(role, timeout=60)
        for name in sorted(TABLE):
            tap.same(outcome(client, name) != "ROLE_NOT_ALLOWED", role in TABLE[name],
                     f"{role} {'may' if role in TABLE[name] else 'may not'} {name}")
        client.close()
    nobody = server.client("")
    for name in sorted(TABLE):
        tap.same(outcome(nobody, name), "TOKEN_MISSING", f"{name} needs a token")

    # A stream that ends before its token was looked up is refused for the token, not taken for an import without a header.
    for _ in range(3):
        stranger = server.client("hy_" + "A" * 43)
        tap.refused("TOKEN_INVALID", "an empty import with an unknown token", stranger.ImportCases, [])
        stranger.close()
    server.token("fresh", 2)
    tap.refused("IMPORT_HEADER_MISSING", "an empty import with a token not seen before", server.client("fresh").ImportCases, [])
    tap.ok(server.process.poll() is None, "the server still runs")

    # Canaries: each word of a foreign case would show in the bytes received.
    committee, other = server.client("committee"), server.client("jtj")
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
    }
    for name, list_of_fields in requests.items():
        for fields in list_of_fields:
            try:
                seen = getattr(other, name)(**fields).SerializeToString()
            except Refused as error:
                seen = f"{error.text}{error.metadata}".encode()
            tap.ok(CANARY.encode() not in seen, f"{name} {fields} tells another office nothing")
    tap.ok(CANARY.encode() in committee.ListUpdates(case=number).SerializeToString()
           or CANARY.encode() in committee.ListCases().SerializeToString(), "the canary would be seen")
    own = server.client("czj")
    tap.same(own.GetCase(case=number).case.received.title, f"{CANARY}标题", "an assist office sees the case it takes part in")
    tap.same(server.client("proposer").ListCases().cases[:], [], "a proposer lists nothing yet")
finally:
    server.close()
tap.done()
