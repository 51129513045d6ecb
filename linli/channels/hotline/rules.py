"""Answers about columns, moments and words of a hotline's table: values in, values out."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from linli.channels.hotline.terms import (
    FIELDS,
    KINDS,
    KNOWN_AS,
    MOMENT_FORMS,
    NEEDED,
    NOTHING,
    USUAL_URGENCY,
)

DAY_ENDS = time(23, 59, 59)


def proposed(headings: Sequence[str], kept: Mapping[str, str] = {}) -> dict[str, str]:
    """Our fields with their headings: as the sender's were kept, else by the words they are known by.

    >>> proposed(["工单号", "来电内容", "备注"])
    {'number': '工单号', 'text': '来电内容'}
    >>> proposed(["工单号", "来电内容", "备注"], {"number": "工单号", "text": "备注"})
    {'number': '工单号', 'text': '备注'}
    """
    plain = {_plain(heading): heading for heading in reversed(headings) if heading}
    found: dict[str, str] = {}
    taken: set[str] = set()
    for field in FIELDS:
        own = kept.get(field, "")
        words = [own] if own in headings else [] if kept else [_plain(word) for word in KNOWN_AS[field]]
        heading = own if own in headings else next((plain[word] for word in words if word in plain), "")
        if heading and heading not in taken:
            found[field] = heading
            taken.add(heading)
    return found


def lacking(columns: Mapping[str, str]) -> list[str]:
    """The needed fields that no column was named for."""
    return [field for field in NEEDED if not columns.get(field)]


def _plain(heading: str) -> str:
    """Without blanks, brackets of advice and the star of a needed column."""
    return "".join(heading.split()).strip("*：:")


def filled(cell: str) -> str:
    """
    >>> filled(" - "), filled("匿名"), filled("李女士")
    ('', '', '李女士')
    """
    text = cell.strip()
    return "" if text in NOTHING else text


def kind_of(cell: str, usual: str) -> str:
    """
    >>> str(kind_of("投诉举报", "help")), kind_of("", "help")
    ('complaint', 'help')
    """
    return next((kind for word, kind in KINDS.items() if word in cell), usual)


def colour_of(cell: str, told: Mapping[str, str]) -> str:
    """How urgent they say it is, in our grades; empty when the word says nothing. The longest word counts.

    >>> colour_of("非常紧急", {}), colour_of("三级", {"三级": "yellow"}), colour_of("待定", {})
    ('yellow', 'yellow', '')
    """
    words = told or USUAL_URGENCY
    found = [word for word in words if word in cell]
    return str(words[max(found, key=len)]) if found else ""


def read_moment(cell: str, zone: ZoneInfo, *, day_ends: bool = False) -> datetime | None:
    """A moment as people write it; a bare day may mean its end. None: cannot be read.

    >>> zone = ZoneInfo("Asia/Shanghai")
    >>> read_moment("2026年5月8日 17时30分", zone).isoformat()
    '2026-05-08T17:30:00+08:00'
    >>> read_moment("2026/5/8", zone, day_ends=True).isoformat(), read_moment("下周", zone)
    ('2026-05-08T23:59:59+08:00', None)
    """
    found = _parsed(cell.strip())
    if found is None or not 2000 <= found.year <= 2100:
        return None
    if day_ends and len(cell.strip()) <= 11 and found.time() == time.min:
        found = datetime.combine(found, DAY_ENDS, found.tzinfo)
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _parsed(cell: str) -> datetime | None:
    try:
        return datetime.fromisoformat(cell)
    except ValueError:
        pass
    for form in MOMENT_FORMS:
        try:
            return datetime.strptime(cell, form).replace(tzinfo=None)  # noqa: DTZ007 (the zone is the desk's)
        except ValueError:
            continue
    return None


def differing(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Which facts of an order are others than before, in the order of FIELDS.

    >>> differing({"text": "a1", "phone": "b2"}, {"text": "a1", "phone": "c3"})
    ['phone']
    """
    return [field for field in FIELDS if before.get(field, "") != now.get(field, "")]


def listed(words: Iterable[str]) -> str:
    return "、".join(words)
