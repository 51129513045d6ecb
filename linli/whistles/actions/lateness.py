"""The timer: who did not check in or arrive in time is marked, reminded, and reported."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from linli.core import audit
from linli.core.actors import SYSTEM
from linli.core.tasks import announce
from linli.whistles.actions.moving import write_line
from linli.whistles.actions.telling import tell_called, tell_owner
from linli.whistles.models import Call
from linli.whistles.queries.whistles import CASE_COLUMNS
from linli.whistles.terms import CallState, Stage, State

AT_ONCE = 200


def mark_late(now: datetime) -> int:
    """Mark what ran out since the last run; how many. Each is marked once, whatever runs beside."""
    asked = Call.objects.filter(state=CallState.ASKED, check_in_late=False, check_in_due_at__lt=now)
    # The states in the order of the partial index, or SQLite would not use it.
    out = Call.objects.filter(
        state__in=[CallState.ASKED, CallState.CHECKED_IN], arrive_late=False, arrive_due_at__lt=now
    )
    return _mark(asked, Stage.CHECK_IN, "check_in_late", now) + _mark(out, Stage.ARRIVE, "arrive_late", now)


def _mark(calls: QuerySet[Call], stage: Stage, field: str, now: datetime) -> int:
    related = ("unit", "whistle__place", *(f"whistle__{name}" for name in CASE_COLUMNS))
    found = calls.filter(whistle__state=State.OPEN).select_related(*related).order_by(f"{stage}_due_at")
    return sum(_mark_one(call, stage, field, now) for call in found[:AT_ONCE])


@transaction.atomic
def _mark_one(call: Call, stage: Stage, field: str, now: datetime) -> bool:
    """`version` stays: a unit that answers at this moment is not refused because it is late."""
    still = Call.objects.filter(pk=call.pk, version=call.version, **{field: False})
    if not still.update(**{field: True}):
        return False
    whistle = call.whistle
    write_line(SYSTEM, whistle, f"late_{stage}", now=now, note=call.unit.name, call=call)
    audit.record(SYSTEM, "whistle.late", whistle, now=now, call=call.pk, stage=stage.value)
    announce("whistle.late", whistle_id=whistle.pk, call_id=call.pk, stage=stage.value)
    once = f"{stage}:{call.check_in_due_at:%Y%m%d%H%M}"
    tell_called(whistle, [call], kind="whistle.late", once=once, now=now)
    words = {"unit": call.unit.name, "kind": whistle.get_kind_display(), "stage": stage.label}
    text = _("%(unit)s没有按时%(stage)s：%(kind)s") % words
    tell_owner(whistle, text, f"whistle.late-owner:{call.pk}:{once}", now=now)
    return True
