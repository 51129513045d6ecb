"""The plan becomes rows: places with their outlines, doors, the map version, the method pack in force."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import shapely
from django.utils.translation import gettext as _

from linli.core import audit
from linli.core.actors import SYSTEM, Level
from linli.core.demo import Context
from linli.core.errors import RuleBroken
from linli.methods.actions import activate, load_pack
from linli.methods.queries import shipped_text
from linli.places.actions._common import new_map_version
from linli.places.demo import basemap, names
from linli.places.demo.plan import Community, Grid, Plan, Venue, degrees, district_plan
from linli.places.models import Door, Place
from linli.places.rules.codes import grid_code
from linli.places.rules.shapes import outline_of
from linli.places.terms import SCOPES, PlaceKind

PACK = "weibin"
SINCE = date(2021, 1, 1)


@dataclass(slots=True)
class DemoPlaces:
    """The stored places, for the shares above; and what the rows do not say about them."""

    district: Place
    subdistricts: list[Place] = field(default_factory=list)
    communities: list[Place] = field(default_factory=list)
    grids: list[Place] = field(default_factory=list)
    estates: list[Place] = field(default_factory=list)
    buildings: list[Place] = field(default_factory=list)
    grid_plans: dict[int, Grid] = field(default_factory=dict)  # by key of the grid
    venues: dict[int, Sequence[Venue]] = field(default_factory=dict)  # by key of the community
    buildings_of: dict[int, list[Place]] = field(default_factory=dict)  # by key of the grid

    @property
    def shown_grids(self) -> set[int | None]:
        """Keys of the grids in which the demo's own sign-ins work: there shall be more to see."""
        return {self.grids[0].pk, self.estates[0].grid_id}


def is_there() -> bool:
    return Place.objects.filter(level=Level.DISTRICT, code=names.DISTRICT_CODE, valid_to=None).exists()


def load(context: Context) -> None:
    if Place.objects.exists():
        raise RuleBroken(
            "not_empty",
            _("这个数据库里已经有别的地方。演示区只能放进空的数据库，请换一个 LINLI_VAR 或 DATABASE_URL。"),
        )
    activate(SYSTEM, load_pack(SYSTEM, shipped_text(PACK), now=context.now).pack, now=context.now)
    plan = district_plan(context.seed, context.scale)
    made = _Loader(plan).places()
    _hang_doors(made.buildings, context.now)
    new_map_version()
    context.files[basemap.FILE] = basemap.geojson(plan)
    context.leave(made)
    counts = {
        "communities": len(made.communities),
        "grids": len(made.grids),
        "buildings": len(made.buildings),
    }
    audit.record(SYSTEM, "place.demo_loaded", made.district, now=context.now, **counts)


