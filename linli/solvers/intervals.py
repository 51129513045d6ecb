"""How sure a share is: the interval of Wilson."""

from math import sqrt

Z95 = 1.96


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The interval in which the true share lies in 95 of 100 samples.

    Source: E. B. Wilson (1927), J. Am. Stat. Assoc. 22, 209-212.

    >>> [round(edge, 3) for edge in wilson(18, 20)]
    [0.699, 0.972]
    >>> wilson(0, 0)
    (0.0, 1.0)
    """
    if of <= 0:
        return 0.0, 1.0
    share, z2 = hits / of, Z95 * Z95
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = Z95 / (1 + z2 / of) * sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    return max(0.0, middle - half), min(1.0, middle + half)
