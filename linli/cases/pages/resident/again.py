"""After it was closed: it broke again, says a caller or a neighbour; before work begins: other words."""

from typing import Any

from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.cases import rules
from linli.cases.actions import reopening, wording
from linli.cases.actions.moving import Words
from linli.cases.actions.reports import Report
from linli.cases.forms.shaping import AgainForm, NeighbourAgainForm, RewordForm
from linli.cases.models import Case
from linli.cases.pages import keeping
from linli.cases.pages.resident.deeds import deed_page
from linli.cases.queries import follow
from linli.cases.queries.neighbours import closed_here, closed_nearby
from linli.core.actors import caller_of
from linli.core.errors import NotFound, RuleBroken
from linli.core.pages import Request, public_page, render_page, resident_page
from linli.places import locator
from linli.places.locator import Spot


@resident_page
@never_cache
@require_http_methods(["GET", "POST"])
def again(request: Request, key: str) -> HttpResponse:
    """又出现了: what happened since, by any caller of the matter, whether or not he has rated."""
    form = AgainForm(request.POST, request.FILES) if request.method == "POST" else AgainForm()

    def do(case: Case) -> None:
        me, now = caller_of(case.pk), timezone.now()
        photos = keeping.store_photos(me, form.cleaned_data["photos"], now=now)
        words = Words(form.cleaned_data["note"], photos=photos)
        reopening.reopen_own(me, case, words=words, now=now)

    return deed_page(request, key, form, "cases/resident/again.html", do)


@resident_page
@never_cache
@require_http_methods(["GET", "POST"])
def edit(request: Request, key: str) -> HttpResponse:
    """The caller puts his own words right, until somebody works by them."""
    case = follow.case_by_key(key, timezone.now())
    form = RewordForm(request.POST) if request.method == "POST" else RewordForm(initial={"text": case.text})

    def do(case: Case) -> None:
        me = caller_of(case.pk)
        wording.reword_case(me, case, text=form.cleaned_data["text"], now=timezone.now())

    return deed_page(request, key, form, "cases/resident/edit.html", do)


@public_page
@never_cache
@require_http_methods(["GET", "POST"])
def neighbour(request: Request) -> HttpResponse:
    """What was closed lately at this door, as kinds and days; whoever stands there can say it broke again."""
    spot = _spot(request)
    if spot is None:
        return redirect("places:find")
    asked = request.POST or request.GET
    token = asked.get("which", "")
    lead = closed_here(_case_id(token), spot, timezone.now()) if token else None
    form = NeighbourAgainForm(request.POST or None, request.FILES or None, initial={"which": token})
    if request.method == "POST" and lead is not None and form.is_valid():
        try:
            key = _reopen(request, form, lead, spot)
        except RuleBroken as fault:
            form.take_fault(fault)
        else:
            return keeping.remember_case(request, redirect("cases:receipt", key), key)
    now = timezone.now()
    context: dict[str, Any] = {
        "spot": spot,
        "place_name": spot.name,
        "community_phone": spot.phone,
        "form": form,
        "lead": lead,
        "closed_on": timezone.localdate(lead.closed_at) if lead and lead.closed_at else None,
        "door": asked.get("door", ""),
        "closed": [(one, signing.dumps(one.case_id, salt="again")) for one in closed_nearby(spot, now)],
        "now": now,
    }
    status = 422 if form.errors else 200
    return render_page(request, "cases/resident/neighbour.html", context=context, status=status)


def _spot(request: Request) -> Spot | None:
    door = (request.POST or request.GET).get("door", "")
    return locator.locate_door(door) if door else keeping.last_spot(request)


def _case_id(token: str) -> int:
    try:
        return int(signing.loads(token, salt="again", max_age=86400))
    except signing.BadSignature:
        raise NotFound("again") from None


def _reopen(request: Request, form: NeighbourAgainForm, lead: Case, spot: Spot) -> str:
    now = timezone.now()
    report = Report(
        text=rules.read_text(form.cleaned_data["note"]),
        spot=spot,
        place_name=lead.place_name or spot.name or _("位置待核实"),
        phone=form.cleaned_data["phone"],
        category_code=lead.category.code if lead.category else "",
        photos=keeping.store_photos(request.actor, form.cleaned_data["photos"], now=now),
    )
    return reopening.reopen_as_neighbour(lead, report, now=now).key
