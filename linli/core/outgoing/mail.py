"""Mail, through Django's backend, with the edge before the dot that ends a message."""

import re
import smtplib
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, mailers
from django.core.mail.backends.smtp import EmailBackend
from django.utils.translation import gettext as _

from linli.core.outgoing.adapters import Edge, Receipt
from linli.core.outgoing.models import OutgoingMessage
from linli.core.outgoing.rules import message_id
from linli.core.outgoing.terms import Outcome

HEADERS = ("List-Unsubscribe", "List-Unsubscribe-Post", "Reply-To", "In-Reply-To", "References")


def _nothing() -> None:
    return None


class Letter(EmailMessage):
    """`edge` is crossed before the end of the message is sent; `taken` once the server has it."""

    edge: Callable[[], None] = staticmethod(_nothing)
    taken = False


class _Edged:
    """What the dialogues below share: the content first, then the edge, then the dot that makes it count.

    A server that never hears the dot throws away what it heard (RFC 5321, 4.1.1.4).
    """

    edge: Callable[[], None] = staticmethod(_nothing)

    def data(self, msg: Any) -> tuple[int, bytes]:
        dialogue: Any = self
        dialogue.putcmd("data")
        code, reply = dialogue.getreply()
        if code != 354:
            raise smtplib.SMTPDataError(code, reply)
        content = re.sub(rb"(?m)^\.", b"..", msg)
        dialogue.send(content if content.endswith(b"\r\n") else content + b"\r\n")
        try:
            self.edge()
        except BaseException:
            dialogue.close()  # a QUIT would be read as part of the message
            raise
        dialogue.send(b".\r\n")
        code, reply = dialogue.getreply()
        return code, reply


class _Plain(_Edged, smtplib.SMTP):
    pass


class _Tls(_Edged, smtplib.SMTP_SSL):
    pass


class EdgeBackend(EmailBackend):
    """Django's SMTP backend; a `Letter` learns when its end is due and whether it was taken."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _Tls if self.use_ssl else _Plain

    def _send(self, email_message: EmailMessage) -> bool:
        if isinstance(email_message, Letter) and isinstance(self.connection, _Edged):
            self.connection.edge = email_message.edge
        done: bool = super()._send(email_message)  # type: ignore[misc]
        if isinstance(email_message, Letter):
            email_message.taken = done
        return done


class Mail:
    repeats = False  # a mailbox may drop a Message-ID it knows; most show it twice

    def trouble(self) -> str:
        return "" if "default" in mailers else _("没有设置发信服务器（LINLI_SMTP_HOST）")

    def deliver(self, message: OutgoingMessage, edge: Edge) -> Receipt:
        letter = letter_of(message)
        letter.edge = edge.cross
        server = mailers["default"]
        if not isinstance(server, EdgeBackend):
            edge.cross()
        try:
            server.send_messages([letter])
        except smtplib.SMTPRecipientsRefused as error:
            code, reply = next(iter(error.recipients.values()))
            return _refusal(code, reply)
        except smtplib.SMTPResponseException as error:
            return _refusal(error.smtp_code, error.smtp_error)
        except (OSError, smtplib.SMTPException):
            if not letter.taken:
                raise
        return Receipt(Outcome.TAKEN)


def letter_of(message: OutgoingMessage) -> Letter:
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    asked: Mapping[str, str] = (message.data or {}).get("headers", {})
    headers = {name: str(asked[name]) for name in HEADERS if name in asked}
    headers |= {"Message-ID": message_id(message.key, host), "Auto-Submitted": "auto-generated"}
    return Letter(subject=message.subject, body=message.body, to=[message.to], headers=headers)


def _refusal(code: int, reply: bytes | str) -> Receipt:
    """4xx: not now. 5xx: never."""
    words = reply.decode(errors="replace") if isinstance(reply, bytes) else reply
    return Receipt(Outcome.LATER if 400 <= code < 500 else Outcome.REFUSED, f"{code} {words}")
