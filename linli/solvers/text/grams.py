"""A text as pieces of one to four characters. A piece is a 64-bit number, so a vocabulary is one array.

Chinese needs no word list this way, and texts whose words were parted by blanks read like the others.
"""

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

type Keys = NDArray[np.uint64]

SIZES = (1, 2, 3)  # a fourth gained nothing (ADR 0014)
UNIT_BITS = 16
MOST = 4000  # characters that are read

_BLANKS = re.compile(r"[\s\x00-\x1f]+")
_DIGITS = re.compile(r"\d+")


def cleaned(text: str) -> str:
    """One way of writing: no blanks, small letters, every number the same. So no phone number is learned.

    >>> cleaned("Ａ3区  12 号楼")
    'a0区0号楼'
    """
    plain = unicodedata.normalize("NFKC", text[:MOST]).lower()
    return _DIGITS.sub("0", _BLANKS.sub("", plain))


def units_of(text: str) -> Keys:
    """UTF-16 units: none is 0, so that pieces of different sizes never share a number."""
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2").astype(np.uint64)


def pieces(units: Keys, size: int) -> Keys:
    """The pieces of one size, in the order of the text."""
    last = len(units) - size + 1
    if last <= 0:
        return np.zeros(0, dtype=np.uint64)
    keys = units[:last].copy()
    for offset in range(1, size):
        keys = (keys << np.uint64(UNIT_BITS)) | units[offset : last + offset]
    return keys


def counted(text: str, sizes: Sequence[int] = SIZES) -> tuple[Keys, NDArray[np.int64]]:
    """Every piece of a cleaned text once, in ascending order, and how often it occurs.

    >>> keys, counts = counted("灯灯", sizes=(1, 2))
    >>> [(spelled(int(key)), int(count)) for key, count in zip(keys, counts)]
    [('灯', 2), ('灯灯', 1)]
    """
    units = units_of(text)
    every = np.concatenate([pieces(units, size) for size in sizes])
    return np.unique(every, return_counts=True)


def spelled(key: int) -> str:
    """The piece a number stands for.

    >>> spelled(int(pieces(units_of("路灯"), 2)[0]))
    '路灯'
    """
    units = []
    while key:
        units.append(key & 0xFFFF)
        key >>= UNIT_BITS
    return b"".join(unit.to_bytes(2, "little") for unit in reversed(units)).decode("utf-16-le", "replace")
