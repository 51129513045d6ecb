"""What waits, what runs, what failed, and whether anybody is at work."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min, Q, QuerySet

from linli.core.tasks.models import EventRow, TaskRow, WorkerRow
from linli.core.tasks.terms import State

SILENT_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class QueueState:
    """Counts; `oldest_waiting_s` is how long the oldest task that is due has been waiting."""

    waiting: int
    running: int
    failed: int
    events: int
    oldest_waiting_s: float
    workers: int


def worker_alive(now: datetime) -> bool:
    """Did any worker show a sign of life within the last minute?"""
    return WorkerRow.objects.filter(seen_at__gte=now - SILENT_AFTER).exists()


def queue_state(now: datetime) -> QueueState:
    due = TaskRow.objects.filter(Q(run_at=None) | Q(run_at__lte=now), state=State.WAITING)
    oldest = due.aggregate(oldest=Min("created_at"))["oldest"]
    return QueueState(
        waiting=TaskRow.objects.filter(state=State.WAITING).count(),
        running=TaskRow.objects.filter(state=State.RUNNING).count(),
        failed=failed_tasks().count(),
        events=EventRow.objects.count(),
        oldest_waiting_s=(now - oldest).total_seconds() if oldest else 0.0,
        workers=WorkerRow.objects.filter(seen_at__gte=now - SILENT_AFTER).count(),
    )


def waiting_since(now: datetime) -> datetime | None:
    """Since when the oldest task that is due has been waiting; None when none is."""
    due = TaskRow.objects.filter(Q(run_at=None) | Q(run_at__lte=now), state=State.WAITING)
    return due.order_by("id").values_list("created_at", flat=True).first()


def failed_tasks() -> QuerySet[TaskRow]:
    """Given up, newest first; `retry_tasks` gives them their attempts back."""
    return TaskRow.objects.filter(state=State.FAILED).order_by("-id")
