"""What is asked about a case and answered by somebody else: beside the case, no state of it."""

from django.db import models
from django.db.models import F, Q

from linli.cases.models.case import Case
from linli.cases.models.work import WorkOrder
from linli.cases.terms.requests import Decision, RequestKind
from linli.organisation.models import Unit
from linli.places.models import Scoped

_PENDING = Q(decision=Decision.PENDING)
_OF_DESK = _PENDING & Q(asked_unit=None)


class CaseRequest(Scoped):
    """One question and its answer, by two persons. `note` and `answer` are read by the caller where the kind
    is told to him; the level columns are the case's when it was asked.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="requests", db_index=False)
    kind = models.CharField(max_length=20, choices=RequestKind)
    about = models.ForeignKey("self", models.CASCADE, null=True, related_name="objections", db_index=False)
    order = models.ForeignKey(WorkOrder, models.CASCADE, null=True, related_name="+", db_index=False)
    ground = models.CharField(max_length=40, blank=True)  # a code of the method pack's list
    ground_text = models.CharField(max_length=120, blank=True)  # as the list worded it then
    note = models.CharField(max_length=2000)
    days = models.PositiveSmallIntegerField(null=True)  # working days asked for, of an extension
    until = models.DateField(null=True)  # to be looked at again, of a suspension or a long-term listing
    plan = models.CharField(max_length=2000, blank=True)
    owner = models.CharField(max_length=80, blank=True)  # the post that sees to the plan, not a person's name
    asked_kind = models.CharField(max_length=8)  # of the actor
    asked_by = models.BigIntegerField()
    asked_as = models.CharField(max_length=80, blank=True)
    own_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    asked_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", db_index=False
    )  # who has to answer; empty: a desk of the place
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()  # the answer
    decision = models.CharField(max_length=12, choices=Decision, default=Decision.PENDING)
    answer = models.CharField(max_length=2000, blank=True)
    answered_by = models.BigIntegerField(null=True)
    answered_as = models.CharField(max_length=80, blank=True)
    answered_at = models.DateTimeField(null=True)
    due_before = models.DateTimeField(null=True)  # what the decision did to the limit of the order
    due_after = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="request_kind_known", condition=Q(kind__in=RequestKind.values)),
            models.CheckConstraint(
                name="request_second_person",
                condition=~Q(asked_kind="staff") | ~Q(answered_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="request_answered_at",
                condition=_PENDING & Q(answered_at=None) | ~_PENDING & ~Q(answered_at=None),
            ),
            models.UniqueConstraint(
                name="request_once_at_a_time", fields=["case", "kind"], condition=_OF_DESK
            ),
            models.UniqueConstraint(
                name="request_once_a_unit",
                fields=["case", "kind", "asked_unit"],
                condition=_PENDING & Q(asked_unit__isnull=False),
            ),
            models.UniqueConstraint(
                name="request_one_extension",
                fields=["case"],
                condition=Q(kind=RequestKind.EXTEND, decision__in=[Decision.APPROVED, Decision.ANNULLED]),
            ),
        ]
        indexes = [
            models.Index(name="request_of_case", fields=["case", "id"]),
            models.Index(
                name="request_of_unit",
                fields=["asked_unit", "due_at", "id"],
                condition=_PENDING & Q(asked_unit__isnull=False),
            ),
            models.Index(name="request_open", fields=["due_at", "id"], condition=_OF_DESK),
            models.Index(name="request_open_sub", fields=["subdistrict", "due_at", "id"], condition=_OF_DESK),
            models.Index(name="request_open_com", fields=["community", "due_at", "id"], condition=_OF_DESK),
            models.Index(name="request_open_grid", fields=["grid", "due_at", "id"], condition=_OF_DESK),
            models.Index(
                name="request_excluded",
                fields=["answered_at", "case"],
                condition=Q(kind=RequestKind.EXCLUSION, decision=Decision.APPROVED),
            ),
        ]
