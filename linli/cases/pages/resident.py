"""The resident's face: everything here can be reached by a stranger."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.cases import rules
from linli.cases.actions import answering, caller, contact, objecting
from linli.cases.actions.answering import OF_CALLER
from linli.cases.actions.intake import receive
from linli.cases.actions.moving import Words
from linli.cases.actions.reports import Receipt, Report
from linli.cases.forms import AddForm, AnswersForm, FaultyForm, FollowForm, RateForm, ReportForm, WithdrawForm
from linli.cases.forms.requests import ObjectForm
from linli.cases.models import Case
from linli.cases.pages import asking, keeping
from linli.cases.pages.places import spot_of_form
from linli.cases.queries import follow
from linli.cases.queries.joining import case_to_join
from linli.cases.queries.readings import readings_of
from linli.cases.queries.requests import open_to_objection
from linli.core.actors import caller_of
from linli.core.errors import RuleBroken
from linli.core.pages import Request, public_page, render_page, resident_page
from linli.places import locator
from linli.places.locator import Spot


@public_page
@require_GET
def home(request: Request) -> HttpResponse:
    """Four doors; where one is comes from the last scanned QR code, if any."""
    return render_page(
        request, "cases/resident/home.html", context=_place_context(keeping.last_spot(request))
    )


@public_page
@require_GET
def door(request: Request, token: str) -> HttpResponse:
    """The QR code at a building's door."""
    spot = locator.locate_door(token)
    response = render_page(
        request, "cases/resident/home.html", context=_place_context(spot) | {"door": token}
    )
    return keeping.remember_spot(response, spot)


@public_page
@require_http_methods(["GET", "POST"])
def report(request: Request) -> HttpResponse:
    """Say it in one box; what was typed and sent is kept when something is missing."""
    form = (
        ReportForm(request.POST, request.FILES)
        if request.method == "POST"
        else ReportForm(initial=_asked(request))
    )
    spot, more = spot_of_form(request, form), False
    if request.method == "POST":
        asking.put_questions(request, form, OF_CALLER, insists=True)
        more = form.is_valid() and asking.is_first_sight(request, form)
        if more or form.errors:
            asking.keep_what_was_sent(request.actor, form, now=timezone.now())
    if request.method == "POST" and form.is_valid() and not more:
        try:
            receipt = _file(request, form, spot, now=timezone.now())
        except RuleBroken as fault:
            form.take_fault(fault)
        else:
            response = redirect("cases:receipt", receipt.key)
            return keeping.remember_case(request, response, receipt.key)
    context = _place_context(spot) | {"form": form, "spot": spot, "kept": keeping.kept_photos(form)}
    context |= {
        "danger": rules.danger_number(form["text"].value() or ""),
        "chosen_category": form["category"].value(),
        "mark": asking.mark_of(form.asked),
        "more": more,
    }
    return render_page(
        request, "cases/resident/report.html", context=context, status=422 if form.errors else 200
    )


def _asked(request: HttpRequest) -> dict[str, Any]:
    asked = {
        name: request.GET[name]
        for name in ("door", "place", "lon", "lat", "category", "text", "place_name")
        if request.GET.get(name)
    }
    return asked | {"intake_key": get_random_string(22)}


def _file(request: Request, form: ReportForm, spot: Spot | None, *, now: datetime) -> Receipt:
    data = form.cleaned_data
    photos = keeping.keep_photos(request.actor, form, now=now)
    filed = Report(
        text=data["text"],
        spot=spot,
        place_name=data["place_name"],
        name=data["name"],
        phone=data["phone"],
        category_code=data["category"],
        photos=photos,
        intake_key=data["intake_key"] or None,
        answers=form.answers,
    )
    same = case_to_join(request.POST.get("join", ""))
    if same is not None:
        return caller.join_case(request.actor, same, filed, now=now)
    return receive(request.actor, filed, now=now)


@resident_page
@never_cache
@require_GET
def receipt(request: Request, key: str) -> HttpResponse:
    """Code in large type, link, calendar, and until when somebody is sent."""
    case = follow.case_by_key(key, timezone.now())
    link = request.build_absolute_uri(follow.path_of(case.key))
    context = {
        "case": case,
        "sheet": follow.answers_of(case),
        "link": link,
        "qr": keeping.qr_of(link),
        "code": rules.spoken_code(case.code),
    }
    return render_page(request, "cases/resident/receipt.html", context=_case_context(case) | context)


@resident_page
@never_cache
@require_GET
def progress(request: Request, key: str) -> HttpResponse:
    """Like a parcel: newest on top, who has it, until when and by which rule."""
    case = follow.case_by_key(key, timezone.now())
    found = follow.progress(case)
    context = {
        "progress": found,
        "code": rules.spoken_code(case.code),
        "objectable": None if found.left else open_to_objection(found.requests, found.lead, timezone.now()),
        "now": timezone.now(),
    }
    return render_page(request, "cases/resident/progress.html", context=_case_context(case) | context)


@resident_page
@never_cache
@require_GET
def calendar_file(request: Request, key: str) -> HttpResponse:
    case = follow.case_by_key(key, timezone.now())
    link = request.build_absolute_uri(follow.path_of(case.key))
    response = HttpResponse(
        keeping.calendar_of(case, link, timezone.now()), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="linli-{case.code}.ics"'
    return response


@resident_page
@never_cache
@require_GET
def readings(request: Request, key: str) -> HttpResponse:
    """谁看过我的信息: every reading of the caller's contact, with its purpose."""
    case = follow.case_by_key(key, timezone.now())
    return render_page(
        request, "cases/resident/readings.html", context=_case_context(case) | {"readings": readings_of(case)}
    )


@public_page
@never_cache
@require_http_methods(["GET", "POST"])
def find(request: Request) -> HttpResponse:
    """Back to a case by its code and four digits."""
    form = FollowForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            case = contact.prove_caller(
                form.cleaned_data["code"], form.cleaned_data["pin"], now=timezone.now()
            )
        except RuleBroken as fault:
            form.take_fault(fault)
        else:
            return keeping.remember_case(request, redirect("cases:progress", case.key), case.key)
    context = {"form": form, "mine": keeping.remembered_cases(request)} | _place_context(
        keeping.last_spot(request)
    )
    return render_page(
        request, "cases/resident/find.html", context=context, status=422 if form.errors else 200
    )


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
    context = _case_context(case) | {"form": form, "code": rules.spoken_code(case.code)}
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


def _place_context(spot: Spot | None) -> dict[str, Any]:
    if spot is None:
        return {"spot": None}
    return {"spot": spot, "place_name": spot.name, "community_phone": spot.phone}


def _case_context(case: Case) -> dict[str, Any]:
    community = case.community
    return {
        "case": case,
        "place_name": community.name if community else "",
        "community_phone": community.phone if community else "",
    }
