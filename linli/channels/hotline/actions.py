"""Every write about hotlines: senders and their columns, files taken, rows filed, answers put out."""

from collections.abc import Callable, Container, Mapping, Sequence
from datetime import date, datetime
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from linli.channels.following import merged_into
from linli.channels.hotline import queries, rules
from linli.channels.hotline.terms import (
    CELL_MAX,
    CELLS_KEPT,
    DRAFT_KEPT,
    FIELDS,
    REPLY_COLUMNS_MOST,
    REPLY_FIELDS,
    ROWS_MOST,
    USUAL_ASK,
    USUAL_REPLY,
    BatchState,
)
from linli.channels.models import (
    HotlineBatch,
    HotlineExport,
    HotlineLine,
    HotlineOrder,
    HotlineReply,
    HotlineSender,
)
from linli.core import audit
from linli.core.actors import Actor
from linli.core.errors import BadStep, NotAllowed, RuleBroken
from linli.core.sheets.reading import read_rows


@transaction.atomic
def add_sender(actor: Actor, *, name: str, place_id: int, now: datetime) -> HotlineSender:
    """Name somebody who sends orders to a desk the actor sits at."""
    name = " ".join(name.split())
    if place_id not in {seat.place_id for seat in queries.desk_seats(actor)}:
        raise NotAllowed("may_not_hotline")
    if not name or len(name) > 40:
        why = _("请写派单方的名称，最多 40 个字，例如“市12345热线”。")
        raise RuleBroken("sender_name", why, {"name": why})
    if HotlineSender.objects.filter(place_id=place_id, name=name).exists():
        why = _("已经有这个派单方了。")
        raise RuleBroken("sender_known", why, {"name": why})
    reply = [list(pair) for pair in USUAL_REPLY]
    ask = [list(pair) for pair in USUAL_ASK]
    made = HotlineSender.objects.create(
        name=name, place_id=place_id, reply_columns=reply, ask_columns=ask, created_at=now
    )
    audit.record(actor, "hotline.sender_added", made, now=now)
    return made


@transaction.atomic
def keep_columns(
    actor: Actor, batch: HotlineBatch, columns: Mapping[str, str], *, now: datetime
) -> HotlineSender:
    """Which column of theirs is which field of ours, from now on; each column at most once."""
    sender = need(actor, batch.sender)
    told = {field: columns[field] for field in FIELDS if columns.get(field)}
    lacking = rules.lacking(told)
    if lacking:
        why = _("请选出这一列在文件里叫什么。")
        raise RuleBroken("column_needed", _("工单编号和诉求内容必须有。"), dict.fromkeys(lacking, why))
    strange = {field: _("文件里没有这一列。") for field in told if told[field] not in batch.headings}
    doubled = {
        field: _("这一列已用在别的项目上。")
        for at, (field, heading) in enumerate(told.items())
        if heading in list(told.values())[:at]
    }
    if strange or doubled:
        raise RuleBroken("column_wrong", _("请检查列的对应关系。"), strange | doubled)
    if sender.columns != told:
        HotlineSender.objects.filter(pk=sender.pk).update(columns=told)
        audit.record(actor, "hotline.columns", sender, now=now, was=sender.columns, now_is=told)
        sender.columns = told
    return sender


@transaction.atomic
def keep_reply_columns(
    actor: Actor, sender: HotlineSender, pairs: Sequence[tuple[str, str]], *, now: datetime
) -> None:
    """The headings of the table they read our answers from, in their order."""
    need(actor, sender)
    told = told_columns(pairs, REPLY_FIELDS)
    HotlineSender.objects.filter(pk=sender.pk).update(reply_columns=told)
    audit.record(actor, "hotline.reply_columns", sender, now=now, was=sender.reply_columns, now_is=told)
    sender.reply_columns = told


def told_columns(pairs: Sequence[tuple[str, str]], known: Container[str]) -> list[list[str]]:
    """Headings from left to right with our fields; the number must be among them."""
    told = [[" ".join(heading.split())[:40], field] for heading, field in pairs if heading.strip()]
    fields = [field for _heading, field in told]
    strange = any(field not in known for field in fields)
    if "number" not in fields or strange or len(told) > REPLY_COLUMNS_MOST:
        raise RuleBroken("reply_columns", _("表里至少要有工单编号这一列，其余各列请从选项里选内容。"))
    return told


