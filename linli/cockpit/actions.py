"""Keeping the roll-ups: count cases, catch up with the clock, check yesterday, begin anew.

Roll-ups are derived data: no audit line. Everything here is safe to repeat, because a case's tally is
computed from its rows and only the difference to what it counted for before is added. See
docs/adr/0009-roll-ups.md.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from itertools import batched
from typing import Any

from django.db import connection, transaction

from linli.cases.terms import Queue
from linli.cockpit.models import CaseTally, Counting, PlaceDay, PlaceNow
from linli.cockpit.queries import checking, pasts
from linli.cockpit.terms import MEASURES, OPEN_QUEUES, WHOLE

AT_ONCE = 500  # cases of one transaction: some 50 ms on SQLite, whose only writer waits meanwhile
REBUILT_AT_ONCE = 2_000

type DayChange = dict[tuple[int, str], Counter[str]]
type NowChange = dict[int, Counter[str]]


@transaction.atomic
def count_cases(case_ids: Iterable[int], *, now: datetime) -> int:
    """Bring the roll-ups up to date with these cases; how many of them counted for something else before."""
    ids = set(case_ids)
    _one_at_a_time(now)
    known = CaseTally.objects.in_bulk(ids)
    changed: list[CaseTally] = []
    change = _Change()
    for case_id, tally in pasts.tallies_of(ids).items():
        before = known.get(case_id)
        if before is not None and _same(before, tally):
            continue
        if before is not None:
            change.add(before, -1)
        change.add(tally, 1)
        changed.append(tally)
    CaseTally.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["case"],
        update_fields=["subdistrict", "community", "grid", "queue", "late_since", "days"],
    )
    change.store()
    return len(changed)


def _one_at_a_time(now: datetime) -> Counting:
    """Lock the one row: two countings of the same case would both add the same difference."""
    state = Counting.objects.select_for_update().filter(pk=1).first()
    return state or Counting.objects.create(pk=1, counted_at=now)


def _same(one: CaseTally, other: CaseTally) -> bool:
    names = ("subdistrict_id", "community_id", "grid_id", "queue", "late_since", "days")
    return all(getattr(one, name) == getattr(other, name) for name in names)


class _Change:
    """What is to be added to which row."""

    def __init__(self) -> None:
        self.days: DayChange = defaultdict(Counter)
        self.nows: NowChange = defaultdict(Counter)

    def add(self, tally: CaseTally, by: int) -> None:
        for place_id in places_of(tally):
            for day, counts in tally.days.items():
                for measure, n in counts.items():
                    self.days[place_id, day][measure] += by * n
            if tally.queue in OPEN_QUEUES:
                self.nows[place_id][tally.queue] += by

    def store(self) -> None:
        _add("cockpit_placeday", ("place_id", "day"), MEASURES, _rows(self.days))
        nows = {(place_id,): counts for place_id, counts in self.nows.items()}
        _add("cockpit_placenow", ("place_id",), [queue.value for queue in OPEN_QUEUES], _rows(nows))


def places_of(tally: CaseTally) -> list[int]:
    """Every place that counts the case; a place nobody knows yet still is in the district."""
    levels = (tally.subdistrict_id, tally.community_id, tally.grid_id)
    return [WHOLE, *dict.fromkeys(key for key in levels if key is not None)]


def _rows(changes: Mapping[Any, Counter[str]]) -> dict[Any, Counter[str]]:
    """Without those that change nothing, in one order, so that no two transactions wait for each other."""
    return {key: changes[key] for key in sorted(changes) if any(changes[key].values())}


def _add(
    table: str,
    key: Collection[str],
    counted: Collection[str],
    rows: Mapping[Any, Counter[str]],
) -> None:
    """Add to rows that are there, make those that are not. Raw, because the ORM has no additive upsert."""
    if not rows:
        return
    names = [*key, *counted]
    values = ", ".join(["%s"] * len(names))
    added = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in counted)
    sql = (
        f"INSERT INTO {table} ({', '.join(names)}) VALUES ({values}) "  # noqa: S608  (our own names)
        f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {added}"
    )
    values_of: list[list[Any]] = [
        [*keys, *(counts[name] for name in counted)] for keys, counts in rows.items()
    ]
    with connection.cursor() as cursor:
        cursor.executemany(sql, values_of)


def keep_up(*, now: datetime) -> int:
    """Count what ran out by the clock, which no event tells; then say how far counting has come."""
    changed = count_cases(checking.uncounted_late(now)[:AT_ONCE], now=now)
    Counting.objects.filter(pk=1).update(counted_at=checking.counted_until(now))
    return changed


def rebuild(*, now: datetime) -> int:
    """Forget all roll-ups and count every case anew; the number of cases. Pages say so meanwhile.

    Cases may come in and move while it runs: what their events counted, it counts to the same.
    """
    with transaction.atomic():
        _one_at_a_time(now)
        for model in (CaseTally, PlaceDay, PlaceNow):
            model.objects.all().delete()
        Counting.objects.filter(pk=1).update(complete=False)
    count = last = 0
    # By keyset, not by one long cursor: on SQLite that would see old data and could not write beside others.
    while some := checking.case_ids_after(last, REBUILT_AT_ONCE):
        count += count_cases(some, now=now)
        last = some[-1]
    Counting.objects.filter(pk=1).update(complete=True, counted_at=now)
    return count


def check_day(day: date, *, now: datetime) -> int:
    """Compare one day and the open cases with the truth and repair what differs; the number of repairs.

    First the tallies with the cases, in small transactions; then the roll-ups with the tallies.
    """
    repairs = 0
    for some in batched(checking.touched_since(day), AT_ONCE):
        repairs += count_cases(some, now=now)
    return repairs + _repair(day, now=now)


@transaction.atomic
def _repair(day: date, *, now: datetime) -> int:
    _one_at_a_time(now)
    change = _Change()
    name = day.isoformat()
    # Asked again under the lock: a case counted since would look like one too many.
    for tally in checking.tallies(checking.touched_since(day)):
        for place_id in places_of(tally):
            change.days[place_id, name].update(tally.days.get(name, {}))
    for tally in CaseTally.objects.exclude(queue=Queue.DONE).iterator():
        for place_id in places_of(tally):
            change.nows[place_id][tally.queue] += 1
    for row in PlaceDay.objects.filter(day=day):
        change.days[row.place_id, name].subtract({measure: getattr(row, measure) for measure in MEASURES})
    for now_row in PlaceNow.objects.all():
        counts = {queue.value: getattr(now_row, queue) for queue in OPEN_QUEUES}
        change.nows[now_row.pk].subtract(counts)
    change.store()
    return len(_rows(change.days)) + len(_rows(change.nows))
