from django.db import models
from django.db.models import Q

from linli.core.calendar.terms import DayKind


class CalendarDay(models.Model):
    """A day that differs from the published calendar: a flood, a Sunday worked, a year not yet announced."""

    day = models.DateField(primary_key=True)
    kind = models.CharField(max_length=10, choices=DayKind)
    reason = models.CharField(max_length=200)

    class Meta:
        app_label = "core"
        ordering = ["day"]
        constraints = [
            models.CheckConstraint(name="calendar_day_kind_known", condition=Q(kind__in=DayKind.values)),
            models.CheckConstraint(name="calendar_day_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"
