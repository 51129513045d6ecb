"""Roll-ups of the open board: derived from cases by tasks, always rebuildable."""

from django.db import models


class PublicDay(models.Model):
    """Matters received and solved on a day in a community, by group. Raw counts: told by tens only.

    No foreign key: the past stays when a community is gone; 0 is a place nobody knows yet.
    """

    id = models.BigAutoField(primary_key=True)
    day = models.DateField()  # in settings.TIME_ZONE
    community_id = models.BigIntegerField()
    group = models.CharField(max_length=60, blank=True)  # code of the upper category; empty: none yet
    received = models.IntegerField(default=0)
    closed = models.IntegerField(default=0)
    closing_min = models.BigIntegerField(default=0)  # from received to solved, summed over `closed`

    class Meta:
        constraints = [
            models.UniqueConstraint(name="public_day_once", fields=["day", "community_id", "group"])
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.community_id} {self.group}"


class PublicBoard(models.Model):
    """The board as anybody may read it: only told figures are in it. One row."""

    made_at = models.DateTimeField()
    figures = models.JSONField()  # public.rules.Board

    def __str__(self) -> str:
        return f"{self.made_at}"
