"""Work orders of a hotline: in by a file, filed once, limits kept, answers out in their columns."""

import io
from datetime import timedelta

import pytest

from linli.cases.actions import desk
from linli.cases.models import Case, CaseAnswer, Category, Question
from linli.cases.queries.cases import case_for
from linli.cases.terms import Kind, State
from linli.cases.tests import make as cases
from linli.channels.hotline import actions, filing, queries, rules
from linli.channels.hotline.terms import LineState
from linli.channels.models import HotlineBatch, HotlineOrder, HotlineSender
from linli.core.actors import SYSTEM
from linli.core.audit.models import AuditLine
from linli.core.errors import BadStep, NotAllowed, NotFound, RuleBroken
from linli.core.sheets.writing import write_xlsx
from linli.core.tasks import run_all
from linli.core.tasks.declare import discover
from linli.methods.models import Pack
from linli.organisation.terms import Role
from linli.organisation.tests import make

NOW = cases.NOW
discover()
HEADINGS = [
    "工单编号",
    "诉求内容",
    "来电号码",
    "诉求人",
    "事发地址",
    "社区",
    "诉求类型",
    "办理时限",
    "紧急程度",
]
LAMP = "3号楼门口路灯不亮"
FIRST = ["GD001", LAMP, "13800001234", "李女士", "3号楼门口", "书声社区", "求助", "2026-05-08 20:00", "紧急"]
SECOND = ["GD002", "楼下垃圾没人清", "匿名", "", "", "书声", "投诉", "", ""]


@pytest.fixture
def world(db):
    cases.pack()
    where = make.district()
    desk_actor = make.actor(Role.DISTRICT_DESK, place=where.district)
    sender = actions.add_sender(desk_actor, name="市12345热线", place_id=where.district.pk, now=NOW)
    return where, desk_actor, sender


def csv(rows, headings=HEADINGS, encoding="utf-8"):
    lines = [",".join(headings), *(",".join(row) for row in rows)]
    return io.BytesIO("\r\n".join(lines).encode(encoding))


def take(actor, sender, rows, **options) -> HotlineBatch:
    batch = actions.take_file(actor, sender, csv(rows, **options), file_name="工单.csv", now=NOW)
    columns = rules.proposed(batch.headings, sender.columns)
    actions.keep_columns(actor, batch, columns, now=NOW)
    return batch


def file(actor, sender, rows, now=NOW, **options) -> HotlineBatch:
    batch = take(actor, sender, rows, **options)
    actions.confirm_batch(actor, batch, now=now)
    filing.file_batch(SYSTEM, batch.pk, now=now)
    batch.refresh_from_db()
    return batch


def states(batch):
    return list(batch.lines.order_by("line").values_list("line", "state"))


def test_a_file_becomes_cases_with_number_place_caller_and_the_hotlines_limit(world):
    where, actor, sender = world
    batch = file(actor, sender, [FIRST, SECOND])
    assert batch.state == "done" and states(batch) == [(2, "created"), (3, "created")]
    order = HotlineOrder.objects.select_related("case").get(number="GD001")
    case = order.case
    assert (case.origin, case.channel, case.kind) == ("hotline", "hotline_file", Kind.HELP)
    assert case.community == where.communities[0] and case.category.code == "public.lamp"
    assert (case.caller.name, case.caller.phone) == ("李女士", "13800001234")
    assert case.caller.filed_by == "市12345热线"
    assert "GD001" in case.steps.get().inner_note and "紧急" in case.steps.get().inner_note
    assert Case.objects.exclude(pk=case.pk).get().caller.phone == ""
    assert AuditLine.objects.filter(event="hotline.filed").get().detail["created"] == 2


def test_the_same_file_twice_changes_nothing_and_a_changed_row_is_told(world):
    _where, actor, sender = world
    file(actor, sender, [FIRST, SECOND])
    again = file(actor, sender, [FIRST, SECOND], now=NOW + timedelta(hours=1))
    assert states(again) == [(2, "known"), (3, "known")]
    changed = [*FIRST[:1], "3号楼门口路灯不亮，已经一周", *FIRST[2:]]
    third = file(actor, sender, [changed], now=NOW + timedelta(hours=2))
    line = third.lines.get()
    assert line.state == LineState.CHANGED and "诉求内容" in line.reason
    assert Case.objects.count() == 2
    case = Case.objects.get(pk=line.order.case_id)
    assert case.text == FIRST[1]  # the caller's words of then stay; colleagues read the new ones
    assert "已经一周" in case.steps.order_by("-id").first().inner_note


def test_the_same_number_twice_in_a_file_is_one_case(world):
    _where, actor, sender = world
    batch = file(actor, sender, [FIRST, FIRST])
    assert states(batch) == [(2, "created"), (3, "known")] and Case.objects.count() == 1


