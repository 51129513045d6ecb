"""The morning's overview."""

from datetime import datetime, time

from linli.channels.digests import actions
from linli.core.tasks import scheduled


@scheduled(daily_at=time(7, 30))
def send_mornings(*, now: datetime) -> int:
    return actions.send_mornings(now=now)
