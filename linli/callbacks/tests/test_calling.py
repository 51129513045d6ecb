"""Drawing and ringing: who is on the list, what is written down, what follows, and every no."""

from datetime import timedelta

import pytest
from django.utils import timezone

from linli.callbacks.actions import asking, calling, drawing
from linli.callbacks.models import CallBack, PlanRule
from linli.callbacks.queries import lists, plans
from linli.callbacks.terms import Attempt, CallState, Why
from linli.callbacks.tests.make import DAY, HOUR, NOW, Town
from linli.cases.actions import caller, desk, merging
from linli.cases.actions.caller import Answer
from linli.cases.actions.phone import rate_by_phone
from linli.cases.models import Case, Rating
from linli.cases.terms import State
from linli.cases.tests import make as cases
from linli.core.actors import PUBLIC, SYSTEM, caller_of
from linli.core.audit.models import AuditLine
from linli.core.errors import BadStep, NotAllowed, NotFound, RuleBroken, Stale
from linli.core.outgoing.models import OutgoingMessage
from linli.core.tasks import declare, run_all
from linli.core.tasks.models import EventRow
from linli.organisation.queries import actor_of
from linli.organisation.terms import Role
from linli.organisation.tests import make

declare.discover()
NOON = NOW + 9 * DAY + 2 * HOUR  # inside the hours, after every waiting time
YES = Answer(True, "satisfied", True)


@pytest.fixture
def town(db) -> Town:
    made = Town()
    everybody(made, 1.0)
    return made


def everybody(town: Town, share: float, **more: object) -> None:
    """The plan of the tests' pack: one line."""
    PlanRule.objects.all().delete()
    rule = {"minimum": 0, "unsatisfied": True, "wait_days": 1, "after": "closing", "tries": 2}
    hours = {"opens": "09:00", "closes": "20:00"}
    PlanRule.objects.create(pack=town.pack, share=share, **(rule | hours | more))
    plans._read.cache_clear()


def drawn(case: Case) -> CallBack:
    drawing.follow_cases([case.pk], now=NOON)
    return CallBack.objects.get(case=case)


def test_a_closed_matter_is_drawn_once_however_often_it_is_told(town):
    case = town.silent()
    first = drawn(case)
    assert (first.state, first.why, first.unit) == (CallState.WAITING, Why.DRAWN, town.team)
    assert first.due_at == (case.closed_at + DAY).replace(hour=1, minute=0), "the next day at nine"
    asked = EventRow.objects.filter(name="callback.asked")
    assert asked.count() == 1
    for _again in range(2):
        assert drawing.follow_cases([case.pk], now=NOON + HOUR) == 0
    assert drawn(case).version == first.version and asked.count() == 1


def test_events_bring_a_closed_matter_to_the_list(town):
    case = town.silent()
    run_all(NOON)
    assert CallBack.objects.get(case=case).state == CallState.WAITING


def test_who_is_not_drawn_has_the_link_and_nobody_is_satisfied_by_silence(town):
    everybody(town, 0.0)
    assert drawn(town.silent()).state == CallState.SPARED
    nameless = town.silent()
    nameless.caller.phone = ""
    nameless.caller.save()
    everybody(town, 1.0)
    assert drawn(nameless).state == CallState.NO_NUMBER
    assert not Rating.objects.exists()


def test_what_a_patrol_saw_has_no_caller_to_ask(town):
    case = town.silent()
    Case.objects.filter(pk=case.pk).update(origin="patrol")
    drawing.follow_cases([case.pk], now=NOON)
    assert not CallBack.objects.exists()


def test_who_answered_is_rung_only_when_not_satisfied(town):
    satisfied, angry = town.finished(), town.finished(square=1)
    town.rated(satisfied, NOW + DAY)
    town.rated(angry, NOW + DAY, satisfaction="unsatisfied")
    assert drawn(satisfied).state == CallState.ANSWERED
    row = drawn(angry)
    assert (row.state, row.why) == (CallState.WAITING, Why.UNSATISFIED)
    everybody(town, 1.0, unsatisfied=False)
    calm = town.finished(square=2)
    town.rated(calm, NOW + DAY, satisfaction="unsatisfied")
    assert drawn(calm).state == CallState.ANSWERED


def test_merged_callers_are_asked_each(town):
    case = cases.case(town.where, state=State.REGISTERED)
    joined = cases.case(town.where, state=State.RECEIVED)
    merging.merge_case(town.desk, joined, into=case, now=NOW)
    order = desk.dispatch_case(town.desk, case, unit=town.team, now=NOW)
    Case.objects.filter(pk=case.pk).update(state=State.VERIFIED, queue="caller", due_at=NOW)
    order.refresh_from_db()
    desk.close_case(SYSTEM, Case.objects.get(pk=case.pk), outcome="no_answer", now=NOW)
    drawing.follow_cases([joined.pk], now=NOON)
    assert set(CallBack.objects.values_list("case_id", flat=True)) == {case.pk, joined.pk}
    row = CallBack.objects.get(case=joined)
    calling.write_answer(town.desk, row.pk, Answer(False, "", None, "我家还漏"), version=0, now=NOON)
    assert Case.objects.get(pk=case.pk).state == State.IN_HAND, "the neighbour's no counts as well"


