#!/usr/bin/python3
"""People and offices that change: entries and their checks, telephone and address beside the ledger and erasable, import,
who stands for whom, offices that end and hand their cases over."""
import csv
import hashlib
import io
import json
import pathlib
import sys
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import Refused, Server, Tap, common_pb2  # noqa: E402

PHONE, ADDRESS = "13904720001", "包头市昆都仑区示例街1号"


def new_id():
    return str(uuid.uuid4())


def member(code, **fields):
    entry = {"code": code, "name": f"示例委员{code}", "kind": "member", "sector": "教育界"}
    entry.update(fields)
    return entry


def codes(client, **filters):
    return [m.code for m in client.ListMembers(**filters).members]


def find(client, code):
    return next((m for m in client.ListMembers().members if m.code == code), None)


def sheet(server, *rows, columns="code,name,kind,sector,title,stands_for,telephone,address"):
    path = server.dir / f"people-{new_id()}.csv"
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns.split(","))
    writer.writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8")
    return str(path)


def entries(tap, server, committee):
    there = len(codes(committee))
    tap.ok(committee.CreateMember(request_id=new_id(), member=member("m1", position=3)).member.member_id > 0, "a member is added")
    tap.ok(committee.CreateMember(request_id=new_id(), member=member("m1")).already_stored, "the same again is no change")
    tap.refused("MEMBER_DIFFERS", "another person under the code", committee.CreateMember, request_id=new_id(),
                member=member("m1", name="别人"))
    again = new_id()
    committee.CreateMember(request_id=again, member=member("l1", kind="leader", title="副市长", sector=""))
    tap.ok(committee.CreateMember(request_id=again, member=member("l1", kind="leader", title="副市长", sector="")).already_stored,
           "the same request is no change")
    tap.refused("REQUEST_ID_REUSED", "another person under the request id", committee.CreateMember, request_id=again,
                member=member("m7"))
    stored = committee.UpdateMember(request_id=new_id(), member=member("m1", sector="经济界", title="校长", valid_until="2027-12-31"))
    tap.same((stored.member.sector, stored.member.title, stored.member.valid_until, stored.member.position),
             ("经济界", "校长", "2027-12-31", 3), "an entry is changed and keeps its place")
    tap.ok(committee.UpdateMember(request_id=new_id(), member=member("m1", sector="经济界", title="校长", valid_until="2027-12-31"))
           .already_stored, "the same change again is no change")
    tap.refused("MEMBER_NOT_FOUND", "a change of nobody", committee.UpdateMember, request_id=new_id(), member=member("m9"))
    for what, reason, fields in (
            ("no code", "FIELD_MISSING", {"code": ""}), ("a code in capitals", "FIELD_UNKNOWN_VALUE", {"code": "M2"}),
            ("a code of 25 characters", "FIELD_TOO_LONG", {"code": "m" * 25}), ("no name", "FIELD_MISSING", {"name": ""}),
            ("a name of 61 characters", "FIELD_TOO_LONG", {"name": "名" * 61}), ("a name with a bell", "FIELD_NOT_TEXT", {"name": "名\x07"}),
            ("no kind", "FIELD_UNKNOWN_VALUE", {"kind": ""}), ("an unknown kind", "FIELD_UNKNOWN_VALUE", {"kind": "friend"}),
            ("a sector of 61 characters", "FIELD_TOO_LONG", {"sector": "界" * 61}), ("a title of 61 characters", "FIELD_TOO_LONG", {"title": "长" * 61}),
            ("a telephone of 41 characters", "FIELD_TOO_LONG", {"telephone": "1" * 41}), ("an address of 121 characters", "FIELD_TOO_LONG", {"address": "街" * 121}),
            ("a negative place", "NUMBER_OUT_OF_RANGE", {"position": -1}), ("place 10,001", "NUMBER_OUT_OF_RANGE", {"position": 10001}),
            ("a day that does not exist", "DATE_IMPOSSIBLE", {"valid_from": "2023-02-30"}),
            ("an end before the beginning", "VALIDITY_WRONG", {"valid_from": "2023-02-02", "valid_until": "2023-02-01"}),
            ("standing for nobody known", "MEMBER_NOT_FOUND", {"stands_for": "m9"}), ("standing for oneself", "STAND_IN_WRONG", {"code": "m1", "stands_for": "m1"})):
        tap.refused(reason, what, committee.CreateMember, request_id=new_id(), member=member("m2") | fields)
    tap.refused("FIELD_MISSING", "no person at all", committee.CreateMember, request_id=new_id())
    tap.refused("REQUEST_ID_INVALID", "no request id", committee.CreateMember, member=member("m2"))
    for who in ("jyj", "supervisor", "proposer", "leader", "auditor", "scheduler"):
        tap.refused("ROLE_NOT_ALLOWED", f"{who} adds a member", server.client(who).CreateMember, request_id=new_id(), member=member("m2"))
    committee.CreateMember(request_id=new_id(), member=member("m2", stands_for="m1"))
    tap.refused("STAND_IN_WRONG", "a stand-in of a stand-in", committee.CreateMember, request_id=new_id(), member=member("m3", stands_for="m2"))
    tap.refused("STAND_IN_WRONG", "who is stood for stands for somebody", committee.UpdateMember, request_id=new_id(),
                member=member("m1", stands_for="l1"))
    committee.CreateMember(request_id=new_id(), member=member("old", valid_until="2022-12-31"))
    tap.same(codes(committee)[there:], ["m1", "l1", "m2", "old"], "people come in their order")
    tap.same(codes(committee, kind="leader"), ["l1"], "of one kind")
    tap.same(codes(committee, sector="经济界"), ["m1"], "of one sector")
    tap.ok("old" in codes(committee) and "old" not in codes(committee, current_only=True), "of today")


