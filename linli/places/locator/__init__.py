"""Where something is: a point, a building, or the QR code of a door becomes a `Spot`, in process."""

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from linli.core.actors import Level
from linli.core.errors import Gone, NotFound, RuleBroken
from linli.places.locator.index import MapIndex, SpotColumns
from linli.places.locator.spot import How, Spot, spot_of
from linli.places.locator.version import current, forget, kept
from linli.places.models import Door, Place

__all__ = [
    "How",
    "MapIndex",
    "Spot",
    "SpotColumns",
    "current",
    "forget",
    "locate_building",
    "locate_door",
    "locate_place",
    "locate_point",
    "locate_points",
    "spot_of",
]


def locate_point(lon: float, lat: float) -> Spot | None:
    """None while no map has been drawn; a point outside the drawn district is refused."""
    index = current()
    spot = index.point(lon, lat)
    if spot is None and index.has_map:
        sentence = _("这个位置不在本区范围内，请重新选择位置，或写明小区和楼号。")
        raise RuleBroken("outside_district", sentence, {"place": sentence})
    return spot


def locate_points(lonlat: NDArray[np.float64]) -> SpotColumns:
    """Rows of (lon, lat) to columns of row keys; what lies outside gets zeros, nothing is refused."""
    pairs = np.asarray(lonlat, dtype=np.float64).reshape(-1, 2)
    return current().points(np.ascontiguousarray(pairs[:, 0]), np.ascontiguousarray(pairs[:, 1]))


def locate_door(token: str) -> Spot:
    """The place whose QR code was scanned. One query, and none while it is kept."""
    return kept(("door", token), lambda: _find_door(token))


def _find_door(token: str) -> Spot:
    doors = Door.objects.select_related(*(f"place__{name}" for name in _RELATED))
    door = doors.defer(*(f"place__{name}" for name in _HEAVY)).filter(token=token).first()
    if door is None:
        raise NotFound("door_unknown", _("没有这个二维码。请直接选择您所在的小区和楼栋，或拨打社区电话。"))
    if door.revoked_at is not None or door.place.valid_to is not None:
        raise Gone(
            "door_revoked", _("这栋楼的二维码已停用。您仍可以反映问题：请直接选择您所在的小区和楼栋。")
        )
    return spot_of(door.place, "qr")


def locate_building(building_id: int) -> Spot:
    return _locate_row(building_id, "building", level=Level.BUILDING)


def locate_place(place_id: int) -> Spot:
    """A place somebody picked from a list: of any level. One query, and none while it is kept."""
    return kept(("place", place_id), lambda: _locate_row(place_id, "chosen"))


_RELATED = ("parent", "grid", "community", "subdistrict")
_HEAVY = ("shape", *(f"{name}__shape" for name in _RELATED))  # outlines are not needed to name a spot


def _locate_row(place_id: int, how: How, **only: str) -> Spot:
    place = Place.objects.select_related(*_RELATED).defer(*_HEAVY).filter(pk=place_id, **only).first()
    if place is None:
        raise NotFound("place_unknown", _("没有找到这个地方，请重新选择。"))
    if place.valid_to is not None:
        raise Gone("place_removed", _("这个地方已经撤销，请重新选择。"))
    return spot_of(place, how)
