"""Reading who the caller is, and proving that one is the caller: both leave a line."""

import hmac
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from linli.cases import rules
from linli.cases.models import Caller, Case
from linli.cases.queries.cases import lead_case
from linli.cases.queries.merged import merged_case_for
from linli.core import audit
from linli.core.actors import PUBLIC, Actor, Right
from linli.core.errors import NotAllowed, RuleBroken, TooMany

TRIES = 5
LOCKED_FOR = timedelta(minutes=15)


def may_read_contact(actor: Actor, case: Case) -> bool:
    """The desk of the place, and the handler while his order is open, of every caller of the matter; nobody
    else.
    """
    if actor.reaches(Right.CASE_CONTACT, case) and actor.reaches(Right.CASE_DESK, case):
        return True
    units = actor.unit_ids(Right.CASE_CONTACT)
    orders = lead_case(case).orders
    return not case.confidential and bool(units) and orders.filter(unit_id__in=units, open=True).exists()


@transaction.atomic
def read_contact(actor: Actor, case_id: int, *, purpose: str, now: datetime) -> Caller:
    """The caller's name and phone, for a stated purpose; the reading is audited and the caller can see it."""
    case = merged_case_for(actor, case_id)
    if not may_read_contact(actor, case):
        raise NotAllowed("may_not_read_contact")
    if not purpose.strip():
        why = _("请先说明为什么要看联系方式，比如“电话核实地点”。")
        raise RuleBroken("purpose_needed", why, {"purpose": why})
    caller = Caller.objects.filter(pk=case.pk).first()
    if caller is None:
        raise RuleBroken("no_contact", _("这件由历史数据导入，没有诉求人的联系方式。"))
    if not caller.pin:
        raise RuleBroken("contact_erased", _("这件了结已满两年，诉求人的联系方式已按规定清除。"))
    audit.record(actor, "case.contact_read", case, now=now, purpose=purpose.strip()[:100])
    return caller


def prove_caller(code: str, pin: str, *, now: datetime) -> Case:
    """The case of a code and four digits. A wrong code and wrong digits get one answer."""
    digits = rules.read_code(code)
    caller = Caller.objects.select_related("case").filter(case__code=digits).first()
    if caller is not None and caller.locked_until is not None and caller.locked_until > now:
        raise TooMany("pin_locked", _("输错次数太多，请 15 分钟后再试，或拨打社区电话查询。"))
    if caller is None or not _same(caller.pin, pin):
        _count_wrong(caller, now)
        raise RuleBroken("code_or_pin", _("编号和后四位对不上，请对照回执再输一次。"))
    if caller.wrong_pins:
        Caller.objects.filter(pk=caller.pk).update(wrong_pins=0, locked_until=None)
    return caller.case


def _same(kept: str, typed: str) -> bool:
    """Blank digits are a caller already forgotten: nothing that is typed opens his case."""
    return bool(kept) and hmac.compare_digest(kept.encode(), typed.strip().encode())


@transaction.atomic
def _count_wrong(caller: Caller | None, now: datetime) -> None:
    if caller is None:
        return
    wrong = caller.wrong_pins + 1
    locked_until = now + LOCKED_FOR if wrong >= TRIES else None
    Caller.objects.filter(pk=caller.pk).update(
        wrong_pins=0 if locked_until else wrong, locked_until=locked_until
    )
    audit.record(PUBLIC, "case.pin_wrong", caller.case, now=now, wrong=wrong)
