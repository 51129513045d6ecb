"""Counts of one morning for a unit or desk, each from an index range that ends at MOST."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from linli.cases.models import Case, CaseRequest, WorkOrder, pending, still_open
from linli.cases.terms import Queue
from linli.channels.models import DigestWish
from linli.core.actors import Actor, Level, Right
from linli.core.errors import NotFound
from linli.organisation.models import Unit, UnitAddress
from linli.organisation.queries.scope import within_reach
from linli.organisation.terms import UnitKind
from linli.places.terms import SCOPES

MOST = 1000  # more is told as "1000 and more"


@dataclass(frozen=True, slots=True)
class Morning:
    late: int = 0
    due_today: int = 0
    asked: int = 0  # requests that wait for this unit's word, or the desk's decision
    undispatched: int = 0  # of a desk: waiting for a unit

    @property
    def is_empty(self) -> bool:
        return not (self.late or self.due_today or self.asked or self.undispatched)


def morning_of(unit: Unit, now: datetime) -> Morning:
    """Of a desk its place's queue, of every other unit its orders."""
    if unit.kind == UnitKind.DESK and unit.place is not None:
        return _of_desk(unit, now)
    orders = WorkOrder.objects.filter(unit=unit, open=True).exclude(case__queue=Queue.WAITING)
    asked = CaseRequest.objects.filter(pending(), asked_unit=unit)
    return Morning(
        late=_some(orders.filter(runs_out_at__lt=now)),
        due_today=_some(orders.filter(runs_out_at__gte=now, runs_out_at__lt=_midnight(now))),
        asked=_some(asked),
    )


def _of_desk(unit: Unit, now: datetime) -> Morning:
    place = unit.place
    here = Q(**{f"{place.level}_id": place.pk}) if place and place.level in SCOPES else Q()
    waits = Case.objects.filter(still_open(), here, queue=Queue.DESK)
    working = Case.objects.filter(still_open(), here, queue=Queue.UNIT)
    asked = CaseRequest.objects.filter(pending(), here, asked_unit=None)
    return Morning(
        late=_some(waits.filter(due_at__lt=now)) + _some(working.filter(due_at__lt=now)),
        due_today=_some(waits.filter(due_at__gte=now, due_at__lt=_midnight(now))),
        asked=_some(asked),
        undispatched=_some(waits),
    )


def _some(rows: QuerySet[Case] | QuerySet[WorkOrder] | QuerySet[CaseRequest]) -> int:
    return len(rows.values_list("pk", flat=True)[:MOST])


def _midnight(now: datetime) -> datetime:
    tomorrow = timezone.localdate(now) + timedelta(days=1)
    return datetime.combine(tomorrow, time.min, timezone.get_default_timezone())


def wishes() -> QuerySet[DigestWish]:
    found = DigestWish.objects.filter(address__unit__active=True)
    return found.select_related("address__unit__place").defer("address__unit__place__shape").order_by("pk")


def manageable_addresses(actor: Actor) -> QuerySet[UnitAddress]:
    """Addresses of the units the actor arranges; those for emergencies only want no overview."""
    reach = within_reach(actor, Right.STAFF_MANAGE, "unit__place__")
    if any(seat.level is Level.DISTRICT for seat in actor.seats_with(Right.STAFF_MANAGE)):
        reach |= Q(unit__place=None)
    return UnitAddress.objects.filter(reach, unit__active=True, urgent_only=False).select_related("unit")


def address_for(actor: Actor, address_id: int) -> UnitAddress:
    found = manageable_addresses(actor).filter(pk=address_id).first()
    if found is None:
        raise NotFound("digest_address")
    return found
