"""A file between its preview and its confirmation: kept for a day at most, found again only by who brought
it.
"""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from linli.core.actors import Actor
from linli.core.errors import Gone, RuleBroken

MOST_BYTES = 50_000_000
KEPT_FOR = timedelta(days=1)
ENDINGS = {".csv", ".txt", ".xlsx", ".xls", ".json", ".geojson"}
_SALT = "places.uploads"


def keep(actor: Actor, upload: "UploadedFile[Any]", *, now: datetime) -> str:
    """Gives the token under which `kept` finds the file again."""
    ending = Path(upload.name or "").suffix.lower()
    if ending not in ENDINGS:
        sentence = _("请选择 CSV、Excel（.xlsx）或 GeoJSON 文件。")
        raise RuleBroken("file_kind", sentence, {"file": sentence})
    if (upload.size or 0) > MOST_BYTES:
        sentence = _("文件超过 50 MB，请分成几个再导入，或请管理员用命令行导入。")
        raise RuleBroken("file_too_large", sentence, {"file": sentence})
    folder = _folder()
    _sweep(folder, now)
    name = f"{uuid4().hex}{ending}"
    with (folder / name).open("wb") as target:
        for chunk in upload.chunks():
            target.write(chunk)
    return signing.dumps([name, actor.id], salt=_SALT)


def kept(actor: Actor, token: str) -> Path:
    gone = Gone("upload_gone", _("这个文件已经过期或已经导入，请重新上传。"))
    try:
        name, owner = signing.loads(token, salt=_SALT, max_age=KEPT_FOR)
    except signing.BadSignature:
        raise gone from None
    path = _folder() / str(name)
    if owner != actor.id or not path.is_file():
        raise gone
    return path


def drop(path: Path) -> None:
    path.unlink(missing_ok=True)


def _folder() -> Path:
    folder = Path(settings.VAR) / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _sweep(folder: Path, now: datetime) -> None:
    oldest = (now - KEPT_FOR).timestamp()
    for path in folder.iterdir():
        if path.stat().st_mtime < oldest:
            drop(path)
