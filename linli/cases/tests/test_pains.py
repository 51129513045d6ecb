"""What users of other services ask for in vain, each test named after the wish."""

from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from linli.cases.actions import (
    caller,
    clock,
    correcting,
    desk,
    handling,
    merging,
    retention,
    splitting,
    wording,
)
from linli.cases.actions.intake import Intake, receive_many
from linli.cases.actions.moving import Words
from linli.cases.actions.reports import Report, check_report
from linli.cases.models import Caller, Case, Category, TimeLimit, WorkOrder
from linli.cases.terms import Outcome, Stage, State
from linli.cases.tests import make as cases
from linli.cases.tests.test_budget import photo as stored_photo
from linli.core.actors import PUBLIC, SYSTEM, Right, caller_of
from linli.core.errors import BadStep, NotAllowed, NotFound, RuleBroken
from linli.methods.models import Pack
from linli.organisation.terms import Role, UnitKind
from linli.organisation.tests import make
from linli.places.locator import locate_building, locate_door

NOW = cases.NOW
HOUR = timedelta(hours=1)


@pytest.fixture
def world(db):
    cases.pack()
    return make.district()


@pytest.fixture
def lamps(world):
    return make.unit("城管中队", place=world.subdistricts[0], trade="city_management")


@pytest.fixture
def clerk(world):
    return make.actor(Role.SUBDISTRICT_DESK, place=world.subdistricts[0])


@pytest.fixture
def hand(lamps):
    return make.actor(Role.UNIT_HANDLER, unit=lamps)


def fresh(case: Case) -> Case:
    return Case.objects.select_related("merged_into", "caller").get(pk=case.pk)


def filed(world, text: str = "路灯不亮", square: int = 0, **said) -> Case:
    report = Report(text=text, spot=locate_door(world.doors[square].token), **said)
    receipt = receive_many([Intake(PUBLIC, check_report(PUBLIC, report), NOW)])[0]
    return Case.objects.get(pk=receipt.case_id)


def work(case: Case, unit, clerk, hand, *, result: str = "灯泡换好了") -> None:
    """From the desk to the question whether it is solved."""
    order = desk.dispatch_case(clerk, fresh(case), unit=unit, now=NOW)
    handling.accept_order(hand, order, now=NOW)
    handling.start_order(hand, order, now=NOW)
    finish(case, clerk, hand, result)


def finish(case: Case, clerk, hand, result: str = "又修了一遍") -> None:
    order = WorkOrder.objects.select_related("case").get(case=case, lead=True, open=True)
    handling.finish_order(hand, order, words=Words(result), now=NOW)
    desk.verify_case(clerk, fresh(case), now=NOW)


def page(case: Case, tail: str = "") -> str:
    return Client().get(f"/m/{case.key}/{tail}").content.decode()


def rate(case: Case, solved: bool, words: str = "", **more) -> None:
    caller.rate_case(caller_of(case.pk), fresh(case), solved=solved, words=words, now=NOW, **more)


def test_a_merged_caller_still_gets_the_answer(world, lamps, clerk, hand):
    """Signalen cannot merge; elsewhere the second caller hears nothing more. FixMyStreet #897, #3610."""
    lead, second, third = (filed(world, f"{n}号楼门口路灯不亮", phone="13800001234") for n in (1, 2, 3))
    merging.merge_case(clerk, fresh(third), into=fresh(second), now=NOW)
    merging.merge_case(clerk, fresh(second), into=fresh(lead), now=NOW)
    assert {fresh(c).merged_into_id for c in (second, third)} == {lead.pk}, "flat: all follow the one"
    assert fresh(lead).voices == 3
    caller.add_to_case(caller_of(second.pk), fresh(second), words=Words("我家老人摔了一跤"), now=NOW)
    work(lead, lamps, clerk, hand)
    for case in (lead, second, third):
        told = page(case)
        assert "灯泡换好了" in told and "?solved=no" in told
        assert case.text in told, "one's own words"
        others = [other.text for other in (lead, second, third) if other.pk != case.pk]
        assert not [text for text in others if text in told], "never another's"
        assert ("我家老人摔了一跤" in told) == (case == second)
        assert ("一位邻居补充了情况" in told) == (case != second)

    rate(lead, solved=True)
    assert fresh(lead).state == State.VERIFIED, "the others have not answered"
    with pytest.raises(RuleBroken, match="已经评价过"):
        rate(lead, solved=True)
    rate(third, solved=False, words="3号楼的还是不亮")
    assert (fresh(lead).state, fresh(lead).rounds) == (State.IN_HAND, 1), "one is enough to go on"
    assert "3号楼的还是不亮" not in page(lead) and "一位邻居反馈没有解决" in page(lead)
    finish(lead, clerk, hand)
    for case in (lead, second, third):
        rate(case, solved=True)
    assert (fresh(lead).state, fresh(lead).outcome) == (State.CLOSED, Outcome.SOLVED)


