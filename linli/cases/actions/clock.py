"""What time does: marks lateness, reminds before it, closes what nobody answered, ends links."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from linli.cases.actions.desk import close_case
from linli.cases.actions.moving import write_line
from linli.cases.actions.notices import tell_desks, tell_units
from linli.cases.models import Case, WorkOrder, still_open
from linli.cases.queries.beside import companions_rated
from linli.cases.terms import Outcome, Queue, State
from linli.core import audit
from linli.core.actors import Actor
from linli.core.tasks import announce

AHEAD = timedelta(hours=2)  # our value: a reminder this long before a limit runs out
AT_ONCE = 500  # rows of one transaction


@transaction.atomic
def mark_late(actor: Actor, *, now: datetime) -> int:
    """Mark what ran out, on the caller's timeline and as a notice to the unit; each lateness once."""
    cases = list(
        Case.objects.filter(
            still_open(), queue__in=(Queue.DESK, Queue.UNIT), due_at__lt=now, late_since=None
        ).order_by("due_at")[:AT_ONCE]
    )
    for case in cases:
        if Case.objects.filter(pk=case.pk, version=case.version, late_since=None).update(
            late_since=case.due_at
        ):
            audit.record(actor, "case.late", case, now=now, due_at=case.due_at)
            announce("case.late", case_id=case.pk, at=now.isoformat())
            write_line(actor, case, "late", now=now)
    orders = list(_orders(now).filter(late_at=None)[:AT_ONCE])
    WorkOrder.objects.filter(pk__in=[order.pk for order in orders]).update(late_at=F("runs_out_at"))
    tell_units(orders, _("已超时：%(code)s %(line)s"), "late", once="", now=now)
    return len(cases) + len(orders)


@transaction.atomic
def remind_units(*, now: datetime) -> int:
    """A notice before a limit runs out, once per order and limit."""
    orders = list(_orders(now + AHEAD).filter(reminded_at=None, late_at=None)[:AT_ONCE])
    WorkOrder.objects.filter(pk__in=[order.pk for order in orders]).update(reminded_at=now)
    tell_units(orders, _("快到时限：%(code)s %(line)s"), "soon", once="", now=now)
    return len(orders)


def _orders(until: datetime) -> QuerySet[WorkOrder]:
    return (
        WorkOrder.objects.filter(open=True, runs_out_at__lt=until)
        .exclude(case__state=State.SUSPENDED)  # the clocks of all its orders stand still
        .exclude(lead=True, case__state=State.LONG_TERM)  # the plan's review is the desk's; who helps goes on
        .select_related("case")
        .order_by("runs_out_at")
    )


@transaction.atomic
def review_waiting(actor: Actor, *, now: datetime) -> int:
    """The day to look again has come for what was stopped or listed: the desk is told, once for each day.

    From then on it counts as late, at the desk and not with the unit, until somebody decides.
    """
    waiting = Case.objects.filter(still_open(), queue=Queue.WAITING, due_at__lt=now, late_since=None)
    cases = list(waiting.order_by("due_at")[:AT_ONCE])
    for case in cases:
        case.late_since = case.due_at
        if Case.objects.filter(pk=case.pk, version=case.version, late_since=None).update(
            late_since=case.due_at
        ):
            audit.record(actor, "case.review", case, now=now, due_at=case.due_at)
            announce("case.review_due", case_id=case.pk, at=now.isoformat())
            write_line(actor, case, "review", now=now)
    tell_desks(cases, _("到复查日期了：%(code)s %(line)s"), "review", now=now)
    return len(cases)


def close_unanswered(actor: Actor, *, now: datetime) -> int:
    """Close what was not answered in time; it counts as no answer, never as satisfied.

    Of several callers one may have said "solved" while another kept silent: then that is the outcome.
    """
    cases = list(
        Case.objects.filter(still_open(), queue=Queue.CALLER, due_at__lt=now).order_by("due_at")[:AT_ONCE]
    )
    said = companions_rated([case for case in cases if case.voices > 1])
    for case in cases:
        outcome = Outcome.SOLVED if case.pk in said else Outcome.NO_ANSWER
        close_case(actor, case, outcome=outcome, now=now)
    return len(cases)
