"""One whistle: what was asked, who came, what came of it; and the buttons of whoever looks."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from linli.cases.queries.cases import visible_cases
from linli.cases.rules import spoken_code
from linli.core.actors import Right
from linli.core.errors import BadStep, NotFound, RuleBroken, Stale
from linli.core.pages import Request, render_page, staff_page
from linli.whistles import actions
from linli.whistles.forms import MoreForm, NoteForm, ReviewForm
from linli.whistles.models import Call
from linli.whistles.queries.whistles import WhistleFile, whistle_file
from linli.whistles.terms import CALL_STEPS, REMARKS, STEPS, Step

LABELS = {
    "check_in": gettext_lazy("谁来、什么时候来"),
    "refuse": gettext_lazy("为什么不该我们来（会报到区里）"),
    "arrive": gettext_lazy("到场情况"),
    "report": gettext_lazy("办了什么"),
    "insist": gettext_lazy("为什么该他们来"),
    "excuse": gettext_lazy("为什么同意不来"),
    "decline": gettext_lazy("为什么不吹，另外怎么办"),
    "close": gettext_lazy("结果（诉求人会看到）"),
    "cancel": gettext_lazy("为什么撤哨"),
}


@dataclass(frozen=True, slots=True)
class Deed:
    """A button with its form; `call` when it is about one unit."""

    step: Step
    form: NoteForm
    call: Call | None = None

    @property
    def key(self) -> str:
        return f"{self.step.name}-{self.call.pk if self.call else 0}"


@staff_page(Right.CASE_SEE)
@never_cache
@require_GET
def whistle(request: Request, whistle_id: int) -> HttpResponse:
    return _show(request, whistle_file(request.actor, whistle_id))


@staff_page(Right.CASE_SEE)
@require_POST
def do(request: Request, whistle_id: int, name: str) -> HttpResponse:
    """One step of the whistle, or of the call named by `call`."""
    file = whistle_file(request.actor, whistle_id)
    step = STEPS.get(name) or CALL_STEPS.get(name)
    if step is None:
        raise NotFound(name)
    call = _call_of(request, file) if name in CALL_STEPS else None
    form = _form(step, call.pk if call else 0, request.POST)
    if form.is_valid():
        try:
            _take(request, file, call, name, form.cleaned_data)
            return redirect("whistles:whistle", whistle_id)
        except RuleBroken as fault:
            form.take_fault(fault)
        except (Stale, BadStep):
            fresh = whistle_file(request.actor, whistle_id)
            return _show(request, fresh, overtaken=form.cleaned_data["note"] or "–", status=409)
    return _show(request, file, typed=Deed(step, form, call), status=422)


def _take(request: Request, file: WhistleFile, call: Call | None, name: str, data: dict[str, Any]) -> None:
    now, found = timezone.now(), call or file.whistle
    if data["version"] is not None:
        found.version = data["version"]  # of the page the actor was looking at
    if call is not None:
        call.whistle = file.whistle
        actions.answer(request.actor, call, name, note=data["note"], now=now)
    elif name == "confirm":
        actions.confirm(request.actor, file.whistle, now=now)
    else:
        actions.end(request.actor, file.whistle, name, note=data["note"], now=now)


@staff_page(Right.CASE_SEE)
@require_POST
def note(request: Request, whistle_id: int) -> HttpResponse:
    file = whistle_file(request.actor, whistle_id)
    form = NoteForm(request.POST, auto_id="note-%s")
    if not form.is_valid():
        return _show(request, file, note_form=form, status=422)
    actions.take_note(request.actor, file.whistle, note=form.cleaned_data["note"], now=timezone.now())
    return redirect("whistles:whistle", whistle_id)


@staff_page(Right.CASE_SEE)
@require_POST
def more(request: Request, whistle_id: int) -> HttpResponse:
    """Call further units into a whistle that sounds."""
    file = whistle_file(request.actor, whistle_id)
    form = MoreForm(request.POST, choices=file.others, auto_id="more-%s")
    if form.is_valid():
        data = form.cleaned_data
        if data["version"] is not None:
            file.whistle.version = data["version"]
        try:
            actions.call_more(
                request.actor, file.whistle, data["units"], note=data["note"], now=timezone.now()
            )
            return redirect("whistles:whistle", whistle_id)
        except RuleBroken as fault:
            form.take_fault(fault)
        except (Stale, BadStep):
            fresh = whistle_file(request.actor, whistle_id)
            return _show(request, fresh, overtaken=data["note"], status=409)
    return _show(request, file, more_form=form, status=422)


@staff_page(Right.CASE_SEE)
@require_POST
def review(request: Request, whistle_id: int) -> HttpResponse:
    file = whistle_file(request.actor, whistle_id)
    call = _call_of(request, file)
    call.whistle = file.whistle
    side = request.POST.get("side", "")
    if side not in {"owner", "unit"}:
        raise NotFound(side)
    form = ReviewForm(request.POST, side=side, auto_id=f"review-{call.pk}-%s")
    if form.is_valid():
        try:
            actions.review(request.actor, call, side, form.said, now=timezone.now())
            return redirect("whistles:whistle", whistle_id)
        except RuleBroken as fault:
            form.take_fault(fault)
    return _show(request, file, review_form=(call.pk, form), status=422)


def _call_of(request: Request, file: WhistleFile) -> Call:
    asked = request.POST.get("call", "")
    found = next((call for call in file.calls if str(call.pk) == asked), None)
    if found is None:
        raise NotFound("call")
    return found


def _form(step: Step, key: int, data: Any = None, version: int | None = None) -> NoteForm:
    label = LABELS.get(step.name)
    return NoteForm(
        data,
        label=label,
        needed=step.note,
        initial={"version": version},
        auto_id=f"{step.name}-{key}-%s",
    )


def _deeds_of(file: WhistleFile, call: Call) -> list[Deed]:
    return [Deed(step, _form(step, call.pk, version=call.version), call) for step in file.steps_of(call)]


def _more_form(file: WhistleFile) -> MoreForm | None:
    if not file.may_call_more:
        return None
    version = {"version": file.whistle.version}
    return MoreForm(initial=version, choices=file.others, auto_id="more-%s")


def _show(
    request: Request,
    file: WhistleFile,
    *,
    typed: Deed | None = None,
    note_form: NoteForm | None = None,
    more_form: MoreForm | None = None,
    review_form: tuple[int, ReviewForm] | None = None,
    overtaken: str = "",
    status: int = 200,
) -> HttpResponse:
    whole = [Deed(step, _form(step, 0, version=file.whistle.version)) for step in file.steps]
    of_calls = {call.pk: _deeds_of(file, call) for call in file.calls}
    reviews = {
        call.pk: (side, ReviewForm(side=side, auto_id=f"review-{call.pk}-%s"))
        for call in file.calls
        if (side := file.side(call))
    }
    if review_form is not None and review_form[0] in reviews:
        reviews[review_form[0]] = (reviews[review_form[0]][0], review_form[1])
    says = {name: step.says for name, step in (STEPS | CALL_STEPS).items()} | REMARKS
    case = file.whistle.case
    context = {
        "file": file,
        "whistle": file.whistle,
        "case": case,
        "code": spoken_code(case.code),
        "may_open_case": visible_cases(request.actor).filter(pk=case.pk).exists(),
        "deeds": whole,
        "call_deeds": of_calls,
        "reviews": reviews,
        "typed": typed,
        "more_form": more_form or _more_form(file),
        "note_form": note_form or NoteForm(label=_("告诉一起办的人"), auto_id="note-%s"),
        "says": says,
        "overtaken": overtaken,
        "now": timezone.now(),
    }
    return render_page(request, "whistles/whistle.html", None, context, status=status)
