"""What we ask of a sender: more time, or to take an order back; their table of answers is read by the row."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.cases.actions.desk import readmit_case
from linli.cases.actions.moving import Words, write_line
from linli.cases.actions.tightening import loosen_limit
from linli.cases.models import CaseRequest
from linli.cases.terms import State
from linli.channels.hotline import rules
from linli.channels.hotline.actions import need, told_columns
from linli.channels.hotline.asked import open_asks
from linli.channels.hotline.terms import (
    AGREEING,
    ANSWER_KNOWN_AS,
    ASK_FIELDS,
    BASIS,
    KIND_WORDS,
    KNOWN_AS,
    REFUSING,
    ROWS_MOST,
    URGENCY_WORDS_MOST,
    AskKind,
    Verdict,
)
from linli.channels.models import HotlineAsk, HotlineOrder, HotlineSender
from linli.core import audit
from linli.core.actors import SYSTEM, Actor
from linli.core.errors import DomainError, RuleBroken
from linli.core.sheets.reading import read_rows


@dataclass(slots=True)
class Answers:
    """What became of the rows of their table; `faults`: line, number, why nothing was done."""

    applied: int = 0
    known: int = 0
    faults: list[tuple[int, str, str]] = field(default_factory=list)


@transaction.atomic
def ask_for_time(request_ids: Collection[int], *, now: datetime) -> int:
    """Our desk agreed to more time: where the sender's limit is sooner, they are asked as well."""
    agreed = CaseRequest.objects.filter(pk__in=request_ids, due_after__isnull=False).select_related("order")
    by_case = {one.case_id: one for one in agreed}
    asked = 0
    for order in HotlineOrder.objects.filter(case__in=by_case, wanted_at__isnull=False):
        request = by_case[order.case_id]
        if order.wanted_at is not None and request.due_after and order.wanted_at < request.due_after:
            reason = f"{request.ground_text}。{request.note}"
            asked += _ask(order, AskKind.EXTENSION, reason, now, until=request.due_after)
    return asked


@transaction.atomic
def ask_to_take_back(case_ids: Collection[int], *, now: datetime) -> int:
    """The desk does not take it on: the order goes back with the reason the caller read."""
    orders = HotlineOrder.objects.filter(case__in=case_ids, case__state=State.DECLINED).select_related("case")
    asked = 0
    for order in orders:
        line = order.case.steps.filter(step="decline").order_by("-id").first()
        asked += _ask(order, AskKind.RETURN, line.note if line else "", now)
    return asked


def _ask(
    order: HotlineOrder, kind: AskKind, reason: str, now: datetime, until: datetime | None = None
) -> bool:
    pending = HotlineAsk.objects.filter(order=order, kind=kind, verdict=Verdict.PENDING)
    if pending.exists():
        return False
    made = HotlineAsk.objects.create(order=order, kind=kind, reason=reason[:600], until=until, asked_at=now)
    audit.record(SYSTEM, "hotline.asked", order, now=now, ask=made.pk, kind=kind, case=order.case_id)
    return True


def no_longer_asked(case_ids: Collection[int], *, now: datetime) -> int:
    """Taken on after all: nothing has to go back."""
    pending = HotlineAsk.objects.filter(
        order__case__in=case_ids, kind=AskKind.RETURN, verdict=Verdict.PENDING
    ).exclude(order__case__state=State.DECLINED)
    return pending.update(verdict=Verdict.LAPSED, answered_at=now)


@transaction.atomic
def keep_ask_columns(
    actor: Actor, sender: HotlineSender, pairs: Sequence[tuple[str, str]], *, now: datetime
) -> None:
    """The headings of the table in which they read what we ask, in their order."""
    need(actor, sender)
    told = told_columns(pairs, ASK_FIELDS)
    HotlineSender.objects.filter(pk=sender.pk).update(ask_columns=told)
    audit.record(actor, "hotline.ask_columns", sender, now=now, was=sender.ask_columns, now_is=told)
    sender.ask_columns = told


@transaction.atomic
def keep_urgency(actor: Actor, sender: HotlineSender, told: Mapping[str, str], *, now: datetime) -> None:
    """Their words for how urgent it is, in our grades; none: the usual words."""
    need(actor, sender)
    if len(told) > URGENCY_WORDS_MOST or any(len(word) > 20 for word in told):
        why = _("最多 %(most)d 个词，每个不超过 20 个字。") % {"most": URGENCY_WORDS_MOST}
        raise RuleBroken("urgency_words", why, {"red": why})
    HotlineSender.objects.filter(pk=sender.pk).update(urgency=dict(told))
    audit.record(actor, "hotline.urgency", sender, now=now, was=sender.urgency, now_is=dict(told))
    sender.urgency = dict(told)


@transaction.atomic
def put_out(actor: Actor, sender: HotlineSender, *, now: datetime) -> list[HotlineAsk]:
    """All that is not answered yet, those that went out before too: their table is always whole."""
    need(actor, sender)
    asks = open_asks(sender)
    if not asks:
        raise RuleBroken("nothing_to_ask", _("没有要向派单方申请的：批准延期、不予受理以后才会出现在这里。"))
    HotlineAsk.objects.filter(pk__in=[one.pk for one in asks]).update(exported_at=now)
    audit.record(actor, "hotline.asks_exported", sender, now=now, rows=len(asks))
    return asks


