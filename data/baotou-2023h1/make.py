#!/usr/bin/env python3
"""Makes the example year: the CSV files beside this script, the same bytes on every run.

    python3 make.py            writes the files here and checks them
    python3 make.py FOLDER     writes them below FOLDER instead (to compare)

What is real and what is invented: README.md. The figures at the end are counted by replay.py from the files alone.
"""
import csv
import random
import sys
from datetime import date
from pathlib import Path

sys.dont_write_bytecode = True
import real
import replay
import topics
from workdays import DAYS, INDEX, add_months, after, at_or_before

SEED = 20230630
SESSION, NATIONAL_SESSION = "bt2023", "qg135"
NATIONAL_CASE = "20220001"
COMMITTEE = "tiwei"
FILED, NOT_FILED = 382, 8

# code, Chinese, English, 机关代字, lead cases net of returns; in the order offices are printed
OFFICES = (
    ("fgw", "市发展和改革委员会", "Development and Reform Commission", "包发改提字", 34),
    ("jyj", "市教育局", "Education Bureau", "包教字", 46),
    ("gxj", "市工业和信息化局", "Bureau of Industry and Information Technology", "包工信提字", 26),
    ("rsj", "市人力资源和社会保障局", "Bureau of Human Resources and Social Security", "包人社提字", 38),
    ("zrzyj", "市自然资源局", "Bureau of Natural Resources", "包自然资提字", 36),
    ("zjj", "市住房和城乡建设局", "Bureau of Housing and Urban-Rural Development", "包建提字", 58),
    ("jtj", "市交通运输局", "Transport Bureau", "包交提字", 42),
    ("wjw", "市卫生健康委员会", "Health Commission", "包卫健提字", 44),
    ("scjgj", "市市场监督管理局", "Administration for Market Regulation", "包市监提字", 34),
    ("wmb", "市文明办", "Office of Civility (Spiritual Civilization Office)", "包文明办提字", 10),
    ("tsw", "团市委", "Communist Youth League Committee", "包青提字", 7),
    ("sfl", "市妇联", "Women's Federation", "包妇提字", 7),
)
NAME = {row[0]: row[1] for row in OFFICES}
LETTERS = {row[0]: row[3] for row in OFFICES}

PROPOSAL_COLUMNS = ("submission_number session level external_number title proposers proposer_kind sector category "
                    "received_on text").split()
UPDATE_COLUMNS = replay.COLUMNS

PLACES = ("我市", "昆都仑区", "青山区", "东河区", "九原区", "稀土高新区", "石拐区", "土默特右旗", "固阳县",
          "白云鄂博矿区", "达尔罕茂明安联合旗")
SECTORS = ("教育界", "医药卫生界", "经济界", "科学技术界", "农业和农村界", "工商联界", "文化艺术界",
           "社会福利和社会保障界", "少数民族界", "妇联界", "共青团界", "总工会界", "新闻出版界", "特别邀请人士")
STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
MEMBERS = ["示例委员" + STEMS[n % 10] + BRANCHES[n % 12] for n in range(60)]
# Of a hundred proposals, how many are of each kind.
KINDS = (("member", 52), ("joint", 22), ("party", 9), ("organisation", 5), ("sector", 5), ("committee", 4), ("group", 3))

# Grounds for not filing, as the national rules printed on cppcc.gov.cn (2011) have them; titles and texts invented.
UNFILED = (
    ("内容空泛、没有具体建议", "关于进一步搞好各项工作的提案", "希望各部门把各项工作都搞得更好。"),
    ("为本人或亲属解决个人问题", "关于解决亲属工作调动问题的提案", "希望帮助解决亲属的工作调动。"),
    ("进入民事、刑事、行政诉讼以及仲裁程序", "关于某合同纠纷案件处理的提案", "该合同纠纷正由法院审理，希望予以过问。"),
    ("宣传、推介具体作品、产品", "关于推广某品牌保健产品的提案", "希望各单位采购该品牌产品。"),
    ("属于学术研讨", "关于某历史地名读音考证的提案", "就某古地名的读音提出考证意见。"),
    ("指明举报", "关于反映某单位人员问题的提案", "反映某单位某人的具体问题。"),
    ("国家明令禁止", "关于放开某项国家明令禁止经营项目的提案", "希望放开该项经营。"),
    ("民主党派成员反映本组织内部问题", "关于某党派组织内部事务的提案", "反映本组织内部的人员安排。"),
)
# Submission numbers that are not filed.
UNFILED_NUMBERS = (29, 77, 120, 163, 208, 251, 299, 346)

