"""One past day of a place, beside its own past."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from linli.cockpit.queries import numbers
from linli.cockpit.queries.grounds import Area, Ground, ground_for
from linli.cockpit.queries.numbers import Day, Now, Sums, added
from linli.cockpit.rules.bars import Bars, bars_of
from linli.core.actors import Actor
from linli.core.errors import NotFound

WEEKS = 4  # the same weekday of so many weeks before is what a day is compared with
DAYS = 14  # drawn
OLDEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class DayReport:
    ground: Ground
    day: date
    sums: Sums
    usual: Sums  # of the same weekday in the four weeks before, together
    answers: Sums  # of the thirty days that end with the day: one day's answers are too few for a share
    days: Sequence[Day]  # the last of them is the day
    open_then: int  # open cases at the end of the day
    open_before: int  # at the end of the day before
    parts: Sequence[tuple[Area, Sums]]

    @property
    def bars(self) -> Bars:
        return bars_of([(each.day, each.sums["received"], each.sums["closed"]) for each in self.days])

    @property
    def usual_received(self) -> float:
        return self.usual["received"] / WEEKS


def day_report(actor: Actor, place_id: int | None, day: date, *, now: datetime) -> DayReport:
    """Any finished day of the last year; today is not finished."""
    today = timezone.localdate(now)
    if not today - OLDEST <= day < today:
        raise NotFound("day")
    ground = ground_for(actor, place_id)
    line = numbers.days_of(ground.key, day - timedelta(days=29), today)
    until = [each for each in line if each.day <= day]
    weekdays = [each for each in until[:-1] if each.day.weekday() == day.weekday()][-WEEKS:]
    since = added([each for each in line if each.day > day])
    open_then = numbers.nows_of([ground.key]).get(ground.key, Now()).open - _grown(since)
    sums = numbers.sums_of([part.key for part in ground.parts], day, 1)
    return DayReport(
        ground=ground,
        day=day,
        sums=until[-1].sums,
        usual=added(weekdays),
        answers=added(until),
        days=until[-DAYS:],
        open_then=open_then,
        open_before=open_then - _grown(until[-1].sums),
        parts=[(part, sums[part.key][0]) for part in ground.parts],
    )


def _grown(sums: Sums) -> int:
    """By how many open cases these days made the heap larger."""
    return sums["received"] + sums["reopened"] - sums["closed"] - sums["ended"]
