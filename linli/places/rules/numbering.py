"""The order in which places of one parent are numbered.

Source: domain.md N-1.2 (Xi'an DB6101/T 3185-2024): west to east, north to south, as one reads.
"""

from collections.abc import Sequence
from math import sqrt


def reading_order(points: Sequence[tuple[float, float]], row_height: float | None = None) -> list[int]:
    """Indexes of (lon, lat) points in reading order: rows from north to south, each row from west to east.

    A row starts at its northernmost point and takes in what lies less than `row_height` degrees south of it;
    without one it is guessed from how many points share the box.

    >>> reading_order([(2.0, 1.0), (1.0, 1.1), (1.0, 2.0), (2.0, 2.05)], row_height=0.5)
    [2, 3, 1, 0]
    """
    if not points:
        return []
    height = _usual_row(points) if row_height is None else row_height
    north_first = sorted(range(len(points)), key=lambda i: (-points[i][1], points[i][0], i))
    rows: list[list[int]] = []
    for i in north_first:
        if rows and points[rows[-1][0]][1] - points[i][1] < height:
            rows[-1].append(i)
        else:
            rows.append([i])
    return [i for row in rows for i in sorted(row, key=lambda i: (points[i][0], -points[i][1], i))]


def _usual_row(points: Sequence[tuple[float, float]]) -> float:
    """Half the distance between rows if the points fill their box as evenly as a chessboard."""
    lats = [lat for _, lat in points]
    return float((max(lats) - min(lats)) / sqrt(len(points)) / 2)
