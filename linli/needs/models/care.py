"""Who was asked, and what was agreed for which day."""

from django.db import models
from django.db.models import Q

from linli.needs.models.helpers import Helper, Resource
from linli.needs.models.need import Need
from linli.needs.terms import CareState, MatchState, NotDone, Part, RefuseWhy

LIVE = Q(state__in=[MatchState.ASKED, MatchState.ACCEPTED, MatchState.AGREED])


class Match(models.Model):
    """One helper asked for one need: proposed with reasons, answered by both sides."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="matches", db_index=False)
    helper = models.ForeignKey(Helper, models.CASCADE, related_name="matches", db_index=False)
    resource = models.ForeignKey(Resource, models.SET_NULL, null=True, related_name="+")
    rank = models.PositiveSmallIntegerField(default=0)  # in which order they are asked
    state = models.CharField(max_length=8, choices=MatchState, default=MatchState.WAITING)
    reasons = models.JSONField(default=list)  # sentences, as the desk read them when it chose
    times = models.PositiveIntegerField(default=0)  # when both can
    why = models.CharField(max_length=8, choices=RefuseWhy, blank=True)
    asked_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="match_one_live", fields=["need"], condition=LIVE),
            models.CheckConstraint(name="match_state_known", condition=Q(state__in=MatchState.values)),
        ]
        indexes = [
            models.Index(name="match_of_need", fields=["need", "rank", "id"]),
            models.Index(name="match_of_helper", fields=["helper", "state"]),
            models.Index(name="match_takes", fields=["resource", "state"]),
        ]


class CareTask(models.Model):
    """One visit of a care plan: a day, a part of the day, a named helper. Nobody clocks in."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="tasks", db_index=False)
    helper = models.ForeignKey(Helper, models.CASCADE, related_name="tasks", db_index=False)
    on = models.DateField()
    part = models.PositiveSmallIntegerField(choices=Part)
    state = models.CharField(max_length=12, choices=CareState, default=CareState.PLANNED)
    reason = models.CharField(max_length=12, choices=NotDone, blank=True)
    moved_to = models.DateField(null=True)
    missed = models.BooleanField(default=False)  # the person says that nobody came
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="care_task_once",
                fields=["need", "on", "part"],
                condition=Q(state__in=[CareState.PLANNED, CareState.DONE]),
            ),
            models.CheckConstraint(name="care_task_state_known", condition=Q(state__in=CareState.values)),
            models.CheckConstraint(
                name="care_task_not_done_has_reason",
                condition=~Q(state=CareState.NOT_POSSIBLE) | ~Q(reason=""),
            ),
        ]
        indexes = [
            models.Index(name="care_of_helper", fields=["helper", "on", "part", "id"]),
            models.Index(name="care_of_need", fields=["need", "on", "part", "id"]),
        ]