def take_answers(actor: Actor, sender: HotlineSender, source: BinaryIO, *, now: datetime) -> Answers:
    """Each row by itself: one that cannot be read touches no other. The same table twice changes nothing."""
    need(actor, sender)
    rows = list(read_rows(source))
    if not rows or len(rows) > ROWS_MOST:
        why = _("文件里没有答复：第一行应是表头，下面每行一件，一次最多 %(most)d 行。") % {"most": ROWS_MOST}
        raise RuleBroken("file_empty", why, {"file": why})
    columns = answer_columns(list(rows[0].values), sender)
    found = Answers()
    for row in rows:
        cells = {name: rules.filled(row.values.get(heading, "")) for name, heading in columns.items()}
        try:
            with transaction.atomic():
                if _take(actor, sender, cells, now):
                    found.applied += 1
                else:
                    found.known += 1
        except DomainError as fault:
            why = fault.sentence or _("这一件现在不能这样改，请打开看最新情况。")
            found.faults.append((row.line, cells.get("number", ""), why))
    audit.record(
        actor, "hotline.answers_taken", sender, now=now, applied=found.applied, faults=len(found.faults)
    )
    return found


def answer_columns(headings: Sequence[str], sender: HotlineSender) -> dict[str, str]:
    """Which of their columns is the number, the verdict, the new limit, the words."""
    own = [heading for heading, name in sender.ask_columns if name == "number"]
    known = {"number": (*own, sender.columns.get("number", ""), *KNOWN_AS["number"]), **ANSWER_KNOWN_AS}
    found = {name: next((word for word in words if word in headings), "") for name, words in known.items()}
    if not found["number"] or not found["verdict"]:
        why = _("找不到工单编号或审批结果这一列，请看对方的表头。")
        raise RuleBroken("column_needed", why, {"file": why})
    return {name: heading for name, heading in found.items() if heading}


def _take(actor: Actor, sender: HotlineSender, cells: Mapping[str, str], now: datetime) -> bool:
    """False: it was answered before."""
    ask = _ask_of(sender, cells)
    verdict = verdict_of(cells.get("verdict", ""))
    if verdict is None:
        raise RuleBroken(
            "verdict_unreadable", _("看不懂审批结果“%(cell)s”") % {"cell": cells["verdict"][:30]}
        )
    if ask.verdict != Verdict.PENDING:
        if ask.verdict == verdict:
            return False
        raise RuleBroken("answered", _("这件申请已经答复过，是另一个结果"))
    until = _until(ask, cells, verdict, now)
    note = ask.answer = cells.get("note", "")[:500]
    HotlineAsk.objects.filter(pk=ask.pk).update(verdict=verdict, answer=note, answered_at=now)
    audit.record(actor, "hotline.answered", ask.order, now=now, ask=ask.pk, verdict=verdict)
    ask.verdict = verdict
    _follow(actor, ask, until, now)
    return True


def _ask_of(sender: HotlineSender, cells: Mapping[str, str]) -> HotlineAsk:
    number = cells.get("number", "")
    if not number:
        raise RuleBroken("number_needed", _("工单编号是空的"))
    asks = HotlineAsk.objects.filter(order__sender=sender, order__number=number)
    kind = next((kind for word, kind in KIND_WORDS.items() if word in cells.get("kind", "")), None)
    if kind is not None:
        asks = asks.filter(kind=kind)
    found = list(asks.exclude(verdict=Verdict.LAPSED).select_related("order__case").order_by("-id")[:2])
    pending = [one for one in found if one.verdict == Verdict.PENDING]
    if len(pending) > 1:
        raise RuleBroken("kind_needed", _("这件既申请了延期又申请了退单，请在表里写明是哪一项"))
    if not found:
        raise RuleBroken("ask_unknown", _("没有为这件工单提过申请"))
    return (pending or found)[0]


def verdict_of(cell: str) -> Verdict | None:
    """
    >>> [str(verdict_of(cell)) for cell in ("同意延期", "不同意", "审核未通过", "研究中")]
    ['agreed', 'refused', 'refused', 'None']
    """
    if any(word in cell for word in REFUSING):
        return Verdict.REFUSED
    return Verdict.AGREED if any(word in cell for word in AGREEING) else None


def _until(ask: HotlineAsk, cells: Mapping[str, str], verdict: Verdict, now: datetime) -> datetime | None:
    """Their new limit, or the one we asked for where they say none."""
    if ask.kind != AskKind.EXTENSION or verdict != Verdict.AGREED:
        return None
    cell, zone = cells.get("until", ""), ZoneInfo(str(timezone.get_default_timezone()))
    until = rules.read_moment(cell, zone, day_ends=True) if cell else ask.until
    if until is None or until <= now:
        raise RuleBroken("until_unreadable", _("同意延期的时限“%(cell)s”看不懂或已过") % {"cell": cell[:30]})
    return until


def _follow(actor: Actor, ask: HotlineAsk, until: datetime | None, now: datetime) -> None:
    """What their answer causes. Lines are Chinese data, for colleagues."""
    order, case, note = ask.order, ask.order.case, ask.answer
    said = f"{ask.get_kind_display()}：来源热线{ask.get_verdict_display()}。{note}"
    write_line(actor, case, "inner", now=now, words=Words(inner_note=said))
    if until is not None:
        HotlineOrder.objects.filter(pk=order.pk).update(wanted_at=until)
        loosen_limit(SYSTEM, case, wanted_at=until, basis=BASIS, now=now)
    if ask.kind == AskKind.RETURN and ask.verdict == Verdict.REFUSED and case.state == State.DECLINED:
        why = note or _("派单方核实后请本区办理。")
        readmit_case(actor, case, note=_("派单方没有收回这件：%(why)s") % {"why": why}, now=now)
