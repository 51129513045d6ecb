"""Outlines: stored form, bounding box, label point, and metres instead of degrees where areas are
compared.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

# One degree of latitude in metres, the mean over China; an area is off by 0.4 % at most, which no rule here
# minds.
DEGREE_M = 110_950.0


@dataclass(frozen=True, slots=True)
class Outline:
    """What a place row stores of its shape: WKB and box in WGS-84 degrees, and where its name is written."""

    wkb: bytes
    box: tuple[float, float, float, float]  # west, south, east, north
    lon: float
    lat: float


def outline_of(shape: Any) -> Outline:
    """The label point lies inside the shape, also when the shape is bent like a horseshoe."""
    label = shapely.point_on_surface(shape)
    west, south, east, north = (float(edge) for edge in shapely.bounds(shape))
    return Outline(shapely.to_wkb(shape), (west, south, east, north), float(label.x), float(label.y))


def shape_of(wkb: bytes | memoryview) -> Any:
    return shapely.from_wkb(bytes(wkb))


def in_metres(shapes: NDArray[np.object_], lat: float) -> NDArray[np.object_]:
    """The same shapes on a plane in metres, true to within 0.5 % around latitude `lat`; for areas and
    distances only.
    """
    scale = np.array([DEGREE_M * np.cos(np.radians(lat)), DEGREE_M])
    flat: NDArray[np.object_] = shapely.transform(shapes, lambda points: points * scale)
    return flat


def degrees_for(metres: float, lat: float) -> tuple[float, float]:
    """How many degrees of longitude and latitude `metres` are.

    >>> [round(d, 4) for d in degrees_for(1000, 40.0)]
    [0.0118, 0.009]
    """
    return metres / (DEGREE_M * float(np.cos(np.radians(lat)))), metres / DEGREE_M
