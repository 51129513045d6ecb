"""Builders for tests: a small real district, units, staff with posts, actors."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from itertools import count

import shapely
from django.contrib.auth.hashers import make_password

from linli.accounts.models import Account
from linli.core.actors import Actor, Level
from linli.organisation import queries
from linli.organisation.actions.rights import renew_rights
from linli.organisation.models import Absence, Person, Post, Unit
from linli.organisation.terms import Role, UnitKind
from linli.places.models import Door, Place
from linli.places.terms import PlaceKind

PASSWORD = "tests-open-doors-7"
LONG_AGO = date(2020, 1, 1)
TODAY = date(2026, 5, 8)  # a Friday
SIDE = 0.01  # degrees, about a kilometre
WEST, SOUTH = 110.0, 35.0

_numbers = count(1)


@dataclass
class District:
    """1 district, 2 subdistricts, 3 communities, 4 grids in a row, a building and a door in each grid.

    subdistricts[0] has communities[0] (grids 0 and 1) and communities[1] (grid 2);
    subdistricts[1] has communities[2] (grid 3). Grid n is the square of `SIDE` whose south-west corner is
    (WEST + n * SIDE, SOUTH); its building stands in the middle.
    """

    district: Place
    subdistricts: list[Place] = field(default_factory=list)
    communities: list[Place] = field(default_factory=list)
    grids: list[Place] = field(default_factory=list)
    buildings: list[Place] = field(default_factory=list)
    doors: list[Door] = field(default_factory=list)


def district() -> District:
    whole = District(place(Level.DISTRICT, None, "990101", "明禾区", west=0, east=4))
    first = place(Level.SUBDISTRICT, whole.district, "990101001", "向榆街道", west=0, east=3)
    second = place(Level.SUBDISTRICT, whole.district, "990101002", "临坡街道", west=3, east=4, number=2)
    whole.subdistricts += [first, second]
    for parent, name, west, east in ((first, "书声", 0, 2), (first, "井亭", 2, 3), (second, "麦场", 3, 4)):
        number = len(whole.communities) + 1
        code = f"{parent.code}{number:03d}"
        made = place(
            Level.COMMUNITY,
            parent,
            code,
            f"{name}社区",
            west=west,
            east=east,
            number=number,
            phone="0999-0000000",
        )
        whole.communities.append(made)
        for square in range(west, east):
            _fill_grid(whole, made, square)
    return whole


def _fill_grid(whole: District, community: Place, square: int) -> None:
    number = square + 1
    code = f"{community.code}{number:03d}"
    grid = place(Level.GRID, community, code, f"第{number}网格", west=square, east=square + 1, number=number)
    grid.kind = PlaceKind.BASE
    grid.save(update_fields=["kind"])
    building = place(
        Level.BUILDING, grid, f"{code}B01", f"{number}号楼", number=1, lon=WEST + (square + 0.5) * SIDE
    )
    token = f"door{number:04d}"
    whole.grids.append(grid)
    whole.buildings.append(building)
    whole.doors.append(
        Door.objects.create(place=building, token=token, issued_at=datetime(2026, 1, 1, tzinfo=UTC))
    )


def place(
    level: Level,
    parent: Place | None,
    code: str,
    name: str,
    *,
    west: int | None = None,
    east: int | None = None,
    lon: float | None = None,
    number: int = 1,
    phone: str = "",
) -> Place:
    """A place with its level columns; `west` and `east`, in squares, give a polygon, else `lon` a point."""
    made = Place(
        level=level, parent=parent, code=code, name=name, number=number, phone=phone, valid_from=LONG_AGO
    )
    if parent is not None:
        made.subdistrict_id, made.community_id, made.grid_id = (
            parent.subdistrict_id,
            parent.community_id,
            parent.grid_id,
        )
    if west is not None and east is not None:
        edges = (WEST + west * SIDE, SOUTH, WEST + east * SIDE, SOUTH + SIDE)
        made.min_lon, made.min_lat, made.max_lon, made.max_lat = edges
        made.shape = shapely.to_wkb(shapely.box(*edges))
        lon = (edges[0] + edges[2]) / 2
    made.lon, made.lat = lon, SOUTH + SIDE / 2
    made.save()
    if level in {Level.SUBDISTRICT, Level.COMMUNITY, Level.GRID}:
        setattr(made, f"{level}_id", made.pk)
        made.save(update_fields=[str(level)])
    return made


def unit(
    name: str = "城管中队",
    *,
    kind: UnitKind = UnitKind.SUBDISTRICT_TEAM,
    trade: str = "",
    place: Place | None = None,
    parent: Unit | None = None,
    code: str = "",
) -> Unit:
    code = code or f"U{next(_numbers):04d}"
    return Unit.objects.create(code=code, name=name, kind=kind, trade=trade, place=place, parent=parent)


@cache
def _hashed() -> str:
    return make_password(PASSWORD)  # Argon2 is slow on purpose: once is enough for all the tests


def account(sign_in_name: str = "", display_name: str = "") -> Account:
    """An account that signs in with `PASSWORD`."""
    name = sign_in_name or f"staff{next(_numbers):04d}"
    return Account.objects.create(
        sign_in_name=name, display_name=display_name or f"员工{name[-4:]}", password=_hashed()
    )


def person(display_name: str = "", *, with_account: bool = True) -> Person:
    own = account(display_name=display_name) if with_account else None
    name = display_name or (own.display_name if own else "无账号")
    return Person.objects.create(account=own, name=name, staff_number=f"N{next(_numbers):05d}")


def post(
    role: Role | str,
    *,
    place: Place | None = None,
    unit: Unit | None = None,
    person: Person | None = None,
    deputy: Person | None = None,
    valid_from: date = LONG_AGO,
    valid_to: date | None = None,
) -> Post:
    """A post, known to the next request of its holder and deputy like one that an action made."""
    title = str(Role(role).label)
    dates = {"valid_from": valid_from, "valid_to": valid_to}
    made = Post.objects.create(
        role=role, title=title, place=place, unit=unit, person=person, deputy=deputy, **dates
    )
    renew_rights([made.person_id, made.deputy_id])
    return made


def staff(
    role: Role | str, *, place: Place | None = None, unit: Unit | None = None, name: str = ""
) -> Account:
    """Somebody in a post since long ago, who signs in with `PASSWORD`."""
    holder = person(name)
    post(role, place=place, unit=unit, person=holder)
    assert holder.account is not None
    return holder.account


def actor(
    role: Role | str,
    *,
    place: Place | None = None,
    unit: Unit | None = None,
    name: str = "",
    today: date | None = None,
) -> Actor:
    """`staff(…)` as the actor the pages would see."""
    return queries.actor_of(staff(role, place=place, unit=unit, name=name), today or TODAY)


def absence(person: Person, starts_on: date, ends_on: date) -> Absence:
    made = Absence.objects.create(person=person, starts_on=starts_on, ends_on=ends_on)
    renew_rights([person.pk, *person.posts.values_list("deputy", flat=True)])
    return made
