"""Past work orders: good rows kept, bad rows told with line and reason, a second run changes nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from linli.accounts.models import Account
from linli.cases import rules
from linli.cases.actions import handling
from linli.cases.actions.contact import read_contact
from linli.cases.actions.correcting import correct_case
from linli.cases.actions.desk import dispatch_case, reopen_case
from linli.cases.actions.history import HistoryLoader, PastCases
from linli.cases.imports import import_cases
from linli.cases.imports.lookups import Units
from linli.cases.imports.mapping import load_case_mapping
from linli.cases.imports.rows import RowReader
from linli.cases.models import Case, CaseStep, Category, Rating, WorkOrder
from linli.cases.queries.rulebook import rule_book
from linli.cases.terms import Queue, State
from linli.cases.tests import make as cases
from linli.core.actors import SYSTEM, Actor, caller_of
from linli.core.audit.models import AuditLine
from linli.core.errors import NotAllowed, RuleBroken
from linli.core.search.queries import matching
from linli.core.sheets.reading import read_rows
from linli.core.sheets.writing import write_xlsx
from linli.core.tasks import run_all
from linli.core.tasks.declare import discover
from linli.core.tasks.models import EventRow
from linli.organisation.models import Unit
from linli.organisation.terms import Role
from linli.organisation.tests import make

pytestmark = pytest.mark.django_db
NOW = cases.NOW
HEADINGS = ("编号", "受理", "办结", "街道", "社区", "地点", "内容", "小类", "性质", "来源", "单位", "超期")
MAPPING = """
source = "旧系统"
[columns]
id = "编号"
received_at = "受理"
closed_at = "办结"
subdistrict = "街道"
community = "社区"
place_name = "地点"
text = "内容"
category = "小类"
kind = "性质"
channel = "来源"
unit = "单位"
late = "超期"
[channels]
"热线" = "hotline_file"
[late]
"是" = true
"否" = false
"""
GOOD = {
    "编号": "A1", "受理": "2026-03-02 09:00:00", "办结": "2026-03-03 10:30:00",
    "街道": "向榆街道", "社区": "书声社区", "地点": "北门", "内容": "路灯不亮", "小类": "路灯",
    "性质": "投诉", "来源": "热线", "单位": "城管中队", "超期": "否",
}  # fmt: skip


class Sheet:
    """A file and its mapping; rows are the good one with something else in it."""

    def __init__(self, folder):
        self.folder = folder
        self.path, self.mapping = folder / "orders.csv", folder / "map.toml"
        self.map(MAPPING)

    def map(self, text):
        self.mapping.write_text(text, encoding="utf-8")

    def write(self, *rows, headings=HEADINGS, encoding="utf-8"):
        lines = [",".join(headings)]
        lines += [",".join((GOOD | row).get(heading, "") for heading in headings) for row in rows]
        self.path.write_bytes("\n".join(lines).encode(encoding))
        return self

    def run(self, *, now=NOW, dry_run=False, actor=SYSTEM):
        return import_cases(actor, self.path, now=now, dry_run=dry_run, mapping=self.mapping)


@pytest.fixture
def where():
    cases.pack()
    return make.district()


@pytest.fixture
def unit(where):
    return make.unit("城管中队", place=where.subdistricts[0], trade="city_management")


@pytest.fixture
def sheet(tmp_path, unit):
    return Sheet(tmp_path)


def told(report):
    return report.created, report.changed, report.unchanged, report.refused


def reasons(report):
    return [str(error) for error in report.errors]


def test_a_closed_order_stands_as_the_actions_would_have_left_it(sheet, where, unit):
    assert told(sheet.write({"超期": "是"}).run()) == (1, 0, 0, 0)
    case = Case.objects.get()
    assert (case.state, case.queue, case.outcome) == (State.CLOSED, Queue.DONE, "no_answer")
    assert rules.queue_of(case.state) == case.queue
    assert rules.read_code(case.code) == case.code
    assert (case.subdistrict_id, case.community_id) == (where.subdistricts[0].pk, where.communities[0].pk)
    assert (case.channel, case.origin, case.kind) == ("hotline_file", "hotline", "complaint")
    assert (case.category.code, case.category_guessed, case.place_name) == ("public.lamp", False, "北门")
    assert case.received_at == datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    assert case.closed_at == datetime(2026, 3, 3, 2, 30, tzinfo=UTC)
    assert case.unit == unit
    assert not hasattr(case, "caller")
    order = WorkOrder.objects.get(case=case, lead=True)
    assert (order.state, order.open, order.unit) == ("finished", False, unit)
    assert (order.finished_at, order.late_at, order.accepted_at) == (case.closed_at, case.closed_at, None)
    assert list(CaseStep.objects.values_list("step", "at", "order")) == [("import", NOW, None)]
    line = AuditLine.objects.get(event="cases.imported")
    assert line.detail == {"source": "旧系统", "created": 1, "first_last": [case.pk] * 2, "changed": []}
    assert [event.payload for event in EventRow.objects.filter(name="cases.imported")] == [
        {"first_id": case.pk, "last_id": case.pk}
    ]


def test_an_open_order_waits_for_the_desk(sheet, where):
    sheet.write({"办结": "", "单位": "别处的队伍"}).run()
    case = Case.objects.get()
    assert (case.state, case.queue, case.outcome, case.unit) == (State.REGISTERED, Queue.DESK, "", None)
    assert case.due_at == case.received_at + timedelta(minutes=cases.LIMITS["dispatch"])
    assert not WorkOrder.objects.exists()
    assert CaseStep.objects.get().inner_note == "原承办单位：别处的队伍"


def test_a_second_run_changes_nothing_and_a_dry_run_writes_nothing(sheet):
    sheet.write({}, {"编号": "A2", "办结": ""})
    assert told(sheet.run(dry_run=True)) == (2, 0, 0, 0)
    assert not Case.objects.exists()
    assert not AuditLine.objects.exists()
    sheet.run()
    before = list(Case.objects.order_by("id").values())
    lines = AuditLine.objects.count()
    assert told(sheet.run(now=NOW + timedelta(days=1))) == (0, 0, 2, 0)
    assert list(Case.objects.order_by("id").values()) == before
    assert (AuditLine.objects.count(), CaseStep.objects.count()) == (lines, 2)


def test_a_changed_row_is_updated(sheet, unit):
    sheet.write({"办结": ""}, {"编号": "A2"}).run()
    EventRow.objects.all().delete()
    sheet.write({}, {"编号": "A2", "内容": "噪音很大", "小类": "噪声"})
    assert told(sheet.run(dry_run=True)) == (0, 2, 0, 0)
    assert told(sheet.run()) == (0, 2, 0, 0)
    first, second = Case.objects.order_by("id")
    assert (first.state, first.queue, first.unit, first.version) == (State.CLOSED, Queue.DONE, unit, 1)
    assert (second.category.code, second.text) == ("public.noise", "噪音很大")
    assert WorkOrder.objects.count() == 2
    assert list(CaseStep.objects.order_by("id").values_list("step", flat=True)) == [
        *["import"] * 2,
        *["import_changed"] * 2,
    ]
    events = sorted(EventRow.objects.values_list("name", "payload__case_id"))
    assert events == [("case.corrected", second.pk), ("case.moved", first.pk)]
    assert told(sheet.run()) == (0, 0, 2, 0)
    refused = sheet.write({"办结": ""}, {"编号": "A2", "内容": "噪音很大", "小类": "噪声"}).run()
    assert reasons(refused) == ["第 2 行：上次导入时已办结，这次却没有办结，请核对后在平台上处理。"]


def test_what_people_did_here_is_not_undone_by_a_file(sheet, where, unit):
    sheet.write({"办结": ""}, {"编号": "A2"}).run()
    desk = make.actor(Role.DISTRICT_DESK, place=where.district)
    first, second = Case.objects.order_by("id")
    dispatch_case(desk, first, unit=unit, now=NOW)
    correct_case(desk, second, category=Category.objects.get(code="public.rubbish"), now=NOW)
    report = sheet.write({}, {"编号": "A2", "内容": "另一件事"}).run()
    assert told(report) == (0, 0, 2, 0)
    assert report.notes == ["2 件已有人在平台上办理或更正，以平台为准，没有改动。"]
    assert Case.objects.get(pk=first.pk).state == State.DISPATCHED


def test_an_imported_case_can_be_opened_again_and_finished(sheet, where, unit):
    sheet.write({}).run()
    case = Case.objects.get()
    desk = make.actor(Role.DISTRICT_DESK, place=where.district)
    team = make.actor(Role.UNIT_HANDLER, unit=unit)
    reopen_case(desk, case, note="又不亮了", now=NOW)
    words = handling.Words(note="换了灯泡")
    handling.finish_order(team, WorkOrder.objects.get(), words=words, now=NOW)
    assert Case.objects.get().state == State.FINISHED


def test_pages_show_a_case_without_a_caller(sheet, where, unit, client):
    sheet.write({}).run()
    case = Case.objects.get()
    desk = make.actor(Role.DISTRICT_DESK, place=where.district)
    with pytest.raises(RuleBroken, match="没有诉求人的联系方式"):
        read_contact(desk, case.pk, purpose="核实地点", now=NOW)
    assert not AuditLine.objects.filter(event="case.contact_read").exists()
    client.force_login(Account.objects.get(pk=desk.id))
    for name in ("cases:case", "cases:sheet"):
        page = client.get(reverse(name, args=[case.pk]))
        assert page.status_code == 200, name
        assert "路灯不亮" in page.content.decode()
    assert "由历史数据导入" in client.get(reverse("cases:case", args=[case.pk])).content.decode()
    assert client.get(reverse("cases:progress", args=[case.key])).status_code == 200


def test_imported_cases_are_found_by_their_words(sheet):
    sheet.write({}, {"编号": "A2", "内容": "雨水井盖丢失"}).run()
    discover()
    run_all(timezone.now())
    found = Case.objects.get(text="雨水井盖丢失")
    assert matching("case", "井盖") == [found.pk]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"编号": ""}, "编号是空的"),
        ({"编号": "X" * 70}, "编号“XXXXXXXXXXXXXXXXXXXX…”太长了"),
        ({"受理": ""}, "受理时间是空的"),
        ({"受理": "上周二"}, "受理时间写的是“上周二”，看不懂这个日期"),
        ({"受理": "2026-02-30 09:00:00"}, "受理时间写的是“2026-02-30 09:00:00”，看不懂这个日期"),
        ({"受理": "2027-03-02 09:00:00"}, "受理时间“2027-03-02 09:00:00”在将来"),
        ({"受理": "1026-03-02 09:00:00"}, "受理时间“1026-03-02 09:00:00”太早，请检查年份"),
        ({"办结": "2026-03-01 10:00:00"}, "办结时间“2026-03-01 10:00:00”早于受理时间"),
        ({"单位": "没有的队"}, "没有单位“没有的队”，请先导入单位，或在对应表 [units] 里写明"),
        ({"单位": ""}, "已办结却没有承办单位"),
        ({"社区": "月亮社区"}, "没有找到“月亮社区”，请先导入区划，或在对应表 [places] 里写明"),
        ({"社区": "麦场社区"}, "“麦场社区”不在向榆街道"),
        ({"街道": "", "社区": "", "地点": ""}, "没有写在哪里：街道、社区、网格和地点都是空的"),
        ({"小类": "飞碟"}, "方法包里没有分类“飞碟”"),
        ({"性质": "抱怨"}, "“抱怨”没有在对应表 [kinds] 里写明是什么意思"),
        ({"来源": "鸽子"}, "“鸽子”没有在对应表 [channels] 里写明是什么意思"),
        ({"超期": "也许"}, "“也许”没有在对应表 [late] 里写明是什么意思"),
        ({"内容": "好" * 20_000}, "最多 4000 个字，现在有 20000 个字。请删减，或把材料拍成照片一起提交。"),
        ({"内容": "？！"}, "请写一句发生了什么，比如“3 号楼门口路灯不亮”。"),
        ({"超期": "否,多一格"}, "这一行的格子比表头多，可能错了一列"),
    ],
)
def test_a_bad_row_is_told_and_the_good_one_kept(sheet, row, reason):
    report = sheet.write(row, {"编号": "A2"}).run()
    assert reasons(report) == [f"第 2 行：{reason}"]
    assert told(report) == (1, 0, 0, 1)
    assert Case.objects.get().intake_key == "旧系统:A2"


def test_an_id_that_stands_twice_is_named(sheet, monkeypatch):
    rows = [{}, {"编号": "A2"}, {"编号": "A1", "内容": "又一次"}]
    assert reasons(sheet.write(*rows).run()) == ["第 4 行：编号 A1 与第 2 行重复"]
    Case.objects.all().delete()
    monkeypatch.setattr("linli.cases.imports.intake.BATCH", 2)
    assert reasons(sheet.run(dry_run=True)) == ["第 4 行：编号 A1 在文件前面已经出现过"]
    assert reasons(sheet.run()) == ["第 4 行：编号 A1 在文件前面已经出现过"]
    assert Case.objects.get(intake_key="旧系统:A1").text == "路灯不亮"


def test_files_that_cannot_be_taken_at_all(sheet, where):
    sheet.path.write_bytes(b"")
    with pytest.raises(RuleBroken, match="文件里现有的列：（空）"):
        sheet.run()
    with pytest.raises(RuleBroken, match="缺少这些列：超期、单位"):
        sheet.write({}, headings=HEADINGS[:-2]).run()
    assert sheet.write().run().notes == ["文件里只有表头，没有数据。"]
    nobody = Actor("staff", 1, "无名")
    with pytest.raises(NotAllowed):
        sheet.write({}).run(actor=nobody)
    with pytest.raises(NotAllowed):
        sheet.run(actor=caller_of(1))
    assert not Case.objects.exists()


def test_two_imports_at_once_do_not_write_an_order_twice(sheet):
    """What the database does when another import stores the same key after ours has looked."""
    mapping = load_case_mapping(sheet.write({}).mapping)
    units = Units(SYSTEM, mapping.source, creates=False, now=NOW, dry_run=False)
    (row,) = read_rows(sheet.path, renames=mapping.columns)
    past = RowReader(mapping, rule_book(), units, now=NOW).read(row)
    loader = HistoryLoader(SYSTEM, source=mapping.source, now=NOW, dry_run=False)
    with pytest.raises(RuleBroken, match="另一个导入正在写入"):
        loader.load(PastCases.of([past, past]))
    assert (loader.report.created, Case.objects.count()) == (0, 0)


def test_gb18030_and_excel_say_the_same(sheet, tmp_path):
    assert told(sheet.write({}, {"编号": "A2"}, encoding="gb18030").run()) == (2, 0, 0, 0)
    sheet.path = tmp_path / "orders.xlsx"
    rows = [[(GOOD | {"编号": number})[name] for name in HEADINGS] for number in ("A1", "A2")]
    sheet.path.write_bytes(write_xlsx(HEADINGS, rows))
    assert told(sheet.run()) == (0, 0, 2, 0)


def test_a_submission_of_a_caller_is_never_taken_for_an_old_order(sheet, where):
    cases.case(where, intake_key="旧系统:A1")
    assert reasons(sheet.write({}).run()) == ["第 2 行：这个编号已被平台上另一件诉求使用，请更换来源名称。"]


def test_unknown_units_are_opened_when_the_mapping_says_so(sheet):
    sheet.map('unknown_unit = "create"\n' + MAPPING)
    sheet.write({"单位": "水务所"}, {"编号": "A2", "单位": "水务所"})
    assert sheet.run(dry_run=True).notes == ["新建单位 1 个：水务所。请补上它们的类别和所在地。"]
    assert not Unit.objects.filter(name="水务所").exists()
    assert told(sheet.run()) == (2, 0, 0, 0)
    assert Unit.objects.get(name="水务所").orders.count() == 2
    assert told(sheet.run()) == (0, 0, 2, 0)


def test_words_of_the_mapping(sheet, where):
    sheet.map(
        """
