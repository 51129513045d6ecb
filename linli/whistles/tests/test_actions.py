"""Every step of a whistle: the yes and its noes, who hears of it, what the caller reads."""

from datetime import timedelta

import pytest

from linli.cases.models import Case
from linli.cases.queries.follow import progress
from linli.cases.terms import State as CaseState
from linli.cases.tests import make as cases
from linli.core.actors import PUBLIC
from linli.core.audit.models import AuditLine
from linli.core.errors import BadStep, NotAllowed, NotFound, RuleBroken, Stale
from linli.core.outgoing.models import OutgoingMessage
from linli.core.tasks import announce, run_all
from linli.core.tasks.models import EventRow
from linli.organisation.actions import add_address
from linli.organisation.models import Notice
from linli.organisation.tests import make as org
from linli.whistles import actions, tasks
from linli.whistles.actions import Blow
from linli.whistles.actions.reviewing import Review
from linli.whistles.models import Call, Whistle, WhistleLimit
from linli.whistles.terms import CALL_STEPS, CallState, State
from linli.whistles.tests import make
from linli.whistles.tests.make import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make.world()


def say(world, who, whistle, name, note="写一句", *, unit=None, now=NOW):
    call = world.call(whistle, unit)
    actions.answer(world.people[who], call, name, note=note, now=now)
    return world.call(whistle, unit)


def test_blowing_and_its_noes(world):
    ours = Blow("hard_case", [world.city.pk], "三次整治又回来")
    for who in ("district", "leader", "city_hand", "grid"):
        with pytest.raises(NotAllowed):
            actions.blow(world.people[who], world.case.pk, ours, now=NOW)
    for who in ("other_street", "other_community"):
        with pytest.raises(NotFound):
            actions.blow(world.people[who], world.case.pk, ours, now=NOW)
    team = org.unit("网格队伍", place=world.where.grids[0], kind="grid_team")
    for wrong, code in (
        (Blow("hard_case", [world.city.pk], "  "), "note_needed"),
        (Blow("loud", [world.city.pk], "x"), "whistle_kind_unknown"),
        (Blow("hard_case", [], "x"), "whistle_units"),
        (Blow("hard_case", [world.city.pk, team.pk], "x"), "whistle_units"),
    ):
        with pytest.raises(RuleBroken, match=code):
            actions.blow(world.street, world.case.pk, wrong, now=NOW)
    assert not AuditLine.objects.filter(event__startswith="whistle").exists()

    whistle = actions.blow(world.street, world.case.pk, ours, now=NOW)
    assert (whistle.state, whistle.place) == (State.OPEN, world.where.subdistricts[0])
    assert AuditLine.objects.get(event="whistle.blown").subject_id == whistle.pk
    assert EventRow.objects.filter(name="whistle.blown").count() == 1
    with pytest.raises(RuleBroken, match="whistle_open"):
        actions.blow(world.secretary, world.case.pk, ours, now=NOW)
    Case.objects.filter(pk=world.case.pk).update(state="closed", queue="done", outcome="solved")
    with pytest.raises(BadStep):
        actions.blow(world.street, world.case.pk, ours, now=NOW)


def test_the_unit_a_matter_is_about_is_never_called_and_never_sees_the_whistle(world):
    about = cases.case(world.where, state=CaseState.IN_HAND, unit=world.water, about_unit=world.city)
    with pytest.raises(RuleBroken, match="whistle_units"):
        actions.blow(world.street, about.pk, Blow("hard_case", [world.city.pk], "x"), now=NOW)


def test_the_caller_reads_in_plain_words_who_was_called_and_what_came_of_it(world):
    whistle = world.blow(world.city, world.water)
    line = progress(world.case).lines[0]
    assert line.says == "已请有关部门一起来办"
    assert line.note == "区水务局、城管中队：1 个工作日内报到，3 个工作日内到场。"
    say(world, "city_hand", whistle, "arrive", "")
    actions.end(world.street, fresh(whistle), "close", note="摊位已清，划了夜市点", now=NOW)
    line = progress(world.case).lines[0]
    assert (line.says, line.note) == ("有关部门一起办理的结果", "摊位已清，划了夜市点")


