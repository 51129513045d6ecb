"""What the caller does, by link or by code and four digits: add, remind, withdraw, join, rate, reopen."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from linli.cases.actions.desk import send_back
from linli.cases.actions.intake import receive
from linli.cases.actions.moving import Words, check_note, check_step, move, write_line
from linli.cases.actions.notices import tell_desks, tell_units
from linli.cases.actions.reopening import check_reopening
from linli.cases.actions.reports import Receipt, Report
from linli.cases.models import Caller, Case, Rating
from linli.cases.queries.beside import still_silent, voices_of
from linli.cases.queries.cases import lead_case
from linli.cases.terms import OPEN, Outcome, PhotoKind, Queue, Satisfaction, State
from linli.core import audit
from linli.core.actors import SYSTEM, Actor, caller_of
from linli.core.errors import BadStep, NotAllowed, RuleBroken, TooMany
from linli.core.tasks import announce

REMIND_EVERY = timedelta(hours=4)  # our value: a reminder is heard, a dozen are noise


def check_own(actor: Actor, case: Case) -> None:
    if actor.kind != "caller" or actor.id != case.pk:
        raise NotAllowed("not_your_case")
    if Caller.objects.filter(case=case, left_at__isnull=False).exists():
        raise BadStep("left")


@transaction.atomic
def add_to_case(actor: Actor, case: Case, *, words: Words, now: datetime) -> None:
    """New facts or photos; whoever works on it sees them. Those of a merged case go to its lead."""
    check_own(actor, case)
    lead = lead_case(case)
    if lead.state not in OPEN:
        raise BadStep("add")
    note = check_note(words.note, needed=not words.photos)
    kept = Words(note=note, photos=words.photos, photo_kind=PhotoKind.REPORT)
    write_line(actor, lead, "add", now=now, words=kept)
    audit.record(actor, "case.add", case, now=now, photos=len(words.photos))
    announce("case.added", case_id=lead.pk)


@transaction.atomic
def remind_case(actor: Actor, case: Case, *, now: datetime) -> None:
    """The caller asks for haste, once in a while: the units hear of it, or the desk while nobody has it."""
    check_own(actor, case)
    lead = lead_case(case)
    if lead.state not in OPEN or lead.state == State.VERIFIED:
        raise BadStep("remind")
    if lead.steps.filter(step="remind", at__gt=now - REMIND_EVERY).exists():
        raise TooMany("reminded_lately", _("刚刚已经催办过，办理的单位已收到提醒；4 小时后可以再次催办。"))
    write_line(actor, lead, "remind", now=now)
    orders, once = list(lead.orders.filter(open=True).select_related("case")), f"{now:%Y%m%d%H%M%S}"
    tell_units(orders, _("诉求人催办：%(code)s %(line)s"), "reminded", once=once, now=now)
    if not orders or lead.queue == Queue.DESK:
        tell_desks([lead], _("诉求人催办：%(code)s %(line)s"), "reminded", once=once, now=now)
    audit.record(actor, "case.remind", case, now=now)
    announce("case.reminded", case_id=lead.pk, at=now.isoformat())


@transaction.atomic
def withdraw_case(actor: Actor, case: Case, *, note: str = "", now: datetime) -> None:
    """No longer wanted. One caller of several leaves; the matter goes on for the others."""
    if case.merged.filter(caller__left_at=None).exists():
        check_step(actor, case, "withdraw")
        _leave(actor, case, case, now=now)
    else:
        move(actor, case, "withdraw", now=now, words=Words(note=note.strip()), closed_at=now)


@transaction.atomic
def leave_case(actor: Actor, case: Case, *, note: str = "", now: datetime) -> None:
    """The caller of a merged case no longer wants it; with the last one the matter ends."""
    check_own(actor, case)
    lead = lead_case(case)
    if lead.state not in OPEN or lead.pk == case.pk:
        raise BadStep("leave")
    _leave(actor, case, lead, now=now)
    if voices_of(lead) == 0:
        move(actor, lead, "withdraw", now=now, words=Words(note=note.strip()), closed_at=now)


def _leave(actor: Actor, case: Case, lead: Case, *, now: datetime) -> None:
    """Kept beside the contact, not as a state: the row of a lead carries the matter of all."""
    Caller.objects.filter(case=case).update(left_at=now)
    Case.objects.filter(pk=lead.pk).update(voices=max(voices_of(lead), 1))
    write_line(actor, lead, "left", now=now, words=Words(inner_note=case.code))
    audit.record(actor, "case.left", case, now=now)


def join_case(actor: Actor, case: Case, report: Report, *, now: datetime) -> Receipt:
    """我也遇到: an own case with an own receipt, merged at once into the one that is on its way."""
    with transaction.atomic():
        receipt = receive(actor, report, now=now)
        joined = Case.objects.get(pk=receipt.case_id)
        lead = lead_case(case)
        if joined.merged_into_id is None and lead.state in OPEN:
            move(caller_of(joined.pk), joined, "merge", now=now, merged_into=lead, closed_at=now)
            Case.objects.filter(pk=lead.pk).update(voices=F("voices") + 1)
            write_line(SYSTEM, lead, "joined", now=now, words=Words(inner_note=joined.code))
    return receipt


@dataclass(frozen=True, slots=True)
class Answer:
    """What a caller says of the work: solved, how satisfied, was anybody in touch, in the caller's words."""

    solved: bool
    satisfaction: str = ""
    contacted: bool | None = None
    words: str = ""
    partly: bool = False  # not solved, but some of it


