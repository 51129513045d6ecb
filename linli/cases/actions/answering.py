"""The questions of a category are answered: by the caller, at the desk, by the unit when it is done.

An answer never moves a case. It may make it more urgent; then what runs now runs out sooner, never later.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.cases import rules
from linli.cases.actions.answer_rows import counting_rows, new_rows, set_aside, values_of
from linli.cases.actions.caller import check_own
from linli.cases.actions.moving import Clocks, Words, check_note, check_self, write_line
from linli.cases.actions.notices import tell_desks
from linli.cases.actions.reports import answer_faults
from linli.cases.actions.tightening import tighten_limit
from linli.cases.models import Case, CaseAnswer
from linli.cases.queries.cases import lead_case
from linli.cases.terms import OPEN, Colour, Queue, Stage, State, Who
from linli.cases.terms.questions import AskedOf, Former
from linli.core import audit
from linli.core.actors import SYSTEM, Actor
from linli.core.errors import BadStep, RuleBroken
from linli.core.tasks import announce

type Typed = Mapping[str, Sequence[str]]  # code of a question: what was typed; () takes the answer back

OF_CALLER = frozenset({AskedOf.CALLER})
OF_DESK = frozenset({AskedOf.CALLER, AskedOf.DESK})  # the desk answers for a caller it has on the phone
OF_UNIT = frozenset({AskedOf.UNIT})


@transaction.atomic
def answer_as_caller(actor: Actor, case: Case, typed: Typed, *, now: datetime) -> None:
    """Answered or put right by who raised it, while somebody works on it; of a merged case its own."""
    check_own(actor, case)
    lead = lead_case(case)
    if lead.state not in OPEN:
        raise BadStep("answers")
    if not _answer(actor, case, typed, OF_CALLER, now=now):
        return
    _told(actor, case, lead, now)
    if lead.steps.filter(step="ask").exists():
        once = f"{now:%Y%m%d%H%M%S}"
        tell_desks([lead], _("诉求人补答了问题：%(code)s %(line)s"), "answers", once=once, now=now)


@transaction.atomic
def answer_at_desk(actor: Actor, case: Case, typed: Typed, *, now: datetime) -> None:
    """What the caller said on the phone, and what the desk is asked itself; what is needed may stay open."""
    check_self(actor, case, {Who.DESK}, "may_not_answer")
    if case.state not in OPEN:
        raise BadStep("answers")
    if _answer(actor, case, typed, OF_DESK, now=now, insists=False):
        _told(actor, case, case, now)


def answer_at_finish(actor: Actor, case: Case, typed: Typed, *, now: datetime) -> None:
    """In the transaction of the step: what the unit is asked when it is done."""
    if _answer(actor, case, typed, OF_UNIT, now=now):
        audit.record(actor, "case.answers", case, now=now)
        announce("case.answers", case_id=case.pk)


@transaction.atomic
def ask_caller(actor: Actor, case: Case, *, note: str = "", now: datetime) -> None:
    """请诉求人补充: a line on the caller's page, with the questions that are open to him there."""
    orders = list(case.orders.order_by("id"))
    check_self(actor, case, {Who.DESK, Who.HANDLER}, "may_not_ask", orders)
    if case.state not in OPEN:
        raise BadStep("ask")
    asked = Clocks.of(case).book.questions_of(case)
    values = values_of(counting_rows(case))
    lacking = [
        question.ask
        for question in rules.open_questions(asked, values)
        if question.asked_of == AskedOf.CALLER and not values.get(question.code)
    ]
    words = check_note("".join(part for part in (note.strip(), " ".join(lacking)) if part), needed=False)
    if not words:
        why = _("没有要补答的问题，请写一句想问什么。")
        raise RuleBroken("nothing_to_ask", why, {"note": why})
    write_line(actor, case, "ask", now=now, words=Words(note=words))
    audit.record(actor, "case.ask", case, now=now, questions=len(lacking))
    announce("case.told", case_id=case.pk, remark="ask")


def _told(actor: Actor, case: Case, lead: Case, now: datetime) -> None:
    write_line(actor, lead, "answers", now=now)
    audit.record(actor, "case.answers", case, now=now)
    announce("case.answers", case_id=case.pk)


def _answer(
    actor: Actor,
    case: Case,
    typed: Typed,
    asked_of: Collection[AskedOf],
    *,
    now: datetime,
    insists: bool = True,
) -> bool:
    """Keep what is in order, or say all that is not. Was anything changed?"""
    Case.objects.select_for_update().get(pk=case.pk)  # one at a time where several can be
    clocks = Clocks.of(case)
    asked = clocks.book.questions_of(case)
    before = values_of(counting_rows(case))
    read = rules.read_answers(asked, typed, known=before, asked_of=asked_of, insists=insists)
    faults = answer_faults(asked, typed, read, asked_of)
    if faults:
        raise RuleBroken("answers", next(iter(faults.values())), faults)
    changed = _store(actor, case, asked, read.kept, pack_id=clocks.book.pack_id, now=now)
    if changed:
        _recolour(case, clocks, before, read.kept, now)
    return changed


def _store(
    actor: Actor,
    case: Case,
    asked: Sequence[rules.Question],
    kept: rules.Answers,
    *,
    pack_id: int,
    now: datetime,
) -> bool:
    """What a pack no longer asks stays as it was; it was asked in its time."""
    rows, codes = counting_rows(case), {question.code for question in asked}
    others = [row for row in rows if row.question in codes and kept.get(row.question) != tuple(row.values)]
    same = {row.question for row in rows if row not in others}
    opened = {question.code for question in rules.open_questions(asked, kept)}
    set_aside([row for row in others if row.question in opened], Former.CHANGED, now)
    set_aside([row for row in others if row.question not in opened], Former.CLOSED, now)
    fresh = {code: values for code, values in kept.items() if code not in same}
    made = new_rows(
        actor, asked, fresh, case_id=case.pk, category_id=case.category_id, pack_id=pack_id, now=now
    )
    if made:
        CaseAnswer.objects.bulk_create(made)
    return bool(others or made)


def _recolour(case: Case, clocks: Clocks, before: rules.Answers, after: rules.Answers, now: datetime) -> None:
    """As urgent as the answers say. What runs is only ever shortened: nobody waits longer for an answer."""
    category = clocks.book.by_code.get(case.category.code) if case.category else None
    was, colour = clocks.book.colour(category, before), clocks.book.colour(category, after)
    if case.colour != was:  # whoever sent it says it is more urgent than that
        colour = Colour(rules.more_urgent(colour, case.colour))
    if colour in {was, case.colour}:
        return
    Case.objects.filter(pk=case.pk).update(colour=colour)
    case.colour = Colour(colour)
    stage = Stage.DISPATCH if case.queue == Queue.DESK else Stage.HANDLE
    if case.state in (State.FINISHED, State.VERIFIED) or case.queue == Queue.WAITING:
        return
    limit = clocks.limit(case, stage)
    tighten_limit(SYSTEM, case, wanted_at=limit.due(now, clocks.calendar), basis=limit.basis, now=now)
