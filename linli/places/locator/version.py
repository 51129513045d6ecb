"""The index of the map as it is now, built once per version and shared by all threads.

The version is a token in one row, written by every action that changes places: outside a transaction a
process looks at it at most once a second, inside one always. While that row does not exist (a database
filled by hand) nothing is kept and every question builds the index anew: slow, never wrong.
"""

from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Any

from django.db import connection

from linli.core.actors import Level
from linli.places.locator.index import MapIndex
from linli.places.models import MapVersion, Place
from linli.places.terms import AREAS

RECHECK_S = 1.0
MOST_KEPT = 20_000  # spots of doors and places


class _Shelf:
    """The index of the last version seen by this process."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.token: str | None = None
        self.index: MapIndex | None = None
        self.looked_at = float("-inf")
        self.found: dict[object, Any] = {}


_shelf = _Shelf()


def current() -> MapIndex:
    """The index of the map as it is now. Take it once for a batch."""
    return _up_to_date() or _build()


def kept[T](key: object, find: Callable[[], T]) -> T:
    """What `find` gives, kept as long as this version of the map; what it raises is not kept."""
    if _up_to_date() is None:
        return find()
    # Before finding: what was read under a former version must not slip into the next one's dictionary.
    found: dict[object, T] = _shelf.found
    answer = found.get(key)
    if answer is None:
        answer = find()
        if len(found) >= MOST_KEPT:
            found.clear()
        found[key] = answer
    return answer


def _up_to_date() -> MapIndex | None:
    """The shelf's index, looked after when its time has come; nothing while the map has no version."""
    index = _shelf.index
    if index is not None and not connection.in_atomic_block and monotonic() - _shelf.looked_at < RECHECK_S:
        return index
    token = MapVersion.objects.values_list("token", flat=True).first()
    if token is None:
        return None
    with _shelf.lock:
        if _shelf.index is None or _shelf.token != token:
            _shelf.index, _shelf.token = _build(), token
            _shelf.found = {}
        _shelf.looked_at = monotonic()
        return _shelf.index


def forget() -> None:
    """Look at the version before the next answer."""
    _shelf.looked_at = float("-inf")


def drop() -> None:
    """Throw away all that is kept: after a roll-back the same version may mean another map."""
    with _shelf.lock:
        _shelf.token, _shelf.index, _shelf.found = None, None, {}
    forget()


def _build() -> MapIndex:
    today = Place.objects.filter(valid_to=None)
    fields = (
        "id",
        "level",
        "code",
        "name",
        "phone",
        "shape",
        "parent_id",
        "subdistrict_id",
        "community_id",
        "grid_id",
    )
    areas = list(today.filter(level__in=AREAS).order_by("code", "id").values(*fields))
    buildings = (
        today.filter(level=Level.BUILDING, lon__isnull=False, lat__isnull=False)
        .order_by("id")
        .values_list("id", "name", "lon", "lat", "grid_id", "parent__level", "parent_id", "parent__name")
    )
    return MapIndex(areas, buildings.iterator(chunk_size=5_000))
