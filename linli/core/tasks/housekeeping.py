"""Core's own timed jobs."""

from datetime import datetime, time, timedelta

from django.conf import settings

from linli.core import audit
from linli.core.tasks.declare import scheduled
from linli.core.tasks.models import TaskRow, WorkerRow
from linli.core.tasks.terms import State

FAILED_KEPT = timedelta(days=90)
SWEEP_ROWS = 2000


@scheduled(every=timedelta(seconds=3), durable=False)
def seal_audit_lines(*, now: datetime) -> int:
    """Not durable: it writes block by block, each in a transaction of milliseconds."""
    return audit.seal(now)


@scheduled(daily_at=time(3, 40), durable=False)
def sweep_tasks(*, now: datetime) -> int:
    """Delete done tasks after settings.TASK_KEEP_DAYS (7), failed ones after 90, dead workers after 1."""
    kept = timedelta(days=getattr(settings, "TASK_KEEP_DAYS", 7))
    WorkerRow.objects.filter(seen_at__lt=now - timedelta(days=1)).delete()
    return _sweep(State.DONE, now - kept) + _sweep(State.FAILED, now - FAILED_KEPT)


def _sweep(state: State, before: datetime) -> int:
    """In small transactions, so that no writer waits for the broom."""
    swept = 0
    while ids := list(
        TaskRow.objects.filter(state=state, finished_at__lt=before).values_list("pk", flat=True)[:SWEEP_ROWS]
    ):
        swept += TaskRow.objects.filter(pk__in=ids).delete()[0]
    return swept
