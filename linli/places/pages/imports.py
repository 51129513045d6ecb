"""Bring a file, see what it would do, then say yes."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from linli.core.actors import Right
from linli.core.errors import RuleBroken
from linli.core.pages import Request, render_page, staff_page
from linli.places import uploads
from linli.places.forms import UploadForm
from linli.places.imports import import_places

ERRORS_SHOWN = 200


@staff_page(Right.PLACE_MANAGE)
def upload(request: Request) -> HttpResponse:
    if request.method != "POST":
        return _page(request, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    now, typed = timezone.now(), form.cleaned_data
    try:
        token = uploads.keep(request.actor, typed["file"], now=now)
        choice = {"kind": typed["kind"] or None, "datum": typed["datum"]}
        report = import_places(
            request.actor, uploads.kept(request.actor, token), now=now, dry_run=True, **choice
        )
    except RuleBroken as broken:
        form.add_error("file", broken.sentence)
        return _page(request, form, status=422)
    context = {"report": report, "token": token, "file_name": typed["file"].name, "typed": typed}
    return _page(request, form, **context)


@staff_page(Right.PLACE_MANAGE)
@require_POST
def confirm(request: Request) -> HttpResponse:
    path = uploads.kept(request.actor, request.POST.get("token", ""))
    choice = {"kind": request.POST.get("kind") or None, "datum": request.POST.get("datum")}
    report = import_places(request.actor, path, now=timezone.now(), dry_run=False, **choice)
    uploads.drop(path)
    if not report.refused:
        return redirect("places:home")
    return _page(request, UploadForm(), report=report, done=True)


def _page(request: Request, form: UploadForm, status: int = 200, **context: Any) -> HttpResponse:
    shown: dict[str, Any] = {
        "report": None,
        "done": False,
        "token": "",
        "file_name": "",
        "typed": {},
        "most": ERRORS_SHOWN,
    }
    return render_page(request, "places/import.html", None, shown | context | {"form": form}, status=status)
