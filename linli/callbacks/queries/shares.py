"""The shares of a place: its own, its parts', its units', with the period before. Five statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Count
from django.utils import timezone

from linli.callbacks.models import OrderFact, ShareState
from linli.callbacks.queries.grounds import Ground, ground_for, key_of
from linli.callbacks.rules.shares import Share
from linli.callbacks.terms import MEASURES, SHARES, STALE_S, WHOLE
from linli.core.actors import Actor, Level
from linli.organisation.models import Unit
from linli.organisation.terms import UnitKind


@dataclass(frozen=True, slots=True)
class Sums:
    """The measures of some days together."""

    counts: Mapping[str, int]

    def __getitem__(self, measure: str) -> int:
        return self.counts.get(measure, 0)

    def __sub__(self, other: "Sums") -> "Sums":
        return Sums({name: self[name] - other[name] for name in MEASURES})

    def share(self, name: str) -> Share:
        of = SHARES[name]
        return Share(self[of.hits], self[of.of])

    @property
    def any(self) -> bool:
        return any(self.counts.values())


NONE = Sums({})


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: a place or a unit, this period and the one before. `key` empty: of no part."""

    key: int | None
    name: str
    code: str
    kind: str  # level of the place, kind of the unit
    now: Sums
    before: Sums


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days, today included; and as many before."""

    first: date
    last: date

    @classmethod
    def until(cls, today: date, days: int) -> "Period":
        return cls(today - timedelta(days=days - 1), today)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def before(self) -> date:
        """The first day of the period before."""
        return self.first - timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Report:
    ground: Ground
    period: Period
    whole: Line
    lines: Sequence[Line]
    excluded: Sequence[tuple[str, int]]  # reason, orders
    counted_at: datetime | None
    complete: bool
    stale: bool


def report(actor: Actor, place_id: int | None, *, by: str, days: int, now: datetime) -> Report:
    """`by` place: the parts in the order of the tree. `by` unit: in the order of kinds and names."""
    ground = ground_for(actor, place_id)
    period = Period.until(timezone.localdate(now), days)
    lines = _by_unit(ground, period) if by == "unit" else _by_place(ground, period)
    whole, *rest = lines
    state = ShareState.objects.filter(pk=1).first()
    counted_at = state.counted_at if state else None
    return Report(
        ground=ground,
        period=period,
        whole=whole,
        lines=rest,
        excluded=_excluded(ground, period),
        counted_at=counted_at,
        complete=state is None or state.complete,
        stale=counted_at is None or (now - counted_at).total_seconds() > STALE_S,
    )


def _by_place(ground: Ground, period: Period) -> list[Line]:
    parts = ground.parts
    sums = _sums("place_id", [ground.key, *map(key_of, parts)], period, units=False)
    whole = _line(ground, sums.get(ground.key, (NONE, NONE)))
    lines = [
        Line(part.pk, part.name, part.code, part.level, *sums.get(key_of(part), (NONE, NONE)))
        for part in parts
    ]
    now, before = whole.now, whole.before
    for line in lines:
        now, before = now - line.now, before - line.before
    rest = [Line(None, "", "", "", now, before)] if lines and now.any else []
    return [whole, *lines, *rest]


def _by_unit(ground: Ground, period: Period) -> list[Line]:
    sums = _sums("unit_id", [ground.key], period, units=True)
    kinds = {kind: place for place, kind in enumerate(UnitKind.values)}
    units = Unit.objects.filter(pk__in=sums.keys() - {WHOLE}).only("name", "code", "kind")
    ordered = sorted(units, key=lambda unit: (kinds.get(unit.kind, len(kinds)), unit.code, unit.pk))
    whole = _line(ground, sums.get(WHOLE, (NONE, NONE)))
    return [whole, *(Line(unit.pk, unit.name, unit.code, unit.kind, *sums[unit.pk]) for unit in ordered)]


def _line(ground: Ground, sums: tuple[Sums, Sums]) -> Line:
    place = ground.place
    return Line(place.pk, place.name, place.code, place.level, *sums)


_ADDED = ", ".join(f"SUM({name})" for name in MEASURES)


def _sums(column: str, places: Sequence[int], period: Period, *, units: bool) -> dict[int, tuple[Sums, Sums]]:
    """By place or unit, the sums of the period and of the one before: one range of an index a place.

    Raw, because composing sixteen sums in the ORM takes longer than adding them up.
    """
    only = "" if units else f"unit_id = {WHOLE} AND "
    return _added(column, f"{only}place_id IN ({', '.join(['%s'] * len(places))})", places, period)


def sums_of(unit_id: int, period: Period) -> dict[int, tuple[Sums, Sums]]:
    """Of one unit, all places together, under the key WHOLE."""
    return _added("place_id", f"place_id = {WHOLE} AND unit_id = %s", [unit_id], period)


def _added(
    column: str, condition: str, values: Sequence[int], period: Period
) -> dict[int, tuple[Sums, Sums]]:
    at = connection.ops.adapt_datefield_value
    sql = (
        f"SELECT {column}, CASE WHEN day >= %s THEN 1 ELSE 0 END AS recent, {_ADDED} "  # noqa: S608
        f"FROM callbacks_shareday WHERE {condition} AND day BETWEEN %s AND %s GROUP BY 1, 2"
    )
    found: dict[tuple[int, int], Sums] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, [at(period.first), *values, at(period.before), at(period.last)])
        for key, recent, *counts in cursor.fetchall():
            found[key, recent] = Sums(dict(zip(MEASURES, map(int, counts), strict=True)))
    return {key: (found.get((key, 1), NONE), found.get((key, 0), NONE)) for key, _recent in found}


def _excluded(ground: Ground, period: Period) -> list[tuple[str, int]]:
    rows = OrderFact.objects.filter(excluded=True, day__range=(period.first, period.last))
    if ground.place.level != Level.DISTRICT:
        rows = rows.filter(**{f"{ground.place.level}_id": ground.place.pk})
    counted = rows.order_by("why_excluded").values_list("why_excluded").annotate(n=Count("pk"))
    return [(why, n) for why, n in counted]
