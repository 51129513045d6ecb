"""Roll-ups: derived from cases by tasks, never the truth, always rebuildable."""

from django.db import models
from django.db.models import Q

from linli.cases.models import Case
from linli.cases.terms import Queue
from linli.places.models import Scoped


class PlaceDay(models.Model):
    """What happened on one day in one place. `place_id`: a place's key, or `terms.WHOLE`.

    No foreign key: history stays where it was when a place is gone, and the whole district is a row too.
    """

    id = models.BigAutoField(primary_key=True)
    place_id = models.BigIntegerField()
    day = models.DateField()  # in settings.TIME_ZONE
    received = models.IntegerField(default=0)
    dispatched = models.IntegerField(default=0)
    returned = models.IntegerField(default=0)
    finished = models.IntegerField(default=0)
    timed = models.IntegerField(default=0)
    on_time = models.IntegerField(default=0)
    handling_min = models.BigIntegerField(default=0)
    reworked = models.IntegerField(default=0)
    reopened = models.IntegerField(default=0)
    late = models.IntegerField(default=0)
    asked = models.IntegerField(default=0)
    rated = models.IntegerField(default=0)
    solved = models.IntegerField(default=0)
    graded = models.IntegerField(default=0)
    content = models.IntegerField(default=0)
    closed = models.IntegerField(default=0)
    ended = models.IntegerField(default=0)
    solved_grid = models.IntegerField(default=0)
    solved_community = models.IntegerField(default=0)
    solved_subdistrict = models.IntegerField(default=0)
    solved_district = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(name="place_day_once", fields=["place_id", "day"])]

    def __str__(self) -> str:
        return f"{self.place_id} {self.day}"


class PlaceNow(models.Model):
    """How many open cases a place has now, by whose turn it is."""

    place_id = models.BigIntegerField(primary_key=True)
    desk = models.IntegerField(default=0)
    unit = models.IntegerField(default=0)
    caller = models.IntegerField(default=0)
    waiting = models.IntegerField(default=0)

    def __str__(self) -> str:
        return str(self.place_id)


class CaseTally(Scoped):
    """What one case has added to the roll-ups so far, so that counting it again adds only the difference."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="+")
    queue = models.CharField(max_length=8, choices=Queue)
    late_since = models.DateTimeField(null=True)
    days = models.JSONField()  # {"2026-05-08": {"received": 1}}

    class Meta:
        indexes = [
            models.Index(
                name="case_tally_open",
                fields=["subdistrict", "community", "grid", "queue"],
                condition=~Q(queue="done"),
            )
        ]

    def __str__(self) -> str:
        return str(self.case_id)


class Counting(models.Model):
    """The one row that says how far counting has come. Whoever counts locks it first."""

    complete = models.BooleanField(default=True)  # False while a rebuild runs
    counted_at = models.DateTimeField()  # everything announced until then is counted

    def __str__(self) -> str:
        return f"{self.counted_at}"
