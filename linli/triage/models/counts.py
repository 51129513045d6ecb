"""What was learned about who gets what: counts."""

from django.db import models

from linli.cases.models import Case


class UnitCount(models.Model):
    """How many finished cases of a context had an answer, both in the words of `linli.solvers.dispatching`.

    A context is a category at a subdistrict, a category, a community, a channel; an answer is one unit or a
    role seen from the case ("subdistrict subdistrict_team city_management").
    """

    context = models.CharField(max_length=120)
    answer = models.CharField(max_length=160)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(name="unit_count_once", fields=["context", "answer"])]


class Lesson(models.Model):
    """As what a case was counted: counting it again first takes this back, so it never counts twice."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="+")
    category = models.CharField(max_length=60)
    area = models.CharField(max_length=20, blank=True)  # keys of subdistrict and community
    spot = models.CharField(max_length=20, blank=True)
    channel = models.CharField(max_length=16, blank=True)
    answer = models.CharField(max_length=160)
