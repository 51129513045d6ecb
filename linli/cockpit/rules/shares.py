"""Shares with their sample and interval; counts that may be shown."""

from dataclasses import dataclass

from linli.cockpit.terms import LEAST_SAMPLE
from linli.solvers.intervals import wilson


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `of`; without enough of a sample there is no value and nothing to compare."""

    hits: int
    of: int

    @property
    def enough(self) -> bool:
        return self.of >= LEAST_SAMPLE

    @property
    def value(self) -> float | None:
        """
        >>> Share(9, 10).value is None, Share(18, 20).value
        (True, 0.9)
        """
        return self.hits / self.of if self.enough else None

    @property
    def low(self) -> float:
        return wilson(self.hits, self.of)[0]

    @property
    def high(self) -> float:
        return wilson(self.hits, self.of)[1]


def shown(count: int, least: int) -> str:
    """A count, or that it is smaller than may be shown here. `least` 0: every count is shown.

    >>> shown(214, 10), shown(3, 10), shown(0, 10), shown(3, 0)
    ('214', '<10', '<10', '3')
    """
    return str(count) if count >= least else f"<{least}"


def classes_of(most: int, least: int = 0, parts: int = 5) -> list[tuple[int, int]]:
    """Even ranges of whole counts for a map, the last one up to `most` or a little over.

    The first range holds what lies under `least`, or the zero.

    >>> classes_of(23)
    [(0, 0), (1, 5), (6, 10), (11, 15), (16, 20), (21, 25)]
    >>> classes_of(60, least=10)
    [(0, 9), (10, 29), (30, 49), (50, 69)]
    >>> classes_of(0)
    [(0, 0)]
    """
    floor = max(least, 1)
    if most < floor:
        return [(0, floor - 1)]
    wide = max(1, -(-(most - floor + 1) // parts))
    if least:
        wide = max(least, -(-wide // least) * least)
    edges = range(floor, most + 1, wide)
    return [(0, floor - 1), *((edge, edge + wide - 1) for edge in edges)]


def class_of(count: int, classes: list[tuple[int, int]]) -> int:
    """
    >>> class_of(0, classes_of(23)), class_of(7, classes_of(23))
    (0, 2)
    """
    return next((i for i, (low, high) in enumerate(classes) if low <= count <= high), len(classes) - 1)