def contact_details(tap, server, committee):
    committee.UpdateMember(request_id=new_id(), member=member("m2", stands_for="m1", telephone=PHONE, address=ADDRESS))
    tap.same((find(committee, "m2").telephone, find(committee, "m2").address), (PHONE, ADDRESS), "the committee reads them")
    tap.same(find(server.client("supervisor"), "m2").telephone, PHONE, "the supervisor reads them")
    for who in ("jyj", "proposer", "leader", "auditor", "operator"):
        tap.same(find(server.client(who), "m2").telephone, "", f"{who} does not")
    number = committee.submit(f"s{server.new_case(committee, 'c1', proposers=['示例委员m2'], proposer_members=['m2']).case_id}", "file",
                              happened_on="2023-06-05").case.case_number
    committee.submit(number, "assign", happened_on="2023-06-05", lead_office="jyj", assist_offices=["czj"])
    tap.same(find(server.client("jyj"), "m2").telephone, PHONE, "the office that handles a proposal of theirs reads them")
    tap.same(find(server.client("czj"), "m2").address, ADDRESS, "an assist office too")
    tap.same(find(server.client("jtj"), "m2").telephone, "", "another office does not")
    tap.same(find(server.client("jyj"), "m1").telephone, "", "nor those of others")

    tap.same(server.sql(f"SELECT count(*) FROM line WHERE body LIKE '%{PHONE}%' OR body LIKE '%{ADDRESS}%'"), "0", "no line has them")
    salt, = server.sql("SELECT encode(salt, 'hex') FROM member_contact").split()
    hashed = hashlib.sha256(bytes.fromhex(salt) + PHONE.encode() + b"\0" + ADDRESS.encode()).hexdigest()
    tap.same(server.sql(f"SELECT count(*) FROM line WHERE body LIKE '%{hashed}%'"), "1", "a line has their salted hash")
    tap.ok(committee.UpdateMember(request_id=new_id(), member=member("m2", stands_for="m1", telephone=PHONE)).already_stored,
           "the same telephone again is no change")
    committee.UpdateMember(request_id=new_id(), member=member("m2", stands_for="m1", telephone="13904720002"))
    tap.same((find(committee, "m2").telephone, find(committee, "m2").address), ("13904720002", ADDRESS), "what is not given stays")

    # Nothing in the ledger may be tried out until it fits: the request's digest does not depend on them.
    digests = set()
    for telephone in ("13900000001", "13900000002"):
        request = new_id()
        committee.UpdateMember(request_id=request, member=member("m2", stands_for="m1", telephone=telephone))
        digests.add(server.sql(f"SELECT encode(digest, 'hex') FROM request WHERE request_id = '{request}'"))
    tap.same(len(digests), 1, "requests that differ in the telephone have one digest")

    for who in ("jyj", "supervisor", "auditor"):
        tap.refused("ROLE_NOT_ALLOWED", f"{who} erases", server.client(who).EraseMemberContact, code="m2")
    tap.refused("MEMBER_NOT_FOUND", "erasing nobody's", committee.EraseMemberContact, code="m9")
    tap.refused("FIELD_MISSING", "erasing without a code", committee.EraseMemberContact)
    tap.ok(not committee.EraseMemberContact(code="m2").already_erased, "they are erased")
    tap.ok(committee.EraseMemberContact(code="m2").already_erased, "only once")
    tap.same((find(committee, "m2").telephone, find(committee, "m2").address), ("", ""), "and are gone")
    tap.same(server.sql("SELECT count(*) FROM member_contact"), "0", "from the database as well")
    tap.ok(committee.VerifyLedger().intact, "the ledger is whole without them")
    tap.same(committee.Recount().differences[:], [], "and the tables agree")
    committee.UpdateMember(request_id=new_id(), member=member("m2", stands_for="m1", title="教师"))
    tap.same(find(committee, "m2").telephone, "", "a change brings nothing back")
    tap.ok(committee.CreateMember(request_id=new_id(), member=member("m2", stands_for="m1", title="教师", telephone=PHONE)).already_stored
           and find(committee, "m2").telephone == "", "nor does adding them once more")


