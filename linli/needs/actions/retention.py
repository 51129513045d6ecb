"""The timers of duty D-11: what must be deleted is deleted; the line about it holds no content."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from linli.core import audit
from linli.core.actors import Actor
from linli.core.errors import NotAllowed
from linli.needs.models import Helper, Need, Resource, Served
from linli.needs.terms import HELPER_LINK_DAYS, OPEN, HelperKind, Relation

AT_ONCE = 200
A_NIGHT = 20_000
BLANK = {"name": "", "phone": "", "door": "", "proxy_name": "", "proxy_phone": "", "relation": Relation.SELF}


@dataclass(frozen=True, slots=True)
class Erased:
    needs: int = 0
    helpers: int = 0


def forget_person(need: Need) -> None:
    """Blank who it was for and what was wanted, in the transaction that ends the consent.

    The four digits stay: the link still says that it was stopped.
    """
    Served.objects.filter(pk=need.pk).update(**BLANK)
    Need.objects.filter(pk=need.pk).update(wish="", options=[], building=None, lon=None, lat=None)
    need.wish, need.options, need.building, need.lon, need.lat = "", [], None, None, None
    for name, value in BLANK.items():
        setattr(need.served, name, value)


def erase_due(actor: Actor, *, now: datetime, most: int = A_NIGHT) -> Erased:
    """Needs whose time is over, with everything that hangs on them, and helpers who only had a link and no
    longer offer anything. Batch by batch: a run that breaks off has done what it said it did.
    """
    if actor.kind != "system":
        raise NotAllowed("may_not_erase_needs")
    today = timezone.localdate(now)
    ids = list(Need.objects.filter(delete_on__lte=today).values_list("pk", flat=True)[:most])
    for start in range(0, len(ids), AT_ONCE):
        _erase_needs(actor, ids[start : start + AT_ONCE], now)
    return Erased(len(ids), _erase_helpers(actor, now))


@transaction.atomic
def _erase_needs(actor: Actor, ids: list[int], now: datetime) -> None:
    due = Need.objects.filter(pk__in=ids, delete_on__isnull=False)
    found = list(due.values_list("pk", flat=True))
    due.delete()  # person, consents, matches, tasks and lines go with it
    audit.record_many(audit.lines_of(actor, "need.erased", [("need", pk) for pk in found], now=now))


@transaction.atomic
def _erase_helpers(actor: Actor, now: datetime) -> int:
    since = timezone.localdate(now) - timedelta(days=HELPER_LINK_DAYS)
    with_link = Helper.objects.filter(kind__in=[HelperKind.PARTNER, HelperKind.VOLUNTEER])
    long_ago = with_link.filter(added_at__lt=now - timedelta(days=HELPER_LINK_DAYS))
    busy = Need.objects.filter(state__in=list(OPEN), helper__isnull=False).values("helper")
    offering = Resource.objects.filter(until__gte=since).values("helper")
    gone = long_ago.exclude(pk__in=offering).exclude(pk__in=busy)
    free = gone.exclude(pk__in=Need.objects.filter(helper__isnull=False).values("helper"))
    ids = list(free.values_list("pk", flat=True)[:AT_ONCE])
    Helper.objects.filter(pk__in=ids).delete()
    audit.record_many(audit.lines_of(actor, "helper.erased", [("helper", pk) for pk in ids], now=now))
    return len(ids)
