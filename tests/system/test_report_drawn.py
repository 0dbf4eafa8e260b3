#!/usr/bin/python3
"""Every kind of report of one small ledger, as it was looked at: tests/report/drawn has its document and its text, of
some its HTML. HUIYIN_GOLDEN=write draws them anew; then read what changed.
"""
import json
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import BIN, ROOT, Server, Tap, note  # noqa: E402

os.environ.setdefault("LSAN_OPTIONS", f"print_suppressions=0:suppressions={ROOT}/tests/support/leaks.txt")
KEPT = ROOT / "tests/report/drawn"
KINDS = ("supervision", "review", "handling", "key", "promises", "office", "score", "dunning")
HTML = ("supervision_zh", "office_zh", "dunning_en")
tap = Tap()


def small_ledger(server):
    """A dozen proposals that came to every end there is, one request after the other: pages and numbers are the same each time."""
    committee = server.client("committee")
    server.member("zhao", "示例领导赵", title="副主席（示例）")

    def received(number, **fields):
        return f"s{server.new_case(committee, number, received_on='2023-02-13', **fields).case_id}"

    def filed(number, **fields):
        return committee.submit(received(number, **fields), "file", happened_on="2023-02-15").case.case_number

    def assigned(number, day="2023-02-20", leads=None, **fields):
        case = filed(number, **fields)
        committee.submit(case, "assign", happened_on=day, **(leads or {"lead_office": "jyj"}))
        return case

    def answered(number, office, day, letter, promises=(), **fields):
        case = assigned(number, leads={"lead_office": office}, **fields)
        committee.submit(case, "accept", office=office, happened_on="2023-02-22", reason="电话确认")
        committee.submit(case, "contact", office=office, happened_on="2023-03-20", contact_method="visit", contact_persons="示例委员甲", reason="代录")
        committee.submit(case, "answer", office=office, happened_on=day, text="示例答复", document_number=f"示例〔2023〕{number}号", reason="代录",
                         promises=list(promises), **{"class": letter})
        return case

    def evaluated(case, result, attitude="satisfied"):
        committee.submit(case, "evaluate", happened_on="2023-06-12", result=result, attitude=attitude, reason="代录")

    promise = {"text": "年内完成改造（示例）", "measure": "完工", "due_on": "2023-12-29"}
    late = {"text": "五月底前公布名单（示例）", "measure": "公布", "due_on": "2023-05-31"}
    evaluated(answered("1", "jyj", "2023-04-18", "A"), "satisfied")
    evaluated(answered("2", "jyj", "2023-04-25", "B", [promise, late], category="城市建设"), "basically")
    evaluated(answered("3", "czj", "2023-06-08", "C", [promise], category="城市建设", sector="经济界"), "dissatisfied", "basically")
    answered("4", "jtj", "2023-05-10", "D", proposer_kind="joint", proposers=["示例委员甲", "示例委员乙"])
    assigned("5", leads={"lead_office": "czj", "assist_offices": ["jtj"]}, proposer_kind="party", proposers=["示例党派市委会"])
    assigned("6", leads={"separate_offices": ["jyj", "jtj"]}, title="关于一个题目很长、要在表格里折成几行的提案，用来看附件和催办函里的行怎样断开（示例）")
    key = assigned("7", day="2023-06-05", leads={"lead_office": "jtj"})
    committee.submit(key, "choose_key", happened_on="2023-06-06", member="zhao")
    committee.submit(filed("8"), "merge", happened_on="2023-02-21", other_cases=[key])
    committee.submit(received("9"), "redirect", happened_on="2023-02-16", channel="opinion", reason="转作信息（示例）")
    received("10", proposer_kind="committee", category="", sector="")
    committee.close()


def query(server, kind, language):
    page = int(server.sql("SELECT page FROM fold"))
    office = int(server.sql("SELECT office_id FROM fact WHERE unit = 2 ORDER BY office_id LIMIT 1")) if kind == "office" else 0
    asked = {"kind": kind, "page": page, "session": 0, "office": office, "language": language, "rounding": "half_up", "decimals": 2,
             "year": 2023, "serial": 3, "title": "", "as_of": "2023-06-30", "date": "2023-07-03"}
    if kind == "supervision":
        asked["previous"] = {"as_of": "2023-05-31", "page": page, "year": 2023, "serial": 2}
    return asked


def drawn(server, folder):
    """Documents by name, as the server draws them."""
    names, args = [f"{kind}_{language}" for kind in KINDS for language in ("zh", "en")], []
    for name in names:
        (folder / f"{name}.query").write_text(json.dumps(query(server, *name.rsplit("_", 1))))
        args += [folder / f"{name}.query", folder / f"{name}.json"]
    subprocess.run([BIN / "draw_report", server.conninfo(), "150200", *args], check=True)
    return names


def rendered(folder, form, suffix, names):
    args = [path for name in names for path in (folder / f"{name}.json", folder / f"{name}{suffix}")]
    subprocess.run([BIN / "render_report", form, *args], check=True)
    return {f"{name}{suffix}": (folder / f"{name}{suffix}").read_text() for name in names}


def main():
    server = Server().init().start()
    try:
        small_ledger(server.setup())
        folder = server.dir / "drawn"
        folder.mkdir()
        names = drawn(server, folder)
        files = {f"{name}.json": json.dumps(json.loads((folder / f"{name}.json").read_text()), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
                 for name in names}
        files |= rendered(folder, "text", ".txt", names) | rendered(folder, "html", ".html", HTML)
    finally:
        server.close()
    if os.environ.get("HUIYIN_GOLDEN"):
        KEPT.mkdir(exist_ok=True)
        for name, text in files.items():
            (KEPT / name).write_text(text)
        note(f"{len(files)} files written to {KEPT.relative_to(ROOT)}: read what changed before it is committed")
    for name, text in files.items():
        kept = KEPT / name
        if not tap.ok(kept.exists() and kept.read_text() == text, f"{name}: as it was looked at"):
            found = subprocess.run(["diff", "-u", kept, "-"], input=text, capture_output=True, text=True).stdout
            note("\n# ".join(found.splitlines()[:40]))
    tap.same({path.name for path in KEPT.iterdir()} - set(files), set(), "nothing is kept that is not drawn any more")
    tap.done()


main()
