"""What somebody at the phone writes down: an answer, or how a try ended."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.callbacks.models import CallBack
from linli.callbacks.queries import plans
from linli.callbacks.queries.lists import call_back_for
from linli.callbacks.rules.sampling import Plan, into_hours, within_hours
from linli.callbacks.terms import RETRY_AFTER, STEPS, Attempt, CallState, Why
from linli.cases.actions.caller import Answer
from linli.cases.actions.contact import read_contact
from linli.cases.actions.desk import reopen_case
from linli.cases.actions.phone import rate_by_phone
from linli.cases.models import Caller
from linli.cases.queries.cases import lead_case
from linli.core import audit
from linli.core.actors import Actor
from linli.core.errors import BadStep, RuleBroken, Stale


@transaction.atomic
def read_number(actor: Actor, call_back_id: int, *, now: datetime) -> Caller:
    """The caller's name and phone for this one call; audited as a reading the caller can see.

    Only in the hours of the plan: nobody is rung at night.
    """
    call_back = call_back_for(actor, call_back_id)
    _check_waiting(call_back)
    plan = _plan(call_back)
    if not within_hours(now, plan, timezone.get_default_timezone()):
        hours = {"opens": f"{plan.opens:%H:%M}", "closes": f"{plan.closes:%H:%M}"}
        raise RuleBroken("outside_hours", _("回访电话只在 %(opens)s 到 %(closes)s 打，请到时再来。") % hours)
    purpose = _("电话回访（第 %(n)d 次）") % {"n": call_back.tries + 1}
    return read_contact(actor, call_back.case_id, purpose=purpose, now=now)


@transaction.atomic
def write_answer(actor: Actor, call_back_id: int, answer: Answer, *, version: int, now: datetime) -> CallBack:
    """The caller was reached and answered. Not solved goes back to work with the caller's own words.

    If the link was quicker, the first answer stands and this one is refused.
    """
    call_back = _waiting(actor, call_back_id, version)
    if call_back.why == Why.UNSATISFIED:
        _ask_again(actor, call_back, answer, now=now)
    else:
        rate_by_phone(actor, call_back.case, answer, now=now)
    _move(actor, call_back, CallState.REACHED, now=now, tries=call_back.tries + 1, last_at=now)
    return call_back


def _ask_again(actor: Actor, call_back: CallBack, answer: Answer, *, now: datetime) -> None:
    """The caller has answered by the link and is not satisfied: that answer stands, a new fact may reopen."""
    if answer.solved:
        return
    if not answer.words.strip():
        why = _("请写下诉求人说的哪里没解决，承办单位会照着继续办。")
        raise RuleBroken("reason_needed", why, {"words": why})
    reopen_case(actor, lead_case(call_back.case), note=answer.words, now=now)


@transaction.atomic
def write_attempt(
    actor: Actor, call_back_id: int, attempt: Attempt, *, version: int, now: datetime
) -> CallBack:
    """Nobody picked up, does not want to, or it is somebody else's number. None of these is an answer."""
    call_back = _waiting(actor, call_back_id, version)
    tries = call_back.tries + 1
    if attempt is Attempt.NOT_REACHED and tries < call_back.tries_most:
        plan = _plan(call_back)
        due_at = into_hours(now + RETRY_AFTER, plan, timezone.get_default_timezone())
        _move(actor, call_back, CallState.WAITING, now=now, tries=tries, last_at=now, due_at=due_at)
    else:
        _move(actor, call_back, CallState(attempt.value), now=now, tries=tries, last_at=now)
    return call_back


def _waiting(actor: Actor, call_back_id: int, version: int) -> CallBack:
    """The row the actor saw, still to be rung."""
    call_back = call_back_for(actor, call_back_id)
    _check_waiting(call_back)
    if call_back.version != version:
        raise Stale("call_back_changed")
    return call_back


def _check_waiting(call_back: CallBack) -> None:
    if call_back.state != CallState.WAITING:
        raise BadStep(f"{call_back.state}_call")


def _plan(call_back: CallBack) -> Plan:
    return plans.plan_of(lead_case(call_back.case), call_back.unit, plans.plans())


def _move(actor: Actor, call_back: CallBack, state: CallState, *, now: datetime, **changes: object) -> None:
    if (CallState(call_back.state), state) not in STEPS:
        raise BadStep(f"{call_back.state}_{state}")
    changes |= {"state": state, "version": call_back.version + 1}
    seen = CallBack.objects.filter(pk=call_back.pk, version=call_back.version)
    if not seen.update(**changes):
        raise Stale("call_back_changed")
    for name, value in changes.items():
        setattr(call_back, name, value)
    audit.record(actor, f"callback.{state}", call_back.case, now=now, tries=call_back.tries)
