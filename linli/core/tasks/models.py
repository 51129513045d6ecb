"""Work to be done, written in the transaction that asks for it."""

from django.db import models
from django.db.models import F, Q

from linli.core.tasks.terms import DEFAULT, State


class TaskRow(models.Model):
    """One call of one function. `worker` runs it until `leased_until`; after that it is up for anybody."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=160)  # dotted path of the task
    args = models.JSONField(default=list)
    kwargs = models.JSONField(default=dict)
    queue = models.CharField(max_length=20, default=DEFAULT)
    priority = models.SmallIntegerField(default=0)  # higher first
    key = models.CharField(max_length=200, default="", blank=True)
    run_at = models.DateTimeField(null=True)  # null: at once
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.SmallIntegerField(default=0)
    max_attempts = models.SmallIntegerField(default=5)
    leased_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=80, default="", blank=True)
    last_error = models.TextField(default="", blank=True)
    result = models.JSONField(null=True)
    fleeting = models.BooleanField(default=False)  # deleted when done: runs of a schedule every few seconds
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)  # of the latest attempt
    finished_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "core"
        constraints = [
            models.CheckConstraint(name="task_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="task_running_has_lease",
                condition=~Q(state=State.RUNNING) | Q(leased_until__isnull=False),
            ),
            # One waiting and one running per key: what is asked for while it runs is run again.
            models.UniqueConstraint(
                name="task_key_unfinished",
                fields=["key", "state"],
                condition=Q(state__in=[State.WAITING, State.RUNNING]) & ~Q(key=""),
            ),
        ]
        indexes = [
            models.Index(F("priority").desc(), "id", name="task_waiting", condition=Q(state=State.WAITING)),
            models.Index(fields=["leased_until"], name="task_running", condition=Q(state=State.RUNNING)),
            models.Index(fields=["finished_at"], name="task_done", condition=Q(state=State.DONE)),
            models.Index(fields=["id"], name="task_failed", condition=Q(state=State.FAILED)),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.name}"


class EventRow(models.Model):
    """Something happened and nobody was told yet. The row goes when its subscribers' tasks are written."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=60)
    payload = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        app_label = "core"

    def __str__(self) -> str:
        return f"{self.pk} {self.name}"


class Schedule(models.Model):
    """One `@scheduled` declaration and when it is due next. Whoever moves `next_at` on writes its task."""

    name = models.CharField(max_length=160, unique=True)  # dotted path of the task
    every_s = models.IntegerField(null=True)
    daily_at = models.TimeField(null=True)  # in settings.TIME_ZONE
    next_at = models.DateTimeField()

    class Meta:
        app_label = "core"
        constraints = [
            models.CheckConstraint(
                name="schedule_one_rhythm",
                condition=Q(every_s__gt=0, daily_at=None) | Q(every_s=None, daily_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class WorkerRow(models.Model):
    """A worker process and its last sign of life."""

    name = models.CharField(max_length=80, unique=True)
    threads = models.SmallIntegerField()
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        app_label = "core"

    def __str__(self) -> str:
        return self.name