def fresh(whistle):
    return Whistle.objects.select_related("case__community", "place").get(pk=whistle.pk)


def test_limits_come_from_the_pack_and_else_from_our_own_defaults(world):
    whistle = world.blow()
    call = world.call(whistle)
    assert call.check_in_due_at.isoformat().startswith("2026-05-09T10:00")  # a Saturday worked in advance
    assert call.arrive_due_at.isoformat().startswith("2026-05-12T10:00")  # 18:00 in Shanghai
    other = cases.case(world.where, state=CaseState.IN_HAND, unit=world.city)
    WhistleLimit.objects.create(
        pack_id=world.case.category.pack_id,
        kind="emergency",
        stage="arrive",
        amount=20,
        unit="minute",
        clock="round_the_clock",
        basis="本区应急预案",
    )
    made = actions.blow(world.street, other.pk, Blow("emergency", [world.water.pk], "爆管"), now=NOW)
    call = Call.objects.get(whistle=made)
    assert (call.arrive_due_at - NOW, call.check_in_due_at - NOW) == (
        timedelta(minutes=20),
        timedelta(minutes=15),
    )
    assert made.basis == "本区应急预案"


def test_an_emergency_rings_at_once_and_says_no_word_of_the_caller(world):
    add_address(make.actor("administrator", place=world.where.district), world.water, channel="sms",
                to="13800001234", urgent_only=True, now=NOW)  # fmt: skip
    world.blow(world.water, kind="emergency")
    [message] = OutgoingMessage.objects.all()
    assert message.urgent and (message.channel, message.kind) == ("sms", "whistle.blown")
    assert "10:30前到场" in message.body and world.case.text not in message.body
    assert Notice.objects.filter(unit=world.water).count() == 1


def test_a_quiet_whistle_leaves_numbers_for_emergencies_alone(world):
    add_address(make.actor("administrator", place=world.where.district), world.water, channel="sms",
                to="13800001234", urgent_only=True, now=NOW)  # fmt: skip
    world.blow(world.water)
    assert not OutgoingMessage.objects.exists()


ALLOWED = {
    "check_in": {"city_lead", "city_hand"},
    "refuse": {"city_lead", "city_hand"},
    "arrive": {"city_lead", "city_hand"},
    "report": {"city_lead", "city_hand"},
    "insist": {"district"},
    "excuse": {"district"},
}


@pytest.mark.parametrize("name", CALL_STEPS)
@pytest.mark.parametrize("state", CallState.values)
def test_every_step_of_a_call_by_everybody(world, name, state):
    """From each state, by each role: only what the table lists, only by whom it names."""
    whistle = world.blow()
    if state == "refused":
        Call.objects.update(refusal="不归我们")
    Call.objects.update(state=state)
    for who in world.people:
        call = world.call(whistle)
        listed, theirs = state in CALL_STEPS[name].origins, who in ALLOWED[name]
        if listed and theirs:
            actions.answer(world.people[who], call, name, note="写一句", now=NOW)
            assert world.call(whistle).state == CALL_STEPS[name].to
            Call.objects.update(state=state)
        else:
            with pytest.raises(BadStep if not listed else NotAllowed):
                actions.answer(world.people[who], call, name, note="写一句", now=NOW)


OWNERS = {"street"}


@pytest.mark.parametrize("name", ["close", "cancel"])
def test_only_the_desk_that_blew_ends_a_whistle(world, name):
    whistle = world.blow()
    for who in set(world.people) - OWNERS:
        with pytest.raises(NotAllowed):
            actions.end(world.people[who], fresh(whistle), name, note="写一句", now=NOW)
    with pytest.raises(NotAllowed):
        actions.end(PUBLIC, fresh(whistle), name, note="写一句", now=NOW)
    with pytest.raises(RuleBroken, match="note_needed"):
        actions.end(world.street, fresh(whistle), name, note=" ", now=NOW)
    same_in_another_tab = fresh(whistle)
    actions.end(world.street, fresh(whistle), name, note="写一句", now=NOW)
    with pytest.raises(Stale):
        actions.end(world.street, same_in_another_tab, name, note="再写", now=NOW)
    assert world.call(whistle).state == CallState.RECALLED
    for step in CALL_STEPS:
        with pytest.raises((BadStep, NotAllowed)):
            actions.answer(world.city_hand, world.call(whistle), step, note="x", now=NOW)


