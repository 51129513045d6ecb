"""Who could help with a need: offers read from the tables, proposals by the rule."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from linli.needs.models import Match, Need, Resource
from linli.needs.models.care import LIVE
from linli.needs.queries.kinds import skill_names
from linli.needs.rules import matching
from linli.needs.rules.matching import Offered, Proposal, Wanted
from linli.needs.terms import MatchState

MOST_OFFERS = 500


@dataclass(frozen=True, slots=True)
class Candidate:
    resource: Resource
    proposal: Proposal
    reasons: Sequence[str]


def candidates(need: Need, *, most: int = 5) -> list[Candidate]:
    """The nearest who can, with reasons. At most five statements, whatever the number of offers."""
    names = skill_names()
    offers = _offers(need)
    rows = {offer.pk: offer for offer in offers}
    found = matching.proposals(
        _wanted(need), [_offered(row, taken) for row, taken in _taken(offers)], most=most
    )
    return [
        Candidate(rows[one.resource_id], one, matching.reasons(one, names.get(need.kind.skill, "")))
        for one in found
    ]


def _offers(need: Need) -> list[Resource]:
    """Offers of this kind in the subdistrict that still run when the need begins."""
    found = Resource.objects.filter(
        kind_code=need.kind_code,
        subdistrict=need.subdistrict_id,
        until__gte=need.starts_on,
        active=True,
        helper__active=True,
    )
    return list(found.select_related("helper", "place").order_by("id")[:MOST_OFFERS])


def _taken(offers: Sequence[Resource]) -> list[tuple[Resource, int]]:
    live = Match.objects.filter(LIVE, resource__in=[offer.pk for offer in offers])
    taken = dict(live.values_list("resource").annotate(n=Count("id")))
    return [(offer, taken.get(offer.pk, 0)) for offer in offers]


def _wanted(need: Need) -> Wanted:
    no = need.matches.filter(state__in=[MatchState.REFUSED, MatchState.UNWANTED, MatchState.OVER])
    return Wanted(
        kind_code=need.kind_code,
        skill=need.kind.skill,
        helpers=frozenset(need.kind.helpers),
        times=need.times,
        starts_on=need.starts_on,
        lon=need.lon,
        lat=need.lat,
        never=frozenset(no.values_list("helper_id", flat=True)),
    )


def _offered(row: Resource, taken: int) -> Offered:
    return Offered(
        resource_id=row.pk,
        helper_id=row.helper_id,
        helper_kind=row.helper.kind,
        kind_code=row.kind_code,
        skills=frozenset(row.skills),
        times=row.times,
        until=row.until,
        lon=row.lon,
        lat=row.lat,
        reach_m=row.reach_m,
        at_once=row.at_once,
        taken=taken,
    )
