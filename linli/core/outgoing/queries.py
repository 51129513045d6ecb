"""Reading the log of outgoing messages."""

from django.db.models import QuerySet

from linli.core.actors import Actor, Right
from linli.core.outgoing.models import OutgoingMessage

# The words are for their recipient, not for whoever runs the service.
UNREAD = ("subject", "body", "data")


def visible_messages(actor: Actor) -> QuerySet[OutgoingMessage]:
    """Every line, without its words, for whoever runs the service; none for anybody else."""
    if not actor.has(Right.SERVICE_RUN):
        return OutgoingMessage.objects.none()
    return OutgoingMessage.objects.defer(*UNREAD)


def messages_about(kind: str, pk: int) -> QuerySet[OutgoingMessage]:
    """What was sent about one thing, newest first. The caller has already been allowed to see the thing."""
    return OutgoingMessage.objects.defer(*UNREAD).filter(about_kind=kind, about_id=pk).order_by("-id")
