"""Timed work on outgoing messages."""

from datetime import datetime, time, timedelta

from linli.core.outgoing import actions
from linli.core.tasks.declare import scheduled


@scheduled(every=timedelta(minutes=5))
def pick_up_messages(*, now: datetime) -> int:
    return actions.pick_up(now)


@scheduled(daily_at=time(3, 50), durable=False)
def erase_old_messages(*, now: datetime) -> int:
    return actions.erase_contents(now)
