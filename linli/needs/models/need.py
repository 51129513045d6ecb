"""A need, who it is for, the consent it stands on, and what happened to it."""

from django.db import models
from django.db.models import F, Q

from linli.needs.models.fields import WantedLine
from linli.needs.models.helpers import Helper
from linli.needs.models.kinds import NeedKind
from linli.needs.terms import (
    DOOR_MAX,
    NAME_MAX,
    OPEN,
    WISH_MAX,
    ConsentBy,
    ConsentHow,
    DeclineWhy,
    Relation,
    Rhythm,
    Source,
    State,
)
from linli.places.models import Place, Scoped


class Need(Scoped):
    """A service somebody wants until a date. Everything about it is deleted `KEPT_DAYS` after its end."""

    code = models.CharField(max_length=11, unique=True)  # told by phone
    key = models.CharField(max_length=32, unique=True)  # the person's link
    intake_key = models.CharField(max_length=64, unique=True, null=True)  # sent twice is one need
    kind = models.ForeignKey(NeedKind, models.PROTECT, related_name="+", db_index=False)
    kind_code = models.CharField(max_length=60)  # the kind in any version of the pack
    building = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+", db_index=False)
    lon = models.FloatField(null=True)  # of the building: for the distance to a helper
    lat = models.FloatField(null=True)
    options = models.JSONField(default=list)  # chosen from the kind's own
    wish = WantedLine(max_length=WISH_MAX, blank=True)
    times = models.PositiveIntegerField(default=0)  # bits of the week; 0 is any time
    rhythm = models.CharField(max_length=16, choices=Rhythm)
    starts_on = models.DateField()
    ends_on = models.DateField()  # the last day
    source = models.CharField(max_length=8, choices=Source)
    state = models.CharField(max_length=8, choices=State, default=State.RAISED)
    helper = models.ForeignKey(Helper, models.PROTECT, null=True, related_name="+", db_index=False)
    raised_at = models.DateTimeField()
    moved_at = models.DateTimeField()  # since when it is in this state
    planned_until = models.DateField(null=True)  # tasks stand up to here
    reminded_for = models.DateField(null=True)  # the end date the person was last reminded of
    declined_why = models.CharField(max_length=16, choices=DeclineWhy, blank=True)
    instead = WantedLine(max_length=WISH_MAX, blank=True)  # another way, when it was declined
    ended_at = models.DateTimeField(null=True)
    delete_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(name="need_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="need_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(
                name="need_running_has_helper", condition=~Q(state=State.RUNNING) | Q(helper__isnull=False)
            ),
            models.CheckConstraint(
                name="need_over_is_deleted", condition=Q(state__in=list(OPEN)) | Q(delete_on__isnull=False)
            ),
        ]
        indexes = [
            # A community's list is one range of one of these.
            models.Index(name="need_waiting", fields=["community", "state", "moved_at", "id"]),
            models.Index(name="need_ending", fields=["community", "state", "ends_on", "id"]),
            models.Index(name="need_of_kind", fields=["community", "state", "kind_code", "moved_at", "id"]),
            models.Index(
                name="need_of_helper", fields=["helper", "state"], condition=Q(helper__isnull=False)
            ),
            # The timers.
            models.Index(name="need_lapses", fields=["state", "ends_on"]),
            models.Index(name="need_deletes", fields=["delete_on"], condition=Q(delete_on__isnull=False)),
            models.Index(name="need_plans", fields=["state", "planned_until"]),
        ]

    def __str__(self) -> str:
        return self.code


class Served(models.Model):
    """Who it is for, and who ordered it. Blanked when the consent is withdrawn, deleted with the need.

    Read by the community's desk and by the named helper while it runs; each reading is audited and shown.
    """

    need = models.OneToOneField(Need, models.CASCADE, primary_key=True, related_name="served")
    name = WantedLine(max_length=NAME_MAX, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    door = WantedLine(max_length=DOOR_MAX, blank=True)  # where whoever helps rings
    relation = models.CharField(max_length=12, choices=Relation, default=Relation.SELF)
    proxy_name = WantedLine(max_length=NAME_MAX, blank=True)
    proxy_phone = models.CharField(max_length=20, blank=True)
    pin = models.CharField(max_length=4)
    wrong_pins = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)


class Consent(models.Model):
    """One yes: who gave it, how, when, until when, in which words. Renewing takes another one."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="consents")
    by = models.CharField(max_length=8, choices=ConsentBy)
    how = models.CharField(max_length=12, choices=ConsentHow)
    said = models.CharField(max_length=300)  # the sentence that was agreed to, made from the catalogue
    until = models.DateField()
    at = models.DateTimeField()
    heard_by = models.CharField(
        max_length=80, blank=True
    )  # the post that heard it; "" is the person's own tap
    confirmed_at = models.DateTimeField(null=True)  # a proxy's word counts only once the person said yes
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(name="consent_of_need", fields=["need", "-id"])]


class NeedLine(models.Model):
    """What happened to a need, in order; signed with a post, never a name, and without free words."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="lines", db_index=False)
    at = models.DateTimeField()
    step = models.CharField(max_length=12)
    by_kind = models.CharField(max_length=8)
    by_id = models.BigIntegerField(default=0)
    by_name = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [models.Index(name="need_lines", fields=["need", "id"])]
