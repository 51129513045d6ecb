"""Who could help, with reasons in words: proposed by distance, chosen by a person. No score of anybody.

A solver may take its place later: the same values in, the same proposals out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import asin, ceil, cos, radians, sin, sqrt

from django.utils.translation import gettext as _

from linli.needs.rules.times import in_words, shared

EARTH_M = 6_371_000
WALK_M_PER_MIN = 65  # docs/sources: usual walking pace of the platform


@dataclass(frozen=True, slots=True)
class Wanted:
    kind_code: str
    skill: str  # a code of the pack, or ""
    helpers: frozenset[str]  # which kinds of helpers may do this
    times: int
    starts_on: date
    lon: float | None
    lat: float | None
    never: frozenset[int] = frozenset()  # helpers who said no, or whom the person does not want


@dataclass(frozen=True, slots=True)
class Offered:
    resource_id: int
    helper_id: int
    helper_kind: str
    kind_code: str
    skills: frozenset[str]
    times: int
    until: date
    lon: float | None
    lat: float | None
    reach_m: int
    at_once: int
    taken: int  # needs this offer serves, or is asked for, now


@dataclass(frozen=True, slots=True)
class Proposal:
    resource_id: int
    helper_id: int
    distance_m: int | None  # None: one of the two has no point on the map
    times: int  # when both can
    free: int
    skilled: bool  # a skill was wanted, and it is there


def proposals(wanted: Wanted, offers: Iterable[Offered], *, most: int = 5) -> list[Proposal]:
    """Those who can, the nearest first, at most one per helper; ties go to the older offer.

    >>> want = Wanted("meal", "", frozenset({"partner"}), 0b11, date(2026, 5, 8), 110.0, 35.0)
    >>> near = Offered(1, 7, "partner", "meal", frozenset(), 0b10, date(2026, 9, 1), 110.001, 35.0, 500, 2, 1)
    >>> [(one.resource_id, one.distance_m, one.free) for one in proposals(want, [near])]
    [(1, 91, 1)]
    """
    fitting = [made for offer in offers if (made := _fit(wanted, offer))]
    fitting.sort(key=lambda one: (one.distance_m is None, one.distance_m or 0, one.resource_id))
    first: dict[int, Proposal] = {}
    for one in fitting:
        first.setdefault(one.helper_id, one)
    return list(first.values())[:most]


def _fit(wanted: Wanted, offer: Offered) -> Proposal | None:
    common = shared(wanted.times, offer.times)
    apart = distance_m(wanted.lon, wanted.lat, offer.lon, offer.lat)
    can = (
        offer.kind_code == wanted.kind_code
        and offer.helper_kind in wanted.helpers
        and offer.helper_id not in wanted.never
        and (not wanted.skill or wanted.skill in offer.skills)
        and offer.until >= wanted.starts_on
    )
    if not can or not common or offer.taken >= offer.at_once or (apart is not None and apart > offer.reach_m):
        return None
    free = offer.at_once - offer.taken
    return Proposal(offer.resource_id, offer.helper_id, apart, common, free, bool(wanted.skill))


def distance_m(
    lon: float | None, lat: float | None, other_lon: float | None, other_lat: float | None
) -> int | None:
    """As the crow flies, in metres. WGS-84 degrees.

    >>> distance_m(110.0, 35.0, 110.0, 35.01), distance_m(None, None, 110.0, 35.0)
    (1112, None)
    """
    if lon is None or lat is None or other_lon is None or other_lat is None:
        return None
    north, east = radians(other_lat - lat) / 2, radians(other_lon - lon) / 2
    part = sin(north) ** 2 + cos(radians(lat)) * cos(radians(other_lat)) * sin(east) ** 2
    return round(2 * EARTH_M * asin(sqrt(part)))


def reasons(proposal: Proposal, skill_name: str = "") -> list[str]:
    """Why this one was proposed, as one would say it.

    >>> reasons(Proposal(1, 7, 390, 0b1, 2, True), "电工")
    ['相距约 390 米，走路 6 分钟', '会电工', '时间对得上：周一上午', '还能再帮 2 家']
    """
    said = []
    if proposal.distance_m is not None:
        walk_min = max(ceil(proposal.distance_m / WALK_M_PER_MIN), 1)
        told = {"m": round(proposal.distance_m, -1), "min": walk_min}
        said.append(_("相距约 %(m)d 米，走路 %(min)d 分钟") % told)
    else:
        said.append(_("在服务范围内，没有标具体位置"))
    if proposal.skilled and skill_name:
        said.append(_("会%(skill)s") % {"skill": skill_name})
    said.append(_("时间对得上：%(times)s") % {"times": in_words(proposal.times)})
    said.append(_("还能再帮 %(n)d 家") % {"n": proposal.free})
    return said