def test_the_handler_sees_every_callers_words_and_reaches_each(world, lamps, clerk, hand):
    lead, second = filed(world), filed(world, "三单元门前黑得看不见", phone="13900005678")
    merging.merge_case(clerk, second, into=lead, now=NOW)
    desk.dispatch_case(clerk, fresh(lead), unit=lamps, now=NOW)
    client = Client()
    client.force_login(make.staff(Role.UNIT_HANDLER, unit=lamps))
    assert "三单元门前黑得看不见" in client.get(f"/desk/cases/{lead.pk}/").content.decode()
    asked = client.post(f"/desk/cases/{second.pk}/contact/", {"purpose": "电话核实地点"})
    assert "13900005678" in asked.content.decode()
    stranger = Client()
    stranger.force_login(make.staff(Role.UNIT_HANDLER, unit=make.unit("派出所")))
    assert stranger.post(f"/desk/cases/{second.pk}/contact/", {"purpose": "x"}).status_code == 404


def test_a_wrong_merge_is_undone(world, lamps, clerk, hand):
    lead, wrong, along = filed(world), filed(world, "楼道堆垃圾"), filed(world, "楼道垃圾没人清")
    merging.merge_case(clerk, along, into=wrong, now=NOW)
    merging.merge_case(clerk, fresh(wrong), into=lead, now=NOW)
    grid = make.actor(Role.GRID_WORKER, place=world.grids[0])
    with pytest.raises(NotAllowed):
        merging.unmerge_case(grid, fresh(wrong), note="是两件事", now=NOW)
    with pytest.raises(RuleBroken):
        merging.unmerge_case(clerk, fresh(wrong), note=" ", now=NOW)
    with pytest.raises(BadStep):
        merging.unmerge_case(clerk, fresh(lead), note="是两件事", now=NOW)
    merging.unmerge_case(clerk, fresh(wrong), note="路灯和垃圾是两件事", now=NOW)
    assert (fresh(wrong).state, fresh(wrong).merged_into_id) == (State.REGISTERED, None)
    assert fresh(along).merged_into_id == wrong.pk, "what had come with it goes along"
    assert (fresh(lead).voices, fresh(wrong).voices) == (1, 2)
    assert "路灯和垃圾是两件事" in page(wrong)
    assert fresh(wrong).due_at == wrong.due_at, (
        "the limit runs from receipt: the mistake was not the caller's"
    )
    work(wrong, lamps, clerk, hand, result="垃圾清走了")
    assert "垃圾清走了" in page(along) and "垃圾清走了" not in page(lead)


def test_a_complaint_about_a_unit_is_never_merged_into_what_the_unit_reads(world, lamps, clerk):
    lead, about = filed(world), filed(world, "城管中队的人态度恶劣")
    Case.objects.filter(pk=about.pk).update(about_unit=lamps)
    with pytest.raises(RuleBroken, match="被投诉的单位会看到"):
        merging.merge_case(clerk, fresh(about), into=lead, now=NOW)


def test_one_caller_leaves_and_the_matter_goes_on(world, lamps, clerk, hand):
    lead, second = filed(world), filed(world, "路灯坏了")
    merging.merge_case(clerk, second, into=lead, now=NOW)
    caller.withdraw_case(caller_of(lead.pk), fresh(lead), note="我搬走了", now=NOW)
    assert fresh(lead).state == State.RECEIVED and fresh(lead).voices == 1
    assert "您已撤回" in page(lead) and "您已撤回" not in page(second)
    with pytest.raises(BadStep):
        caller.remind_case(caller_of(lead.pk), fresh(lead), now=NOW)
    work(lead, lamps, clerk, hand)
    rate(second, solved=True)
    assert fresh(lead).state == State.CLOSED
    other, only = filed(world), filed(world)
    merging.merge_case(clerk, only, into=other, now=NOW)
    caller.withdraw_case(caller_of(other.pk), fresh(other), now=NOW)
    caller.leave_case(caller_of(only.pk), fresh(only), now=NOW)
    assert fresh(other).state == State.WITHDRAWN, "with the last one it ends"


