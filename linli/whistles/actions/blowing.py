"""Blowing: by the desk of a subdistrict or community, or by the community because its grid asked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.cases.actions.beside import tell_caller
from linli.cases.actions.moving import signature
from linli.cases.models import Case
from linli.cases.queries.cases import case_for
from linli.cases.terms import OPEN
from linli.core import audit
from linli.core.actors import Actor
from linli.core.errors import BadStep, NotAllowed, RuleBroken, Stale
from linli.core.tasks import announce
from linli.organisation.models import Unit
from linli.whistles import rules
from linli.whistles.actions.moving import check_note, move_whistle, write_line
from linli.whistles.actions.telling import tell_called, tell_owner
from linli.whistles.models import Call, Whistle
from linli.whistles.queries.limits import Dues, limits_of
from linli.whistles.queries.whistles import callable_units
from linli.whistles.terms import MOST_UNITS, Kind, State, Who


@dataclass(frozen=True, slots=True)
class Blow:
    """What is asked of whom, and why."""

    kind: str
    unit_ids: Collection[int]
    reason: str


@transaction.atomic
def blow(actor: Actor, case_id: int, asked: Blow, *, now: datetime) -> Whistle:
    """Call these units for this case: they are told at once, and so is the caller."""
    case = _open_case(actor, case_id)
    seat = rules.blowing_seat(actor, case)
    if seat is None or seat.place_id is None:
        raise NotAllowed("may_not_blow")
    whistle = _put(actor, case, asked, place_id=seat.place_id, state=State.OPEN, now=now)
    write_line(actor, whistle, "blow", now=now, note=whistle.reason)
    facts = {"kind": whistle.kind, "units": sorted(asked.unit_ids)}
    audit.record(actor, "whistle.blown", whistle, now=now, case=case.pk, asked=facts)
    announce("whistle.blown", whistle_id=whistle.pk)
    _sound(actor, whistle, now)
    return whistle


@transaction.atomic
def propose(actor: Actor, case_id: int, asked: Blow, *, now: datetime) -> Whistle:
    """The grid asks its community to blow; no unit hears of it before the community agrees."""
    case = _open_case(actor, case_id)
    if rules.proposing_seat(actor, case) is None or case.community_id is None:
        raise NotAllowed("may_not_propose")
    whistle = _put(actor, case, asked, place_id=case.community_id, state=State.PROPOSED, now=now)
    write_line(actor, whistle, "propose", now=now, note=whistle.reason)
    audit.record(actor, "whistle.proposed", whistle, now=now, case=case.pk, kind=whistle.kind)
    announce("whistle.proposed", whistle_id=whistle.pk)
    text = _("%(who)s请社区吹%(kind)s，请定") % {"who": signature(actor), "kind": whistle.get_kind_display()}
    tell_owner(whistle, text, f"whistle.proposed:{whistle.pk}", now=now)
    return whistle


@transaction.atomic
def confirm(actor: Actor, whistle: Whistle, *, now: datetime) -> None:
    """The community blows for its grid; the limits run from now."""
    move_whistle(actor, whistle, "confirm", now=now, blown_at=now, blown_as=signature(actor))
    dues = limits_of(whistle.kind).dues(whistle.case, now)
    whistle.calls.update(blown_at=now, check_in_due_at=dues.check_in, arrive_due_at=dues.arrive)
    _sound(actor, whistle, now)


@transaction.atomic
def call_more(
    actor: Actor, whistle: Whistle, unit_ids: Collection[int], *, note: str, now: datetime
) -> list[Call]:
    """It turns out that others are needed too: their limits run from now, everybody sees why they came later.

    Only whoever blew, while the whistle sounds; nobody twice.
    """
    if Who.OWNER not in rules.selves(actor, whistle):
        raise NotAllowed("may_not_call_more")
    if whistle.state != State.OPEN:
        raise BadStep(f"{whistle.state}_call_more")
    why = check_note(note, needed=True)
    called = set(whistle.calls.values_list("unit_id", flat=True))
    if called & set(unit_ids):
        again = _("这家已经叫过了，不用再叫；催它请打电话，或写一条共同办理记录。")
        raise RuleBroken("unit_called", again, {"units": again})
    units = _chosen(whistle.case, unit_ids, most=MOST_UNITS - len(called))
    seen = Whistle.objects.filter(pk=whistle.pk, version=whistle.version)
    if not seen.update(version=whistle.version + 1):
        raise Stale("whistle_changed")
    whistle.version += 1
    dues = limits_of(whistle.kind).dues(whistle.case, now)
    calls = Call.objects.bulk_create([_call(whistle, unit, dues, now) for unit in units])
    named = _("、").join(unit.name for unit in units)
    write_line(
        actor, whistle, "call_more", now=now, note=_("%(units)s：%(why)s") % {"units": named, "why": why}
    )
    audit.record(actor, "whistle.called_more", whistle, now=now, units=sorted(unit.pk for unit in units))
    announce("whistle.called_more", whistle_id=whistle.pk)
    _tell(actor, whistle, calls, now)
    return calls


def _sound(actor: Actor, whistle: Whistle, now: datetime) -> None:
    _tell(actor, whistle, list(whistle.calls.select_related("unit").order_by("id")), now)


def _tell(actor: Actor, whistle: Whistle, calls: Sequence[Call], now: datetime) -> None:
    """Those who are called, and the caller of the matter."""
    tell_called(whistle, calls, kind="whistle.blown", once="1", now=now)
    named = _("、").join(call.unit.name for call in calls)
    words = {"units": named, "limit": limits_of(whistle.kind).words}
    tell_caller(
        actor,
        whistle.case,
        "whistle",
        note=_("%(units)s：%(limit)s。") % words,
        now=now,
    )


def _open_case(actor: Actor, case_id: int) -> Case:
    case = case_for(actor, case_id)
    if case.state not in OPEN:
        raise BadStep(f"{case.state}_blow")
    return case


def _put(actor: Actor, case: Case, asked: Blow, *, place_id: int, state: State, now: datetime) -> Whistle:
    units = _units(case, asked)
    limits = limits_of(asked.kind)
    dues = limits.dues(case, now)
    whistle = Whistle(
        case=case,
        kind=asked.kind,
        state=state,
        place_id=place_id,
        subdistrict_id=case.subdistrict_id,
        community_id=case.community_id,
        grid_id=case.grid_id,
        reason=check_note(asked.reason, needed=True),
        basis=limits.basis,
        proposed_by=actor.id if state == State.PROPOSED else None,
        blown_as=signature(actor),
        blown_at=now,
    )
    try:
        with transaction.atomic():
            whistle.save()
    except IntegrityError:
        why = _("这一件的上一哨还没有结，请先看那一哨。")
        raise RuleBroken("whistle_open", why) from None
    Call.objects.bulk_create([_call(whistle, unit, dues, now) for unit in units])
    return whistle


def _call(whistle: Whistle, unit: Unit, dues: Dues, now: datetime) -> Call:
    return Call(
        whistle=whistle,
        unit=unit,
        blown_at=now,
        check_in_due_at=dues.check_in,
        arrive_due_at=dues.arrive,
    )


def _units(case: Case, asked: Blow) -> list[Unit]:
    if asked.kind not in Kind.values:
        raise RuleBroken("whistle_kind_unknown", _("请选是哪一种哨。"), {"kind": _("请选是哪一种哨。")})
    return _chosen(case, asked.unit_ids, most=MOST_UNITS)


def _chosen(case: Case, unit_ids: Collection[int], *, most: int) -> list[Unit]:
    found = [unit for unit in callable_units(case) if unit.pk in set(unit_ids)]
    if not found or len(found) != len(set(unit_ids)):
        why = _("请从列表里选要叫来的部门。")
        raise RuleBroken("whistle_units", why, {"units": why})
    if len(found) > most:
        why = _("一次最多叫 %(most)d 家，先叫最要紧的。") % {"most": MOST_UNITS}
        raise RuleBroken("whistle_too_many", why, {"units": why})
    return found
