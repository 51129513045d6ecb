"""One section of a draft as a table, and each of its rows as a form made from the section's shape."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from linli.core.actors import Right
from linli.core.errors import Gone, NotFound, RuleBroken, Stale
from linli.core.pages import Request, render_page, staff_page
from linli.methods.actions import drafts as actions
from linli.methods.forms import RowForm, SquareForm
from linli.methods.models import DraftRow
from linli.methods.pages.drafts import say_again
from linli.methods.panels import Cell, cell
from linli.methods.queries.drafts import DraftFile, Told, draft_file, draft_for, row_for, section_for
from linli.methods.sections import Section


@dataclass(frozen=True, slots=True)
class Line:
    """One row as its table shows it."""

    row: DraftRow
    name: str
    cells: Sequence[Cell]
    faults: Sequence[Told]
    new: bool


@staff_page(Right.PACK_MANAGE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: Request, draft_id: int, part: str) -> HttpResponse:
    """The table; a square is a form of its own, sent as a whole."""
    file, here = draft_file(draft_for(request.actor, draft_id)), section_for(part)
    if not SquareForm.suits(here) or not file.rows.get(part):
        return _table(request, file, here)
    if request.method != "POST":
        return _square(request, file, here, SquareForm(here, file.content, seen=file.draft.version))
    form = SquareForm(here, file.content, request.POST)
    if not form.is_valid():
        return _square(request, file, here, form, status=422)
    seen = form.cleaned_data["seen"] or 0
    try:
        actions.save_square(request.actor, file.draft, here, form.filled(), seen=seen, now=timezone.now())
    except Stale as stale:
        say_again(form, stale, file.draft.version)
        return _square(request, file, here, form, status=stale.status)
    return redirect("methods:section", draft_id, part)


def _square(
    request: Request, file: DraftFile, here: Section[Any], form: SquareForm, status: int = 200
) -> HttpResponse:
    down, over, _inside = here.matrix or ("", "", "")
    context = _common(file, here) | {
        "form": form,
        "heads": (here.labels[down], here.labels[over]),
        "cells": [(row, [form[form.cell(row, column)] for column in form.over]) for row in form.down],
    }
    return render_page(request, "methods/square.html", context=context, status=status)


def _common(file: DraftFile, here: Section[Any]) -> dict[str, Any]:
    return {
        "draft": file.draft,
        "section": here,
        "of_section": file.of_section.get(here.key, ()),
        "faults_count": file.faults_in(here.key),
        "now": timezone.now(),
    }


def _table(request: Request, file: DraftFile, here: Section[Any]) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    only_faults = bool(request.GET.get("faults"))
    lines = [
        line
        for line in _lines(file, here)
        if (not only_faults or line.faults)
        and (not words or any(words in one.words for one in line.cells) or words in line.name)
    ]
    context = _common(file, here) | {
        "lines": lines,
        "columns": _columns(here, lines),
        "q": words,
        "only_faults": only_faults,
        "all_count": len(file.rows.get(here.key, ())),
    }
    return render_page(request, "methods/section.html", context=context)


def _columns(here: Section[Any], lines: Sequence[Line]) -> list[tuple[int, str, str]]:
    """Number, heading and class of those that say anything the row's own name does not."""
    found = []
    for n, (key, label) in enumerate(here.labels.items()):
        cells = [line.cells[n] for line in lines]
        if any(one.words and one.words != line.name for one, line in zip(cells, lines, strict=True)):
            numbers = all(
                isinstance(one.raw, int | float) and one.raw is not True for one in cells if one.words
            )
            found.append((n, str(label), "num" if numbers else "is-code" if key == "code" else ""))
    return found


def _lines(file: DraftFile, here: Section[Any]) -> list[Line]:
    """In the order of the draft. What no longer fits the section's shape has a name and no cells."""
    values = file.content.values(here)
    whole = file.content.is_whole(here)
    lines = []
    for number, row in enumerate(file.rows.get(here.key, ())):
        cells = [cell(here, values[number], key, file.content) if whole else Cell("") for key in here.labels]
        name = file.name_of(here, row)
        lines.append(Line(row, name, cells, file.of_row.get(row.pk, ()), new=not row.kept_code))
    return lines


@staff_page(Right.PACK_MANAGE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, draft_id: int, part: str) -> HttpResponse:
    """One more; `?like=7` begins with what another row says."""
    file, here = draft_file(draft_for(request.actor, draft_id)), section_for(part)
    if request.method != "POST":
        like = request.GET.get("like", "")
        found = row_for(file.draft, here, int(like)) if like.isdecimal() else None
        return _form(request, file, here, RowForm(here, file.content, values=found.values if found else None))
    form = RowForm(here, file.content, request.POST)
    if form.is_valid():
        try:
            made = actions.add_row(request.actor, file.draft, here, form.row, now=timezone.now())
        except RuleBroken as fault:
            form.add_error(None, fault.sentence)
        else:
            return _saved(draft_id, here, made)
    return _form(request, file, here, form, status=422)


@staff_page(Right.PACK_MANAGE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def row(request: Request, draft_id: int, part: str, row_id: int) -> HttpResponse:
    file, here = draft_file(draft_for(request.actor, draft_id)), section_for(part)
    found = row_for(file.draft, here, row_id)
    if request.method != "POST":
        if found is None:
            raise NotFound("draft_row")
        return _form(request, file, here, _form_of(here, file, found), found)
    form = _form_of(here, file, found, request.POST)
    if not form.is_valid():
        return _form(request, file, here, form, found, status=422)
    seen = form.cleaned_data["seen"] or 0
    try:
        saved = actions.save_row(
            request.actor, file.draft, here, row_id, form.row, seen=seen, now=timezone.now()
        )
    except (Stale, Gone, RuleBroken) as fault:
        say_again(form, fault, found.version if found else 0)
        return _form(request, file, here, form, found, stale=True, status=fault.status)
    return _saved(draft_id, here, saved)


def _form_of(here: Section[Any], file: DraftFile, found: DraftRow | None, data: Any = None) -> RowForm:
    if found is None:
        return RowForm(here, file.content, data)
    fixed = bool(found.kept_code)
    return RowForm(here, file.content, data, values=found.values, fixed=fixed, seen=found.version)


def _form(
    request: Request,
    file: DraftFile,
    here: Section[Any],
    form: RowForm,
    found: DraftRow | None = None,
    *,
    stale: bool = False,
    status: int = 200,
) -> HttpResponse:
    current = [line for line in _lines(file, here) if found and line.row.pk == found.pk]
    context = _common(file, here) | {
        "form": form,
        "row": found,
        "faults": file.of_row.get(found.pk, ()) if found else (),
        "line": current[0] if current else None,
        "labels": list(here.labels.values()),
        "stale": stale,
    }
    return render_page(request, "methods/row.html", context=context, status=status)


def _saved(draft_id: int, here: Section[Any], saved: DraftRow) -> HttpResponse:
    answer = redirect("methods:section", draft_id, here.key)
    answer["Location"] += f"?saved={saved.pk}#row-{saved.pk}"
    return answer


@staff_page(Right.PACK_MANAGE)
@require_POST
def remove(request: Request, draft_id: int, part: str, row_id: int) -> HttpResponse:
    found, here = draft_for(request.actor, draft_id), section_for(part)
    seen = request.POST.get("seen", "")
    actions.remove_row(
        request.actor,
        found,
        here,
        row_id,
        seen=int(seen) if seen.isdecimal() else -1,
        now=timezone.now(),
    )
    return redirect("methods:section", draft_id, part)