def test_silence_of_one_does_not_undo_what_another_said(world, lamps, clerk, hand):
    lead, second = filed(world), filed(world, "路灯坏了")
    merging.merge_case(clerk, second, into=lead, now=NOW)
    work(lead, lamps, clerk, hand)
    rate(second, solved=True)
    assert clock.close_unanswered(SYSTEM, now=fresh(lead).due_at + HOUR) == 1
    assert fresh(lead).outcome == Outcome.SOLVED


def closed(world, lamps, **fields) -> Case:
    """Closed a moment ago, by the clock of the pages."""
    just_now = timezone.now() - HOUR
    return cases.case(
        world, state=State.CLOSED, unit=lamps, received_at=just_now, closed_at=just_now, **fields
    )


def test_a_neighbour_can_reopen_with_new_facts(world, lamps):
    """FixMyStreet #897: after closing, others cannot reopen and their comments never reach the council."""
    case = closed(world, lamps, text="王大妈家门口路灯不亮")
    Caller.objects.filter(case=case).update(name="王大妈", phone="13800001111")
    neighbour, door = Client(), world.doors[0].token
    home = neighbour.get(f"/q/{door}/").content.decode()
    assert f"/again/?door={door}" in home
    found = neighbour.get(f"/again/?door={door}").content.decode()
    assert "路灯" in found and "王大妈" not in found and case.code not in found and case.key not in found
    which = found.split("which=")[1].split("&")[0].split('"')[0]
    form = neighbour.get(f"/again/?which={which}&door={door}").content.decode()
    assert "王大妈" not in form
    sent = {"which": which, "door": door, "note": "修好两天又不亮了"}
    assert neighbour.post("/again/", {**sent, "note": ""}).status_code == 422
    receipt = neighbour.post("/again/", sent, follow=True)
    assert receipt.status_code == 200
    own = Case.objects.exclude(pk=case.pk).get()
    case = fresh(case)
    assert (case.state, case.rounds, case.voices, own.merged_into_id) == (State.IN_HAND, 1, 2, case.pk)
    assert case.steps.get(step="reopen").note == "修好两天又不亮了"
    assert case.orders.get().state == "in_hand", "the unit that mended it is at it again"
    told = page(own)
    assert "重新办理" in told and "王大妈" not in told and "修好两天又不亮了" in told
    assert "一位邻居说又出现了" in page(case) and "修好两天又不亮了" not in page(case)


def test_a_neighbour_learns_nothing_that_is_not_his(world, lamps):
    hidden = [
        closed(world, lamps, confidential=True),
        closed(world, lamps, about_unit=make.unit("派出所")),
        closed(world, lamps, kind="tip_off"),
        closed(world, lamps, text="楼上夫妻吵架"),
        closed(world, lamps, square=1),
    ]
    old = cases.case(world, state=State.CLOSED, unit=lamps, closed_at=timezone.now() - timedelta(days=31))
    client = Client()
    assert "没有办结的事" in client.get(f"/again/?door={world.doors[0].token}").content.decode()
    for case in [*hidden, old]:
        which = signing.dumps(case.pk, salt="again")
        sent = {"which": which, "door": world.doors[0].token, "note": "又坏了"}
        assert client.post("/again/", sent).status_code == 404
    assert client.post("/again/", {"which": "made-up", "door": world.doors[0].token}).status_code == 404
    assert client.get("/again/").status_code in {200, 302}


def test_a_joined_caller_reopens_though_he_had_rated(world, lamps, clerk, hand):
    lead, second = filed(world), filed(world, "路灯坏了")
    merging.merge_case(clerk, second, into=lead, now=NOW)
    work(lead, lamps, clerk, hand)
    Case.objects.filter(pk=lead.pk).update(closed_at=timezone.now())
    for case in (lead, second):
        rate(case, solved=True)
    Case.objects.filter(pk=lead.pk).update(closed_at=timezone.now())
    assert f"/m/{second.key}/again/" in page(second)
    sent = Client().post(f"/m/{second.key}/again/", {"note": "下雨又灭了"})
    assert sent.status_code == 302 and fresh(lead).state == State.IN_HAND


