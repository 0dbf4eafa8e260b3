#!/usr/bin/python3
"""SubmitUpdate, SubmitUpdates and TryUpdate decide alike: random updates by every role, tried first, then submitted one way and
repeated the other way. What would be, what is and what was are the same. The seed is printed; HUIYIN_SEED repeats a run."""
import collections
import os
import pathlib
import random
import re
import sys
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import ROOT, Refused, Server, Tap, case_service_pb2, note  # noqa: E402

UPDATES = 900
CALLERS = ("committee",) * 8 + ("jyj", "czj", "jtj", "supervisor", "leader", "proposer", "operator")
MAIN_LINE = ["submit", "file", "assign", "assign", "accept", "accept", "contact", "draft", "answer", "answer", "evaluate", "reopen"]
ENDS = {"withdraw", "not_file", "redirect", "merge", "convert", "close"}  # seldom, or nothing would be left
seed = int(os.environ.get("HUIYIN_SEED", random.SystemRandom().randrange(1 << 30)))
rng = random.Random(seed)
note(f"seed {seed}")
moves = (ROOT / "rules/baotou.yaml").read_text().split("\nmoves:\n")[1]
VERBS = re.findall(r"(?m)^  ([a-z_]+):$", re.split(r"(?m)^[a-z_]+:", moves)[0])
NEEDS = {verb: re.findall(r"[a-z_]+", wanted) for verb, wanted in
         re.findall(r"(?m)^  ([a-z_]+):\n(?:    .*\n)*?    requires: \[(.*)\]", moves)}


def words(field, cases):
    """A value for a word of `requires`."""
    office = rng.choice(("jyj", "czj", "jtj"))
    promise = [{"text": "示例承诺", "measure": "示例", "due_on": "2023-12-29"}]
    return {
        "reason": {"reason": "示例原因"}, "lead_office": {"lead_office": office, "assist_offices": [o for o in ("jyj", "czj")
                                                                                                 if o != office][:rng.randrange(2)]},
        "contact_method": {"contact_method": "phone"}, "contact_persons": {"contact_persons": "示例"},
        "class": {"class": rng.choice("ABC"), "promises": promise * rng.randrange(2)}, "document_number": {"document_number": "示〔2023〕1号"},
        "text": {"text": "示例正文"}, "attitude": {"attitude": "satisfied"}, "result": {"result": rng.choice(("satisfied", "dissatisfied"))},
        "outcomes": {"outcomes": [{"text": "示例成效"}]}, "reason_code": {"reason_code": "personal"}, "channel": {"channel": "letter"},
        "promises": {"promises": promise}, "item": {"item_no": 1}, "member": {"member": "wang"},
        "other_cases": {"other_cases": [rng.choice(cases)]}, "due_on": {"due_on": "2024-02-01"}, "proposed_office": {"proposed_office": office},
        "place": {"place": "示例"}, "signers": {"signers": [{"member": "li"}]}, "media": {"media": {"title": "示例", "outlet": "示例"}},
        "corrects": {"corrects": rng.randrange(1, 5), "document_number": "示〔2023〕2号"}, "publication": {"publication": 1},
        "attachments": {"attachment_ids": [str(uuid.uuid4())]},
    }.get(field, {})


def likely(caller, case, cases):
    """One of some updates that goes through, if there is one."""
    update = make(caller, case, cases)
    for _ in range(6):
        tried = outcome(lambda: clients[caller].TryUpdate(update={"request_id": str(uuid.uuid4()), **update}))  # noqa: B023
        if not isinstance(tried, tuple):
            break
        update = make(caller, case, cases)
    return update


def make(caller, case, cases):
    verb = rng.choice([verb for verb in VERBS if verb not in ENDS or rng.random() < 0.1] + 3 * MAIN_LINE)
    fields = {"case": case, "verb": verb}
    for field in NEEDS.get(verb, []) + {"assign": ["lead_office"], "invite": ["signers"]}.get(verb, []):
        if rng.random() < 0.97:
            fields.update(words(field, cases))
    if caller == "committee" and rng.random() < 0.5:
        fields["office"] = rng.choice(("jyj", "czj", "jtj"))
    if rng.random() < 0.1:
        fields["expected_version"] = rng.randrange(1, 6)
    return fields


def outcome(call):
    """The case after the update, or the reason and sentence of the refusal."""
    try:
        return call()
    except Refused as error:
        return error.reason, error.text


def plain(answer):
    """What was decided of a case: without its number, page and words, which only a line gives it."""
    if isinstance(answer, tuple):
        return answer
    case = type(answer.case)()
    case.CopyFrom(answer.case)
    for field in ("case_number", "page", "not_filed_reason", "redirected_to", "merged_answer", "outcomes", "next_step"):
        case.ClearField(field)
    for assignment in case.assignments:
        for field in ("document_number", "text", "signed_by", "contact_person", "drafted_class", "return_reason", "proposed_office"):
            assignment.ClearField(field)
    for item in case.items:
        for field in ("text", "measure", "place", "persons", "attachment_id", "media_type", "size", "digest", "other_case"):
            item.ClearField(field)
    return case.SerializeToString(deterministic=True)


def streamed(client, update):
    message = next(client.SubmitUpdates([case_service_pb2.SubmitUpdatesRequest(update=update)]))
    if message.WhichOneof("outcome") == "refused":
        return message.refused.reason, message.refused.message
    return message.stored


tap = Tap()
server = Server(business_date="2023-07-03").init().start()
try:
    server.setup()
    server.member("li", "示例委员李")
    committee = server.client("committee")
    cases = [f"s{server.new_case(committee, f'r{i}', proposers=[''], proposer_members=['wang'], draft=i % 4 == 3).case_id}" for i in range(12)]
    clients = {caller: server.client(caller) for caller in CALLERS}
    seen, stored = collections.Counter(), 0
    ways = {"TryUpdate": [], "SubmitUpdates": [], "again": []}
    for _ in range(UPDATES):
        caller = rng.choice(CALLERS)
        client, update = clients[caller], {"request_id": str(uuid.uuid4()), **rng.choice((make, likely))(caller, rng.choice(cases), cases)}
        tried = outcome(lambda: client.TryUpdate(update=update))
        one = lambda: outcome(lambda: client.SubmitUpdate(**update))  # noqa: E731
        other = lambda: streamed(client, update)  # noqa: E731
        first, second = rng.choice(((one, other), (other, one)))
        done, again = first(), second()
        if plain(tried) != plain(done):
            ways["TryUpdate"].append((caller, update, tried if isinstance(tried, tuple) else "accepted", done if isinstance(done, tuple) else "accepted"))
        if isinstance(done, tuple):
            seen[done[0]] += 1
            if again != done:
                ways["SubmitUpdates"].append((caller, update, done, again))
        else:
            stored += 1
            seen[update["verb"]] += 1
            if isinstance(again, tuple) or not again.already_stored or (again.page, again.line, again.version) != (done.page, done.line, done.version):
                ways["again"].append((caller, update))
    note(f"{stored} of {UPDATES} stored; {dict(seen)}")
    tap.ok(stored > UPDATES / 20 and len(seen) > 25, "the updates are of many kinds and outcomes")
    tap.same(ways["TryUpdate"][:3], [], "what TryUpdate tells is what comes")
    tap.same(ways["SubmitUpdates"][:3], [], "what one way refuses the other does, with the same sentence")
    tap.same(ways["again"][:3], [], "what went one way is known the other way")
    tap.same(committee.Recount().differences[:], [], "the tables agree")
finally:
    server.close()
tap.done()
