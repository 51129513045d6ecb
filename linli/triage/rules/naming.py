"""Which estate or building a text names."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_NUMERALS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2}
_NUMBER = re.compile(r"([一二三四五六七八九十两]{1,3})(?=号|栋|幢|座|单元)")
_BUILDING_WORD = re.compile(r"(?<=\d)(?:号楼|楼栋|栋|幢|座)")


@dataclass(frozen=True, slots=True)
class Named:
    """A place with its name, and the estate it stands in."""

    place_id: int
    name: str
    estate_id: int | None = None


def plain(text: str) -> str:
    """One way of writing: no blanks, digits for numerals, 号楼 for 栋, 幢 and 座.

    >>> plain("幸福里 十二栋"), plain("３幢")
    ('幸福里12号楼', '3号楼')
    """
    squeezed = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    counted = _NUMBER.sub(lambda found: str(_value(found.group(1))), squeezed)
    return _BUILDING_WORD.sub("号楼", counted)


def _value(numeral: str) -> int:
    tens, ten, ones = numeral.partition("十")
    if not ten:
        return int("".join(str(_NUMERALS[char]) for char in numeral))
    return (_NUMERALS[tens] if tens else 1) * 10 + (_NUMERALS[ones] if ones else 0)


def estates_named(text: str, estates: Iterable[Named]) -> list[Named]:
    """Those whose name stands in the text; a name inside a longer named one does not count.

    >>> [one.name for one in estates_named("幸福里北区3栋", [Named(1, "幸福里"), Named(2, "幸福里北区")])]
    ['幸福里北区']
    """
    spoken = plain(text)
    found = [estate for estate in estates if len(estate.name) >= 2 and plain(estate.name) in spoken]
    return [
        one for one in found if not any(one.name != other.name and one.name in other.name for other in found)
    ]


def buildings_named(text: str, buildings: Iterable[Named], estates: Sequence[Named]) -> list[Named]:
    """The buildings a text means: of the named estates, else those whose name is alone of its kind.

    >>> blocks = [Named(7, "3号楼", 1), Named(8, "13号楼", 1), Named(9, "3号楼", 2)]
    >>> [one.place_id for one in buildings_named("幸福里三号楼漏水", blocks, [Named(1, "幸福里")])]
    [7]
    >>> buildings_named("三号楼漏水", blocks, [])
    []
    """
    spoken = plain(text)
    meant = {estate.place_id for estate in estates}
    named = [one for one in buildings if _stands_in(plain(one.name), spoken)]
    if meant:
        return [one for one in named if one.estate_id in meant]
    return named if len(named) == 1 else []


def _stands_in(name: str, spoken: str) -> bool:
    """Not as the end of a longer number: 3号楼 does not stand in 13号楼."""
    return bool(name) and re.search(rf"(?<!\d){re.escape(name)}", spoken) is not None