def stand_in(tap, server, committee):
    """m2 stands for m1: its token sees and evaluates the proposals of m1."""
    case = server.new_case(committee, "c2", proposers=["示例委员m1"], proposer_members=["m1"])
    for name in ("m1", "m2", "l1"):
        role = common_pb2.ROLE_LEADER if name == "l1" else common_pb2.ROLE_PROPOSER
        server.token(f"token-{name}", role, member=name)
    tap.same(server.client("token-m1").GetCase(case=f"s{case.case_id}").case.case_id, case.case_id, "the proposer sees the case")
    tap.same(server.client("token-m2").GetCase(case=f"s{case.case_id}").case.case_id, case.case_id, "so does who stands for them")
    number = committee.submit(f"s{case.case_id}", "file", happened_on="2023-06-05").case.case_number
    committee.submit(number, "assign", happened_on="2023-06-05", lead_office="jyj")
    committee.submit(number, "accept", happened_on="2023-06-06", office="jyj")
    server.client("jyj").submit(number, "answer", happened_on="2023-06-20", text="逐条答复（示例）", document_number="包教字〔2023〕9号（示例）",
                                **{"class": "A"})
    tap.refused("CASE_NOT_FOUND", "a stranger evaluates", server.client("proposer").submit, number, "evaluate", attitude="satisfied",
                result="satisfied", happened_on="2023-06-25")
    marks = [item for item in server.client("token-m2").submit(number, "evaluate", attitude="satisfied", result="basically",
                                                                happened_on="2023-06-25").case.items
             if item.kind == common_pb2.ITEM_KIND_EVALUATION]
    tap.same([(mark.signer_no, mark.result) for mark in marks], [(1, "basically")], "and evaluates the answer in their place")
    other = server.new_case(committee, "c3", proposers=["示例委员m2"], proposer_members=["m2"])
    tap.refused("CASE_NOT_FOUND", "but not the other way round", server.client("token-m1").GetCase, case=f"s{other.case_id}")


