"""When a task runs again."""

from datetime import datetime, time, timedelta, tzinfo

FIRST_RETRY_S = 10
LONGEST_RETRY_S = 3600


def retry_delay(attempts: int) -> timedelta:
    """The pause after so many failed attempts: four times as long each time, at most an hour.

    >>> [retry_delay(n).total_seconds() for n in (1, 2, 3, 9)]
    [10.0, 40.0, 160.0, 3600.0]
    """
    return timedelta(seconds=min(FIRST_RETRY_S * 4 ** (min(attempts, 9) - 1), LONGEST_RETRY_S))


def next_run(now: datetime, every_s: int | None, daily_at: time | None, zone: tzinfo) -> datetime:
    """The first due moment after `now`. Runs missed while no worker was up are run once, not made up for.

    `every_s` counts from the epoch, so that all workers mean the same moments.

    >>> from datetime import UTC
    >>> next_run(datetime(2026, 5, 8, 9, 0, 31, tzinfo=UTC), 30, None, UTC).time()
    datetime.time(9, 1)
    >>> str(next_run(datetime(2026, 5, 8, 9, 0, tzinfo=UTC), None, time(6, 30), UTC))
    '2026-05-09 06:30:00+00:00'
    """
    if every_s:
        return datetime.fromtimestamp((int(now.timestamp()) // every_s + 1) * every_s, tz=zone)
    local = now.astimezone(zone)
    today = datetime.combine(local.date(), daily_at or time(0), tzinfo=zone)
    return (
        today
        if today > now
        else datetime.combine(local.date() + timedelta(days=1), today.time(), tzinfo=zone)
    )
