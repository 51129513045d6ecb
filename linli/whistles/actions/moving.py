"""Taking a step: the one place where a whistle or one of its calls changes its state."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from linli.cases.actions.moving import signature
from linli.core import audit
from linli.core.actors import Actor
from linli.core.errors import BadStep, NotAllowed, RuleBroken, Stale
from linli.core.tasks import announce
from linli.whistles import rules
from linli.whistles.models import Call, Whistle, WhistleLine
from linli.whistles.terms import CALL_STEPS, NOTE_MAX, STEPS, State, Step, Who

EVENTS = {
    "check_in": "whistle.checked_in",
    "refuse": "whistle.refused",
    "insist": "whistle.insisted",
    "excuse": "whistle.excused",
    "arrive": "whistle.arrived",
    "report": "whistle.reported",
    "confirm": "whistle.blown",
    "decline": "whistle.declined",
    "close": "whistle.closed",
    "cancel": "whistle.cancelled",
}


def move_call(
    actor: Actor, call: Call, name: str, *, now: datetime, note: str = "", **changes: Any
) -> WhistleLine:
    """Take one listed step of a call, if the actor may and the row is still the one he saw."""
    step = CALL_STEPS[name]
    _check(call.state, step, rules.selves(actor, call.whistle, call))
    if call.whistle.state != State.OPEN:
        raise BadStep(f"{call.whistle.state}_{name}")
    note = check_note(note, needed=step.note)
    changes |= {"state": step.to, "version": call.version + 1}
    if not Call.objects.filter(pk=call.pk, version=call.version).update(**changes):
        raise Stale("call_changed")
    _take(call, changes)
    audit.record(actor, EVENTS[name], call.whistle, now=now, call=call.pk, unit=call.unit_id)
    announce(EVENTS[name], whistle_id=call.whistle_id, call_id=call.pk)
    return write_line(actor, call.whistle, name, now=now, note=note, call=call)


def move_whistle(
    actor: Actor, whistle: Whistle, name: str, *, now: datetime, note: str = "", **changes: Any
) -> WhistleLine:
    """The same for the whistle as a whole."""
    step = STEPS[name]
    _check(whistle.state, step, rules.selves(actor, whistle))
    note = check_note(note, needed=step.note)
    changes |= {"state": step.to, "version": whistle.version + 1}
    if not Whistle.objects.filter(pk=whistle.pk, version=whistle.version).update(**changes):
        raise Stale("whistle_changed")
    _take(whistle, changes)
    audit.record(actor, EVENTS[name], whistle, now=now)
    announce(EVENTS[name], whistle_id=whistle.pk)
    return write_line(actor, whistle, name, now=now, note=note)


def write_line(
    actor: Actor, whistle: Whistle, step: str, *, now: datetime, note: str = "", call: Call | None = None
) -> WhistleLine:
    return WhistleLine.objects.create(
        whistle=whistle,
        call=call,
        at=now,
        step=step,
        by_kind=actor.kind,
        by_id=actor.id,
        by_name=signature(actor),
        note=note,
    )


def check_note(note: str, *, needed: bool) -> str:
    note = note.strip()
    if needed and not note:
        why = _("请写一两句，对方和上级会看到。")
        raise RuleBroken("note_needed", why, {"note": why})
    if len(note) > NOTE_MAX:
        why = _("最多 %(most)d 个字，现在有 %(now)d 个字。") % {"most": NOTE_MAX, "now": len(note)}
        raise RuleBroken("note_too_long", why, {"note": why})
    return note


def _check(state: str, step: Step, who: frozenset[Who]) -> None:
    if state not in step.origins:
        raise BadStep(f"{state}_{step.name}")
    if not step.who & who:
        raise NotAllowed(f"may_not_{step.name}")


def _take(row: Call | Whistle, changes: dict[str, Any]) -> None:
    for field, value in changes.items():
        setattr(row, field, value)
