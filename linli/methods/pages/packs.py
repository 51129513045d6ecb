"""Pages for those who look after the packs: what is loaded, what it says, what a new text would change."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.core.actors import Right
from linli.core.errors import NotFound, RuleBroken
from linli.core.pages import Request, render_page, staff_page
from linli.methods import actions, queries
from linli.methods.forms import PackForm
from linli.methods.panels import panels
from linli.methods.queries.drafts import visible_drafts
from linli.methods.queries.force import in_force_on, timeline
from linli.methods.reading import Reading
from linli.methods.rules.differences import Change
from linli.methods.terms import CHANGES_SHOWN, FAULTS_SHOWN


@staff_page(Right.PACK_MANAGE)
@require_safe
def packs(request: Request) -> HttpResponse:
    loaded = list(queries.visible_packs(request.actor))
    have = {(pack.name, pack.version) for pack in loaded}
    waiting = [head for head in queries.shipped_heads() if (head.name, head.version) not in have]
    day = _day(request.GET.get("on", ""))
    context = {
        "packs": loaded,
        "waiting": waiting,
        "drafts": list(visible_drafts(request.actor)),
        "eras": timeline(request.actor),
        "on": day,
        "on_day": in_force_on(day) if day else (),
        "now": timezone.now(),
    }
    return render_page(request, "methods/packs.html", context=context)


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


@staff_page(Right.PACK_MANAGE)
@require_safe
def pack(request: Request, pack_id: int) -> HttpResponse:
    found = queries.pack_for(request.actor, pack_id)
    context = {"pack": found, "panels": panels(queries.content_of(found)), "now": timezone.now()}
    return render_page(request, "methods/pack.html", context=context)


@staff_page(Right.PACK_MANAGE)
@require_safe
def text(request: Request, pack_id: int) -> HttpResponse:
    """The text as it was loaded, to keep or to write the next version from."""
    found = queries.pack_for(request.actor, pack_id)
    response = HttpResponse(found.text, content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.name}-{found.version}.toml"'
    return response


@staff_page(Right.PACK_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Check a text, and load it when nothing is wrong. What was typed or uploaded stays in the box."""
    if request.method != "POST":
        return _checked(request, PackForm(initial={"text": _begin_with(request)}))
    form = PackForm(request.POST, request.FILES)
    if not form.is_valid():
        return _checked(request, form, status=422)
    reading = queries.read(form.cleaned_data["text"])
    if reading.faults or "load" not in request.POST:
        return _checked(request, form.filled(), reading, status=422 if reading.faults else 200)
    try:
        report = actions.load_pack(request.actor, form.cleaned_data["text"], now=timezone.now())
    except RuleBroken as broken:
        form.add_error("text", broken.sentence)
        return _checked(request, form.filled(), status=422)
    return redirect("methods:pack", report.pack.pk)


def _begin_with(request: Request) -> str:
    """`?like=3`: begin with the text of a loaded version."""
    like = request.GET.get("like", "")
    return queries.pack_for(request.actor, int(like)).text if like.isdecimal() else ""


def _checked(
    request: Request, form: PackForm, reading: Reading | None = None, status: int = 200
) -> HttpResponse:
    faults = reading.faults if reading else []
    changes = _changes_from_active(reading) if reading and not faults else []
    context = {
        "form": form,
        "reading": reading,
        "faults": faults[:FAULTS_SHOWN],
        "faults_count": len(faults),
        "changes": changes[:CHANGES_SHOWN],
        "changes_count": len(changes),
        "active": queries.active_pack(),
    }
    return render_page(request, "methods/new.html", "methods/_checked.html", context, status=status)


def _changes_from_active(reading: Reading) -> list[Change]:
    active = queries.active_pack()
    return queries.changes_between(queries.content_of(active), reading.content) if active else []


@staff_page(Right.PACK_MANAGE)
@require_POST
def shipped(request: Request, name: str) -> HttpResponse:
    """Load a pack that comes with the product, as it is."""
    texts = queries.shipped_packs()
    if name not in texts:
        raise NotFound("pack_unknown")
    report = actions.load_pack(request.actor, texts[name], now=timezone.now())
    return redirect("methods:pack", report.pack.pk)
