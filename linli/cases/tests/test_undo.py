"""Ten seconds in which a desk takes its own dispatch back."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from linli.cases.actions import desk, handling
from linli.cases.models import Case
from linli.cases.queries.cases import visible_cases
from linli.cases.queries.follow import progress
from linli.cases.terms import UNDO_S, OrderState, State
from linli.cases.tests import make as cases
from linli.core.errors import BadStep, RuleBroken, Stale
from linli.organisation.terms import Role
from linli.organisation.tests import make

NOW = cases.NOW
SOON, LAST, OVER = (NOW + timedelta(seconds=s) for s in (3, UNDO_S, UNDO_S + 1))


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


def stands(case: Case) -> tuple:
    case.refresh_from_db()
    return case.state, case.unit, [order.state for order in case.orders.order_by("id")]


@pytest.mark.parametrize("moment", [SOON, LAST])
def test_within_ten_seconds_it_is_at_the_desk_again(world, lamps, clerk, moment):
    case = cases.case(world, state=State.REGISTERED)
    helper = make.unit("派出所", place=world.subdistricts[0])
    desk.dispatch_case(clerk, case, unit=lamps, assisting=[helper], now=NOW)
    desk.undo_dispatch(clerk, case, now=moment)
    assert stands(case) == (State.REGISTERED, None, [OrderState.UNDONE, OrderState.UNDONE])
    for unit in (lamps, helper):
        assert case not in visible_cases(make.actor(Role.UNIT_HANDLER, unit=unit))  # it was never theirs
    assert case.queue == "desk" and case.due_at == case.received_at + timedelta(hours=2)
    says = [line.says for line in progress(case).lines]
    assert says[0] == "派单已撤回，正在重新安排" and "已派给承办单位" in says
    desk.dispatch_case(clerk, case, unit=lamps, now=moment)
    assert stands(case)[0] == State.DISPATCHED


def test_not_later_not_by_another_not_after_signing_not_from_an_old_page(world, lamps, clerk):
    case = cases.case(world, state=State.REGISTERED)
    old = Case.objects.get(pk=case.pk)
    order = desk.dispatch_case(clerk, case, unit=lamps, now=NOW)
    colleague = make.actor(Role.SUBDISTRICT_DESK, place=world.subdistricts[0])
    for actor, moment in ((clerk, OVER), (clerk, NOW - timedelta(seconds=1)), (colleague, SOON)):
        with pytest.raises(RuleBroken, match="10 秒"):
            desk.undo_dispatch(actor, case, now=moment)
    old.state = State.DISPATCHED
    with pytest.raises(Stale):
        desk.undo_dispatch(clerk, old, now=SOON)
    handling.accept_order(make.actor(Role.UNIT_HANDLER, unit=lamps), order, now=SOON)
    with pytest.raises(BadStep):
        desk.undo_dispatch(clerk, Case.objects.get(pk=case.pk), now=SOON)
    assert stands(case) == (State.ACCEPTED, lamps, [OrderState.ACCEPTED])


def test_after_a_return_the_limit_runs_from_now_and_the_next_choice_is_still_final(world, lamps, clerk):
    case = cases.case(world, state=State.REGISTERED)
    order = desk.dispatch_case(clerk, case, unit=lamps, now=NOW - timedelta(hours=1))
    handler = make.actor(Role.UNIT_HANDLER, unit=lamps)
    handling.return_order(handler, order, note="不属于我队", now=NOW)
    case = Case.objects.get(pk=case.pk)
    desk.dispatch_case(clerk, case, unit=lamps, now=NOW)
    desk.undo_dispatch(clerk, case, now=SOON)
    assert case.due_at == SOON + timedelta(hours=2)
    assert desk.dispatch_case(clerk, case, unit=lamps, now=SOON).designated


def test_what_was_late_before_is_still_late_and_told_once(world, lamps, clerk):
    case = cases.case(world, state=State.REGISTERED, received_at=NOW - timedelta(hours=3))
    case.steps.create(at=NOW - timedelta(minutes=59), step="late", by_kind="system")
    desk.dispatch_case(clerk, case, unit=lamps, now=NOW)
    desk.undo_dispatch(clerk, case, now=SOON)
    assert case.late_since == case.due_at == NOW - timedelta(hours=1)


def test_the_button_is_there_for_a_moment_and_a_late_press_is_told_why(world, lamps):
    case = cases.case(world, state=State.REGISTERED)
    client = Client()
    client.force_login(make.staff(Role.SUBDISTRICT_DESK, place=world.subdistricts[0]))
    undo = f"/desk/cases/{case.pk}/do/undo_dispatch/"
    client.post(f"/desk/cases/{case.pk}/do/dispatch/", {"version": 0, "unit": lamps.pk})
    assert undo in client.get(f"/desk/cases/{case.pk}/").content.decode()
    case.steps.update(at=timezone.now() - timedelta(seconds=UNDO_S + 5))
    assert undo not in client.get(f"/desk/cases/{case.pk}/").content.decode()
    late = client.post(undo, {"version": 1})
    assert late.status_code == 422 and "10 秒" in late.content.decode()
    case.steps.update(at=timezone.now())
    assert client.post(undo, {"version": 1}).status_code == 302
    assert stands(case)[0] == State.REGISTERED
