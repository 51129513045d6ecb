from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import batched

from django.core.files.storage import default_storage

from linli.core.errors import NotFound
from linli.core.files.models import StoredFile
from linli.core.files.rules import FOLDER, name_of
from linli.core.files.terms import Size

YOUNG = timedelta(days=1)  # bytes younger than this may belong to a row that is still being written


def photo_behind(key: str) -> StoredFile:
    """The row of a key out of a signed link; whoever made the link has asked who may see it."""
    try:
        return StoredFile.objects.get(key=key)
    except StoredFile.DoesNotExist:
        raise NotFound("photo") from None


def expired_files(now: datetime) -> list[StoredFile]:
    return list(StoredFile.objects.filter(retention_until__lte=now).order_by("retention_until")[:500])


def orphan_keys(now: datetime) -> Iterator[str]:
    """Keys in the storage that no row knows, and that have been there for a day."""
    for keys in batched(_stored_keys(), 500):
        known = set(StoredFile.objects.filter(key__in=keys).values_list("key", flat=True))
        yield from (key for key in keys if key not in known and _is_old(key, now))


def _stored_keys() -> Iterator[str]:
    for shelf in _folders(FOLDER):
        yield from _folders(f"{FOLDER}/{shelf}")


def _folders(path: str) -> list[str]:
    try:
        return default_storage.listdir(path)[0]
    except FileNotFoundError:
        return []


def _is_old(key: str, now: datetime) -> bool:
    """The thumbnail is written last; without it the first one tells, and an empty folder is left alone."""
    for size in (Size.THUMB, Size.VIEW, Size.FULL):
        name = name_of(key, size)
        if default_storage.exists(name):
            return default_storage.get_modified_time(name) < now - YOUNG
    return False
