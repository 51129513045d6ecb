"""Answers about messages: values in, values out."""

import base64
import hashlib
import hmac
import ipaddress
from collections.abc import Iterable, Mapping
from typing import Any

from linli.core.outgoing.terms import ERROR_MAX, Channel, Outcome

type Network = ipaddress.IPv4Network | ipaddress.IPv6Network
type Ip = ipaddress.IPv4Address | ipaddress.IPv6Address

NAT64 = ipaddress.ip_network("64:ff9b::/96")
LATER = frozenset({408, 425, 429, 503})


def message_id(key: str, host: str) -> str:
    """The same key gives the same Message-ID, so that mailboxes that drop repeats can.

    >>> message_id("whistle:1", "linli.example") == message_id("whistle:1", "linli.example")
    True
    """
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{host}>"


def hidden(channel: str, to: str) -> str:
    """The recipient as the log shows it: enough to recognise, not enough to write to.

    >>> hidden("mail", "wang@example.cn"), hidden("sms", "13800001234")
    ('w…@example.cn', '138…1234')
    >>> hidden("webhook", "https://hook.example.cn/in/SECRET"), hidden("wecom", "abcd-efgh-1234")
    ('https://hook.example.cn/…', '…1234')
    """
    if channel == Channel.MAIL:
        name, _at, host = to.rpartition("@")
        return f"{name[:1]}…@{host}"
    if channel == Channel.WEBHOOK:
        return "/".join(to.split("/")[:3]) + "/…"
    return f"{to[:3]}…{to[-4:]}" if channel == Channel.SMS else f"…{to[-4:]}"


def without_recipient(text: str, to: str) -> str:
    """What went wrong, in one line, without naming the recipient: the log outlives the address.

    >>> without_recipient("550 <wang@example.cn>: unknown", "wang@example.cn")
    '550 <…>: unknown'
    """
    return " ".join(text.replace(to, "…").split())[:ERROR_MAX] if to else text[:ERROR_MAX]


def reachable(ip: Ip, allowed: Iterable[Network]) -> bool:
    """May a webhook go there? Public addresses, and networks the operator named; else our own machines.

    >>> reachable(ipaddress.ip_address("127.0.0.1"), []), reachable(ipaddress.ip_address("8.8.8.8"), [])
    (False, True)
    >>> reachable(ipaddress.ip_address("10.2.3.4"), [ipaddress.ip_network("10.2.0.0/16")])
    True
    >>> reachable(ipaddress.ip_address("::ffff:127.0.0.1"), [])
    False
    """
    plain = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None) or ip
    if any(plain.version == network.version and plain in network for network in allowed):
        return True
    return plain.is_global and not plain.is_multicast and not (plain.version == 6 and plain in NAT64)


def webhook_secret(seed: str, to: str) -> bytes:
    """Each receiver has its own, so that none can pretend to be us before another."""
    return hmac.new(seed.encode(), f"webhook:{to}".encode(), hashlib.sha256).digest()


def signature(secret: bytes, key: str, at: int, body: bytes) -> str:
    """As receivers check it: HMAC-SHA256 over id, moment and body (docs/sources/webhooks.md).

    >>> signature(b"secret", "msg_1", 1_700_000_000, b"{}")[:3]
    'v1,'
    """
    signed = hmac.new(secret, b".".join([key.encode(), str(at).encode(), body]), hashlib.sha256)
    return "v1," + base64.b64encode(signed.digest()).decode()


def filled(template: Any, words: Mapping[str, str]) -> Any:
    """A gateway's JSON with our words in the places it names.

    >>> filled({"mobile": "{to}", "text": ["【邻里】{text}"]}, {"to": "138", "text": "派单了 {to}"})
    {'mobile': '138', 'text': ['【邻里】派单了 {to}']}
    """
    if isinstance(template, dict):
        return {name: filled(value, words) for name, value in template.items()}
    if isinstance(template, list):
        return [filled(value, words) for value in template]
    if not isinstance(template, str):
        return template
    pieces = template.split("{")
    done = [pieces[0]]
    for piece in pieces[1:]:
        name, brace, rest = piece.partition("}")
        done.append(words[name] + rest if brace and name in words else "{" + piece)
    return "".join(done)


def outcome_of(status: int, *, repeats: bool) -> Outcome:
    """What an HTTP status says. A proxy that lost the answer (500, 502, 504) leaves us unsure.

    >>> [str(outcome_of(status, repeats=False)) for status in (200, 404, 429, 502)]
    ['taken', 'refused', 'later', 'unsure']
    >>> str(outcome_of(502, repeats=True))
    'later'
    """
    if 200 <= status < 300:
        return Outcome.TAKEN
    if status in LATER:
        return Outcome.LATER
    if status >= 500:
        return Outcome.LATER if repeats else Outcome.UNSURE
    return Outcome.REFUSED
