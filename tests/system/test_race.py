#!/usr/bin/python3
"""Sixteen clients race on the same twenty cases: no lost, no double update, the chain and a recount agree."""
import pathlib
import subprocess
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import BIN, ROOT, Refused, Server, Tap, note  # noqa: E402

CLIENTS, CASES, EACH = 16, 20, 60
RECOUNT_SQL = """
WITH m AS (
  SELECT l.page, l.case_id, e.value AS m FROM line l, LATERAL jsonb_array_elements(l.body::jsonb->'effects'->'milestones') e
  WHERE l.jurisdiction = 150200 AND l.case_id > 0),
each AS (SELECT case_id, m->>'milestone' AS milestone, coalesce((m->>'office')::int, 0) AS office, m->>'on' AS day, count(*) AS n
  FROM m GROUP BY 1, 2, 3, 4),
names(id, name) AS (VALUES (1,'received'),(2,'filed'),(3,'not_filed'),(4,'assigned'),(5,'accepted'),(6,'returned'),
  (7,'contacted'),(8,'opinion'),(9,'answered'),(10,'outcome'),(11,'evaluated'),(12,'closed')),
stones AS (SELECT case_id, name AS milestone, office_id AS office, on_date::text AS day, count(*) AS n FROM milestone
  JOIN names ON id = milestone WHERE jurisdiction = 150200 GROUP BY 1, 2, 3, 4),
-- what is so now in each session and (0) in all, three times: by the facts, as the sum of their changes, by the tally
now AS (SELECT unit, level, s AS session_id, office_id, role, flags, class, words, coalesce(due_on, '-infinity') AS due_on, count(*)::bigint AS n
  FROM fact, unnest(ARRAY[session_id, 0]) s WHERE jurisdiction = 150200 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9),
summed AS (SELECT unit, level, s, office_id, role, flags, class, words, coalesce(due_on, '-infinity'), sum(n)::bigint
  FROM fact_change, unnest(ARRAY[session_id, 0]) s WHERE jurisdiction = 150200 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9 HAVING sum(n) <> 0),
tallies AS (SELECT unit, level, session_id, office_id, role, flags, class, words, due_on, n FROM tally WHERE jurisdiction = 150200),
-- and by the lines: assignments of the first round, those of them that were accepted
parts AS (SELECT count(*) FILTER (WHERE milestone = 'assigned'), count(*) FILTER (WHERE milestone = 'accepted') FROM each),
counted AS (SELECT count(*), count(*) FILTER (WHERE flags & (1 << 18) <> 0) FROM fact WHERE jurisdiction = 150200 AND unit = 2)
SELECT (SELECT count(*) FROM (TABLE each EXCEPT TABLE stones) x), (SELECT count(*) FROM (TABLE stones EXCEPT TABLE each) x),
       (SELECT count(*) FROM (TABLE now EXCEPT TABLE tallies) x), (SELECT count(*) FROM (TABLE tallies EXCEPT TABLE now) x),
       (SELECT count(*) FROM (TABLE now EXCEPT TABLE summed) x), (SELECT count(*) FROM (TABLE summed EXCEPT TABLE now) x),
       (SELECT count(*) FROM (TABLE parts EXCEPT TABLE counted) x), (SELECT count(*) FROM each)"""

