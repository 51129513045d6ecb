"""What a unit is, seen from a matter: "the street's law enforcement", whatever the street calls it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

AREA, SPOT, ANYWHERE = "area", "spot", ""

# What follows the bare name of a place, longest first; the name alone (坪山 in 坪山供电局) proves nothing.
_AREA_ENDS = ("街道办事处", "镇人民政府", "乡人民政府", "办事处", "街道办", "街道", "地区", "镇", "乡")
_SPOT_ENDS = ("社区居委会", "村委会", "居委会", "社区", "村")
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")


@dataclass(frozen=True, slots=True)
class Role:
    """`level` says whose it is: the area's (subdistrict), the spot's (community), or the whole district's."""

    level: str
    place: str
    name: str


def role_of(unit_name: str, areas: Iterable[str], spots: Iterable[str]) -> Role:
    """Reads whose unit it is from its name and the names of the places.

    >>> role_of("市政中心（东坡街道办事处）", ["东坡街道", "西坪街道"], ["井亭社区"])
    Role(level='area', place='东坡街道', name='市政中心')
    >>> role_of("井亭社区（东坡街道办事处）", ["东坡街道"], ["井亭社区"]).level
    'spot'
    >>> role_of("东坡供电局", ["东坡街道"], [])
    Role(level='', place='', name='东坡供电局')
    """
    for level, places, ends in ((SPOT, spots, _SPOT_ENDS), (AREA, areas, _AREA_ENDS)):
        for place in sorted(set(places), key=lambda name: (-len(name), name)):
            found = _pattern(place, ends).search(unit_name)
            if found:
                rest = unit_name[: found.start()] + unit_name[found.end() :]
                return Role(level, place, _BRACKETS.sub("", rest).strip("（）()"))
    return Role(ANYWHERE, "", unit_name)


@cache
def _pattern(place: str, ends: tuple[str, ...]) -> re.Pattern[str]:
    stem = next((place.removesuffix(end) for end in ends if place.endswith(end) and place != end), place)
    return re.compile(f"{re.escape(stem)}(?:{'|'.join(ends)})|[（(]{re.escape(stem)}[）)]")