def test_an_answer_by_phone_and_every_no(town):
    case = town.silent()
    row = drawn(case)
    stranger = make.actor(Role.SUBDISTRICT_DESK, place=town.where.subdistricts[1])
    hand, grid = town.hands[town.team.pk], make.actor(Role.GRID_WORKER, place=town.where.grids[0])
    for actor in (stranger, hand, grid, PUBLIC, caller_of(case.pk)):
        with pytest.raises(NotFound):
            calling.write_answer(actor, row.pk, YES, version=row.version, now=NOON)
    with pytest.raises(Stale):
        calling.write_answer(town.desk, row.pk, YES, version=row.version + 1, now=NOON)
    with pytest.raises(RuleBroken, match="没解决"):
        calling.write_answer(town.desk, row.pk, Answer(False), version=row.version, now=NOON)
    row.refresh_from_db()
    assert row.state == CallState.WAITING and not Rating.objects.exists()

    calling.write_answer(town.street, row.pk, YES, version=row.version, now=NOON)
    rating, row = Rating.objects.get(), CallBack.objects.get()
    assert (rating.asked_by, rating.contacted, rating.satisfaction) == ("phone", True, "satisfied")
    assert (row.state, row.tries) == (CallState.REACHED, 1)
    assert AuditLine.objects.filter(event="callback.reached", actor_id=town.street.id).count() == 1
    with pytest.raises(BadStep):
        calling.write_answer(town.street, row.pk, YES, version=row.version, now=NOON)


def test_not_solved_goes_back_to_work_with_the_callers_words(town):
    case = town.silent()
    row = drawn(case)
    calling.write_answer(
        town.desk, row.pk, Answer(False, "", False, "灯还是不亮"), version=row.version, now=NOON
    )
    case.refresh_from_db()
    assert (case.state, case.rounds) == (State.IN_HAND, 1)
    assert case.steps.filter(step="reopen", note="灯还是不亮").count() == 1
    run_all(NOON)
    assert CallBack.objects.get().state == CallState.REACHED, "the next round will have a row of its own"


def test_phone_and_link_both_answer_and_the_first_stands(town):
    case = town.silent()
    row = drawn(case)
    caller.rate_case(caller_of(case.pk), case, solved=True, satisfaction="mostly", now=NOON)
    with pytest.raises(RuleBroken, match="已经评价过"):
        calling.write_answer(town.desk, row.pk, YES, version=row.version, now=NOON)
    run_all(NOON)
    assert CallBack.objects.get().state == CallState.ANSWERED
    assert Rating.objects.get().satisfaction == "mostly"

    second = town.silent(square=1)
    row = drawn(second)
    calling.write_answer(town.desk, row.pk, YES, version=row.version, now=NOON)
    with pytest.raises(RuleBroken, match="已经评价过"):
        caller.rate_case(caller_of(second.pk), second, solved=False, words="没有", now=NOON)
    assert Rating.objects.filter(case=second).count() == 1


def test_the_link_says_not_solved_before_anybody_rang(town):
    case = town.silent()
    row = drawn(case)
    caller.rate_case(caller_of(case.pk), case, solved=False, words="没修", now=NOON)
    run_all(NOON)
    row.refresh_from_db()
    assert row.state == CallState.ANSWERED, "of a round that is over nobody is rung"


def test_tries_run_out_and_none_is_an_answer(town):
    row = drawn(town.silent())
    calling.write_attempt(town.desk, row.pk, Attempt.NOT_REACHED, version=row.version, now=NOON)
    row.refresh_from_db()
    assert (row.state, row.tries) == (CallState.WAITING, 1) and row.due_at == NOON + 4 * HOUR
    with pytest.raises(Stale):
        calling.write_attempt(town.desk, row.pk, Attempt.REFUSED, version=row.version - 1, now=NOON)
    calling.write_attempt(town.desk, row.pk, Attempt.NOT_REACHED, version=row.version, now=NOON)
    row.refresh_from_db()
    assert row.state == CallState.NOT_REACHED and not Rating.objects.exists()
    with pytest.raises(BadStep):
        calling.write_attempt(town.desk, row.pk, Attempt.REFUSED, version=row.version, now=NOON)
    assert Case.objects.get().state == State.CLOSED


