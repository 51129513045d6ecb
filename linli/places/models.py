"""One tree of places with level columns, shapes, doors with QR codes, and working hours."""

from django.db import models
from django.db.models import Q

from linli.core.actors import Level
from linli.methods.models import Pack
from linli.places.terms import PlaceKind


class Scoped(models.Model):
    """The level columns every scoped row carries beside its leaf, so that a desk's list is one index
    range.
    """

    subdistrict = models.ForeignKey(
        "places.Place", models.PROTECT, null=True, related_name="+", db_index=False
    )
    community = models.ForeignKey("places.Place", models.PROTECT, null=True, related_name="+", db_index=False)
    grid = models.ForeignKey("places.Place", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        abstract = True


class Place(Scoped):
    """A district, subdistrict, community, grid, estate, building, entrance or dwelling. No labels about
    people.

    The internal key never changes; `code` is the external code of today, former ones are `PlaceCode` rows.
    A row's own level column names itself (a community's `community` is its own key).
    """

    level = models.CharField(max_length=12, choices=[(level.value, level.value) for level in Level])
    kind = models.CharField(max_length=12, choices=PlaceKind, default=PlaceKind.PLAIN)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    number = models.PositiveIntegerField(default=0)  # order among brothers: west to east, north to south
    lon = models.FloatField(null=True)  # WGS-84 degrees: the label point
    lat = models.FloatField(null=True)
    shape = models.BinaryField(null=True)  # WKB, WGS-84
    min_lon = models.FloatField(null=True)
    min_lat = models.FloatField(null=True)
    max_lon = models.FloatField(null=True)
    max_lat = models.FloatField(null=True)
    households = models.PositiveIntegerField(null=True)
    phone = models.CharField(
        max_length=20, blank=True
    )  # the community's number, printed on every resident page
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)  # the first day it no longer exists

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="place_code_today", fields=["level", "code"], condition=Q(valid_to=None)
            ),
            models.CheckConstraint(
                name="place_root_is_district", condition=Q(level="district") | Q(parent__isnull=False)
            ),
        ]
        indexes = [
            models.Index(name="place_by_community", fields=["community", "level", "number"]),
            models.Index(name="place_by_grid", fields=["grid", "level", "number"]),
            models.Index(name="place_by_subdistrict", fields=["subdistrict", "level", "number"]),
        ]

    def __str__(self) -> str:
        return self.name


class PlaceCode(models.Model):
    """A former or present external code of a place; a split or merge of communities is an event dated
    here.
    """

    place = models.ForeignKey(Place, models.CASCADE, related_name="codes")
    code = models.CharField(max_length=40)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(name="place_code_ever", fields=["code"])]


class Door(models.Model):
    """The QR code on a building or grid: a short token that survives renaming and can be revoked."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="doors")
    token = models.CharField(max_length=12, unique=True)
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)


class MapVersion(models.Model):
    """One row whose token changes in every transaction that changes places: each process sees that its
    index is old.
    """

    token = models.CharField(max_length=16)


class WorkingHours(models.Model):
    """When the desks of a place work; the nearest place upwards that has rows decides."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="working_hours")
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="hours_open_before_close", condition=Q(opens__lt=models.F("closes")))
        ]


class LevelTitle(models.Model):
    """What a method pack calls a level (网格, 大网格, 楼栋) and the leader there (网格长, 网格工作长,
    楼栋长).
    """

    pack = models.ForeignKey(Pack, models.CASCADE, related_name="+")
    level = models.CharField(max_length=12)
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=40)
    leader_title = models.CharField(max_length=40, blank=True)
    party_title = models.CharField(max_length=40, blank=True)  # 社区党总支, 小区党支部

    class Meta:
        constraints = [models.UniqueConstraint(name="level_title_once", fields=["pack", "level"])]
