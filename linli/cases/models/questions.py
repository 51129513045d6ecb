"""What was answered about a case, beside its text; what counts no longer stays as history."""

from django.db import models
from django.db.models import Q

from linli.cases.models.case import Case
from linli.cases.models.rulebook import Category
from linli.cases.terms.questions import Former, QuestionKind
from linli.methods.models import Pack


class CaseAnswer(models.Model):
    """One answer to one question as it was worded then. It counts until `former_at`.

    Which question it was: `question` of the row written for `asked_for` (a category's code; "" for all).
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="answers", db_index=False)
    question = models.CharField(max_length=40)
    asked_for = models.CharField(max_length=60, blank=True)
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, related_name="+", db_index=False
    )  # of the case when it was answered
    pack = models.ForeignKey(Pack, models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveSmallIntegerField(default=0)  # place among the questions of the category then
    ask = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=QuestionKind)
    unit = models.CharField(max_length=10, blank=True)
    values = models.JSONField(default=list)
    at = models.DateTimeField()
    by_kind = models.CharField(max_length=8)
    by_id = models.BigIntegerField(default=0)
    by_name = models.CharField(max_length=80, blank=True)  # the unit or desk, never a person's name
    former_at = models.DateTimeField(null=True)  # since then it counts no longer
    former_because = models.CharField(max_length=12, choices=Former, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="answer_one_counts", fields=["case", "question"], condition=Q(former_at=None)
            ),
            models.CheckConstraint(
                name="answer_former_says_why",
                condition=Q(former_at=None, former_because="")
                | Q(former_at__isnull=False) & ~Q(former_because=""),
            ),
        ]
        indexes = [models.Index(name="answer_of_case", fields=["case", "id"])]
