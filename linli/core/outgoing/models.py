"""The log of messages that leave the house."""

from django.db import models
from django.db.models import Q

from linli.core.outgoing.terms import TO_MAX, TRIES, Channel, State


class OutgoingMessage(models.Model):
    """One message to one recipient. Its contents are erased after a while, the line about it stays.

    `attempts` only grows: whoever settles an attempt names its number, so that a worker given up for
    dead changes nothing any more. `tries_left` counts down to giving up.
    """

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=200, unique=True)  # the same message is written once, ever
    channel = models.CharField(max_length=8, choices=Channel)
    to = models.CharField(max_length=TO_MAX)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    data = models.JSONField(null=True)  # webhook: the payload; mail: headers such as List-Unsubscribe
    kind = models.CharField(max_length=60)  # why it is sent: whistle.blown, case.moved
    about_kind = models.CharField(max_length=40, blank=True)
    about_id = models.BigIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    tries_left = models.PositiveSmallIntegerField(default=TRIES)
    urgent = models.BooleanField(default=False)
    error = models.CharField(max_length=300, blank=True)  # without the recipient's address
    created_at = models.DateTimeField()
    next_at = models.DateTimeField()  # not before
    sent_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "core"
        constraints = [
            models.CheckConstraint(name="outgoing_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="outgoing_channel_known", condition=Q(channel__in=Channel.values)),
            models.CheckConstraint(
                name="outgoing_sent_has_moment", condition=~Q(state=State.SENT) | Q(sent_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-id"], name="outgoing_by_state"),
            models.Index(
                fields=["next_at"],
                name="outgoing_under_way",
                condition=Q(state__in=[State.WAITING, State.SENDING]),
            ),
            models.Index(
                fields=["created_at"], name="outgoing_readable", condition=Q(erased_at__isnull=True)
            ),
            models.Index(fields=["about_kind", "about_id"], name="outgoing_about"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.channel} {self.kind}"
