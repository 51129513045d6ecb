"""When the desks of a place work, for one matter or a whole batch: three statements, however many matters."""

from django.db.models import F

from linli.core.actors import Level, Placed
from linli.core.calendar.queries import working_calendar
from linli.core.calendar.rules import DEFAULT_HOURS, Hours, WorkingCalendar
from linli.places.models import WorkingHours


class DeskHours:
    """The calendars of all places, read once; the nearest place upwards that has hours of its own decides."""

    def __init__(self) -> None:
        rows = WorkingHours.objects.order_by("place_id", "opens").annotate(level=F("place__level"))
        self._hours: dict[int, Hours] = {}
        self._district_id: int | None = None
        for row in rows:
            self._hours[row.place_id] = (*self._hours.get(row.place_id, ()), (row.opens, row.closes))
            if row.level == Level.DISTRICT:
                self._district_id = row.place_id
        self._calendars: dict[Hours, WorkingCalendar] = {}

    def calendar_for(self, row: Placed | None) -> WorkingCalendar:
        """The calendar where the row lies; the district's, or the usual hours, when it lies nowhere yet."""
        places = (
            (row.grid_id, row.community_id, row.subdistrict_id, self._district_id)
            if row
            else (self._district_id,)
        )
        hours = next((self._hours[place] for place in places if place in self._hours), DEFAULT_HOURS)
        if hours not in self._calendars:
            self._calendars[hours] = working_calendar(hours)
        return self._calendars[hours]
