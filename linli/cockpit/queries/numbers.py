"""Reading roll-ups: sums of days, one row a day, what is open now; and what is late, by the clock."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, Sum

from linli.cases.models import Case
from linli.cases.terms import Queue
from linli.cockpit.models import Counting, PlaceDay, PlaceNow
from linli.cockpit.rules.shares import Share
from linli.cockpit.terms import MEASURES, OPEN_QUEUES
from linli.core.actors import Level
from linli.places.models import Place


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


def sums_of(keys: Collection[int], first: date, days: int) -> dict[int, tuple[Sums, Sums]]:
    """Per place the sums of `days` days from `first` on, and of as many days before: two rows a place."""
    start, end = first - timedelta(days=days), first + timedelta(days=days - 1)
    recent = ExpressionWrapper(Q(day__gte=first), output_field=BooleanField())
    rows = PlaceDay.objects.filter(place_id__in=keys, day__range=(start, end)).annotate(recent=recent)
    found: dict[tuple[int, bool], Sums] = {}
    for row in rows.values("place_id", "recent").annotate(**{f"sum_{name}": Sum(name) for name in MEASURES}):
        summed: Mapping[str, Any] = row
        found[summed["place_id"], bool(summed["recent"])] = Sums(
            {name: summed[f"sum_{name}"] or 0 for name in MEASURES}
        )
    return {key: (found.get((key, True), NONE), found.get((key, False), NONE)) for key in keys}


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
    rows = PlaceNow.objects.filter(pk__in=keys)
    return {row.pk: Now(*(getattr(row, queue) for queue in OPEN_QUEUES)) for row in rows}


@dataclass(frozen=True, slots=True)
class Late:
    """Open cases past the limit that runs, by whose turn it is; in a place and in each of its parts."""

    whole: Mapping[str, int]
    parts: Mapping[int | None, int]

    @property
    def all(self) -> int:
        return sum(self.whole.values())


def late_in(place: Place, part_level: str | None, now: datetime) -> Late:
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
