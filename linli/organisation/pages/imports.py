"""Units and staff from a table: bring it, see what it would do, then say yes."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from linli.core.actors import Right
from linli.core.errors import NotFound, RuleBroken
from linli.core.pages import Request, render_page, staff_page
from linli.core.sheets.importers import Importer
from linli.organisation.forms import UploadForm
from linli.organisation.imports import IMPORTS
from linli.organisation.pages.shared import clock
from linli.places import uploads

ERRORS_SHOWN = 200


@staff_page(Right.STAFF_MANAGE)
def upload(request: Request) -> HttpResponse:
    """The preview: everything is tried and taken back."""
    if request.method != "POST":
        return _page(request, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    now, _today = clock()
    what, file = form.cleaned_data["what"], form.cleaned_data["file"]
    try:
        token = uploads.keep(request.actor, file, now=now)
        path = uploads.kept(request.actor, token)
        report = _importer(what).run(request.actor, path, now=now, dry_run=True)
    except RuleBroken as broken:
        form.add_error("file", broken.sentence)
        return _page(request, form, status=422)
    return _page(request, form, report=report, token=token, file_name=file.name, what=what)


@staff_page(Right.STAFF_MANAGE)
@require_POST
def confirm(request: Request) -> HttpResponse:
    now, _today = clock()
    importer = _importer(request.POST.get("what", ""))
    path = uploads.kept(request.actor, request.POST.get("token", ""))
    report = importer.run(request.actor, path, now=now, dry_run=False)
    uploads.drop(path)
    if not report.refused:
        return redirect("organisation:units")
    return _page(request, UploadForm(), report=report, done=True)


def _importer(what: str) -> Importer:
    if what not in IMPORTS:
        raise NotFound(f"import {what}")
    return IMPORTS[what]


def _page(request: Request, form: UploadForm, status: int = 200, **context: Any) -> HttpResponse:
    shown = {"report": None, "done": False, "token": "", "file_name": "", "what": "", "most": ERRORS_SHOWN}
    context = shown | context | {"form": form, "importers": IMPORTS}
    return render_page(request, "organisation/import.html", None, context, status=status)
