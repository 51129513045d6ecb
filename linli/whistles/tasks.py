"""Timed and following work of whistles."""

from datetime import datetime, timedelta

from linli.cases.models import Case
from linli.cases.terms import Queue
from linli.core.tasks import on, scheduled
from linli.whistles import actions


@scheduled(every=timedelta(seconds=30), durable=False)
def mark_late(*, now: datetime) -> int:
    return actions.mark_late(now)


@on("case.moved")
def end_with_case(*, now: datetime, case_id: int, step: str, at: str) -> None:
    """A settled matter needs nobody on the spot."""
    if Case.objects.filter(pk=case_id, queue=Queue.DONE).exists():
        actions.end_with_case(case_id, now=now)
