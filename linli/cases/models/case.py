"""A case and its caller, who stands apart from it."""

from django.db import models
from django.db.models import Q

from linli.cases import rules
from linli.cases.models.rulebook import Category
from linli.cases.terms import LADDER, Channel, Colour, Kind, Origin, Outcome, Queue, Scale, State
from linli.core.actors import Level
from linli.organisation.models import Unit
from linli.places.models import Place, Scoped


class Case(Scoped):
    """One matter to be solved. `queue` says whose turn it is, `due_at` what runs out next."""

    code = models.CharField(
        max_length=11, unique=True
    )  # told by phone: 3-4-4 digits, the last one checks the rest
    key = models.CharField(max_length=32, unique=True)  # the caller's link
    intake_key = models.CharField(
        max_length=64, unique=True, null=True
    )  # the same submission twice is one case
    origin = models.CharField(max_length=12, choices=Origin, default=Origin.RESIDENT)
    channel = models.CharField(max_length=16, choices=Channel, default=Channel.WEB)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.HELP)
    text = models.CharField(max_length=4000)
    category = models.ForeignKey(Category, models.PROTECT, null=True, related_name="+", db_index=False)
    category_guessed = models.BooleanField(default=False)
    colour = models.CharField(max_length=8, choices=Colour, default=Colour.GREEN)
    scale = models.CharField(max_length=8, choices=Scale, default=Scale.SMALL)

    estate = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+", db_index=False)
    building = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+", db_index=False)
    place_name = models.CharField(max_length=120, blank=True)  # as the caller knows it
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    located_by = models.CharField(max_length=8, blank=True)  # qr, point, building, chosen, import

    state = models.CharField(max_length=12, choices=State, default=State.RECEIVED)
    queue = models.CharField(max_length=8, choices=Queue, default=Queue.DESK)
    due_at = models.DateTimeField()
    late_since = models.DateTimeField(null=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", db_index=False
    )  # of the lead order
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged", db_index=False)
    about_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", db_index=False
    )  # never sees who complained
    confidential = models.BooleanField(default=False)
    voices = models.PositiveIntegerField(default=1)  # callers with the same matter
    photos_count = models.PositiveSmallIntegerField(default=0)
    rounds = models.PositiveSmallIntegerField(default=0)  # times it came back as not solved
    level = models.CharField(max_length=12, default=Level.GRID.value)  # of LADDER: who leads it now
    raised_at = models.DateTimeField(null=True)  # the desk of `level` has not taken it over yet
    solved_level = models.CharField(max_length=12, null=True)  # of LADDER; empty while it is not closed
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="parts", db_index=False
    )  # the report this one was taken out of, because it told of two matters
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    received_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(name="case_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="case_closed_has_outcome", condition=~Q(state=State.CLOSED) | ~Q(outcome="")
            ),
            models.CheckConstraint(
                name="case_level_known", condition=Q(level__in=[level.value for level in LADDER])
            ),
            models.CheckConstraint(
                name="case_merged_has_lead", condition=~Q(state=State.MERGED) | Q(merged_into__isnull=False)
            ),
        ]
        indexes = [
            # A desk's queue is one range of one of these; only what is open is in them: `still_open` in a
            # query is what lets SQLite see it.
            models.Index(name="case_queue", fields=["queue", "due_at", "id"], condition=~Q(queue="done")),
            models.Index(
                name="case_queue_sub",
                fields=["subdistrict", "queue", "due_at", "id"],
                condition=~Q(queue="done"),
            ),
            models.Index(
                name="case_queue_com",
                fields=["community", "queue", "due_at", "id"],
                condition=~Q(queue="done"),
            ),
            models.Index(
                name="case_queue_grid", fields=["grid", "queue", "due_at", "id"], condition=~Q(queue="done")
            ),
            models.Index(name="case_near", fields=["community", "-received_at"]),
            # What came in a span of days, wherever (Open311).
            models.Index(name="case_received", fields=["-received_at", "-id"]),
            # What is settled, the newest first.
            models.Index(name="case_done", fields=["id"], condition=Q(queue="done")),
            models.Index(name="case_done_sub", fields=["subdistrict", "id"], condition=Q(queue="done")),
            models.Index(name="case_done_com", fields=["community", "id"], condition=Q(queue="done")),
            models.Index(name="case_done_grid", fields=["grid", "id"], condition=Q(queue="done")),
            models.Index(name="case_closed", fields=["closed_at"], condition=Q(queue="done")),
            # What waits for the archive: a month of cases, however many years lie behind.
            models.Index(name="case_unarchived", fields=["closed_at", "id"], condition=Q(state="closed")),
            # At which level matters were solved: a number of the cockpit and the list behind it.
            *(
                models.Index(
                    name=f"case_solved{scope and f'_{scope[:3]}'}",
                    fields=[*([scope] if scope else []), "solved_level", "closed_at", "id"],
                    condition=Q(solved_level__isnull=False),
                )
                for scope in ("", "subdistrict", "community", "grid")
            ),
            models.Index(
                name="case_raised", fields=["level", "raised_at", "id"], condition=Q(raised_at__isnull=False)
            ),
            models.Index(name="case_parts", fields=["parent"], condition=Q(parent__isnull=False)),
            # Few cases are merged or about a unit: the others need not be in these.
            models.Index(name="case_merged", fields=["merged_into"], condition=Q(merged_into__isnull=False)),
            models.Index(name="case_about", fields=["about_unit"], condition=Q(about_unit__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def where(self) -> str:
        """Community, estate and building, and the caller's own words where they add something."""
        places = (self.community, self.estate, self.building)
        return rules.where([place.name for place in places if place is not None], self.place_name)


class Caller(models.Model):
    """Who raised the case. Purpose: to answer. Basis: the caller's request. Retention: terms.LINK_DAYS.

    Only the desk and the handler of an open order read it, and each reading is audited.
    """

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="caller")
    name = models.CharField(max_length=40, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    pin = models.CharField(
        max_length=4
    )  # the phone's last four digits, or four digits of our own for the anonymous
    filed_by = models.CharField(max_length=40, blank=True)  # the clerk or proxy who filed it for the caller
    wrong_pins = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)  # after too many wrong digits
    left_at = models.DateTimeField(null=True)  # no longer wants it, while neighbours with the same matter do


class Wording(models.Model):
    """What a text said before it was changed: by the caller, or by the desk that took something out."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="wordings")
    text = models.CharField(max_length=4000)
    at = models.DateTimeField()
    by_kind = models.CharField(max_length=8)
    by_id = models.BigIntegerField(default=0)
    because = models.CharField(max_length=200, blank=True)
