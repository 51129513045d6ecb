"""GCJ-02 and WGS-84.

Maps sold in China draw places in GCJ-02: WGS-84 bent by an offset of 100 to 700 m that varies from place to
place. We store WGS-84 only and convert at the door. The offset formula was never published by its authors;
the one below is what every open map project has used since 2010, it agrees with the public maps to about a
metre. CGCS2000, the national datum, agrees with WGS-84 to centimetres, so it needs no conversion.
"""

from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from linli.places.terms import Datum

type Floats = NDArray[np.float64]

# Krasovsky 1940: half axis in metres and squared eccentricity, which the offset is computed on.
_AXIS_M = 6378245.0
_ECC2 = 0.00669342162296594323
# Outside this rectangle the maps are not bent: west, south, east, north.
CHINA = (72.004, 0.8293, 137.8347, 55.8271)
# Each round of the inverse leaves under 2 % of the error; the first guess is off by at most 0.01 degrees.
_ROUNDS = 6


def gcj02_from_wgs84(lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
    """Degrees to degrees. Points outside China come back unchanged.

    >>> lon, lat = gcj02_from_wgs84(116.404, 39.915)
    >>> round(float(lon), 4), round(float(lat), 4)
    (116.4102, 39.9164)
    >>> [float(x) for x in gcj02_from_wgs84(2.35, 48.86)]
    [2.35, 48.86]
    """
    x, y = np.asarray(lon, float), np.asarray(lat, float)
    bent = _in_china(x, y)
    dx, dy = _offset(np.where(bent, x, 105.0), np.where(bent, y, 35.0))
    return np.where(bent, x + dx, x), np.where(bent, y + dy, y)


def wgs84_from_gcj02(lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
    """Degrees to degrees, by iterating x = gcj - offset(x); the error is under 1e-9 degrees (0.1 mm).

    Within 700 m of the rectangle's own edge, which is sea or another country, there and back may differ.

    >>> lon, lat = wgs84_from_gcj02(*gcj02_from_wgs84(116.404, 39.915))
    >>> round(float(lon), 8), round(float(lat), 8)
    (116.404, 39.915)
    """
    gx, gy = np.asarray(lon, float), np.asarray(lat, float)
    bent = _in_china(gx, gy)
    goal_x, goal_y = np.where(bent, gx, 105.0), np.where(bent, gy, 35.0)
    x, y = goal_x, goal_y
    for _round in range(_ROUNDS):
        dx, dy = _offset(x, y)
        x, y = goal_x - dx, goal_y - dy
    return np.where(bent, x, gx), np.where(bent, y, gy)


def to_wgs84(lon: ArrayLike, lat: ArrayLike, datum: Datum) -> tuple[Floats, Floats]:
    if datum is Datum.GCJ02:
        return wgs84_from_gcj02(lon, lat)
    return np.asarray(lon, float), np.asarray(lat, float)


def shape_to_wgs84(shape: Any, datum: Datum) -> Any:
    """A shapely geometry, or an array of them."""
    return shape if datum is Datum.WGS84 else shapely.transform(shape, wgs84_from_gcj02, interleaved=False)


def _in_china(lon: Floats, lat: Floats) -> NDArray[np.bool_]:
    west, south, east, north = CHINA
    return (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)


def _offset(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """How far GCJ-02 lies east and north of WGS-84 at a place, in degrees."""
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    fine = 20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)
    north_m = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north_m += (fine + _waves(y, (20, 1), (40, 3), (160, 12), (320, 30))) * 2 / 3
    east_m = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east_m += (fine + _waves(x, (20, 1), (40, 3), (150, 12), (300, 30))) * 2 / 3
    phi = np.radians(lat)
    w2 = 1 - _ECC2 * np.sin(phi) ** 2
    metres_north = _AXIS_M * (1 - _ECC2) / (w2 * np.sqrt(w2))
    metres_east = _AXIS_M / np.sqrt(w2) * np.cos(phi)
    return np.degrees(east_m / metres_east), np.degrees(north_m / metres_north)


def _waves(t: Floats, *parts: tuple[float, float]) -> Floats:
    total = np.zeros_like(t)
    for height, length in parts:
        total = total + height * np.sin(np.pi * t / length)
    return total