class _Loader:
    """Level by level, so that each parent has its key before its children are written."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def places(self) -> DemoPlaces:
        district = _place(Level.DISTRICT, None, 1, self.plan.code, self.plan.name)
        _draw(district, [grid.shape for grid in self.plan.grids])
        district.save()
        made = DemoPlaces(district)
        self._areas(made)
        self._estates(made)
        self._buildings(made)
        return made

    def _areas(self, made: DemoPlaces) -> None:
        plans: list[tuple[Place, Sequence[Community]]] = []
        for number, drawn in enumerate(self.plan.subdistricts, start=1):
            code = f"{self.plan.code}{number + (100 if drawn.kind == PlaceKind.TOWN else 0):03d}"
            place = _place(Level.SUBDISTRICT, made.district, number, code, drawn.name, kind=drawn.kind)
            _draw(place, [grid.shape for community in drawn.communities for grid in community.grids])
            plans.append((place, drawn.communities))
        made.subdistricts = _stored(place for place, _plan in plans)
        inner: list[tuple[Place, Community]] = []
        for parent, communities in plans:
            for number, community in enumerate(communities, start=1):
                code = f"{parent.code}{number:03d}"
                place = _place(Level.COMMUNITY, parent, number, code, community.name)
                place.phone = f"1990002{len(inner) + 1:04d}"
                _draw(place, [grid.shape for grid in community.grids])
                inner.append((place, community))
        made.communities = _stored(place for place, _plan in inner)
        made.venues = {place.pk: community.venues for place, community in inner}
        self._grids(made, inner)

    def _grids(self, made: DemoPlaces, inner: Sequence[tuple[Place, Community]]) -> None:
        drawn: list[tuple[Place, Grid]] = []
        for parent, community in inner:
            for number, grid in enumerate(community.grids, start=1):
                kind = PlaceKind.DEDICATED if grid.dedicated else PlaceKind.BASE
                code = grid_code(parent.code, number)
                place = _place(Level.GRID, parent, number, code, grid.name, kind=kind)
                place.households = grid.households
                _draw(place, [grid.shape])
                drawn.append((place, grid))
        made.grids = _stored(place for place, _plan in drawn)
        made.grid_plans = {place.pk: grid for place, grid in drawn}
        _add_up(made)

    def _estates(self, made: DemoPlaces) -> None:
        rows = []
        numbers: dict[int, int] = {}
        for grid in made.grids:
            planned = made.grid_plans[grid.pk].estate
            if planned is not None and grid.community_id is not None:
                number = numbers[grid.community_id] = numbers.get(grid.community_id, 0) + 1
                assert grid.community is not None
                code = f"{grid.community.code}E{number:02d}"
                row = _place(Level.ESTATE, grid, number, code, planned.name)
                row.households = grid.households
                label = degrees(planned.ground).centroid
                row.lon, row.lat = float(label.x), float(label.y)
                rows.append(row)
        made.estates = _stored(rows)

    def _buildings(self, made: DemoPlaces) -> None:
        estate_of = {estate.grid_id: estate for estate in made.estates}
        rows = []
        for grid in made.grids:
            plan = made.grid_plans[grid.pk]
            shares = sum(house.share for house in plan.houses) or 1
            for number, house in enumerate(plan.houses, start=1):
                code = f"{grid.code}B{number:02d}"
                row = _place(Level.BUILDING, estate_of.get(grid.pk, grid), number, code, house.name)
                row.households = round((grid.households or 0) * house.share / shares) or None
                _draw(row, [house.shape])
                rows.append(row)
        made.buildings = _stored(rows)
        for row in made.buildings:
            made.buildings_of.setdefault(row.grid_id or 0, []).append(row)


def _place(
    level: Level, parent: Place | None, number: int, code: str, name: str, *, kind: str = PlaceKind.PLAIN
) -> Place:
    row = Place(level=level, parent=parent, number=number, code=code, name=name, kind=kind, valid_from=SINCE)
    for scope in SCOPES if parent is not None else ():
        setattr(row, scope, getattr(parent, scope))
    return row


def _draw(row: Place, shapes: Sequence[Any]) -> None:
    outline = outline_of(shapely.union_all(shapes))
    row.shape, (row.lon, row.lat) = outline.wkb, (outline.lon, outline.lat)
    row.min_lon, row.min_lat, row.max_lon, row.max_lat = outline.box


def _stored(rows: Iterable[Place]) -> list[Place]:
    """Written, each with its own key in its own level column."""
    stored = Place.objects.bulk_create(list(rows), batch_size=500)
    own = [row for row in stored if row.level in SCOPES]
    for row in own:
        setattr(row, row.level, row)
    if own:
        Place.objects.bulk_update(own, sorted({row.level for row in own}), batch_size=200)
    return stored


def _add_up(made: DemoPlaces) -> None:
    """Households of the communities, subdistricts and the district: the sum of their grids."""
    sums: dict[int | None, int] = {}
    for grid in made.grids:
        for key in (grid.community_id, grid.subdistrict_id, made.district.pk):
            sums[key] = sums.get(key, 0) + (grid.households or 0)
    above = [*made.communities, *made.subdistricts, made.district]
    for row in above:
        row.households = sums[row.pk]
    Place.objects.bulk_update(above, ["households"])


def _hang_doors(buildings: Sequence[Place], now: datetime) -> None:
    """Tokens one can read in the documentation; those of a real district are drawn at random."""
    doors = [
        Door(place=building, token=f"DEMO{number:04d}", issued_at=now)
        for number, building in enumerate(buildings, start=1)
    ]
    Door.objects.bulk_create(doors, batch_size=1_000)
