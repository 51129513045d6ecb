"""The sampling plan, who is to be rung, what each order counts for, and the sums of days."""

from django.db import models
from django.db.models import Q

from linli.callbacks.terms import CallState, Why
from linli.cases.models import Case, Category, WorkOrder
from linli.cases.terms import Colour
from linli.methods.models import Pack
from linli.organisation.models import Unit
from linli.places.models import Scoped


class PlanRule(models.Model):
    """A line of the sampling plan of a method pack; `rules.sampling.plan_for` says which one holds."""

    pack = models.ForeignKey(Pack, models.CASCADE, related_name="+")
    category = models.ForeignKey(Category, models.CASCADE, null=True, related_name="+")
    trade = models.CharField(max_length=40, blank=True)
    colour = models.CharField(max_length=8, choices=Colour, blank=True)
    share = models.FloatField()
    minimum = models.PositiveSmallIntegerField()
    unsatisfied = models.BooleanField()
    wait_days = models.PositiveSmallIntegerField()
    after = models.CharField(max_length=8)  # closing, deadline
    tries = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()


class CallBack(Scoped):
    """One caller of one settled round: drawn or not, rung how often, with what end. No name, no number.

    Not drawn is a row too, so that nobody is drawn twice and a unit's minimum can be filled up.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="call_backs")  # the caller's own
    round = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    why = models.CharField(max_length=12, choices=Why, blank=True)
    state = models.CharField(max_length=12, choices=CallState)
    lot = models.PositiveSmallIntegerField()
    closed_on = models.DateField()
    due_at = models.DateTimeField()  # the next try
    tries = models.PositiveSmallIntegerField(default=0)
    tries_most = models.PositiveSmallIntegerField()
    last_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="call_back_once_a_round", fields=["case", "round"]),
            models.CheckConstraint(name="call_back_state_known", condition=Q(state__in=CallState.values)),
            models.CheckConstraint(
                name="call_back_has_reason", condition=~Q(state=CallState.WAITING) | ~Q(why="")
            ),
        ]
        indexes = [
            models.Index(name="call_back_due", fields=["state", "due_at", "id"]),
            models.Index(name="call_back_due_sub", fields=["state", "subdistrict", "due_at", "id"]),
            models.Index(name="call_back_due_com", fields=["state", "community", "due_at", "id"]),
            models.Index(name="call_back_month", fields=["closed_on", "unit"]),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.round}"


class OrderFact(Scoped):
    """What one lead order, or one caller who was merged into its matter, counts for. Derived data.

    `day` is empty until the order is finished, returned or run out; then it is counted, on that day only.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="+")  # the caller's own
    order = models.OneToOneField(WorkOrder, models.CASCADE, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    day = models.DateField(null=True)  # in settings.TIME_ZONE
    due_at = models.DateTimeField(null=True)  # when to look again, while it is not counted
    first_due_at = models.DateTimeField(null=True)  # limit of the first word to the caller
    why_excluded = models.CharField(max_length=40, blank=True)
    given = models.BooleanField(default=False)
    returned = models.BooleanField(default=False)
    judged = models.BooleanField(default=False)
    due = models.BooleanField(default=False)
    in_touch = models.BooleanField(default=False)
    timed = models.BooleanField(default=False)
    on_time = models.BooleanField(default=False)
    reworked = models.BooleanField(default=False)
    extended = models.BooleanField(default=False)
    to_reach = models.BooleanField(default=False)
    reached = models.BooleanField(default=False)
    rung = models.BooleanField(default=False)
    solved = models.BooleanField(default=False)
    graded = models.BooleanField(default=False)
    satisfied = models.BooleanField(default=False)
    excluded = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="order_fact_caller_once", fields=["case"], condition=Q(order__isnull=True)
            )
        ]
        indexes = [
            models.Index(name="order_fact_day", fields=["day", "id"]),
            models.Index(name="order_fact_sub", fields=["subdistrict", "day", "id"]),
            models.Index(name="order_fact_com", fields=["community", "day", "id"]),
            models.Index(name="order_fact_grid", fields=["grid", "day", "id"]),
            models.Index(name="order_fact_unit", fields=["unit", "day", "id"]),
            models.Index(name="order_fact_pending", fields=["due_at"], condition=Q(day__isnull=True)),
            models.Index(name="order_fact_excluded", fields=["day", "id"], condition=Q(excluded=True)),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.day}"


class ShareDay(models.Model):
    """The facts of one day in one place for one unit, added up. Keys `terms.WHOLE`: all places, all units.

    No foreign keys: history stays where it was when a place or a unit is gone.
    """

    id = models.BigAutoField(primary_key=True)
    place_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    day = models.DateField()
    given = models.IntegerField(default=0)
    returned = models.IntegerField(default=0)
    judged = models.IntegerField(default=0)
    due = models.IntegerField(default=0)
    in_touch = models.IntegerField(default=0)
    timed = models.IntegerField(default=0)
    on_time = models.IntegerField(default=0)
    reworked = models.IntegerField(default=0)
    extended = models.IntegerField(default=0)
    to_reach = models.IntegerField(default=0)
    reached = models.IntegerField(default=0)
    rung = models.IntegerField(default=0)
    solved = models.IntegerField(default=0)
    graded = models.IntegerField(default=0)
    satisfied = models.IntegerField(default=0)
    excluded = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(name="share_day_once", fields=["place_id", "unit_id", "day"])]
        indexes = [models.Index(name="share_day_units", fields=["place_id", "day"])]

    def __str__(self) -> str:
        return f"{self.place_id} {self.unit_id} {self.day}"


class ShareState(models.Model):
    """The one row that says how far counting has come. Whoever counts locks it first."""

    complete = models.BooleanField(default=True)  # False while a rebuild runs
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.counted_at}"
