#!/usr/bin/python3
"""A city puts its own definition in the place of a usual rate: from then on there is one definition, one name and one figure
wherever the rate is told of: in tables, in the line of a bulletin and in every paragraph, table and chart of a report."""
import json
import os
import pathlib
import sys
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import ROOT, Server, Tap, note, rate_service_pb2 as r, report_service_pb2 as pb  # noqa: E402

OWN = """
rates:
  answer:
    label: {zh: 办复率, en: reply rate}
    definition: {zh: 办复率＝已办复件数÷立案件数, en: reply rate = replied to / filed}
    names: {denominator: {zh: 立案, en: filed}, numerator: {zh: 已办复, en: replied to}}
    denominator: [filed]
    numerator: [filed, answered]
  promises_kept:
    label: {zh: 践诺率, en: promises fulfilled}
    definition: {zh: 践诺率＝已兑现的承诺÷全部承诺, en: promises fulfilled = kept / all}
    names: {denominator: {zh: 承诺, en: promises}, numerator: {zh: 已践诺, en: fulfilled}}
    unit: promise
    denominator: [promised]
    numerator: [promised, kept]"""
os.environ.setdefault("LSAN_OPTIONS", f"print_suppressions=0:suppressions={ROOT}/tests/support/leaks.txt")
tap = Tap()
server = Server().init().start()


def rules_with_own_rates():
    text = (ROOT / "rules/baotou.yaml").read_text()
    rounded = text.replace("bulletins: {rounding: half_up, decimals: 2}", "bulletins: {rounding: truncate, decimals: 1}")
    assert rounded != text and "\nrates:\n" in text
    return rounded.replace("\nrates:\n", OWN + "\n")


def document_of(client, kind, **query):
    report = list(client.GenerateReport(query={"kind": kind, **query}, formats=["json"], request_id=str(uuid.uuid4())))[-1].report
    return json.loads(b"".join(message.chunk for message in client.GetReport(report_id=report.report_id, format="json")))


def paragraphs(document):
    return "\n".join(block["text"] for block in document["blocks"] if block["type"] == "paragraph")


def tables(document):
    return {block["key"]: block for block in document["blocks"] + document.get("annexes", []) if block["type"] == "table"}


def column(table, key):
    return next((i, c["title"]) for i, c in enumerate(table["columns"]) if c["key"] == key)


with server:
    server.setup(OFFICES := ("jyj", "czj"))
    committee = server.client("committee")

    def assigned(number, **leads):
        case = f"s{server.new_case(committee, number).case_id}"
        case = committee.submit(case, "file", happened_on="2023-06-05").case.case_number
        if leads:
            committee.submit(case, "assign", happened_on="2023-06-05", **leads)
        return case

    def answered(case, office, class_="A"):
        committee.submit(case, "accept", office=office, happened_on="2023-06-06")
        promises = [{"text": "年内完成（示例）", "measure": "以验收为准", "due_on": "2023-12-29"}] if class_ == "B" else []
        committee.submit(case, "answer", office=office, happened_on="2023-06-20", text="示例", document_number="示例〔2023〕1号",
                         promises=promises, **{"class": class_})

    for i in range(3):
        answered(assigned(f"a{i}", lead_office="jyj"), "jyj", "B" if i == 2 else "A")
    answered(assigned("czj", lead_office="czj"), "czj")
    both = assigned("both", separate_offices=list(OFFICES))
    answered(both, "jyj")
    assigned("nobody")  # filed, and still without an office
    client = server.client("supervisor")

    note("The usual definition")
    usual = client.GetRates()
    tap.same((usual.total.numerator, usual.total.denominator), (4, 5), "four of five that were assigned are answered")
    tap.ok(usual.sentence.startswith("承办 5 件，已答复 4 件，答复率 80.00 %（4/5）"), "and the line says so")

    note("The city's own")
    operator = server.client("operator")
    operator.ApplyRules(request_id=str(uuid.uuid4()), text=rules_with_own_rates())
    own = client.GetRates(group_by=r.RATE_GROUP_OFFICE)
    tap.same((own.total.numerator, own.total.denominator, own.total.rate_basis_points), (4, 6, 6667), "four of six that were filed")
    tap.same(own.total.figures[0].percent, "66.6", "printed as the rules round")
    tap.ok(own.sentence.startswith("立案 6 件，已办复 4 件，办复率 66.6 %（4/6）"), f"the line has its words and its figure: {own.sentence}")
    english = server.client("supervisor", "en").GetRates().sentence
    tap.ok(english.startswith("6 filed, 4 replied to, reply rate 66.6 % (4/6)"), f"in English too: {english}")
    printed = server.cli("supervisor", "rates").stdout.split("\n")
    tap.ok(printed[0].startswith("立案 6 件，已办复 4 件，办复率 66.6 %"), "the program prints the same line")
    tap.ok("办复率" in printed[1] and "答复率" not in printed[1] and printed[2].endswith("66.6 %"), "and the same figure below the same name")

    note("Reports")
    for kind, says in ((pb.REPORT_KIND_SUPERVISION, "已办复4件，办复率66.6%（占立案6件）"),
                       (pb.REPORT_KIND_HANDLING, "已办复4件，办复率66.6%（占立案6件）"),
                       (pb.REPORT_KIND_PROMISES, "已践诺0项，践诺率0.0%（占承诺1项）"),
                       (pb.REPORT_KIND_OFFICE, "已办复4件，办复率100.0%（占立案4件）（全部单位66.6%）")):
        name = pb.ReportKind.Name(kind)
        document = document_of(client, kind, **({"office": "jyj"} if kind == pb.REPORT_KIND_OFFICE else {}))
        tap.ok(says in paragraphs(document), f"{name}: the paragraph says {says}")
        text = json.dumps(document, ensure_ascii=False)
        tap.same([word for word in ("答复率", "承诺兑现率") if word in text], [], f"{name}: the usual names are nowhere")
    supervision = document_of(client, pb.REPORT_KIND_SUPERVISION)
    trend, offices = tables(supervision)["trend"], tables(supervision)["offices"]
    tap.same([c["title"] for c in trend["columns"]], ["截至", "立案", "已办复", "逾期未答复", "办复率"], "months: the columns have the definition's names")
    tap.same([trend["rows"][-1][i] for i in (1, 2)] + [trend["rows"][-1][4]["text"]], [6, 4, "66.6"], "and its figures")
    rate, title = column(offices, "rate")
    tap.same((title, offices["total"][rate]["text"]), ("办复率", "66.6"), "offices: the total is the one figure")
    tap.ok(any("办复率由本地规则规定" in words for words in offices["notes"]), "and a note tells why it is not the sum of the rows")
    charts = [block["title"].split("\u3000")[1] for block in supervision["blocks"] if block["type"] == "chart"]
    tap.ok("各月末办复率" in charts and "各承办单位办复率" in charts, f"the charts bear its name: {charts}")
    tap.ok("办复率低于总体水平" in paragraphs(supervision) or "没有单位的办复率低于总体水平（66.6%）" in paragraphs(supervision),
           "the lowest are held against it")
    words = paragraphs(document_of(client, pb.REPORT_KIND_SUPERVISION, language="en"))
    tap.ok("replied to: 4 (66.6% of 6 filed)" in words, f"in English too: {words}")
tap.done()
