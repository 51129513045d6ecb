"""Answers about signing in: values in, values out."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta

from linli.accounts.terms import FIRST_LOCK, FORGIVEN_AFTER, LONGEST_LOCK, TOUCH_EVERY, TRIES

_SYSTEMS = (
    ("HarmonyOS|OpenHarmony", "鸿蒙"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome|CriOS", "Chrome"),
    ("Safari", "Safari"),
)


def normal_name(typed: str) -> str:
    """A sign-in name as it is stored: people type capitals, full-width letters and spaces.

    >>> normal_name("  Ｚhang.San ")
    'zhang.san'
    """
    return unicodedata.normalize("NFKC", typed).strip().casefold()


def lock_of(failures: int) -> timedelta | None:
    """How long to wait after so many wrong answers in a row; None while there are tries left.

    >>> [lock_of(n) and lock_of(n).total_seconds() // 60 for n in (4, 5, 6, 7, 20)]
    [None, 15.0, 30.0, 60.0, 240.0]
    """
    if failures < TRIES:
        return None
    lock: timedelta = FIRST_LOCK * 2 ** min(failures - TRIES, 10)
    return min(LONGEST_LOCK, lock)


def still_counts(last_at: datetime, now: datetime) -> bool:
    """Do the wrong answers up to `last_at` still count against the next one?"""
    return now - last_at < FORGIVEN_AFTER


def session_over(*, signed_in_at: int, seen_at: int, now: int, idle_s: int, longest_s: int) -> bool:
    """Has a session been idle too long, or open too long? All in seconds.

    >>> session_over(signed_in_at=0, seen_at=50, now=100, idle_s=60, longest_s=1000)
    False
    >>> session_over(signed_in_at=0, seen_at=50, now=111, idle_s=60, longest_s=1000)
    True
    >>> session_over(signed_in_at=0, seen_at=999, now=1000, idle_s=60, longest_s=1000)
    True
    """
    return now - seen_at > idle_s or now - signed_in_at >= longest_s


def touch_due(*, seen_at: int, now: int) -> bool:
    return now - seen_at >= TOUCH_EVERY.total_seconds()


def device_of(user_agent: str) -> str:
    """A device in words its owner recognises, from the browser's own name for itself.

    >>> device_of("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36")
    'Chrome · Windows'
    >>> device_of("")
    ''
    """
    system = _first(_SYSTEMS, user_agent)
    browser = _first(_BROWSERS, user_agent)
    return " · ".join(part for part in (browser, system) if part)


def _first(names: Sequence[tuple[str, str]], text: str) -> str:
    return next((name for pattern, name in names if re.search(pattern, text)), "")


def plain_code(typed: str) -> str:
    """A one-time or recovery code without the spaces and dashes people read it in.

    >>> plain_code(" abcd-efgh １２３ ")
    'ABCDEFGH123'
    """
    return re.sub(r"[\s\-–]", "", unicodedata.normalize("NFKC", typed)).upper()
