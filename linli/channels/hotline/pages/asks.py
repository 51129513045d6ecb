"""What we ask of a sender, and their answers; how urgent their words are."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from linli.cases.terms import Colour
from linli.channels.hotline import asked, asking, queries
from linli.channels.hotline.forms import AnswersForm, ReplyColumnsForm, UrgencyForm
from linli.channels.hotline.pages.answers import workbook
from linli.channels.hotline.terms import ASK_FIELDS, USUAL_URGENCY
from linli.channels.models import HotlineSender
from linli.core.actors import Right
from linli.core.errors import RuleBroken
from linli.core.pages import Request, render_page, staff_page


@staff_page(Right.CASE_INTAKE)
@never_cache
@require_http_methods(["GET", "POST"])
def asks(request: Request, sender_id: int) -> HttpResponse:
    """What waits for their answer; POST takes the table in which they answered."""
    found = queries.sender_for(request.actor, sender_id)
    posted = request.method == "POST"
    form = AnswersForm(request.POST if posted else None, request.FILES if posted else None)
    answers = None
    if posted and form.is_valid():
        try:
            source = form.cleaned_data["file"]
            answers = asking.take_answers(request.actor, found, source, now=timezone.now())
            form = AnswersForm()
        except RuleBroken as fault:
            form.take_fault(fault)
    return _show(request, found, form=form, answers=answers)


@staff_page(Right.CASE_INTAKE)
@require_POST
def columns(request: Request, sender_id: int) -> HttpResponse:
    """Keep the columns of the table they read."""
    found = queries.sender_for(request.actor, sender_id)
    form = ReplyColumnsForm(request.POST, kept=found.ask_columns, fields=ASK_FIELDS)
    if form.is_valid():
        try:
            asking.keep_ask_columns(request.actor, found, form.pairs(), now=timezone.now())
            return redirect("channels:hotline_asks", found.pk)
        except RuleBroken as fault:
            form.take_fault(fault)
    return _show(request, found, columns_form=form)


@staff_page(Right.CASE_INTAKE)
@require_POST
def urgency(request: Request, sender_id: int) -> HttpResponse:
    """Keep which of their words mean which of our grades."""
    found = queries.sender_for(request.actor, sender_id)
    form = UrgencyForm(request.POST)
    if form.is_valid():
        try:
            asking.keep_urgency(request.actor, found, form.told, now=timezone.now())
            return redirect("channels:hotline_asks", found.pk)
        except RuleBroken as fault:
            form.take_fault(fault)
    return _show(request, found, urgency_form=form)


@staff_page(Right.CASE_INTAKE)
@require_POST
def export(request: Request, sender_id: int) -> HttpResponse:
    """All that waits for their answer, in their columns."""
    found, now = queries.sender_for(request.actor, sender_id), timezone.now()
    try:
        open_asks = asking.put_out(request.actor, found, now=now)
    except RuleBroken as fault:
        return _show(request, found, refused=fault.sentence)
    headings = [heading for heading, _name in found.ask_columns]
    name = f"asks-{timezone.localtime(now):%Y%m%d-%H%M}"
    return workbook(headings, asked.ask_rows(found, open_asks), found.name, name)


def _show(
    request: Request,
    found: HotlineSender,
    *,
    form: AnswersForm | None = None,
    answers: asking.Answers | None = None,
    columns_form: ReplyColumnsForm | None = None,
    urgency_form: UrgencyForm | None = None,
    refused: str = "",
) -> HttpResponse:
    told = found.urgency or USUAL_URGENCY
    words = {one: "、".join(word for word, colour in told.items() if colour == one) for one in Colour.values}
    forms = (form or AnswersForm(), columns_form, urgency_form)
    context = {
        "sender": found,
        "asks": asked.open_asks(found, asked.ASKS_SHOWN),
        "form": forms[0],
        "answers": answers,
        "columns": columns_form or ReplyColumnsForm(kept=found.ask_columns, fields=ASK_FIELDS),
        "urgency": urgency_form or UrgencyForm(initial=words),
        "refused": refused,
        "now": timezone.now(),
    }
    wrong = refused or any(one is not None and one.errors for one in forms)
    return render_page(request, "channels/hotline/asks.html", context=context, status=422 if wrong else 200)