def test_a_reopening_leaves_a_visible_trace(world, lamps, clerk, hand):
    """FixMyStreet #1148: reopen leaves no visible trace in admin."""
    case = filed(world)
    work(case, lamps, clerk, hand)
    rate(case, solved=True)
    desk.reopen_case(clerk, fresh(case), note="巡查发现又不亮", now=NOW)
    assert fresh(case).rounds == 1
    client = Client()
    client.force_login(make.staff(Role.SUBDISTRICT_DESK, place=world.subdistricts[0]))
    assert "重办 1 次" in client.get("/desk/?view=unit").content.decode()
    told = client.get(f"/desk/cases/{case.pk}/").content.decode()
    assert "因出现新情况，重新办理" in told and "巡查发现又不亮" in told
    finish(case, clerk, hand)
    rate(case, solved=True)
    assert case.ratings.count() == 2, "each round is rated"


def test_half_solved_is_an_answer(world, lamps, clerk, hand):
    """FixMyStreet #1340, #285, #588: only fixed or not fixed."""
    case = filed(world)
    work(case, lamps, clerk, hand)
    assert "只解决了一部分" in page(case)
    answer = {"solved": "part", "words": "东头那盏还没修"}
    assert Client().post(f"/m/{case.key}/rate/", answer).status_code == 302
    rating = case.ratings.get()
    assert (rating.solved, rating.partly) == (False, True), "half solved never counts as solved"
    assert fresh(case).state == State.IN_HAND
    assert "还剩：东头那盏还没修" in case.steps.get(step="not_solved").note
    assert Client().post(f"/m/{case.key}/rate/", {"solved": "part"}).status_code in {409, 422}


def test_a_case_never_belongs_to_a_person_without_a_unit(world, lamps, clerk):
    """Signalen #119: assigned to a person without a department, so filters miss it."""
    people = {"Person", "Account"}
    for model in (Case, WorkOrder):
        related = {f.related_model.__name__ for f in model._meta.get_fields() if f.is_relation and f.concrete}
        assert not related & people, f"{model.__name__} can be given to units only"
    assert not WorkOrder._meta.get_field("unit").null
    case = filed(world)
    order = desk.dispatch_case(clerk, case, unit=lamps, now=NOW)
    assert order.unit == fresh(case).unit == lamps
    for role in (Role.UNIT_LEAD, Role.UNIT_HANDLER):
        assert make.actor(role, unit=lamps).unit_ids(Right.CASE_HANDLE) == {lamps.pk}, (
            "who handles has a unit"
        )


def test_closing_a_parent_does_not_cancel_its_children(world, lamps, clerk, hand):
    """Signalen pull 597: closing a parent cancelled open children outside."""
    case = filed(world, "路灯不亮，另外楼道堆满垃圾没人清", phone="13800001234")
    with pytest.raises(NotAllowed):
        splitting.split_case(hand, fresh(case), text="楼道堆满垃圾没人清", now=NOW)
    with pytest.raises(RuleBroken):
        splitting.split_case(clerk, fresh(case), text=" ", now=NOW)
    part = splitting.split_case(clerk, fresh(case), text="楼道堆满垃圾没人清", now=NOW)
    assert part.category.code == "public.rubbish" and part.building_id == case.building_id
    assert (part.caller.phone, part.caller.pin) == ("13800001234", "1234"), "the same caller, the same digits"
    work(case, lamps, clerk, hand)
    assert f"/m/{part.key}/" in page(case), "the caller finds both from the link he has"
    rate(case, solved=True)
    assert (fresh(case).state, fresh(part).state) == (State.CLOSED, State.RECEIVED)
    caller.withdraw_case(caller_of(part.pk), fresh(part), now=NOW)
    assert (fresh(case).state, fresh(part).state) == (State.CLOSED, State.WITHDRAWN)