RETURNED = 12
ONE_ASSIST, TWO_ASSISTS, THREE_ASSISTS = 60, 18, 12
OPEN_OVERDUE, OPEN_IN_TIME, ANSWERED_LATE = 9, 10, 27
EVALUATED, CLOSED = 250, 200

OUTCOMES = {
    "fgw": ("协调推进项目", "个"), "jyj": ("受益学校", "所"), "gxj": ("服务企业", "家"), "rsj": ("培训和服务", "人次"),
    "zrzyj": ("完成治理地块", "宗"), "zjj": ("完成改造小区", "个"), "jtj": ("完成改造路段", "公里"),
    "wjw": ("新增服务点", "处"), "scjgj": ("检查经营主体", "户"), "wmb": ("开展活动", "场"), "tsw": ("服务青少年", "人次"),
    "sfl": ("服务家庭", "户"),
}


class Dice:
    """Chance that is the same in every version of Python: only random() is promised to be."""

    def __init__(self, seed):
        self.random = random.Random(seed).random

    def below(self, n):
        return int(self.random() * n)

    def between(self, low, high):
        return low + self.below(high - low + 1)

    def of(self, things):
        return things[self.below(len(things))]

    def shuffled(self, things):
        things = list(things)
        for n in range(len(things) - 1, 0, -1):
            k = self.below(n + 1)
            things[n], things[k] = things[k], things[n]
        return things

    def weighted(self, pairs):
        point = self.below(sum(weight for _, weight in pairs))
        for thing, weight in pairs:
            if point < weight:
                return thing
            point -= weight


class Case:
    """A filed city case: what is decided about it before its updates are written."""

    def __init__(self, index):
        self.index = index  # from 0 in the order of filing
        self.number = f"2023{index + 1:04d}"
        self.real = None
        self.assists = ()
        self.wrong_lead = None  # the office that returned it
        self.fate = "answered"
        self.late = False


dice = Dice(SEED)


# --- what is proposed -------------------------------------------------------------------------------------------

def make_proposers(sector):
    """(names, kind): 示例 names only."""
    kind = dice.weighted(KINDS)
    if kind == "member":
        return dice.of(MEMBERS), kind
    if kind == "joint":
        return "、".join(dice.shuffled(MEMBERS)[: dice.between(2, 6)]), kind
    ordinal = "一二三四五六"[dice.below(6)]
    return {
        "party": f"示例党派{ordinal}市委会",
        "organisation": f"示例人民团体{ordinal}",
        "sector": f"{sector}（示例界别提案）",
        "committee": f"示例专门委员会{ordinal}",
        "group": f"示例委员小组{ordinal}",
    }[kind], kind


