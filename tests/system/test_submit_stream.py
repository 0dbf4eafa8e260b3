#!/usr/bin/python3
"""SubmitUpdates as a foreign client speaks it: every update answered on its own, in the order of sending, once."""
import pathlib
import queue
import sys
import threading
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import Server, Tap, case_service_pb2, wait_for  # noqa: E402

CASES, UNDER_WAY = 150, 64  # the limit of submit_stream.c is well below the number of cases
Message = case_service_pb2.SubmitUpdatesRequest


def update(case, verb, request_id=None, **fields):
    return Message(update={"request_id": request_id or str(uuid.uuid4()), "case": case, "verb": verb, **fields})


class Sender:
    """A stream of requests one can add to while answers come."""

    def __init__(self, client, timeout=60):
        self.queue = queue.Queue()
        self.answers = client.SubmitUpdates(iter(self.queue.get, None), timeout=timeout)

    def send(self, *args, **fields):
        self.queue.put(update(*args, **fields))

    def end(self):
        self.queue.put(None)


tap = Tap()
server = Server().init().start()
try:
    server.setup()
    committee, office = server.client("committee"), server.client("jyj")
    cases = [f"s{server.new_case(committee, f'm{i}').case_id}" for i in range(CASES)]

    # File and assign every case in one stream: two updates of the same case go one after the other.
    sent = [update(case, verb, happened_on="2023-06-05", **fields) for case in cases
            for verb, fields in (("file", {}), ("assign", {"lead_office": "jyj"}))]
    answers = list(committee.SubmitUpdates(sent))
    tap.same([a.request_id for a in answers], [m.update.request_id for m in sent], "answers come in the order of sending")
    tap.ok(all(a.WhichOneof("outcome") == "stored" and not a.stored.already_stored for a in answers),
           f"{len(sent)} updates, more than {UNDER_WAY} under way, are stored")
    tap.ok(all(a.stored.case.version == a.stored.version for a in answers), "each answer shows its case right after it")
    pages = {a.stored.page for a in answers}
    tap.ok(len(pages) < len(sent) / 2, "they share pages")
    numbers = [a.stored.case.case_number for a in answers[::2]]

    again = list(committee.SubmitUpdates(sent))
    tap.ok(all(a.stored.already_stored for a in again), "the same request ids again store nothing")
    tap.same([(a.stored.page, a.stored.line, a.stored.version) for a in again],
             [(a.stored.page, a.stored.line, a.stored.version) for a in answers], "and tell the first places")
    one = sent[0].update
    tap.ok(committee.SubmitUpdate(request_id=one.request_id, case=one.case, verb=one.verb, happened_on=one.happened_on).already_stored,
           "SubmitUpdate knows the request ids of a stream")

    # Refusals are answers; what comes after them goes on.
    mixed = [update(numbers[0], "accept"), update(numbers[0], "fly"), update("20999999", "accept"),
             update(numbers[1], "accept", request_id="no-uuid"), Message(), update(numbers[1], "accept"),
             update(numbers[2], "return", reason="坏\x01字"), update(numbers[2], "accept")]
    answers = list(server.client("jyj", language="en").SubmitUpdates(mixed))
    tap.same([a.refused.reason for a in answers],
             ["", "VERB_UNKNOWN", "CASE_NOT_FOUND", "REQUEST_ID_INVALID", "FIELD_MISSING", "", "FIELD_NOT_TEXT", ""],
             "each update is answered on its own")
    tap.same([a.refused.code for a in answers], [0, 3, 5, 3, 3, 0, 3, 0], "refusals have their code")
    tap.ok("there is no case 20999999" in answers[2].refused.message, "and their sentence, in the caller's language")
    tap.ok("没有案件 20999999" in list(office.SubmitUpdates([mixed[2]]))[0].refused.message, "or in Chinese")

    # Twenty printed pages each: more than a stream may have in memory at once.
    large = [update(numbers[2], "contact", contact_method="visit", contact_persons="示例", text="长" * 20000) for _ in range(60)]
    tap.ok(sum(m.ByteSize() for m in large) > 2 << 20, "3.4 MiB of updates in one stream")
    tap.same([a.request_id for a in office.SubmitUpdates(large)], [m.update.request_id for m in large], "are all answered, in order")

    # Answers come while the stream is open.
    stream = Sender(office)
    stream.send(numbers[3], "accept")
    tap.same(next(stream.answers).WhichOneof("outcome"), "stored", "an answer comes before the stream has ended")
    other = server.client("jtj")
    tap.same([a.refused.reason for a in other.SubmitUpdates([update(numbers[4], "accept")])], ["CASE_NOT_FOUND"],
             "another office's case is not there")
    stream.send(numbers[4], "accept")
    tap.same(next(stream.answers).WhichOneof("outcome"), "stored", "the stream goes on")

    # A token revoked in the middle moves nothing any more.
    token = server.token("short", 1, "jyj")
    short = Sender(server.client("short"))
    short.send(numbers[5], "accept")
    tap.same(next(short.answers).WhichOneof("outcome"), "stored", "a fresh token submits")
    server.client("operator").RevokeToken(token_id=token.token_id)

    def refused_by_now():
        short.send(numbers[5], "accept")
        return next(short.answers).refused.reason == "TOKEN_INVALID"
    wait_for(refused_by_now, "the revoked token is refused within the cache's time", 15)
    tap.ok(True, "a token revoked in the middle of a stream is refused")
    short.end()

    # A peer that leaves: what was begun is finished, and the server goes on.
    leaver = server.client("jyj")
    stream = Sender(leaver)
    for number in numbers[10:60]:
        stream.send(number, "accept", happened_on="2023-06-06")
    next(stream.answers)
    leaver.close()
    states = lambda: [a.state for number in numbers[10:60] for a in committee.GetCase(case=number).case.assignments]  # noqa: E731
    accepted = wait_for(lambda: (s := states()).count("accepted") and s == states() and s, "the updates begun are finished")
    tap.ok(accepted[0] == "accepted", "what a peer that left had begun is stored")
    report = server.client("auditor").VerifyLedger(timeout=120)
    tap.ok(report.intact, "the ledger is whole")

    # Eight streams on the same cases: no update is lost or done twice.
    results, lock = [], threading.Lock()

    def race(i):
        client = server.client("jyj")
        mine = list(client.SubmitUpdates([update(n, "contact", contact_method="visit", contact_persons=f"示例{i}",
                                                 happened_on="2023-06-07") for n in numbers[60:80]]))
        with lock:
            results.extend(mine)
        client.close()
    list(office.SubmitUpdates([update(n, "accept", happened_on="2023-06-06") for n in numbers[60:80]]))
    before = {n: committee.GetCase(case=n).case.version for n in numbers[60:80]}
    threads = [threading.Thread(target=race, args=(i,)) for i in range(8)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    tap.same({a.WhichOneof("outcome") for a in results}, {"stored"}, "eight streams race and all is stored")
    tap.same([committee.GetCase(case=n).case.version - before[n] for n in numbers[60:80]], [8] * 20, "each exactly once")

    # The server is asked to stop in the middle: every update is answered or the call says that nobody knows.
    stream = Sender(office)
    for number in numbers[80:120]:
        stream.send(number, "accept", happened_on="2023-06-06")
    next(stream.answers)
    stream.end()
    tap.same(server.stop(), 0, "huiyind ends with 0 on SIGTERM in the middle of a stream")
finally:
    server.close()
tap.done()
