"""A limit from outside, such as that of the hotline the matter came from: ours never runs longer than it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from linli.cases.actions.moving import Clocks
from linli.cases.models import Case, WorkOrder
from linli.cases.terms import OrderState, Queue, Stage
from linli.cases.terms.requests import Decision, RequestKind
from linli.core import audit
from linli.core.actors import Actor
from linli.core.errors import NotAllowed


@transaction.atomic
def tighten_limit(actor: Actor, case: Case, *, wanted_at: datetime, basis: str, now: datetime) -> bool:
    """Let what runs now run out at `wanted_at` where that is sooner; the order prints `basis`.

    A moment that has passed changes nothing: nobody can be in time for it any more. The case keeps its
    version, since whoever has its page open has seen nothing that is wrong.
    """
    if actor.kind != "system":
        raise NotAllowed("may_not_tighten")
    if wanted_at <= now:
        return False
    waits = Case.objects.filter(pk=case.pk, queue__in=(Queue.DESK, Queue.UNIT), due_at__gt=wanted_at)
    orders = list(WorkOrder.objects.filter(case=case, open=True, due_at__gt=wanted_at))
    # Chinese data, printed on the order as it stands.
    until = f"{timezone.localtime(wanted_at):%Y-%m-%d %H:%M} 前"
    for order in orders:
        order.accept_due_at = min(order.accept_due_at, wanted_at)
        order.runs_out_at = min(order.runs_out_at, wanted_at)
        order.due_at, order.limit_text, order.basis = wanted_at, until, basis[:200]
    WorkOrder.objects.bulk_update(orders, ["accept_due_at", "runs_out_at", "due_at", "limit_text", "basis"])
    changed = bool(waits.update(due_at=wanted_at)) or bool(orders)
    if changed:
        audit.record(actor, "case.limit_tightened", case, now=now, wanted_at=wanted_at, basis=basis)
    return changed


@transaction.atomic
def loosen_limit(actor: Actor, case: Case, *, wanted_at: datetime, basis: str, now: datetime) -> bool:
    """Whoever wanted it sooner agreed to `wanted_at`: an order that printed `basis` goes as far as our own
    limit allows, or to that moment. Ours is the rule book's from the dispatch, or the extension agreed to.
    """
    if actor.kind != "system":
        raise NotAllowed("may_not_loosen")
    order = WorkOrder.objects.filter(case=case, lead=True, open=True, basis=basis[:200]).first()
    if order is None:
        return False
    own, text, ground = _own_limit(case, order)
    until = min(own, wanted_at)
    if until <= order.due_at:
        return False
    was = order.due_at
    if own <= wanted_at:
        order.limit_text, order.basis = text, ground
    else:
        order.limit_text = f"{timezone.localtime(wanted_at):%Y-%m-%d %H:%M} 前"
    order.due_at = until
    order.runs_out_at = until if order.state != OrderState.DISPATCHED else order.runs_out_at
    order.late_at = order.late_at if order.late_at and until <= now else None
    order.reminded_at = None
    order.save()
    late_since = case.late_since if until <= now else None
    Case.objects.filter(pk=case.pk, due_at=was).update(due_at=until, late_since=late_since)
    audit.record(actor, "case.limit_loosened", case, now=now, was=was, until=until)
    return True


def _own_limit(case: Case, order: WorkOrder) -> tuple[datetime, str, str]:
    clocks = Clocks.of(case)
    limit = clocks.limit(case, Stage.HANDLE)
    agreed = case.requests.filter(kind=RequestKind.EXTEND, decision=Decision.APPROVED, order=order).last()
    own = agreed.due_after if agreed is not None else None
    return own or limit.due(order.dispatched_at, clocks.calendar), limit.text, limit.basis
