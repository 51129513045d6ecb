"""Whoever helps: what one is asked, what one promised, day by day. Signed in, or by one's link."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.core.actors import Actor, Right
from linli.core.errors import NotFound, RuleBroken
from linli.core.pages import Request, render_page, resident_page, staff_page
from linli.needs import actions
from linli.needs.actions.contact import may_read_contact
from linli.needs.forms import MoveForm, NotDoneForm, PurposeForm, RefuseForm
from linli.needs.models import CareTask, Helper, Served
from linli.needs.queries.helpers import Agenda, agenda, match_of, task_of
from linli.needs.queries.needs import helper_by_key, own_helpers
from linli.needs.rules.standing import helper_of
from linli.needs.rules.times import in_words


class _Face:
    """The same pages for two doors: `key` is empty for whoever signed in."""

    def __init__(self, actor: Actor, helpers: Sequence[Helper], key: str = "") -> None:
        self.actor, self.helpers, self.key = actor, helpers, key

    @property
    def ids(self) -> list[int]:
        return [helper.pk for helper in self.helpers]

    @property
    def shell(self) -> str:
        return "core/resident.html" if self.key else "core/worker.html"

    def home(self) -> HttpResponse:
        return redirect("needs:by_link", self.key) if self.key else redirect("needs:helping")

    def context(self) -> dict[str, Any]:
        community = self.helpers[0].community if self.helpers else None
        told = {"face": self, "frame": self.shell, "now": timezone.now(), "in_words": in_words}
        if self.key and community is not None:
            told |= {"place_name": community.name, "community_phone": community.phone}
        return told


def _signed_in(request: Request) -> _Face:
    helpers = own_helpers(request.actor).select_related("community", "person", "unit")
    return _Face(request.actor, list(helpers.order_by("id")))


def _by_link(key: str) -> _Face:
    helper = helper_by_key(key)
    return _Face(helper_of(helper.pk), [helper], key)


@staff_page(Right.NEED_HELP)
@never_cache
@require_GET
def helping(request: Request) -> HttpResponse:
    return _agenda(request, _signed_in(request))


@resident_page
@never_cache
@require_GET
def by_link(request: Request, helper_key: str) -> HttpResponse:
    return _agenda(request, _by_link(helper_key))


def _agenda(request: Request, face: _Face) -> HttpResponse:
    today = timezone.localdate(timezone.now())
    found = agenda(face.ids, today) if face.ids else Agenda([], [])
    days: dict[Any, list[CareTask]] = {}
    for task in found.tasks:
        days.setdefault(task.on, []).append(task)
    context = face.context() | {"asked": found.asked, "days": days, "today": today}
    return render_page(request, "needs/helping.html", context=context)


@staff_page(Right.NEED_HELP)
@never_cache
@require_http_methods(["GET", "POST"])
def match(request: Request, match_id: int) -> HttpResponse:
    return _match(request, _signed_in(request), match_id)


@resident_page
@never_cache
@require_http_methods(["GET", "POST"])
def match_by_link(request: Request, helper_key: str, match_id: int) -> HttpResponse:
    return _match(request, _by_link(helper_key), match_id)


def _match(request: Request, face: _Face, match_id: int) -> HttpResponse:
    """Which service, which part of the community, when: enough to say yes or no. Who, only afterwards."""
    found, form = match_of(face.ids, match_id), RefuseForm()
    if request.method == "POST":
        yes = request.POST.get("yes") == "1"
        form = RefuseForm(None if yes else request.POST)
        if yes or form.is_valid():
            why = "" if yes else form.cleaned_data["why"]
            actions.answer_match(face.actor, found, yes=yes, why=why, now=timezone.now())
            return face.home()
    context = face.context() | {"match": found, "need": found.need, "form": form}
    return render_page(request, "needs/match.html", context=context, status=422 if form.errors else 200)


@staff_page(Right.NEED_HELP)
@never_cache
@require_GET
def task(request: Request, task_id: int) -> HttpResponse:
    return _task(request, _signed_in(request), task_id)


@resident_page
@never_cache
@require_GET
def task_by_link(request: Request, helper_key: str, task_id: int) -> HttpResponse:
    return _task(request, _by_link(helper_key), task_id)


@staff_page(Right.NEED_HELP)
@never_cache
@require_POST
def do_task(request: Request, task_id: int, name: str) -> HttpResponse:
    return _do_task(request, _signed_in(request), task_id, name)


@resident_page
@never_cache
@require_POST
def do_task_by_link(request: Request, helper_key: str, task_id: int, name: str) -> HttpResponse:
    return _do_task(request, _by_link(helper_key), task_id, name)


def _task(request: Request, face: _Face, task_id: int, *, status: int = 200, **more: Any) -> HttpResponse:
    found = task_of(face.ids, task_id)
    initial = {"version": found.version}
    context = face.context() | {
        "task": found,
        "need": found.need,
        "may_read": may_read_contact(face.actor, _held(found)),
        "not_done": NotDoneForm(initial=initial, auto_id="not-%s"),
        "move": MoveForm(initial=initial | {"to": found.on, "part": found.part}, auto_id="move-%s"),
        "purpose_form": PurposeForm(auto_id="purpose-%s"),
        "shown": None,
        "today": timezone.localdate(timezone.now()),
    }
    return render_page(request, "needs/task.html", context=context | more, status=status)


def _held(found: CareTask) -> Any:
    """The need with the helper of the task where that is still the same one."""
    need = found.need
    if need.helper_id == found.helper_id:
        need.helper = found.helper
    return need


def _do_task(request: Request, face: _Face, task_id: int, name: str) -> HttpResponse:
    found, now = task_of(face.ids, task_id), timezone.now()
    if name == "done":
        actions.task_done(face.actor, found, now=now)
        return face.home()
    if name == "contact":
        return _contact(request, face, found)
    deeds: dict[str, tuple[str, Any, Callable[[dict[str, Any]], object]]] = {
        "not_possible": (
            "not_done",
            NotDoneForm(request.POST, auto_id="not-%s"),
            lambda data: actions.task_not_possible(face.actor, found, reason=data["reason"], now=now),
        ),
        "move": (
            "move",
            MoveForm(request.POST, auto_id="move-%s"),
            lambda data: actions.move_task(face.actor, found, to=data["to"], part=data["part"], now=now),
        ),
    }
    if name not in deeds:
        raise NotFound(name)
    place, form, act = deeds[name]
    if form.is_valid():
        try:
            if form.cleaned_data["version"] is not None:
                found.version = form.cleaned_data["version"]
            act(form.cleaned_data)
            return face.home()
        except RuleBroken as fault:
            form.take_fault(fault)
    return _task(request, face, task_id, status=422, **{place: form})


def _contact(request: Request, face: _Face, found: CareTask) -> HttpResponse:
    """Name, phone and door, for this visit; the person sees that they were read."""
    form = PurposeForm(request.POST, auto_id="purpose-%s")
    shown: Served | None = None
    if form.is_valid():
        try:
            purpose = form.cleaned_data["purpose"]
            shown = actions.read_contact(face.actor, _held(found), purpose=purpose, now=timezone.now())
        except RuleBroken as fault:
            form.take_fault(fault)
    status = 200 if shown else 422
    return _task(request, face, found.pk, status=status, purpose_form=form, shown=shown)