source = "旧"
nothing = ["-"]
unlocated = "keep"
dates = ["%Y/%m/%d %H:%M"]
[columns]
id = "编号"
received_at = "受理"
due_at = "办结"
community = ["社区", "村居"]
unit = "单位"
outcome = "性质"
satisfaction = "来源"
state = "超期"
[defaults]
kind = "enquiry"
[outcomes]
"好了" = "solved"
[satisfactions]
"好" = "satisfied"
[states]
"完" = "closed"
[places]
"书声" = "书声社区"
"""
    )
    row = {
        "受理": "2026/3/2 9:05",
        "办结": "2026-03-04",
        "社区": "书声",
        "性质": "好了",
        "来源": "好",
        "超期": "完",
    }
    report = sheet.write(row, row | {"编号": "A2", "社区": "-", "来源": "-"}).run()
    assert (told(report), report.notes) == ((2, 0, 0, 0), ["1 件没有写在哪里，位置待核实。"])
    first, second = Case.objects.order_by("id")
    assert (first.community, first.kind, first.outcome) == (where.communities[0], "enquiry", "solved")
    assert first.text == "书声社区。原记录没有正文。"
    assert (first.closed_at, first.channel) == (None, "import")
    order = first.orders.get()
    assert (order.due_at, order.limit_text) == (datetime(2026, 3, 4, 15, 59, 59, tzinfo=UTC), "原系统时限")
    assert Rating.objects.get().satisfaction == "satisfied"
    assert (second.community, second.subdistrict) == (None, None)
    assert told(sheet.run()) == (0, 0, 2, 0)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("x = [", "读不懂对应表"),
        ("source = 'a'", "没有 \\[columns\\]"),
        ("[columns]\nid = 'a'\nreceived_at = 'b'", "请写明来源"),
        ("source = 'a'\n[columns]\nid = 'a'", "缺少 received_at"),
        ("source = 'a'\n[columns]\nid = 'a'\nreceived_at = 'b'\ncolour = 'c'", "不认识 colour"),
        ("source = 'a'\n[columns]\nid = 'a'\nreceived_at = 'b'\n[kinds]\n'x' = 'joke'", "“joke”不认识"),
        ("source = 'a'\nzone = 'Mars'\n[columns]\nid = 'a'\nreceived_at = 'b'", "不认识的时区 Mars"),
        ("source = 'a'\ncolour = 1\n[columns]\nid = 'a'\nreceived_at = 'b'", "colour"),
        ("source = 'a'\n[columns]\nid = 'a'\nreceived_at = 'b'\nsatisfaction = 'c'", "solved 或 outcome"),
        ("source = 'a'\n[columns]\nid = 'a'\nreceived_at = 'b'\n[codes]\ncategory = '{x}'", "{category}"),
    ],
)
def test_a_mapping_that_is_wrong_says_where(sheet, text, why):
    sheet.write({}).map(text)
    with pytest.raises(RuleBroken, match=why):
        sheet.run()


def test_statements_do_not_grow_with_the_batch(sheet, django_assert_max_num_queries):
    few, many = ([{"编号": f"{n}-{number}"} for number in range(n)] for n in (2, 200))
    for rows in (few, many):
        sheet.write(*rows)
        with django_assert_max_num_queries(30):
            assert sheet.run().created == len(rows)
        with django_assert_max_num_queries(16):
            assert sheet.run().unchanged == len(rows)
        sheet.write(*[row | {"内容": "换一句话"} for row in rows])
        with django_assert_max_num_queries(32):
            assert sheet.run().changed == len(rows)


def test_by_command(sheet, capsys):
    sheet.write({}, {"编号": "A2", "单位": "没有的队"})
    with pytest.raises(SystemExit) as ended:
        call_command("import", "cases", str(sheet.path), mapping=sheet.mapping)
    assert ended.value.code == 1
    assert "读取 2 行：新增 1，更新 0，未变 0，有误 1。" in capsys.readouterr().out
