"""Notices for one's units and for oneself."""

from django.db.models import Q, QuerySet

from linli.core.actors import Actor
from linli.organisation.models import Notice


def visible_notices(actor: Actor) -> QuerySet[Notice]:
    """Those to a unit one sits in today, and those to oneself."""
    units = {seat.unit_id for seat in actor.seats if seat.unit_id is not None}
    own = Q(person__account=actor.id) if actor.is_staff else Q(pk__in=[])
    return Notice.objects.filter(own | Q(unit__in=units)).select_related("unit")


def unread_notices(actor: Actor) -> QuerySet[Notice]:
    return visible_notices(actor).filter(read_at=None)
