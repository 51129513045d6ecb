"""The file of one case at a desk or in a unit: all that is known, and what can be done with it."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from linli.cases import rules
from linli.cases.actions import contact
from linli.cases.forms import FaultyForm, PurposeForm
from linli.cases.models import Case
from linli.cases.pages import keeping
from linli.cases.pages.deeds import DEEDS, do_deed, open_deeds, own_order
from linli.cases.pages.fresh import fresh_row
from linli.cases.pages.offers import offered, with_response
from linli.cases.queries import cases as reads
from linli.cases.queries.levels import leader_of
from linli.cases.queries.merged import merged_case_for
from linli.cases.terms import REMARKS, STEPS
from linli.core.actors import Right
from linli.core.errors import BadStep, NotFound, RuleBroken, Stale, TooMany
from linli.core.pages import Request, render_page, staff_page, wants_part
from linli.places.queries import base_map


@staff_page(Right.CASE_SEE)
@never_cache
@require_GET
def case(request: Request, case_id: int) -> HttpResponse:
    """The file of one case: a page of its own, or the right column when htmx asks."""
    file, name = reads.case_file(request.actor, case_id), request.GET.get("do", "")
    if "response" in request.GET and name in DEEDS:
        return _filled(request, file, name, request.GET["response"], QueryDict())
    return _show(request, file)


@staff_page(Right.CASE_SEE)
@require_POST
def fill(request: Request, case_id: int, name: str) -> HttpResponse:
    """A response template where one writes; what was typed stays, and nothing is sent by it."""
    file = reads.case_file(request.actor, case_id)
    if name not in DEEDS:
        raise NotFound("deed")
    return _filled(request, file, name, request.POST.get("response", ""), request.POST)


def _filled(request: Request, file: reads.CaseFile, name: str, code: str, typed: QueryDict) -> HttpResponse:
    """htmx gets the box alone, everybody else the page with the form open."""
    now = timezone.now()
    if all(deed.name != name for deed in open_deeds(request.actor, file, now)):
        return _show(request, file)
    form = DEEDS[name].form_for(request.actor, file)
    form = with_response(DEEDS[name], form, file, code=code, typed=typed, now=now)
    if wants_part(request) and "note" in form.fields and request.method == "POST":
        return HttpResponse(form["note"].as_widget(attrs={"autofocus": True}))
    return _show(request, file, opened=name, form=form, back=typed.get("back", ""))


def file_context(
    request: Request, file: reads.CaseFile, *, opened: str = "", form: FaultyForm | None = None
) -> dict[str, Any]:
    """All that a page about one case shows, at the desk or on the phone."""
    now = timezone.now()
    deeds = open_deeds(request.actor, file, now)
    forms = {deed.name: deed.form_for(request.actor, file) for deed in deeds}
    if form is not None and opened in forms:
        forms[opened] = form
    return {
        "file": file,
        "case": file.case,
        "deeds": deeds,
        "forms": forms,
        "overtaken": "",
        "refused": _refusal(form, opened, forms),
        "opened": opened or request.GET.get("do", ""),
        "order": own_order(request.actor, file) or file.lead,
        "code": rules.spoken_code(file.case.code),
        "says": {name: step.says for name, step in STEPS.items()},
        "remarks": REMARKS,
        "map_urls": _map_urls(file.case),
        "responses": offered(file, forms),
        "may_contact": contact.may_read_contact(request.actor, file.case),
        "purpose_form": PurposeForm(),
        "purposes": {one.pk: PurposeForm(auto_id=f"purpose-{one.pk}-%s") for one in file.merged},
        "leader": leader_of(file.case, file.case.level),
        "scale_rule": file.book.scales.get(file.case.scale),
        "spoken_code": rules.spoken_code,
        "pane": wants_part(request),
        "now": now,
    }


def _map_urls(case: Case) -> str:
    """What the map fetches once it is opened: the cases around, the grids, the drawn base if there is one."""
    if case.lon is None or case.lat is None:
        return ""
    urls = [reverse("cases:map", args=[case.pk])]
    if case.community_id:
        urls.append(reverse("places:outlines", args=[case.community_id]))
    if base_map() is not None:
        urls.append(reverse("places:base_map"))
    return " ".join(urls)


def _refusal(form: FaultyForm | None, opened: str, forms: Mapping[str, FaultyForm]) -> str:
    """Why not, for a deed whose form is not on the page to say it: a bare button, or closed by now."""
    if form is None or (opened in forms and form.visible_fields()):
        return ""
    return " ".join(str(why) for why in form.non_field_errors())


def _show(
    request: Request,
    file: reads.CaseFile,
    *,
    opened: str = "",
    form: FaultyForm | None = None,
    overtaken: str = "",
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = file_context(request, file, opened=opened, form=form) | {"overtaken": overtaken} | more
    return render_page(request, "cases/desk/case.html", "cases/desk/_case.html", context, status=status)


@staff_page(Right.CASE_SEE)
@require_POST
def deed(request: Request, case_id: int, name: str) -> HttpResponse:
    """Do one thing of the table; what cannot be done comes back with its sentence and all that was typed."""
    file = reads.case_file(request.actor, case_id)
    known = DEEDS.get(name)
    if known is None:
        raise NotFound("deed")
    form = known.form_for(request.actor, file, request.POST, request.FILES)
    if form.is_valid():
        try:
            do_deed(known, request.actor, file, form, now=timezone.now())
        except RuleBroken as fault:
            form.take_fault(fault)
        except TooMany as fault:
            form.add_error(None, fault.sentence)
        except (Stale, BadStep):
            return _overtaken(request, case_id, form)
        else:
            return _done(request, case_id)
    return _show(request, file, opened=name, form=form, status=422)


def _overtaken(request: Request, case_id: int, form: FaultyForm) -> HttpResponse:
    """Somebody else was faster: the file as it is now, and what was written here, to be used again."""
    typed = str(form.cleaned_data.get("note", ""))
    return _show(request, reads.case_file(request.actor, case_id), overtaken=typed or "–", status=409)


def _done(request: Request, case_id: int) -> HttpResponse:
    """After a deed: the fresh file in the right column, or back to where it was pressed."""
    back = request.POST.get("back", "")
    if back.startswith("/") and not back.startswith("//"):
        return redirect(back)
    if wants_part(request):
        file = reads.case_file(request.actor, case_id)
        return _show(request, file, **fresh_row(request, file, timezone.now()))
    return redirect("cases:case", case_id)


@staff_page(Right.CASE_CONTACT)
@require_POST
def read_contact(request: Request, case_id: int) -> HttpResponse:
    """The caller's name and phone, once the purpose is said; the caller can see that it was read."""
    form = PurposeForm(request.POST)
    context: dict[str, Any] = {
        "case": merged_case_for(request.actor, case_id),
        "purpose_form": form,
        "caller": None,
    }
    if form.is_valid():
        purpose = form.cleaned_data["purpose"]
        context["caller"] = contact.read_contact(request.actor, case_id, purpose=purpose, now=timezone.now())
    status = 200 if context["caller"] else 422
    return render_page(request, "cases/desk/contact.html", "cases/desk/_contact.html", context, status=status)


@staff_page(Right.CASE_SEE)
@never_cache
@require_GET
def sheet(request: Request, case_id: int) -> HttpResponse:
    """The order on A4, with its limit and the limit's basis."""
    file = reads.case_file(request.actor, case_id)
    link = request.build_absolute_uri(reverse("cases:case", args=[case_id]))
    context = {"file": file, "case": file.case, "order": file.lead, "code": rules.spoken_code(file.case.code)}
    return render_page(
        request,
        "cases/desk/sheet.html",
        context=context | {"qr": keeping.qr_svg(link), "now": timezone.now()},
    )
