"""How many needs there are, by grid, kind and state: what leaders read, kept by a task."""

from django.db import models

from linli.needs.terms import State
from linli.places.models import Scoped


class NeedTotal(Scoped):
    """Derived; the pages show it in whole tens only."""

    kind_code = models.CharField(max_length=60)
    state = models.CharField(max_length=8, choices=State)
    count = models.PositiveIntegerField()

    class Meta:
        indexes = [
            models.Index(name="need_total_com", fields=["community"]),
            models.Index(name="need_total_sub", fields=["subdistrict"]),
            models.Index(name="need_total_grid", fields=["grid"]),
        ]
