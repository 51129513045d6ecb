"""Keeping the roll-ups of the open board. Derived data: no audit line, safe to repeat."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from linli.channels.models import PublicBoard, PublicDay
from linli.channels.public import queries, rules
from linli.channels.public.terms import BOARD_ID, LATE_CHANGES_DAYS, NOBODY_KNOWS, RECENT_DAYS, WEEKS

AT_ONCE_DAYS = 31


@transaction.atomic
def count_days(first: date, last: date) -> int:
    """Count some days anew, at most a month; the number of rows."""
    found = queries.counted(first, last)
    PublicDay.objects.filter(day__gte=first, day__lte=last).delete()
    PublicDay.objects.bulk_create(
        PublicDay(
            day=day,
            community_id=community,
            group=group,
            received=counts.received,
            closed=counts.closed,
            closing_min=counts.closing_min,
        )
        for (day, community, group), counts in found.items()
    )
    return len(found)


def renew(*, now: datetime) -> None:
    """Today and yesterday anew, then the board."""
    today = timezone.localdate(now)
    count_days(today - timedelta(days=1), today)
    make_board(now=now)


def renew_recent(*, now: datetime) -> None:
    """All days a matter of which may have changed since: reopened, corrected, moved to another place."""
    today = timezone.localdate(now)
    _count_all(today - timedelta(days=LATE_CHANGES_DAYS), today)


def rebuild(*, now: datetime) -> None:
    """Every day there ever was, a month at a time, each in a transaction of its own; then the board."""
    days = queries.span()
    if days is not None:
        _count_all(days[0], max(days[1], timezone.localdate(now)))
    make_board(now=now)


def _count_all(first: date, last: date) -> None:
    while first <= last:
        until = min(last, first + timedelta(days=AT_ONCE_DAYS - 1))
        count_days(first, until)
        first = until + timedelta(days=1)


def make_board(*, now: datetime) -> None:
    """Put down what anybody may read: the pages have nothing else to read from."""
    board = {"made_at": now, "figures": figures(timezone.localdate(now))}
    PublicBoard.objects.update_or_create(pk=BOARD_ID, defaults=board)


def figures(today: date) -> dict[str, Any]:
    communities, groups = queries.community_names(), queries.group_names()
    weeks = rules.weeks_until(today, WEEKS)
    recent = today - timedelta(days=RECENT_DAYS - 1)
    closed: Counter[tuple[int, str]] = Counter()
    closing_min: Counter[tuple[int, str]] = Counter()
    received_in, closed_in = Counter[date](), Counter[date]()
    for day, community, group, received, solved, minutes in queries.day_rows(min(weeks[0], recent), today):
        week = max((first for first in weeks if first <= day), default=None)
        if week is not None:
            received_in[week] += received
            closed_in[week] += solved
        if day >= recent:
            closed[community, group] += solved
            closing_min[community, group] += minutes
    known, named = {*communities, NOBODY_KNOWS}, {*groups, ""}
    now_open = _known(queries.open_now(), known, named)
    closed, closing_min = _known(closed, known, named), _known(closing_min, known, named)
    open_told = rules.told_table(now_open, known, named)
    closed_told = rules.told_table(closed, known, named)

    def row(key: int | str, name: str, at: int) -> dict[str, Any]:
        solved = sum(n for cell, n in closed.items() if cell[at] == key)
        minutes = sum(n for cell, n in closing_min.items() if cell[at] == key)
        of_open = open_told.communities if at == 0 else open_told.groups
        of_closed = closed_told.communities if at == 0 else closed_told.groups
        return {
            "id": key,
            "name": name,
            "open": of_open[key],  # type: ignore[index]
            "closed": of_closed[key],  # type: ignore[index]
            "speed": rules.told_speed(solved, minutes),
        }

    return {
        "open": open_told.whole,
        "closed": closed_told.whole,
        "speed": rules.told_speed(closed.total(), closing_min.total()),
        "communities": [row(key, name, 0) for key, name in communities.items()],
        "groups": [row(key, name, 1) for key, name in groups.items()],
        "weeks": [
            [week.isoformat(), rules.told(received_in[week]), rules.told(closed_in[week])] for week in weeks
        ],
    }


def _known(
    cells: Counter[tuple[int, str]], communities: set[int], groups: set[str]
) -> Counter[tuple[int, str]]:
    """What lies in a place or group of former times is counted where its place or group is not known."""
    found: Counter[tuple[int, str]] = Counter()
    for (community, group), count in cells.items():
        place = community if community in communities else NOBODY_KNOWS
        found[place, group if group in groups else ""] += count
    return found