def test_bad_rows_are_refused_with_their_reason_and_the_others_filed(world):
    _where, actor, sender = world
    rows = [
        ["", *FIRST[1:]],
        ["GD9", "", *FIRST[2:]],
        ["GD10", *FIRST[1:2], "12", *FIRST[3:]],
        ["GD11", *FIRST[1:7], "下周二", ""],
        FIRST,
    ]
    preview = queries.preview_of(take(actor, sender, rows), rules.proposed(HEADINGS))
    assert (preview.refused, preview.fresh) == (4, 1)
    assert [line for line, _why in preview.faults] == [2, 3, 4, 5]
    batch = file(actor, sender, rows)
    told = dict(batch.lines.filter(state="refused").values_list("line", "reason"))
    assert "编号是空的" in told[2] and "电话" in told[4] and "下周二" in told[5] and told[3]
    errors = queries.error_rows(batch)
    assert len(errors) == 4 and errors[2][0] == "GD10" and errors[2][-1] == told[4]


def test_gb18030_semicolons_and_excel_are_read(world):
    _where, actor, sender = world
    assert states(file(actor, sender, [FIRST], encoding="gb18030")) == [(2, "created")]
    book = io.BytesIO(write_xlsx(HEADINGS, [SECOND]))
    batch = actions.take_file(actor, sender, book, file_name="工单.xlsx", now=NOW)
    assert batch.headings == HEADINGS and batch.rows == 1


def test_a_missing_column_is_asked_for_and_a_wrong_file_is_told(world):
    _where, actor, sender = world
    batch = actions.take_file(
        actor, sender, csv([["1", "路灯不亮"]], headings=["序列", "说了什么"]), file_name="x.csv", now=NOW
    )
    assert rules.lacking(rules.proposed(batch.headings)) == ["number", "text"]
    with pytest.raises(RuleBroken, match="必须有"):
        actions.confirm_batch(actor, batch, now=NOW)
    with pytest.raises(RuleBroken) as fault:
        actions.keep_columns(actor, batch, {"number": "序列", "text": "序列"}, now=NOW)
    assert "text" in fault.value.fields
    kept = actions.keep_columns(actor, batch, {"number": "序列", "text": "说了什么"}, now=NOW)
    assert rules.proposed(batch.headings, kept.columns) == {"number": "序列", "text": "说了什么"}
    with pytest.raises(RuleBroken, match="没有工单"):
        actions.take_file(actor, sender, csv([]), file_name="x.csv", now=NOW)


def test_a_killed_task_repeats_nothing(world, monkeypatch):
    """What one run has committed stays; the next one goes on behind it."""
    _where, actor, sender = world
    monkeypatch.setattr(filing, "CHUNK", 2)
    rows = [[f"GD{n}", f"{n}号路灯不亮", *FIRST[2:]] for n in range(5)]
    batch = take(actor, sender, rows)
    actions.confirm_batch(actor, batch, now=NOW)
    batch.refresh_from_db()
    reader = filing.RowReader(sender, batch.headings, batch.columns)
    filing.file_chunk(SYSTEM, batch, reader, now=NOW)
    assert Case.objects.count() == 2
    assert filing.file_batch(SYSTEM, batch.pk, now=NOW) == 3
    assert filing.file_batch(SYSTEM, batch.pk, now=NOW) == 0
    assert Case.objects.count() == 5 == HotlineOrder.objects.count()


def test_only_the_desk_that_gets_the_orders_touches_them(world):
    where, actor, sender = world
    street = make.actor(Role.SUBDISTRICT_DESK, place=where.subdistricts[0])
    clerk = make.actor(Role.COMMUNITY_WORKER, place=where.communities[0])
    batch = take(actor, sender, [FIRST])
    for other in (street, clerk):
        for attempt in (
            lambda other=other: actions.take_file(other, sender, csv([FIRST]), file_name="x", now=NOW),
            lambda other=other: actions.confirm_batch(other, batch, now=NOW),
            lambda other=other: actions.keep_columns(other, batch, {}, now=NOW),
            lambda other=other: actions.discard_batch(other, batch, now=NOW),
            lambda other=other: actions.export_replies(other, sender, now=NOW),
            lambda other=other: actions.add_sender(other, name="区", place_id=where.district.pk, now=NOW),
        ):
            with pytest.raises(NotAllowed):
                attempt()
    with pytest.raises(NotFound):
        queries.batch_for(street, batch.pk)
    with pytest.raises(NotAllowed):
        queries.batch_for(clerk, batch.pk)
    actions.confirm_batch(actor, batch, now=NOW)
    with pytest.raises(BadStep):
        actions.confirm_batch(actor, batch, now=NOW)


def test_a_street_takes_no_order_of_another_street(world):
    where, _actor, _sender = world
    street = make.actor(Role.SUBDISTRICT_DESK, place=where.subdistricts[0])
    own = actions.add_sender(street, name="区平台", place_id=where.subdistricts[0].pk, now=NOW)
    elsewhere = [*FIRST[:5], "麦场社区", *FIRST[6:]]
    nowhere = ["GD7", "门口路灯不亮", "", "", "", "", "", "", ""]
    batch = file(street, own, [elsewhere, nowhere])
    assert states(batch) == [(2, "refused"), (3, "created")]
    assert "不是向榆街道的社区" in batch.lines.get(line=2).reason
    assert Case.objects.get().subdistrict == where.subdistricts[0]


