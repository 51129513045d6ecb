"""How long people take: quick when it is urgent, in office hours when it is not, now and then too late."""

from datetime import datetime, timedelta
from random import Random

from linli.core.calendar.rules import WorkingCalendar

DECENT_HOURS = range(7, 22)


def minutes(amount: float) -> timedelta:
    return timedelta(seconds=round(amount * 60))


class Pace:
    def __init__(self, calendar: WorkingCalendar, rng: Random) -> None:
        self.calendar, self.rng = calendar, rng

    def after(self, at: datetime, least_min: float, most_min: float, *, rests: bool) -> datetime:
        """A while later; who rests at night goes on in the morning."""
        later = at + minutes(self.rng.uniform(least_min, most_min))
        return self.open_at(later) if rests else later

    def open_at(self, at: datetime) -> datetime:
        """The moment itself in office hours, else some minutes after the next opening."""
        local = at.astimezone(self.calendar.zone)
        for days in range(30):
            day = local.date() + timedelta(days=days)
            if self.calendar.is_working_day(day):
                for opens, closes in self.calendar.hours:
                    begin = datetime.combine(day, opens, self.calendar.zone)
                    if local < begin:
                        return begin + minutes(self.rng.uniform(3, 50))
                    if local < datetime.combine(day, closes, self.calendar.zone):
                        return at
        raise ValueError(f"no working day within a month after {at}")

    def done_at(self, start: datetime, due: datetime, *, late: bool, rests: bool, urgent: bool) -> datetime:
        """When work ends that begins at `start` and should end by `due`."""
        if due <= start:
            return self.after(start, 20, 150, rests=rests)
        if late:
            over = due + max(due - start, timedelta(hours=1)) * self.rng.uniform(0.05, 0.6)
            return self.open_at(over) if rests else over
        for _attempt in range(8):
            end = start + (due - start) * (0.05 + 0.9 * self.rng.betavariate(1.6, 2.2))
            end = self.open_at(end) if rests else end
            if start < end < due - timedelta(minutes=2) and (urgent or self.is_decent(end)):
                return end
        return max(start + (due - start) / 2, due - minutes(self.rng.uniform(4, 45)))

    def is_decent(self, at: datetime) -> bool:
        """An hour at which one may ring a door bell."""
        return at.astimezone(self.calendar.zone).hour in DECENT_HOURS