def test_two_check_ins_are_one(world):
    whistle = world.blow()
    one, other = world.call(whistle), world.call(whistle)
    actions.answer(world.city_hand, one, "check_in", note="老李 下午三点", now=NOW)
    with pytest.raises(Stale):
        actions.answer(world.city_lead, other, "check_in", note="小王 四点", now=NOW)
    assert whistle.lines.filter(step="check_in").count() == 1
    with pytest.raises(BadStep):
        say(world, "city_lead", whistle, "check_in")


def test_an_answer_on_its_way_while_the_whistle_ends_comes_too_late(world):
    whistle = world.blow()
    read_before = world.call(whistle)
    actions.end(world.street, fresh(whistle), "cancel", note="吹错了", now=NOW)
    with pytest.raises(Stale):
        actions.answer(world.city_hand, read_before, "check_in", note="x", now=NOW)


def test_a_refusal_goes_up_and_the_district_decides(world):
    whistle = world.blow(world.city, world.water)
    with pytest.raises(RuleBroken, match="note_needed"):
        say(world, "water_hand", whistle, "refuse", "", unit=world.water)
    say(world, "water_hand", whistle, "refuse", "管网已移交", unit=world.water)
    told = set(Notice.objects.exclude(person=None).values_list("person__account", flat=True))
    assert {world.district.id, world.street.id} <= told
    later = NOW + timedelta(days=3)
    call = say(world, "district", whistle, "insist", "台账显示仍归你局", unit=world.water, now=later)
    assert call.state == CallState.ASKED and call.check_in_due_at > later
    assert call.refused_at is not None  # it stays counted
    say(world, "water_hand", whistle, "refuse", "再报", unit=world.water)
    assert say(world, "district", whistle, "excuse", "确已移交", unit=world.water).state == CallState.EXCUSED
    say(world, "city_hand", whistle, "refuse", "不归我们")
    assert say(world, "city_hand", whistle, "check_in", "再看是我们的").state == CallState.CHECKED_IN


def test_late_is_marked_once_reminded_and_stays_counted(world):
    whistle = world.blow(world.city, world.water)
    say(world, "city_hand", whistle, "check_in")
    later = NOW + timedelta(days=4)
    assert actions.mark_late(NOW + timedelta(hours=1)) == 0
    assert actions.mark_late(later) == 1  # the water's check-in
    assert actions.mark_late(later) == 0
    assert Notice.objects.filter(unit=world.water).count() == 2
    assert AuditLine.objects.filter(event="whistle.late").count() == 1
    much_later = NOW + timedelta(days=9)
    assert actions.mark_late(much_later) == 2  # neither arrived
    call = say(world, "water_hand", whistle, "arrive", "", unit=world.water, now=much_later)
    assert call.check_in_late and call.arrive_late


def test_what_is_answered_late_before_the_timer_looks_is_late_too(world):
    whistle = world.blow()
    assert say(world, "city_hand", whistle, "check_in", now=NOW + timedelta(days=5)).check_in_late


def test_lateness_does_not_push_an_answer_aside(world):
    """The timer marks between reading and answering: the unit's answer still counts."""
    whistle = world.blow()
    call = world.call(whistle)
    actions.mark_late(NOW + timedelta(days=4))
    actions.answer(world.city_hand, call, "check_in", note="来了", now=NOW + timedelta(days=4))
    assert world.call(whistle).check_in_late


