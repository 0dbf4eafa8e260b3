#!/usr/bin/python3
"""WatchUpdates: live lines from a place on, only what the caller may see, resumed after a break without gap or repeat."""
import pathlib
import sys
import threading
import time
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import Client, Refused, Server, Tap, case_service_pb2, wait_for  # noqa: E402

CASES, WRITERS, EACH = 12, 4, 40
LINES = "SELECT page, line_no FROM line WHERE case_id > 0 {} ORDER BY page, line_no"


class Watch(threading.Thread):
    """Watches on a thread of its own, again and again from the last place when the stream ends; breaks it itself after
    every `cut` messages."""

    def __init__(self, server, who, page=0, line=0, cut=0, address=None, **fields):
        super().__init__(daemon=True)
        self.server, self.who, self.place, self.cut, self.fields = server, who, (page, line), cut, fields
        self.address = address or server.address
        self.lines, self.messages, self.breaks, self.refused, self.ended = [], [], 0, None, False
        self.stands = threading.Event()
        self.start()

    def run(self):
        while not self.ended:
            client = Client(self.address, self.server.tokens[self.who])
            self.answers = client.WatchUpdates(after_page=self.place[0], after_line=self.place[1], timeout=None, **self.fields)
            try:
                for n, message in enumerate(self.answers):
                    self.take(message)
                    if self.cut and n == self.cut:
                        break
            except Refused as error:
                self.refused = error
                self.ended = self.ended or error.code not in (1, 14)
            self.breaks += 1
            client.close()

    def take(self, message):
        self.messages.append(message)
        if message.HasField("update"):
            self.place = (message.update.page, message.update.line)
            self.lines.append(self.place)
        else:
            self.place = (message.page + 1, 0)
        self.stands.set()

    def reached(self, page):
        return self.place > (page, 1 << 30)

    def end(self):
        self.ended = True
        self.answers.cancel()
        self.join(20)


def lines(server, condition=""):
    return [tuple(map(int, row.split("|"))) for row in server.sql(LINES.format(condition)).split("\n") if row]