tap = Tap()
server = Server().init().start()
try:
    server.setup()
    committee = server.client("committee")
    numbers = [server.assigned_case(committee, f"r{i}", "jyj") for i in range(CASES)]
    office = server.client("jyj")
    for number in numbers:
        office.submit(number, "accept", happened_on="2023-06-06")
    before = {n: office.GetCase(case=n).case.version for n in numbers}

    acknowledged, conflicts, other = [], [0], []
    lock = threading.Lock()

    def race(seed):
        client = server.client("jyj")
        for i in range(EACH):
            number = numbers[(seed * 7 + i) % CASES]
            expected = client.GetCase(case=number).case.version if i % 2 else 0
            try:
                answer = client.submit(number, "contact", happened_on="2023-06-07", contact_method="phone",
                                       contact_persons=f"示例{seed}-{i}", expected_version=expected)
                with lock:
                    acknowledged.append((number, answer.version, answer.page, answer.line))
            except Refused as error:
                with lock:
                    if error.reason == "VERSION_CONFLICT":
                        conflicts[0] += 1
                    else:
                        other.append(str(error))
        client.close()

    threads = [threading.Thread(target=race, args=(seed,)) for seed in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    note(f"{len(acknowledged)} acknowledged, {conflicts[0]} version conflicts")
    tap.same(other, [], "nothing but version conflicts was refused")
    tap.same(len(acknowledged) + conflicts[0], CLIENTS * EACH, "every call got an answer")
    for number in numbers:
        versions = sorted(v for n, v, _, _ in acknowledged if n == number)
        tap.same(versions, list(range(before[number] + 1, before[number] + 1 + len(versions))),
                 f"versions of {number} are without gap and without double")
        tap.same(office.GetCase(case=number).case.version, before[number] + len(versions), f"{number} stands at the last version")
    places = [(p, l) for _, _, p, l in acknowledged]
    tap.same(len(set(places)), len(places), "no two answers name the same line")
    tap.ok(max(l for _, l in places) > 1, f"pages held several lines (largest line number {max(l for _, l in places)})")

    auditor = server.client("auditor", timeout=120)
    report = auditor.VerifyLedger()
    tap.ok(report.intact, f"VerifyLedger finds {report.pages} pages and {report.lines} lines intact {report.message}")
    recount = auditor.Recount()
    tap.same([f"{d.table} {d.key}: {d.expected} / {d.found}" for d in recount.differences], [], f"Recount over {recount.rows} rows agrees")
    tap.ok(recount.rows > 100, "Recount compared rows")
    independent = subprocess.run(["/usr/bin/python3", ROOT / "tests/verify_ledger.py", server.conninfo(), "150200"],
                                 capture_output=True, text=True)
    tap.ok(independent.returncode == 0, f"the Python verifier agrees: {independent.stdout.strip()} {independent.stderr.strip()}")
    tap.ok(report.head_hash.hex() in independent.stdout, "both name the same head")
    counted = server.sql(RECOUNT_SQL).split("|")
    tap.same(counted[:7], ["0"] * 7, "an SQL count over the lines equals milestones, facts, their changes and tallies")
    tap.ok(int(counted[7]) > 50, f"it compared {counted[7]} groups")

    # A superuser's change is named.
    def tampered(sql, undo, check, what):
        server.sql(sql)
        tap.ok(check(), what)
        server.sql(undo)

    page, line_no = places[len(places) // 2]
    where = f"jurisdiction = 150200 AND page = {page} AND line_no = {line_no}"

    def verify_names():
        answer = auditor.VerifyLedger()
        return not answer.intact and (answer.bad_page, answer.bad_line) == (page, line_no)

    tampered(f"UPDATE line SET body = replace(body, '示例', '改动') WHERE {where}",
             f"UPDATE line SET body = replace(body, '改动', '示例') WHERE {where}", verify_names, "a changed line is named by VerifyLedger")

    def recount_names(table):
        return any(d.table == table for d in auditor.Recount().differences)

    pick = "(SELECT ctid FROM {} WHERE jurisdiction = 150200 LIMIT 1)"
    tampered(f"UPDATE milestone SET on_date = on_date - 1 WHERE ctid = {pick.format('milestone')}",
             "UPDATE milestone SET on_date = on_date + 1 WHERE ctid = (SELECT ctid FROM milestone WHERE jurisdiction = 150200 ORDER BY xmin::text::bigint DESC LIMIT 1)",
             lambda: recount_names("milestone"), "a changed milestone is named by Recount")
    tampered(f"UPDATE tally SET n = n + 1 WHERE ctid = {pick.format('tally')}",
             "UPDATE tally SET n = n - 1 WHERE ctid = (SELECT ctid FROM tally WHERE jurisdiction = 150200 ORDER BY xmin::text::bigint DESC LIMIT 1)",
             lambda: recount_names("tally"), "a changed tally is named by Recount")
    tampered(f"UPDATE fact SET flags = flags # 2 WHERE ctid = {pick.format('fact')}",
             "UPDATE fact SET flags = flags # 2 WHERE ctid = (SELECT ctid FROM fact WHERE jurisdiction = 150200 ORDER BY xmin::text::bigint DESC LIMIT 1)",
             lambda: recount_names("fact"), "a changed fact is named by Recount")
    tampered(f"UPDATE fact_change SET day = day - 1 WHERE ctid = {pick.format('fact_change')}",
             "UPDATE fact_change SET day = day + 1 WHERE ctid = (SELECT ctid FROM fact_change WHERE jurisdiction = 150200 ORDER BY xmin::text::bigint DESC LIMIT 1)",
             lambda: recount_names("fact_change"), "a changed change of a fact is named by Recount")
    tap.ok(auditor.VerifyLedger().intact and not auditor.Recount().differences, "all is well again afterwards")
    tap.same(server.stop(), 0, "huiyind ends with 0 on SIGTERM")
finally:
    server.close()
tap.done()
