"""Who can help, and what they offer: people, units, partners, volunteers."""

from django.db import models
from django.db.models import Q

from linli.needs.models.fields import WantedLine
from linli.needs.terms import NAME_MAX, HelperKind
from linli.organisation.models import Person, Unit
from linli.places.models import Place, Scoped


class Helper(Scoped):
    """Somebody who helps. Staff and units sign in; partners and volunteers have a link."""

    kind = models.CharField(max_length=12, choices=HelperKind)
    name = WantedLine(max_length=NAME_MAX)  # what the person helped reads
    phone = models.CharField(max_length=20, blank=True)
    person = models.OneToOneField(Person, models.PROTECT, null=True, related_name="+")
    unit = models.OneToOneField(Unit, models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=32, unique=True)
    active = models.BooleanField(default=True)
    added_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(name="helper_kind_known", condition=Q(kind__in=HelperKind.values)),
            models.CheckConstraint(
                name="helper_staff_is_person", condition=~Q(kind="staff") | Q(person__isnull=False)
            ),
            models.CheckConstraint(
                name="helper_unit_is_unit", condition=~Q(kind="unit") | Q(unit__isnull=False)
            ),
        ]
        indexes = [models.Index(name="helper_in_com", fields=["community", "name", "id"])]

    def __str__(self) -> str:
        return self.name

    @property
    def account_id(self) -> int | None:
        return self.person.account_id if self.person else None


class Resource(Scoped):
    """One offer: what, with which skill, how far, when, for how many at once, until when."""

    helper = models.ForeignKey(Helper, models.CASCADE, related_name="resources", db_index=False)
    kind_code = models.CharField(max_length=60)
    skills = models.JSONField(default=list)  # codes of NeedSkill
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", db_index=False)  # whence they set out
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    reach_m = models.PositiveIntegerField()
    times = models.PositiveIntegerField(default=0)  # bits of the week; 0 is any time
    at_once = models.PositiveSmallIntegerField(default=1)
    until = models.DateField()  # the last day
    active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="resource_once", fields=["helper", "kind_code"]),
            models.CheckConstraint(name="resource_for_somebody", condition=Q(at_once__gte=1)),
        ]
        indexes = [
            models.Index(
                name="resource_fits", fields=["kind_code", "subdistrict", "until"], condition=Q(active=True)
            ),
            models.Index(name="resource_in_com", fields=["community", "kind_code", "id"]),
            models.Index(name="resource_ends", fields=["until"]),
        ]
