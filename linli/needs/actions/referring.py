"""Tasks of judicial and civil-affairs offices: opened one by one, by reference, by named people (D-4)."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from linli.accounts.models import Account
from linli.core import audit
from linli.core.actors import Actor, Right
from linli.core.errors import NotAllowed, NotFound, RuleBroken
from linli.needs.models import Referral, ReferralReader
from linli.needs.terms import REFERRAL_DAYS_MOST, REFERRAL_READERS_MOST, Ask
from linli.organisation.models import Person, Unit

OFFICES = frozenset({"justice", "social_affairs"})  # trades of the units that may refer
LETTERS = "ACDEFHJKMNPRTUVWXY34679"  # nothing that is misread
LENGTH = 12
SUBJECT = ("referral", 0)  # audit lines name no row: no line leads to a task


@dataclass(frozen=True, slots=True)
class Told:
    """What a named person reads: whom to ask, what for, until when. Not a word about anybody."""

    office: str
    phone: str
    asks: str
    expires_on: date


def offices_of(actor: Actor) -> list[Unit]:
    """Referring offices one works in."""
    units = actor.unit_ids(Right.NEED_HELP)
    return list(Unit.objects.filter(pk__in=units, trade__in=OFFICES, active=True).order_by("name"))


@transaction.atomic
def refer(
    actor: Actor,
    office: Unit,
    *,
    asks: str,
    staff_numbers: Sequence[str],
    expires_on: date | None,
    now: datetime,
) -> str:
    """Leave a task for named people; gives the reference, shown this once and kept by nobody."""
    if office.pk not in {unit.pk for unit in offices_of(actor)}:
        raise NotAllowed("may_not_refer")
    today, faults = timezone.localdate(now), {}
    if asks not in Ask.values:
        faults["asks"] = _("请选要对方做什么。")
    if expires_on is None or not today < expires_on <= today + timedelta(days=REFERRAL_DAYS_MOST):
        faults["expires_on"] = _("请写哪一天失效，最长 %(days)d 天。") % {"days": REFERRAL_DAYS_MOST}
    readers = _readers(staff_numbers)
    if not readers or len(readers) != len(set(staff_numbers)) or len(readers) > REFERRAL_READERS_MOST:
        most = {"most": REFERRAL_READERS_MOST}
        faults["staff"] = _("请逐个写工号，最多 %(most)d 位；有一位没有账号或写错了。") % most
    if faults:
        raise RuleBroken("referral_incomplete", next(iter(faults.values())), faults)
    assert expires_on is not None
    reference = "".join(secrets.choice(LETTERS) for _n in range(LENGTH))
    made = Referral.objects.create(digest=_digest(reference), office=office, asks=asks, expires_on=expires_on)
    ReferralReader.objects.bulk_create(ReferralReader(referral=made, account=one) for one in readers)
    audit.record(actor, "referral.left", SUBJECT, now=now)
    return reference


def _readers(staff_numbers: Sequence[str]) -> list[Account]:
    people = Person.objects.filter(staff_number__in=set(staff_numbers), active=True, account__isnull=False)
    return [person.account for person in people.select_related("account") if person.account is not None]


@transaction.atomic
def open_referral(actor: Actor, reference: str, *, now: datetime) -> Told:
    """One task by its reference. Wrong, expired and not meant for one look the same."""
    found = _found(actor, reference, now)
    audit.record(actor, "referral.opened", SUBJECT, now=now)
    return Told(found.office.name, found.office.phone, str(Ask(found.asks).label), found.expires_on)


@transaction.atomic
def finish_referral(actor: Actor, reference: str, *, now: datetime) -> None:
    """Done: it is deleted at once, for all who were named."""
    _found(actor, reference, now).delete()
    audit.record(actor, "referral.finished", SUBJECT, now=now)


def _found(actor: Actor, reference: str, now: datetime) -> Referral:
    if not actor.is_staff:
        raise NotAllowed("may_not_open_referral")
    live = Referral.objects.select_related("office").filter(
        digest=_digest(reference), expires_on__gte=timezone.localdate(now), readers__account=actor.id
    )
    found = live.first()
    if found is None:
        raise NotFound("referral", _("没有这个编号，或已失效，或不是给您的。请向来函单位核对。"))
    return found


def erase_expired_referrals(now: datetime) -> int:
    """Every night: what expired is gone, with the names of who might have opened it."""
    _count, by_model = Referral.objects.filter(expires_on__lt=timezone.localdate(now)).delete()
    return by_model.get("needs.Referral", 0)


def _digest(reference: str) -> str:
    plain = "".join(reference.upper().split()).replace("-", "")
    return salted_hmac("linli.needs.referral", plain, algorithm="sha256").hexdigest()
