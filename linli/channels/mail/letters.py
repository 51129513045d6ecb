"""A letter as bytes becomes words, pictures and what it belongs to. Standard library only."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from hashlib import sha256
from html.parser import HTMLParser

from linli.channels.mail.terms import ADDRESS_MAX, NAME_MAX, SUBJECT_MAX

BULK = frozenset({"bulk", "list", "junk", "auto_reply"})
ROBOTS = re.compile(r"^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounce)", re.IGNORECASE)
QUOTED = re.compile(
    r"^\s*(>|-{3,}\s*(原始邮件|回复的邮件|转发邮件|original message)|"
    r"(在|于)?.{0,80}(写道|wrote)\s*[:：]\s*$|发件人\s*[:：]|from:\s)",
    re.IGNORECASE,
)
SUBJECT_MARKS = re.compile(r"^\s*((re|fw|fwd|回复|答复|转发)\s*[:：]\s*)+", re.IGNORECASE)
PICTURES_MOST = 6
BLOCKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3"})


@dataclass(frozen=True, slots=True)
class Letter:
    message_id: str
    address: str
    name: str
    subject: str
    text: str
    pictures: tuple[bytes, ...]
    belongs_to: tuple[str, ...]  # keys of the letters it answers
    robot: str  # why nobody wrote it; empty when somebody did

    @property
    def key(self) -> str:
        return key_of(self.message_id)


def key_of(message_id: str) -> str:
    """
    >>> key_of("<a@b>") == key_of(" <a@b> ") and len(key_of("<a@b>"))
    64
    """
    return sha256(message_id.strip().encode()).hexdigest()


def read_letter(content: bytes) -> Letter:
    """Never fails: what cannot be read is empty. Without a Message-ID the letter's own bytes stand for it."""
    message = message_from_bytes(content, policy=policy.default)
    name, address = parseaddr(_header(message, "From"))
    subject = " ".join(_header(message, "Subject").split())
    ids = re.findall(r"<[^<>\s]+>", f"{_header(message, 'In-Reply-To')} {_header(message, 'References')}")
    return Letter(
        message_id=_header(message, "Message-ID").strip() or f"<{sha256(content).hexdigest()}>",
        address=address.strip()[:ADDRESS_MAX],
        name=name.strip()[:NAME_MAX],
        subject=subject[:SUBJECT_MAX],
        text=_words(message),
        pictures=tuple(_pictures(message)),
        belongs_to=tuple(key_of(one) for one in ids[:50]),
        robot=_robot(message, address),
    )


def own_subject(subject: str) -> str:
    """
    >>> own_subject("回复：Re: 路灯不亮"), own_subject("路灯")
    ('路灯不亮', '路灯')
    """
    return SUBJECT_MARKS.sub("", subject).strip()


def without_quotes(text: str) -> str:
    """What was written now: the letter it answers is cut off, and a signature.

    >>> without_quotes("还是不亮\\n\\n在 2026年5月8日，邻里 写道：\\n> 已收到")
    '还是不亮'
    """
    lines: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if QUOTED.match(line) or line == "-- ":
            break
        lines.append(line.rstrip())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _header(message: EmailMessage, name: str) -> str:
    """A header that breaks its own grammar is as good as none."""
    try:
        return str(message.get(name, ""))
    except (ValueError, IndexError, AttributeError, LookupError):
        return ""


def _robot(message: EmailMessage, address: str) -> str:
    if _header(message, "Auto-Submitted").strip().lower() not in {"", "no"}:
        return "auto_submitted"
    if _header(message, "List-Id") or _header(message, "Precedence").strip().lower() in BULK:
        return "bulk"
    if _header(message, "X-Autoreply") or _header(message, "Return-Path").strip() == "<>":
        return "auto_submitted"
    return "no_sender" if "@" not in address or ROBOTS.match(address) else ""


def _words(message: EmailMessage) -> str:
    """The plain part, else the words of the HTML one."""
    plain = _part(message, "plain")
    if plain.strip():
        return without_quotes(plain)
    reader = _HtmlWords()
    reader.feed(_part(message, "html"))
    return without_quotes("".join(reader.said))


def _part(message: EmailMessage, kind: str) -> str:
    try:
        part = message.get_body((kind,))
    except (AttributeError, LookupError, ValueError):
        part = None
    if part is None:
        return ""
    content = part.get_payload(decode=True)
    return _decoded(content, part.get_content_charset() or "") if isinstance(content, bytes) else ""


def _decoded(content: bytes, charset: str) -> str:
    """As it says; what calls itself gb2312 is mostly GB18030."""
    named = "gb18030" if charset.lower() in {"gb2312", "gbk", "gb_2312-80", "cp936"} else charset
    for name in (named, "utf-8", "gb18030"):
        try:
            return content.decode(name or "utf-8")
        except (LookupError, UnicodeDecodeError):
            continue
    return content.decode("utf-8", errors="replace")


def _pictures(message: EmailMessage) -> Iterator[bytes]:
    found = 0
    for part in message.walk():
        if part.get_content_maintype() == "image" and found < PICTURES_MOST:
            content = part.get_payload(decode=True)
            if isinstance(content, bytes) and content:
                found += 1
                yield content


class _HtmlWords(HTMLParser):
    """The words a reader sees."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in {"style", "script", "head"}
        if tag == "blockquote":
            self.said.append("\n> ")
        elif tag in BLOCKS:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in {"style", "script", "head"}

    def handle_data(self, data: str) -> None:
        if self._hidden <= 0:
            self.said.append(data)
