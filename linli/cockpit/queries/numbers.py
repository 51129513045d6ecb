"""Reading roll-ups: sums of days, one row a day, what is open now; and what is late, by the clock."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Count

from linli.cases.models import Case
from linli.cases.terms import Queue
from linli.cockpit.models import Counting, PlaceDay, PlaceNow
from linli.cockpit.queries.grounds import Area
from linli.cockpit.rules.shares import Share
from linli.cockpit.terms import MEASURES, OPEN_QUEUES, SOLVED_AT
from linli.core.actors import Level

FEW = 100  # keys


@dataclass(frozen=True, slots=True)
class Sums:
    """The measures of some days together."""

    counts: Mapping[str, int]

    def __getitem__(self, measure: str) -> int:
        return self.counts.get(measure, 0)

    def __add__(self, other: "Sums") -> "Sums":
        return Sums({name: self[name] + other[name] for name in MEASURES})

    def __sub__(self, other: "Sums") -> "Sums":
        return Sums({name: self[name] - other[name] for name in MEASURES})

    @property
    def on_time(self) -> Share:
        return Share(self["on_time"], self["timed"])

    @property
    def solved(self) -> Share:
        return Share(self["solved"], self["rated"])

    @property
    def content(self) -> Share:
        return Share(self["content"], self["graded"])

    @property
    def levels(self) -> list[tuple[str, Share]]:
        """Per level how many of those whose level is known were solved there, the narrowest first."""
        known = sum(self[name] for name in SOLVED_AT)
        return [(level, Share(self[name], known)) for name, level in SOLVED_AT.items()]

    @property
    def kept_in_grid(self) -> Share:
        return self.levels[0][1]

    @property
    def kept_in_community(self) -> Share:
        """Solved in the community or in one of its grids."""
        (_grid, grid), (_community, community), *_wider = self.levels
        return Share(grid.hits + community.hits, grid.of)

    @property
    def handling_h(self) -> float | None:
        """Mean hours from dispatch to finish, when there is enough of a sample."""
        share = Share(0, self["finished"])
        return self["handling_min"] / share.of / 60 if share.enough else None


NONE = Sums({})


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    sums: Sums


def days_of(key: int, first: date, last: date) -> list[Day]:
    """Every day from first to last, those on which nothing happened included."""
    rows = PlaceDay.objects.filter(place_id=key, day__range=(first, last)).values("day", *MEASURES)
    found = {row.pop("day"): Sums(row) for row in rows}
    length = (last - first).days + 1
    return [Day(day, found.get(day, NONE)) for day in (first + timedelta(days=n) for n in range(length))]


def added(days: Collection[Day]) -> Sums:
    return sum((day.sums for day in days), NONE)


_SUMS = ", ".join(f"SUM({name})" for name in MEASURES)


def sums_of(keys: Sequence[int], first: date, days: int) -> dict[int, tuple[Sums, Sums]]:
    """Per place the sums of `days` days from `first` on, and of as many days before: two rows a place.

    Raw, because composing seventeen sums in the ORM takes longer than adding them up.
    """
    if not keys:
        return {}
    at = connection.ops.adapt_datefield_value
    start, end = first - timedelta(days=days), first + timedelta(days=days - 1)
    sql = (
        f"SELECT place_id, CASE WHEN day >= %s THEN 1 ELSE 0 END AS recent, {_SUMS} FROM cockpit_placeday "  # noqa: S608
        f"WHERE place_id IN ({', '.join(['%s'] * len(keys))}) AND day BETWEEN %s AND %s GROUP BY 1, 2"
    )
    found: dict[tuple[int, int], Sums] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, [at(first), *keys, at(start), at(end)])
        for place_id, recent, *sums in cursor.fetchall():
            found[place_id, recent] = Sums(dict(zip(MEASURES, map(int, sums), strict=True)))
    return {key: (found.get((key, 1), NONE), found.get((key, 0), NONE)) for key in keys}


@dataclass(frozen=True, slots=True)
class Now:
    """Open cases of a place, by whose turn it is."""

    desk: int = 0
    unit: int = 0
    caller: int = 0
    waiting: int = 0

    @property
    def open(self) -> int:
        return self.desk + self.unit + self.caller + self.waiting

    def __sub__(self, other: "Now") -> "Now":
        return Now(*(getattr(self, queue) - getattr(other, queue) for queue in OPEN_QUEUES))


def nows_of(keys: Collection[int]) -> dict[int, Now]:
    """Of many places a range is read: the keys of a map lie side by side, and a long list costs more."""
    rows = PlaceNow.objects.values_list("pk", *OPEN_QUEUES)
    rows = rows.filter(pk__in=keys) if len(keys) <= FEW else rows.filter(pk__range=(min(keys), max(keys)))
    return {pk: Now(*counts) for pk, *counts in rows}


@dataclass(frozen=True, slots=True)
class Late:
    """Open cases past the limit that runs, by whose turn it is; in a place and in each of its parts."""

    whole: Mapping[str, int]
    parts: Mapping[int | None, int]

    @property
    def all(self) -> int:
        return sum(self.whole.values())


def late_in(place: Area, part_level: str | None, now: datetime) -> Late:
    """Read from the cases themselves, not rolled up: lateness comes by the clock and no event tells of it.

    It stays cheap because only late rows of the partial queue index are read, never the history.
    """
    late = Case.objects.exclude(queue=Queue.DONE).filter(queue__in=(Queue.DESK, Queue.UNIT), due_at__lt=now)
    if place.level != Level.DISTRICT:
        late = late.filter(**{f"{place.level}_id": place.pk})
    column = f"{part_level or place.level}_id" if part_level or place.level != Level.DISTRICT else "queue"
    whole: Counter[str] = Counter()
    parts: dict[int | None, int] = defaultdict(int)
    for part, queue, count in late.values_list(column, "queue").annotate(n=Count("pk")).order_by():
        whole[queue] += count
        if part_level:
            parts[part] += count
    return Late(whole, parts)


def counting() -> Counting | None:
    """How far counting has come; None before anything was ever counted."""
    return Counting.objects.filter(pk=1).first()
