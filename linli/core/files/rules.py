"""Names in the storage and links to them: values in, values out."""

from datetime import UTC, datetime, timedelta

from django.core.signing import BadSignature, Signer

from linli.core.errors import Gone, NotFound
from linli.core.files.terms import Size

FOLDER = "photos"
LINK_LIFE_H = 6
_signer = Signer(salt="linli.core.files", sep=".")


def name_of(key: str, size: Size) -> str:
    """Where a size lies in the storage; 4 096 folders, so that none grows endless.

    >>> name_of("Qm3vZk0aT1u9xB7yP2sLdA", Size.THUMB)
    'photos/Qm/Qm3vZk0aT1u9xB7yP2sLdA/thumb.jpg'
    """
    return f"{FOLDER}/{key[:2]}/{key}/{size}.jpg"


def token_of(key: str, now: datetime) -> str:
    """A signed word that opens the photograph for six to seven hours.

    It stays the same within the hour, so that a page opened twice finds its pictures in the browser.
    """
    expires_h = int(now.timestamp()) // 3600 + 1 + LINK_LIFE_H
    return _signer.sign(f"{key}.{expires_h:x}")


def opened_by(token: str, now: datetime) -> tuple[str, datetime]:
    """The key behind a token and when the token ends. A forged token is like none, an old one is told so."""
    try:
        key, expires_h = _signer.unsign(token).split(".")
    except (BadSignature, ValueError):
        raise NotFound("photo") from None
    expires_at = datetime.fromtimestamp(int(expires_h, 16) * 3600, UTC)
    if now >= expires_at:
        raise Gone("photo_link_expired")
    return key, expires_at


def keep_for(expires_at: datetime, now: datetime) -> int:
    """Seconds a browser may show its copy: not longer than the link."""
    return max(0, int((expires_at - now) / timedelta(seconds=1)))
