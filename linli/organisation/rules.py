"""Answers about posts, places and staffing: values in, values out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from linli.core.actors import Actor, Level, Placed, Right, Seat
from linli.organisation.terms import (
    DISTRICT_GIVEN,
    FACES,
    LEVEL_OF_ROLE,
    RIGHTS,
    SCOPE_RIGHTS,
    STANDING_IN,
    UNIT_ROLES,
)

NEAREST_FIRST = (Level.GRID, Level.COMMUNITY, Level.SUBDISTRICT, Level.DISTRICT)


class PostLike(Protocol):
    pk: int
    role: str
    title: str
    place_id: int | None
    unit_id: int | None


class Sited(Protocol):
    role: str

    def areas(self) -> Sequence[Placed | None]: ...


def seat_of(
    post: PostLike,
    *,
    level: str | None,
    place_name: str,
    unit_name: str,
    standing_in: bool,
    rights: frozenset[Right] | None = None,
) -> Seat:
    """What the post lets its holder, or on an absence the deputy, do and where. `rights`: fewer of them."""
    return Seat(
        post_id=post.pk,
        role=post.role,
        title=STANDING_IN % post.title if standing_in else post.title,
        rights=RIGHTS.get(post.role, frozenset()) if rights is None else rights,
        level=Level(level) if level else None,
        place_id=post.place_id,
        unit_id=post.unit_id,
        place_name=place_name,
        unit_name=unit_name,
    )


def scoped_rights(role: str, scopes: Iterable[str]) -> frozenset[Right]:
    """What a machine in this role may do: the rights of the role that its scopes let through.

    >>> sorted(scoped_rights("grid_worker", ["cases.read", "cases.desk"]))
    [<Right.CASE_SEE: 'case.see'>]
    """
    asked = frozenset[Right]().union(*(SCOPE_RIGHTS.get(scope, frozenset()) for scope in scopes))
    return RIGHTS.get(role, frozenset()) & asked


def idle_scopes(role: str, scopes: Iterable[str]) -> list[str]:
    """Scopes whose own rights the role does not have: asked for in vain.

    >>> idle_scopes("grid_worker", ["cases.read", "cases.desk", "cases.handle"])
    ['cases.desk']
    """
    has = RIGHTS.get(role, frozenset())
    return [scope for scope in scopes if not (_own_rights(scope) & has)]


def _own_rights(scope: str) -> frozenset[Right]:
    """Without the seeing that comes with doing."""
    rights = SCOPE_RIGHTS.get(scope, frozenset())
    return rights - {Right.CASE_SEE} or rights


def faces_of(actor: Actor) -> list[str]:
    """URL names of the pages somebody may start on, the most fitting first."""
    roles = {seat.role for seat in actor.seats}
    return list(dict.fromkeys(face for role, face in FACES.items() if role in roles))


def manages_district(actor: Actor) -> bool:
    return any(seat.level is Level.DISTRICT for seat in actor.seats_with(Right.STAFF_MANAGE))


def may_manage(actor: Actor, place: Placed | None) -> bool:
    """May the actor arrange staff there? What has no place belongs to the whole district."""
    return manages_district(actor) if place is None else actor.reaches(Right.STAFF_MANAGE, place)


def may_give(actor: Actor, role: str, where: Sequence[Placed | None]) -> bool:
    """May the actor put somebody into this role at this place and in this unit (each given by its place)?"""
    if role in DISTRICT_GIVEN and not manages_district(actor):
        return False
    return bool(where) and all(may_manage(actor, place) for place in where)


def may_manage_all(actor: Actor, posts: Iterable[Sited]) -> bool:
    """May the actor arrange every one of these posts? With none, whoever arranges staff may."""
    return actor.has(Right.STAFF_MANAGE) and all(may_give(actor, post.role, post.areas()) for post in posts)


def misfit_of(role: str, *, level: str | None, in_unit: bool) -> str:
    """Why a role cannot sit there: "unit_needed", "place_needed", "level_wrong"; empty when it can.

    >>> misfit_of("unit_handler", level=None, in_unit=True)
    ''
    >>> misfit_of("unit_handler", level="grid", in_unit=True)
    'unit_needed'
    >>> misfit_of("grid_worker", level=None, in_unit=True)
    'place_needed'
    >>> misfit_of("district_desk", level="grid", in_unit=False)
    'level_wrong'
    """
    if role in UNIT_ROLES:
        return "" if in_unit and level is None else "unit_needed"
    if level is None:
        return "place_needed"
    return "level_wrong" if level != LEVEL_OF_ROLE.get(role, level) else ""


def by_nearness[T](covering: Iterable[tuple[str | None, str, T]]) -> list[T]:
    """Units given as (level of their place, code, unit), the smallest area first.

    A unit without a place serves the whole district, after those that say so; among equals the lower code, so
    that the same question always has the same answer.

    >>> by_nearness([("district", "b", "water works"), ("community", "c", "water post"), (None, "a", "any")])
    ['water post', 'water works', 'any']
    """
    order = {level.value: rank for rank, level in enumerate(NEAREST_FIRST)}
    last = len(NEAREST_FIRST)
    return [one[2] for one in sorted(covering, key=lambda one: (order.get(one[0] or "", last), one[1]))]


@dataclass(frozen=True, slots=True)
class Need:
    """What a method pack asks for at each place of a level."""

    level: str
    role: str
    title: str
    at_least: int
    at_most: int | None
    core: bool

    def missing(self, have: int) -> int:
        return max(0, self.at_least - have)

    def surplus(self, have: int) -> int:
        return 0 if self.at_most is None else max(0, have - self.at_most)


def counted_by_title(needs: Iterable[Need]) -> set[tuple[str, str]]:
    """(level, role) pairs with several needs: there the title of a post says which one it fills."""
    seen: set[tuple[str, str]] = set()
    twice: set[tuple[str, str]] = set()
    for need in needs:
        pair = (need.level, need.role)
        (twice if pair in seen else seen).add(pair)
    return twice


# Surnames of two characters that are still met; any other name begins with one.
_DOUBLE = ("欧阳司马上官诸葛东方皇甫尉迟公孙慕容令狐", "长孙宇文司徒夏侯端木淳于申屠南宫独孤第五")
_DOUBLES = frozenset(line[i : i + 2] for line in _DOUBLE for i in range(0, len(line), 2))


def surname(name: str) -> str:
    """What somebody is called by beside a title; of a name with a dot, the part before it.

    >>> surname("欧阳明"), surname("赵小石"), surname("阿依努尔·买买提")
    ('欧阳', '赵', '阿依努尔')
    """
    name = name.strip()
    if "·" in name:
        return name.partition("·")[0]
    return name[:2] if name[:2] in _DOUBLES and len(name) > 2 else name[:1]
