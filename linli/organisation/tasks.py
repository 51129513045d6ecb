"""Tidying up after machines."""

from datetime import datetime, time

from linli.core.tasks import scheduled
from linli.organisation import actions


@scheduled(daily_at=time(3, 45))
def forget_answers(*, now: datetime) -> None:
    """Answers to machines are kept for a day; they may hold a receipt."""
    actions.forget_answers(now=now)