@pytest.mark.parametrize("attempt", [Attempt.REFUSED, Attempt.WRONG_NUMBER])
def test_who_refuses_or_is_somebody_else_is_not_rung_again(town, attempt):
    row = drawn(town.silent())
    calling.write_attempt(town.desk, row.pk, attempt, version=row.version, now=NOON)
    row.refresh_from_db()
    assert row.state == attempt.value
    run_all(NOON)
    row.refresh_from_db()
    assert row.state == attempt.value


def test_reading_the_number_is_audited_and_only_by_day(town):
    case = town.silent()
    row = drawn(case)
    assert calling.read_number(town.desk, row.pk, now=NOON).phone == "13800001234"
    line = AuditLine.objects.get(event="case.contact_read")
    assert line.subject_id == case.pk and "第 1 次" in line.detail["purpose"]
    with pytest.raises(RuleBroken, match="09:00"):
        calling.read_number(town.desk, row.pk, now=NOON + 14 * HOUR)
    with pytest.raises(NotFound):
        calling.read_number(town.hands[town.team.pk], row.pk, now=NOON)


def test_who_is_judged_does_not_ask(town):
    """A desk that sits in the handling unit neither sees the call nor can write an answer down."""
    office = make.unit("书声社区居委会", place=town.where.communities[0])
    town.hands[office.pk] = make.actor(Role.UNIT_HANDLER, unit=office)
    case = town.silent(unit=office)
    row = drawn(case)
    person = make.person()
    make.post(Role.COMMUNITY_SECRETARY, place=town.where.communities[0], person=person)
    make.post(Role.UNIT_LEAD, unit=office, person=person)
    both = actor_of(person.account, make.TODAY)
    with pytest.raises(NotFound):
        lists.call_back_for(both, row.pk)
    with pytest.raises(NotAllowed):
        rate_by_phone(both, case, YES, now=NOON)
    assert lists.call_back_for(town.secretary(), row.pk) == row


def test_a_reopened_matter_leaves_the_list_and_may_be_drawn_again(town):
    case = town.silent()
    row = drawn(case)
    desk.reopen_case(town.desk, case, note="又坏了", now=NOON)
    drawing.follow_cases([case.pk], now=NOON)
    row.refresh_from_db()
    assert row.state == CallState.REOPENED
    Case.objects.filter(pk=case.pk).update(
        state=State.CLOSED, queue="done", outcome="no_answer", closed_at=NOON + DAY
    )
    drawing.follow_cases([case.pk], now=NOON + DAY)
    again = CallBack.objects.get(round=1)
    assert (again.state, again.tries) == (CallState.WAITING, 0) and CallBack.objects.count() == 2


def test_a_unit_with_few_call_backs_gets_more_by_the_lowest_lots(town):
    everybody(town, 0.0, minimum=4)
    matters = [town.silent(at=NOW + n * HOUR, square=n % 4) for n in range(6)]
    drawing.follow_cases([case.pk for case in matters], now=NOON)
    last = matters[0].closed_at.date().replace(day=15)
    at = NOON.replace(day=last.day)
    assert drawing.fill_up(SYSTEM, now=at) == 2, "half of the month, half of four"
    rows = list(CallBack.objects.order_by("lot"))
    assert [row.state for row in rows] == [CallState.WAITING] * 2 + [CallState.SPARED] * 4
    assert rows[0].why == Why.FEW and rows[0].due_at >= at - timedelta(days=1)
    assert drawing.fill_up(SYSTEM, now=at) == 0


def test_the_link_goes_out_once_and_only_where_there_is_a_gateway(town, settings):
    case = town.silent()
    asked = [(case.pk, 0)]
    assert asking.send_links(SYSTEM, asked, now=NOON) == 0 and not OutgoingMessage.objects.exists()
    gateway = {**settings.GATEWAYS["sms"], "url": "https://sms.example.cn/send"}
    settings.GATEWAYS = {**settings.GATEWAYS, "sms": gateway}
    for _again in range(2):
        asking.send_links(SYSTEM, asked, now=NOON)
    message = OutgoingMessage.objects.get()
    assert message.to == "13800001234" and f"/m/{case.key}/rate/" in message.body
    assert "路灯" not in message.body, "others may read the screen"
    desk.reopen_case(town.desk, case, note="又坏了", now=NOON)
    assert asking.send_links(SYSTEM, [(case.pk, 1)], now=NOON) == 0, "nobody is asked about work in hand"


def test_the_callers_page_asks_the_three_questions_after_closing(town, client):
    case = town.silent()
    page = client.get(f"/m/{case.key}/rate/").content.decode()
    assert all(name in page for name in ('name="solved"', 'name="satisfaction"', 'name="contacted"'))
    said = {"solved": "yes", "satisfaction": "mostly", "contacted": "no"}
    Case.objects.filter(pk=case.pk).update(closed_at=timezone.now())
    assert client.post(f"/m/{case.key}/rate/", said).status_code == 302
    rating = Rating.objects.get()
    assert (rating.solved, rating.contacted, rating.asked_by) == (True, False, "link")
