"""Senders and the tables they read our answers from."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from linli.channels.hotline import actions, queries
from linli.channels.hotline.forms import PeriodForm, ReplyColumnsForm, SenderForm
from linli.channels.hotline.terms import FIELDS
from linli.channels.models import HotlineSender
from linli.core.actors import Right
from linli.core.errors import RuleBroken
from linli.core.pages import Request, render_page, staff_page
from linli.core.sheets.writing import write_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@staff_page(Right.CASE_INTAKE)
@never_cache
@require_http_methods(["GET", "POST"])
def new_sender(request: Request) -> HttpResponse:
    queries.need_desk(request.actor)
    places = [(place.pk, place.name) for place in queries.sender_places(request.actor)]
    form = SenderForm(request.POST if request.method == "POST" else None, places=places)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            sender = actions.add_sender(
                request.actor, name=data["name"], place_id=data["place"], now=timezone.now()
            )
        except RuleBroken as fault:
            form.take_fault(fault)
        else:
            return redirect("channels:hotline_sender", sender.pk)
    status = 422 if form.errors else 200
    return render_page(request, "channels/hotline/new_sender.html", context={"form": form}, status=status)


@staff_page(Right.CASE_INTAKE)
@never_cache
@require_http_methods(["GET", "POST"])
def sender(request: Request, sender_id: int) -> HttpResponse:
    """What waits to be answered, what went out, and in which columns; POST keeps the columns."""
    found = queries.sender_for(request.actor, sender_id)
    form = ReplyColumnsForm(request.POST if request.method == "POST" else None, kept=found.reply_columns)
    if request.method == "POST" and form.is_valid():
        try:
            actions.keep_reply_columns(request.actor, found, form.pairs(), now=timezone.now())
        except RuleBroken as fault:
            form.take_fault(fault)
        else:
            return redirect("channels:hotline_sender", found.pk)
    return _sender(request, found, form, _period())


def _period() -> PeriodForm:
    today = timezone.localdate()
    return PeriodForm(initial={"first": today.replace(day=1), "last": today})


def _sender(
    request: Request, found: HotlineSender, form: ReplyColumnsForm, period: PeriodForm, refused: str = ""
) -> HttpResponse:
    context = {
        "sender": found,
        "form": form,
        "period": period,
        "refused": refused,
        "waiting": queries.waiting_replies(found),
        "exports": queries.exports_of(found),
        "columns": [(FIELDS[name], heading) for name, heading in found.columns.items() if name in FIELDS],
        "now": timezone.now(),
    }
    status = 422 if form.errors or period.errors or refused else 200
    return render_page(request, "channels/hotline/sender.html", context=context, status=status)


@staff_page(Right.CASE_INTAKE)
@require_POST
def export(request: Request, sender_id: int) -> HttpResponse:
    """What has not gone out; with dates, all of these days once more."""
    found = queries.sender_for(request.actor, sender_id)
    period = PeriodForm(request.POST) if "first" in request.POST else None
    form = ReplyColumnsForm(kept=found.reply_columns)
    if period is not None and not period.is_valid():
        return _sender(request, found, form, period)
    days: tuple[date, date] | None = None
    if period is not None:
        days = period.cleaned_data["first"], period.cleaned_data["last"]
    try:
        made = actions.export_replies(request.actor, found, days=days, now=timezone.now())
    except RuleBroken as fault:
        return _sender(request, found, form, period or _period(), fault.sentence)
    return redirect("channels:hotline_export", made.pk)


@staff_page(Right.CASE_INTAKE)
@never_cache
def exported(request: Request, export_id: int) -> HttpResponse:
    """The table as it went out, as often as it is wanted."""
    found = queries.export_for(request.actor, export_id)
    columns = [heading for heading, _name in found.columns]
    at = timezone.localtime(found.at)
    return workbook(columns, queries.reply_rows(found), found.sender.name, f"replies-{at:%Y%m%d-%H%M}")


def workbook(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], title: str, file_name: str
) -> HttpResponse:
    response = HttpResponse(write_xlsx(columns, rows, title=title), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{file_name}.xlsx"'
    return response
