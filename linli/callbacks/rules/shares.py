"""A share with its sample and interval, and what may be said about two of them."""

from dataclasses import dataclass

from linli.callbacks.terms import LEAST_SAMPLE
from linli.solvers.intervals import wilson


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `of`. Under `LEAST_SAMPLE` there is no value: nothing to compare, only counts to read."""

    hits: int
    of: int

    @property
    def enough(self) -> bool:
        """
        >>> Share(19, 19).enough, Share(0, 20).enough
        (False, True)
        """
        return self.of >= LEAST_SAMPLE

    @property
    def value(self) -> float | None:
        """
        >>> Share(9, 10).value is None, Share(18, 20).value
        (True, 0.9)
        """
        return self.hits / self.of if self.enough else None

    @property
    def interval(self) -> tuple[float, float]:
        """
        >>> [round(edge, 2) for edge in Share(30, 40).interval]
        [0.6, 0.86]
        """
        return wilson(self.hits, self.of)

    @property
    def low(self) -> float:
        return self.interval[0]

    @property
    def high(self) -> float:
        return self.interval[1]


def may_compare(now: Share, before: Share) -> bool:
    """Only with one's own past, and only when both have enough of a sample.

    >>> may_compare(Share(18, 20), Share(19, 19)), may_compare(Share(18, 20), Share(10, 20))
    (False, True)
    """
    return now.enough and before.enough


def differs(now: Share, before: Share) -> bool:
    """Is the change more than chance would bring? The intervals do not touch.

    >>> differs(Share(18, 20), Share(17, 20)), differs(Share(180, 200), Share(100, 200))
    (False, True)
    """
    apart = now.low > before.high or before.low > now.high
    return may_compare(now, before) and apart
