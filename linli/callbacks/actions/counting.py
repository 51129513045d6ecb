"""Keeping facts and sums: derived data, so no audit line. Everything here is safe to repeat.

A matter's facts are computed from its rows, and only the difference to what it counted for before is added.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone

from linli.callbacks.models import OrderFact, ShareDay, ShareState
from linli.callbacks.queries import catching_up
from linli.callbacks.queries.pasts import SCOPE, Past, pasts_of
from linli.callbacks.rules.facts import Fact, facts_of
from linli.callbacks.terms import AT_ONCE, MEASURES, WHOLE

type Key = tuple[int, int, date]  # place, unit, day

FIELDS = ("unit_id", "day", "due_at", "first_due_at", "why_excluded", *SCOPE, *MEASURES)


@transaction.atomic
def count_cases(case_ids: Iterable[int], *, now: datetime) -> int:
    """Bring facts and sums up to date with these cases; how many facts changed."""
    _one_at_a_time(now)
    pasts = pasts_of(set(case_ids))
    own_ids = [case_id for past in pasts for case_id in past.places]
    known = {_key(row): row for row in OrderFact.objects.filter(case__in=own_ids)}
    wanted = {_key(row): row for past in pasts for row in _facts(past, now)}
    gone = [row for key, row in known.items() if key not in wanted]
    fresh = [row for key, row in wanted.items() if key not in known]
    change = _Change()
    change.add(gone, -1)
    change.add(fresh, 1)
    changed = []
    for key in wanted.keys() & known.keys():
        if not _same(known[key], wanted[key]):
            change.add([known[key]], -1)
            change.add([wanted[key]], 1)
            wanted[key].pk = known[key].pk
            changed.append(wanted[key])
    OrderFact.objects.filter(pk__in=[row.pk for row in gone]).delete()
    OrderFact.objects.bulk_create(fresh)
    OrderFact.objects.bulk_update(changed, [name.removesuffix("_id") for name in FIELDS], batch_size=100)
    change.store()
    return len(gone) + len(fresh) + len(changed)


def _one_at_a_time(now: datetime) -> None:
    """Lock the one row: two countings of the same case would both add the same difference."""
    if ShareState.objects.select_for_update().filter(pk=1).first() is None:
        ShareState.objects.create(pk=1, counted_at=now)


def _key(row: OrderFact) -> tuple[int, int]:
    return row.case_id, row.order_id or 0


def _same(one: OrderFact, other: OrderFact) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in FIELDS)


def _facts(past: Past, now: datetime) -> list[OrderFact]:
    found = facts_of(past.matter, now, timezone.get_default_timezone())
    return [_row(fact, past) for fact in found]


def _row(fact: Fact, past: Past) -> OrderFact:
    due_at, first_due_at = past.limits.get(fact.order_key or 0, (None, None))
    return OrderFact(
        case_id=fact.case_id,
        order_id=fact.order_key,
        unit_id=fact.unit_id,
        day=fact.day,
        due_at=due_at if fact.day is None else None,
        first_due_at=first_due_at,
        why_excluded=fact.excluded,
        **past.places[fact.case_id],
        **{name: name in fact.counts for name in MEASURES},
    )


class _Change:
    """What is to be added to which sums."""

    def __init__(self) -> None:
        self.days: dict[Key, Counter[str]] = defaultdict(Counter)

    def add(self, rows: Iterable[OrderFact], by: int) -> None:
        for row in rows:
            if row.day is None:
                continue
            counts = [name for name in MEASURES if getattr(row, name)]
            for place_id in _places(row):
                for unit_id in (WHOLE, row.unit_id):
                    self.days[place_id, unit_id, row.day].update(dict.fromkeys(counts, by))

    def store(self) -> None:
        """Raw, because the ORM has no additive upsert. In one order, so that nobody waits for each other."""
        keys = [key for key in sorted(self.days) if any(self.days[key].values())]
        if not keys:
            return
        table = ShareDay._meta.db_table
        names = ("place_id", "unit_id", "day", *MEASURES)
        added = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in MEASURES)
        sql = (
            f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))}) "  # noqa: S608
            f"ON CONFLICT (place_id, unit_id, day) DO UPDATE SET {added}"
        )
        at = connection.ops.adapt_datefield_value
        rows = [(*key[:2], at(key[2]), *(self.days[key][name] for name in MEASURES)) for key in keys]
        with connection.cursor() as cursor:
            cursor.executemany(sql, rows)


def _places(row: OrderFact) -> list[int]:
    """Every place that counts it; a matter whose place nobody knows still lies in the district."""
    levels = (row.subdistrict_id, row.community_id, row.grid_id)
    return [WHOLE, *dict.fromkeys(key for key in levels if key is not None)]


def keep_up(*, now: datetime) -> int:
    """Count what ran out by the clock, which no event tells; then say how far counting has come."""
    changed = count_cases(catching_up.run_out(now, AT_ONCE), now=now)
    ShareState.objects.filter(pk=1).update(counted_at=catching_up.counted_until(now))
    return changed


def rebuild(*, now: datetime) -> int:
    """Forget all facts and sums and count every case anew; the number of cases. Pages say so meanwhile."""
    with transaction.atomic():
        _one_at_a_time(now)
        ShareDay.objects.all().delete()
        OrderFact.objects.all().delete()
        ShareState.objects.filter(pk=1).update(complete=False)
    count = last = 0
    while some := catching_up.case_ids_after(last, AT_ONCE):
        count_cases(some, now=now)
        count, last = count + len(some), some[-1]
    ShareState.objects.filter(pk=1).update(complete=True, counted_at=now)
    return count
