"""Method packs as loaded: a version is never changed. And what leads from one to the next."""

from django.db import models
from django.db.models import Q


class Pack(models.Model):
    """One loaded version of one method pack; exactly one is active in a district."""

    name = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=80)
    about = models.CharField(max_length=2000, blank=True)
    based_on = models.CharField(max_length=40, blank=True)
    digest = models.CharField(max_length=64)  # of the resolved content: loading it again changes nothing
    text = models.TextField()  # as it was given
    content = models.JSONField(
        default=dict
    )  # section: rows; the base's too, so that a later base changes nothing
    loaded_at = models.DateTimeField()
    active = models.BooleanField(default=False)
    activated_at = models.DateTimeField(null=True)  # the last time

    class Meta:
        constraints = [
            models.UniqueConstraint(name="pack_name_version", fields=["name", "version"]),
            models.UniqueConstraint(name="pack_one_active", fields=["active"], condition=Q(active=True)),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class Draft(models.Model):
    """A version that is being written in the browser. It may have faults; it is gone once it is loaded."""

    begun_from = models.ForeignKey(Pack, models.PROTECT, related_name="+")
    key = models.CharField(max_length=40)  # the name of the pack it will be a version of
    title = models.CharField(max_length=80)
    about = models.CharField(max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=0)  # goes up with everything that is saved in it
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title


class DraftRow(models.Model):
    """One row of one section. It fits the section's shape; whether it fits the others is checked apart."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="rows", db_index=False)
    section = models.CharField(max_length=40)
    number = models.PositiveIntegerField()  # the order of the rows
    values = models.JSONField(default=dict)
    kept_code = models.CharField(max_length=200, blank=True)  # as cases know it
    version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(name="draft_rows", fields=["draft", "section", "number", "id"])]


class Period(models.Model):
    """From when to when a version was in force; the open one is today's."""

    pack = models.ForeignKey(Pack, models.CASCADE, related_name="periods")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    open = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="period_one_open", fields=["open"], condition=Q(open=True))
        ]
        indexes = [models.Index(name="period_begins", fields=["-begins_at", "-id"])]


class Plan(models.Model):
    """A version that is to be put in force at the start of a day."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        CANCELLED = "cancelled"

    pack = models.ForeignKey(Pack, models.CASCADE, related_name="plans")
    starts_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    planned_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="plan_one_a_day", fields=["starts_on"], condition=Q(state="waiting"))
        ]


class Trial(models.Model):
    """What a content would have done with the matters of some days, beside the version in force then."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"

    against = models.ForeignKey(Pack, models.CASCADE, related_name="+")
    draft = models.ForeignKey(Draft, models.SET_NULL, null=True, related_name="trials")
    title = models.CharField(max_length=80)
    content = models.JSONField(default=dict)  # as it was when the trial was asked for
    digest = models.CharField(max_length=64)  # of the content: the draft's trial is the loaded version's too
    first_day = models.DateField()
    last_day = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    total = models.PositiveIntegerField(default=0)  # matters of these days
    done = models.PositiveIntegerField(default=0)  # of them looked at
    differing = models.PositiveIntegerField(default=0)  # of them judged otherwise in anything
    listed = models.PositiveIntegerField(default=0)  # rows of the list
    after = models.CharField(max_length=200, blank=True)  # where to go on: a cursor of `core.lists`
    summary = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(name="trial_digest", fields=["digest", "-id"]),
        ]


class TrialDifference(models.Model):
    """One thing in which one matter would have been judged otherwise; the newest matter first."""

    trial = models.ForeignKey(Trial, models.CASCADE, related_name="differences", db_index=False)
    case_id = models.BigIntegerField()
    code = models.CharField(max_length=11)
    kind = models.CharField(max_length=20)
    category = models.CharField(max_length=60)
    place = models.CharField(max_length=120, blank=True)
    before = models.CharField(max_length=200, blank=True)
    after = models.CharField(max_length=200, blank=True)
    before_due = models.DateTimeField(null=True)  # of a limit: when the stage would run out, begun at receipt
    after_due = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(name="trial_rows", fields=["trial", "id"]),
            models.Index(name="trial_kind", fields=["trial", "kind", "id"]),
        ]
