"""How counts are told to strangers: by tens, and no sum gives away what is under ten."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from linli.channels.public.terms import CLASSES, LEAST

DAY_MIN, TWO_DAYS_MIN = 1440, 2880


def told(count: int) -> int:
    """The count as anybody may read it: whole tens, 0 for everything under ten.

    All told figures are tens, so two of them, at one moment or at two, differ by nothing or by ten at least.

    >>> told(9), told(10), told(27)
    (0, 10, 20)
    """
    return max(count, 0) // LEAST * LEAST


def told_whole(count: int, *splits: Iterable[int]) -> int:
    """A sum that is told beside its parts (`splits`: told parts, one way of splitting or several).

    Beside a sum the parts must still be able to be anything their own figure says: with three parts
    under ten and a sum of 20 and more none of them could be 0. Such a sum is told lower.

    >>> told_whole(27, [0, 0, 0]), told_whole(27, [20, 0]), told_whole(27, [0, 0, 0, 0])
    (10, 20, 20)
    >>> told_whole(9, []), told_whole(35, [30])
    (0, 30)
    """
    whole = told(count)
    for split in splits:
        parts = list(split)
        if parts:
            whole = min(whole, told(sum(parts) + (LEAST - 1) * (len(parts) - 1)))
    return whole


def told_speed(closed: int, closing_min: int) -> tuple[int, str] | None:
    """From received to solved on average, in whole hours or days; nothing for fewer than ten matters.

    >>> told_speed(10, 10 * 90), told_speed(20, 20 * 4000), told_speed(9, 90)
    ((2, 'hours'), (3, 'days'), None)
    """
    if closed < LEAST:
        return None
    mean_min = closing_min / closed
    if mean_min < TWO_DAYS_MIN:
        return max(1, -(-int(mean_min) // 60)), "hours"
    return round(mean_min / DAY_MIN), "days"


def shade_of(count: int, most: int) -> int:
    """The class of a told count on the map: 0 too few, then even steps up to `most`.

    >>> [shade_of(n, 80) for n in (0, 10, 30, 80)]
    [0, 1, 2, 4]
    """
    if count < LEAST:
        return 0
    return min(CLASSES, 1 + (count - LEAST) * CLASSES // max(most - LEAST + 1, 1))


def classes_of(most: int) -> list[tuple[int, int]]:
    """The told counts of each shade that occurs: from, to.

    >>> classes_of(80)
    [(10, 20), (30, 40), (50, 60), (70, 80)]
    >>> classes_of(0)
    []
    """
    found: dict[int, list[int]] = {}
    for count in range(LEAST, most + 1, LEAST):
        found.setdefault(shade_of(count, most), []).append(count)
    return [(counts[0], counts[-1]) for _shade, counts in sorted(found.items())]


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    series: int


def bars_of(weeks: Sequence[tuple[int, int]], *, width: int = 640, height: int = 120) -> list[Bar]:
    """Two bars a week as a drawing without script; a told 0 has none.

    >>> [bar.series for bar in bars_of([(20, 0), (30, 10)])]
    [0, 0, 1]
    """
    top = max((count for week in weeks for count in week), default=0)
    step = width / max(len(weeks), 1)
    return [
        Bar(
            round(i * step + step * (0.1 + 0.42 * series), 1),
            round(height - height * count / top, 1),
            round(step * 0.36, 1),
            round(height * count / top, 1),
            series,
        )
        for i, week in enumerate(weeks)
        for series, count in enumerate(week)
        if count
    ]


def weeks_until(today: date, count: int) -> list[date]:
    """First days of the last whole weeks of seven days, the last of which ends today.

    >>> weeks_until(date(2026, 5, 8), 2)
    [datetime.date(2026, 4, 25), datetime.date(2026, 5, 2)]
    """
    last = today - timedelta(days=6)
    return [last - timedelta(days=7 * back) for back in reversed(range(count))]


type Cells = Mapping[tuple[int, str], int]  # (community, group): count; both may be "none"


@dataclass(frozen=True, slots=True)
class Told:
    """One table by both ways of splitting, with its margins."""

    whole: int
    communities: dict[int, int]
    groups: dict[str, int]


def told_table(cells: Cells, communities: Iterable[int], groups: Iterable[str]) -> Told:
    """Margins of a table; its cells are not told. Places and groups without a matter count as parts too."""
    by_community = dict.fromkeys(communities, 0)
    by_group = dict.fromkeys(groups, 0)
    for (community, group), count in cells.items():
        by_community[community] = by_community.get(community, 0) + count
        by_group[group] = by_group.get(group, 0) + count
    shown_c = {key: told(count) for key, count in by_community.items()}
    shown_g = {key: told(count) for key, count in by_group.items()}
    whole = told_whole(sum(cells.values()), shown_c.values(), shown_g.values())
    return Told(whole, shown_c, shown_g)
