"""The rows of a method pack a case is judged by."""

from django.db import models
from django.db.models import Q

from linli.cases.terms import Colour, Manner, Scale, Stage
from linli.cases.terms.questions import AskedOf, QuestionKind
from linli.cases.terms.requests import RequestKind
from linli.methods.models import Pack
from linli.organisation.models import Unit
from linli.organisation.terms import UnitKind
from linli.places.models import Place


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


class ScaleRule(models.Model):
    """Who deals with a matter of a size first, with how many, and where it goes when that is not enough."""

    pack = models.ForeignKey(Pack, models.CASCADE, related_name="+")
    scale = models.CharField(max_length=8, choices=Scale)
    title = models.CharField(max_length=40)
    level = models.CharField(max_length=12)
    manner = models.CharField(max_length=8, choices=Manner, default=Manner.ALONE)
    how = models.CharField(max_length=200)
    escalates_to = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="scale_rule_once", fields=["pack", "scale"])]


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


class Ground(models.Model):
    """A listed reason for which a unit may ask for something."""

    pack = models.ForeignKey(Pack, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=RequestKind)
    code = models.CharField(max_length=40)
    number = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=120)  # the caller reads it
    basis = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(name="ground_once", fields=["pack", "kind", "code"])]


class RequestLimit(models.Model):
    """How much may be asked for, and how soon it is answered."""

    pack = models.ForeignKey(Pack, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=RequestKind)
    most_days = models.PositiveSmallIntegerField(null=True)  # of an extension: working days
    answer_days = models.PositiveSmallIntegerField()  # working days
    basis = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(name="request_limit_once", fields=["pack", "kind"])]


class Question(models.Model):
    """What is asked beside the words: of matters of a kind, of a group, or of all."""

    pack = models.ForeignKey(Pack, models.CASCADE, related_name="+")
    category = models.ForeignKey(Category, models.CASCADE, null=True, related_name="+")
    code = models.CharField(max_length=40)
    number = models.PositiveSmallIntegerField(default=0)  # place among those of the same category
    ask = models.CharField(max_length=60)
    help = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=12, choices=QuestionKind)
    options = models.JSONField(default=list)
    unit = models.CharField(max_length=10, blank=True)
    least = models.FloatField(null=True)
    most = models.FloatField(null=True)
    required = models.BooleanField(default=False)
    only_if = models.CharField(max_length=40, blank=True)  # code of the question that opens this one
    only_if_is = models.JSONField(default=list)
    asked_of = models.CharField(max_length=8, choices=AskedOf, default=AskedOf.CALLER)
    raises_to = models.PositiveSmallIntegerField(null=True)  # grade of urgency
    raises_if = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="question_once", fields=["pack", "category", "code"]),
            models.UniqueConstraint(
                name="question_of_all_once", fields=["pack", "code"], condition=Q(category=None)
            ),
        ]