tap = Tap()
server = Server().init().start()
try:
    server.setup()
    committee, operator = server.client("committee"), server.client("operator")
    head = lambda: operator.GetHead().page  # noqa: E731
    numbers = [server.assigned_case(committee, f"w{i}", "jyj" if i % 2 else "czj") for i in range(CASES)]

    # From the beginning: every line, in order, as the history has it.
    watch = Watch(server, "committee")
    wait_for(lambda: watch.reached(head()), "the watch has come to the head")
    tap.same(watch.lines, lines(server), "a watch from the beginning brings every line of a case, in order")
    first = next(m for m in watch.messages if m.case == numbers[0] and m.update.verb == "assign")
    history = [u for u in committee.ListUpdates(case=numbers[0]).updates if u.verb == "assign"]
    tap.same(first.update, history[0], "a line is what the history of its case shows")
    tap.same((first.title, first.state_label), ("关于w0的提案（示例）", committee.GetCase(case=numbers[0]).case.state_label),
             "with the case's title and its state after the line")
    tap.same(next(m for m in watch.messages if m.case == numbers[0]).update.verb, "receive", "the first line of a case is there too")

    # Live.
    now, mine = Watch(server, "committee", page=-1), Watch(server, "jtj", page=-1)
    now.stands.wait(20), mine.stands.wait(20)
    tap.same(now.lines, [], "a watch from now brings nothing old")
    start = head()
    server.client("jyj").submit(numbers[1], "accept", happened_on="2023-06-06")
    wait_for(lambda: now.lines, "the line comes")
    tap.same(now.messages[-1].update.verb or now.messages[-2].update.verb, "accept", "a line comes when it is durable")
    wait_for(lambda: now.reached(head()), "the place is told")
    tap.same(mine.lines, [], "an office without a part in the case sees nothing of it")
    case = server.assigned_case(committee, "own", "jtj")
    wait_for(lambda: mine.lines, "the office's own case comes")
    tap.same({m.case for m in mine.messages if m.HasField("update")}, {case}, "its own case comes")

    # Filters.
    accepts = Watch(server, "supervisor", verbs=["accept"])
    office = Watch(server, "leader", office="czj")
    wait_for(lambda: accepts.reached(head()) and office.reached(head()), "both have come to the head")
    tap.same(accepts.lines, lines(server, "AND body::jsonb->>'verb' = 'accept'"), "only the verbs asked for")
    of_czj = "AND case_id IN (SELECT case_id FROM assignment JOIN office USING (jurisdiction, office_id) WHERE code = 'czj')"
    tap.same(office.lines, lines(server, of_czj), "only the office's cases")
    handler = Watch(server, "czj", office="jyj")
    wait_for(lambda: handler.reached(head()), "the handler's watch has come to the head")
    tap.same(handler.lines, [], "a filter shows a handler nothing that is not its own")
    for what, reason, fields in (("a verb no rule knows", "VERB_UNKNOWN", {"verbs": ["fly"]}),
                                 ("an office nobody knows", "OFFICE_NOT_FOUND", {"office": "none"}),
                                 ("a page before the first", "NUMBER_OUT_OF_RANGE", {"after_page": -2}),
                                 ("a line before the first", "NUMBER_OUT_OF_RANGE", {"after_line": -1}),
                                 ("a page the ledger has not reached", "NUMBER_OUT_OF_RANGE", {"after_page": head() + 2})):
        tap.refused(reason, what, lambda fields=fields: next(operator.WatchUpdates(**fields)))
    tap.same(next(operator.WatchUpdates(after_page=head() + 1)).page, head(), "the place after the head is where a watch waits")
    for w in (watch, now, mine, accepts, office, handler):
        w.end()

    # Resume: connections break all the time while writers write.
    start = head() + 1
    watches = [Watch(server, who, page=start, cut=cut) for who, cut in
               (("committee", 1), ("committee", 7), ("auditor", 23), ("jyj", 3), ("czj", 0))]
    barrier = threading.Barrier(WRITERS)

    def write(seed):
        client = server.client("committee")
        barrier.wait()
        for i in range(EACH):
            case = numbers[(seed + i * 5) % CASES]
            client.submit(case, "contact", office="jyj" if numbers.index(case) % 2 else "czj", happened_on="2023-06-07",
                          contact_method="visit", contact_persons=f"示例{seed}-{i}")
        client.close()
    for i, number in enumerate(numbers):
        if i != 1:
            committee.submit(number, "accept", office="jyj" if i % 2 else "czj", happened_on="2023-06-06")
    threads = [threading.Thread(target=write, args=(i,)) for i in range(WRITERS)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    end = head()
    part = "AND page >= {} AND case_id IN (SELECT case_id FROM assignment JOIN office USING (jurisdiction, office_id) WHERE code = '{}')"
    wait_for(lambda: all(w.reached(end) for w in watches[:3]), "the watches have come to the head")
    wait_for(lambda: all(len(w.lines) >= len(lines(server, part.format(start, w.who))) for w in watches[3:]), "the offices' too")
    wanted = lines(server, f"AND page >= {start}")
    tap.ok(len(wanted) == WRITERS * EACH + CASES - 1, f"{WRITERS} writers have written {len(wanted)} lines")
    for w in watches[:3]:
        tap.same(w.lines, wanted, f"{w.breaks} broken connections: nothing is left out, nothing comes twice")
    for w in watches[3:]:
        tap.same(w.lines, lines(server, part.format(start, w.who)), f"an office's watch with {w.breaks} breaks has its own lines")
    for w in watches:
        w.end()

    # The server goes away and comes back, then PostgreSQL does.
    survivor = Watch(server, "committee", page=head() + 1)
    survivor.stands.wait(20)
    start = head() + 1
    server.kill9()
    server.start()
    committee = server.client("committee")
    committee.submit(numbers[3], "contact", office="jyj", contact_method="visit", contact_persons="示例")
    wait_for(lambda: survivor.reached(server.client().GetHead().page), "the watch is back")
    tap.same(survivor.lines, lines(server, f"AND page >= {start}"), "a watch goes on after the server was killed")
    server.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'huiyind worker'", check=False)

    def submitted():
        try:
            return committee.submit(numbers[5], "contact", office="jyj", contact_method="visit", contact_persons="示例")
        except Refused:
            return None
    wait_for(submitted, "the server has its connections again")
    wait_for(lambda: survivor.lines == lines(server, f"AND page >= {start}"), "the watch is back")
    tap.ok(True, "and after its database connection was cut")

    # Two servers on one database: a watch at the one sees what the other writes, and may change over.
    other, port = server.another()
    start = server.client().GetHead().page + 1
    apart = Watch(server, "committee", page=start, address=port.address)
    apart.stands.wait(20)
    for i in range(20):
        committee.submit(numbers[3], "contact", office="jyj", contact_method="visit", contact_persons="示例")
    wanted = lines(server, f"AND page >= {start}")
    wait_for(lambda: len(apart.lines) >= len(wanted), "what the first server writes comes at the second")
    tap.same(apart.lines, wanted, "a watch at one server sees what another one writes")
    apart.address = server.address
    other.terminate()
    tap.same(other.wait(60), 0, "the second server ends")
    committee.submit(numbers[3], "contact", office="jyj", contact_method="visit", contact_persons="示例")
    wanted = lines(server, f"AND page >= {start}")
    wait_for(lambda: len(apart.lines) >= len(wanted), "the watch has changed over")
    tap.same(apart.lines, wanted, "and goes on at the other without gap or repeat")
    apart.end()

    # Tokens end.
    operator = server.client("operator")
    token = server.token("short", 3)
    short = Watch(server, "short", page=-1)
    short.stands.wait(20)
    operator.RevokeToken(token_id=token.token_id)
    revoked = time.monotonic()
    wait_for(lambda: short.ended, "the watch of a revoked token ends", 25)
    tap.same(short.refused.reason, "TOKEN_INVALID", "the watch of a revoked token ends though nothing happens")
    tap.ok(time.monotonic() - revoked < 13, f"within the time of the token cache: {time.monotonic() - revoked:.1f} s")

    # A reader that does not read: the server waits, and everything comes when it reads.
    slow = server.client("auditor").WatchUpdates(timeout=None)
    tap.same((next(slow).page, slow.call.is_active()), (0, True), "a watch says where it begins")
    for i in range(6):
        list(committee.SubmitUpdates([case_service_pb2.SubmitUpdatesRequest(
            update={"request_id": str(uuid.uuid4()), "case": number, "verb": "contact", "happened_on": "2023-06-08",
                        "office": "jyj" if j % 2 else "czj", "contact_method": "visit", "contact_persons": "长" * 200})
            for j, number in enumerate(numbers * 8)]))
    wanted, seen = lines(server), []
    while len(seen) < len(wanted):
        message = next(slow)
        if message.HasField("update"):
            seen.append((message.update.page, message.update.line))
    tap.same(seen, wanted, f"{len(wanted)} lines wait for a reader that does not read")
    slow.cancel()

    # Who sees nothing for a thousand pages is told how far the watch has come, not page by page.
    start, end = server.client().GetHead().page + 1, 0
    while end < start + 1100:
        list(committee.SubmitUpdates([case_service_pb2.SubmitUpdatesRequest(
            update={"request_id": str(uuid.uuid4()), "case": numbers[3], "verb": "contact", "office": "jyj", "contact_method": "visit",
                    "contact_persons": "示例"}) for _ in range(300)]))
        end = server.client().GetHead().page
    told = []
    for message in server.client("jtj").WatchUpdates(after_page=start, timeout=60):
        told.append(message)
        if message.page >= end:
            break
    tap.ok(not any(m.HasField("update") for m in told), "an office's watch over a thousand pages of others' brings nothing")
    tap.ok(3 <= len(told) <= 4 and told[1].page == start + 999, f"but tells its place {len(told)} times")

    # Open watches do not hold up the server's end.
    last = [Watch(server, "committee", page=-1) for _ in range(5)]
    [w.stands.wait(20) for w in last]
    for w in last + [survivor]:
        w.ended = True
    began = time.monotonic()
    tap.same(server.stop(), 0, "huiyind ends with 0 on SIGTERM")
    tap.ok(time.monotonic() - began < 9, "and does not wait for open watches")
    [w.join(20) for w in last]
    tap.same({w.refused.code for w in last}, {14}, "which end as UNAVAILABLE: go on elsewhere")
finally:
    server.close()
tap.done()
