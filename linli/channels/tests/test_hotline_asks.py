"""More time and returned orders, asked and answered by tables; how urgent the sender's words are."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from linli.cases.actions import desk, handling, requests
from linli.cases.actions.requests import Ask
from linli.cases.models import Case
from linli.cases.queries.cases import case_for
from linli.cases.terms import State
from linli.cases.terms.requests import RequestKind
from linli.channels.hotline import asked, asking, queries, rules
from linli.channels.hotline.terms import Verdict
from linli.channels.models import HotlineAsk, HotlineOrder, HotlineSender
from linli.channels.tests.test_hotline import FIRST, NOW, SECOND, csv, file, world  # noqa: F401 a fixture
from linli.core.errors import NotAllowed, RuleBroken
from linli.core.tasks import run_all
from linli.organisation.terms import Role
from linli.organisation.tests import make

LATER = NOW + timedelta(hours=1)
ANSWERED = ["工单编号", "申请类型", "审批结果", "同意延期至", "审批意见"]


def answers(*rows) -> io.BytesIO:
    return csv(rows, headings=ANSWERED)


def extended(world) -> tuple[HotlineOrder, Case]:  # noqa: F811
    """GD001, wanted at 20:00 by the hotline; our desk agreed to three working days more."""
    where, actor, sender = world
    unit = make.unit("城管中队", place=where.subdistricts[0], trade="city_management")
    file(actor, sender, [FIRST])
    order = HotlineOrder.objects.get(number="GD001")
    desk.dispatch_case(actor, case_for(actor, order.case_id), unit=unit, now=NOW)
    run_all(NOW)
    hand = make.actor(Role.UNIT_HANDLER, unit=unit)
    work = order.case.orders.select_related("case").get()
    handling.accept_order(hand, work, now=NOW)
    ask = Ask(RequestKind.EXTEND, "灯杆要定做", ground="legal", days=3)
    request = requests.make_request(hand, Case.objects.get(pk=order.case_id), ask, now=NOW)
    request.refresh_from_db()
    requests.decide_request(actor, request, approved=True, now=NOW)
    run_all(NOW)
    return order, Case.objects.get(pk=order.case_id)


def test_more_time_is_asked_of_the_hotline_and_holds_once_it_agrees(world):  # noqa: F811
    _where, actor, sender = world
    order, case = extended(world)
    (ask,) = asked.open_asks(sender)
    assert ask.kind == "extension" and ask.until > order.wanted_at
    assert case.orders.get().due_at == order.wanted_at, "until they agree, their limit stays"
    asking.put_out(actor, sender, now=LATER)
    (row,) = asked.ask_rows(sender, asked.open_asks(sender))
    assert row[:2] == ["GD001", "延期"] and "灯杆要定做" in row[2] and row[5] == "城管中队"
    report = asking.take_answers(actor, sender, answers(["GD001", "延期", "同意", "", ""]), now=LATER)
    assert (report.applied, report.faults) == (1, [])
    case.refresh_from_db()
    work = case.orders.get()
    assert work.due_at == ask.until == case.due_at and work.basis != "来源热线要求"
    run_all(LATER)
    assert case.orders.get().due_at == ask.until, "no task takes it back"
    again = asking.take_answers(actor, sender, answers(["GD001", "延期", "同意", "", ""]), now=LATER)
    assert (again.applied, again.known) == (0, 1)


def test_a_shorter_answer_and_a_refusal(world):  # noqa: F811
    _where, actor, sender = world
    _order, case = extended(world)
    report = asking.take_answers(
        actor, sender, answers(["GD001", "延期申请", "同意", "2026-05-09 12:00", "尽快"]), now=LATER
    )
    assert report.applied == 1
    work = case.orders.get()
    assert work.due_at == NOW + timedelta(hours=26) and work.basis == "来源热线要求"
    HotlineAsk.objects.update(verdict=Verdict.PENDING)
    asking.take_answers(actor, sender, answers(["GD001", "", "不同意", "", "已多次投诉"]), now=LATER)
    assert "不同意。已多次投诉" in case.steps.order_by("-id").first().inner_note
    assert case.orders.get().due_at == NOW + timedelta(hours=26)


def test_what_we_do_not_take_on_goes_back_and_is_taken_up_again_when_they_insist(world):  # noqa: F811
    _where, actor, sender = world
    file(actor, sender, [FIRST, SECOND])
    for number in ("GD001", "GD002"):
        case = case_for(actor, HotlineOrder.objects.get(number=number).case_id)
        desk.decline_case(actor, case, reason="outside", now=NOW)
    run_all(NOW)
    assert queries.waiting_replies(sender) == 0, "it is no answer, it is a returned order"
    rows = asked.ask_rows(sender, asking.put_out(actor, sender, now=LATER))
    assert [row[1] for row in rows] == ["退单", "退单"] and "不在本区范围内" in rows[0][2]
    report = asking.take_answers(
        actor,
        sender,
        answers(["GD001", "退单", "同意退回", "", ""], ["GD002", "退单", "驳回", "", "地点在本区"]),
        now=LATER,
    )
    assert report.applied == 2
    states = dict(HotlineOrder.objects.values_list("number", "case__state"))
    assert states == {"GD001": State.DECLINED, "GD002": State.REGISTERED}
    told = HotlineOrder.objects.get(number="GD002").case.steps.filter(step="readmit").get()
    assert "地点在本区" in told.note
    assert asked.open_asks(sender) == []


def test_rows_that_cannot_be_taken_are_named_and_touch_no_other(world):  # noqa: F811
    _where, actor, sender = world
    extended(world)
    report = asking.take_answers(
        actor,
        sender,
        answers(
            ["", "", "同意", "", ""],
            ["GD404", "", "同意", "", ""],
            ["GD001", "", "研究中", "", ""],
            ["GD001", "", "同意", "下周", ""],
            ["GD001", "", "同意", "", ""],
        ),
        now=LATER,
    )
    assert report.applied == 1
    assert [(line, number) for line, number, _why in report.faults] == [
        (2, ""), (3, "GD404"), (4, "GD001"), (5, "GD001"),
    ]  # fmt: skip
    assert all(why for _line, _number, why in report.faults)
    with pytest.raises(RuleBroken, match="审批结果"):
        asking.take_answers(actor, sender, csv([["GD001", "x"]], headings=["工单编号", "内容"]), now=LATER)
    elsewhere = make.actor(Role.SUBDISTRICT_DESK, place=world[0].subdistricts[1])
    with pytest.raises(NotAllowed):
        asking.take_answers(elsewhere, sender, answers(["GD001", "", "同意", "", ""]), now=LATER)
    with pytest.raises(NotAllowed):
        asking.put_out(elsewhere, sender, now=LATER)


def test_their_word_for_urgent_becomes_a_colour_and_never_lowers_ours(world):  # noqa: F811
    _where, actor, sender = world
    rows = [[f"GD{n}", *FIRST[1:8], word] for n, word in enumerate(("特急", "紧急", "一般", "待定", ""))]
    file(actor, sender, rows)
    colours = dict(HotlineOrder.objects.values_list("number", "case__colour"))
    assert colours == {"GD0": "red", "GD1": "yellow", "GD2": "green", "GD3": "green", "GD4": "green"}
    asking.keep_urgency(actor, sender, {"一级": "red", "三级": "green"}, now=NOW)
    file(actor, HotlineSender.objects.get(), [["GD9", *FIRST[1:8], "一级"], ["GD8", *FIRST[1:8], "特急"]])
    assert HotlineOrder.objects.get(number="GD9").case.colour == "red"
    assert HotlineOrder.objects.get(number="GD8").case.colour == "green", "their own words, then"
    assert rules.colour_of("特急", {}) == "red"
    with pytest.raises(RuleBroken):
        asking.keep_urgency(actor, sender, {f"词{n}": "red" for n in range(21)}, now=NOW)


def test_on_the_page(world, django_assert_max_num_queries):  # noqa: F811
    where, _actor, sender = world
    extended(world)
    client, path = Client(), f"/hotline/senders/{sender.pk}/"
    client.force_login(make.staff(Role.DISTRICT_DESK, place=where.district))
    assert f"{path}asks/" in client.get(path).content.decode()
    with django_assert_max_num_queries(7):
        page = client.get(f"{path}asks/").content.decode()
    assert "GD001" in page and "导出给对方" in page
    assert client.post(f"{path}asks/export/")["Content-Type"].startswith("application/vnd.openxml")
    bad = SimpleUploadedFile("答复.csv", answers(["GD001", "", "研究中", "", ""]).getvalue())
    refused = client.post(f"{path}asks/", {"file": bad}).content.decode()
    assert "没有生效的行" in refused and "看不懂审批结果“研究中”" in refused
    good = SimpleUploadedFile("答复.csv", answers(["GD001", "", "同意", "2050-01-01", ""]).getvalue())
    assert "生效 1 件" in client.post(f"{path}asks/", {"file": good}).content.decode()
    assert client.post(f"{path}asks/", {}).status_code == 422
    assert client.post(f"{path}asks/export/").status_code == 422, "nothing waits any more"
    sent = {"heading_0": "编号", "field_0": "number", "heading_1": "为何", "field_1": "reason"}
    assert client.post(f"{path}asks/columns/", sent).status_code == 302
    assert client.post(f"{path}asks/columns/", {"heading_0": "为何", "field_0": "reason"}).status_code == 422
    assert (
        client.post(f"{path}urgency/", {"red": "一级、特急", "yellow": "二级", "green": ""}).status_code
        == 302
    )
    kept = HotlineSender.objects.get()
    assert kept.urgency == {"二级": "yellow", "一级": "red", "特急": "red"}
    assert kept.ask_columns == [["编号", "number"], ["为何", "reason"]]
    elsewhere = Client()
    elsewhere.force_login(make.staff(Role.SUBDISTRICT_DESK, place=where.subdistricts[1]))
    assert elsewhere.get(f"{path}asks/").status_code == 404
