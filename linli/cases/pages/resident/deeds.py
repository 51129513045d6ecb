"""What the caller can do with a matter: one form each, and back to the progress."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from linli.cases import rules
from linli.cases.actions import answering, caller, objecting
from linli.cases.actions.answering import OF_CALLER
from linli.cases.actions.moving import Words
from linli.cases.forms import AddForm, AnswersForm, FaultyForm, RateForm, WithdrawForm
from linli.cases.forms.requests import ObjectForm
from linli.cases.models import Case
from linli.cases.pages import asking, keeping
from linli.cases.pages.resident.frame import case_context
from linli.cases.queries import follow
from linli.core.actors import caller_of
from linli.core.errors import RuleBroken
from linli.core.pages import Request, render_page, resident_page


def deed_page(
    request: Request, key: str, form: FaultyForm, template: str, do: Callable[[Case], object]
) -> HttpResponse:
    """One thing the caller may do: its form, its sentence if it cannot be done, and back to the progress."""
    case = follow.case_by_key(key, timezone.now())
    if request.method == "POST" and form.is_valid():
        try:
            do(case)
        except RuleBroken as fault:
            form.take_fault(fault)
        else:
            return redirect("cases:progress", key)
    context = case_context(case) | {"form": form, "code": rules.spoken_code(case.code)}
    return render_page(request, template, context=context, status=422 if form.errors else 200)


@resident_page
@never_cache
@require_http_methods(["GET", "POST"])
def add(request: Request, key: str) -> HttpResponse:
    form = AddForm(request.POST, request.FILES) if request.method == "POST" else AddForm()

    def do(case: Case) -> None:
        me, now = caller_of(case.pk), timezone.now()
        photos = keeping.store_photos(me, form.cleaned_data["photos"], now=now)
        caller.add_to_case(me, case, words=Words(form.cleaned_data["note"], photos=photos), now=now)

    return deed_page(request, key, form, "cases/resident/add.html", do)


@resident_page
@never_cache
@require_http_methods(["GET", "POST"])
def answers(request: Request, key: str) -> HttpResponse:
    """The questions of the matter's category: answered later, or put right, while somebody works on it."""
    sheet = follow.answers_of(follow.case_by_key(key, timezone.now()))
    asked = sheet.asked_of(OF_CALLER)
    if request.method == "POST" and "open" in request.GET:
        return asking.opened(request, asked, sheet.values)
    form = AnswersForm(request.POST if request.method == "POST" else None)
    form.ask(asked, sheet.values)

    def do(case: Case) -> None:
        answering.answer_as_caller(caller_of(case.pk), case, form.typed, now=timezone.now())

    return deed_page(request, key, form, "cases/resident/answers.html", do)


@resident_page
@require_POST
def remind(request: Request, key: str) -> HttpResponse:
    case = follow.case_by_key(key, timezone.now())
    caller.remind_case(caller_of(case.pk), case, now=timezone.now())
    return redirect("cases:progress", key)


@resident_page
@never_cache
@require_http_methods(["GET", "POST"])
def withdraw(request: Request, key: str) -> HttpResponse:
    form = WithdrawForm(request.POST or None)

    def do(case: Case) -> None:
        give_up = caller.leave_case if case.merged_into_id else caller.withdraw_case
        give_up(caller_of(case.pk), case, note=form.cleaned_data["note"], now=timezone.now())

    return deed_page(request, key, form, "cases/resident/withdraw.html", do)


@resident_page
@never_cache
@require_http_methods(["GET", "POST"])
def rate(request: Request, key: str) -> HttpResponse:
    """解决了 and 没解决 are equally easy; the reader is told what each causes."""
    form = (
        RateForm(request.POST)
        if request.method == "POST"
        else RateForm(initial={"solved": request.GET.get("solved")})
    )

    def do(case: Case) -> None:
        caller.rate_case(
            caller_of(case.pk),
            case,
            solved=form.cleaned_data["solved"],
            partly=form.partly,
            satisfaction=form.cleaned_data["satisfaction"],
            contacted=form.cleaned_data["contacted"],
            words=form.spoken(),
            now=timezone.now(),
        )

    return deed_page(request, key, form, "cases/resident/rate.html", do)


@resident_page
@never_cache
@require_http_methods(["GET", "POST"])
def object_to(request: Request, key: str) -> HttpResponse:
    """不同意: one box against the newest decision that was told; somebody else at the desk looks again."""
    form = ObjectForm(request.POST or None)

    def do(case: Case) -> None:
        words = form.cleaned_data["note"]
        objecting.object_to_decision(caller_of(case.pk), case, note=words, now=timezone.now())

    return deed_page(request, key, form, "cases/resident/object.html", do)
