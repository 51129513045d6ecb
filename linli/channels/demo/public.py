"""The open board, feeds with the news of the last days, listed dangers and their re-checks."""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from linli.cases.actions import desk, handling
from linli.cases.actions.moving import Words
from linli.cases.models import Case, CaseStep, still_open
from linli.cases.terms import Origin, State
from linli.channels.alerts import actions as alerts
from linli.channels.alerts.terms import TOLD
from linli.channels.models import Hazard
from linli.channels.public import actions as board
from linli.channels.spotters import actions as spotters
from linli.channels.spotters import queries
from linli.channels.spotters.terms import HazardKind, Spot
from linli.core.actors import PUBLIC, SYSTEM
from linli.core.demo import Context
from linli.organisation.demo.loading import DemoStaff
from linli.places import locator
from linli.places.demo.loading import DemoPlaces
from linli.places.models import Door, Place

NEWS_DAYS = 3
TRADE = "municipal"
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
    """What patrols saw, and what units say is done, as listed dangers; three new ones by spotters."""
    kinds = {row.category_code: row.kind for row in queries.closed_list().values()}
    seen = Q(origin=Origin.PATROL) | Q(state=State.FINISHED)
    listed = Case.objects.filter(still_open(), seen, category__code__in=kinds)
    rows = list(listed.select_related("category").order_by("-pk")[:40])
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
    _mended(context, doors[:2])
    first = Place.objects.filter(level="community", valid_to=None).order_by("code")[:COMMUNITIES]
    for community in first.defer("shape"):
        spotters.issue_link(SYSTEM, community, now=context.now)


def _mended(context: Context, doors: Sequence[Door]) -> None:
    """A unit says these are done: somebody of the grid goes and looks."""
    staff = context.take(DemoStaff)
    boss = staff.desks[context.take(DemoPlaces).district.pk][0]
    unit = next(unit for unit in staff.units if unit.trade == TRADE and unit.pk in staff.hands)
    hand, began = staff.hands[unit.pk], context.now - timedelta(hours=40)
    for door in doors:
        danger = spotters.Danger(HazardKind.LAMP, Spot.ENTRANCE)
        spot = locator.locate_door(door.token)
        receipt = spotters.file_danger(PUBLIC, danger, spot, origin=Origin.SPOTTER, now=began)
        case = Case.objects.get(pk=receipt.case_id)
        order = desk.dispatch_case(boss, case, unit=unit, now=began)
        handling.accept_order(hand, order, now=began)
        handling.start_order(hand, order, now=began)
        words = Words("已更换灯头和线路。")
        handling.finish_order(hand, order, words=words, now=context.now - timedelta(hours=4))
        spotters.follow_cases([case.pk], now=context.now - timedelta(hours=4))


def _news(context: Context) -> None:
    since = context.now - timedelta(days=NEWS_DAYS)
    steps = CaseStep.objects.filter(at__gte=since, step__in=TOLD).order_by("at", "pk")
    payloads = [
        {"case_id": case_id, "step": step, "at": timezone.localtime(at).isoformat()}
        for case_id, step, at in steps.values_list("case_id", "step", "at")[:400]
    ]
    alerts.note_steps(payloads, now=context.now)
