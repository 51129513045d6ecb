"""When the open board is counted: every ten minutes for today, at night for the last weeks."""

from datetime import datetime, time, timedelta

from linli.channels.public import actions
from linli.core.tasks import on, scheduled, task

AFTER_IMPORT = timedelta(minutes=5)  # an import announces itself in many stretches: counted once


@scheduled(every=timedelta(minutes=10), durable=False)
def renew_board(*, now: datetime) -> None:
    actions.renew(now=now)


@scheduled(daily_at=time(2, 50), durable=False)
def renew_recent_days(*, now: datetime) -> None:
    actions.renew_recent(now=now)


@on("cases.imported")
def recount_later(*, now: datetime, first_id: int, last_id: int) -> None:
    recount_all.using(key="public-recount", run_after=now + AFTER_IMPORT).enqueue()


@task(takes_now=True, durable=False)
def recount_all(*, now: datetime) -> None:
    actions.rebuild(now=now)
