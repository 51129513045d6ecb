"""What may lie in what, and how unnamed things are coded."""

from functools import lru_cache
from hashlib import sha256

from linli.core.actors import Level
from linli.places.terms import LEVELS, PlaceKind

_ENDINGS = (("街道", PlaceKind.STREET), ("镇", PlaceKind.TOWN), ("乡", PlaceKind.TOWNSHIP))


def may_hold(parent: Level | str, child: Level | str) -> bool:
    """A place lies in a wider one; levels in between may be missing, because a method pack may leave them
    out.

    >>> may_hold("community", "building"), may_hold("building", "grid"), may_hold("grid", "grid")
    (True, False, False)
    """
    return LEVELS.index(Level(parent)) < LEVELS.index(Level(child))


def kind_by_name(name: str) -> PlaceKind:
    """
    >>> kind_by_name("向榆街道"), kind_by_name("临坡镇"), kind_by_name("第七街")
    (PlaceKind.STREET, PlaceKind.TOWN, PlaceKind.PLAIN)
    """
    return next((kind for ending, kind in _ENDINGS if name.endswith(ending)), PlaceKind.PLAIN)


@lru_cache(maxsize=4_096)
def estate_code(community_code: str, name: str) -> str:
    """A code for an estate whose list has none: the same name in the same community gets the same code again.

    >>> estate_code("131025100001", "幸福里") == estate_code("131025100001", "幸福里 ")
    True
    """
    return f"{community_code}E{_digest(name)}"


def building_code(holder_code: str, name: str) -> str:
    """Of the estate's code, or the community's when the building stands in no estate.

    >>> len(building_code(estate_code("131025100001", "幸福里"), "3号楼"))
    30
    """
    return f"{holder_code}B{_digest(name)}"


@lru_cache(maxsize=10_000)  # a file calls thousands of buildings alike
def number_in(name: str) -> int:
    """The first number people see in a name: 3号楼 is 3; 0 when there is none.

    >>> number_in("3号楼"), number_in("甲12楼"), number_in("老年活动中心")
    (3, 12, 0)
    """
    digits = ""
    for letter in name:
        if letter.isascii() and letter.isdigit():
            digits += letter
        elif digits:
            break
    return int(digits[:6] or 0)


@lru_cache(maxsize=10_000)
def _digest(name: str) -> str:
    return sha256("".join(name.split()).encode()).hexdigest()[:8]
