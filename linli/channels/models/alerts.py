"""What happened where, as strangers may read it, and who asked for mail about it."""

from django.db import models
from django.db.models import Q

from linli.channels.alerts.terms import MAIL_MAX, Rhythm, What
from linli.places.models import Place, Scoped


class AreaEvent(Scoped):
    """One change of one matter, without the matter: nothing here leads to it. Kept terms.EVENTS_KEPT."""

    key = models.CharField(max_length=40, unique=True)  # digest of matter, step and moment: told once
    at = models.DateTimeField()
    what = models.CharField(max_length=12, choices=What)
    group = models.CharField(max_length=60)  # code of the upper category
    group_name = models.CharField(max_length=60)
    category_name = models.CharField(max_length=60)

    class Meta:
        indexes = [
            models.Index(name="area_event_grid", fields=["grid", "-id"]),
            models.Index(name="area_event_com", fields=["community", "-id"]),
            models.Index(name="area_event_sub", fields=["subdistrict", "-id"]),
            models.Index(name="area_event_at", fields=["at"]),
        ]

    def __str__(self) -> str:
        return f"{self.at} {self.what} {self.category_name}"


class Watch(models.Model):
    """A mailbox that asked for news of some places. Gone at once when it is stopped (terms)."""

    key = models.CharField(max_length=32, unique=True)  # of the links in its mails
    address = models.CharField(max_length=MAIL_MAX)
    rhythm = models.CharField(max_length=8, choices=Rhythm)
    groups = models.JSONField(default=list)  # codes of upper categories; none: all
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField()  # unconfirmed: soon; confirmed: a year
    seen_id = models.BigIntegerField(default=0)  # the last AreaEvent a daily mail told of

    class Meta:
        constraints = [
            models.CheckConstraint(name="watch_rhythm_known", condition=Q(rhythm__in=Rhythm.values))
        ]
        indexes = [
            models.Index(name="watch_address", fields=["address"]),
            models.Index(name="watch_ends", fields=["ends_at"]),
            models.Index(
                name="watch_rhythm", fields=["rhythm", "id"], condition=Q(confirmed_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.rhythm}"


class WatchPlace(models.Model):
    """A place of a watch: grid, community or subdistrict. A drawn area is kept as the grids it touches."""

    watch = models.ForeignKey(Watch, models.CASCADE, related_name="places", db_index=False)
    place = models.ForeignKey(Place, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="watch_place_once", fields=["watch", "place"])]
