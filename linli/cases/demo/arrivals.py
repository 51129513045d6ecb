"""When matters come: busy Mondays, quiet nights, fewer on Sundays, a bump after supper."""

from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

DAYS = 90
BY_WEEKDAY = (1.18, 1.08, 1.04, 1.0, 1.06, 0.76, 0.7)
BY_HOUR = (3, 2, 1, 1, 2, 5, 14, 34, 62, 78, 74, 52, 34, 36, 60, 66, 58, 48, 42, 52, 50, 36, 18, 8)
AT_NIGHT = (20, 14, 8, 4, 4, 8, 14, 22, 22, 20, 18, 14, 14, 14, 16, 16, 18, 26, 46, 70, 84, 80, 60, 36)


def moments(count: int, now: datetime, rng: Random) -> list[datetime]:
    """`count` moments of the days until now, in order; today only as far as it has come."""
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    days = [today - timedelta(days=n) for n in range(DAYS - 1, -1, -1)]
    weights = [BY_WEEKDAY[day.weekday()] * rng.uniform(0.82, 1.2) for day in days]
    weights[-1] *= _share_gone(timezone.localtime(now))
    return sorted(_within(day, now, BY_HOUR, rng) for day in rng.choices(days, weights, k=count))


def _within(day: datetime, now: datetime, by_hour: tuple[int, ...], rng: Random) -> datetime:
    while True:
        hour = rng.choices(range(24), by_hour)[0]
        at = day + timedelta(hours=hour, minutes=rng.randrange(60), seconds=rng.randrange(60))
        if at < now:
            return at
        if now - day < timedelta(hours=1):
            return day + (now - day) * rng.random()


def evening_of(at: datetime, now: datetime, rng: Random) -> datetime:
    """The same day at an hour at which one notices what is noticed at night."""
    day = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return _within(day, now, AT_NIGHT, rng)


def _share_gone(local: datetime) -> float:
    """How much of a day's matters have come by this time of the day."""
    full = sum(BY_HOUR[: local.hour]) + BY_HOUR[local.hour] * local.minute / 60
    return max(0.01, full / sum(BY_HOUR))
