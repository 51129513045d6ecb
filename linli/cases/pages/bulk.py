"""Several cases of the queue at once: shown, asked for once more, done, and told one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.cases import rules
from linli.cases.actions import bulk
from linli.cases.forms import BulkForm
from linli.cases.models import Case
from linli.cases.queries import cases as reads
from linli.cases.queries.units import Choices, dispatchable_unit, unit_choices_for_all
from linli.core.actors import Right
from linli.core.errors import NotFound
from linli.core.pages import Request, render_page, staff_page

MOST = 100  # two pages of the queue


@dataclass(frozen=True)
class Chosen:
    """The cases as the queue showed them, in its order, and how many are no longer to be seen."""

    cases: Sequence[Case]
    lost: int

    @cached_property
    def units(self) -> Choices:
        """Those that reach all of them."""
        return unit_choices_for_all(self.cases)

    @property
    def picks(self) -> list[str]:
        return [pick_of(case.pk, case.version) for case in self.cases]


def pick_of(case_id: int, version: int) -> str:
    """The value of a checkbox: the case and the version the page shows."""
    return f"{case_id}.{version}"


@staff_page(Right.CASE_DESK)
@require_POST
def choose(request: Request) -> HttpResponse:
    """Dispatching and merging ask once more, with the unit or the case it goes to; urging does not."""
    what, chosen = request.POST.get("what", ""), _chosen(request)
    if what not in {"dispatch", "merge", "urge"}:
        raise NotFound("bulk")
    form = _form(request, what, chosen)
    context: dict[str, Any] = {"what": what, "chosen": chosen, "form": form, "back": _back(request)}
    if not chosen.cases or (what == "merge" and len(chosen.cases) < 2):
        return _page(request, context | {"too_few": True}, 422)
    if what != "urge" and not (form.is_bound and form.is_valid()):
        return _page(request, context, 422 if form.is_bound else 200)
    return _page(request, context | {"results": _do(request, what, chosen, form)})


def _form(request: Request, what: str, chosen: Chosen) -> BulkForm:
    """With the choices of what is done: units that reach all of them, or which of them stays."""
    first = {"into": chosen.cases[0].pk} if chosen.cases else {}
    form = BulkForm(request.POST if request.POST.get("sure") else None, initial=first)
    if what == "dispatch":
        form.fields["unit"].choices = [("", _("请选择")), *chosen.units]  # type: ignore[attr-defined]
        form.fields["unit"].required = True
    if what == "merge":
        form.fields["into"].choices = [(case.pk, rules.first_line(case.text, 40)) for case in chosen.cases]  # type: ignore[attr-defined]
        form.fields["into"].required = True
    return form


def _do(request: Request, what: str, chosen: Chosen, form: BulkForm) -> Sequence[bulk.Result]:
    now = timezone.now()
    if what == "urge":
        return bulk.urge_units(request.actor, chosen.cases, now=now)
    if what == "merge":
        into = reads.case_for(request.actor, form.cleaned_data["into"])
        return bulk.merge_cases(request.actor, chosen.cases, into=into, now=now)
    unit = dispatchable_unit(chosen.cases[0], form.cleaned_data["unit"])
    note = form.cleaned_data["note"]
    return bulk.dispatch_cases(request.actor, chosen.cases, unit=unit, note=note, now=now)


def _chosen(request: Request) -> Chosen:
    """Visible cases of the ticked boxes, each with the version its row was drawn from."""
    seen: dict[int, int] = {}
    for pick in request.POST.getlist("pick")[:MOST]:
        pk, _dot, version = pick.partition(".")
        if pk.isdecimal() and version.isdecimal() and len(pick) < 30:
            seen[int(pk)] = int(version)
    found = {case.pk: case for case in reads.cases_by_id(request.actor, seen)}
    cases = [found[pk] for pk in seen if pk in found]
    for case in cases:
        case.version = seen[case.pk]
    return Chosen(cases, len(seen) - len(cases))


def _back(request: Request) -> str:
    back = request.POST.get("back", "")
    return back if back.startswith("/desk/") else "/desk/"


def _page(request: Request, context: dict[str, Any], status: int = 200) -> HttpResponse:
    titles = {"dispatch": _("一起派单"), "merge": _("合并办理"), "urge": _("催办")}
    empty = {"results": None, "too_few": False, "title": titles[context["what"]]}
    return render_page(request, "cases/desk/bulk.html", context=empty | context, status=status)
