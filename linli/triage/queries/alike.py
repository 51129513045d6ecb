"""What looks like the same matter nearby: for the desk with its case, for a stranger as a number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import QuerySet

from linli.cases.models import Case
from linli.cases.queries.cases import visible_cases
from linli.cases.queries.joining import join_token
from linli.cases.rules import is_private
from linli.cases.terms import Kind, Queue, State
from linli.core.actors import Actor
from linli.places.locator import Spot
from linli.triage.queries.reach import Reach, reach_for
from linli.triage.rules.lookalikes import Alike, Matter, lookalikes
from linli.triage.terms import (
    LEAST_TYPED,
    MOST_ALIKE,
    MOST_CANDIDATES,
    MOST_HINTS,
    NEIGHBOUR_M,
    STANDS,
)

COLUMNS = (
    "code",
    "text",
    "building_id",
    "estate_id",
    "grid_id",
    "lon",
    "lat",
    "received_at",
    "state",
    "queue",
    "voices",
    "category__code",
    "category__name",
)


@dataclass(frozen=True, slots=True)
class LookAlike:
    case: Case
    alike: Alike


def lookalikes_of(actor: Actor, case: Case) -> list[LookAlike]:
    """Cases the actor may see that may be the same matter, open ones first. Two bounded statements."""
    if case.community_id is None:
        return []
    reach = reach_for(case.category.code if case.category else "")
    around = (case.received_at - reach.within, case.received_at + reach.within)
    near = visible_cases(actor).filter(community_id=case.community_id, received_at__range=around)
    rows = {row.pk: row for row in _newest(near.exclude(pk=case.pk).exclude(state=State.MERGED))}
    found = _alike(_matter(case), rows, reach)
    return [LookAlike(rows[alike.key], alike) for alike in found[:MOST_ALIKE]]


def _newest(cases: QuerySet[Case]) -> Sequence[Case]:
    return list(cases.select_related("category").only(*COLUMNS).order_by("-received_at")[:MOST_CANDIDATES])


def _matter(case: Case) -> Matter:
    return Matter(
        key=case.pk,
        text=case.text,
        received_at=case.received_at,
        building_id=case.building_id,
        estate_id=case.estate_id,
        grid_id=case.grid_id,
        lon=case.lon,
        lat=case.lat,
        category_code=case.category.code if case.category else "",
        open=case.queue != Queue.DONE,
    )


def lookalikes_of_words(
    actor: Actor, text: str, category_code: str, spot: Spot, now: datetime
) -> list[LookAlike]:
    """The same for a matter that is just being told at the counter."""
    if spot.community_id is None or len(text.strip()) < LEAST_TYPED:
        return []
    reach = reach_for(category_code)
    near = visible_cases(actor).filter(
        community_id=spot.community_id, received_at__gte=now - reach.within, received_at__lte=now
    )
    rows = {row.pk: row for row in _newest(near.exclude(state=State.MERGED))}
    found = _alike(_told(text, category_code, spot, now), rows, reach)
    return [LookAlike(rows[alike.key], alike) for alike in found[:MOST_ALIKE]]


def _alike(asked: Matter, rows: Mapping[int, Case], reach: Reach) -> list[Alike]:
    others = [_matter(row) for row in rows.values()]
    return lookalikes(asked, others, near_m=reach.metres, least=reach.threshold)


def _told(text: str, category_code: str, spot: Spot, now: datetime) -> Matter:
    """A matter that is no case yet."""
    return Matter(
        key=0,
        text=text,
        received_at=now,
        building_id=spot.building_id,
        estate_id=spot.estate_id,
        grid_id=spot.grid_id,
        lon=spot.lon if spot.building_id or spot.how == "point" else None,
        lat=spot.lat,
        category_code=category_code,
    )


@dataclass(frozen=True, slots=True)
class NeighbourHint:
    """All that a stranger learns: how many, about what, how it stands; and a way to say "me too"."""

    voices: int
    category: str
    stands: str
    token: str


def neighbour_hints(text: str, category_code: str, spot: Spot, now: datetime) -> list[NeighbourHint]:
    """Open matters of the same building or estate, or within 150 m, that may be the same. One statement.

    Never a text, a name or a place; nothing confidential, about a unit, reported by a witness, dangerous or
    about people: there even a number tells something about a neighbour.
    """
    if spot.community_id is None or is_private(text):
        return []
    reach = reach_for(category_code)
    reach = replace(reach, metres=min(reach.metres, NEIGHBOUR_M))  # however far the desk looks
    near = _tellable(spot.community_id, now, reach.within)
    rows = {row.pk: row for row in _newest(near) if not is_private(row.text)}
    asked = replace(_told(text, category_code, spot, now), grid_id=None)  # a grid is too large for strangers
    found = _alike(asked, rows, reach)
    return _by_category([rows[alike.key] for alike in found])


def _tellable(community_id: int, now: datetime, within: timedelta) -> QuerySet[Case]:
    """What may be told to neighbours as a number; the one list here that starts from no actor."""
    return Case.objects.filter(
        community_id=community_id,
        received_at__gte=now - within,
        confidential=False,
        about_unit=None,
        category__isnull=False,
        state__in=list(STANDS),
    ).exclude(kind=Kind.TIP_OFF)


def _by_category(cases: Sequence[Case]) -> list[NeighbourHint]:
    """One hint a category: the voices of all, the state and the way into the most alike."""
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault(case.category.name if case.category else "", []).append(case)
    return [
        NeighbourHint(
            sum(case.voices for case in same), name, str(STANDS[State(same[0].state)]), join_token(same[0])
        )
        for name, same in list(groups.items())[:MOST_HINTS]
    ]
