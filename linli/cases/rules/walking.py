"""Distances, and the order in which a worker goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, radians, sqrt


@dataclass(frozen=True, slots=True)
class Stop:
    """Somewhere to go: where, and whether it cannot wait. Degrees WGS-84."""

    key: int
    lon: float | None
    lat: float | None
    pressing: bool = False


PRESSING_BEFORE = timedelta(hours=4)  # our value


def is_pressing(runs_out_at: datetime, now: datetime) -> bool:
    return runs_out_at - now <= PRESSING_BEFORE


def walking_order(stops: Sequence[Stop]) -> list[Stop]:
    """What is pressing in its given order, then always the nearest next; what has no place comes last.

    >>> [s.key for s in walking_order([Stop(1, 0.0, 0.0), Stop(2, 0.9, 0.0), Stop(3, 0.1, 0.0)])]
    [1, 3, 2]
    """
    route = [stop for stop in stops if stop.pressing]
    rest = [stop for stop in stops if not stop.pressing and stop.lon is not None]
    while rest:
        here = next((stop for stop in reversed(route) if stop.lon is not None), rest[0])
        nearest = min(rest, key=lambda stop: _flat_distance(here, stop))
        rest.remove(nearest)
        route.append(nearest)
    return route + [stop for stop in stops if not stop.pressing and stop.lon is None]


METRES_PER_DEGREE = 111_195.0  # of latitude, on the mean sphere


def apart_m(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Metres between two (lon, lat), exact enough within a few kilometres.

    >>> round(apart_m((114.0, 36.0), (114.0, 36.001)))
    111
    """
    return sqrt(_flat_distance(Stop(0, *a), Stop(0, *b))) * METRES_PER_DEGREE


def _flat_distance(a: Stop, b: Stop) -> float:
    """Good enough within a district, and only for comparing."""
    north = (a.lat or 0.0) - (b.lat or 0.0)
    east = ((a.lon or 0.0) - (b.lon or 0.0)) * cos(radians(a.lat or 0.0))
    return east * east + north * north