def test_the_hotlines_limit_holds_where_it_is_sooner(world):
    where, actor, sender = world
    unit = make.unit("城管中队", place=where.subdistricts[0], trade="city_management")
    late = ["GD3", "路灯又不亮", *FIRST[2:7], "2027-01-01", ""]
    file(actor, sender, [FIRST, late])
    for number in ("GD001", "GD3"):
        case = case_for(actor, HotlineOrder.objects.get(number=number).case_id)
        desk.dispatch_case(actor, case, unit=unit, now=NOW)
    run_all(NOW)
    sooner, ours = (HotlineOrder.objects.get(number=number).case.orders.get() for number in ("GD001", "GD3"))
    assert sooner.due_at == NOW + timedelta(hours=10) and sooner.basis == "来源热线要求"
    assert ours.due_at == NOW + timedelta(days=3) and ours.basis == "测试依据第一条"


def settle(actor, number, now):
    case = case_for(actor, HotlineOrder.objects.get(number=number).case_id)
    desk.decline_case(actor, case, reason="petition", now=now)


def test_answers_go_out_once_and_can_be_fetched_again(world):
    _where, actor, sender = world
    file(actor, sender, [FIRST, SECOND])
    with pytest.raises(RuleBroken, match="没有可以回复"):
        actions.export_replies(actor, sender, now=NOW)
    settle(actor, "GD001", NOW + timedelta(hours=1))
    later = NOW + timedelta(hours=2)
    pairs = [("热线工单号", "number"), ("备用", "empty"), ("处理情况", "state"), ("答复内容", "result")]
    actions.keep_reply_columns(actor, sender, pairs, now=later)
    export = actions.export_replies(actor, sender, now=later)
    (row,) = queries.reply_rows(export)
    assert row[:3] == ["GD001", "", "已告知其他渠道"] and row[3]
    assert queries.waiting_replies(sender) == 0
    with pytest.raises(RuleBroken):
        actions.export_replies(actor, sender, now=later)
    today = later.date()
    again = actions.export_replies(actor, sender, now=later, days=(today, today))
    assert queries.reply_rows(again) == [row]


def test_a_reopened_matter_is_answered_once_more(world):
    where, actor, sender = world
    file(actor, sender, [FIRST])
    order = HotlineOrder.objects.get()
    unit = make.unit("城管中队", place=where.subdistricts[0])
    cases.order(order.case, unit, state="finished", open=False, result="灯已修好")
    Case.objects.filter(pk=order.case_id).update(
        state=State.CLOSED, queue="done", outcome="solved", closed_at=NOW, unit=unit
    )
    export = actions.export_replies(actor, sender, now=NOW)
    assert "灯已修好" in queries.reply_rows(export)[0]
    run_all(NOW)
    desk.reopen_case(actor, case_for(actor, order.case_id), note="灯又灭了", now=NOW + timedelta(days=1))
    run_all(NOW + timedelta(days=1))
    order.refresh_from_db()
    assert order.exported_at is None and queries.waiting_replies(sender) == 0


def test_reply_columns_need_the_number(world):
    _where, actor, sender = world
    with pytest.raises(RuleBroken, match="工单编号"):
        actions.keep_reply_columns(actor, sender, [("结果", "result")], now=NOW)
    with pytest.raises(RuleBroken):
        actions.keep_reply_columns(actor, sender, [("编号", "number"), ("？", "phone")], now=NOW)


def test_cells_are_forgotten(world):
    _where, actor, sender = world
    filed, draft = file(actor, sender, [FIRST]), take(actor, sender, [SECOND])
    assert actions.forget_cells(now=NOW + timedelta(days=1)) == 0
    assert actions.forget_cells(now=NOW + timedelta(days=31)) == 2
    assert filed.lines.get().cells == [] and not HotlineBatch.objects.filter(pk=draft.pk).exists()
    assert HotlineSender.objects.exists() and HotlineOrder.objects.get().number == "GD001"


def test_columns_headed_with_a_question_are_its_answers_and_go_out_with_the_reply(world):
    """A row whose answer cannot be read is filed all the same."""
    _where, actor, sender = world
    Pack.objects.update(active=False)
    made = cases.pack(95)  # rules are kept by version
    lamp = Category.objects.get(pack=made, code="public.lamp")
    for number, (code, kind) in enumerate((("how_many", "number"), ("bare", "yes_no")), start=1):
        Question.objects.create(
            pack=made, category=lamp, code=code, ask=f"问{code}？", kind=kind, number=number
        )
    rows = [[*FIRST, "3", "有"], [*SECOND, "3", ""]]
    file(actor, sender, rows, headings=[*HEADINGS, "问how_many？", "bare"])
    assert dict(CaseAnswer.objects.values_list("question", "values")) == {"how_many": ["3"], "bare": ["yes"]}
    settle(actor, "GD001", NOW + timedelta(hours=1))
    later = NOW + timedelta(hours=2)
    actions.keep_reply_columns(actor, sender, [("工单号", "number"), ("问答", "answers")], now=later)
    export = actions.export_replies(actor, sender, now=later)
    assert queries.reply_rows(export) == [["GD001", "问how_many？3；问bare？是"]]
