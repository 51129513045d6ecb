"""Moments as files write them, in the form both databases take in bulk: UTC, to the second, as text."""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from linli.core.bulk import moment

DAY_ENDS = time(23, 59, 59)
WITHIN_HOUR = frozenset(f":{minute:02d}:{second:02d}" for minute in range(60) for second in range(60))


def read_moment(cell: str, forms: Sequence[str], zone: ZoneInfo, *, day_ends: bool = False) -> str:
    """ "" when no form fits; ISO 8601 is always read. A bare day may mean its end.

    >>> zone = ZoneInfo("Asia/Shanghai")
    >>> read_moment("2018-02-08 15:34:40", (), zone)
    '2018-02-08 07:34:40'
    >>> read_moment("2018/2/8 15:34", ("%Y/%m/%d %H:%M",), zone)
    '2018-02-08 07:34:00'
    >>> read_moment("2018-02-08", (), zone, day_ends=True), read_moment("上周二", (), zone)
    ('2018-02-08 15:59:59', '')
    """
    if len(cell) == 19 and cell[13:] in WITHIN_HOUR:
        hour = utc_hour(cell[:13], zone)
        if hour:
            return hour + cell[13:]
    found = _parsed(cell, forms)
    if found is None:
        return ""
    if day_ends and len(cell) <= 11 and found.time() == time.min:
        found = datetime.combine(found, DAY_ENDS, found.tzinfo)
    aware = found if found.tzinfo else found.replace(tzinfo=zone)
    try:
        return moment(aware.replace(microsecond=0))
    except OverflowError:
        return ""


@lru_cache(maxsize=10_000)
def utc_hour(cell: str, zone: ZoneInfo) -> str:
    """The hour in UTC; "" where it cannot be said without the minutes.

    Files are mostly in order of time, and a look-up takes a tenth of the time of reading a date.
    """
    found = _parsed(cell, ())
    offset = found.replace(tzinfo=zone).utcoffset() if found else None
    if found is None or offset is None or offset.total_seconds() % 3600 or cell[10] not in " T":
        return ""
    later = found.replace(minute=59, tzinfo=zone).utcoffset()
    return moment(found.replace(tzinfo=zone))[:13] if later == offset else ""


def _parsed(cell: str, forms: Sequence[str]) -> datetime | None:
    try:
        return datetime.fromisoformat(cell)
    except ValueError:
        pass
    for form in forms:
        try:
            return datetime.strptime(cell, form).replace(tzinfo=None)  # noqa: DTZ007 (the mapping has the zone)
        except ValueError:
            continue
    return None


def earliest() -> str:
    """An older moment is a slip of the pen."""
    return moment(datetime(1990, 1, 1, tzinfo=UTC))