def command_line(tap, server):
    def run(*words, who="committee"):
        return server.cli(who, "member", *words)

    tap.same(run("add", "w1", "--name", "王委员", "--sector", "妇联界", "--telephone", PHONE).returncode, 0, "huiyin member add")
    tap.same(run("update", "w1", "--title", "主任", "--valid-from", "2023-01-01").returncode, 0, "huiyin member update")
    listed = {m["code"]: m for m in json.loads(run("list", "-o", "json").stdout)["members"]}
    tap.same((listed["w1"]["title"], listed["w1"]["sector"], listed["w1"]["telephone"], listed["w1"]["valid_from"]),
             ("主任", "妇联界", PHONE, "2023-01-01"), "what was not given stays")
    tap.same(run("update", "w1", "--title", "").returncode, 0, "an empty value takes the entry away")
    tap.same(json.loads(run("list", "--sector", "妇联界", "-o", "json").stdout)["members"][0]["title"], "", "the title is gone")
    tap.same(run("erase-contact", "w1").returncode, 0, "huiyin member erase-contact")
    tap.same(run("erase-contact", "w1", "nobody").returncode, 7, "one of two is partly done")
    tap.same(run("update", "nobody", "--title", "x").returncode, 3, "a change of nobody is not found")
    tap.same(run("add", "w2", "--name", "x", "--valid-from", "2023-02-30").returncode, 2, "a day that does not exist is a wrong use")
    tap.same(run("add", "w2", "--name", "x", who="jyj").returncode, 5, "a handler is denied")

    path = sheet(server, ["i1", "甲", "member", "农业界", "", "", PHONE, ADDRESS], ["i2", "乙", "member", "农业界", "", "i1", "", ""],
                 ["i3", "丙", "party", "", "", "", "", ""])
    dry = json.loads(run("import", path, "--dry-run", "-o", "json").stdout)
    tap.same((dry["would_store"], dry["already_stored"]), (3, 0), "a dry run tells what would be stored")
    tap.ok("i1" not in run("list", "-o", "csv").stdout, "and stores nothing")
    done = json.loads(run("import", path, "-o", "json").stdout)
    tap.same((done["stored"], done["already_stored"]), (3, 0), "three people are imported")
    tap.same(find(server.client("committee"), "i2").stands_for, "i1", "a row may stand for one above it")
    done = json.loads(run("import", path, "-o", "json").stdout)
    tap.same((done["stored"], done["already_stored"]), (0, 3), "the same file again stores nothing twice")
    bad = sheet(server, ["i4", "丁", "member", "", "", "", "", ""], ["i1", "别人", "member", "", "", "", "", ""],
                ["I5", "戊", "friend", "", "", "i9", "1" * 41, ""], ["i4", "丁", "member", "", "", "", "", ""], ["i6", "", "member", "", "", "i2", "", ""])
    refused = run("import", bad, "-o", "json")
    errors = {(e["line"], e["field"]) for e in next(iter(v for v in json.loads(refused.stdout).values() if isinstance(v, list)))}
    tap.same(refused.returncode, 1, "a sheet with errors is refused")
    tap.same(errors, {(3, "code"), (4, "code"), (4, "kind"), (4, "stands_for"), (4, "telephone"), (5, "code"), (6, "name"),
                      (6, "stands_for")}, "every error is named with its line")
    tap.ok("i4" not in run("list", "-o", "csv").stdout, "and nothing of it was sent")
    changed = sheet(server, ["i1", "甲", "member", "经济界", "", ""], ["i7", "庚", "member", "经济界", "", ""],
                    columns="code,name,kind,sector,title,stands_for")
    tap.same(run("import", changed).returncode, 1, "a changed entry needs --update")
    done = json.loads(run("import", changed, "--update", "-o", "json").stdout)
    tap.same((done["stored"], find(server.client("committee"), "i1").sector, find(server.client("committee"), "i1").telephone),
             (2, "经济界", PHONE), "with it entries are changed and added, contact details stay")
    tap.same(run("import", sheet(server, ["x"], columns="code")).returncode, 1, "columns that must be there are missed")
    sectors = {s["sector"]: s["members"] for s in json.loads(run("sectors", "-o", "json").stdout)["sectors"]}
    tap.same((sectors["经济界"], sectors["农业界"]), (3, 1), "members are counted by sector")


