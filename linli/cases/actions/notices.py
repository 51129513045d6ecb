"""A line on the first page of the people who have an order in hand, or who sit at the desk."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from linli.cases.models import Case, WorkOrder
from linli.cases.rules import first_line, spoken_code
from linli.core.actors import Level
from linli.organisation.actions import NoticeLine, put_notices
from linli.organisation.queries.seats import people_posts
from linli.organisation.terms import Role

# Who sits at the desk of a level; a grid has none of its own, its community sees to it.
DESKS_AT = {
    Level.DISTRICT: (Role.DISTRICT_DESK,),
    Level.SUBDISTRICT: (Role.SUBDISTRICT_DESK,),
    Level.COMMUNITY: (Role.COMMUNITY_SECRETARY, Role.COMMUNITY_WORKER),
    Level.GRID: (Role.COMMUNITY_SECRETARY, Role.COMMUNITY_WORKER),
}


def tell_units(orders: Iterable[WorkOrder], sentence: str, kind: str, *, once: str, now: datetime) -> None:
    """`sentence` with %(code)s and %(line)s to the unit of each order; one per order, kind and `once`."""
    put_notices(
        [
            NoticeLine(
                unit_id=order.unit_id,
                text=sentence % _named(order.case),
                url=reverse("cases:case", args=[order.case_id]),
                key=f"{kind}-{order.pk}-{once or f'{order.runs_out_at:%Y%m%d%H%M}'}",
            )
            for order in orders
        ],
        now=now,
    )


def tell_desks(cases: Sequence[Case], sentence: str, kind: str, *, now: datetime, once: str = "") -> None:
    """The same to everybody at the desk of the subdistrict; of the district where nobody sits there.

    One per person, case, kind and `once`, else the moment that runs out.
    """
    posts = people_posts(timezone.localdate(now)).exclude(person=None)
    desks = posts.filter(role__in=(Role.SUBDISTRICT_DESK, Role.DISTRICT_DESK))
    people: dict[int | None, list[int]] = {}
    for role, place_id, person_id in desks.values_list("role", "place_id", "person_id"):
        people.setdefault(place_id if role == Role.SUBDISTRICT_DESK else None, []).append(person_id)
    put_notices(
        [
            NoticeLine(
                person_id=person_id,
                text=sentence % _named(case),
                url=reverse("cases:case", args=[case.pk]),
                key=f"{kind}-{case.pk}-{once or f'{case.due_at:%Y%m%d%H%M}'}-{person_id}",
            )
            for case in cases
            for person_id in people.get(case.subdistrict_id) or people.get(None, [])
        ],
        now=now,
    )


def tell_leaders(case: Case, sentence: str, kind: str, *, now: datetime) -> None:
    """The same to everybody at the desk of the place that leads now; once each time it changes hands."""
    desks = people_posts(timezone.localdate(now)).filter(role__in=DESKS_AT[Level(case.level)])
    place_id = {
        Level.SUBDISTRICT: case.subdistrict_id,
        Level.COMMUNITY: case.community_id,
        Level.GRID: case.community_id,
    }.get(Level(case.level))
    if place_id is not None:
        desks = desks.filter(place=place_id)
    people = desks.exclude(person=None).values_list("person_id", flat=True).distinct()
    put_notices(
        [
            NoticeLine(
                person_id=person_id,
                text=sentence % _named(case),
                url=reverse("cases:case", args=[case.pk]),
                key=f"{kind}-{case.pk}-{case.version}-{person_id}",
            )
            for person_id in people
        ],
        now=now,
    )


def _named(case: Case) -> dict[str, str]:
    return {"code": spoken_code(case.code), "line": first_line(case.text, 40)}
