"""JSON for the desk's own islands."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from linli.cases.models import Case
from linli.cases.queries.cases import case_for
from linli.cases.queries.near import open_near
from linli.cases.rules import first_line
from linli.core import api
from linli.core.actors import Right
from linli.core.errors import NotFound
from linli.core.pages import Request, staff_page


@staff_page(Right.CASE_SEE)
@never_cache
@require_GET
def case_map(request: Request, case_id: int) -> HttpResponse:
    """The case and what else is open within 300 m, in the shape the map island takes."""
    case = case_for(request.actor, case_id)
    if case.lon is None or case.lat is None:
        raise NotFound("case_without_point")
    points = [_point(case) | {"here": True}, *(_point(other) for other in open_near(request.actor, case))]
    return api.answer({"centre": [case.lat, case.lon], "zoom": 17, "points": points})


def _point(case: Case) -> dict[str, Any]:
    label = " · ".join((first_line(case.text, 40), str(case.get_state_display())))
    url = reverse("cases:case", args=[case.pk])
    return {"lat": case.lat, "lon": case.lon, "label": label, "url": url, "colour": case.colour}
