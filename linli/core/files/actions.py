import hashlib
import logging
import secrets
from datetime import datetime
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from linli.core import audit
from linli.core.actors import Actor
from linli.core.errors import RuleBroken
from linli.core.files import pictures, queries
from linli.core.files.models import StoredFile
from linli.core.files.rules import name_of
from linli.core.files.terms import KEY_BYTES, STORED_TYPE, Size

log = logging.getLogger(__name__)


def store_photo(
    actor: Actor,
    upload: "File[bytes]",
    *,
    purpose: str,
    now: datetime,
    retention_until: datetime | None = None,
) -> StoredFile:
    """Keep a photograph in three sizes, upright and without EXIF; what was sent is not kept.

    The bytes are in the storage before the row is: a row never points at nothing, and bytes whose row was
    rolled back are swept away later. Decoding takes some 200 ms, so call it before you take locks.
    """
    if upload.size > settings.PHOTO_MAX_BYTES:
        largest_mb = settings.PHOTO_MAX_BYTES // 1_000_000
        raise RuleBroken(
            "photo_too_large",
            _("照片超过了 %(largest)d MB，请用相机的普通画质重拍，或截图后再传。") % {"largest": largest_mb},
        )
    cleaned = pictures.cleaned(cast(BinaryIO, upload.file))
    key = secrets.token_urlsafe(KEY_BYTES)
    for size, jpeg in cleaned.jpegs.items():
        default_storage.save(name_of(key, size), ContentFile(jpeg))
    full = cleaned.jpegs[Size.FULL]
    with transaction.atomic():
        file = StoredFile.objects.create(
            key=key,
            sha256=hashlib.sha256(full).hexdigest(),
            media_type=STORED_TYPE,
            size_bytes=sum(map(len, cleaned.jpegs.values())),
            width=cleaned.width,
            height=cleaned.height,
            created_at=now,
            created_by_kind=actor.kind,
            created_by_id=actor.id,
            purpose=purpose,
            retention_until=retention_until,
        )
        audit.record(actor, "file.stored", file, now=now, purpose=purpose, sha256=file.sha256)
    return file


@transaction.atomic
def erase_file(actor: Actor, file: StoredFile, *, now: datetime) -> None:
    """Forget a photograph: the row now, the bytes when that is certain."""
    audit.record(actor, "file.erased", file, now=now, purpose=file.purpose, sha256=file.sha256)
    key = file.key
    file.delete()
    transaction.on_commit(
        lambda: remove_bytes(key), robust=True
    )  # left over by a crash: the sweep takes them


def remove_bytes(key: str) -> None:
    for size in Size:
        default_storage.delete(name_of(key, size))


def erase_expired(actor: Actor, *, now: datetime) -> int:
    """Erase what has been kept as long as it may be, except what is still in use. Says how many."""
    erased = 0
    for file in queries.expired_files(now):
        try:
            erase_file(actor, file, now=now)
            erased += 1
        except ProtectedError:
            log.warning("file %s is past its retention and still in use", file.pk)
    return erased


def sweep_orphans(*, now: datetime) -> int:
    """Remove bytes whose row never came or is gone. Says how many keys."""
    swept = list(queries.orphan_keys(now))
    for key in swept:
        remove_bytes(key)
    return len(swept)
