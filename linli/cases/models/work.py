"""What is done about a case: orders, the lines of the timeline, photographs, the caller's answer."""

from django.db import models
from django.db.models import Q

from linli.cases.models.case import Case
from linli.cases.terms import OrderState, PhotoKind, Satisfaction
from linli.core.calendar.terms import Clock
from linli.core.files.models import StoredFile
from linli.organisation.models import Unit


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
    clock = models.CharField(max_length=16, default=Clock.WORKING_HOUR.value)  # by which `due_at` is counted
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
    hidden_at = models.DateTimeField(null=True)  # since then only those who work on the case see it
    hidden_because = models.CharField(max_length=200, blank=True)


class Rating(models.Model):
    """The caller's answer, one per round. No answer is never satisfied."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="ratings")
    round = models.PositiveSmallIntegerField()
    solved = models.BooleanField()
    partly = models.BooleanField(default=False)  # not solved, but some of it: the words say what is left
    contacted = models.BooleanField(null=True)  # did anybody get in touch?
    satisfaction = models.CharField(max_length=12, choices=Satisfaction, blank=True)
    words = models.CharField(max_length=500, blank=True)
    asked_by = models.CharField(max_length=12, default="link")  # link, phone
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="rating_once_a_round", fields=["case", "round"])]
