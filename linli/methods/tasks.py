"""By the clock: versions that were planned for a day."""

from datetime import datetime, timedelta

from linli.core.tasks import scheduled
from linli.methods.actions.force import start_planned


@scheduled(every=timedelta(minutes=1))
def begin_planned(*, now: datetime) -> int:
    """In the first minute of the day. One transaction with "done": killed in between, it is done again."""
    return start_planned(now=now)
