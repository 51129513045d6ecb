"""小事不出网格, 大事不出社区: who leads a matter, and how it climbs when those below cannot.

The level is beside the state: a matter that climbs is still where it was, but another desk answers for it.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.cases import rules
from linli.cases.actions.changing import change_case
from linli.cases.actions.moving import Words, check_note, check_self
from linli.cases.actions.notices import tell_leaders
from linli.cases.models import Case
from linli.cases.queries.levels import leader_of
from linli.cases.queries.rulebook import rule_book
from linli.cases.terms import OPEN, Scale, Who
from linli.core.actors import Actor
from linli.core.errors import BadStep, NotAllowed, RuleBroken
from linli.core.tasks import announce


@transaction.atomic
def raise_case(actor: Actor, case: Case, *, note: str, now: datetime) -> Case:
    """We cannot solve it: the next level leads from now on, finds it on top, and the caller reads why."""
    check_self(actor, case, {Who.DESK, Who.HANDLER}, "may_not_raise", list(case.orders.order_by("id")))
    _check_open(case, "raise")
    why = check_note(note, needed=True)
    level = rule_book().level_after(case.scale, case.level)
    if level is None:
        raise RuleBroken("top_level", _("这件已经由区县牵头，没有更高的一级。需要部门到场请吹哨或会商。"))
    words = Words(note=_("现在由%(who)s牵头。%(why)s") % {"who": leader_of(case, level), "why": why})
    change_case(actor, case, "raise", now=now, words=words, level=level.value, raised_at=now)
    tell_leaders(case, _("下级交上来，请接手：%(code)s %(line)s"), "raised", now=now)
    announce("case.raised", case_id=case.pk, level=level.value)
    return case


@transaction.atomic
def hand_down(actor: Actor, case: Case, *, note: str, now: datetime) -> Case:
    """The level below can solve it after all. Only the desk that leads it, or one above, hands it down."""
    _check_leads(actor, case, "may_not_hand_down")
    _check_open(case, "hand_down")
    why = check_note(note, needed=True)
    level = rules.below(case.level, rule_book().lowest)
    if level is None:
        raise RuleBroken("lowest_level", _("这件已经在最基层，没有更低的一级。"))
    words = Words(note=_("现在由%(who)s牵头。%(why)s") % {"who": leader_of(case, level), "why": why})
    change_case(actor, case, "hand_down", now=now, words=words, level=level.value, raised_at=None)
    tell_leaders(case, _("上级交下来就近办：%(code)s %(line)s"), "handed", now=now)
    return case


@transaction.atomic
def take_over(actor: Actor, case: Case, *, now: datetime) -> Case:
    """The desk it was raised to has seen it and leads from here."""
    _check_leads(actor, case, "may_not_take_over")
    if case.raised_at is None:
        raise BadStep("take_over")
    return change_case(actor, case, "take_over", now=now, raised_at=None)


@transaction.atomic
def set_scale(actor: Actor, case: Case, *, scale: str, now: datetime) -> Case:
    """A person says how large it is. The level follows upwards by the rule; downwards only by `hand_down`."""
    check_self(actor, case, {Who.DESK}, "may_not_set_scale")
    _check_open(case, "scale")
    if scale not in Scale.values:
        why = _("请选小微、中等或重大。")
        raise RuleBroken("scale_unknown", why, {"scale": why})
    level = rule_book().level(scale)
    climbs = rules.rung(level) > rules.rung(case.level)
    here = rules.leads_at(actor, case, level)  # then it comes to the desk of whoever says so
    changes = {"level": level.value, "raised_at": None if here else now} if climbs else {}
    told = {"scale": Scale(scale).label, "who": leader_of(case, level if climbs else case.level)}
    words = Words(note=_("定为%(scale)s事项，由%(who)s牵头。") % told)
    change_case(actor, case, "scale", now=now, words=words, scale=scale, **changes)
    if climbs and not here:
        tell_leaders(case, _("下级交上来，请接手：%(code)s %(line)s"), "raised", now=now)
    if climbs:
        announce("case.raised", case_id=case.pk, level=level.value)
    return case


def _check_open(case: Case, name: str) -> None:
    if case.state not in OPEN:
        raise BadStep(f"{case.state}_{name}")


def _check_leads(actor: Actor, case: Case, code: str) -> None:
    check_self(actor, case, {Who.DESK}, code)
    if not rules.leads_at(actor, case, case.level):
        raise NotAllowed(code)
