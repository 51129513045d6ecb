"""Work orders of a hotline: who sends them, in which columns, what came, and what was answered."""

from django.db import models
from django.db.models import Q

from linli.cases.models import Case
from linli.channels.hotline.terms import AskKind, BatchState, LineState, Verdict
from linli.places.models import Place


class HotlineSender(models.Model):
    """A desk above or beside us that gives its orders as tables. Its columns are kept, both ways."""

    name = models.CharField(max_length=40)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")  # the desk that gets them
    columns = models.JSONField(default=dict)  # our field: their heading
    reply_columns = models.JSONField(default=list)  # [their heading, our field], in their order
    ask_columns = models.JSONField(default=list)  # the same, of requests for more time and returned orders
    urgency = models.JSONField(default=dict)  # their word: our colour; empty: terms.USUAL_URGENCY
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="hotline_sender_once", fields=["place", "name"])]

    def __str__(self) -> str:
        return self.name


class HotlineBatch(models.Model):
    """One file. Its cells are kept for the error sheet and the preview, then blanked (terms.CELLS_KEPT)."""

    sender = models.ForeignKey(HotlineSender, models.PROTECT, related_name="batches")
    file_name = models.CharField(max_length=120)
    headings = models.JSONField()
    rows = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=BatchState, default=BatchState.DRAFT)
    columns = models.JSONField(default=dict)  # those it was filed by
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="hotline_batch_state", condition=Q(state__in=BatchState.values))
        ]
        indexes = [models.Index(name="hotline_batch_new", fields=["sender", "-id"])]


class HotlineOrder(models.Model):
    """Their number and our case. `facts` are digests by which a changed row is told from the same row."""

    sender = models.ForeignKey(HotlineSender, models.PROTECT, related_name="orders", db_index=False)
    number = models.CharField(max_length=80)
    case = models.OneToOneField(Case, models.CASCADE, related_name="+")
    facts = models.JSONField()
    wanted_at = models.DateTimeField(null=True)  # until when they want the answer
    created_at = models.DateTimeField()
    exported_at = models.DateTimeField(null=True)  # their answer went out; empty again when it is reopened

    class Meta:
        constraints = [models.UniqueConstraint(name="hotline_order_once", fields=["sender", "number"])]
        indexes = [
            models.Index(name="hotline_unanswered", fields=["sender", "id"], condition=Q(exported_at=None))
        ]


class HotlineAsk(models.Model):
    """What we ask the sender of an order: more time, or to take it back; and what they answered."""

    order = models.ForeignKey(HotlineOrder, models.CASCADE, related_name="asks", db_index=False)
    kind = models.CharField(max_length=10, choices=AskKind)
    reason = models.CharField(max_length=600)
    until = models.DateTimeField(null=True)  # of an extension: the moment asked for
    asked_at = models.DateTimeField()
    exported_at = models.DateTimeField(null=True)  # last put out
    verdict = models.CharField(max_length=8, choices=Verdict, default=Verdict.PENDING)
    answer = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="hotline_ask_kind", condition=Q(kind__in=AskKind.values)),
            models.CheckConstraint(name="hotline_ask_verdict", condition=Q(verdict__in=Verdict.values)),
            models.UniqueConstraint(
                name="hotline_ask_once", fields=["order", "kind"], condition=Q(verdict=Verdict.PENDING)
            ),
        ]
        indexes = [
            models.Index(name="hotline_ask_of", fields=["order", "-id"]),
            models.Index(name="hotline_ask_open", fields=["id"], condition=Q(verdict=Verdict.PENDING)),
        ]


class HotlineLine(models.Model):
    """A row of a file and what became of it."""

    batch = models.ForeignKey(HotlineBatch, models.CASCADE, related_name="lines", db_index=False)
    line = models.PositiveIntegerField()  # in their file
    cells = models.JSONField()
    state = models.CharField(max_length=8, choices=LineState, default=LineState.WAITING)
    reason = models.CharField(max_length=300, blank=True)
    order = models.ForeignKey(HotlineOrder, models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(name="hotline_line_state", fields=["batch", "state", "line"])]


class HotlineExport(models.Model):
    """What we told them at one time; can be fetched again as it was."""

    sender = models.ForeignKey(HotlineSender, models.PROTECT, related_name="exports", db_index=False)
    at = models.DateTimeField()
    columns = models.JSONField()
    rows = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(name="hotline_export_new", fields=["sender", "-id"])]


class HotlineReply(models.Model):
    """One answer as it went out."""

    export = models.ForeignKey(HotlineExport, models.CASCADE, related_name="replies", db_index=False)
    order = models.ForeignKey(HotlineOrder, models.CASCADE, related_name="replies")
    said = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(name="hotline_reply_once", fields=["export", "order"])]
