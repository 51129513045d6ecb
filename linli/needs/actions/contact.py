"""Reading who it is for, and proving that one is: both leave a line."""

import hmac
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from linli.cases.rules import read_code
from linli.core import audit
from linli.core.actors import PUBLIC, Actor
from linli.core.errors import NotAllowed, RuleBroken, TooMany
from linli.needs.models import Need, Served
from linli.needs.rules import standing
from linli.needs.rules.wording import check_wanted
from linli.needs.terms import OPEN, WISH_MAX, State

TRIES = 5
LOCKED_FOR = timedelta(minutes=15)


def may_read_contact(actor: Actor, need: Need) -> bool:
    """The community's desk while the need is open; the named helper while it runs; nobody else."""
    if standing.is_desk(actor, need):
        return need.state in OPEN
    return need.state == State.RUNNING and standing.is_helper(actor, need.helper)


@transaction.atomic
def read_contact(actor: Actor, need: Need, *, purpose: str, now: datetime) -> Served:
    """Name, phone and door, for a stated purpose; the reading is audited and the person can see it."""
    if not may_read_contact(actor, need):
        raise NotAllowed("may_not_read_contact")
    purpose = check_wanted(purpose, field="purpose", most=WISH_MAX)
    if not purpose:
        why = _("请先说明为什么要看，比如“约上门的时间”。")
        raise RuleBroken("purpose_needed", why, {"purpose": why})
    audit.record(actor, "need.contact_read", need, now=now, purpose=purpose)
    return Served.objects.get(pk=need.pk)


def prove_person(code: str, pin: str, *, now: datetime) -> Need:
    """The need of a code and four digits. A wrong code and wrong digits get one answer."""
    served = Served.objects.select_related("need").filter(need__code=read_code(code)).first()
    if served is not None and served.locked_until is not None and served.locked_until > now:
        raise TooMany("pin_locked", _("输错次数太多，请 15 分钟后再试，或拨打社区电话查询。"))
    typed = pin.strip().encode()
    if served is None or not served.pin or not hmac.compare_digest(served.pin.encode(), typed):
        _count_wrong(served, now)
        raise RuleBroken("code_or_pin", _("编号和后四位对不上，请对照回执再输一次。"))
    if served.wrong_pins:
        Served.objects.filter(pk=served.pk).update(wrong_pins=0, locked_until=None)
    return served.need


@transaction.atomic
def _count_wrong(served: Served | None, now: datetime) -> None:
    if served is None:
        return
    wrong = served.wrong_pins + 1
    locked_until = now + LOCKED_FOR if wrong >= TRIES else None
    counted = {"wrong_pins": 0 if locked_until else wrong, "locked_until": locked_until}
    Served.objects.filter(pk=served.pk).update(**counted)
    audit.record(PUBLIC, "need.pin_wrong", ("need", served.pk), now=now, wrong=wrong)
