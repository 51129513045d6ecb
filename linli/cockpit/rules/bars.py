"""A bar chart of days drawn by the server: for walls that run for weeks, and for paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

HEIGHT = 170
PAGE, WALL = 640, 1150  # widths: the same height beside text, and across a screen
TOP, BOTTOM, LEFT, RIGHT = 14, 24, 52, 14  # room for the numbers and the dates
LABELS = 8  # dates written at most


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    series: int  # 0 filled, 1 hollow


@dataclass(frozen=True, slots=True)
class Bars:
    width: int
    bars: tuple[Bar, ...]
    dates: tuple[tuple[float, date], ...]
    lines: tuple[tuple[float, int], ...]  # y and the count it stands for


def bars_of(days: Sequence[tuple[date, int, int]], least: int = 0, width: int = PAGE) -> Bars:
    """Two bars a day; a count under `least` is not drawn, so that nobody can measure it.

    >>> [bar.series for bar in bars_of([(date(2026, 5, 8), 12, 3)], least=10).bars]
    [0]
    """
    top = nice_top(max((max(one, two) for _day, one, two in days), default=0))
    step = (width - LEFT - RIGHT) / max(len(days), 1)
    scale = (HEIGHT - TOP - BOTTOM) / top
    ground = HEIGHT - BOTTOM
    bars, dates = [], []
    every = -(-len(days) // LABELS)
    for i, (day, *counts) in enumerate(days):
        x = LEFT + i * step
        if (len(days) - 1 - i) % every == 0:
            dates.append((round(x + step / 2, 1), day))
        for series, count in enumerate(counts):
            if count and count >= least:
                tall = round(count * scale, 1)
                left = round(x + step * (0.12 + 0.4 * series), 1)
                bars.append(Bar(left, round(ground - tall, 1), round(step * 0.34, 1), tall, series))
    lines = tuple((round(ground - value * scale, 1), value) for value in (0, top // 2, top))
    return Bars(width, tuple(bars), tuple(dates), lines)


def by_week(days: Sequence[tuple[date, int, int]]) -> list[tuple[date, int, int]]:
    """Whole weeks that end with the last day, each under its first day; older odd days are left out.

    >>> by_week([(date(2026, 5, n), 1, n) for n in range(1, 17)])
    [(datetime.date(2026, 5, 3), 7, 42), (datetime.date(2026, 5, 10), 7, 91)]
    """
    whole = days[len(days) % 7 :]
    weeks = [whole[i : i + 7] for i in range(0, len(whole), 7)]
    return [(week[0][0], sum(day[1] for day in week), sum(day[2] for day in week)) for week in weeks]


def nice_top(most: int) -> int:
    """The end of the scale: an even, round number not below the largest count.

    >>> nice_top(0), nice_top(7), nice_top(43), nice_top(131), nice_top(2040)
    (2, 8, 60, 150, 4000)
    """
    size = 1
    while True:
        for front in (2, 4, 6, 8, 10, 15):
            if most <= front * size:
                return front * size
        size *= 10
