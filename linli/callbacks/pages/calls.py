"""Ringing callers: the list of a desk, the sheet of one call, and what is written down."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from linli.callbacks.actions import calling
from linli.callbacks.forms import AttemptForm, CallForm
from linli.callbacks.models import CallBack
from linli.callbacks.queries import lists
from linli.callbacks.terms import CallState
from linli.cases.forms import FaultyForm
from linli.cases.models import Caller
from linli.cases.queries.cases import lead_case
from linli.cases.rules import spoken_code
from linli.cases.terms import REMARKS, STEPS
from linli.core.actors import Right, Seat
from linli.core.errors import BadStep, NotAllowed, RuleBroken, Stale
from linli.core.pages import Request, render_page, staff_page

VIEWS = (
    (CallState.WAITING, gettext_lazy("待回访")),
    (CallState.REACHED, gettext_lazy("已回访")),
    (CallState.NOT_REACHED, gettext_lazy("未接通")),
    (CallState.REFUSED, gettext_lazy("拒访")),
    (CallState.WRONG_NUMBER, gettext_lazy("号码不对")),
)


@staff_page(Right.CASE_DESK)
@never_cache
@require_GET
def board(request: Request) -> HttpResponse:
    """Who is to be rung from this desk, what is due next on top."""
    seats = lists.call_seats(request.actor)
    if not seats:
        raise NotAllowed("no_call_desk")
    seat = next((s for s in seats if str(s.post_id) == request.GET.get("seat")), seats[0])
    state = next((state for state, _label in VIEWS if state == request.GET.get("view")), CallState.WAITING)
    page = lists.calls(request.actor, seat, state, after=request.GET.get("after", ""))
    context = {
        "seat": seat,
        "seats": seats,
        "views": VIEWS,
        "view": state,
        "rows": page.rows,
        "older": _with(request.GET, after=page.next) if page.next else None,
        "newer": _with(request.GET, after=page.previous) if page.previous else None,
        "now": timezone.now(),
    }
    return render_page(request, "callbacks/board.html", "callbacks/_rows.html", context)


def _with(asked: QueryDict, **changes: str) -> str:
    query = asked.copy()
    for name, value in changes.items():
        query[name] = value
    return f"?{query.urlencode()}"


@staff_page(Right.CASE_DESK)
@never_cache
@require_GET
def badge(request: Request) -> HttpResponse:
    """How many are due now: a line for other pages; nothing where nobody is to be rung."""
    seats: list[Seat] = lists.call_seats(request.actor)
    due = lists.waiting_now(request.actor, seats[0], timezone.now()) if seats else 0
    return (
        render_page(request, "callbacks/_badge.html", context={"due": due})
        if due
        else HttpResponse(status=204)
    )


@staff_page(Right.CASE_DESK)
@never_cache
@require_GET
def sheet(request: Request, call_back_id: int) -> HttpResponse:
    """What was reported and done, the three questions, and how the call ended."""
    return _show(request, call_back_id)


@staff_page(Right.CASE_CONTACT)
@never_cache
@require_POST
def number(request: Request, call_back_id: int) -> HttpResponse:
    """The caller's number for this call: an audited reading the caller can see."""
    try:
        caller = calling.read_number(request.actor, call_back_id, now=timezone.now())
    except RuleBroken as fault:
        return _show(request, call_back_id, refused=str(fault.sentence), status=422)
    return _show(request, call_back_id, caller=caller)


@staff_page(Right.CASE_DESK)
@require_POST
def answer(request: Request, call_back_id: int) -> HttpResponse:
    """The caller was reached: three answers, and what follows from them."""
    form = CallForm(request.POST)
    if not form.is_valid():
        return _show(request, call_back_id, call_form=form, status=422)
    data = form.cleaned_data
    try:
        calling.write_answer(
            request.actor, call_back_id, form.answer(), version=data["version"], now=timezone.now()
        )
    except RuleBroken as fault:
        form.take_fault(fault)
        return _show(request, call_back_id, call_form=form, status=422)
    except (Stale, BadStep):
        return _overtaken(request, call_back_id, form)
    return redirect("callbacks:board")


@staff_page(Right.CASE_DESK)
@require_POST
def attempt(request: Request, call_back_id: int) -> HttpResponse:
    """Nobody picked up, does not want to, wrong number."""
    form = AttemptForm(request.POST)
    if not form.is_valid():
        return _show(request, call_back_id, attempt_form=form, status=422)
    data = form.cleaned_data
    try:
        calling.write_attempt(
            request.actor, call_back_id, data["attempt"], version=data["version"], now=timezone.now()
        )
    except (Stale, BadStep):
        return _overtaken(request, call_back_id, form)
    return redirect("callbacks:board")


def _overtaken(request: Request, call_back_id: int, form: FaultyForm) -> HttpResponse:
    """Somebody else was faster, or the link was: how it stands now, and what was written here."""
    typed = str(form.cleaned_data.get("words", ""))
    refused = _("这一位刚刚有了新情况（别人已经打过，或本人已回答），下面是最新的。")
    if typed:
        refused += _("您刚才写的：%(words)s") % {"words": typed}
    return _show(request, call_back_id, refused=refused, status=409)


def _show(
    request: Request,
    call_back_id: int,
    *,
    caller: Caller | None = None,
    call_form: CallForm | None = None,
    attempt_form: AttemptForm | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    found = lists.sheet(request.actor, call_back_id)
    call_back = found.call_back
    context: dict[str, Any] = {
        "sheet": found,
        "call_back": call_back,
        "case": call_back.case,
        "lead": lead_case(call_back.case),
        "code": spoken_code(call_back.case.code),
        "contact": caller,  # a template of calls knows `caller` as something else
        "refused": refused,
        "call_form": _fresh(call_form or CallForm(), call_back),
        "attempt_form": _fresh(attempt_form or AttemptForm(), call_back),
        "says": {name: step.says for name, step in STEPS.items()},
        "remarks": REMARKS,
        "open": call_back.state == CallState.WAITING,
        "now": timezone.now(),
    }
    return render_page(request, "callbacks/sheet.html", context=context, status=status)


def _fresh[F: FaultyForm](form: F, call_back: CallBack) -> F:
    """A form that goes out again is for the row as it is now."""
    form.initial = {**form.initial, "version": call_back.version}
    return form
