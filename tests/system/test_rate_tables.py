#!/usr/bin/python3
"""Tables of rates: every breakdown, several rates beside each other, filters, comparison, rounding, pages of the past with
the names of then, trends, and the list behind each figure. A small year that one can count by hand."""
import decimal
import pathlib
import sys
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import Server, Tap, common_pb2 as c, note, rate_service_pb2 as r  # noqa: E402

OFFICES = ("jyj", "czj", "jtj")
tap = Tap()
server = Server().init().start()


def request(client, method, **fields):
    return getattr(client, method)(request_id=str(uuid.uuid4()), **fields)


try:
    server.setup(OFFICES)
    operator, committee, jyj = (server.client(who) for who in ("operator", "committee", "jyj"))
    for code, name, sector in (("li", "示例委员李", "经济界"), ("zhao", "示例委员赵", "经济界")):
        server.member(code, name, sector=sector)
    server.member("chen", "示例市领导陈", kind="leader")
    request(operator, "CreateMember", member={"code": "old", "name": "示例前委员", "kind": "member", "valid_until": "2022-12-31"})
    request(operator, "CreateSession", session={"code": "14-1", "name_zh": "第一次会议（示例）", "starts_on": "2022-02-10",
                                                "level": c.LEVEL_CITY})

    def case(number, day="2023-05-08", **fields):
        name = f"s{server.new_case(committee, number, received_on=fields.pop('received_on', '2023-05-05'), **fields).case_id}"
        return committee.submit(name, "file", happened_on=day, reason="补录").case.case_number

    def handled(number, office, class_="A", answered="2023-06-20", **fields):
        name = case(number, **fields)
        committee.submit(name, "assign", lead_office=office, happened_on="2023-05-08", reason="补录")
        if answered:
            committee.submit(name, "accept", office=office, happened_on="2023-05-09", reason="补录")
            promises = [{"text": "年内完成（示例）", "measure": "以验收为准", "due_on": "2023-07-01"}] if class_ != "A" else []
            committee.submit(name, "answer", office=office, happened_on=answered, text="示例", document_number="示例〔2023〕1号",
                             promises=promises, reason="补录", **{"class": class_})
        return name

    def figures(row):
        return {figure.rate: (figure.numerator, figure.denominator) for figure in row.figures}

    def groups(group, rate="answer", **fields):
        answer = committee.GetRates(group_by=group, rates=[rate], **fields)
        return {row.group: (row.numerator, row.denominator) for row in answer.rows}

    first = handled("t1", "jyj", category="教育", proposer_members=["wang"], proposers=["示例委员王"])
    second = handled("t2", "jyj", "B", category="城建", sector="经济界", proposer_members=["li"], proposers=["示例委员李"])
    third = handled("t3", "czj", answered="", category="城建", sector="经济界", proposer_kind="committee", proposers=["示例专委会"])
    fourth = handled("t4", "jtj", answered="", category="", proposer_kind="party", proposers=["示例党派"], received_on="2023-04-03")
    last_year = handled("t5", "jyj", session="14-1", category="教育")
    committee.submit(first, "evaluate", attitude="satisfied", result="satisfied", happened_on="2023-06-26", reason="补录")
    committee.submit(third, "choose_key", member="chen", happened_on="2023-06-01", reason="补录")
    before = committee.GetRates().page

    note("Breakdowns")
    tap.same(groups(r.RATE_GROUP_OFFICE), {"jyj": (3, 3), "czj": (0, 1), "jtj": (0, 1)}, "by office")
    tap.same(groups(r.RATE_GROUP_ROLE), {"lead": (3, 5)}, "by role")
    tap.same(groups(r.RATE_GROUP_CATEGORY), {"教育": (2, 2), "城建": (1, 2), "-": (0, 1)}, "by category, those without one last")
    tap.same([row.group for row in committee.GetRates(group_by=r.RATE_GROUP_CATEGORY).rows][-1], "-", "indeed last")
    tap.same(groups(r.RATE_GROUP_SECTOR), {"教育界": (2, 3), "经济界": (1, 2)}, "by sector")
    tap.same(groups(r.RATE_GROUP_PROPOSER_KIND), {"member": (3, 3), "party": (0, 1), "committee": (0, 1)}, "by kind of proposer")
    tap.same(groups(r.RATE_GROUP_COMMITTEE), {"示例专委会": (0, 1)}, "by committee")
    tap.same(groups(r.RATE_GROUP_SESSION), {"14-1": (1, 1), "14-2": (2, 4)}, "by session")
    tap.same(groups(r.RATE_GROUP_LEVEL), {"city": (3, 5)}, "by level")
    tap.same(groups(r.RATE_GROUP_CLASS), {"A": (2, 2), "B": (1, 1)}, "by class of the answer")
    tap.same(groups(r.RATE_GROUP_LEADER), {"chen": (0, 1)}, "by who leads the key proposal")
    tap.same(groups(r.RATE_GROUP_MONTH), {"2023-05": (3, 5)}, "by month of assignment")
    labels = {row.group: row.group_label for group in (r.RATE_GROUP_ROLE, r.RATE_GROUP_LEADER, r.RATE_GROUP_SESSION, r.RATE_GROUP_PROPOSER_KIND)
              for row in committee.GetRates(group_by=group).rows}
    tap.same((labels["lead"], labels["chen"], labels["14-2"], labels["party"]), ("主办", "示例市领导陈", "第二次会议（示例）", "党派提案"),
             "groups are called by their names")

    note("Filters")
    total = lambda **fields: (lambda row: (row.numerator, row.denominator))(committee.GetRates(**fields).total)  # noqa: E731
    for wanted, what, filter_ in (((3, 3), "an office's parts", {"office": "jyj"}), ((2, 2), "a category", {"category": "教育"}),
                                  ((0, 1), "what has no category", {"category": "-"}), ((1, 2), "a sector", {"sector": "经济界"}),
                                  ((0, 1), "a kind of proposer", {"proposer_kind": "party"}), ((0, 1), "a committee", {"committee": "示例专委会"}),
                                  ((1, 1), "a class", {"class": "B"}), ((0, 1), "a leader", {"leader": "chen"}),
                                  ((0, 1), "key proposals", {"key_only": True}), ((0, 0), "another level", {"level": c.LEVEL_COUNTY}),
                                  ((1, 1), "two at once", {"category": "城建", "class": "B"})):
        tap.same(total(filter=filter_), wanted, f"filtered by {what}")
    tap.same(total(session="14-1"), (1, 1), "of a session")

    note("Several rates")
    codes = ["filing", "answer", "satisfaction", "class_solved", "promises_kept", "participation", "overdue", "opinion"]
    answer = committee.GetRates(rates=codes, group_by=r.RATE_GROUP_OFFICE)
    tap.same([d.code for d in answer.definitions], codes, "their definitions come with them")
    tap.same([f.rate for f in answer.total.figures], codes, "in the order asked for")
    tap.same(figures(answer.total), {"filing": (5, 5), "answer": (3, 5), "satisfaction": (1, 1), "class_solved": (2, 3),
                                     "promises_kept": (0, 1), "participation": (2, 3), "overdue": (0, 5), "opinion": (0, 0)}, "and are so")
    tap.same(groups(r.RATE_GROUP_SECTOR, "participation"), {"教育界": (0, 0), "经济界": (1, 2), "-": (1, 1)},
             "members by their own sector: one of two of 经济界")
    tap.same(figures(committee.GetRates(rates=["participation"], as_of="2023-05-07").total), {"participation": (0, 3)},
             "nobody had a case filed before the 8th")
    worst = committee.GetRates(group_by=r.RATE_GROUP_OFFICE, rates=["answer"], worst_first=True)
    tap.same([row.office.code for row in worst.rows], ["czj", "jtj", "jyj"], "the worst first, equal ones in official order")
    tap.same([row.office.code for row in committee.GetRates(group_by=r.RATE_GROUP_OFFICE).rows], list(OFFICES), "else the official order")
    known = {d.code: d for d in jyj.ListRateDefinitions().definitions}
    tap.ok({"answer", "filing", "opinion", "participation"} <= set(known) and known["answer"].label == "答复率"
           and known["participation"].unit == "member", "the definitions are listed for everybody")
    tap.refused("FIELD_UNKNOWN_VALUE", "a rate nobody defined", committee.GetRates, rates=["nonsense"])
    tap.same(len(committee.GetRates(rates=["answer"] * 24).total.figures), 24, "24 rates fit one table")
    tap.refused("FIELD_TOO_MANY", "a 25th does not", committee.GetRates, rates=["answer"] * 25)

    note("Rounding")
    percent = lambda **fields: committee.GetRates(rates=["class_solved"], **fields).total.figures[0].percent  # noqa: E731
    tap.same((percent(), percent(rounding=r.ROUNDING_TRUNCATE), percent(decimals=0), percent(decimals=4)), ("66.67", "66.66", "67", "66.6667"),
             "two of three: half up, cut off, without and with four decimals")
    shares = committee.GetRates(rates=["class_solved", "class_in_progress", "class_planned", "class_reference"], rounding=r.ROUNDING_SUM_100, decimals=0)
    tap.same(sum(int(f.percent) for f in shares.total.figures), 100, "shares add up to 100 where that is asked for")
    tap.same([committee.GetRates(**fields).rounding for fields in ({}, {"rounding": r.ROUNDING_TRUNCATE, "decimals": 0})] + [shares.rounding],
             ["四舍五入，保留两位小数", "直接舍去小数，取整数", "四舍五入，取整数，占比调整为合计100%"], "the rule is told, the usual one too")
    tap.same(percent(rounding=r.ROUNDING_HALF_UP), "66.67", "half up, in so many words")
    tap.same(committee.GetRates(rates=["answer", "filing"], rounding=r.ROUNDING_SUM_100).rounding, "四舍五入，保留两位小数",
             "rates that are no parts of a whole are not adjusted, and nobody says they were")
    alike = committee.GetRates(rates=["answer"] * 2, filter={"sector": "经济界"}, group_by=r.RATE_GROUP_OFFICE, rounding=r.ROUNDING_SUM_100)
    tap.same((figures(alike.total), alike.rounding, alike.total.figures[0].percent, {row.group: row.figures[0].percent for row in alike.rows}),
             ({"answer": (1, 2)}, "四舍五入，保留两位小数", "50.00", {"jyj": "100.00", "czj": "0.00"}),
             "nor where only the total adds up, by chance")
    thirds = committee.GetRates(rates=["class_in_progress"] * 3, rounding=r.ROUNDING_SUM_100)
    tap.ok(thirds.total.figures[0].percent == "33.34" and "33.34" in thirds.sentence, f"the line says what the table says: {thirds.sentence}")
    tap.same((committee.GetTrend(**{"from": "2023-06-01"}).rounding, committee.ListRateCases(rate="answer").rounding), ("四舍五入，保留两位小数",) * 2,
             "of trends and lists too")
    tap.refused("NUMBER_OUT_OF_RANGE", "five decimals", committee.GetRates, decimals=5)

    note("Comparison")
    compared = committee.GetRates(session="14-2", compare_with=r.RATE_COMPARISON_LAST_YEAR)
    tap.same((compared.compared_as_of, compared.total.figures[0].before.denominator), ("2022-07-03", 0), "with the session before, on its day")
    compared = committee.GetRates(compare_with=r.RATE_COMPARISON_LAST_BULLETIN)
    tap.same((compared.compared_as_of, compared.total.figures[0].HasField("before")), ("", False), "before the first bulletin with none")

    def keep_bulletin(serial, as_of, page, kind="supervision", session=0, language="zh"):
        server.sql("INSERT INTO report (jurisdiction, report_id, kind, year, serial, as_of, page, language, title, session_id, office_id, query, document,"
                   f" digest, program, schedule_id, made_by) SELECT 150200, count(*) + 1, '{kind}', 2023, {serial}, '{as_of}', {page},"
                   f" '{language}', '', {session}, 0, '{{}}', '{{}}', '', '', 0, 1 FROM report")

    keep_bulletin(1, "2023-06-19", before)
    compared = committee.GetRates(compare_with=r.RATE_COMPARISON_LAST_BULLETIN, group_by=r.RATE_GROUP_OFFICE)
    figure = compared.rows[0].figures[0]
    tap.same((compared.compared_as_of, compared.compared_page, figure.before.numerator, figure.before.denominator, figure.change_basis_points),
             ("2023-06-19", before, 0, 3, 10000), "with the day and page of the last bulletin, row by row")
    tap.same((compared.compared_year, compared.compared_serial), (2023, 1), "which is named")
    wrong = []
    for rounding in (r.ROUNDING_HALF_UP, r.ROUNDING_TRUNCATE):
        for decimals in range(5):
            table = committee.GetRates(compare_with=r.RATE_COMPARISON_LAST_BULLETIN, rates=["answer", "on_time", "class_solved", "overdue"],
                                       group_by=r.RATE_GROUP_PROPOSER_KIND, rounding=rounding, decimals=decimals, filter={"office": "jyj"})
            wrong += [(f.before.percent, f.percent, f.change) for row in [table.total, *table.rows] for f in row.figures if f.before.percent and f.percent
                      and (decimal.Decimal(f.change) != decimal.Decimal(f.percent) - decimal.Decimal(f.before.percent)
                           or len(f.change.partition(".")[2]) != decimals)]
    tap.same(wrong, [], "a change is what is printed less what was printed, with the same decimals")
    tap.ok(" (+100.0)" in server.cli("committee", "rates", "--compare", "last-bulletin", "--by", "office", "--decimals", "1").stdout, "and is printed so")
    last_bulletin = lambda **fields: committee.GetRates(compare_with=r.RATE_COMPARISON_LAST_BULLETIN, **fields).compared_serial  # noqa: E731
    keep_bulletin(2, "2023-07-03", before)
    keep_bulletin(3, "2023-06-20", before, session=1)
    keep_bulletin(1, "2023-06-21", before, kind="handling")
    keep_bulletin(4, "2023-06-25", before + 1)
    tap.same(last_bulletin(page=before), 1, "not with one of the same day, of a session, of another kind or of a later page")
    tap.same(last_bulletin(session="14-2"), 3, "a session's rates are compared with the session's bulletin")
    tap.same((last_bulletin(), last_bulletin(as_of="2023-06-20")), (4, 1), "as of an earlier day than the one asked for")
    keep_bulletin(5, "2023-06-25", before + 1, language="en")
    tap.same(last_bulletin(), 5, "of one day the last, in whatever language")

    note("Pages of the past")
    request(operator, "UpdateOffice", office={"code": "czj", "name_zh": "示例财政金融局", "name_en": "New name", "position": 1})
    committee.submit(third, "accept", office="czj", happened_on="2023-06-28", reason="补录")
    named = lambda **fields: [(row.office.code, row.office.name_zh) for row in committee.GetRates(group_by=r.RATE_GROUP_OFFICE, **fields).rows]  # noqa: E731
    tap.same(dict(named())["czj"], "示例财政金融局", "an office has its name of now")
    tap.same(named(page=before), [(code, f"示例单位{code}") for code in OFFICES], "and in a table of then that of then, in the order of then")
    tap.same((committee.GetRates().total.accepted, committee.GetRates(page=before).total.accepted), (4, 3), "with the figures of then")
    tap.same(committee.GetRates(page=before).page, before, "the answer says which page")
    head = committee.GetRates().page
    tap.refused("NUMBER_OUT_OF_RANGE", "a page that is not there yet", committee.GetRates, page=head + 1)
    tap.refused("NUMBER_OUT_OF_RANGE", "a page below nothing", committee.GetRates, page=-1)
    tap.refused("OFFICE_NOT_FOUND", "an office of later", committee.GetRates, page=3, filter={"office": "jyj"})

    note("Lists")
    def listed(client=committee, **fields):
        return [row.case_number for row in client.ListRateCases(**fields).cases]
    tap.same(listed(rate="answer"), sorted((first, second, third, fourth, last_year)), "the base of a rate by number")
    tap.same(listed(rate="answer", part=r.RATE_PART_NUMERATOR), sorted((first, second, last_year)), "its numerator")
    tap.same(listed(rate="answer", part=r.RATE_PART_REST), sorted((third, fourth)), "and the rest")
    rows = {row.case_number: row for row in committee.ListRateCases(rate="answer").cases}
    tap.same((rows[first].counted, rows[third].counted, rows[first].answered_on, rows[third].assigned_on, rows[third].due_on != ""),
             (True, False, "2023-06-20", "2023-05-08", True), "a row says whether it is counted, and its days")
    tap.same(getattr(rows[first], "class"), "A", "and its class")
    promise = committee.ListRateCases(rate="promises_kept").cases[0]
    tap.same((promise.case_number, promise.promise, promise.item_no, promise.due_on), (second, "年内完成（示例）", 1, "2023-07-01"), "a promise is listed with its words")
    people = committee.ListRateCases(rate="participation", page_size=2)
    tap.same([(row.member.code, row.counted) for row in people.cases], [("wang", True), ("li", True)], "a rate of members lists people")
    rest = committee.ListRateCases(rate="participation", page_size=2, page_token=people.next_page_token)
    tap.same([(row.member.code, row.counted) for row in rest.cases], [("zhao", False)], "page by page")
    tap.same([row.member.code for row in server.client("proposer").ListRateCases(rate="participation").cases], ["wang"], "a member sees himself")
    figure = jyj.ListRateCases(rate="answer").figure
    tap.same((sorted(listed(jyj, rate="answer")), (figure.numerator, figure.denominator, figure.percent)),
             (sorted((first, second, last_year)), (3, 5, "60.00")), "an office sees its own cases behind the figure of all")
    tap.same(listed(rate="answer", filter={"category": "城建"}), sorted((second, third)), "filtered")
    tap.refused("FIELD_MISSING", "neither a count nor a rate", committee.ListRateCases)
    page_one = committee.ListRateCases(count=r.RATE_COUNT_ASSIGNED, page_size=2)
    committee.submit(fourth, "return", office="jtj", happened_on="2023-05-10", reason="补录")
    page_two = committee.ListRateCases(count=r.RATE_COUNT_ASSIGNED, page_size=3, page_token=page_one.next_page_token)
    tap.same(([row.case_number for row in list(page_one.cases) + list(page_two.cases)], page_two.page),
             (sorted((first, second, third, fourth, last_year)), page_one.page), "a list goes on as it began, whatever was recorded since")
    tap.same(len(committee.ListRateCases(count=r.RATE_COUNT_ASSIGNED).cases), 4, "a new one knows it")
    for what, fields in (("another count", {"count": r.RATE_COUNT_OPEN}), ("another filter", {"filter": {"category": "城建"}}), ("another page", {"page": before})):
        tap.refused("PAGE_TOKEN_INVALID", f"the token of a list of {what}", committee.ListRateCases,
                    **{"count": r.RATE_COUNT_ASSIGNED, "page_token": page_one.next_page_token, **fields})
    tap.same(listed(count=r.RATE_COUNT_ASSIGNED, page=before), sorted((first, second, third, fourth, last_year)), "a list as it was known")

    note("Trends")
    points = lambda **fields: [(p.as_of, p.figures[0].numerator, p.figures[0].denominator)  # noqa: E731
                               for p in committee.GetTrend(**{"from": fields.pop("from_", "2023-05-01")}, **fields).points]
    tap.same(points(to="2023-06-30"), [("2023-05-31", 0, 4), ("2023-06-30", 3, 4)], "the end of every month")
    tap.same(points(to="2023-06-15"), [("2023-05-31", 0, 4), ("2023-06-15", 0, 4)], "and the last day")
    tap.same([p[0] for p in points(from_="2023-06-14", to="2023-06-27", step=r.TREND_STEP_WEEK)], ["2023-06-18", "2023-06-25", "2023-06-27"], "Sundays")
    tap.same(points(from_="2023-06-19", to="2023-06-20", step=r.TREND_STEP_DAY), [("2023-06-19", 0, 4), ("2023-06-20", 3, 4)], "days")
    tap.same(points(to="2023-05-31", rates=["participation"]), [("2023-05-31", 2, 3)], "of members too")
    tap.same(len(points(from_="2022-05-30", to="2023-07-03", step=r.TREND_STEP_DAY)), 400, "400 points are drawn")
    tap.refused("TREND_TOO_LONG", "401 are not", committee.GetTrend, **{"from": "2022-05-29"}, to="2023-07-03", step=r.TREND_STEP_DAY)

    note("A withdrawn proposal, and rates of which a low one is good")
    withdrawn = case("t6", proposer_members=["li"], proposers=["示例委员李"])
    committee.submit(withdrawn, "withdraw", reason="示例")
    only = case("t7", proposer_members=["zhao"], proposers=["示例委员赵"])
    committee.submit(only, "withdraw", reason="示例")
    tap.same(figures(committee.GetRates(rates=["participation"]).total), {"participation": (2, 3)},
             "who withdrew one has filed the others, and who withdrew all is a member still")
    late = case("t8", day="2023-05-08")
    committee.submit(late, "assign", lead_office="czj", happened_on="2023-05-08", reason="补录")
    server.stop()
    server.business_date = "2023-12-01"
    server.start()
    worst = server.client("committee").GetRates(group_by=r.RATE_GROUP_OFFICE, rates=["overdue"], worst_first=True)
    tap.same([(row.office.code, row.numerator, row.denominator) for row in worst.rows], [("czj", 2, 2), ("jyj", 0, 3)],
             "the highest rate is the worst of what is overdue")

    note("Months are those of assignment")
    committee = server.client("committee")
    waiting = case("t10", day="2023-06-05", received_on="2023-06-02")
    by_month = committee.GetRates(group_by=r.RATE_GROUP_MONTH, rates=["filing", "participation"])
    tap.same([(row.group, figures(row)) for row in by_month.rows], [("2023-05", {"filing": (5, 5), "participation": (0, 0)})],
             "what no office has, or has any more, stands in no month, and neither does a person")
    tap.same(figures(by_month.total)["filing"], (7, 7), "but in the total")
    told = server.cli("committee", "rates", "--by", "month", "--rate", "filing").stdout
    tap.ok("合计的分母中有 2 件不在以上各行" in told, "which a line below the table tells")
    committee.submit(waiting, "withdraw", reason="示例")

    note("Who assists gives opinions, which have no class")
    helped = case("t9", day="2023-05-08")
    committee.submit(helped, "assign", lead_office="jyj", assist_offices=["czj"], happened_on="2023-05-08", reason="补录")
    committee.submit(helped, "accept", office="czj", happened_on="2023-05-09", reason="补录")
    committee.submit(helped, "give_opinion", office="czj", happened_on="2023-06-01", text="示例", reason="补录")
    tap.same(groups(r.RATE_GROUP_ROLE, "answer")["assist"], (1, 1), "an opinion that is given is counted as done")
    tap.same({code: groups(r.RATE_GROUP_ROLE, code)["assist"] for code in ("class_solved", "class_reference", "solved")},
             {"class_solved": (0, 0), "class_reference": (0, 0), "solved": (0, 0)}, "but is no answer that solved nothing: there is no base")
finally:
    server.close()
tap.done()