@transaction.atomic
def rate_case(
    actor: Actor,
    case: Case,
    *,
    solved: bool,
    satisfaction: str = "",
    contacted: bool | None = None,
    words: str = "",
    partly: bool = False,
    now: datetime,
) -> Rating:
    """Solved, partly, or not? Solved closes the case; anything less sends the rest back to work."""
    check_own(actor, case)
    answer = Answer(solved, satisfaction, contacted, words, partly and not solved)
    return take_answer(actor, case, answer, asked_by="link", now=now)


def take_answer(actor: Actor, case: Case, answer: Answer, *, asked_by: str, now: datetime) -> Rating:
    """Keep what was answered and do what follows from it; once for each round, whoever asked."""
    lead = lead_case(case)
    solved, satisfaction, words = answer.solved, answer.satisfaction, answer.words.strip()
    if lead.state not in {State.VERIFIED, State.CLOSED}:
        raise BadStep("rate")
    if satisfaction and satisfaction not in Satisfaction.values:
        raise RuleBroken("satisfaction_unknown", _("请从三个选项里选一个满意程度。"))
    if not solved and not words:
        why = _("请点选或写一句哪里没解决，承办单位会照着继续办。")
        raise RuleBroken("reason_needed", why, {"words": why})
    if case.ratings.filter(round=lead.rounds).exists():
        raise RuleBroken("rated", _("这一次办理您已经评价过了，谢谢。"))
    rating = Rating.objects.create(
        case=case,
        round=lead.rounds,
        solved=solved,
        satisfaction=satisfaction,
        contacted=answer.contacted,
        words=words[:500],
        partly=answer.partly,
        asked_by=asked_by,
        at=now,
    )
    audit.record(actor, "case.rate", case, now=now, solved=solved, satisfaction=satisfaction)
    announce("case.rated", case_id=lead.pk, solved=solved)
    _follow(actor, lead, rating, now=now)
    return rating


def _follow(actor: Actor, lead: Case, rating: Rating, *, now: datetime) -> None:
    """What the answer causes. Of several callers the last "solved" closes; one "not solved" is enough."""
    if rating.solved:
        if lead.state == State.VERIFIED and not still_silent(lead):
            move(actor, lead, "close", now=now, outcome=Outcome.SOLVED, closed_at=now, late_since=None)
        else:
            write_line(actor, lead, "rate", now=now)
        return
    name = "not_solved"
    if lead.state == State.CLOSED:
        check_reopening(lead, now)
        name = "reopen"
    note = _("解决了一部分，还剩：%(left)s") % {"left": rating.words} if rating.partly else rating.words
    send_back(actor, lead, name, words=Words(note=note), now=now, rounds=lead.rounds + 1)
