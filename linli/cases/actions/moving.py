"""Taking a step: the one place where a case changes its state."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from linli.cases import rules
from linli.cases.actions.notices import tell_units
from linli.cases.actions.photos import attach
from linli.cases.models import Case, CasePhoto, CaseRequest, CaseStep, WorkOrder, pending
from linli.cases.queries.cases import selves_on
from linli.cases.queries.levels import leader_of, solved_level
from linli.cases.queries.rulebook import RuleBook, StageLimit, rule_book
from linli.cases.terms import NOTE_MAX, OPEN, STEPS, OrderState, PhotoKind, Queue, Stage, State, Who
from linli.cases.terms.requests import ASKINGS, Decision, RequestKind
from linli.core import audit
from linli.core.actors import Actor
from linli.core.calendar.rules import WorkingCalendar
from linli.core.errors import BadStep, NotAllowed, RuleBroken, Stale
from linli.core.files.models import StoredFile
from linli.core.tasks import announce
from linli.places.desk_hours import DeskHours


@dataclass(frozen=True, slots=True)
class Words:
    """What is written beside a step: for the caller, for colleagues, and pictures."""

    note: str = ""
    inner_note: str = ""
    photos: Sequence[StoredFile] = ()
    photo_kind: str = PhotoKind.AFTER


NOTHING = Words()


def move(
    actor: Actor,
    case: Case,
    name: str,
    *,
    now: datetime,
    words: Words = NOTHING,
    order: WorkOrder | None = None,
    **changes: Any,
) -> CaseStep:
    """Take one listed step, if the actor may and the row is still the one he saw.

    A conditional UPDATE instead of a row lock: SQLite ignores SELECT FOR UPDATE,
    so a lock would only protect us in production.
    """
    check_step(actor, case, name)
    note = check_note(words.note, needed=STEPS[name].note)
    was, state = case.state, STEPS[name].to
    changes |= {"state": state, "queue": rules.queue_of(state), "version": case.version + 1}
    changes |= _levels(case, state)
    if not Case.objects.filter(pk=case.pk, version=case.version).update(**changes):
        raise Stale("case_changed")
    for field, value in changes.items():
        setattr(case, field, value)
    if case.queue == Queue.DONE:
        _recall_all(case, now)
    _lapse_requests(case, name, now)
    audit.record(actor, f"case.{name}", case, now=now, was=was, order=order.pk if order else None)
    announce("case.moved", case_id=case.pk, step=name, at=now.isoformat())
    return write_line(
        actor,
        case,
        name,
        now=now,
        words=Words(note, words.inner_note, words.photos, words.photo_kind),
        order=order,
    )


def _levels(case: Case, state: State) -> dict[str, Any]:
    """A closed case knows at which level it was solved; nothing that is settled waits for a desk above."""
    changes: dict[str, Any] = {}
    if state == State.CLOSED:
        changes["solved_level"] = solved_level(case).value
    elif state in OPEN and case.solved_level is not None:
        changes["solved_level"] = None
    if rules.queue_of(state) == Queue.DONE:
        changes["raised_at"] = None
    return changes


def _recall_all(case: Case, now: datetime) -> None:
    """What is settled has no work left in it; whoever still had an order hears it."""
    orders = list(case.orders.filter(open=True).select_related("case"))
    if orders:
        case.orders.filter(open=True).update(open=False, state=OrderState.RECALLED)
        sentence = _("这件已了结，工单已收回：%(code)s %(line)s")
        tell_units(orders, sentence, "settled", once=str(case.version), now=now)


def _lapse_requests(case: Case, name: str, now: datetime) -> None:
    """What was asked while the case stood elsewhere, or by a unit that has lost it, needs no answer now."""
    kept = {kind for kind, asking in ASKINGS.items() if case.state in asking.states}
    if name == "redispatch":
        kept &= {RequestKind.CONSULTATION, RequestKind.OBJECTION}
    waiting = CaseRequest.objects.filter(pending(), case=case).exclude(kind__in=kept)
    waiting.update(decision=Decision.LAPSED, answered_at=now)


def check_step(actor: Actor, case: Case, name: str) -> None:
    """Refuse a step that is not in the table from here, or not this actor's to take."""
    step = STEPS[name]
    if State(case.state) not in step.origins:
        raise BadStep(f"{case.state}_{name}")
    orders = list(case.orders.order_by("id")) if Who.HANDLER in step.who and actor.in_post else []
    check_self(actor, case, step.who, f"may_not_{name}", orders)


def check_self(
    actor: Actor,
    case: Case,
    who: Collection[Who],
    code: str,
    orders: Sequence[WorkOrder] = (),
) -> None:
    """Is the actor one of these here? A desk that handed the matter up is told who has it instead."""
    here = selves_on(actor, case, orders)
    if here.intersection(who):
        return
    sentence = ""
    if Who.BELOW in here:
        sentence = _(
            "这件已交给%(who)s牵头，由那里决定下一步。您可以写内部备注、催办；要收回来办，请联系%(who)s交下来。"
        ) % {"who": leader_of(case, case.level)}
    raise NotAllowed(code, sentence)


def check_note(note: str, *, needed: bool) -> str:
    note = note.strip()
    if needed and not note:
        why = _("请写清原因或结果，诉求人会看到这段话。")
        raise RuleBroken("note_needed", why, {"note": why})
    if len(note) > NOTE_MAX:
        why = _("最多 %(most)d 个字，现在有 %(now)d 个字。") % {"most": NOTE_MAX, "now": len(note)}
        raise RuleBroken("note_too_long", why, {"note": why})
    return note


def write_line(
    actor: Actor,
    case: Case,
    name: str,
    *,
    now: datetime,
    words: Words = NOTHING,
    order: WorkOrder | None = None,
) -> CaseStep:
    """One line of the timeline, signed with the post a caller may read, never a person's name."""
    line = CaseStep.objects.create(
        case=case,
        order=order,
        at=now,
        step=name,
        by_kind=actor.kind,
        by_id=actor.id,
        by_name=signature(actor),
        note=words.note,
        inner_note=words.inner_note,
    )
    attach(CasePhoto(case=case, step=line, file=file, kind=words.photo_kind) for file in words.photos)
    return line


def signature(actor: Actor) -> str:
    """The unit, or the post at its place: 幸福街道 街道调度."""
    if not actor.seats or not actor.in_post:
        return ""
    seat = actor.seats[0]
    return seat.unit_name or f"{seat.place_name} {seat.title}".strip()


@dataclass(frozen=True, slots=True)
class Clocks:
    """The rule book and the working calendar of one case's place, read once per action."""

    book: RuleBook
    calendar: WorkingCalendar

    @classmethod
    def of(cls, case: Case) -> "Clocks":
        return cls(rule_book(), DeskHours().calendar_for(case))

    def due(self, case: Case, stage: Stage, start: datetime) -> datetime:
        return self.limit(case, stage).due(start, self.calendar)

    def limit(self, case: Case, stage: Stage) -> StageLimit:
        """By today's rule book, even when the case was filed under an older one."""
        category = self.book.by_code.get(case.category.code) if case.category else None
        return self.book.limit(stage, case.colour, category)