def make_subjects():
    """Per office a list of (category, title, text), as many as it leads, no two alike."""
    subjects = {}
    loads = {row[0]: row[4] for row in OFFICES}
    for case in real.CITY:
        loads[case.lead] -= 1
    for office, rows in topics.load().items():
        turns = [dice.shuffled(PLACES) for _ in rows]
        chosen = [(rows[n % len(rows)], turns[n % len(rows)][n // len(rows)]) for n in range(loads[office])]
        subjects[office] = [(row[0], make_title(row, place), make_text(row, place)) for row, place in chosen]
    return subjects


def make_title(row, place):
    return f"关于{row[1]}{place}{row[2]}的提案（示例）"


def make_text(row, place):
    return (f"【示例】情况：就“{row[1]}{row[2]}”，{place}已做了不少工作，与群众期待仍有差距。"
            f"分析：责任分工、资金保障和信息公开还需加强。建议：{row[3]}。")


def make_cases():
    """The 382 cases with office, subject, proposers; the real ones at their places."""
    subjects = make_subjects()
    real_at = {entry.number - 1: entry for entry in real.CITY}
    leads = dice.shuffled(office for office, rows in subjects.items() for _ in rows)
    cases = [Case(index) for index in range(FILED)]
    for case in cases:
        case.sector = dice.of(SECTORS)
        case.real = real_at.get(case.index)
        if case.real:
            case.lead, case.assists = case.real.lead, case.real.assists
            case.category, case.title, case.text = case.real.category, case.real.title, case.real.text
            case.proposers, case.kind, case.sector = "示例提案者", "member", "示例界别"
        else:
            case.lead = leads.pop()
            case.category, case.title, case.text = subjects[case.lead].pop()
            case.proposers, case.kind = make_proposers(case.sector)
    return cases


# --- when, and what becomes of it -------------------------------------------------------------------------------

def spread(first, last, n):
    """n working days between first and last, evenly, in order."""
    low, high = INDEX[at_or_before(first)], INDEX[at_or_before(last)]
    return [DAYS[low + (high - low) * k // max(n - 1, 1)] for k in range(n)]


def set_days(cases):
    """Received, filed and assigned: the session's proposals together, the others one by one (平时提案)."""
    days = (spread(date(2023, 2, 20), date(2023, 3, 10), 200) + spread(date(2023, 3, 13), date(2023, 3, 31), 110)
            + spread(date(2023, 4, 3), date(2023, 5, 30), 72))
    session = spread(date(2023, 1, 9), date(2023, 1, 13), 300)
    filed = spread(date(2023, 1, 16), date(2023, 2, 17), 300)
    for case in cases:
        case.assigned = days[case.index]
        if case.index < 300:
            case.received, case.filed = session[case.index], filed[case.index]
        else:
            case.filed = DAYS[INDEX[case.assigned] - 6]
            case.received = DAYS[INDEX[case.filed] - 5]
        if case.real:
            case.assigned = case.real.assigned


def plain(cases):
    """Invented cases to which nothing special has been given yet."""
    return [c for c in cases if not c.real and not c.assists and not c.wrong_lead and c.fate == "answered" and not c.late]


def choose_fates(cases):
    """Which stay open, are answered late, are returned, and who assists."""
    for case in dice.shuffled(c for c in plain(cases) if c.assigned <= date(2023, 3, 17))[:OPEN_OVERDUE]:
        case.fate = "open"
    for case in dice.shuffled(c for c in plain(cases) if c.assigned >= date(2023, 4, 20))[:OPEN_IN_TIME]:
        case.fate = "open"
    for case in dice.shuffled(c for c in plain(cases) if c.assigned <= date(2023, 3, 10))[:ANSWERED_LATE]:
        case.late = True
    for case in dice.shuffled(c for c in plain(cases) if c.assigned <= date(2023, 3, 31))[:RETURNED]:
        case.wrong_lead = dice.of([row[0] for row in OFFICES[:9] if row[0] != case.lead])
    choose_assists(cases)


def choose_assists(cases):
    """Assist offices for invented cases, so that with the real ones the totals come out."""
    have = [len(c.assists) for c in cases]
    wanted = ([1] * (ONE_ASSIST - have.count(1)) + [2] * (TWO_ASSISTS - have.count(2))
              + [3] * (THREE_ASSISTS - have.count(3)))
    free = dice.shuffled(c for c in cases if not c.real and not c.wrong_lead)
    for case, n in zip(free, wanted):
        others = [row[0] for row in OFFICES if row[0] != case.lead]
        case.assists = tuple(dice.shuffled(others)[:n])


def set_answers(cases):
    """Days of the answers. An answer in time is by the due day, a late one at least six days after, so that no figure
    hangs on how a due day on a weekend is counted."""
    for case in cases:
        case.due = add_months(case.assigned, 3)
        if case.fate == "open":
            continue
        if case.real:
            case.answered = case.real.answered
        elif case.late:
            first = INDEX[at_or_before(case.due)] + 5
            case.answered = DAYS[dice.between(first, min(first + 9, len(DAYS) - 1))]
        else:
            low = INDEX[case.assigned] + (24 if case.wrong_lead else 16)
            high = INDEX[at_or_before(min(case.due, DAYS[-1]))]
            case.answered = DAYS[max(dice.between(low, high), dice.between(low, high))]


# --- the updates ------------------------------------------------------------------------------------------------

class Files:
    """Updates per file, put in the order of their days at the end."""

    def __init__(self):
        self.rows = {}

    def add(self, name, case, verb, day, office, **fields):
        assert day in INDEX, (case, verb, day)
        row = dict.fromkeys(UPDATE_COLUMNS, "")
        row.update(fields, case=case, verb=verb, happened_on=day.isoformat(), office=office)
        self.rows.setdefault(name, []).append(row)

    def sorted_rows(self, name):
        return sorted(self.rows[name], key=lambda row: row["happened_on"])  # stable: a case's steps stay in order


def write_reception(files, cases, proposals):
    for case in cases:
        files.add("1-committee", f"l:{SESSION}/{case.submission}", "file", case.filed, COMMITTEE, case_number=case.number)
        files.add("1-committee", case.number, "assign", case.assigned, COMMITTEE,
                  lead_office=case.wrong_lead or case.lead, assist_offices=";".join(case.assists))
    for number, (reason, _, _) in zip(UNFILED_NUMBERS, UNFILED):
        received = next(date.fromisoformat(p["received_on"]) for p in proposals if p["submission_number"] == str(number))
        files.add("1-committee", f"l:{SESSION}/{number}", "not_file", after(received, 6), COMMITTEE,
                  reason=f"{reason}。已告知提案者，内容另转有关部门参考（示例）")
    entry = real.NATIONAL
    files.add("1-committee", f"l:{NATIONAL_SESSION}/1", "file", date(2023, 1, 4), COMMITTEE, case_number=NATIONAL_CASE)
    files.add("1-committee", NATIONAL_CASE, "assign", entry.assigned, COMMITTEE, lead_office=entry.lead)


def write_return(files, case):
    """退办 within five working days, then another lead office. Returns the day of the second assignment."""
    returned = after(case.assigned, dice.between(1, 4))
    again = after(returned, dice.between(2, 5))
    files.add(f"2-{case.wrong_lead}", case.number, "return", returned, case.wrong_lead,
              reason=f"所提事项不属于本单位职责，建议改由{NAME[case.lead]}主办（示例）")
    files.add("3-committee", case.number, "assign", again, COMMITTEE, lead_office=case.lead)
    return again


def write_contacts(files, name, case, accepted, last):
    """One contact, sometimes two, between acceptance and last."""
    room = INDEX[last] - INDEX[accepted]
    day = after(accepted, min(dice.between(3, 20), max(room, 0)))
    method, persons = dice.of(("visit", "meeting", "site", "phone", "letter")), "、".join(case.proposers.split("、")[:3])
    if case.real:
        method, persons = case.real.contact
    files.add(name, case.number, "contact", day, case.lead, contact_method=method, contact_persons=persons)
    if not case.real and dice.below(6) == 0 and INDEX[last] - INDEX[day] > 6:
        files.add(name, case.number, "contact", after(day, 5), case.lead, contact_method="phone", contact_persons=persons)


def outcome_text(case, day):
    """outcomes cell: text|number|unit|on, joined by ;"""
    if case.real:
        parts = [(t, n, u, (on or day).isoformat()) for t, n, u, on in case.real.outcomes]
    else:
        text, unit = OUTCOMES[case.lead]
        parts = [(text + "（示例）", str(dice.between(2, 60)), unit, day.isoformat())]
    return ";".join("|".join(part) for part in parts)


def promise_of(case, result):
    """promises cell: text|measure|due. B is to be done within the year, C within the next."""
    what = f"落实第{case.number}号提案所提建议（示例）"
    return f"{what}|以办理情况书面报告为准（示例）|{'2023-12-29' if result == 'B' else '2024-12-31'}"


def write_answer(files, name, case):
    result = dice.weighted((("A", 56), ("B", 28), ("C", 10), ("D", 6)))
    if case.real:
        result = "B" if case.real.number == 17 else "A"
        text = case.real.answer
    else:
        text = (f"关于第{case.number}号提案的答复（示例）：感谢对{case.category}工作的关心。所提建议已逐条研究，"
                + {"A": "现已办理完毕。", "B": "正在推进，年内完成。", "C": "已列入计划，逐步解决。", "D": "因条件所限，留作参考，特此说明。"}[result])
    case.outcome = "with" if result in "AB" and dice.below(8) == 0 else "after" if result in "AB" and dice.below(6) == 0 else ""
    fields = {"outcomes": outcome_text(case, case.answered)} if case.outcome == "with" and not case.real else {}
    case.result = result
    if result in replay.PROMISING:
        fields["promises"] = promise_of(case, result)
    files.add(name, case.number, "answer", case.answered, case.lead, **{"class": result}, document_number="?", text=text,
              **fields)
    recorded = case.real.recorded if case.real else after(case.answered, dice.between(3, 12))
    if case.real or case.outcome == "after":
        files.add(name, case.number, "add_outcome", recorded, case.lead, outcomes=outcome_text(case, recorded))
    case.settled = recorded if case.real or case.outcome == "after" else case.answered


def write_lead(files, case):
    start, name = case.assigned, f"2-{case.lead}"
    if case.wrong_lead:
        start, name = write_return(files, case), f"4-{case.lead}"
    if case.fate == "open" and case.step == "assigned":
        return
    accepted = after(start, dice.between(1, 4))
    files.add(name, case.number, "accept", accepted, case.lead)
    if case.fate == "open" and case.step == "accepted":
        return
    write_contacts(files, name, case, accepted, DAYS[INDEX[case.answered] - 2] if case.fate == "answered" else DAYS[-1])
    if case.fate == "answered":
        # The answer waits for the opinions of round 2, so it belongs to a later round.
        write_answer(files, f"4-{case.lead}" if case.assists else name, case)


def opinion_day(case, accepted, late):
    """Between acceptance and the answer; within two months, or at least six days after when late."""
    last = DAYS[INDEX[case.answered] - 2] if case.fate == "answered" else DAYS[-1]
    due = at_or_before(min(add_months(case.assigned, 2), DAYS[-1]))
    low, high = INDEX[accepted] + 3, min(INDEX[due], INDEX[last])
    if late:
        low, high = INDEX[due] + 5, INDEX[last]
    return DAYS[dice.between(low, max(low, min(high, low + 18)))]


def write_assists(files, cases):
    """Every assist office accepts; a few opinions are late, a few missing. Only on cases that leave room for it."""
    pairs = [(c, office) for c in cases for office in c.assists]
    invented = [(c, o) for c, o in dice.shuffled(pairs) if not c.real]
    slow = [(c, o) for c, o in invented if c.fate == "answered"
            and INDEX[c.answered] - INDEX[at_or_before(min(add_months(c.assigned, 2), DAYS[-1]))] > 10]
    late = set(slow[:8])
    missing = set([p for p in invented if p[0].fate == "open"][:4])
    for case, office in pairs:
        accepted = after(case.assigned, dice.between(1, 4))
        files.add(f"2-{office}", case.number, "accept", accepted, office)
        if (case, office) in missing:
            continue
        day = opinion_day(case, accepted, (case, office) in late)
        text = f"关于第{case.number}号提案的会办意见（示例）：涉及本单位的建议可行，将配合{NAME[case.lead]}办理。"
        files.add(f"2-{office}", case.number, "give_opinion", day, office, document_number="?", text=text)


def write_national(files):
    entry, name = real.NATIONAL, f"2-{real.NATIONAL.lead}"
    files.add(name, NATIONAL_CASE, "accept", after(entry.assigned, 2), entry.lead)
    files.add(name, NATIONAL_CASE, "contact", after(entry.assigned, 20), entry.lead, contact_method=entry.contact[0],
              contact_persons=entry.contact[1])
    files.add(name, NATIONAL_CASE, "answer", entry.answered, entry.lead, **{"class": "B"}, document_number="?",
              text=entry.answer, promises="落实第20220001号提案答复所列事项（示例）|以办理情况书面报告为准（示例）|2023-12-29")


def write_evaluations(files, cases):
    """Evaluation by paper form, entered by the committee. None for the real cases: nothing is known of their marks."""
    ready = [c for c in cases if c.fate == "answered" and not c.real and INDEX[c.settled] + 4 < len(DAYS)]
    ready = sorted(dice.shuffled(ready)[:EVALUATED], key=lambda c: c.index)
    done = []
    for case in ready:
        attitude = dice.weighted((("satisfied", 88), ("basically", 10), ("dissatisfied", 2)))
        result = dice.weighted((("satisfied", 76), ("basically", 18), ("dissatisfied", 6)))
        day = after(case.settled, dice.between(2, 12))
        files.add("5-committee", case.number, "evaluate", day, COMMITTEE, attitude=attitude, result=result)
        if result != "dissatisfied":
            done.append((case, day))
    # Those without a promise first; of the others as many as are needed had their promise kept early.
    done = [d for d in dice.shuffled(done) if INDEX[d[1]] + 5 < len(DAYS) or d[0].result not in replay.PROMISING]
    done.sort(key=lambda d: d[0].result in replay.PROMISING)
    for case, day in done[:CLOSED]:
        if case.result in replay.PROMISING:
            day = after(day, dice.between(1, 3))
            files.add("5-committee", case.number, "keep", day, COMMITTEE, item="1")
        files.add("5-committee", case.number, "close", after(day, dice.between(0, 5)), COMMITTEE)


def number_documents(files):
    """文号: one series per office in the order of days; opinions go as letters (函)."""
    for office, letters in LETTERS.items():
        count = {"answer": 0, "give_opinion": 0}
        rows = [row for name in (f"2-{office}", f"4-{office}") if name in files.rows for row in files.rows[name]]
        for row in sorted(rows, key=lambda r: (r["happened_on"], r["case"])):
            if row["document_number"]:
                count[row["verb"]] += 1
                series = letters if row["verb"] == "answer" else letters.removesuffix("字") + "函"
                row["document_number"] = f"{series}〔2023〕{count[row['verb']]}号（示例）"


# --- the files --------------------------------------------------------------------------------------------------

def make_proposals(cases):
    """Rows of proposals.csv; gives every case its submission number."""
    rows, queue = [], list(cases)
    unfiled = dict(zip(UNFILED_NUMBERS, UNFILED))
    received = cases[0].received
    for number in range(1, FILED + NOT_FILED + 1):
        row = {"submission_number": str(number), "session": SESSION, "level": "city", "external_number": ""}
        if number in unfiled:
            _, title, text = unfiled[number]
            row.update(title=title + "（示例）", text="【示例】" + text, proposers=dice.of(MEMBERS), proposer_kind="member",
                       sector=dice.of(SECTORS), category="其他")
        else:
            case = queue.pop(0)
            case.submission, received = number, case.received
            row.update(title=case.title, text=case.text, proposers=case.proposers, proposer_kind=case.kind,
                       sector=case.sector, category=case.category)
        row["received_on"] = received.isoformat()
        rows.append(row)
    entry = real.NATIONAL
    rows.append({
        "submission_number": "1", "session": NATIONAL_SESSION, "level": "national", "external_number": "示例-0001",
        "title": entry.title, "text": entry.text, "proposers": "示例提案者", "proposer_kind": "member",
        "sector": "示例界别", "category": entry.category, "received_on": "2023-01-03",
    })
    return rows


def write_csv(path, columns, rows):
    """UTF-8 with BOM and CRLF, which WPS and Excel open as they should."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(columns)
        writer.writerows([row[column] for column in columns] for row in rows)


def write_directory(folder):
    offices = [dict(code=c, name_zh=zh, name_en=en, position=str(n)) for n, (c, zh, en, _, _) in enumerate(OFFICES, 1)]
    offices.append(dict(code=COMMITTEE, name_zh="市政协提案委员会", name_en="Proposals Committee of the city CPPCC",
                        position=str(len(offices) + 1)))
    write_csv(folder / "offices.csv", ("code", "name_zh", "name_en", "position"), offices)
    sessions = (
        dict(code=SESSION, name_zh="包头市政协2023年全体会议（示例）", name_en="Baotou CPPCC, 2023 session (example)",
             starts_on="2023-01-09", level="city"),
        dict(code=NATIONAL_SESSION, name_zh="全国政协十三届五次会议", name_en="Fifth session of the 13th CPPCC National Committee",
             starts_on="2022-03-04", level="national"),
    )
    write_csv(folder / "sessions.csv", ("code", "name_zh", "name_en", "starts_on", "level"), sessions)


def set_open_steps(cases):
    """How far the open ones got: two not yet accepted, five only accepted, the others contacted."""
    unanswered = sorted((c for c in cases if c.fate == "open"), key=lambda c: c.assigned, reverse=True)
    for n, case in enumerate(unanswered):
        case.step = "assigned" if n < 2 else "accepted" if n < 7 else "contacted"


def main(folder):
    cases = make_cases()
    set_days(cases)
    choose_fates(cases)
    set_answers(cases)
    set_open_steps(cases)
    proposals = make_proposals(cases)
    files = Files()
    write_reception(files, cases, proposals)
    for case in cases:
        write_lead(files, case)
    write_assists(files, cases)
    write_national(files)
    write_evaluations(files, cases)
    number_documents(files)
    write_directory(folder)
    write_csv(folder / "proposals.csv", PROPOSAL_COLUMNS, proposals)
    for name in sorted(files.rows):
        write_csv(folder / "updates" / f"{name}.csv", UPDATE_COLUMNS, files.sorted_rows(name))
    replay.check(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent)
