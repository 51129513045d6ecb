"""Many cases at once: each is taken by itself, and what happened to each is said."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from linli.cases.actions.desk import dispatch_case
from linli.cases.actions.merging import merge_case
from linli.cases.actions.moving import check_self, write_line
from linli.cases.actions.notices import tell_units
from linli.cases.models import Case
from linli.cases.rules import spoken_code
from linli.cases.terms import Queue, Who
from linli.core import audit
from linli.core.actors import Actor
from linli.core.errors import BadStep, DomainError, NotAllowed, Stale, TooMany
from linli.core.tasks import announce
from linli.organisation.models import Unit

URGE_EVERY = timedelta(minutes=30)  # our value: a unit that is urged more often stops listening


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one of the chosen cases; `says` is the sentence of a refusal."""

    case: Case
    done: bool
    says: str


def dispatch_cases(
    actor: Actor, cases: Sequence[Case], *, unit: Unit, note: str = "", now: datetime
) -> list[Result]:
    """Give each to one unit that serves all of them."""
    given = _("已派给%(unit)s") % {"unit": unit.name}
    return _each(cases, lambda case: dispatch_case(actor, case, unit=unit, note=note, now=now), given)


def merge_cases(actor: Actor, cases: Sequence[Case], *, into: Case, now: datetime) -> list[Result]:
    """Each but `into` itself is worked on there from now on."""
    others = [case for case in cases if case.pk != into.pk]
    joined = _("已并入 %(code)s") % {"code": spoken_code(into.code)}
    return _each(others, lambda case: merge_case(actor, case, into=into, now=now), joined)


def urge_units(actor: Actor, cases: Sequence[Case], *, now: datetime) -> list[Result]:
    """Ask the lead unit of each for haste."""
    return _each(cases, lambda case: urge_unit(actor, case, now=now), _("已提醒承办单位"))


@transaction.atomic
def urge_unit(actor: Actor, case: Case, *, now: datetime) -> None:
    """A notice to every unit that has an order, a line on the timeline; at most once in URGE_EVERY.

    Also when the lead unit has finished and only those who help have not: the desk waits for them.
    """
    check_self(actor, case, {Who.DESK, Who.BELOW}, "may_not_urge")
    if not Case.objects.filter(pk=case.pk, version=case.version).exists():
        raise Stale("case_changed")
    orders = list(case.orders.filter(open=True).order_by("-lead", "id"))
    if not orders or case.queue == Queue.WAITING:
        raise BadStep("urge")
    if case.steps.filter(step="urged", at__gt=now - URGE_EVERY).exists():
        raise TooMany("urged_lately", _("半小时内已经催办过，承办单位已收到提醒。"))
    sentence = _("调度催办：%(code)s %(line)s")
    for order in orders:
        order.case = case
    tell_units(orders, sentence, "urged", once=f"{now:%Y%m%d%H%M%S}", now=now)
    write_line(actor, case, "urged", now=now, order=orders[0])
    units = [order.unit_id for order in orders]
    audit.record(actor, "case.urged", case, now=now, order=orders[0].pk, units=units)
    announce("case.urged", case_id=case.pk, at=now.isoformat())


def _each(cases: Iterable[Case], take: Callable[[Case], object], done: str) -> list[Result]:
    """One refusal touches no other case: every case is a transaction of its own."""
    results = []
    for case in cases:
        try:
            take(case)
        except DomainError as refusal:
            results.append(Result(case, False, _why(refusal, case)))
        else:
            results.append(Result(case, True, done))
    return results


def _why(refusal: DomainError, case: Case) -> str:
    if refusal.sentence:
        return str(refusal.sentence)
    words: Mapping[type[DomainError], str] = {
        Stale: _("别人刚刚处理过，没有改动；请打开看最新情况。"),
        BadStep: _("现在是“%(state)s”，不能走这一步。") % {"state": case.get_state_display()},
        NotAllowed: _("您的岗位不能对这一件做这个操作。"),
    }
    return next((said for kind, said in words.items() if isinstance(refusal, kind)), refusal.code)
