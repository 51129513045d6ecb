"""Counts as leaders read them: whole tens, and nothing under ten."""

from linli.needs.terms import GROUP_LEAST


def told(count: int) -> int:
    """Rounded down to whole tens, so that no two figures give away a small group by their difference.

    >>> [told(count) for count in (0, 9, 10, 27)]
    [0, 0, 10, 20]
    """
    return count // GROUP_LEAST * GROUP_LEAST
