"""The closed catalogue: what can be wanted here, from the method pack."""

from django.db import models

from linli.methods.models import Pack
from linli.needs.terms import Rhythm


class NeedSkill(models.Model):
    """Something a helper must be able to do."""

    pack = models.ForeignKey(Pack, models.CASCADE, related_name="+")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(name="need_skill_once", fields=["pack", "code"])]


class NeedKind(models.Model):
    """A service, never a kind of person. Needs keep the row they were raised by."""

    pack = models.ForeignKey(Pack, models.CASCADE, related_name="+")
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=40)
    offers = models.CharField(max_length=200)
    usual_days = models.PositiveSmallIntegerField()
    longest_days = models.PositiveSmallIntegerField()
    rhythm = models.CharField(max_length=16, choices=Rhythm)
    minutes = models.PositiveSmallIntegerField()
    helpers = models.JSONField(default=list)  # values of HelperKind
    skill = models.CharField(max_length=40, blank=True)  # code of a NeedSkill
    options = models.JSONField(default=list)  # what can be chosen about it: texts of the pack
    never_say = models.JSONField(default=list)  # words refused here besides those refused everywhere
    number = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(name="need_kind_once", fields=["pack", "code"])]

    def __str__(self) -> str:
        return self.name
