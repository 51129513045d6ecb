"""The list in force, who came by a link, dangers and re-checks within one's reach."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from linli.cases.models import Case
from linli.cases.queries.cases import LIST_COLUMNS, visible_cases
from linli.cases.terms import Origin
from linli.channels.models import Hazard, HazardCheck, HazardRule, SpotterLink
from linli.channels.spotters.terms import SENT_PER_MIN, HazardKind
from linli.core.actors import Actor, Level, Right
from linli.core.errors import NotFound
from linli.core.lists import KeysetPage, keyset_page
from linli.places.models import Place
from linli.places.queries import public_places
from linli.places.terms import SCOPES


@dataclass(frozen=True, slots=True)
class Listed:
    kind: HazardKind
    title: str
    category_code: str


def closed_list() -> dict[str, Listed]:
    """The pack's rows in its order; all kinds by their own names where a pack says nothing."""
    rows = HazardRule.objects.filter(pack__active=True).order_by("number")
    found = [Listed(HazardKind(row.kind), row.title, row.category_code) for row in rows]
    return {
        row.kind.value: row for row in found or [Listed(kind, str(kind.label), "") for kind in HazardKind]
    }


def link_by_token(token: str) -> SpotterLink:
    links = SpotterLink.objects.select_related("community").defer("community__shape")
    link = links.filter(token=token, revoked_at=None).first() if token else None
    if link is None:
        raise NotFound("spotter_link_unknown")
    return link


def communities_of(actor: Actor) -> list[Place]:
    """Those whose desk the actor is part of."""
    reach = _reach(actor, Right.CASE_DESK)
    found = (
        public_places().filter(reach, level=Level.COMMUNITY) if reach is not None else public_places().none()
    )
    return list(found.defer("shape").order_by("code"))


def community_for(actor: Actor, place_id: int) -> Place:
    place = public_places().filter(pk=place_id, level=Level.COMMUNITY).defer("shape").first()
    if place is None or not actor.reaches(Right.CASE_DESK, place):
        raise NotFound("community")
    return place


def links_of(communities: Collection[Place]) -> dict[int, SpotterLink]:
    rows = SpotterLink.objects.filter(community__in=communities, revoked_at=None)
    return {row.community_id: row for row in rows}


def _reach(actor: Actor, right: Right) -> Q | None:
    """By the places of one's posts; an empty Q is the whole district, None nothing at all."""
    seats = actor.seats_with(right)
    if any(seat.level is Level.DISTRICT for seat in seats):
        return Q()
    placed = [Q(**{f"{seat.level}_id": seat.place_id}) for seat in seats if seat.level in SCOPES]
    return reduce(or_, placed) if placed else None


def visible_hazards(actor: Actor) -> QuerySet[Hazard]:
    """Where one may see matters because of the place; units find theirs among their orders."""
    reach = _reach(actor, Right.CASE_SEE)
    return Hazard.objects.filter(reach) if reach is not None else Hazard.objects.none()


def visible_checks(actor: Actor) -> QuerySet[HazardCheck]:
    reach = _reach(actor, Right.CASE_SEE)
    return HazardCheck.objects.filter(reach) if reach is not None else HazardCheck.objects.none()


_OF_CASE = tuple(f"case__{name}" for name in LIST_COLUMNS)


def open_hazards(actor: Actor, *, after: str = "") -> KeysetPage[Hazard]:
    """The newest first."""
    rows = visible_hazards(actor).filter(open=True).select_related(*_OF_CASE)
    return keyset_page(rows, order=("-case_id",), after=after)


def due_checks(actor: Actor, *, after: str = "") -> KeysetPage[HazardCheck]:
    """What is to be looked at again; what is due first stands first."""
    rows = visible_checks(actor).filter(done_at=None)
    rows = rows.select_related("hazard", *(f"hazard__{name}" for name in _OF_CASE))
    return keyset_page(rows, order=("due_at",), after=after)


def check_for(actor: Actor, check_id: int) -> HazardCheck:
    """One re-check of a matter the actor may see. A hidden one and a missing one give the same answer."""
    rows = visible_checks(actor).select_related("hazard", *(f"hazard__{name}" for name in _OF_CASE))
    check = rows.filter(pk=check_id).first()
    if check is None or not visible_cases(actor).filter(pk=check.hazard_id).exists():
        raise NotFound("hazard_check")
    return check


def hazards_of(case_ids: Collection[int]) -> dict[int, tuple[Hazard, Case]]:
    rows = Hazard.objects.filter(pk__in=case_ids).select_related("case")
    return {row.pk: (row, row.case) for row in rows}


def crowded(now: datetime) -> bool:
    """Did spotters send as much as is read in a minute? Counted in the cases: one limit for all processes."""
    lately = Case.objects.filter(received_at__gt=now - timedelta(minutes=1), origin=Origin.SPOTTER)
    return len(lately.values_list("pk")[:SENT_PER_MIN]) >= SENT_PER_MIN
