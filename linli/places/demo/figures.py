"""How many of everything: the figures of the practice (weibin: 1, 8, 68, 365), or a small part."""

from dataclasses import dataclass
from math import sqrt
from random import Random

SUBDISTRICTS, COMMUNITIES, GRIDS = 8, 68, 365
GRIDS_LEAST, GRIDS_MOST = 3, 8  # of one community
WIDTH_M, HEIGHT_M = 8_000, 6_000


@dataclass(frozen=True, slots=True)
class Figures:
    subdistricts: int
    communities: int
    grids: int
    size: float  # lengths against the full district

    @classmethod
    def at(cls, scale: float) -> "Figures":
        """
        >>> Figures.at(1)
        Figures(subdistricts=8, communities=68, grids=365, size=1.0)
        >>> Figures.at(0.02)
        Figures(subdistricts=2, communities=3, grids=10, size=0.1655...)
        """
        subdistricts = max(2, round(SUBDISTRICTS * scale))
        communities = max(subdistricts + 1, round(COMMUNITIES * scale))
        grids = max(communities * GRIDS_LEAST + 1, round(GRIDS * scale))
        return cls(subdistricts, communities, grids, sqrt(grids / GRIDS))


def shared_out(total: int, parts: int, rng: Random, least: int, most: int) -> list[int]:
    """`total` in `parts` uneven whole parts, each from `least` to `most`.

    >>> sum(shared_out(365, 68, Random(1), 3, 8)), min(shared_out(365, 68, Random(1), 3, 8))
    (365, 3)
    """
    counts = [least] * parts
    eager = [rng.uniform(0.3, 1.7) for _ in range(parts)]
    for _ in range(total - least * parts):
        open_parts = [i for i in range(parts) if counts[i] < most]
        counts[rng.choices(open_parts, [eager[i] for i in open_parts])[0]] += 1
    return counts
