"""A located place, as a case stores it and as people read it."""

from typing import Literal

import msgspec

from linli.core.actors import Level
from linli.places.models import Place

type How = Literal["qr", "point", "building", "chosen"]


class Spot(msgspec.Struct, frozen=True):
    """A located place with what a case stores of it and what people read about it. WGS-84 degrees."""

    place_id: int  # the finest place known: building, else micro-grid, grid, ...
    how: How
    name: str  # "幸福里 3号楼", "书声社区 第2网格"
    subdistrict_id: int | None = None
    community_id: int | None = None
    grid_id: int | None = None
    estate_id: int | None = None
    building_id: int | None = None
    lon: float | None = None
    lat: float | None = None
    subdistrict_name: str = ""
    community_name: str = ""
    grid_name: str = ""
    estate_name: str = ""
    building_name: str = ""
    phone: str = ""  # the community's


def spot_of(place: Place, how: How) -> Spot:
    """A place row as a spot; cheap when parent, grid, community and subdistrict were selected with it."""
    is_building = place.level == Level.BUILDING
    estate = place if place.level == Level.ESTATE else place.parent
    estate = estate if estate is not None and estate.level == Level.ESTATE else None
    names = [scope.name if scope else "" for scope in (place.subdistrict, place.community, place.grid)]
    holder = estate.name if estate is not None and estate is not place else names[1]
    return Spot(
        place_id=place.pk,
        how=how,
        name=place.name if place.name == holder else f"{holder} {place.name}".strip(),
        subdistrict_id=place.subdistrict_id,
        community_id=place.community_id,
        grid_id=place.grid_id,
        estate_id=estate.pk if estate else None,
        building_id=place.pk if is_building else None,
        lon=place.lon,
        lat=place.lat,
        subdistrict_name=names[0],
        community_name=names[1],
        grid_name=names[2],
        estate_name=estate.name if estate else "",
        building_name=place.name if is_building else "",
        phone=place.community.phone if place.community else place.phone,
    )
