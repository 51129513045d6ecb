"""Who hears of a whistle: called units at their first page and addresses, desks on their first page."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.core.words import spoken
from linli.organisation.actions import NoticeLine, UnitMessage, put_notices, tell_units
from linli.whistles.models import Call, Whistle
from linli.whistles.queries.people import people_above, people_at
from linli.whistles.terms import Kind


def tell_called(whistle: Whistle, calls: Iterable[Call], *, kind: str, once: str, now: datetime) -> None:
    """Each unit is told what is wanted of it and until when; of the matter only where it is.

    What leaves the house holds no word of the caller. An emergency rings at every address they gave.
    """
    emergency = whistle.kind == Kind.EMERGENCY
    messages = [
        UnitMessage(
            unit_id=call.unit_id,
            text=_sentence(whistle, call, kind, now),
            url=reverse("whistles:whistle", args=[whistle.pk]),
            kind=kind,
            key=f"{kind}:{call.pk}:{once}",
            about=("whistle", whistle.pk),
        )
        for call in calls
    ]
    tell_units(messages, urgent=emergency, now=now)


def _sentence(whistle: Whistle, call: Call, kind: str, now: datetime) -> str:
    where = whistle.case.community.name if whistle.case.community else whistle.place.name
    words = {
        "who": whistle.place.name,
        "kind": whistle.get_kind_display(),
        "where": where,
        "check_in": spoken(call.check_in_due_at, now),
        "arrive": spoken(call.arrive_due_at, now),
    }
    if kind == "whistle.late":
        return _("还没有报到或到场：%(who)s的%(kind)s，在%(where)s，原定%(arrive)s前到场") % words
    if kind == "whistle.closed":
        return _("%(who)s的%(kind)s已结哨，请互评") % words
    if whistle.kind == Kind.EMERGENCY:
        return _("%(who)s吹%(kind)s：%(where)s，请%(arrive)s前到场") % words
    return _("%(who)s吹%(kind)s：%(where)s，请%(check_in)s前报到，%(arrive)s前到场") % words


def tell_owner(whistle: Whistle, text: str, key: str, *, now: datetime) -> None:
    """A line for those at the desk of the place that blew."""
    _tell(people_at(whistle.place_id, timezone.localdate(now)), whistle, text, key, now)


def tell_above(whistle: Whistle, text: str, key: str, *, now: datetime) -> None:
    """A line for those at the district's desk."""
    _tell(people_above(timezone.localdate(now)), whistle, text, key, now)


def _tell(people: Iterable[int], whistle: Whistle, text: str, key: str, now: datetime) -> None:
    url = reverse("whistles:whistle", args=[whistle.pk])
    put_notices([NoticeLine(text, url, f"{key}:{pk}", person_id=pk) for pk in people], now=now)
