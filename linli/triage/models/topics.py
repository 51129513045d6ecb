"""Hot topics and problems that come back: counts of matters, never of persons."""

from django.db import models

from linli.cases.models import Case
from linli.places.models import Place
from linli.triage.terms import Course


class Topic(models.Model):
    """Matters of the last weeks that tell of the same thing. Keeps its key while most of its matters stay."""

    words = models.CharField(max_length=60)  # what at least half of its texts have
    category_code = models.CharField(max_length=60, blank=True)  # of most of its matters
    cases = models.PositiveIntegerField()  # of this period
    before = models.PositiveIntegerField(default=0)  # of the period before
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    found_at = models.DateTimeField()  # when it was first seen as a topic

    class Meta:
        indexes = [models.Index(name="topic_largest", fields=["-cases", "id"])]

    def __str__(self) -> str:
        return self.words


class TopicPlace(models.Model):
    """A topic in one subdistrict, community or grid; `place` null: in the whole district."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="places")
    place = models.ForeignKey(Place, models.CASCADE, null=True, related_name="+", db_index=False)
    level = models.CharField(max_length=12, blank=True)
    cases = models.PositiveIntegerField()
    before = models.PositiveIntegerField(default=0)
    course = models.CharField(max_length=8, choices=Course)

    class Meta:
        indexes = [models.Index(name="topic_place_largest", fields=["place", "-cases", "id"])]


class TopicCase(models.Model):
    """That a case belongs to a topic."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="+")
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+", db_index=False)

    class Meta:
        indexes = [models.Index(name="topic_case_list", fields=["topic", "case"])]


class Recurring(models.Model):
    """A kind of matter that fills a community's desk month after month: a candidate for 每月一题."""

    community = models.ForeignKey(Place, models.CASCADE, related_name="+", db_index=False)
    category_code = models.CharField(max_length=60)
    months = models.PositiveSmallIntegerField()  # of the last six, in which it came up often
    cases = models.PositiveIntegerField()  # in those six months
    monthly = models.JSONField(default=list)  # [["2026-05", 12], …] oldest first
    chosen_for = models.CharField(max_length=7, blank=True)  # the month whose topic it is, "2026-06"

    class Meta:
        constraints = [models.UniqueConstraint(name="recurring_once", fields=["community", "category_code"])]
        indexes = [models.Index(name="recurring_most", fields=["-months", "-cases", "id"])]
