"""What a neighbour may know of closed matters at his door: the kind and the day, never a word or a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from linli.cases.models import Case
from linli.cases.rules import is_private
from linli.cases.terms import REOPEN_WITHIN, Kind, State
from linli.core.errors import NotFound
from linli.places.locator import Spot

LOOK_BACK = REOPEN_WITHIN + timedelta(days=90)  # most matters are closed within three months of receipt
MOST = 20


@dataclass(frozen=True, slots=True)
class ClosedNearby:
    case_id: int
    category: str
    closed_on: date


def closed_nearby(spot: Spot, now: datetime) -> Sequence[ClosedNearby]:
    """Matters of this building that may still be reopened, the last first. One range of one index."""
    if spot.building_id is None or spot.community_id is None:
        return []
    found = _tellable(spot, now).order_by("-received_at")[:MOST]
    told = [case for case in found if not is_private(case.text)]
    return [
        ClosedNearby(case.pk, case.category.name, timezone.localdate(case.closed_at))
        for case in sorted(told, key=lambda case: case.closed_at or now, reverse=True)
        if case.category is not None and case.closed_at is not None
    ]


def closed_here(case_id: int, spot: Spot, now: datetime) -> Case:
    """One of them."""
    case = _tellable(spot, now).filter(pk=case_id).first()
    if case is None or is_private(case.text):
        raise NotFound("closed_case")
    return case


def _tellable(spot: Spot, now: datetime) -> QuerySet[Case]:
    """The one list here that starts from no actor: what anybody may be told as a kind and a day."""
    return (
        Case.objects.filter(
            community_id=spot.community_id,
            building_id=spot.building_id,
            received_at__gte=now - LOOK_BACK,
            state=State.CLOSED,
            closed_at__gte=now - REOPEN_WITHIN,
            confidential=False,
            about_unit=None,
            unit__isnull=False,
            category__isnull=False,
        )
        .exclude(kind=Kind.TIP_OFF)
        .select_related("category")
    )
