"""The map under the map: roads, river, greens, houses and what people know by name, as GeoJSON."""

from collections.abc import Iterator
from typing import Any

import msgspec
import shapely

from linli.places.demo.plan import Plan
from linli.places.terms import BASE_MAP

FILE = BASE_MAP
ROAD_CLASS = {"subdistrict": "major", "community": "street", "grid": "lane"}


def geojson(plan: Plan) -> bytes:
    """`kind`: water, green, road (with `class`: major, street, lane), building, venue (a point)."""
    return msgspec.json.encode({"type": "FeatureCollection", "features": list(_features(plan))})


def _features(plan: Plan) -> Iterator[dict[str, Any]]:
    yield _feature(plan.river, kind="water")
    for green in plan.greens:
        yield _feature(green, kind="green")
    for road in sorted(plan.roads, key=lambda road: road.depth):
        yield _feature(road.line, kind="road", **{"class": ROAD_CLASS[road.depth], "name": road.name})
    for grid in plan.grids:
        for house in grid.houses:
            yield _feature(house.shape, kind="building")
    for community in plan.communities:
        for venue in community.venues:
            yield _feature(shapely.Point(venue.lon, venue.lat), kind="venue", name=venue.name)


def _feature(shape: Any, **properties: str) -> dict[str, Any]:
    small = shapely.set_precision(shape, 1e-6)  # a tenth of a metre is enough to draw
    geometry = msgspec.json.decode(shapely.to_geojson(small))
    return {"type": "Feature", "properties": properties, "geometry": geometry}
