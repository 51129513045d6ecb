"""A few matters were handed up, one was split, one merged by mistake and taken out: by the real actions."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from django.db.models import Max

from linli.cases.actions import levels, merging, splitting
from linli.cases.models import Case
from linli.cases.terms import State
from linli.core.actors import Actor
from linli.core.demo import Context
from linli.organisation.demo.loading import DemoStaff

# Hours before now, how many rungs, and why: the caller reads it.
CLIMBS = (
    (3, 1, "牵涉物业和住户两家，网格谈了两次没谈拢。"),
    (2, 2, "要挖开路面，社区没有这个权限，请街道召集。"),
    (2, 2, "几家单位都说不归自己管，请街道定一家牵头。"),
    (1, 3, "整段管网老化，街道没有资金，请区里统筹。"),
)
OTHER_MATTER = "另外，楼下单元门的门锁也坏了，晚上关不上。"
MISTAKE = "看了照片，是两处不同的地方，分开办理。"
QUIET = timedelta(hours=4)


def climb(context: Context) -> None:
    """Of matters nobody has touched for hours, those of the places one can sign in to first."""
    staff = context.take(DemoStaff)
    cases = iter(list(_quiet(context.now)))
    for hours, rungs, why in CLIMBS:
        _raise(staff, cases, rungs, why, context.now - timedelta(hours=hours))
    _split(staff, cases, context.now - timedelta(hours=1))
    _mistake(staff, cases, context.now - timedelta(hours=1))


def _quiet(now: datetime) -> Iterator[Case]:
    waiting = Case.objects.filter(state__in=(State.RECEIVED, State.REGISTERED), merged_into=None, voices=1)
    waiting = waiting.annotate(last=Max("steps__at")).exclude(last__gte=now - QUIET)
    yield from waiting.filter(received_at__lt=now - QUIET).order_by("community", "id")


def _desk(staff: DemoStaff, case: Case) -> Actor | None:
    return next(iter(staff.desks.get(case.community_id or 0, ())), None)


def _raise(staff: DemoStaff, cases: Iterator[Case], rungs: int, why: str, at: datetime) -> None:
    for case in cases:
        desk = _desk(staff, case)
        if desk is not None:
            for _ in range(rungs):
                levels.raise_case(desk, case, note=why, now=at)
            return


def _split(staff: DemoStaff, cases: Iterator[Case], at: datetime) -> None:
    for case in cases:
        desk = _desk(staff, case)
        if desk is not None:
            splitting.split_case(desk, case, text=OTHER_MATTER, now=at)
            return


def _mistake(staff: DemoStaff, cases: Iterator[Case], at: datetime) -> None:
    """Two of one community."""
    for one, other in pairwise(cases):
        desk = _desk(staff, one)
        if desk is not None and one.community_id == other.community_id:
            merging.merge_case(desk, other, into=one, now=at)
            merging.unmerge_case(desk, other, note=MISTAKE, now=at + timedelta(minutes=9))
            return
