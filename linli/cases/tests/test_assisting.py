"""Units that help: their own clock, their own reminders, and when the matter may end without them."""

from datetime import timedelta

import pytest

from linli.cases.actions import bulk, caller, clock, desk, handling, splitting
from linli.cases.actions.moving import Words
from linli.cases.models import Case, WorkOrder
from linli.cases.pages.deeds import open_deeds
from linli.cases.queries.cases import case_file
from linli.cases.terms import OrderState, State
from linli.cases.tests import make as cases
from linli.core.actors import SYSTEM, caller_of
from linli.core.errors import BadStep, RuleBroken
from linli.organisation.models import Notice
from linli.organisation.terms import Role
from linli.organisation.tests import make

NOW = cases.NOW
LATE = NOW + timedelta(days=4)


@pytest.fixture
def world(db):
    cases.pack()
    return make.district()


@pytest.fixture
def clerk(world):
    return make.actor(Role.SUBDISTRICT_DESK, place=world.subdistricts[0])


def helped(world, state: State) -> tuple[Case, WorkOrder]:
    """A case the lamps' unit leads and the water company helps with; both have signed."""
    lamps = make.unit("城管中队", place=world.subdistricts[0])
    water = make.unit("自来水公司", place=world.subdistricts[0])
    case = cases.case(world, state=state, unit=lamps)
    help_order = cases.order(
        case, water, lead=False, state=OrderState.ACCEPTED, runs_out_at=NOW + timedelta(days=3)
    )
    return case, help_order


def told(order: WorkOrder) -> list[str]:
    return list(Notice.objects.filter(unit=order.unit).order_by("id").values_list("text", flat=True))


@pytest.mark.parametrize("state", [State.IN_HAND, State.LONG_TERM, State.FINISHED])
def test_a_unit_that_helps_is_reminded_and_marked_late_by_itself(world, state):
    """Also while the lead unit waits by a plan, or has finished: the help is still owed."""
    case, order = helped(world, state)
    clock.remind_units(now=order.runs_out_at - timedelta(hours=1))
    assert [line[:4] for line in told(order)] == ["快到时限"]
    clock.mark_late(SYSTEM, now=LATE)
    clock.mark_late(SYSTEM, now=LATE)
    order.refresh_from_db()
    assert order.late_at == order.runs_out_at
    assert [line[:4] for line in told(order)] == ["快到时限", "已超时："]
    lead = case.orders.get(lead=True)
    assert (lead.late_at is None) == (state != State.IN_HAND)


def test_while_the_case_is_suspended_nobody_is_late(world):
    _case, order = helped(world, State.SUSPENDED)
    clock.mark_late(SYSTEM, now=LATE)
    order.refresh_from_db()
    assert order.late_at is None and told(order) == []


def test_the_matter_is_not_shown_to_the_caller_as_done_while_help_is_owed(world, clerk):
    case, order = helped(world, State.FINISHED)
    with pytest.raises(RuleBroken, match="请先催办或收回协办工单"):
        desk.verify_case(clerk, case, now=NOW)
    assert "urge" in {deed.name for deed in open_deeds(clerk, case_file(clerk, case.pk), NOW)}
    bulk.urge_unit(clerk, case, now=NOW)
    assert [line[:4] for line in told(order)] == ["调度催办"]
    handler = make.actor(Role.UNIT_HANDLER, unit=order.unit)
    order = WorkOrder.objects.select_related("case").get(pk=order.pk)
    handling.start_order(handler, order, now=NOW)
    handling.finish_order(handler, order, words=Words("水阀已关"), now=NOW)
    with pytest.raises(BadStep):
        bulk.urge_unit(clerk, Case.objects.get(pk=case.pk), now=NOW)
    desk.verify_case(clerk, Case.objects.get(pk=case.pk), now=NOW)


def test_who_still_has_an_order_hears_that_the_matter_is_over(world):
    case, order = helped(world, State.IN_HAND)
    caller.withdraw_case(caller_of(case.pk), case, now=NOW)
    order.refresh_from_db()
    assert (order.open, order.state) == (False, OrderState.RECALLED)
    assert [line[:9] for line in told(order)] == ["这件已了结，工单已"]
    assert len(told(case.orders.get(lead=True))) == 1


def test_closing_a_report_leaves_what_was_taken_out_of_it_as_it_is_and_the_other_way_round(world, clerk):
    parent, order = helped(world, State.IN_HAND)
    part = splitting.split_case(clerk, parent, text="门锁也坏了", now=NOW)
    desk.dispatch_case(clerk, part, unit=order.unit, now=NOW)
    caller.withdraw_case(caller_of(parent.pk), parent, now=NOW)
    part.refresh_from_db()
    assert part.state == State.DISPATCHED and part.orders.get(lead=True).open
    other, _order = helped_again(world, order.unit)
    piece = splitting.split_case(clerk, other, text="墙皮也掉了", now=NOW)
    caller.withdraw_case(caller_of(piece.pk), piece, now=NOW)
    other.refresh_from_db()
    assert other.state == State.IN_HAND


def helped_again(world, unit) -> tuple[Case, WorkOrder]:
    case = cases.case(world, state=State.IN_HAND, unit=unit)
    return case, case.orders.get()
