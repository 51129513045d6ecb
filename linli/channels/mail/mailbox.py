"""A mailbox by IMAP: letters nobody has seen, one by one."""

import imaplib
import re
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

from linli.channels.mail.terms import AT_ONCE, TIMEOUT_S

PORTS = {"imaps": 993, "imap": 143}
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
UID = re.compile(rb"^\d+$")


@dataclass(frozen=True, slots=True)
class Address:
    """imaps://host:port/FOLDER; `imap` means STARTTLS, `imap+plain` a server on the same machine."""

    scheme: str
    host: str
    port: int
    folder: str

    @classmethod
    def of(cls, url: str) -> Self:
        """
        >>> Address.of("imaps://mail.example.cn/Letters")
        Address(scheme='imaps', host='mail.example.cn', port=993, folder='Letters')
        """
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme, 143)
        return cls(parts.scheme, parts.hostname or "", port, unquote(parts.path.strip("/")) or "INBOX")


class Mailbox:
    """Open while letters are read; an OSError or imaplib.IMAP4.error means: try again later."""

    def __init__(self, url: str, user: str, password: str) -> None:
        self._address, self._user, self._password = Address.of(url), user, password

    def __enter__(self) -> Self:
        self._server = _connected(self._address)
        try:
            self._server.login(self._user, self._password)
            kind, _told = self._server.select(f'"{self._address.folder}"')
            if kind != "OK":
                raise imaplib.IMAP4.error(f"no folder {self._address.folder}")
        except (OSError, imaplib.IMAP4.error):
            self._server.shutdown()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._server.logout()
        except (OSError, imaplib.IMAP4.error):  # it is gone already, which is what we want
            return

    def unseen(self) -> list[str]:
        """Their numbers, the oldest first."""
        _kind, data = self._server.uid("SEARCH", "UNSEEN")
        found = (data[0] or b"").split() if data else []
        return [uid.decode() for uid in found if UID.match(uid)][:AT_ONCE]

    def size(self, uid: str) -> int:
        """Bytes, told before anything is fetched."""
        _kind, data = self._server.uid("FETCH", uid, "(RFC822.SIZE)")
        told = b" ".join(part if isinstance(part, bytes) else part[0] for part in data if part)
        match = SIZE.search(told)
        return int(match[1]) if match else 0

    def content(self, uid: str, *, heads_only: bool = False) -> bytes:
        """The letter, without marking it as seen; empty when it is gone meanwhile."""
        _kind, data = self._server.uid("FETCH", uid, "(BODY.PEEK[HEADER])" if heads_only else "(BODY.PEEK[])")
        return next((part[1] for part in data if isinstance(part, tuple)), b"")

    def mark_seen(self, uid: str) -> None:
        self._server.uid("STORE", uid, "+FLAGS", "(\\Seen)")


def _connected(address: Address) -> imaplib.IMAP4:
    if address.scheme == "imaps":
        return imaplib.IMAP4_SSL(address.host, address.port, timeout=TIMEOUT_S)
    server = imaplib.IMAP4(address.host, address.port, timeout=TIMEOUT_S)
    if address.scheme != "imap+plain":
        server.starttls()
    return server
