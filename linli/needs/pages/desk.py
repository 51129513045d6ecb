"""The community's desk: its list, one need, and the buttons that exist now."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from linli.cases.rules import spoken_code
from linli.core.actors import Right
from linli.core.errors import NotFound, RuleBroken
from linli.core.pages import Request, render_page, staff_page
from linli.needs import actions
from linli.needs.actions.contact import may_read_contact
from linli.needs.forms import PurposeForm
from linli.needs.models import Served
from linli.needs.pages.deeds import Deed, deed_named, deeds_of
from linli.needs.pages.shown import need_context
from linli.needs.queries.kinds import kinds
from linli.needs.queries.needs import VIEWS, Asked, desk_communities, need_file, need_for, need_page
from linli.places.models import Place

VIEW_NAMES = {
    "raised": _("等我们联系"),
    "agreed": _("正在找人"),
    "matched": _("等双方点头"),
    "running": _("有人在帮"),
    "ending": _("两周内到期"),
    "over": _("已经结束"),
}


@staff_page(Right.NEED_DESK)
@never_cache
@require_GET
def needs(request: Request) -> HttpResponse:
    """One's community only, page by page."""
    now, asked = timezone.now(), _asked(request)
    page = need_page(request.actor, asked, timezone.localdate(now))
    kept = {"view": asked.view, "kind": asked.kind, "grid": asked.grid or ""}
    context = {
        "rows": page.rows,
        "older": _with(kept | {"after": page.next}) if page.next else None,
        "newer": _with(kept | {"after": page.previous}) if page.previous else None,
        "asked": asked,
        "views": [(str(name), _with(kept | {"view": view}), view == asked.view, None)
                  for view, name in VIEW_NAMES.items()],
        "kinds": kinds(),
        "grids": _grids(request),
        "today": timezone.localdate(now),
        "now": now,
    }  # fmt: skip
    return render_page(request, "needs/desk.html", context=context)


def _asked(request: Request) -> Asked:
    given = request.GET
    view, grid = given.get("view", "raised"), given.get("grid", "")
    return Asked(
        view if view in VIEWS else "raised",
        given.get("kind", "")[:60],
        int(grid) if grid.isdecimal() and len(grid) < 19 else None,
        given.get("after", ""),
    )


def _with(kept: Mapping[str, object]) -> str:
    return "?" + urlencode({name: value for name, value in kept.items() if value})


def _grids(request: Request) -> list[tuple[int, str]]:
    own = desk_communities(request.actor)
    found = Place.objects.filter(community__in=own, level="grid", valid_to=None).order_by("number")
    return list(found.values_list("pk", "name")[:200])


@staff_page(Right.NEED_DESK)
@never_cache
@require_GET
def need(request: Request, need_id: int) -> HttpResponse:
    return _show(request, need_id)


@staff_page(Right.NEED_DESK)
@require_POST
def do(request: Request, need_id: int, name: str) -> HttpResponse:
    """One deed of the desk; what was typed stays when something is missing."""
    file = need_file(request.actor, need_for(request.actor, need_id))
    deed = deed_named(file, name, request.POST)
    if deed is None:
        raise NotFound(name)
    if deed.form.is_valid():
        try:
            deed.act(deed.form.cleaned_data, timezone.now())
        except RuleBroken as fault:
            deed.form.take_fault(fault)
        else:
            return redirect("needs:need", need_id)
    return _show(request, need_id, typed=deed, status=422)


@staff_page(Right.NEED_DESK)
@never_cache
@require_POST
def contact(request: Request, need_id: int) -> HttpResponse:
    """Who it is for: with a purpose; the person sees that it was read."""
    found, form = need_for(request.actor, need_id), PurposeForm(request.POST)
    if form.is_valid():
        try:
            purpose = form.cleaned_data["purpose"]
            served = actions.read_contact(request.actor, found, purpose=purpose, now=timezone.now())
        except RuleBroken as fault:
            form.take_fault(fault)
        else:
            return _show(request, need_id, served=served)
    return _show(request, need_id, purpose_form=form, status=422)


def _show(
    request: Request,
    need_id: int,
    *,
    typed: Deed | None = None,
    served: Served | None = None,
    purpose_form: PurposeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    file = need_file(request.actor, need_for(request.actor, need_id))
    context: dict[str, Any] = need_context(file, timezone.now())
    context |= {
        "deeds": deeds_of(file, context["today"]),
        "typed": typed,
        "shown": served,
        "may_read": may_read_contact(request.actor, file.need),
        "purpose_form": purpose_form or PurposeForm(),
        "code": spoken_code(file.need.code),
    }
    return render_page(request, "needs/need.html", context=context, status=status)
