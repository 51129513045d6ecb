from datetime import datetime, time

from linli.core.actors import SYSTEM
from linli.core.files import actions
from linli.core.tasks import scheduled


@scheduled(daily_at=time(3, 10), durable=False)
def erase_expired_photos(*, now: datetime) -> int:
    """Not durable: each photograph is a transaction of its own. Says how many were erased."""
    return actions.erase_expired(SYSTEM, now=now)


@scheduled(daily_at=time(3, 20), durable=False)
def sweep_orphan_photos(*, now: datetime) -> int:
    return actions.sweep_orphans(now=now)
