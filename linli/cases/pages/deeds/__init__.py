"""What can be done with a case at a desk or in a unit: a table of forms and actions behind one address."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.cases import forms
from linli.cases.actions.desk import write_inner_note
from linli.cases.pages.deeds.answering import ANSWER_DEEDS
from linli.cases.pages.deeds.base import Deed, Doing, do_deed, own_order
from linli.cases.pages.deeds.desk import DESK_DEEDS
from linli.cases.pages.deeds.requests import ASK_DEEDS, DECIDE_DEEDS, QUESTION_DEEDS, WAITING_DEEDS
from linli.cases.pages.deeds.shaping import SHAPING_DEEDS, TAKE_OVER
from linli.cases.pages.deeds.unit import UNIT_DEEDS
from linli.cases.queries.cases import CaseFile
from linli.cases.terms import Who
from linli.core.actors import Actor

__all__ = ["DEEDS", "Deed", "Doing", "do_deed", "open_deeds", "own_order"]


def _colleague(actor: Actor, file: CaseFile) -> bool:
    return bool(file.who & {Who.DESK, Who.BELOW, Who.HANDLER})


_BOTH = (
    Deed(
        "inner",
        _("内部备注"),
        forms.ReasonForm,
        lambda d: write_inner_note(d.actor, d.case, note=d["note"], now=d.now),
        _colleague,
        "lock",
    ),
)

DEEDS: dict[str, Deed] = {
    deed.name: deed
    for deed in (
        TAKE_OVER,
        *UNIT_DEEDS,
        *DECIDE_DEEDS,
        *WAITING_DEEDS,
        *DESK_DEEDS,
        *ANSWER_DEEDS,
        *SHAPING_DEEDS,
        *QUESTION_DEEDS,
        *_BOTH,
        *ASK_DEEDS,
    )
}


def open_deeds(actor: Actor, file: CaseFile, now: datetime) -> Sequence[Deed]:
    """What this actor can do with this case now, the usual next thing first."""
    fitting = [deed for deed in DEEDS.values() if deed.open_to(actor, file)]
    fitting.sort(key=lambda deed: deed.name == "withdraw")  # never what is offered first
    return [deed for deed in fitting if deed.brief is None or deed.brief(actor, file, now)]
