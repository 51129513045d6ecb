"""A case, its caller, its orders, its steps; and the rows of the method pack a case is judged by."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Lookup, Q
from django.db.models.sql.compiler import SQLCompiler
from django.utils.translation import gettext as _

from linli.cases.terms import (
    Channel,
    Colour,
    Kind,
    OrderState,
    Origin,
    Outcome,
    PhotoKind,
    Queue,
    Satisfaction,
    Scale,
    Stage,
    State,
)
from linli.core.files.models import StoredFile
from linli.methods.models import Pack
from linli.organisation.models import Unit
from linli.organisation.terms import UnitKind
from linli.places.models import Place, Scoped


class Category(models.Model):
    """What a case is about, in two levels; with what is usual for it."""

    pack = models.ForeignKey(Pack, models.CASCADE, related_name="+")
    code = models.CharField(max_length=60)
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="children")
    name = models.CharField(max_length=60)
    number = models.PositiveSmallIntegerField(default=0)
    words = models.JSONField(default=list)  # everyday words that hint at it
    importance = models.PositiveSmallIntegerField(default=2)  # 1 low to 3 high
    urgency = models.PositiveSmallIntegerField(default=2)
    scale = models.CharField(max_length=8, choices=Scale, default=Scale.SMALL)

    class Meta:
        constraints = [models.UniqueConstraint(name="category_code_once", fields=["pack", "code"])]

    def __str__(self) -> str:
        return self.name


class ColourRule(models.Model):
    pack = models.ForeignKey(Pack, models.CASCADE, related_name="+")
    importance = models.PositiveSmallIntegerField()
    urgency = models.PositiveSmallIntegerField()
    colour = models.CharField(max_length=8, choices=Colour)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="colour_rule_once", fields=["pack", "importance", "urgency"])
        ]


class TimeLimit(models.Model):
    """How long a stage may take, with its legal basis. A row with a category goes before one without."""

    pack = models.ForeignKey(Pack, models.CASCADE, related_name="+")
    stage = models.CharField(max_length=12, choices=Stage)
    colour = models.CharField(max_length=8, choices=Colour)
    category = models.ForeignKey(Category, models.CASCADE, null=True, related_name="+")
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=8)  # minute, hour, day
    clock = models.CharField(max_length=16)  # linli.core.calendar.Clock
    basis = models.CharField(max_length=200)
    certainty = models.CharField(max_length=1)  # S, P, L, U as in docs/sources
    source = models.CharField(max_length=200, blank=True)


class CatalogueRow(models.Model):
    """Category and place to unit: a unit by name, or the nearest unit of a trade that covers the case."""

    pack = models.ForeignKey(Pack, models.CASCADE, related_name="+")
    category = models.ForeignKey(Category, models.CASCADE, related_name="catalogue")
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    unit_kind = models.CharField(max_length=20, choices=UnitKind, blank=True)
    trade = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="catalogue_row_names_somebody",
                condition=Q(unit__isnull=False) | ~Q(trade="") | ~Q(unit_kind=""),
            )
        ]


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
            # What is settled, the newest first.
            models.Index(name="case_done", fields=["id"], condition=Q(queue="done")),
            models.Index(name="case_done_sub", fields=["subdistrict", "id"], condition=Q(queue="done")),
            models.Index(name="case_done_com", fields=["community", "id"], condition=Q(queue="done")),
            models.Index(name="case_done_grid", fields=["grid", "id"], condition=Q(queue="done")),
            models.Index(name="case_closed", fields=["closed_at"], condition=Q(queue="done")),
            # Few cases are merged or about a unit: the others need not be in these.
            models.Index(name="case_merged", fields=["merged_into"], condition=Q(merged_into__isnull=False)),
            models.Index(name="case_about", fields=["about_unit"], condition=Q(about_unit__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def where(self) -> str:
        """Community, estate and building, and the caller's own words where they add something."""
        parts = [place.name for place in (self.community, self.estate, self.building) if place is not None]
        said = "" if self.place_name.replace(" ", "") in "".join(parts).replace(" ", "") else self.place_name
        words = " ".join([*parts, said]).strip()
        return words or _("位置待核实")


class _IsWord(Lookup):
    """A column compared with a word of ours that stands in the statement as text, not as a parameter."""

    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = '{self.rhs}'", tuple(parameters)


def settled(queue: str = "queue") -> Q:
    """The condition of the indexes of settled cases, word for word; `queue`: the way to the column.

    SQLite takes a partial index only when its condition stands in the query as text: a parameter is not known
    yet when the plan is made.
    """
    return Q(_IsWord(F(queue), Queue.DONE.value))


def still_open(queue: str = "queue") -> Q:
    """The condition of the indexes of open cases, word for word."""
    return ~settled(queue)


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


class WorkOrder(models.Model):
    """A case given to a unit, with its limit and the limit's basis printed on it."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="orders")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="orders", db_index=False)
    lead = models.BooleanField(default=True)
    state = models.CharField(max_length=12, choices=OrderState, default=OrderState.DISPATCHED)
    open = models.BooleanField(default=True)
    note = models.CharField(max_length=2000, blank=True)  # what the desk asks for
    result = models.CharField(max_length=2000, blank=True)  # what the unit did
    limit_text = models.CharField(max_length=60)
    basis = models.CharField(max_length=200)
    dispatched_at = models.DateTimeField()
    accept_due_at = models.DateTimeField()
    due_at = models.DateTimeField()  # to finish
    runs_out_at = models.DateTimeField()  # the limit that runs now: to accept, then to finish
    designated = models.BooleanField(default=False)  # decided by the desk after a return: no second return
    accepted_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    late_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="order_one_lead", fields=["case"], condition=Q(lead=True, open=True)
            ),
            models.UniqueConstraint(name="order_unit_once", fields=["case", "unit"], condition=Q(open=True)),
        ]
        indexes = [
            models.Index(name="order_queue", fields=["unit", "runs_out_at", "id"], condition=Q(open=True)),
            models.Index(name="order_lateness", fields=["runs_out_at"], condition=Q(open=True, late_at=None)),
        ]


class CaseStep(models.Model):
    """One line of the timeline. `note` is read by the caller, `inner_note` is not."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="steps")
    order = models.ForeignKey(WorkOrder, models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField()
    step = models.CharField(max_length=16)  # a name in terms.STEPS, or in terms.REMARKS
    by_kind = models.CharField(max_length=8)
    by_name = models.CharField(max_length=80, blank=True)  # the unit or desk; a person's name only inside
    by_id = models.BigIntegerField(default=0)
    note = models.CharField(max_length=2000, blank=True)
    inner_note = models.CharField(max_length=2000, blank=True)

    class Meta:
        indexes = [models.Index(name="case_step_order", fields=["case", "id"])]


class CasePhoto(models.Model):
    case = models.ForeignKey(Case, models.CASCADE, related_name="photos")
    step = models.ForeignKey(CaseStep, models.CASCADE, null=True, related_name="photos")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=PhotoKind, default=PhotoKind.REPORT)


class Rating(models.Model):
    """The caller's answer, one per round. No answer is never satisfied."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="ratings")
    round = models.PositiveSmallIntegerField()
    solved = models.BooleanField()
    contacted = models.BooleanField(null=True)  # did anybody get in touch?
    satisfaction = models.CharField(max_length=12, choices=Satisfaction, blank=True)
    words = models.CharField(max_length=500, blank=True)
    asked_by = models.CharField(max_length=12, default="link")  # link, phone
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="rating_once_a_round", fields=["case", "round"])]