def test_several_units_work_on_one_matter_and_one_leads(world, lamps, clerk, hand):
    police, water = make.unit("派出所"), make.unit("自来水公司", kind=UnitKind.UTILITY)
    client = Client()
    client.force_login(make.staff(Role.SUBDISTRICT_DESK, place=world.subdistricts[0]))
    case = filed(world)
    sent = {"version": 0, "unit": lamps.pk, "assisting": [police.pk, water.pk], "note": "一起到现场"}
    assert client.post(f"/desk/cases/{case.pk}/do/dispatch/", sent).status_code == 302
    orders = {order.unit.name: order.lead for order in case.orders.select_related("unit")}
    assert orders == {"城管中队": True, "派出所": False, "自来水公司": False}
    lead = case.orders.select_related("case").get(lead=True)
    handling.accept_order(hand, lead, now=NOW)
    handling.start_order(hand, lead, now=NOW)
    handling.finish_order(hand, lead, words=Words("修好了"), now=NOW)
    with pytest.raises(RuleBroken, match="收回协办工单"):
        desk.verify_case(clerk, fresh(case), now=NOW)
    for unit in (police, water):
        order = case.orders.get(unit=unit)
        sent = {"version": fresh(case).version, "order": order.pk}
        assert client.post(f"/desk/cases/{case.pk}/do/recall_assist/", sent).status_code == 302
    desk.verify_case(clerk, fresh(case), now=NOW)
    again = filed(world)
    desk.dispatch_case(clerk, again, unit=lamps, assisting=[police], now=NOW)
    desk.dispatch_case(clerk, fresh(again), unit=police, note="派出所牵头更合适", now=NOW)
    assert again.orders.get(open=True).unit == police, "who helped leads now, with one order"


def next_pack(**changes) -> Pack:
    """A new version of the rules in force, as the browser or a file makes one: rows, no code."""
    Pack.objects.update(active=False)
    new = cases.pack(version=2)
    for code, values in changes.items():
        Category.objects.filter(pack=new, code=code.replace("__", ".")).update(**values)
    return new


def test_changing_a_deadline_or_a_category_needs_no_deployment(world, lamps, clerk):
    """Signalen pulls 393, 438: shipped as database migrations."""
    before = desk.dispatch_case(clerk, filed(world), unit=lamps, now=NOW)
    new = next_pack(public__noise={"words": ["广场舞"]})
    TimeLimit.objects.filter(pack=new, stage=Stage.HANDLE).update(amount=60)
    after = desk.dispatch_case(clerk, filed(world), unit=lamps, now=NOW)
    assert (before.due_at - NOW, after.due_at - NOW) == (timedelta(days=3), HOUR)
    assert before.limit_text == "4320 分钟", "an order keeps the limit it was given with"
    assert filed(world, "楼下广场舞").category.code == "public.noise"


def test_the_renamed_category_keeps_its_history(world):
    """Signalen pull 1332: a renamed category breaks what was learned, since slug and name differ."""
    old = filed(world)
    next_pack(public__lamp={"name": "公共照明"})
    new = filed(world)
    assert (old.category.code, new.category.code) == ("public.lamp", "public.lamp")
    assert (old.category.name, new.category.name) == ("路灯", "公共照明"), (
        "a past case says what was said then"
    )
    assert Case.objects.filter(category__code="public.lamp").count() == 2, "counted as one kind"


def test_a_wrong_boundary_matter_goes_to_the_right_owner_with_the_reason(world, lamps, clerk, hand):
    """FixMyStreet #736, #868, #4398, #4457: "not our responsibility" without saying whose."""
    case = filed(world)
    order = desk.dispatch_case(clerk, case, unit=lamps, now=NOW)
    handling.accept_order(hand, order, now=NOW)
    spot = locate_building(world.buildings[3].pk)
    with pytest.raises(NotAllowed):
        correcting.correct_case(hand, fresh(case), spot=spot, note="不在我们这边", now=NOW)
    correcting.correct_case(clerk, fresh(case), spot=spot, note="现场看过，灯杆在路东。", now=NOW)
    case = fresh(case)
    assert (case.subdistrict, case.state, case.queue, case.unit) == (
        world.subdistricts[1],
        State.REGISTERED,
        "desk",
        None,
    )
    assert not case.orders.filter(open=True).exists()
    told = page(case)
    for words in ("临坡街道", "不归城管中队管", "灯杆在路东", "您不用重新反映"):
        assert words in told
    other = make.actor(Role.SUBDISTRICT_DESK, place=world.subdistricts[1])
    theirs = make.unit("临坡城管中队", place=world.subdistricts[1])
    desk.dispatch_case(other, case, unit=theirs, now=NOW)
    with pytest.raises(NotAllowed):
        desk.dispatch_case(clerk, fresh(case), unit=lamps, note="还给我们", now=NOW)


