"""Where a form asks the questions of a category: which ones, and whether they were on the page before."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.cases.actions.answering import OF_CALLER, OF_DESK
from linli.cases.actions.reports import Report, questions_at_intake
from linli.cases.forms import AskingForm, ReportForm
from linli.cases.forms.questions import PREFIX
from linli.cases.pages import keeping
from linli.cases.queries.rulebook import rule_book
from linli.cases.rules import Answers, Question
from linli.cases.terms import TEXT_MAX
from linli.core.actors import Actor, Right
from linli.core.errors import RuleBroken
from linli.core.pages import Request, public_page, render_page

ASKED = "asked"  # hidden field: the questions that were on the page, by their codes


def asked_at_intake(text: str, category: str, whom: Collection[str]) -> list[Question]:
    """Of the category that was chosen or would be guessed; nothing while there is neither word nor choice."""
    if not text.strip() and not category:
        return []
    try:
        asked = questions_at_intake(Report(text[:TEXT_MAX], category_code=category), rule_book())
    except RuleBroken:  # no rules are in force: sending says so
        return []
    return [question for question in asked if question.asked_of in whom]


def put_questions(request: HttpRequest, form: ReportForm, whom: Collection[str], *, insists: bool) -> None:
    """Ask them in the form. `insists`: what is needed has to be answered once it was on the page."""
    asked = asked_at_intake(form["text"].value() or "", form["category"].value() or "", whom)
    form.ask(asked, insists=insists and request.POST.get(ASKED) == mark_of(asked))


def mark_of(asked: Collection[Question]) -> str:
    return " ".join(question.code for question in asked)


def is_first_sight(request: HttpRequest, form: AskingForm) -> bool:
    """Is something needed that was not on the page yet? Then the same form comes again with the questions."""
    return bool(form.missing) and request.POST.get(ASKED) != mark_of(form.asked)


def keep_what_was_sent(actor: Actor, form: ReportForm, *, now: datetime) -> None:
    """The form comes back: photos cannot be put into it again, so they are kept here. A bad one is said."""
    if not form.cleaned_data.get("photos"):
        return
    try:
        keeping.keep_photos(actor, form, now=now)
    except RuleBroken as fault:
        form.take_fault(fault)


@public_page
@never_cache
@require_http_methods(["POST"])
def questions(request: Request) -> HttpResponse:
    """The questions of what is being written, a part of the form that asks; those that are open now."""
    whom = OF_DESK if request.actor.has(Right.CASE_INTAKE) and "desk" in request.GET else OF_CALLER
    sent = request.POST
    asked = asked_at_intake(sent.get("text", ""), sent.get("category", ""), whom)
    return opened(request, asked)


def opened(request: Request, asked: Sequence[Question], known: Answers | None = None) -> HttpResponse:
    """Those that are open by what is in the form now; nothing is stored and nothing refused."""
    typed = {question.code: tuple(request.POST.getlist(f"{PREFIX}{question.code}")) for question in asked}
    form = AskingForm()
    form.ask(asked, {**(known or {}), **typed})
    return render_page(request, "cases/_questions.html", context={"form": form, "mark": mark_of(asked)})