@transaction.atomic
def take_file(
    actor: Actor, sender: HotlineSender, source: BinaryIO, *, file_name: str, now: datetime
) -> HotlineBatch:
    """Keep the rows of a file as a draft; nothing is filed before somebody has looked."""
    need(actor, sender)
    rows = []
    headings: list[str] = []
    for row in read_rows(source):
        headings = headings or list(row.values)
        rows.append(HotlineLine(line=row.line, cells=[value[:CELL_MAX] for value in row.values.values()]))
        if len(rows) > ROWS_MOST:
            why = _("一次最多 %(most)d 行。历史工单请用“导入历史工单”。") % {"most": ROWS_MOST}
            raise RuleBroken("file_too_long", why, {"file": why})
    if not rows:
        why = _("文件里没有工单：第一行应是表头，下面每行一件。")
        raise RuleBroken("file_empty", why, {"file": why})
    batch = HotlineBatch.objects.create(
        sender=sender, file_name=file_name[:120], headings=headings, rows=len(rows), created_at=now
    )
    for line in rows:
        line.batch = batch
    HotlineLine.objects.bulk_create(rows, batch_size=500)
    audit.record(actor, "hotline.file_taken", batch, now=now, sender=sender.pk, rows=len(rows))
    return batch


@transaction.atomic
def confirm_batch(
    actor: Actor, batch: HotlineBatch, *, now: datetime, enqueue: Callable[[int], object] | None = None
) -> None:
    """From here on `enqueue`'s task files the rows, by the columns of this moment."""
    need(actor, batch.sender)
    columns = rules.proposed(batch.headings, batch.sender.columns)
    if rules.lacking(columns):
        raise RuleBroken("column_needed", _("工单编号和诉求内容必须有。请先选好各列。"))
    drafts = HotlineBatch.objects.filter(pk=batch.pk, state=BatchState.DRAFT)
    if not drafts.update(state=BatchState.FILING, columns=columns):
        raise BadStep("hotline_confirmed")
    audit.record(actor, "hotline.confirmed", batch, now=now, rows=batch.rows)
    if enqueue is not None:
        enqueue(batch.pk)


@transaction.atomic
def discard_batch(actor: Actor, batch: HotlineBatch, *, now: datetime) -> None:
    """A draft that is not wanted, with all it held."""
    need(actor, batch.sender)
    if batch.state != BatchState.DRAFT:
        raise BadStep("hotline_confirmed")
    audit.record(actor, "hotline.discarded", batch, now=now, rows=batch.rows)
    batch.delete()


@transaction.atomic
def export_replies(
    actor: Actor,
    sender: HotlineSender,
    *,
    now: datetime,
    days: tuple[date, date] | None = None,
) -> HotlineExport:
    """Put down what they are told: what has not gone out yet, or all of some days once more."""
    need(actor, sender)
    orders = queries.answered_between(sender, *days) if days else queries.unanswered(sender)
    replies = queries.replies_of(orders.select_related("sender__place"))
    if not replies:
        raise RuleBroken("nothing_to_export", _("没有可以回复的工单：办结以后才会出现在这里。"))
    export = HotlineExport.objects.create(
        sender=sender, at=now, columns=sender.reply_columns, rows=len(replies)
    )
    HotlineReply.objects.bulk_create(
        [HotlineReply(export=export, order=order, said=said) for order, said in replies], batch_size=500
    )
    told = HotlineOrder.objects.filter(replies__export=export).values("pk")
    HotlineOrder.objects.filter(pk__in=told).update(exported_at=now)
    audit.record(actor, "hotline.exported", export, now=now, sender=sender.pk, rows=len(replies))
    return export


def want_again(case_ids: set[int]) -> int:
    """What went out is no longer true: these matters are worked on again, for merged callers too."""
    if not case_ids:
        return 0
    orders = HotlineOrder.objects.filter(case__in=[*case_ids, *merged_into(case_ids)])
    return orders.exclude(exported_at=None).update(exported_at=None)


def forget_cells(*, now: datetime) -> int:
    """Drafts nobody wanted go; cells of files that were filed are blanked. The number of files."""
    done = 0
    for batch in queries.drafts_before(now - DRAFT_KEPT)[:100]:
        batch.delete()
        done += 1
    old = HotlineBatch.objects.filter(state=BatchState.DONE, erased_at=None, done_at__lt=now - CELLS_KEPT)
    for batch in old[:100]:
        with transaction.atomic():
            batch.lines.update(cells=[])
            HotlineBatch.objects.filter(pk=batch.pk).update(erased_at=now)
        done += 1
    return done


def need(actor: Actor, sender: HotlineSender) -> HotlineSender:
    """A desk that gets this sender's orders."""
    if not queries.visible_senders(actor).filter(pk=sender.pk).exists():
        raise NotAllowed("may_not_hotline")
    return sender
