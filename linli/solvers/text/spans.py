"""Which stretches of a text weighed most: pieces that overlap become words a person recognises."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from linli.solvers.text.grams import Keys, pieces, units_of

type Weights = NDArray[np.float64] | NDArray[np.float32]

LONGEST = 8
LITTLE = frozenset("的了是在我你您他她有和就都也还吗呢吧啊请把被给让到从去来又很太这那们个为与及")


def heavy_spans(text: str, keys: Keys, weights: Weights, sizes: Sequence[int]) -> tuple[str, ...]:
    """Stretches of two to eight letters that carry most of the weight, heaviest first, none in another.

    `keys` are the pieces in ascending order with their weights. A character carries its share of every piece
    it stands in. Little words at the ends are cut off.

    >>> keys = np.sort(np.concatenate([pieces(units_of(piece), 2) for piece in ("路灯", "灯坏")]))
    >>> heavy_spans("楼下路灯坏了谢谢", keys, np.array([2.0, 2.0]), (2,))
    ('路灯坏',)
    """
    if len(units_of(text)) != len(text):
        text = "".join(char if ord(char) <= 0xFFFF else "□" for char in text)
    carried = _carried(text, keys, weights, sizes)
    level = 0.5 * carried[carried > 0].mean() if (carried > 0).any() else 0.0
    found: dict[str, float] = {}
    for start, end in _runs(text, carried, level):
        word = text[start:end].strip("".join(LITTLE))
        if len(word) >= 2:
            found[word] = found.get(word, 0.0) + float(carried[start:end].sum())
    ranked = sorted(found, key=lambda word: (-found[word], word))
    kept = [word for at, word in enumerate(ranked) if not any(word in other for other in ranked[:at])]
    return tuple(kept)


def _carried(text: str, keys: Keys, weights: Weights, sizes: Sequence[int]) -> NDArray[np.float64]:
    carried = np.zeros(len(text))
    units = units_of(text)
    for size in sizes:
        found = pieces(units, size)
        at = np.minimum(np.searchsorted(keys, found), len(keys) - 1)
        share = np.where(keys[at] == found, weights[at], 0.0) / size
        for offset in range(size if len(found) else 0):
            carried[offset : offset + len(found)] += share
    return carried


def _runs(text: str, carried: NDArray[np.float64], level: float) -> list[tuple[int, int]]:
    """Stretches of letters that all carry more than the level; long ones are cut to their heaviest part."""
    letters = np.fromiter(map(str.isalpha, text), dtype=bool, count=len(text))
    heavy = np.zeros(len(text) + 2, dtype=np.int8)
    heavy[1:-1] = (carried > level) & letters
    edges = np.diff(heavy)
    starts, ends = np.flatnonzero(edges == 1).tolist(), np.flatnonzero(edges == -1).tolist()
    return [_heaviest(carried, start, end) for start, end in zip(starts, ends, strict=True)]


def _heaviest(carried: NDArray[np.float64], start: int, end: int) -> tuple[int, int]:
    if end - start <= LONGEST:
        return start, end
    begins = range(start, end - LONGEST + 1)
    best = max(begins, key=lambda at: (float(carried[at : at + LONGEST].sum()), -at))
    return best, best + LONGEST
