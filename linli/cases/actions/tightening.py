"""A limit from outside, such as that of the hotline the matter came from: ours never runs longer."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from linli.cases.models import Case, WorkOrder
from linli.cases.terms import Queue
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
