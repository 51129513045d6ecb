"""What may be told of a matter to strangers, which places an area means, who asked for mail."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import shapely
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from linli.cases.models import Case, Category
from linli.cases.rules import is_private
from linli.cases.terms import Kind
from linli.channels.alerts.terms import ASKS_PER_MIN, FEED_MOST, PLACES_MOST, UNCONFIRMED_KEPT, Rhythm
from linli.channels.models import AreaEvent, Watch, WatchPlace
from linli.core.actors import Level
from linli.core.errors import NotFound, RuleBroken
from linli.places.models import Place
from linli.places.queries import public_places
from linli.places.rules.shapes import shape_of

LEVELS = (Level.SUBDISTRICT, Level.COMMUNITY, Level.GRID)


def tellable(case_ids: Collection[int]) -> list[Case]:
    """Those of them whose kind and grid strangers may read: nothing about people, units, emergencies."""
    cases = Case.objects.filter(
        pk__in=case_ids,
        confidential=False,
        about_unit=None,
        category__isnull=False,
        community__isnull=False,
        merged_into=None,
    ).exclude(kind=Kind.TIP_OFF)
    columns = ("text", "received_at", "subdistrict_id", "community_id", "grid_id")
    found = cases.select_related("category__parent").only(
        *columns, "category__name", "category__code", "category__parent__name", "category__parent__code"
    )
    return [case for case in found if not is_private(case.text)]


def known_keys(keys: Collection[str]) -> set[str]:
    return set(AreaEvent.objects.filter(key__in=keys).values_list("key", flat=True))


def groups() -> dict[str, str]:
    """Upper categories of the active pack: what one can choose."""
    rows = Category.objects.filter(pack__active=True, parent=None).order_by("number", "pk")
    return dict(rows.values_list("code", "name"))


def watchable(ids: Iterable[int]) -> list[Place]:
    """Grids, communities, subdistricts of today by key; in the order of their codes."""
    found = public_places().filter(pk__in=list(ids), level__in=LEVELS)
    return list(found.select_related("community").defer("shape", "community__shape").order_by("code"))


def grids_touched(shape: Any) -> list[Place]:
    """The grids an area touches. Nothing finer is kept of what somebody drew."""
    west, south, east, north = shape.bounds
    boxed = public_places().filter(
        level=Level.GRID,
        shape__isnull=False,
        min_lon__lte=east,
        max_lon__gte=west,
        min_lat__lte=north,
        max_lat__gte=south,
    )
    near = list(boxed.select_related("community").defer("community__shape").order_by("code"))
    found = [grid for grid in near if grid.shape and shapely.intersects(shape, shape_of(grid.shape))]
    if not found:
        raise RuleBroken("area_outside", _("这个范围里没有本区的网格，请重新选择。"))
    if len(found) > PLACES_MOST:
        why = _("范围太大了：最多 %(n)d 个网格。可以改选整个社区。") % {"n": PLACES_MOST}
        raise RuleBroken("area_too_large", why)
    return found


def events_in(place_ids: Collection[int], of_groups: Collection[str]) -> QuerySet[AreaEvent]:
    """What happened in these places, the newest last in the table."""
    here = Q(grid_id__in=place_ids) | Q(community_id__in=place_ids) | Q(subdistrict_id__in=place_ids)
    events = AreaEvent.objects.filter(here)
    return events.filter(group__in=of_groups) if of_groups else events


def feed_events(places: Sequence[Place], of_groups: Collection[str]) -> list[AreaEvent]:
    """The newest, by one index range for each level that was asked for."""
    found: dict[int, AreaEvent] = {}
    for level in {place.level for place in places}:
        ids = [place.pk for place in places if place.level == level]
        rows = AreaEvent.objects.filter(**{f"{level}_id__in": ids})
        rows = rows.filter(group__in=of_groups) if of_groups else rows
        rows = rows.select_related("grid", "community").defer("grid__shape", "community__shape")
        found |= {row.pk: row for row in rows.order_by("-id")[:FEED_MOST]}
    return sorted(found.values(), key=lambda row: -row.pk)[:FEED_MOST]


def watch_by_key(key: str, now: datetime) -> Watch:
    watch = Watch.objects.filter(key=key, ends_at__gt=now).first()
    if watch is None:
        raise NotFound("watch_unknown", _("这个订阅已经停止或过期。想再收到消息，请重新订阅。"))
    return watch


def places_of(watch: Watch) -> list[Place]:
    return watchable(watch.places.values_list("place_id", flat=True))


def watching_now(place_ids: Collection[int], now: datetime) -> dict[Watch, set[int]]:
    """Those who want to know at once, each with which of these places."""
    rows = WatchPlace.objects.filter(
        place_id__in=place_ids,
        watch__rhythm=Rhythm.NOW,
        watch__confirmed_at__isnull=False,
        watch__ends_at__gt=now,
    ).select_related("watch")
    found: dict[Watch, set[int]] = {}
    for row in rows.order_by("watch_id"):
        found.setdefault(row.watch, set()).add(row.place_id)
    return found


def daily_watches(after_id: int, most: int, now: datetime) -> list[Watch]:
    watches = Watch.objects.filter(rhythm=Rhythm.DAILY, confirmed_at__isnull=False, pk__gt=after_id)
    return list(watches.filter(ends_at__gt=now).prefetch_related("places").order_by("pk")[:most])


def news_for(watch: Watch, until: datetime) -> list[AreaEvent]:
    """What a daily mail has not told yet, oldest first."""
    ids = [row.place_id for row in watch.places.all()]
    events = events_in(ids, watch.groups).filter(pk__gt=watch.seen_id, at__lte=until)
    return list(
        events.select_related("grid", "community").defer("grid__shape", "community__shape").order_by("pk")
    )


def last_event_id() -> int:
    return AreaEvent.objects.aggregate(last=Max("pk"))["last"] or 0


def asked_lately(address: str, now: datetime) -> bool:
    """Was this mailbox asked within the minute, or ever so many? Unconfirmed ones end soon: a range of an
    index.
    """
    minute_ago = now - timedelta(minutes=1)
    waiting = Watch.objects.filter(confirmed_at=None)
    if waiting.filter(address=address, created_at__gt=minute_ago).exists():
        return True
    recent = waiting.filter(ends_at__gt=minute_ago + UNCONFIRMED_KEPT, ends_at__lte=now + UNCONFIRMED_KEPT)
    return len(recent.values_list("pk")[:ASKS_PER_MIN]) >= ASKS_PER_MIN
