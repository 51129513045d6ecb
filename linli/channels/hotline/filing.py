"""Rows of a confirmed file become cases, some at a time: each time whole or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from linli.cases.actions.intake import Intake, receive_many
from linli.cases.actions.moving import Words, write_line
from linli.cases.actions.reports import check_report
from linli.cases.actions.tightening import tighten_limit
from linli.cases.models import Case
from linli.cases.terms import NOTE_MAX, OPEN
from linli.channels.hotline import queries, rules
from linli.channels.hotline.reading import BadRowError, RowReader, Wanted
from linli.channels.hotline.terms import BASIS, CHUNK, FIELDS, BatchState, LineState
from linli.channels.models import HotlineBatch, HotlineLine, HotlineOrder
from linli.core import audit
from linli.core.actors import SYSTEM, Actor
from linli.core.errors import RuleBroken


@dataclass(slots=True)
class _Chunk:
    """Rows of one transaction, sorted by what is to be done with them."""

    fresh: dict[str, tuple[HotlineLine, Wanted]] = field(default_factory=dict)
    again: list[tuple[HotlineLine, Wanted]] = field(default_factory=list)
    done: list[HotlineLine] = field(default_factory=list)


def file_batch(actor: Actor, batch_id: int, *, now: datetime) -> int:
    """File what still waits of a confirmed file; whoever was killed before left whole chunks behind.

    The rules and names are read once: they are those of the moment this run began.
    """
    batch = HotlineBatch.objects.select_related("sender__place").get(pk=batch_id)
    if batch.state != BatchState.FILING:
        return 0
    reader, filed = RowReader(batch.sender, batch.headings, batch.columns), 0
    while done := file_chunk(actor, batch, reader, now=now):
        filed += done
    return filed


def file_chunk(actor: Actor, batch: HotlineBatch, reader: RowReader, *, now: datetime) -> int:
    """The next rows; 0 when none waits, and then the file is done. They are read and located before the
    transaction, since others wait behind it.
    """
    lines = list(_waiting(batch)[:CHUNK])
    if not lines:
        _end(actor, batch, now)
        return 0
    read = [(line, _read(actor, reader, line)) for line in lines]
    with transaction.atomic():
        HotlineBatch.objects.select_for_update().get(pk=batch.pk)  # one worker at a time where several can be
        ours = set(_waiting(batch).filter(pk__in=[line.pk for line in lines]).values_list("pk", flat=True))
        chunk = _sorted(batch, [(line, wanted) for line, wanted in read if line.pk in ours])
        known = _file_fresh(actor, batch, chunk, now)
        for line, wanted in chunk.again:
            _meet_again(actor, line, wanted, known[wanted.number], now)
            chunk.done.append(line)
        HotlineLine.objects.bulk_update(chunk.done, ["state", "reason", "order"])
    return len(lines)


def _waiting(batch: HotlineBatch) -> QuerySet[HotlineLine]:
    return batch.lines.filter(state=LineState.WAITING).order_by("line")


def _read(actor: Actor, reader: RowReader, line: HotlineLine) -> Wanted | None:
    """None: refused, and the line says why."""
    try:
        wanted = reader.read(line.cells)
        check_report(actor, wanted.report)
    except (BadRowError, RuleBroken) as bad:
        line.state, line.reason = LineState.REFUSED, getattr(bad, "sentence", str(bad))[:300]
        return None
    return wanted


def _sorted(batch: HotlineBatch, read: Sequence[tuple[HotlineLine, Wanted | None]]) -> _Chunk:
    chunk = _Chunk()
    known = queries.known_orders(batch.sender, {wanted.number for _line, wanted in read if wanted})
    for line, wanted in read:
        if wanted is None:
            chunk.done.append(line)
        elif wanted.number in known or wanted.number in chunk.fresh:
            chunk.again.append((line, wanted))
        else:
            chunk.fresh[wanted.number] = (line, wanted)
    return chunk


def _file_fresh(actor: Actor, batch: HotlineBatch, chunk: _Chunk, now: datetime) -> dict[str, HotlineOrder]:
    """Cases, orders, the remark for colleagues, and their limit; gives all orders the chunk speaks of."""
    fresh = list(chunk.fresh.values())
    reports = [check_report(actor, wanted.report) for _line, wanted in fresh]
    receipts = receive_many([Intake(actor, report, now) for report in reports])
    cases = Case.objects.in_bulk([receipt.case_id for receipt in receipts])
    orders = []
    for (line, wanted), receipt in zip(fresh, receipts, strict=True):
        order = HotlineOrder(
            sender=batch.sender,
            number=wanted.number,
            case=cases[receipt.case_id],
            facts=wanted.facts,
            wanted_at=wanted.wanted_at,
            created_at=now,
        )
        orders.append(order)
        line.state, line.order = LineState.CREATED, order
        chunk.done.append(line)
        write_line(actor, order.case, "inner", now=now, words=Words(inner_note=_remark(wanted, now)))
    HotlineOrder.objects.bulk_create(orders)
    for order in orders:
        if order.wanted_at is not None and order.wanted_at < order.case.due_at:  # no order is out yet
            _tighten(order, now)
    numbers = {wanted.number for _line, wanted in chunk.again} | set(chunk.fresh)
    return queries.known_orders(batch.sender, numbers)


def _remark(wanted: Wanted, now: datetime) -> str:
    """Chinese data, for colleagues."""
    over = wanted.wanted_at is not None and wanted.wanted_at <= now
    return wanted.remark[:NOTE_MAX] + ("（来源要求的时限已过）" if over else "")


def _meet_again(actor: Actor, line: HotlineLine, wanted: Wanted, order: HotlineOrder, now: datetime) -> None:
    """A number that is known: nothing is doubled. What differs is told to colleagues and in the result."""
    changed = rules.differing(order.facts, wanted.facts)
    line.order, line.state = order, LineState.KNOWN
    if not changed:
        return
    names = rules.listed(str(FIELDS[field]) for field in changed)
    line.state = LineState.CHANGED
    line.reason = (_("与上次不同：%(what)s") % {"what": names})[:300]
    order.facts, order.wanted_at = wanted.facts, wanted.wanted_at
    HotlineOrder.objects.filter(pk=order.pk).update(facts=wanted.facts, wanted_at=wanted.wanted_at)
    audit.record(actor, "hotline.changed", order, now=now, fields=changed, case=order.case_id)
    if order.case.state in OPEN:
        said = f"来源热线改了工单：{names}。" + (wanted.report.text if "text" in changed else "")
        write_line(actor, order.case, "inner", now=now, words=Words(inner_note=said[:NOTE_MAX]))
    _tighten(order, now)


def _tighten(order: HotlineOrder, now: datetime) -> None:
    if order.wanted_at is not None:
        tighten_limit(SYSTEM, order.case, wanted_at=order.wanted_at, basis=BASIS, now=now)


def tighten_orders(case_ids: set[int], *, now: datetime) -> None:
    """New orders and new rounds of matters that came from a hotline: its limit holds for them too."""
    for order in HotlineOrder.objects.filter(case__in=case_ids, wanted_at__gt=now).select_related("case"):
        _tighten(order, now)


@transaction.atomic
def _end(actor: Actor, batch: HotlineBatch, now: datetime) -> None:
    filing = HotlineBatch.objects.filter(pk=batch.pk, state=BatchState.FILING)
    if filing.update(state=BatchState.DONE, done_at=now):
        audit.record(actor, "hotline.filed", batch, now=now, **queries.counts_of(batch))
