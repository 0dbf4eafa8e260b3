#!/usr/bin/python3
"""The round trip of an office: todo as a workbook, filled in by openpyxl as a clerk would in Excel, imported: fifty answers
in one go, a conflict where the case has moved on since, and twice the same counts once."""
import datetime
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import openpyxl  # noqa: E402
import sheets  # noqa: E402
from harness import Server, Tap, note  # noqa: E402

tap = Tap()
server = Server().init().start()
N = 50


def file(name):
    return str(server.dir / name)


def data(who, *args, code=0):
    done = server.cli(who, *[str(a) for a in args], "-o", "json")
    if done.returncode != code:
        tap.ok(False, f"{args}: exit {done.returncode}, wanted {code}")
        note(done.stdout[-1500:] + done.stderr[-1500:])
    return json.loads(done.stdout)


def columns(page):
    """Row of the headings, and column by heading."""
    for row in page.iter_rows():
        names = {cell.value: cell.column for cell in row if cell.value}
        if "案号" in names:
            return row[0].row, names
    raise KeyError("案号")


try:
    server.setup()
    committee, clerk = server.client("committee"), server.client("jyj")
    numbers = [server.assigned_case(committee, f"n{i:02}", "jyj") for i in range(N)]
    server.assigned_case(committee, "other", "jtj")

    # ---- Out
    done = server.cli("jyj", "todo", "--out", file("待办.xlsx"))
    tap.same(done.returncode, 0, "todo writes a workbook")
    book = openpyxl.load_workbook(file("待办.xlsx"))
    page = book.worksheets[0]
    top, place = columns(page)
    rows = {page.cell(row, place["案号"]).value: row for row in range(top + 1, page.max_row + 1) if page.cell(row, place["案号"]).value}
    tap.same(sorted(rows), sorted(numbers), "a row for each case of the office, each once")
    tap.same({page.cell(row, place["版本"]).value for row in rows.values()}, {3}, "with its version")
    lists = {str(v.sqref): v.formula1 for v in page.data_validations.dataValidation}
    tap.ok(any("A,B,C,D" in text for text in lists.values()) and any("上门走访" in text for text in lists.values()) and any("摘要公开" in text for text in lists.values()),
           "classes, methods and publication drop down")
    out = data("jyj", "import", file("待办.xlsx"))
    tap.same((out["would_store"], out["left_out"]), (0, N), "unfilled it asks for nothing")

    # ---- Filled in
    for i, number in enumerate(numbers):
        row = rows[number]
        page.cell(row, place["签收日期"]).value = datetime.date(2023, 6, 6)
        page.cell(row, place["见面日期"]).value = "2023年6月9日"
        page.cell(row, place["见面方式"]).value = "上门走访"
        page.cell(row, place["见面人员"]).value = "示例委员甲"
        page.cell(row, place["答复日期"]).value = ["2023-06-20", "2023.6.20", "二〇二三年六月二十日", 45097][i % 4]
        page.cell(row, place["文号"]).value = f"示例函[2023]{i + 1}号"
        page.cell(row, place["办理结果"]).value = ["A", "Ｂ类", "a"][i % 3]
        page.cell(row, place["答复内容"]).value = f"第{i}件：\n一、已经办理；二、继续办理。"
        page.cell(row, place["签发人"]).value = "示例局长"
        page.cell(row, place["公开属性"]).value = "全文公开"
        if i % 3 == 1:
            page.cell(row, place["承诺事项"]).value = "新增车位200个；分两批|三批"
            page.cell(row, place["衡量办法"]).value = "竣工验收"
            page.cell(row, place["完成时限"]).value = datetime.date(2023, 12, 31)
    book.save(file("填好.xlsx"))
    moved = numbers[7]
    clerk.submit(moved, "accept", happened_on="2023-06-07")
    clerk.close()

    # ---- Wrong days: the cell and the column are named
    wrong = ((numbers[1], "答复日期", "2023-02-30", "DATE_IMPOSSIBLE"), (numbers[2], "签收日期", "2024-01-01", "DATE_IN_FUTURE"))
    usual = [page.cell(rows[number], place[name]).value for number, name, _, _ in wrong]
    for number, name, day, _ in wrong:
        page.cell(rows[number], place[name]).value = day
    book.save(file("错日期.xlsx"))
    found = {e["cell"]: e for e in data("jyj", "import", file("错日期.xlsx"), code=1)["errors"]}
    for number, name, _, reason in wrong:
        at = page.cell(rows[number], place[name]).coordinate
        tap.same(found.get(at, {}).get("reason"), reason, f"{reason} stands at the cell of the day, {at}")
    tap.ok(any(e["message"].startswith("答复日期「2023-02-30」") for e in found.values()), "the column has the name people know")
    for (number, name, _, _), day in zip(wrong, usual):
        page.cell(rows[number], place[name]).value = day

    out = data("jyj", "import", file("填好.xlsx"), "--yes", code=1)
    tap.same([(e["line"], e["reason"]) for e in out["errors"]], [(rows[moved], "VERSION_CONFLICT")], "a case that moved on since is a conflict, in its row")
    tap.same((out["would_store"], out["wrong"]), (N - 1, 1), "nothing was stored for it")
    back = sheets.read(out["result"])
    said = {row[0]: row[-2:] for row in back if row[0] in rows}
    tap.same((said[moved][0], said[numbers[0]][0]), ("有错", "可以写入"), "the sheet comes back and says so")
    tap.same(committee.GetCase(case=numbers[0]).case.version, 3, "one conflict stores nothing")
    out = data("jyj", "import", file("填好.xlsx"), "--yes", "--partial", code=7)
    tap.same((out["stored"], out["wrong"]), (N - 1, 1), "--partial stores the forty-nine others in one go")
    case = committee.GetCase(case=numbers[4]).case
    part = case.assignments[0]
    tap.same((part.accepted_on, part.contacted_on, part.answered_on, part.document_number, getattr(part, "class")),
             ("2023-06-06", "2023-06-09", "2023-06-20", "示例函〔2023〕5号", "B"), "accepted, met and answered with what the sheet says")
    promise = [i for i in case.items if i.kind == 3][0] if [i for i in case.items if i.kind == 3] else None
    tap.ok(promise and promise.text == "新增车位200个；分两批｜三批" and promise.due_on == "2023-12-31", "the promise with its day")
    answered = [committee.GetCase(case=n).case.assignments[0].answered_on for n in numbers]
    tap.same((answered.count("2023-06-20"), answered.count("")), (N - 1, 1), "every spelling of the day is the same day")
    versions = [committee.GetCase(case=n).case.version for n in numbers]

    # ---- Again, and the corrected rest
    out = data("jyj", "import", file("填好.xlsx"), "--yes", code=1)
    tap.same((out["already_stored"], out["wrong"]), (N - 1, 1), "the same sheet again knows what is stored")
    tap.same([committee.GetCase(case=n).case.version for n in numbers], versions, "and counts nothing twice")
    page.cell(rows[moved], place["版本"]).value = 4
    page.cell(rows[moved], place["签收日期"]).value = None
    book.save(file("填好.xlsx"))
    out = data("jyj", "import", file("填好.xlsx"), "--yes")
    tap.same((out["stored"], out["already_stored"], out["wrong"]), (1, N - 1, 0), "the corrected row is stored")
    tap.same(committee.GetCase(case=moved).case.assignments[0].answered_on, "2023-06-20", "all fifty are answered")

    # ---- Who may not
    out = data("jtj", "import", file("填好.xlsx"), "--yes", code=1)
    tap.same((out["wrong"], {e["reason"] for e in out["errors"]}), (N, {"CASE_NOT_FOUND"}), "another office can do nothing with the sheet")
    done = server.cli("leader", "import", file("填好.xlsx"), "--yes")
    tap.ok(done.returncode != 0, "a reader cannot import")
finally:
    server.close()
tap.done()
