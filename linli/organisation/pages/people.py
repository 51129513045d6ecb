"""People: found, shown, taken in, away, gone."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from linli.accounts.pages.steps import refused
from linli.core.actors import Right
from linli.core.errors import NotFound, RuleBroken
from linli.core.lists import keyset_page
from linli.core.pages import Request, render_page, staff_page
from linli.organisation import actions, queries, rules
from linli.organisation.forms import AbsenceForm, NewPersonForm, PersonForm
from linli.organisation.models import Absence, Person
from linli.organisation.pages.shared import clock, number_of


@staff_page(Right.STAFF_SEE)
def people(request: Request) -> HttpResponse:
    """Staff by name or number, in one's area or in the place of `?at=`."""
    _now, today = clock()
    asked = number_of(request, "at")
    place = queries.place_for(request.actor, asked, today) if asked is not None else None
    words = request.GET.get("q", "")[:40]
    found = queries.people_matching(request.actor, today, words=words, place=place)
    page = keyset_page(found, order=["name", "pk"], after=request.GET.get("after", ""))
    base = {"q": words} | ({"at": str(place.pk)} if place else {})
    context = {
        "page": page,
        "words": words,
        "place": place,
        "newer": f"?{urlencode(base | {'after': page.previous})}" if page.previous else None,
        "older": f"?{urlencode(base | {'after': page.next})}" if page.next else None,
        "may_add": request.actor.has(Right.STAFF_MANAGE),
    }
    return render_page(request, "organisation/people.html", None, context)


@staff_page()
def person(request: Request, person_id: int) -> HttpResponse:
    """Somebody in one's area, or oneself."""
    _now, today = clock()
    found = queries.person_for(request.actor, person_id, today)
    return person_page(request, found, AbsenceForm(initial={"starts_on": today, "ends_on": today}))


def person_page(request: Request, person: Person, form: AbsenceForm, status: int = 200) -> HttpResponse:
    _now, today = clock()
    oneself = person.account_id == request.actor.id
    may_manage = not oneself and rules.may_manage_all(request.actor, person.posts.all())
    context = {
        "person": person,
        "form": form,
        "today": today,
        "oneself": oneself,
        "may_manage": may_manage and person.active,
        "may_set_absence": person.active and (oneself or may_manage),
    }
    return render_page(request, "organisation/person.html", None, context, status=status)


@staff_page(Right.STAFF_MANAGE)
def add_person(request: Request) -> HttpResponse:
    now, _today = clock()
    form = NewPersonForm(request.POST or None)
    status = 200 if request.method == "GET" else 422
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_person(request.actor, **form.cleaned_data, now=now)
            return redirect("organisation:person", made.pk)
        except RuleBroken as error:
            status = refused(form, error)
    context = {"form": form, "person": None}
    return render_page(request, "organisation/person_form.html", None, context, status=status)


@staff_page(Right.STAFF_MANAGE)
def edit_person(request: Request, person_id: int) -> HttpResponse:
    now, today = clock()
    found = queries.person_for(request.actor, person_id, today)
    shown = {"name": found.name, "phone": found.phone, "employment": found.employment}
    form = PersonForm(request.POST or None, initial=shown)
    status = 200 if request.method == "GET" else 422
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_person(request.actor, found, **form.cleaned_data, now=now)
            return redirect("organisation:person", found.pk)
        except RuleBroken as error:
            status = refused(form, error)
    context = {"form": form, "person": found}
    return render_page(request, "organisation/person_form.html", None, context, status=status)


@staff_page()
@require_POST
def set_absence(request: Request, person_id: int) -> HttpResponse:
    now, today = clock()
    found = queries.person_for(request.actor, person_id, today)
    form = AbsenceForm(request.POST)
    if not form.is_valid():
        return person_page(request, found, form, status=422)
    try:
        actions.set_absence(request.actor, found, **form.cleaned_data, now=now)
    except RuleBroken as error:
        return person_page(request, found, form, status=refused(form, error))
    return redirect("organisation:person", found.pk)


@staff_page()
@require_POST
def end_absence(request: Request, person_id: int, absence_id: int) -> HttpResponse:
    now, today = clock()
    found = queries.person_for(request.actor, person_id, today)
    absence = Absence.objects.filter(person=found, pk=absence_id).select_related("person__account").first()
    if absence is None:
        raise NotFound(f"absence {absence_id}")
    actions.end_absence(request.actor, absence, now=now)
    return redirect("organisation:person", found.pk)


@staff_page(Right.STAFF_MANAGE)
@require_POST
def leave(request: Request, person_id: int) -> HttpResponse:
    now, today = clock()
    actions.leave(request.actor, queries.person_for(request.actor, person_id, today), now=now)
    return redirect(reverse("organisation:people"))
