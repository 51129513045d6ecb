"""What happens a moment later, and by the clock. Thin: every task calls an action."""

from datetime import datetime, time, timedelta
from typing import Any

from linli.callbacks.actions import asking, counting, drawing
from linli.callbacks.terms import AT_ONCE
from linli.core.actors import SYSTEM
from linli.core.tasks import on, scheduled

type Payloads = list[dict[str, Any]]


def _ids(payloads: Payloads) -> set[int]:
    return {payload["case_id"] for payload in payloads}


@on("case.moved", together=AT_ONCE)
def draw_moved(payloads: Payloads, *, now: datetime) -> None:
    """Closed: who is rung? Worked on again: nobody."""
    drawing.follow_cases(_ids(payloads), now=now)


@on("case.rated", together=AT_ONCE)
def draw_rated(payloads: Payloads, *, now: datetime) -> None:
    """Whoever answered by the link is not rung for the same."""
    drawing.follow_cases(_ids(payloads), now=now)


@on("callback.asked", together=AT_ONCE)
def send_links(payloads: Payloads, *, now: datetime) -> None:
    """The same three questions by short message, where the district has a gateway for them."""
    asking.send_links(SYSTEM, {(one["case_id"], one["round"]) for one in payloads}, now=now)


@on("case.moved", together=AT_ONCE)
def count_moved(payloads: Payloads, *, now: datetime) -> None:
    counting.count_cases(_ids(payloads), now=now)


@on("case.rated", together=AT_ONCE)
def count_rated(payloads: Payloads, *, now: datetime) -> None:
    counting.count_cases(_ids(payloads), now=now)


@on("case.answered", together=AT_ONCE)
def count_answered(payloads: Payloads, *, now: datetime) -> None:
    """A unit's first word to the caller."""
    counting.count_cases(_ids(payloads), now=now)


@on("case.corrected", together=AT_ONCE)
def count_corrected(payloads: Payloads, *, now: datetime) -> None:
    """Another place: it counts there."""
    counting.count_cases(_ids(payloads), now=now)


@on("request.decided", together=AT_ONCE)
def count_decided(payloads: Payloads, *, now: datetime) -> None:
    """Extended, or left out of the shares by another body."""
    counting.count_cases(_ids(payloads), now=now)


@on("case.merged", together=AT_ONCE)
def count_merged(payloads: Payloads, *, now: datetime) -> None:
    counting.count_cases(_ids(payloads), now=now)


@on("case.unmerged", together=AT_ONCE)
def count_unmerged(payloads: Payloads, *, now: datetime) -> None:
    """Both: the caller is the other matter's no longer."""
    others = {payload["from_id"] for payload in payloads}
    counting.count_cases({*_ids(payloads), *others}, now=now)


@on("cases.imported")
def count_imported(*, now: datetime, first_id: int, last_id: int) -> None:
    """A stretch of past cases; others may lie between."""
    counting.count_cases(range(first_id, last_id + 1), now=now)


@scheduled(every=timedelta(minutes=1))
def keep_up(*, now: datetime) -> None:
    counting.keep_up(now=now)


@scheduled(daily_at=time(3, 40))
def fill_up(*, now: datetime) -> None:
    """Every unit is asked about often enough."""
    drawing.fill_up(SYSTEM, now=now)
