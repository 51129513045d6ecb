"""A whistle beside a case, the units it called, what was said; and the limits of the method pack."""

from django.db import models
from django.db.models import Q

from linli.cases.models import Case
from linli.methods.models import Pack
from linli.organisation.models import Unit
from linli.places.models import Place, Scoped
from linli.whistles.terms import UNDER_WAY, CallState, Grade, Kind, Stage, State

_OPEN = Q(state__in=[State.PROPOSED, State.OPEN])
_UNDER_WAY = Q(state__in=list(UNDER_WAY))


class WhistleLimit(models.Model):
    """Until when a called unit checks in and arrives, by kind, with the ground."""

    pack = models.ForeignKey(Pack, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    stage = models.CharField(max_length=8, choices=Stage)
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=8)  # minute, hour, day
    clock = models.CharField(max_length=16)  # linli.core.calendar.Clock
    basis = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(name="whistle_limit_once", fields=["pack", "kind", "stage"])]


class Whistle(Scoped):
    """Departments called for one case. `place` is the subdistrict or community that blew and owns it."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="whistles")
    kind = models.CharField(max_length=20, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(max_length=2000)
    result = models.CharField(max_length=2000, blank=True)  # the caller reads it
    basis = models.CharField(max_length=200, blank=True)  # of the limits, as the pack worded it then
    proposed_by = models.BigIntegerField(null=True)  # the account of the grid worker who asked for it
    blown_as = models.CharField(max_length=80, blank=True)  # the post, not the person
    blown_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(name="whistle_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="whistle_kind_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(name="whistle_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="whistle_closed_has_result", condition=~Q(state=State.CLOSED) | ~Q(result="")
            ),
            models.UniqueConstraint(name="whistle_one_open", fields=["case"], condition=_OPEN),
        ]
        indexes = [
            models.Index(fields=["-blown_at", "-id"], name="whistle_newest"),
            models.Index(fields=["place", "-blown_at", "-id"], name="whistle_of_place"),
            models.Index(fields=["subdistrict", "-blown_at", "-id"], name="whistle_in_sub"),
            models.Index(fields=["community", "-blown_at", "-id"], name="whistle_in_com"),
            models.Index(fields=["grid", "-blown_at", "-id"], name="whistle_in_grid"),
            models.Index(fields=["place", "blown_at"], name="whistle_open_place", condition=_OPEN),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}"


class Call(models.Model):
    """One asked unit: when it answered, came, and what both sides said of each other."""

    whistle = models.ForeignKey(Whistle, models.CASCADE, related_name="calls", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=12, choices=CallState, default=CallState.ASKED)
    blown_at = models.DateTimeField()  # the whistle's, or later: lists and counts of a unit are one range
    check_in_due_at = models.DateTimeField()
    arrive_due_at = models.DateTimeField()
    checked_in_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=2000, blank=True)
    arrived_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    check_in_late = models.BooleanField(default=False)
    arrive_late = models.BooleanField(default=False)
    owner_first = models.PositiveSmallIntegerField(choices=Grade, null=True)
    owner_second = models.PositiveSmallIntegerField(choices=Grade, null=True)
    owner_words = models.CharField(max_length=500, blank=True)
    unit_first = models.PositiveSmallIntegerField(choices=Grade, null=True)
    unit_second = models.PositiveSmallIntegerField(choices=Grade, null=True)
    unit_words = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(name="call_state_known", condition=Q(state__in=CallState.values)),
            models.CheckConstraint(
                name="call_refused_has_reason", condition=~Q(state=CallState.REFUSED) | ~Q(refusal="")
            ),
            models.UniqueConstraint(name="call_unit_once", fields=["whistle", "unit"]),
        ]
        indexes = [
            models.Index(fields=["unit", "-blown_at", "-id"], name="call_of_unit"),
            models.Index(fields=["unit", "check_in_due_at"], name="call_waits", condition=_UNDER_WAY),
            models.Index(
                fields=["check_in_due_at"],
                name="call_check_in_due",
                condition=Q(state=CallState.ASKED, check_in_late=False),
            ),
            models.Index(
                fields=["arrive_due_at"],
                name="call_arrive_due",
                condition=Q(state__in=[CallState.ASKED, CallState.CHECKED_IN], arrive_late=False),
            ),
            models.Index(fields=["refused_at"], name="call_refused", condition=Q(state=CallState.REFUSED)),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"


class WhistleLine(models.Model):
    """What happened to a whistle, in order; signed with a post or a unit, never a person's name."""

    whistle = models.ForeignKey(Whistle, models.CASCADE, related_name="lines")
    call = models.ForeignKey(Call, models.CASCADE, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()
    step = models.CharField(max_length=16)
    by_kind = models.CharField(max_length=8)
    by_id = models.BigIntegerField(default=0)
    by_name = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=2000, blank=True)


def under_way() -> Q:
    """The condition of the partial index, to the letter."""
    return _UNDER_WAY
