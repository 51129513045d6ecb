"""When counting happens: a moment after each event, and by the clock. Thin: every task calls an action."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from linli.cockpit import actions
from linli.core.tasks import on, scheduled

type Payloads = list[dict[str, Any]]


def _ids(payloads: Payloads) -> Iterable[int]:
    return (payload["case_id"] for payload in payloads)


@on("case.received", together=actions.AT_ONCE)
def count_received(payloads: Payloads, *, now: datetime) -> None:
    actions.count_cases(_ids(payloads), now=now)


@on("case.moved", together=actions.AT_ONCE)
def count_moved(payloads: Payloads, *, now: datetime) -> None:
    actions.count_cases(_ids(payloads), now=now)


@on("case.corrected", together=actions.AT_ONCE)
def count_corrected(payloads: Payloads, *, now: datetime) -> None:
    actions.count_cases(_ids(payloads), now=now)


@on("case.rated", together=actions.AT_ONCE)
def count_rated(payloads: Payloads, *, now: datetime) -> None:
    actions.count_cases(_ids(payloads), now=now)


@on("cases.imported")
def count_imported(*, now: datetime, first_id: int, last_id: int) -> None:
    """A stretch of a few hundred past cases; others may lie between."""
    actions.count_cases(range(first_id, last_id + 1), now=now)


@scheduled(every=timedelta(seconds=30))
def keep_up(*, now: datetime) -> None:
    actions.keep_up(now=now)


@scheduled(daily_at=time(2, 20), durable=False)
def check_yesterday(*, now: datetime) -> int:
    return actions.check_day(timezone.localdate(now) - timedelta(days=1), now=now)
