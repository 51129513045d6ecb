"""What a desk may see of its hotlines. A hidden one and a missing one give the same answer."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from linli.cases.models import Case, settled
from linli.cases.queries.questions import answers_in_words
from linli.cases.terms import Outcome, Queue, Satisfaction, State
from linli.channels.hotline.reading import BadRowError, RowReader, Wanted
from linli.channels.hotline.terms import EXPORT_MOST, FAULTS_SHOWN, SHOWN, BatchState, LineState
from linli.channels.models import (
    HotlineBatch,
    HotlineExport,
    HotlineLine,
    HotlineOrder,
    HotlineSender,
)
from linli.core.actors import Actor, Level, Right, Seat
from linli.core.errors import NotAllowed, NotFound
from linli.core.lists import KeysetPage, keyset_page
from linli.places.models import Place

ANSWERED = (Queue.CALLER, Queue.DONE)


def desk_seats(actor: Actor) -> tuple[Seat, ...]:
    """Posts at a district's or subdistrict's desk: where hotlines send their orders."""
    seats = actor.seats_with(Right.CASE_INTAKE)
    return tuple(seat for seat in seats if seat.level in {Level.DISTRICT, Level.SUBDISTRICT})


def visible_senders(actor: Actor) -> QuerySet[HotlineSender]:
    """Those of the desks one sits at; the district's desk sees all of them."""
    senders = HotlineSender.objects.select_related("place").defer("place__shape")
    seats = desk_seats(actor)
    if actor.kind == "system" or any(seat.level is Level.DISTRICT for seat in seats):
        return senders
    return senders.filter(reduce(or_, (Q(place_id=seat.place_id) for seat in seats), Q(pk__in=[])))


def need_desk(actor: Actor) -> None:
    if not desk_seats(actor):
        raise NotAllowed("may_not_hotline")


def sender_for(actor: Actor, sender_id: int) -> HotlineSender:
    need_desk(actor)
    found = visible_senders(actor).filter(pk=sender_id).first()
    if found is None:
        raise NotFound("hotline_sender")
    return found


def sender_places(actor: Actor) -> list[Place]:
    """Where the actor may name a sender: the places of the desks he sits at."""
    ids = [seat.place_id for seat in desk_seats(actor) if seat.place_id is not None]
    return list(Place.objects.filter(pk__in=ids).defer("shape").order_by("pk"))


def visible_batches(actor: Actor) -> QuerySet[HotlineBatch]:
    batches = HotlineBatch.objects.filter(sender__in=visible_senders(actor))
    return batches.select_related("sender__place").defer("sender__place__shape")


def batch_for(actor: Actor, batch_id: int) -> HotlineBatch:
    need_desk(actor)
    found = visible_batches(actor).filter(pk=batch_id).first()
    if found is None:
        raise NotFound("hotline_batch")
    return found


def batch_page(actor: Actor, *, after: str = "") -> KeysetPage[HotlineBatch]:
    return keyset_page(visible_batches(actor), order=("-id",), after=after, size=20)