def test_within_reach_a_corrected_place_costs_the_unit_nothing(world, lamps, clerk, hand):
    case = filed(world)
    handling.accept_order(hand, desk.dispatch_case(clerk, case, unit=lamps, now=NOW), now=NOW)
    client = Client()
    client.force_login(make.staff(Role.SUBDISTRICT_DESK, place=world.subdistricts[0]))
    sent = {"version": fresh(case).version, "where": "2号楼", "note": "问过诉求人"}
    assert client.post(f"/desk/cases/{case.pk}/do/correct/", sent).status_code == 302
    assert (fresh(case).building, fresh(case).state) == (world.buildings[1], State.ACCEPTED)
    assert "地点更正为" in page(case) and "问过诉求人" in page(case)
    unclear = client.post(f"/desk/cases/{case.pk}/do/correct/", {**sent, "where": "号楼"})
    assert unclear.status_code == 422 and "有几处叫这个名字" in unclear.content.decode()


def test_a_second_problem_is_one_tap_from_the_first(world):
    """FixMyStreet #1408, #393."""
    case = filed(world)
    link = f"/report/?place={world.buildings[0].pk}"
    assert link in page(case)
    assert "1号楼" in Client().get(link).content.decode(), "where it is need not be said again"


def test_the_caller_corrects_his_own_words(world, lamps, clerk):
    """FixMyStreet #2644: personal data published by mistake; the reporter cannot edit."""
    case = filed(world, "3号楼张三家门口路灯不亮")
    assert f"/m/{case.key}/edit/" in page(case)
    assert Client().post(f"/m/{case.key}/edit/", {"text": "3号楼门口路灯不亮"}).status_code == 302
    assert fresh(case).text == "3号楼门口路灯不亮"
    assert "张三" not in page(case), "what it said before is not for everybody"
    assert case.wordings.get().text == "3号楼张三家门口路灯不亮"
    client = Client()
    client.force_login(make.staff(Role.SUBDISTRICT_DESK, place=world.subdistricts[0]))
    assert "张三" in client.get(f"/desk/cases/{case.pk}/").content.decode(), "the desk keeps the history"
    desk.dispatch_case(clerk, fresh(case), unit=lamps, now=NOW)
    assert "/edit/" not in page(case)
    late = Client().post(f"/m/{case.key}/edit/", {"text": "改成别的"})
    assert late.status_code == 422 and "补充" in late.content.decode()


def test_the_desk_takes_out_what_is_nobodys_business(world, lamps, clerk):
    case = filed(world, "李四天天乱停车，电话13900000000")
    photo = case.photos.create(file=stored_photo(1))
    client = Client()
    client.force_login(make.staff(Role.SUBDISTRICT_DESK, place=world.subdistricts[0]))
    sent = {"version": fresh(case).version, "text": "有人天天乱停车", "because": "隐去姓名电话"}
    assert client.post(f"/desk/cases/{case.pk}/do/moderate/", sent).status_code == 302
    assert fresh(case).text == "有人天天乱停车" and "隐去姓名电话" in page(case)
    assert "/files/" in page(case)
    hide = {"version": fresh(case).version, "photo": photo.pk, "because": "照到了人脸"}
    assert client.post(f"/desk/cases/{case.pk}/do/hide_photo/", hide).status_code == 302
    assert "/files/" not in page(case) and "照到了人脸" in page(case)
    assert "已隐去" in client.get(f"/desk/cases/{case.pk}/").content.decode()
    back = {"version": fresh(case).version, "photo": photo.pk}
    assert client.post(f"/desk/cases/{case.pk}/do/show_photo/", back).status_code == 302
    assert "/files/" in page(case)
    other = make.actor(Role.SUBDISTRICT_DESK, place=world.subdistricts[1])
    with pytest.raises(NotAllowed):
        wording.hide_photo(other, fresh(case), photo.pk, because="x", now=NOW)
    with pytest.raises(NotFound):
        wording.hide_photo(clerk, filed(world), photo.pk, because="x", now=NOW)


def test_what_words_were_is_forgotten_with_the_caller(world, lamps, clerk, hand):
    case = filed(world, "张三家门口路灯不亮")
    wording.reword_case(caller_of(case.pk), case, text="门口路灯不亮", now=NOW)
    work(case, lamps, clerk, hand)
    rate(case, solved=True)
    retention.erase_expired_contacts(SYSTEM, now=NOW + timedelta(days=700))
    assert case.wordings.exists()
    retention.erase_expired_contacts(SYSTEM, now=NOW + timedelta(days=731))
    assert not case.wordings.exists() and fresh(case).text == "门口路灯不亮"
