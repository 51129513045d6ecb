"""一哨一评: afterwards both sides say of each other, as units, two closed answers and a few words."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.core import audit
from linli.core.actors import Actor
from linli.core.errors import BadStep, NotAllowed, RuleBroken
from linli.core.tasks import announce
from linli.whistles import rules
from linli.whistles.actions.moving import write_line
from linli.whistles.models import Call
from linli.whistles.terms import CallState, Grade, State, Who

WORDS_MAX = 500


@dataclass(frozen=True, slots=True)
class Review:
    first: int
    second: int
    words: str = ""


@transaction.atomic
def review(actor: Actor, call: Call, side: str, said: Review, *, now: datetime) -> None:
    """Once from each side. It counts for units and places; nobody's name is asked or shown."""
    whistle = call.whistle
    if side not in {Who.OWNER, Who.UNIT} or side not in rules.selves(actor, whistle, call):
        raise NotAllowed("may_not_review")
    if whistle.state != State.CLOSED or call.state in {CallState.EXCUSED, CallState.RECALLED}:
        raise BadStep(f"{whistle.state}_review")
    if not {said.first, said.second} <= set(Grade.values):
        raise RuleBroken("review_incomplete", _("请把两个问题都答了。"))
    words = said.words.strip()
    if len(words) > WORDS_MAX:
        why = _("最多 %(most)d 个字，现在有 %(now)d 个字。") % {"most": WORDS_MAX, "now": len(words)}
        raise RuleBroken("note_too_long", why, {"words": why})
    changes = {f"{side}_first": said.first, f"{side}_second": said.second, f"{side}_words": words}
    if not Call.objects.filter(pk=call.pk, **{f"{side}_first": None}).update(**changes):
        raise RuleBroken("reviewed", _("这一哨已经评过了。"))
    for field, value in changes.items():
        setattr(call, field, value)
    audit.record(actor, "whistle.reviewed", whistle, now=now, call=call.pk, side=side)
    announce("whistle.reviewed", whistle_id=whistle.pk, call_id=call.pk, side=side)
    write_line(actor, whistle, "review", now=now, call=call)
