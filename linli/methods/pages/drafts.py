"""A version that is being written: what it says, its faults and changes; tried, loaded, dropped."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.core.actors import Right
from linli.core.errors import DomainError, RuleBroken, Stale
from linli.core.pages import Request, render_page, staff_page
from linli.methods import queries
from linli.methods.actions import drafts as actions
from linli.methods.actions.trials import try_draft
from linli.methods.forms import HeadForm, TrialForm
from linli.methods.models import Draft
from linli.methods.queries.drafts import DraftFile, draft_file, draft_for, head_of
from linli.methods.queries.trials import visible_trials
from linli.methods.rules.writing import pack_text
from linli.methods.sections import sections
from linli.methods.terms import CHANGES_SHOWN, FAULTS_SHOWN, TRIAL_DAYS


@staff_page(Right.PACK_MANAGE)
@require_POST
def begin(request: Request, pack_id: int) -> HttpResponse:
    found = queries.pack_for(request.actor, pack_id)
    return redirect("methods:draft", actions.begin_draft(request.actor, found, now=timezone.now()).pk)


@staff_page(Right.PACK_MANAGE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: Request, draft_id: int) -> HttpResponse:
    """Its front page; sent, its name and note."""
    found = draft_for(request.actor, draft_id)
    if request.method != "POST":
        return _show(request, found)
    form = HeadForm(request.POST)
    if not form.is_valid():
        return _show(request, found, head=form, status=422)
    given = {name: form.cleaned_data[name] for name in ("title", "about", "key")}
    seen = form.cleaned_data["seen"] or 0
    try:
        actions.save_head(request.actor, found, **given, seen=seen, now=timezone.now())
    except RuleBroken as fault:
        for name, why in fault.fields.items():
            form.add_error(name, why)
        return _show(request, found, head=form, status=422)
    except Stale as stale:
        say_again(form, stale, draft_for(request.actor, draft_id).version)
        return _show(request, found, head=form, status=409)
    return redirect("methods:draft", draft_id)


def _show(
    request: Request,
    found: Draft,
    *,
    head: HeadForm | None = None,
    days: TrialForm | None = None,
    failure: str = "",
    status: int = 200,
) -> HttpResponse:
    file, now = draft_file(found), timezone.now()
    changes = file.changes
    context: dict[str, Any] = {
        "draft": found,
        "file": file,
        "parts": [_part(file, key) for key in sections()],
        "faults": file.first_faults(FAULTS_SHOWN),
        "faults_count": len(file.reading.faults),
        "changes": changes[:CHANGES_SHOWN],
        "changes_count": len(changes),
        "head": head or HeadForm(initial=_head(found)),
        "days": days or TrialForm(initial=last_month(now)),
        "trials": list(visible_trials(request.actor).filter(draft=found)[:5]),
        "failure": failure,
        "now": now,
    }
    return render_page(request, "methods/draft.html", context=context, status=status)


def say_again(form: Any, fault: DomainError, version: int) -> None:
    """What was typed stays, with the version that is there now: sent again, it is meant."""
    form.add_error(None, fault.sentence)
    form.data = form.data.copy()
    form.data["seen"] = str(version)


def _part(file: DraftFile, key: str) -> dict[str, Any]:
    section = sections()[key]
    rows = file.rows.get(key, ())
    return {"key": key, "title": section.title, "rows": len(rows), "faults": file.faults_in(key)}


def _head(found: Draft) -> dict[str, Any]:
    return {"title": found.title, "about": found.about, "key": found.key, "seen": found.version}


def last_month(now: datetime) -> dict[str, Any]:
    today = timezone.localdate(now)
    return {"first_day": today - timedelta(days=TRIAL_DAYS - 1), "last_day": today}


@staff_page(Right.PACK_MANAGE)
@require_safe
def text(request: Request, draft_id: int) -> HttpResponse:
    """As the file it would be loaded from, also while it has faults."""
    found = draft_for(request.actor, draft_id)
    file = draft_file(found)
    rows = {key: [row.values for row in some] for key, some in file.rows.items() if some}
    told = pack_text(head_of(found, actions.next_version(found.key)), rows)
    response = HttpResponse(told, content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.key}-draft.toml"'
    return response


@staff_page(Right.PACK_MANAGE)
@require_POST
def load(request: Request, draft_id: int) -> HttpResponse:
    """The next version, once nothing is wrong with it. It is not in force by that."""
    found = draft_for(request.actor, draft_id)
    seen = request.POST.get("seen", "")
    try:
        report = actions.load_draft(
            request.actor, found, seen=int(seen) if seen.isdecimal() else -1, now=timezone.now()
        )
    except (RuleBroken, Stale) as fault:
        fresh = draft_for(request.actor, draft_id)
        return _show(request, fresh, failure=fault.sentence, status=fault.status)
    return redirect("methods:activate", report.pack.pk)


@staff_page(Right.PACK_MANAGE)
@require_POST
def drop(request: Request, draft_id: int) -> HttpResponse:
    actions.drop_draft(request.actor, draft_for(request.actor, draft_id), now=timezone.now())
    return redirect("methods:packs")


@staff_page(Right.PACK_MANAGE)
@require_POST
def try_out(request: Request, draft_id: int) -> HttpResponse:
    """Ask what the draft would have done; the page of the trial shows how far the answer is."""
    found = draft_for(request.actor, draft_id)
    form = TrialForm(request.POST)
    if form.is_valid():
        days = (form.cleaned_data["first_day"], form.cleaned_data["last_day"])
        try:
            trial = try_draft(request.actor, found, days, now=timezone.now())
        except RuleBroken as fault:
            if not fault.fields:
                return _show(request, found, failure=fault.sentence, status=422)
            take(form, fault)
        else:
            return redirect("cases:trial", trial.pk)
    return _show(request, found, days=form, status=422)


def take(form: TrialForm, fault: RuleBroken) -> None:
    for name, why in fault.fields.items():
        form.add_error(name, why)
    if not fault.fields:
        form.add_error(None, fault.sentence)