def offices(tap, server, committee):
    operator = server.client("operator")

    def office(code, **fields):
        known = next(o for o in committee.ListOffices().offices if o.code == code)
        entry = {"code": code, "name_zh": known.name_zh, "name_en": known.name_en, "valid_from": known.valid_from,
                 "valid_until": known.valid_until, "successor": known.successor}
        entry.update(fields)
        return entry

    renamed = committee.UpdateOffice(request_id=new_id(), office=office("jtj", name_zh="示例交通和物流局")).office
    tap.same((renamed.name_zh, renamed.position), ("示例交通和物流局", 3), "an office is renamed and keeps its place")
    tap.ok(operator.UpdateOffice(request_id=new_id(), office=office("jtj")).already_stored, "the same again is no change")
    tap.refused("OFFICE_NOT_FOUND", "a change of no office", committee.UpdateOffice, request_id=new_id(), office={"code": "zzz", "name_zh": "x"})
    tap.refused("OFFICE_NOT_FOUND", "an unknown successor", committee.UpdateOffice, request_id=new_id(), office=office("jtj", successor="zzz"))
    tap.refused("SUCCESSOR_WRONG", "its own successor", committee.UpdateOffice, request_id=new_id(), office=office("jtj", successor="jtj"))
    tap.refused("VALIDITY_WRONG", "an end before the beginning", committee.UpdateOffice, request_id=new_id(),
                office=office("jtj", valid_from="2023-02-02", valid_until="2023-02-01"))
    tap.refused("ROLE_NOT_ALLOWED", "a handler changes an office", server.client("jyj").UpdateOffice, request_id=new_id(), office=office("jtj"))

    first = server.assigned_case(committee, "t1", "jtj")
    second = server.assigned_case(committee, "t2", "czj", ["jtj"])
    other = server.assigned_case(committee, "t3", "czj")
    promised, finished = server.assigned_case(committee, "t6", "jtj"), server.assigned_case(committee, "t7", "jtj")
    for case, letter in ((promised, "C"), (finished, "A")):
        promises = [{"text": "年内完成（示例）", "measure": "以验收为准", "due_on": "2023-12-29"}] if letter == "C" else []
        committee.submit(case, "accept", happened_on="2023-06-06", office="jtj")
        server.client("jtj").submit(case, "answer", happened_on="2023-06-20", text="逐条答复（示例）", promises=promises,
                                    document_number="交函〔2023〕1号（示例）", **{"class": letter})
    dry = server.cli("committee", "office", "transfer", "jtj", "czj", "--dry-run", "-o", "json")
    tap.same({row["case"] for row in json.loads(dry.stdout)["updates"]}, {first, second, promised},
             "a dry run lists the office's open cases and the one with an open promise")
    tap.same(committee.GetCase(case=first).case.assignments[0].office.code, "jtj", "and moves nothing")
    tap.same(server.cli("committee", "office", "transfer", "jtj", "jtj").returncode, 2, "an office cannot follow itself")
    tap.same(server.cli("committee", "office", "transfer", "zzz", "czj").returncode, 3, "an unknown office")
    done = server.cli("committee", "office", "transfer", "jtj", "jyj", "--on", "2023-07-01", "--reason", "机构改革")
    tap.same(done.returncode, 0, "huiyin office transfer")
    before = {a.office.code: a for a in committee.GetCase(case=second).case.assignments}
    tap.same(committee.GetCase(case=first).case.assignments[0].office.code, "jyj", "the lead's case has the successor")
    tap.same(set(before), {"czj", "jyj"}, "so has the one it assisted in")
    promise = next(i for i in committee.GetCase(case=promised).case.items if i.kind == common_pb2.ITEM_KIND_PROMISE)
    tap.same(promise.office.code, "jyj", "the successor keeps the open promise")
    tap.same([committee.GetCase(case=case).case.assignments[0].office.code for case in (other, finished)], ["czj", "jtj"],
             "no other case is touched, what was finished stays the office's own")
    again = server.cli("committee", "office", "transfer", "jtj", "jyj", "--on", "2023-07-01")
    tap.same((again.returncode, "没有未办完" in again.stderr), (0, True), "once more: nothing is left to hand over")
    closed = next(o for o in committee.ListOffices().offices if o.code == "jtj")
    tap.same((closed.valid_until, closed.successor), ("2023-06-30", "jyj"), "the office has ended and names its successor")
    tap.refused("SUCCESSOR_WRONG", "successors in a circle", committee.UpdateOffice, request_id=new_id(), office=office("jyj", successor="jtj"))

    fresh = f"s{server.new_case(committee, 't4').case_id}"
    committee.submit(fresh, "file", happened_on="2023-06-20")
    error = tap.refused("OFFICE_CLOSED", "it takes nothing new on", committee.submit, fresh, "assign", lead_office="jtj", happened_on="2023-07-03")
    tap.ok(error and "示例单位jyj" in error.text and "2023-07-01" in error.text, "the refusal names the successor and the day")
    tap.refused("OFFICE_CLOSED", "not even as assist office", committee.submit, fresh, "assign", lead_office="czj", assist_offices=["jtj"],
                happened_on="2023-07-03")
    committee.submit(fresh, "assign", lead_office="jtj", happened_on="2023-06-29", reason="补录")
    tap.same(committee.GetCase(case=fresh).case.assignments[0].office.code, "jtj", "what happened before its end can be entered late")
    tap.same(server.cli("committee", "office", "update", "czj", "--valid-from", "2023-08-01").returncode, 0, "huiyin office update")
    case = f"s{server.new_case(committee, 't5').case_id}"
    committee.submit(case, "file", happened_on="2023-06-20")
    tap.refused("OFFICE_NOT_YET", "an office that begins later", committee.submit, case, "assign", lead_office="czj", happened_on="2023-07-03")
    stays = server.cli("committee", "office", "transfer", "jyj", "czj", "--on", "2023-07-02")
    tap.same(stays.returncode, 1, "nothing can be handed to it")
    tap.same(next(o for o in committee.ListOffices().offices if o.code == "jyj").valid_until, "", "so the old office stays as it is")
    tap.ok(committee.VerifyLedger().intact, "the ledger is whole")
    tap.same(committee.Recount().differences[:], [], "the tables agree")


tap = Tap()
server = Server(business_date="2023-07-03").init().start()
try:
    server.setup()
    clerk = server.client("committee", timeout=60)
    for part, arguments in ((entries, (server, clerk)), (contact_details, (server, clerk)), (stand_in, (server, clerk)),
                            (command_line, (server,)), (offices, (server, clerk))):
        try:
            part(tap, *arguments)
        except (Refused, AttributeError, KeyError, IndexError, ValueError, json.JSONDecodeError) as error:
            tap.ok(False, f"{part.__name__} goes through: {error!r}")
    tap.ok(server.process.poll() is None, "the server still runs")
finally:
    server.close()
tap.done()
