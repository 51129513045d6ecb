"""Where a matter is, in rows and in the words people use for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

import shapely

from linli.cases.demo.phrases import Matter
from linli.places.demo.loading import DemoPlaces
from linli.places.demo.names import RIVER
from linli.places.locator import MapIndex, Spot, spot_of
from linli.places.models import Place
from linli.places.rules.shapes import shape_of

CORNERS = {
    "home": ("阳台", "厨房那面墙", "主卧"),
    "building": ("单元门口", "楼后", "东山墙下", "北侧", "地下室入口", "西侧楼梯间"),
    "estate": (
        "东门口",
        "西门里",
        "北墙根",
        "南门外",
        "中心花坛旁",
        "车棚旁",
        "配电房旁",
        "门卫室后面",
        "凉亭边",
    ),
    "road": ("路口", "中段", "东头", "西头", "公交站旁", "拐弯处", "学校门口", "小超市门前", "桥头"),
    "venue": ("门口", "入口处", "南侧", "停车的地方"),
    "river": ("桥下", "北岸步道", "闸口旁", "拐弯处", "南岸"),
}
SINCE = ("三天", "两天", "快一个星期", "十来天", "半个月", "一个多月", "好几天", "四五天")
AT_NIGHT = ("晚上十点多", "夜里十一点", "凌晨一点", "半夜两点", "晚上九点半", "凌晨四点多")
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六")
FLOORS = {"old": 6, "middle": 11, "tower": 26}


@dataclass(frozen=True, slots=True)
class Scene:
    grid: Place
    spot: Spot
    place_name: str
    words: Mapping[str, str]  # the slots of the phrases


class Stage:
    """Chooses scenes: busy grids more often, every spot of a kind that fits the matter."""

    def __init__(self, places: DemoPlaces, index: MapIndex, rng: Random) -> None:
        self.places, self.index = places, index
        self.weights = [
            (grid.households or 150) * rng.lognormvariate(0, 0.5) * _shown(grid, places)
            for grid in places.grids
        ]
        self.estate_of = {estate.grid_id: estate for estate in places.estates}

    def grid(self, rng: Random) -> Place:
        return rng.choices(self.places.grids, self.weights)[0]

    def scene(self, matter: Matter, grid: Place, rng: Random, *, at_door: bool) -> Scene:
        building = rng.choice(self.places.buildings_of[grid.pk])
        words = self._words(matter, grid, building, rng)
        if matter.spot in {"road", "river", "venue"}:
            return Scene(grid, self._near_edge(grid, building, rng), _where(matter, words), words)
        if rng.random() < 0.1:
            spot = self._point(building, building.lon or 0, building.lat or 0)
        else:
            spot = spot_of(building, "qr" if at_door and rng.random() < 0.7 else "building")
        return Scene(grid, spot, _where(matter, words) if rng.random() < 0.4 else "", words)

    def _near_edge(self, grid: Place, building: Place, rng: Random) -> Spot:
        """A point at the border, where the roads run."""
        shape = shape_of(grid.shape or b"")
        edge = shape.exterior if shape.geom_type == "Polygon" else shape.geoms[0].exterior
        at = edge.interpolate(rng.random(), normalized=True)
        middle = shapely.Point(grid.lon or 0, grid.lat or 0)
        inwards = rng.uniform(0.05, 0.2)
        lon, lat = (a + (b - a) * inwards for a, b in ((at.x, middle.x), (at.y, middle.y)))
        return self._point(building, round(lon, 6), round(lat, 6))

    def _point(self, building: Place, lon: float, lat: float) -> Spot:
        return self.index.point(lon, lat) or spot_of(building, "building")

    def _words(self, matter: Matter, grid: Place, building: Place, rng: Random) -> dict[str, str]:
        plan = self.places.grid_plans[grid.pk]
        roads = list(plan.roads) or ["后街"]
        rng.shuffle(roads)
        estate = self.estate_of.get(grid.pk)
        community = grid.community.name if grid.community else ""
        venues = [venue.name for venue in self.places.venues[grid.community_id or 0]]
        top = FLOORS.get(plan.estate.kind, 3) if plan.estate else 3
        low = rng.randint(2, max(2, top - 1))
        return {
            "b": building.name,
            "u": f"{rng.randint(1, 4)}单元" if plan.estate else "门洞",
            "f": f"{low}楼",
            "f2": f"{low + 1}楼",
            "e": plan.dedicated or (estate.name if estate else _street_of(building.name)),
            "c": community,
            "r": roads[0],
            "r2": roads[-1] if len(roads) > 1 else "前面那条路",
            "v": rng.choice(venues),
            "p": rng.choice(CORNERS[matter.spot]),
            "d": rng.choice(SINCE),
            "t": rng.choice(AT_NIGHT),
            "n": str(rng.randint(2, 8)),
            "w": rng.choice(WEEKDAYS),
        }


def _shown(grid: Place, places: DemoPlaces) -> float:
    """Where the demo's own sign-ins work there is more to see."""
    first = places.grids[0]
    if grid.pk in places.shown_grids:
        return 8
    if grid.community_id == first.community_id:
        return 3
    return 1.5 if grid.subdistrict_id == first.subdistrict_id else 1


def _street_of(house: str) -> str:
    """
    >>> _street_of("棋盘四巷20号")
    '棋盘四巷沿街楼'
    """
    return house.rstrip("号").rstrip("0123456789") + "沿街楼"


def _where(matter: Matter, words: Mapping[str, str]) -> str:
    """The place as the caller names it."""
    forms: Mapping[str, Sequence[str]] = {
        "road": ("r", "p"),
        "river": ("p",),
        "venue": ("v",),
        "estate": ("e", "p"),
    }
    named = "".join(words[key] for key in forms.get(matter.spot, ("e", "b")))
    named = words["b"] if words["e"].endswith("沿街楼") and matter.spot in {"home", "building"} else named
    return f"{RIVER}{named}" if matter.spot == "river" else named
