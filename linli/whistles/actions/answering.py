"""What called units and the district's desk answer: check in, refuse, arrive, report; insist, excuse."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.core import audit
from linli.core.actors import Actor
from linli.core.errors import BadStep, NotAllowed
from linli.core.tasks import announce
from linli.whistles import rules
from linli.whistles.actions.moving import check_note, move_call, write_line
from linli.whistles.actions.telling import tell_above, tell_called, tell_owner
from linli.whistles.models import Call, Whistle
from linli.whistles.queries.limits import limits_of
from linli.whistles.terms import State, Who


@transaction.atomic
def answer(actor: Actor, call: Call, name: str, *, note: str = "", now: datetime) -> None:
    """One step of a call. A late answer is marked late, whoever was faster: the timer or the unit."""
    move_call(actor, call, name, now=now, note=note, **_changes(call, name, note, now))
    whistle = call.whistle
    words = {"unit": call.unit.name, "kind": whistle.get_kind_display()}
    once = f"{call.pk}:{call.version}"
    if name == "refuse":
        text = _("%(unit)s不认%(kind)s，请区里定") % words
        tell_above(whistle, text, f"whistle.refused:{once}", now=now)
        tell_owner(whistle, text, f"whistle.refused-owner:{once}", now=now)
    elif name == "check_in":
        tell_owner(whistle, _("%(unit)s已就%(kind)s报到") % words, f"whistle.checked_in:{once}", now=now)
    elif name == "arrive":
        tell_owner(whistle, _("%(unit)s已就%(kind)s到场") % words, f"whistle.arrived:{once}", now=now)
    elif name == "insist":
        tell_called(whistle, [call], kind="whistle.insisted", once=str(call.version), now=now)
    elif name == "excuse":
        text = _("区里同意%(unit)s不来") % words
        tell_owner(whistle, text, f"whistle.excused:{once}", now=now)


def _changes(call: Call, name: str, note: str, now: datetime) -> dict[str, Any]:
    answered_late = call.check_in_late or now > call.check_in_due_at
    arrived_late = call.arrive_late or now > call.arrive_due_at
    if name == "check_in":
        return {"checked_in_at": now, "check_in_late": answered_late}
    if name == "refuse":
        return {"refused_at": now, "refusal": note.strip(), "check_in_late": answered_late}
    if name == "arrive":
        first = call.checked_in_at or now
        late = call.check_in_late or first > call.check_in_due_at
        return {"arrived_at": now, "checked_in_at": first, "check_in_late": late, "arrive_late": arrived_late}
    if name == "insist":
        dues = limits_of(call.whistle.kind).dues(call.whistle.case, now)
        return {"check_in_due_at": dues.check_in, "arrive_due_at": dues.arrive, "arrive_late": False}
    return {"done_at": now} if name == "report" else {}


@transaction.atomic
def take_note(actor: Actor, whistle: Whistle, *, note: str, now: datetime) -> None:
    """What those who handle it together want each other to know; the caller does not read it."""
    if whistle.state != State.OPEN:
        raise BadStep(f"{whistle.state}_note")
    calls = whistle.calls.all()
    if not any(rules.selves(actor, whistle, call) & {Who.OWNER, Who.UNIT} for call in calls):
        raise NotAllowed("may_not_note")
    line = write_line(actor, whistle, "note", now=now, note=check_note(note, needed=True))
    audit.record(actor, "whistle.noted", whistle, now=now, line=line.pk)
    announce("whistle.noted", whistle_id=whistle.pk)
