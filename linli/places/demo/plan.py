"""The whole demo district as plain values: the same from the same seed, without a database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import numpy as np
import shapely

from linli.places.demo import names
from linli.places.demo.cutting import Cut
from linli.places.demo.estates import Estate, House, buildable, estate, loose_houses
from linli.places.demo.figures import Figures
from linli.places.demo.mosaic import Mosaic, mosaic
from linli.places.rules.numbering import reading_order
from linli.places.rules.shapes import DEGREE_M

# The middle of the invented town: empty grassland, hours from any real one. WGS-84 degrees.
LON, LAT = 114.6, 42.8
RIVER_M = 34  # half the river's width
ESTATES_LEAST, ESTATES_MOST = 3, 6  # of one community, as far as its grids go
DEDICATED_SHARE = 0.04


@dataclass(frozen=True, slots=True)
class Road:
    name: str
    depth: str  # subdistrict: a major road; community: a street; grid: a lane
    line: Any


@dataclass(frozen=True, slots=True)
class Venue:
    name: str
    lon: float
    lat: float


@dataclass(slots=True)
class Grid:
    name: str
    shape: Any  # degrees, like everything in the finished plan
    dedicated: str  # what stands alone in it, or nothing
    households: int | None
    estate: Estate | None
    houses: Sequence[House]
    roads: Sequence[str] = ()


@dataclass(slots=True)
class Community:
    name: str
    grids: Sequence[Grid]
    venues: Sequence[Venue] = ()


@dataclass(slots=True)
class Subdistrict:
    name: str
    kind: str  # street, town
    communities: Sequence[Community]


@dataclass(slots=True)
class Plan:
    name: str
    code: str
    subdistricts: Sequence[Subdistrict]
    roads: Sequence[Road]
    river: Any
    greens: Sequence[Any] = field(default_factory=list)

    @property
    def communities(self) -> Iterator[Community]:
        return (community for subdistrict in self.subdistricts for community in subdistrict.communities)

    @property
    def grids(self) -> Iterator[Grid]:
        return (grid for community in self.communities for grid in community.grids)


def district_plan(seed: int, scale: float = 1.0) -> Plan:
    rng = Random(f"{seed}:places")  # noqa: S311 (invented ground)
    ground = mosaic(Figures.at(scale), rng)
    roads = _named_roads(ground.cuts, rng)
    drafter = _Drafter(ground, roads, rng)
    subdistricts = drafter.subdistricts()
    to_degrees = [Road(road.name, road.depth, degrees(road.line)) for road in roads]
    return Plan(
        names.DISTRICT,
        names.DISTRICT_CODE,
        subdistricts,
        to_degrees,
        degrees(ground.river.buffer(RIVER_M).intersection(ground.outline)),
        drafter.greens,
    )


def degrees(shape: Any) -> Any:
    """Metres around the middle to WGS-84, on the centimetre: equal points stay equal, neighbours touch."""
    scale = np.array([1 / (DEGREE_M * np.cos(np.radians(LAT))), 1 / DEGREE_M])
    return shapely.transform(shape, lambda points: np.round(points * scale + (LON, LAT), 7))


def _named_roads(cuts: Sequence[Cut], rng: Random) -> list[Road]:
    major, minor = list(names.MAJOR_ROADS), list(names.STREETS_OF_TOWN)
    rng.shuffle(minor)
    used = 0
    roads = []
    for cut in sorted(cuts, key=lambda cut: -cut.line.length):
        last = "街" if cut.upright else "路"
        if cut.depth == "subdistrict" and major:
            roads.append(Road(major.pop(0) + ("大道" if used == 0 else last), cut.depth, cut.line))
            used += 1
        elif cut.depth == "community":
            name = minor.pop(0) if minor else f"{rng.choice(names.STREETS_OF_TOWN)}{rng.choice('东西南北中')}"
            roads.append(Road(name + last, cut.depth, cut.line))
        else:
            roads.append(Road(_lane_name(roads, rng), cut.depth, cut.line))
    return roads


def _lane_name(roads: Sequence[Road], rng: Random) -> str:
    called = {road.name for road in roads}
    while True:
        name = rng.choice(names.STREETS_OF_TOWN) + rng.choice(("巷", "一巷", "二巷", "三巷", "四巷", "五巷"))
        if name not in called:
            return name


class _Drafter:
    """Draws what stands on the ground, place by place in the order in which one reads a map."""

    def __init__(self, ground: Mosaic, roads: Sequence[Road], rng: Random) -> None:
        self.ground, self.rng = ground, rng
        self.named = roads
        self.tree = shapely.STRtree([road.line for road in self.named])
        self.greens: list[Any] = []
        self.communities = iter((*names.COMMUNITIES, *(f"新{name}" for name in names.COMMUNITIES)))
        self.called: set[str] = set()

    def subdistricts(self) -> list[Subdistrict]:
        areas = _in_order(self.ground.subdistricts, lambda area: [grid for com in area for grid in com])
        outer = sorted(areas, key=lambda area: -_together(area).centroid.distance(shapely.Point(0, 0)))
        towns = outer[: 2 if len(areas) > 4 else 0]
        streets, town_names = iter(names.STREETS), iter(names.TOWNS)
        made = []
        for area in areas:
            town = any(area is one for one in towns)
            name = f"{next(town_names)}镇" if town else f"{next(streets)}街道"
            made.append(Subdistrict(name, "town" if town else "street", self._communities(area)))
        return sorted(made, key=lambda one: one.kind == "town")

    def _communities(self, area: Sequence[Sequence[Any]]) -> list[Community]:
        return [self._community(list(grids)) for grids in _in_order(area, lambda grids: grids)]

    def _community(self, grids: list[Any]) -> Community:
        first = next(self.communities)
        order = reading_order([(grid.centroid.x, grid.centroid.y) for grid in grids])
        grids = [grids[i] for i in order]
        lone = self.rng.randrange(len(grids)) if self.rng.random() < DEDICATED_SHARE * len(grids) else -1
        homes = [n for n in range(len(grids)) if n != lone]
        most = min(ESTATES_MOST, len(homes))
        with_estate = set(self.rng.sample(homes, self.rng.randint(min(ESTATES_LEAST, most), most)))
        made = [self._grid(n, grid, n == lone, n in with_estate) for n, grid in enumerate(grids)]
        return Community(f"{first}社区", made, self._venues(first, grids))

    def _grid(self, number: int, shape: Any, alone: bool, with_estate: bool) -> Grid:
        rng = self.rng
        free = buildable(shape, self.ground.river, RIVER_M + 14)
        roads = self._roads_at(shape)
        lone, home, houses = "", None, []
        if alone:
            lone = rng.choice(sorted(names.DEDICATED))
            called = names.DEDICATED[lone]
            houses = loose_houses(free, "works", lambda n: lone + _called(called, n), rng)
        elif with_estate:
            kind = rng.choices(("old", "middle", "tower"), (5, 3, 2))[0]
            home = estate(free, kind, self._estate_name(kind), rng)
            houses = list(home.houses)
        else:
            street = roads[0] if roads else "后街"
            step = rng.randint(2, 40)
            houses = loose_houses(free, "street", lambda n: f"{street}{step + 2 * n}号", rng)
        self._green(free, houses)
        title = f"第{number + 1}网格" + (f"（{lone}）" if lone else "")
        households = None if alone else rng.randint(300, 500)
        return Grid(title, degrees(shape), lone, households, home, _moved(houses), roads)

    def _roads_at(self, shape: Any) -> list[str]:
        """The named roads along a grid, the longest stretch first."""
        near = self.tree.query(shape.buffer(1), predicate="intersects")
        along = {
            self.named[i].name: shapely.intersection(self.named[i].line, shape.buffer(1)).length for i in near
        }
        return sorted(
            (name for name, length in along.items() if length > 20), key=lambda name: (-along[name], name)
        )

    def _estate_name(self, kind: str) -> str:
        while True:
            name = self.rng.choice(names.ESTATE_FIRST) + self.rng.choice(names.ESTATE_LAST[kind])
            if name not in self.called:
                self.called.add(name)
                return name

    def _green(self, free: Any, houses: Sequence[House]) -> None:
        """Now and then a park on what is left free."""
        if self.rng.random() > 0.14 or not houses:
            return
        built = shapely.union_all([house.shape for house in houses]).buffer(30)
        left = shapely.get_parts(shapely.difference(free.buffer(-12), built))
        if len(left):
            park = max(left, key=lambda part: part.area).buffer(-18).buffer(16)
            if park.area > 4_000:
                self.greens.append(degrees(park.simplify(2)))

    def _venues(self, first: str, grids: Sequence[Any]) -> list[Venue]:
        kinds = self.rng.sample(names.VENUES, self.rng.randint(4, 7))
        made = []
        for kind in kinds:
            spot = shapely.point_on_surface(self.rng.choice(grids))
            spot = degrees(shapely.transform(spot, lambda xy: xy + np.array((self.rng.uniform(-40, 40), 30))))
            made.append(Venue(f"{first}{kind}", float(spot.x), float(spot.y)))
        return made


def _called(of_kind: Sequence[str], number: int) -> str:
    """What the houses of a market or school are called; those beyond the names are numbered."""
    return of_kind[number - 1] if number <= len(of_kind) else f"{number}号房"


def _moved(houses: Sequence[House]) -> list[House]:
    return [House(house.name, degrees(house.shape), house.share) for house in houses]


def _together(area: Sequence[Sequence[Any]]) -> Any:
    return shapely.union_all([grid for community in area for grid in community])


def _in_order[T](areas: Sequence[T], grids_of: Any) -> list[T]:
    """Areas as one reads a map: from the north-west on."""
    centres = [shapely.union_all(grids_of(area)).centroid for area in areas]
    return [areas[i] for i in reading_order([(point.x, point.y) for point in centres])]
