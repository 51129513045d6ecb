"""A file from the upload to what became of its rows."""

from typing import Any, BinaryIO, cast

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from linli.cases.rules import spoken_code
from linli.channels.hotline import actions, queries, rules
from linli.channels.hotline.forms import ColumnsForm, UploadForm
from linli.channels.hotline.pages.answers import workbook
from linli.channels.hotline.terms import FAULTS_SHOWN, BatchState
from linli.channels.models import HotlineBatch
from linli.channels.tasks.hotline import file_batch
from linli.core.actors import Right
from linli.core.errors import RuleBroken
from linli.core.pages import Request, render_page, staff_page


@staff_page(Right.CASE_INTAKE)
@never_cache
@require_http_methods(["GET", "POST"])
def home(request: Request) -> HttpResponse:
    """Senders, what waits to be answered, files of late; a new file."""
    queries.need_desk(request.actor)
    senders = list(queries.visible_senders(request.actor).order_by("pk"))
    form = UploadForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        senders=[(sender.pk, sender.name) for sender in senders],
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        sender = next(sender for sender in senders if sender.pk == data["sender"])
        try:
            batch = actions.take_file(
                request.actor,
                sender,
                cast(BinaryIO, data["file"].file),
                file_name=data["file"].name,
                now=timezone.now(),
            )
        except RuleBroken as fault:
            form.add_error("file", fault.sentence)
        else:
            return redirect("channels:hotline_batch", batch.pk)
    return _home(request, form, senders)


def _home(request: Request, form: UploadForm, senders: list[Any]) -> HttpResponse:
    page = queries.batch_page(request.actor, after=request.GET.get("after", ""))
    number = request.GET.get("number", "").strip()
    context = {
        "form": form,
        "senders": [(sender, queries.waiting_replies(sender)) for sender in senders],
        "batches": page.rows,
        "older": f"?after={page.next}" if page.next else None,
        "newer": f"?after={page.previous}" if page.previous else None,
        "number": number,
        "order": queries.order_by_number(request.actor, number) if number else None,
        "now": timezone.now(),
    }
    status = 422 if form.errors else 200
    return render_page(request, "channels/hotline/home.html", context=context, status=status)


@staff_page(Right.CASE_INTAKE)
@never_cache
@require_http_methods(["GET", "POST"])
def batch(request: Request, batch_id: int) -> HttpResponse:
    """A draft: its columns, then its preview; else how far the filing is, and what became of the rows."""
    found = queries.batch_for(request.actor, batch_id)
    if found.state != BatchState.DRAFT:
        return _result(request, found)
    columns = rules.proposed(found.headings, found.sender.columns)
    asks = request.method == "POST" or "columns" in request.GET or bool(rules.lacking(columns))
    return _columns(request, found, columns) if asks else _preview(request, found, columns)


def _columns(request: Request, found: HotlineBatch, columns: dict[str, str]) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    form = ColumnsForm(posted, headings=found.headings, initial=columns)
    if posted is not None and form.is_valid():
        try:
            actions.keep_columns(request.actor, found, form.cleaned_data, now=timezone.now())
        except RuleBroken as fault:
            form.take_fault(fault)
        else:
            return redirect("channels:hotline_batch", found.pk)
    sample = found.lines.order_by("line").values_list("cells", flat=True).first() or []
    context = {
        "batch": found,
        "form": form,
        "sample": list(zip(found.headings, sample, strict=False)),
        "step": 1,
    }
    status = 422 if form.errors else 200
    return render_page(request, "channels/hotline/columns.html", context=context, status=status)


def _preview(
    request: Request, found: HotlineBatch, columns: dict[str, str], status: int = 200
) -> HttpResponse:
    context = {
        "batch": found,
        "preview": queries.preview_of(found, columns),
        "faults_shown": FAULTS_SHOWN,
        "now": timezone.now(),
        "step": 2,
    }
    return render_page(request, "channels/hotline/preview.html", context=context)


def _result(request: Request, found: HotlineBatch) -> HttpResponse:
    counts = queries.counts_of(found)
    done = found.state == BatchState.DONE
    context = {
        "batch": found,
        "counts": counts,
        "filed": found.rows - counts["waiting"],
        "done": done,
        "told": queries.told_lines(found) if done else [],
        "fresh": queries.new_lines(found) if done else [],
        "spoken": spoken_code,
        "now": timezone.now(),
        "step": 3,
    }
    part = "channels/hotline/_progress.html"
    return render_page(request, "channels/hotline/result.html", part, context=context)


@staff_page(Right.CASE_INTAKE)
@require_POST
def confirm(request: Request, batch_id: int) -> HttpResponse:
    """From here on a task files it; the page may be left."""
    found = queries.batch_for(request.actor, batch_id)
    actions.confirm_batch(request.actor, found, enqueue=file_batch_later, now=timezone.now())
    return redirect("channels:hotline_batch", found.pk)


def file_batch_later(batch_id: int) -> None:
    file_batch.using(key=f"hotline:{batch_id}").enqueue(batch_id)


@staff_page(Right.CASE_INTAKE)
@require_POST
def discard(request: Request, batch_id: int) -> HttpResponse:
    actions.discard_batch(request.actor, queries.batch_for(request.actor, batch_id), now=timezone.now())
    return redirect("channels:hotline")


@staff_page(Right.CASE_INTAKE)
@never_cache
def errors(request: Request, batch_id: int) -> HttpResponse:
    """The refused rows in their own columns, the reason behind: put right, it can be sent in again."""
    found = queries.batch_for(request.actor, batch_id)
    columns = [*found.headings, _("原因")]
    return workbook(columns, queries.error_rows(found), _("没有登记的工单"), f"errors-{found.pk}")
