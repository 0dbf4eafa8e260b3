#!/usr/bin/python3
"""A list of proposals imported again: grown, changed, after the server died in the middle of storing it."""
import json
import pathlib
import subprocess
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import sheets  # noqa: E402
from harness import Server, Tap, note, wait_for  # noqa: E402

tap = Tap()
server = Server().init().start()
HEAD = ["流水号", "案由", "提案者", "界别", "类别", "收到日期", "正文"]
CONSTANTS = ("--set", "session=14-2", "--set", "level=city")
MANY = 600  # rows: more than the pages that are under way at a time
HANDLED = 30  # cases of a sheet of handling
HOLD = 77   # number of the database's lock that stops the server in the middle


def file(name):
    return str(server.dir / name)


def rows(first, last, letter="R"):
    return [[f"{letter}{i}", f"关于第{i}件的提案（示例）", "示例委员甲、示例委员乙", "教育界", "教育", "2023-05-04", f"正文 {i}"] for i in range(first, last + 1)]


def made(name, rows):
    return sheets.made([HEAD, *rows], file(name))


def run(*args, code=0):
    done = server.cli("committee", "import", *args)
    if done.returncode != code:
        tap.ok(False, " ".join(args))
        note(f"exit {done.returncode}, wanted {code}: {done.stdout[-1500:]} {done.stderr[-1500:]}")
    return done


def data(*args, code=0):
    return json.loads(run(*args, *CONSTANTS, "-o", "json", code=code).stdout)


def stored(letter):
    return int(server.sql(f"SELECT count(*) FROM \"case\" WHERE submission_number LIKE '{letter}%'"))


class Held:
    """The server gets no further than its next page but one, until it is let go."""

    def __enter__(self):
        page = server.sql("SELECT max(page) FROM page")
        server.sql(f"CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.page > {page} + 1 THEN PERFORM pg_advisory_lock({HOLD}); END IF; RETURN NEW; END $$;"
                   " CREATE TRIGGER hold BEFORE INSERT ON page FOR EACH ROW EXECUTE FUNCTION hold()")
        self.holder = subprocess.Popen(["psql", "-XAtq", server.conninfo()], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.holder.stdin.write(f"SELECT pg_advisory_lock({HOLD}); SELECT 'held';\n")
        self.holder.stdin.flush()
        wait_for(lambda: "held" in self.holder.stdout.readline(), "the lock")
        return self

    def waits(self):
        return server.sql(f"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = {HOLD} AND NOT granted") != "0"

    def __exit__(self, *_):
        server.sql(f"SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = {HOLD} AND NOT granted")
        self.holder.stdin.close()
        self.holder.wait()
        server.sql("DROP TRIGGER hold ON page; DROP FUNCTION hold()")


try:
    server.setup()
    committee = server.client("committee")

    # ---- A list that has grown
    out = data(made("清单.xlsx", rows(1, 30)), "--yes")
    tap.same((out["stored"], out["already_stored"]), (30, 0), "a list is stored")
    path = made("清单.xlsx", rows(1, 35))
    out = data(path)
    tap.same((out["would_store"], out["already_stored"], out["wrong"], out["errors"]), (5, 30, 0, []), "grown, what it says anew is to be stored, the rest is there")
    out = data(path, "--yes")
    tap.same((out["stored"], out["already_stored"], stored("R")), (5, 30, 35), "and stored is only that")
    out = data(path, "--yes")
    tap.same((out["would_store"], out["already_stored"], stored("R")), (0, 35, 35), "again, all of it is there")
    changed = rows(1, 37)
    changed[2][1] = "关于别的事的提案（示例）"
    changed[4][6] = "别的正文"
    path = made("清单.xlsx", changed)
    out = data(path, "--yes", code=1)
    tap.same([(e["cell"], e["reason"]) for e in out["errors"]], [("B4", "SUBMISSION_NUMBER_TAKEN"), ("G6", "SUBMISSION_NUMBER_TAKEN")], "what was changed since is an error, with the cell that was")
    tap.ok("不同：案由" in out["errors"][0]["message"], "and in words")
    tap.same((out["would_store"], out["already_stored"], stored("R")), (2, 33, 35), "which keeps the file out")
    out = data(path, "--yes", "--partial", code=7)
    tap.same((out["stored"], out["already_stored"], out["wrong"], stored("R")), (2, 33, 2, 37), "but for --partial")

    # ---- The server dies in the middle
    path = made("很多.xlsx", rows(1, MANY, "K"))
    with Held() as held:
        done = []
        importing = threading.Thread(target=lambda: done.append(server.cli("committee", "import", path, *CONSTANTS, "--yes", "-o", "json", timeout=300)))
        importing.start()
        wait_for(held.waits, "the server in the middle of the import", 120)
        server.kill9()
        importing.join()
    out = json.loads(done[0].stdout)
    tap.same((done[0].returncode, out["stored"], out["unanswered"]), (6, 0, MANY), "no row was answered, and so it is told")
    tap.ok("可能已经写入" in done[0].stderr and "再导入一次" in done[0].stderr, "with what may be stored, and what to do")
    server.start()
    before = stored("K")
    tap.ok(0 < before < MANY, f"{before} of {MANY} are stored")
    out = data(path, "--yes")
    tap.same((out["stored"], out["already_stored"], out["wrong"], stored("K")), (MANY - before, before, 0, MANY), "the same file again stores the others, and counts both rightly")

    # ---- The same with what happened to cases
    numbers = [server.assigned_case(committee, f"A{i}", "jyj") for i in range(HANDLED)]
    path = sheets.made([["案号", "主办单位", "签收日期"], *[[number, "jyj", "2023-06-06"] for number in numbers]], file("办理.xlsx"))
    with Held() as held:
        done = []
        importing = threading.Thread(target=lambda: done.append(server.cli("committee", "import", path, "--yes", "--parallel", "4", "-o", "json", timeout=300)))
        importing.start()
        wait_for(held.waits, "the server in the middle of the import", 120)
        server.kill9()
        importing.join()
    out = json.loads(done[0].stdout)
    tap.same((out["stored"] + out["unanswered"], out["wrong"]), (HANDLED, 0), f"{out['stored']} answered, the others told as such, none as wrong")
    tap.ok(out["unanswered"] > 0 and "再导入一次" in done[0].stderr, "and what to do")
    server.start()
    out = data(path, "--yes")
    accepted = sum(bool(committee.GetCase(case=number).case.assignments[0].accepted_on) for number in numbers)
    tap.same((out["stored"] + out["already_stored"], out["wrong"], accepted), (HANDLED, 0, HANDLED), "the same file again stores the others")
    tap.same({len(committee.ListUpdates(case=number).updates) for number in numbers}, {4}, "and nothing twice")
    tap.ok(server.log_tail().count("ERROR") == 0, "the server has nothing to complain of")
finally:
    server.close()
tap.done()
