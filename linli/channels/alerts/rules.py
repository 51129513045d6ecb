"""Areas people draw, keys of what happened: values in, values out."""

import hashlib
from datetime import datetime
from math import cos, radians
from typing import Any

import shapely

from linli.channels.alerts.terms import POINTS_MOST
from linli.places.rules.shapes import DEGREE_M


def event_key(case_id: int, step: str, at: str) -> str:
    """The same step of the same matter has the same key, and the key leads back to neither.

    >>> event_key(1, "close", "t") == event_key(1, "close", "t") != event_key(1, "close", "u")
    True
    """
    return hashlib.sha256(f"area-event:{case_id}:{step}:{at}".encode()).hexdigest()[:40]


def drawn(text: str) -> Any | None:
    """A polygon out of "lon,lat;lon,lat;…", put right where its lines cross; None when it is none.

    >>> drawn("110,35;110.01,35;110.01,35.01").area > 0, drawn("110,35;x"), drawn("110,35;110,35;110,35")
    (True, None, None)
    """
    try:
        points = [tuple(map(float, pair.split(","))) for pair in text.strip().strip(";").split(";")]
    except ValueError:
        return None
    if not 3 <= len(points) <= POINTS_MOST or any(not _on_earth(point) for point in points):
        return None
    shape = shapely.make_valid(shapely.polygons(points))
    return shape if shape.area > 0 else None


def _on_earth(point: tuple[float, ...]) -> bool:
    return len(point) == 2 and -180 <= point[0] <= 180 and -85 <= point[1] <= 85


def circle(lon: float, lat: float, radius_m: int) -> Any:
    """Around a point, in degrees; a degree of longitude is shorter than one of latitude.

    >>> west, south, east, north = circle(110.0, 60.0, 1000).bounds
    >>> round((east - west) / (north - south), 1)
    2.0
    """
    round_one = shapely.Point(0, 0).buffer(radius_m / DEGREE_M)
    wide = 1 / max(cos(radians(lat)), 0.01)
    return shapely.transform(round_one, lambda xy: xy * [wide, 1] + [lon, lat])


def by_the_hour(at: datetime) -> datetime:
    """Strangers read the hour: to the minute it could be laid beside what somebody saw from a window."""
    return at.replace(minute=0, second=0, microsecond=0)


def wants(groups: list[str], group: str) -> bool:
    return not groups or group in groups
