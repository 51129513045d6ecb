"""What may not be counted yet, and how far counting has come."""

from datetime import datetime

from linli.callbacks.models import OrderFact
from linli.cases.models import Case
from linli.core.tasks.models import TaskRow
from linli.core.tasks.terms import State


def run_out(now: datetime, most: int) -> list[int]:
    """Cases with an order whose limit ran out since it was looked at. Reads only what is not counted yet."""
    rows = OrderFact.objects.filter(day__isnull=True, due_at__lt=now).order_by("due_at")
    return list(rows.values_list("case_id", flat=True)[:most])


def counted_until(now: datetime) -> datetime:
    """Everything announced before this moment is counted: the oldest waiting task of ours, or now."""
    waiting = TaskRow.objects.filter(name__startswith="linli.callbacks.tasks.count_", state=State.WAITING)
    oldest = waiting.order_by("id").values_list("created_at", flat=True).first()
    return min(oldest, now) if oldest else now


def case_ids_after(last: int, most: int) -> list[int]:
    return list(Case.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:most])
