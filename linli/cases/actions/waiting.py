"""A case that waits: stopped on a ground, listed with a plan, and taken up again.

The clock stops only while a case is suspended. What is listed keeps running, to the review date of its plan.
"""

from datetime import date, datetime, timedelta

from django.db import transaction

from linli.cases.actions.moving import Clocks, Words, check_step, move
from linli.cases.models import Case, CaseRequest, WorkOrder
from linli.cases.terms import OrderState, Stage
from linli.cases.terms.requests import Decision, RequestKind
from linli.core.actors import Actor
from linli.core.calendar.rules import WorkingCalendar, due_after_stop, time_left
from linli.core.calendar.terms import Clock


def review_moment(day: date, calendar: WorkingCalendar) -> datetime:
    """When work ends on that day, or on the next working day."""
    return calendar.closes_at(calendar.working_day_after(day - timedelta(days=1), 1))


@transaction.atomic
def suspend_case(actor: Actor, request: CaseRequest, words: Words, *, now: datetime) -> None:
    """The orders keep the ends they had; what is left of them is counted when work goes on."""
    case, review = request.case, _review_of(request)
    check_step(actor, case, "suspend")
    case.orders.filter(open=True).update(runs_out_at=review, reminded_at=None)
    move(actor, case, "suspend", now=now, words=words, order=request.order, due_at=review, late_since=None)


@transaction.atomic
def resume_case(
    actor: Actor, case: Case, *, note: str = "", stopped_at: datetime | None = None, now: datetime
) -> Case:
    """The ground is gone: what was left of each limit runs from now on. What was late before still is."""
    check_step(actor, case, "resume")
    since = stopped_at or _stopped_at(case) or now
    calendar = Clocks.of(case).calendar
    for order in case.orders.filter(open=True):
        _go_on(order, since, calendar, now)
    lead = case.orders.filter(lead=True).latest("id")
    late_since = lead.due_at if lead.late_at is not None else None
    due_at = lead.runs_out_at
    move(
        actor,
        case,
        "resume",
        now=now,
        words=Words(note=note),
        order=lead,
        due_at=due_at,
        late_since=late_since,
    )
    return case


def _stopped_at(case: Case) -> datetime | None:
    agreed = case.requests.filter(kind=RequestKind.SUSPEND, decision=Decision.APPROVED).order_by("id").last()
    return agreed.answered_at if agreed is not None else None


def _go_on(order: WorkOrder, stopped_at: datetime, calendar: WorkingCalendar, now: datetime) -> None:
    clock = Clock(order.clock)

    def moved(end: datetime) -> datetime:
        left = time_left(stopped_at, end, clock, calendar)
        return due_after_stop(now, left, clock, calendar) if end > stopped_at else end

    order.due_at = moved(order.due_at)
    if order.state == OrderState.DISPATCHED:
        order.accept_due_at = moved(order.accept_due_at)
    order.runs_out_at = order.accept_due_at if order.state == OrderState.DISPATCHED else order.due_at
    order.reminded_at = None
    order.save(update_fields=["due_at", "accept_due_at", "runs_out_at", "reminded_at"])


@transaction.atomic
def terminate_case(actor: Actor, request: CaseRequest, words: Words, *, now: datetime) -> None:
    move(
        actor,
        request.case,
        "terminate",
        now=now,
        words=words,
        order=request.order,
        closed_at=now,
        late_since=None,
    )


@transaction.atomic
def list_long_term(actor: Actor, request: CaseRequest, words: Words, *, now: datetime) -> None:
    """The plan's review date is the limit from now on."""
    case, review = request.case, _review_of(request)
    check_step(actor, case, "list_long_term")
    case.orders.filter(lead=True, open=True).update(
        due_at=review, runs_out_at=review, late_at=None, reminded_at=None
    )
    move(
        actor,
        case,
        "list_long_term",
        now=now,
        words=words,
        order=request.order,
        due_at=review,
        late_since=None,
    )


@transaction.atomic
def take_up_case(actor: Actor, case: Case, *, note: str = "", now: datetime) -> Case:
    """The plan is due: the usual limit to finish runs from now."""
    check_step(actor, case, "take_up")
    clocks = Clocks.of(case)
    limit = clocks.limit(case, Stage.HANDLE)
    due_at = limit.due(now, clocks.calendar)
    order = case.orders.filter(lead=True).latest("id")
    WorkOrder.objects.filter(pk=order.pk).update(
        due_at=due_at, runs_out_at=due_at, limit_text=limit.text, basis=limit.basis,
        clock=limit.limit.clock.value, late_at=None, reminded_at=None,
    )  # fmt: skip
    move(
        actor,
        case,
        "take_up",
        now=now,
        words=Words(note=note),
        order=order,
        due_at=due_at,
        late_since=None,
    )
    return case


def _review_of(request: CaseRequest) -> datetime:
    day = request.until or request.asked_at.date()
    return review_moment(day, Clocks.of(request.case).calendar)
