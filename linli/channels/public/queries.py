"""Counting for the open board, and what it reads: tables of told figures only."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Max, Min, Q
from django.utils import timezone

from linli.cases.models import Case, Category, settled, still_open
from linli.channels.models import PublicBoard, PublicDay
from linli.channels.public import rules
from linli.channels.public.terms import BOARD_ID, NOBODY_KNOWS
from linli.core.actors import PUBLIC, Level
from linli.places.models import Place
from linli.places.queries import public_places, roots

type Key = tuple[date, int, str]


@dataclass(slots=True)
class DayCounts:
    received: int = 0
    closed: int = 0
    closing_min: int = 0


def groups_by_category() -> dict[int | None, str]:
    """Of every category that ever was, in any pack: the code of its upper category."""
    rows = Category.objects.values_list("pk", "code", "parent__code")
    return {pk: parent or code for pk, code, parent in rows} | {None: ""}


def group_names() -> dict[str, str]:
    """Upper categories of the active pack, in its order."""
    rows = Category.objects.filter(pack__active=True, parent=None).order_by("number", "pk")
    return dict(rows.values_list("code", "name"))


def community_names() -> dict[int, str]:
    """In the order of the tree: no ranking."""
    rows = public_places().filter(level=Level.COMMUNITY).order_by("parent__code", "number", "name", "pk")
    return dict(rows.values_list("pk", "name"))


def counted(first: date, last: date) -> dict[Key, DayCounts]:
    """What happened from day to day, both included, out of two index ranges."""
    start, end = _midnight(first), _midnight(last + timedelta(days=1))
    groups = groups_by_category()
    found: dict[Key, DayCounts] = {}
    for at, community, category in _received(start, end):
        key = (timezone.localdate(at), community or NOBODY_KNOWS, groups[category])
        found.setdefault(key, DayCounts()).received += 1
    # Withdrawn, merged and declined matters are settled too, but nobody solved them.
    closed = Case.objects.filter(settled(), closed_at__gte=start, closed_at__lt=end).exclude(outcome="")
    columns = ("closed_at", "received_at", "community_id", "category_id")
    for at, since, community, category in closed.values_list(*columns).iterator():
        key = (timezone.localdate(at), community or NOBODY_KNOWS, groups[category])
        day = found.setdefault(key, DayCounts())
        day.closed += 1
        day.closing_min += max(0, int((at - since).total_seconds() // 60))
    return found


def _received(start: datetime, end: datetime) -> Iterator[tuple[datetime, int | None, int | None]]:
    """A range of `case_near` for each community: it begins with the community."""
    communities = list(Place.objects.filter(level=Level.COMMUNITY).values_list("pk", flat=True))
    between = Q(received_at__gte=start, received_at__lt=end)
    columns = ("received_at", "community_id", "category_id")
    for part in (Q(community_id__in=communities), Q(community_id=None)):
        yield from Case.objects.filter(part & between).values_list(*columns).iterator()


def open_now() -> Counter[tuple[int, str]]:
    """Open matters by community and group; grows with what is open, not with the years."""
    groups = groups_by_category()
    count: Counter[tuple[int, str]] = Counter()
    rows = Case.objects.filter(still_open()).values_list("community_id", "category_id")
    for community, category in rows.iterator():
        count[community or NOBODY_KNOWS, groups[category]] += 1
    return count


def span() -> tuple[date, date] | None:
    """The days of the first and the last matter; nothing while there is none."""
    edges = Case.objects.aggregate(first=Min("received_at"), last=Max("received_at"))
    if edges["first"] is None:
        return None
    return timezone.localdate(edges["first"]), timezone.localdate(edges["last"])


def day_rows(first: date, last: date) -> list[tuple[date, int, str, int, int, int]]:
    rows = PublicDay.objects.filter(day__gte=first, day__lte=last).order_by("day")
    columns = ("day", "community_id", "group", "received", "closed", "closing_min")
    return list(rows.values_list(*columns))


def board() -> PublicBoard | None:
    return PublicBoard.objects.filter(pk=BOARD_ID).first()


def district() -> Place | None:
    return roots(PUBLIC).defer("shape").first()


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the statistics: empty names are sums over all."""

    day: date
    community: str
    group: str
    received: int
    closed: int


def statistics(first: date, last: date, *, unknown_place: str, no_group: str) -> Iterator[Line]:
    """Day by day: the district, its groups, its communities, and each community's groups; told figures only.

    What is under ten has no line of its own and is contained in the sums above it.
    """
    communities = {**community_names(), NOBODY_KNOWS: unknown_place}
    groups = {**group_names(), "": no_group}
    days: dict[date, list[tuple[int, str, int, int]]] = {}
    for day, community, group, received, closed, _min in day_rows(first, last):
        known = community if community in communities else NOBODY_KNOWS
        days.setdefault(day, []).append((known, group if group in groups else "", received, closed))
    for day, rows in days.items():
        tables = Counter[tuple[int, str]](), Counter[tuple[int, str]]()
        for known, group, received, closed in rows:
            tables[0][known, group] += received
            tables[1][known, group] += closed
        yield from _day_lines(day, tables, communities, groups)


def _day_lines(
    day: date, tables: Sequence[Counter[tuple[int, str]]], communities: dict[int, str], groups: dict[str, str]
) -> Iterator[Line]:
    received, closed = (day_figures(table, communities, groups) for table in tables)
    for key in received:
        if received[key] or closed[key]:
            community, group = key
            place = communities[community] if community is not None else ""
            yield Line(day, place, groups[group] if group is not None else "", received[key], closed[key])


def day_figures(
    cells: Counter[tuple[int, str]], communities: Iterable[int], groups: Iterable[str]
) -> dict[tuple[int | None, str | None], int]:
    """Told figures of one day: every cell, every sum; no sum says more of a part than its figure."""
    communities, groups = list(communities), list(groups)
    shown: dict[tuple[int | None, str | None], int] = {}
    small = {(c, g): rules.told(cells[c, g]) for c in communities for g in groups}
    for c in communities:
        parts = [small[c, g] for g in groups]
        shown[c, None] = rules.told_whole(sum(cells[c, g] for g in groups), parts)
    for g in groups:
        parts = [small[c, g] for c in communities]
        shown[None, g] = rules.told_whole(sum(cells[c, g] for c in communities), parts)
    by_place = [shown[c, None] for c in communities]
    by_group = [shown[None, g] for g in groups]
    whole: dict[tuple[int | None, str | None], int] = {
        (None, None): rules.told_whole(sum(cells.values()), by_place, by_group, small.values())
    }
    return whole | shown | small


def told_areas(figures: dict[str, Any]) -> dict[int, int]:
    """Open matters by community, as the board tells them."""
    return {row["id"]: row["open"] for row in figures["communities"]}
