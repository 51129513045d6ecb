"""What happens a moment later, or by the clock. Thin: every task calls an action."""

from datetime import datetime, timedelta
from typing import Any

from linli.cases.actions import clock
from linli.cases.models import Case
from linli.core.actors import SYSTEM
from linli.core.search.actions import put_many
from linli.core.tasks import on, scheduled


@on("case.received", together=500)
def index_text(payloads: list[dict[str, Any]], *, now: datetime) -> None:
    """Make new cases findable by their words, place and code."""
    ids = [payload["case_id"] for payload in payloads]
    cases = Case.objects.filter(pk__in=ids).select_related("building", "community")
    put_many("case", [(case.pk, _searchable(case)) for case in cases])


def _searchable(case: Case) -> str:
    places = " ".join(place.name for place in (case.community, case.building) if place)
    return f"{case.code} {case.text} {case.place_name} {places}"


@scheduled(every=timedelta(seconds=30))
def mark_late(*, now: datetime) -> None:
    clock.mark_late(SYSTEM, now=now)


@scheduled(every=timedelta(minutes=1))
def remind_units(*, now: datetime) -> None:
    clock.remind_units(now=now)


@scheduled(every=timedelta(minutes=5))
def close_unanswered(*, now: datetime) -> None:
    clock.close_unanswered(SYSTEM, now=now)
