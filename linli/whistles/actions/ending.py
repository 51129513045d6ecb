"""The end of a whistle: a result the caller reads, a withdrawal, or the end of the matter itself."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from linli.cases.actions.beside import tell_caller
from linli.core.actors import SYSTEM, Actor
from linli.whistles.actions.moving import move_whistle
from linli.whistles.actions.telling import tell_called
from linli.whistles.models import Whistle
from linli.whistles.queries.whistles import CASE_COLUMNS
from linli.whistles.terms import CallState, State


@transaction.atomic
def end(actor: Actor, whistle: Whistle, name: str, *, note: str, now: datetime) -> None:
    """close, cancel or decline. Those who did not come need not come any more; what was late stays late."""
    was = whistle.state
    changes = {"result": note.strip()} if name == "close" else {}
    move_whistle(actor, whistle, name, now=now, note=note, ended_at=now, **changes)
    came = list(whistle.calls.filter(state__in=[CallState.ARRIVED, CallState.DONE]).order_by("id"))
    # `version` moves too: an answer on its way from another tab comes too late.
    waiting = whistle.calls.filter(state__in=[CallState.ASKED, CallState.CHECKED_IN, CallState.REFUSED])
    waiting.update(state=CallState.RECALLED, version=F("version") + 1)
    whistle.calls.filter(state=CallState.ARRIVED).update(
        state=CallState.DONE, done_at=now, version=F("version") + 1
    )
    if name == "close":
        tell_called(whistle, came, kind="whistle.closed", once="1", now=now)
        tell_caller(actor, whistle.case, "whistle_done", note=note.strip(), now=now)
    elif was == State.OPEN:
        tell_caller(actor, whistle.case, "whistle_off", note="", now=now)


def end_with_case(case_id: int, *, now: datetime) -> int:
    """The matter is over: nobody needs to come for it. The number of whistles that ended."""
    still = Whistle.objects.filter(case=case_id, state__in=[State.PROPOSED, State.OPEN])
    found = list(still.select_related("place", *CASE_COLUMNS))
    for whistle in found:
        end(SYSTEM, whistle, "cancel", note=_("诉求已经了结，不用再来。"), now=now)
    return len(found)
