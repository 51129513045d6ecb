"""The open board, feeds with the news of the last days, listed dangers and their re-checks."""

from datetime import timedelta

from django.utils import timezone

from linli.cases.models import Case, CaseStep, still_open
from linli.cases.terms import Origin
from linli.channels.alerts import actions as alerts
from linli.channels.alerts.terms import TOLD
from linli.channels.models import Hazard
from linli.channels.public import actions as board
from linli.channels.spotters import actions as spotters
from linli.channels.spotters import queries
from linli.channels.spotters.terms import HazardKind, Spot
from linli.core.actors import PUBLIC, SYSTEM
from linli.core.demo import Context
from linli.places import locator
from linli.places.models import Door, Place

NEWS_DAYS = 3
COMMUNITIES = 3  # with a link for spotters
MARKS = {
    HazardKind.COVER: (Spot.ROADSIDE, "东门外第二个"),
    HazardKind.FIRE_EXIT: (Spot.STAIRS, "一层出口"),
    HazardKind.LAMP: (Spot.YARD, "灯杆 12 旁"),
}


def load(context: Context) -> None:
    _dangers(context)
    _news(context)
    board.rebuild(now=context.now)


def _dangers(context: Context) -> None:
    """Patrols of the last weeks as listed dangers; three new ones by spotters, in the last hours."""
    kinds = {row.category_code: row.kind for row in queries.closed_list().values()}
    seen = Case.objects.filter(still_open(), origin=Origin.PATROL, category__code__in=kinds)
    rows = list(seen.select_related("category").order_by("-pk")[:40])
    Hazard.objects.bulk_create(
        Hazard(
            case=case,
            kind=kinds[case.category.code],
            created_at=case.received_at,
            subdistrict_id=case.subdistrict_id,
            community_id=case.community_id,
            grid_id=case.grid_id,
        )
        for case in rows
        if case.category is not None
    )
    spotters.follow_cases([case.pk for case in rows], now=context.now - timedelta(hours=30))
    doors = list(Door.objects.filter(revoked_at=None).order_by("pk")[: len(MARKS)])
    for hours, (door, (kind, (where, mark))) in enumerate(zip(doors, MARKS.items(), strict=False), start=1):
        danger = spotters.Danger(kind, where, mark)
        at = context.now - timedelta(hours=hours)
        spotters.file_danger(PUBLIC, danger, locator.locate_door(door.token), origin=Origin.SPOTTER, now=at)
    first = Place.objects.filter(level="community", valid_to=None).order_by("code")[:COMMUNITIES]
    for community in first.defer("shape"):
        spotters.issue_link(SYSTEM, community, now=context.now)


def _news(context: Context) -> None:
    since = context.now - timedelta(days=NEWS_DAYS)
    steps = CaseStep.objects.filter(at__gte=since, step__in=TOLD).order_by("at", "pk")
    payloads = [
        {"case_id": case_id, "step": step, "at": timezone.localtime(at).isoformat()}
        for case_id, step, at in steps.values_list("case_id", "step", "at")[:400]
    ]
    alerts.note_steps(payloads, now=context.now)