def test_the_grid_asks_its_community(world):
    asked = Blow("hard_case", [world.city.pk], "网格劝了三次")
    for who in ("street", "secretary", "city_hand", "leader"):
        with pytest.raises(NotAllowed):
            actions.propose(world.people[who], world.case.pk, asked, now=NOW)
    whistle = actions.propose(world.grid, world.case.pk, asked, now=NOW)
    assert not Notice.objects.filter(unit=world.city).exists()
    assert actions.mark_late(NOW + timedelta(days=30)) == 0
    for who in ("street", "grid", "other_community", "district"):
        with pytest.raises(NotAllowed):
            actions.confirm(world.people[who], fresh(whistle), now=NOW)
    later = NOW + timedelta(days=3)
    actions.confirm(world.secretary, fresh(whistle), now=later)
    assert world.call(whistle).check_in_due_at > later and fresh(whistle).state == State.OPEN
    assert Notice.objects.filter(unit=world.city).count() == 1
    with pytest.raises(BadStep):
        actions.end(world.secretary, fresh(whistle), "decline", note="x", now=NOW)


def test_a_declined_proposal_calls_nobody(world):
    whistle = actions.propose(world.grid, world.case.pk, Blow("hard_case", [world.city.pk], "x"), now=NOW)
    actions.end(world.secretary, fresh(whistle), "decline", note="社区先协调", now=NOW)
    assert not Notice.objects.filter(unit=world.city).exists()
    assert all(line.step != "whistle" for line in progress(world.case).lines)


def test_notes_are_for_those_who_handle_it_together(world):
    whistle = world.blow(world.city)
    for who in ("water_hand", "grid", "other_street", "leader"):
        with pytest.raises(NotAllowed):
            actions.take_note(world.people[who], fresh(whistle), note="x", now=NOW)
    actions.take_note(world.city_hand, fresh(whistle), note="周三九点门口见", now=NOW)
    assert whistle.lines.get(step="note").by_name == "城管中队"
    assert all("周三九点" not in line.note for line in progress(world.case).lines)


def test_both_sides_review_once_and_only_after_the_end(world):
    whistle, said = world.blow(world.city, world.water), Review(3, 2, "配合得好")
    say(world, "city_hand", whistle, "arrive")
    with pytest.raises(BadStep):
        actions.review(world.street, world.call(whistle), "owner", said, now=NOW)
    actions.end(world.street, fresh(whistle), "close", note="办好了", now=NOW)
    assert Notice.objects.filter(unit=world.city, key__startswith="whistle.closed").count() == 1
    for who, side in (
        ("city_hand", "owner"),
        ("street", "unit"),
        ("water_hand", "unit"),
        ("district", "owner"),
    ):
        with pytest.raises(NotAllowed):
            actions.review(world.people[who], world.call(whistle), side, said, now=NOW)
    with pytest.raises(RuleBroken, match="review_incomplete"):
        actions.review(world.street, world.call(whistle), "owner", Review(9, 1), now=NOW)
    with pytest.raises(BadStep):  # the water never came: there is nothing to say of each other
        actions.review(world.street, world.call(whistle, world.water), "owner", said, now=NOW)
    actions.review(world.street, world.call(whistle), "owner", said, now=NOW)
    actions.review(world.city_lead, world.call(whistle), "unit", Review(1, 3), now=NOW)
    with pytest.raises(RuleBroken, match="reviewed"):
        actions.review(world.street, world.call(whistle), "owner", said, now=NOW)
    call = world.call(whistle)
    assert (call.owner_first, call.owner_second, call.unit_first, call.unit_second) == (3, 2, 1, 3)


def test_a_settled_matter_needs_nobody_on_the_spot(world):
    whistle = world.blow()
    assert tasks.end_with_case.module_path  # a worker finds it by name
    announce("case.moved", case_id=world.case.pk, step="note", at=NOW.isoformat())
    run_all(NOW)
    assert fresh(whistle).state == State.OPEN
    Case.objects.filter(pk=world.case.pk).update(state="withdrawn", queue="done")
    announce("case.moved", case_id=world.case.pk, step="withdraw", at=NOW.isoformat())
    run_all(NOW)
    assert fresh(whistle).state == State.CANCELLED and world.call(whistle).state == CallState.RECALLED
