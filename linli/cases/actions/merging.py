"""Several callers, one matter: merged, and taken apart again when it was a mistake."""

from collections import Counter
from datetime import datetime

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from linli.cases.actions.moving import Clocks, Words, check_note, check_step, move, write_line
from linli.cases.models import Case, Rating
from linli.cases.queries.beside import voices_of
from linli.cases.terms import OPEN, Stage
from linli.core.actors import Actor
from linli.core.errors import BadStep, RuleBroken
from linli.core.tasks import announce


@transaction.atomic
def merge_case(actor: Actor, case: Case, *, into: Case, now: datetime) -> Case:
    """The same matter is on its way: this caller follows the other case from now on, and is counted there.

    Those merged into this one before go along, so that everybody follows one case. Words and photos stay
    with the caller who sent them and are shown where the work is done.
    """
    if into.pk == case.pk or into.merged_into_id is not None or into.state not in OPEN:
        raise RuleBroken("merge_target", _("只能并入另一件正在办理、自身没有被合并的诉求。"))
    if into.about_unit_id != case.about_unit_id:
        raise RuleBroken(
            "merge_about", _("两件里只有一件涉及对单位的投诉，合并后被投诉的单位会看到内容，请分开办理。")
        )
    move(actor, case, "merge", now=now, merged_into=into, closed_at=now)
    Case.objects.filter(pk=into.pk).update(voices=F("voices") + case.voices)
    write_line(actor, into, "joined", now=now, words=Words(inner_note=case.code))
    case.merged.update(merged_into=into)
    announce("case.merged", case_id=case.pk, into_id=into.pk)
    return case


@transaction.atomic
def unmerge_case(actor: Actor, case: Case, *, note: str, now: datetime) -> Case:
    """It was another matter: taken on by itself again, and those that came with it come back with it.

    The limit to dispatch runs from receipt: a mistake of the desk costs the caller no right.
    """
    lead = case.merged_into
    check_step(actor, case, "unmerge")
    if lead is None:
        raise BadStep("unmerge")
    why = check_note(note, needed=True)
    back = _came_with(case, lead)
    rated = Rating.objects.filter(case=case).aggregate(last=Max("round"))["last"]
    due_at = Clocks.of(case).due(case, Stage.DISPATCH, case.received_at)
    Case.objects.filter(pk__in=back).update(merged_into=case)
    move(
        actor,
        case,
        "unmerge",
        now=now,
        words=Words(note=why),
        merged_into=None,
        closed_at=None,
        due_at=due_at,
        late_since=None,
        rounds=case.rounds if rated is None else rated + 1,
    )
    write_line(actor, lead, "parted", now=now, words=Words(inner_note=case.code))
    for one in (case, lead):
        Case.objects.filter(pk=one.pk).update(voices=max(voices_of(one), 1))
    announce("case.unmerged", case_id=case.pk, from_id=lead.pk)
    return case


def _came_with(case: Case, lead: Case) -> list[int]:
    """Those that were merged into this one, are not taken out of it since, and follow the lead now."""
    lines = case.steps.filter(step__in=("joined", "parted")).values_list("step", "inner_note")
    balance: Counter[str] = Counter()
    for step, code in lines:
        balance[code] += 1 if step == "joined" else -1
    codes = [code for code, times in balance.items() if times > 0]
    return list(Case.objects.filter(merged_into=lead, code__in=codes).values_list("pk", flat=True))
