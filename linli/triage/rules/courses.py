"""Where a topic is going, which topic of today is which of yesterday, what comes back every month."""

from collections import Counter
from collections.abc import Mapping, Sequence

from linli.triage.terms import (
    FADING_BY,
    GROWING_BY,
    RECURRING_LEAST_CASES,
    RECURRING_LEAST_MONTHS,
    Course,
)


def course_of(cases: int, before: int) -> Course:
    """This period beside the one before.

    >>> [str(course_of(*pair)) for pair in ((6, 0), (9, 5), (5, 5), (2, 5))]
    ['new', 'growing', 'steady', 'fading']
    """
    if not before:
        return Course.NEW
    if cases >= GROWING_BY * before:
        return Course.GROWING
    return Course.FADING if cases <= FADING_BY * before else Course.STEADY


def same_topics(found: Sequence[Sequence[int]], known: Mapping[int, int]) -> list[int | None]:
    """For each group of cases the topic most of its known cases belonged to; each topic once, in order.

    >>> same_topics([[1, 2, 3], [4, 5], [6]], {1: 70, 2: 70, 4: 70, 5: 71})
    [70, 71, None]
    """
    taken: set[int] = set()
    result: list[int | None] = []
    for cases in found:
        votes = Counter(known[case] for case in cases if case in known and known[case] not in taken)
        best = min(votes, key=lambda topic: (-votes[topic], topic)) if votes else None
        if best is not None:
            taken.add(best)
        result.append(best)
    return result


def recurs(monthly: Sequence[int]) -> bool:
    """Often enough in enough of the months.

    >>> recurs([5, 0, 7, 6, 0, 0]), recurs([30, 0, 0, 0, 0, 1])
    (True, False)
    """
    return sum(cases >= RECURRING_LEAST_CASES for cases in monthly) >= RECURRING_LEAST_MONTHS
