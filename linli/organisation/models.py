"""Units, people, posts with deputies, and the staffing a method pack asks for."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from linli.core.outgoing.terms import TO_MAX, Channel
from linli.methods.models import Pack
from linli.organisation.terms import PER_MINUTE, Employment, Role, UnitKind
from linli.places.models import Place


class Unit(models.Model):
    """A body that can be given an order: department, street team, community office, grid team, company."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=UnitKind)
    trade = models.CharField(
        max_length=40, blank=True
    )  # what it is called in a catalogue: city_management, water
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="units")  # the area it serves
    phone = models.CharField(max_length=20, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(name="unit_by_trade", fields=["trade", "place"])]

    def __str__(self) -> str:
        return self.name


class UnitAddress(models.Model):
    """Where a unit as a body hears of what waits for it, besides the notices on its people's first page."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="addresses")
    channel = models.CharField(max_length=8, choices=Channel)
    to = models.CharField(max_length=TO_MAX)
    urgent_only = models.BooleanField(default=False)  # rings for emergencies, else silent
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="unit_address_once", fields=["unit", "channel", "to"]),
            models.CheckConstraint(
                name="unit_address_channel_known", condition=Q(channel__in=Channel.values)
            ),
        ]


class Person(models.Model):
    """A staff member or volunteer in a post; nothing about anybody's worth."""

    account = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="person")
    name = models.CharField(max_length=40)
    phone = models.CharField(max_length=20, blank=True)
    staff_number = models.CharField(max_length=40, unique=True, null=True)
    employment = models.CharField(max_length=12, choices=Employment, default=Employment.FULL_TIME)
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A person in a role at a place or in a unit, dated. Without a person it is a vacancy."""

    role = models.CharField(max_length=24, choices=Role)
    title = models.CharField(max_length=40)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="posts")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="posts")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="posts")
    deputy = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="deputises"
    )  # AB角: stands in on absence
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)  # the first day it no longer counts

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="post_somewhere", condition=Q(place__isnull=False) | Q(unit__isnull=False)
            ),
            models.CheckConstraint(
                name="post_deputy_is_another",
                condition=Q(deputy=None) | Q(person=None) | ~Q(deputy=F("person")),
            ),
        ]
        indexes = [models.Index(name="post_by_place", fields=["place", "role"])]

    def areas(self) -> list[Place | None]:
        """Every area it counts in: its place, and that of its unit; None is the whole district."""
        at_place: list[Place | None] = [self.place] if self.place else []
        return [*at_place, self.unit.place] if self.unit else at_place


class Absence(models.Model):
    """A person is away; the deputies of the person's posts act for that time."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="absences")
    starts_on = models.DateField()
    ends_on = models.DateField()  # the last day away

    class Meta:
        constraints = [
            models.CheckConstraint(name="absence_in_order", condition=Q(ends_on__gte=F("starts_on")))
        ]


class StaffingRule(models.Model):
    """How many of a role a place of a level should have (3+N, 四长), from the method pack."""

    pack = models.ForeignKey(Pack, models.CASCADE, related_name="+")
    level = models.CharField(max_length=12)
    role = models.CharField(max_length=24, choices=Role)
    title = models.CharField(max_length=40)
    at_least = models.PositiveSmallIntegerField()
    at_most = models.PositiveSmallIntegerField(null=True)
    core = models.BooleanField(default=True)  # one of the 3, or of the N

    class Meta:
        constraints = [
            models.UniqueConstraint(name="staffing_rule_once", fields=["pack", "level", "role", "title"])
        ]


class SecondFactorRule(models.Model):
    """Roles that must sign in with a second factor; a row means yes."""

    role = models.CharField(max_length=24, choices=Role, unique=True)


class Notice(models.Model):
    """A line for the people of a unit or one person: read on their first page, never a chat."""

    unit = models.ForeignKey(Unit, models.CASCADE, null=True, related_name="notices")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="notices")
    text = models.CharField(max_length=200)
    url = models.CharField(max_length=200)
    key = models.CharField(max_length=120, unique=True)  # the same reminder is put once
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(name="notice_of_unit", fields=["unit", "read_at", "-created_at"])]


class Integration(models.Model):
    """A machine's way in. Its rights are those of a post of its own, narrowed by its scopes."""

    name = models.CharField(max_length=40)
    post = models.OneToOneField(Post, models.PROTECT, related_name="integration")
    scopes = models.JSONField(default=list)  # terms.Scope
    per_minute = models.PositiveIntegerField(default=PER_MINUTE)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class IntegrationToken(models.Model):
    """What a machine shows. 256 random bits need no slow hash: nobody guesses them in any number of tries."""

    integration = models.ForeignKey(Integration, models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)  # SHA-256
    prefix = models.CharField(max_length=12)  # so that people can tell which one it is
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_on = models.DateField(null=True)


class StoredAnswer(models.Model):
    """What a machine's POST was answered, for a day: the same Idempotency-Key gets the same answer."""

    integration = models.ForeignKey(Integration, models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=255)
    request_digest = models.CharField(max_length=64)  # of method, address and body
    status = models.PositiveSmallIntegerField()
    media_type = models.CharField(max_length=80)
    body = models.BinaryField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="stored_answer_once", fields=["integration", "key"])]
