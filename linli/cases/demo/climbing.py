"""A few matters were handed up, one was split, one merged by mistake and taken out: by the real actions."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from django.db.models import Max

from linli.cases import rules
from linli.cases.actions import levels, merging, splitting
from linli.cases.models import Case
from linli.cases.terms import State
from linli.core.actors import Actor, Level
from linli.core.demo import Context
from linli.organisation.demo.loading import DemoStaff

# Hours before now, up to which level, and why: the caller reads it.
CLIMBS = (
    (3, Level.SUBDISTRICT, "牵涉物业和住户两家，社区谈了两次没谈拢。"),
    (2, Level.SUBDISTRICT, "要挖开路面，社区没有这个权限，请街道召集。"),
    (2, Level.SUBDISTRICT, "几家单位都说不归自己管，请街道定一家牵头。"),
    (1, Level.DISTRICT, "整段管网老化，街道没有资金，请区里统筹。"),
)
OTHER_MATTER = "另外，楼下单元门的门锁也坏了，晚上关不上。"
MISTAKE = "看了照片，是两处不同的地方，分开办理。"
QUIET = timedelta(hours=4)


def climb(context: Context) -> None:
    """Of matters nobody has touched for hours, those of the places one can sign in to first."""
    staff, now = context.take(DemoStaff), context.now
    cases = list(_quiet(now))
    for hours, level, why in CLIMBS:
        _raise(staff, cases, level, why, now - timedelta(hours=hours))
    _split(staff, cases, now - timedelta(hours=1))
    _mistake(staff, now - timedelta(minutes=20))


def _quiet(now: datetime) -> Iterator[Case]:
    """In hand: with words on the timeline, and somebody who works on it."""
    found = Case.objects.filter(state__in=(State.ACCEPTED, State.IN_HAND), voices=1)
    found = found.annotate(last=Max("steps__at")).filter(last__lt=now - QUIET)
    yield from found.select_related("community", "subdistrict", "grid").order_by("community", "id")


def _desk(staff: DemoStaff, case: Case) -> Actor | None:
    return next(iter(staff.desks.get(case.community_id or 0, ())), None)


def _leader(staff: DemoStaff, case: Case) -> Actor | None:
    """Once it has climbed past the community, the subdistrict hands it on."""
    street = case.level == Level.SUBDISTRICT
    place_id = case.subdistrict_id if street else case.community_id
    return next(iter(staff.desks.get(place_id or 0, ())), None)


def _raise(staff: DemoStaff, cases: list[Case], level: Level, why: str, at: datetime) -> None:
    """The first that is not as high yet, by the desk of its community."""
    for case in cases:
        desk = _desk(staff, case)
        if desk is not None and rules.rung(case.level) < rules.rung(level):
            cases.remove(case)
            while rules.rung(case.level) < rules.rung(level):
                levels.raise_case(_leader(staff, case) or desk, case, note=why, now=at)
            return


def _split(staff: DemoStaff, cases: list[Case], at: datetime) -> None:
    for case in cases:
        desk = _desk(staff, case)
        if desk is not None:
            splitting.split_case(desk, case, text=OTHER_MATTER, now=at)
            return


def _mistake(staff: DemoStaff, at: datetime) -> None:
    """Two of one community that came in before."""
    waiting = Case.objects.filter(state=State.RECEIVED, voices=1, received_at__lt=at)
    for one, other in pairwise(waiting.order_by("community", "id")):
        desk = _desk(staff, one)
        if desk is not None and one.community_id == other.community_id:
            merging.merge_case(desk, other, into=one, now=at)
            merging.unmerge_case(desk, other, note=MISTAKE, now=at + timedelta(minutes=9))
            return