@dataclass(slots=True)
class Preview:
    """The first rows as they would be filed, and every row that would not."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)
    refused: int = 0
    fresh: int = 0
    known: int = 0


def preview_of(batch: HotlineBatch, columns: dict[str, str]) -> Preview:
    """Reads every row of a draft, files none."""
    reader, seen, found = RowReader(batch.sender, batch.headings, columns), dict[str, int](), Preview()
    lines = list(batch.lines.order_by("line").values_list("line", "cells"))
    known = known_orders(batch.sender, {reader.number(cells) for _line, cells in lines})
    for line, cells in lines:
        try:
            wanted = reader.read(cells, locates=len(found.rows) < SHOWN)
        except BadRowError as bad:
            found.refused += 1
            if len(found.faults) < FAULTS_SHOWN:
                found.faults.append((line, str(bad)))
            continue
        again = wanted.number in known or wanted.number in seen
        found.known, found.fresh = found.known + again, found.fresh + (not again)
        if len(found.rows) < SHOWN:
            found.rows.append(_row(reader, wanted, line, again, seen.get(wanted.number)))
        seen.setdefault(wanted.number, line)
    return found


def _row(reader: RowReader, wanted: Wanted, line: int, again: bool, first: int | None) -> dict[str, Any]:
    report = wanted.report
    return {
        "line": line,
        "number": wanted.number,
        "text": report.text,
        "where": report.spot.name if report.spot else "",
        "place_name": report.place_name,
        "category": reader.category_name(report.category_code, report.text),
        "wanted_at": wanted.wanted_at,
        "has_phone": bool(report.phone),
        "again": again,
        "first": first,
    }


def known_orders(sender: HotlineSender, numbers: set[str]) -> dict[str, HotlineOrder]:
    """Those of these numbers that were filed before. In pieces, since SQLite counts parameters."""
    wanted, found = sorted(numbers), dict[str, HotlineOrder]()
    for at in range(0, len(wanted), 500):
        rows = HotlineOrder.objects.filter(sender=sender, number__in=wanted[at : at + 500])
        found |= {row.number: row for row in rows.select_related("case")}
    return found


def counts_of(batch: HotlineBatch) -> dict[str, int]:
    """Rows by what became of them. A file has at most ROWS_MOST, and the index holds them by state."""
    counts = dict.fromkeys(LineState.values, 0)
    for state in HotlineLine.objects.filter(batch=batch).values_list("state", flat=True):
        counts[state] += 1
    return counts


def told_lines(batch: HotlineBatch) -> list[HotlineLine]:
    """What a result page names: refused and changed rows."""
    told = batch.lines.filter(state__in=(LineState.REFUSED, LineState.CHANGED)).order_by("state", "line")
    return list(told.select_related("order__case")[: 2 * FAULTS_SHOWN])


def new_lines(batch: HotlineBatch) -> list[HotlineLine]:
    made = batch.lines.filter(state=LineState.CREATED).order_by("line")
    return list(made.select_related("order__case")[:SHOWN])


def error_rows(batch: HotlineBatch) -> list[list[str]]:
    """Refused rows in their own columns, the reason behind."""
    refused = batch.lines.filter(state=LineState.REFUSED).order_by("line")
    width = len(batch.headings)
    return [
        [*(cells + [""] * width)[:width], reason] for cells, reason in refused.values_list("cells", "reason")
    ]


def order_by_number(actor: Actor, number: str) -> HotlineOrder | None:
    """Whose case is this? In the senders one may see, the latest first."""
    orders = HotlineOrder.objects.filter(sender__in=visible_senders(actor), number=number.strip())
    return orders.select_related("case", "sender").order_by("-id").first()


def unanswered(sender: HotlineSender) -> QuerySet[HotlineOrder]:
    """Orders whose answer is there and has not gone out; those we do not take on go back by `asking`."""
    own = Q(case__queue__in=ANSWERED) & ~Q(case__state__in=(State.MERGED, State.DECLINED))  # that is returned
    merged = Q(case__state=State.MERGED, case__merged_into__queue__in=ANSWERED)
    return HotlineOrder.objects.filter(own | merged, sender=sender, exported_at=None)


def waiting_replies(sender: HotlineSender) -> int:
    return min(len(unanswered(sender).values_list("pk", flat=True)[: EXPORT_MOST + 1]), EXPORT_MOST)


def answered_between(sender: HotlineSender, first: date, last: date) -> QuerySet[HotlineOrder]:
    """Settled in these days, told before or not. Begins with the cases of these days, which have an index."""
    zone = timezone.get_default_timezone()
    start, end = (datetime.combine(day, time.min, zone) for day in (first, last + timedelta(days=1)))
    cases = Case.objects.filter(settled(), closed_at__gte=start, closed_at__lt=end)
    own = Q(case__in=cases.exclude(state=State.MERGED).values("pk"))
    merged = Q(case__state=State.MERGED, case__merged_into__in=cases.values("pk"))
    orders = HotlineOrder.objects.filter(sender=sender)
    ids = [
        pk
        for found in (own, merged)
        for pk in orders.filter(found).order_by("pk").values_list("pk", flat=True)[:EXPORT_MOST]
    ]
    return HotlineOrder.objects.filter(pk__in=ids)


def replies_of(orders: QuerySet[HotlineOrder]) -> list[tuple[HotlineOrder, dict[str, str]]]:
    """Each order with what is to be said; six statements however many."""
    related = ("case__merged_into__unit", "case__unit")
    rows = list(orders.select_related(*related).order_by("id")[:EXPORT_MOST])
    leads = {row.pk: row.case.merged_into or row.case for row in rows}
    cases = Case.objects.filter(pk__in={case.pk for case in leads.values()})
    found = {case.pk: case for case in cases.prefetch_related("orders", "steps", "ratings")}
    own = Case.objects.filter(pk__in=[row.case_id for row in rows]).prefetch_related("ratings")
    ratings = {case.pk: max(case.ratings.all(), key=lambda one: one.round, default=None) for case in own}
    answers = answers_in_words(ratings)
    return [
        (
            row,
            _said(row, found[leads[row.pk].pk], ratings[row.case_id])
            | {"answers": answers.get(row.case_id, "")},
        )
        for row in rows
    ]


def _said(order: HotlineOrder, lead: Case, rating: Any) -> dict[str, str]:
    """Chinese data: the answer in words a hotline reads. Nobody's silence is an answer."""
    works = [one for one in lead.orders.all() if one.lead]
    work = max(works, key=lambda one: one.pk, default=None)
    told = [one.note for one in lead.steps.all() if one.note and one.step in TOLD]
    finished_at = (work and work.finished_at) or lead.closed_at
    solved = {True: "是", False: "否"}.get(rating.solved, "") if rating else ""
    return {
        "number": order.number,
        "unit": lead.unit.name if lead.unit else order.sender.place.name,
        "result": (work and work.result) or (told[-1] if told else ""),
        "finished_at": f"{timezone.localtime(finished_at):%Y-%m-%d %H:%M}" if finished_at else "",
        "solved": solved or ("是" if lead.outcome == Outcome.SOLVED else "未评价"),
        "satisfaction": str(Satisfaction(rating.satisfaction).label)
        if rating and rating.satisfaction
        else "未评价",
        "state": STATE_SAID.get(State(lead.state), "已办结"),
        "code": order.case.code,
        "empty": "",
    }


TOLD = ("finish", "verify", "close", "decline", "redirect", "terminate", "withdraw")
STATE_SAID = {
    State.DECLINED: "不予受理",
    State.REDIRECTED: "已告知其他渠道",
    State.TERMINATED: "已终止",
    State.WITHDRAWN: "诉求人撤回",
    State.VERIFIED: "已办结，待评价",
}


def export_for(actor: Actor, export_id: int) -> HotlineExport:
    need_desk(actor)
    exports = HotlineExport.objects.filter(sender__in=visible_senders(actor))
    found = exports.select_related("sender").filter(pk=export_id).first()
    if found is None:
        raise NotFound("hotline_export")
    return found


def exports_of(sender: HotlineSender) -> Sequence[HotlineExport]:
    return list(sender.exports.order_by("-id")[:10])


def reply_rows(export: HotlineExport) -> list[list[str]]:
    """As it went out, in their columns."""
    fields = [name for _heading, name in export.columns]
    said = export.replies.order_by("id").values_list("said", flat=True)
    return [[one.get(name, "") for name in fields] for one in said]


def drafts_before(moment: datetime) -> QuerySet[HotlineBatch]:
    return HotlineBatch.objects.filter(state=BatchState.DRAFT, created_at__lt=moment)
