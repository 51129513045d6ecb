"""A district's own days: what the published calendar does not know or what a flood has changed."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.core import audit
from linli.core.actors import Actor, Right
from linli.core.calendar.models import CalendarDay
from linli.core.calendar.terms import DayKind
from linli.core.errors import NotAllowed, NotFound, RuleBroken


@transaction.atomic
def declare_day(actor: Actor, day: date, kind: str, reason: str, *, now: datetime) -> bool:
    """Say that a day is worked or off, and why. True when that is news.

    Limits computed before keep their end: what was promised to a caller stays promised.
    """
    _check_right(actor)
    if kind not in DayKind.values:
        raise RuleBroken("day_kind_unknown", _("请写明这一天是上班还是休息。"), {"kind": _("上班或休息")})
    reason = reason.strip()[:200]
    if not reason:
        raise RuleBroken("day_reason_needed", _("请写明为什么这一天与公布的日历不同。"))
    before = CalendarDay.objects.filter(day=day).values("kind", "reason").first()
    if before == {"kind": kind, "reason": reason}:
        return False
    CalendarDay.objects.update_or_create(day=day, defaults={"kind": kind, "reason": reason})
    was = before["kind"] if before else None
    audit.record(
        actor, "calendar.declared", subject(day), now=now, day=day, kind=kind, reason=reason, was=was
    )
    return True


@transaction.atomic
def withdraw_day(actor: Actor, day: date, *, now: datetime) -> None:
    """From now on the published calendar holds again for this day."""
    _check_right(actor)
    taken, _rows = CalendarDay.objects.filter(day=day).delete()
    if not taken:
        raise NotFound("calendar_day")
    audit.record(actor, "calendar.withdrawn", subject(day), now=now, day=day)


def subject(day: date) -> tuple[str, int]:
    """A day has no number of its own: 2026-05-12 is 20260512."""
    return "calendar_day", int(f"{day:%Y%m%d}")


def _check_right(actor: Actor) -> None:
    if not actor.has(Right.PACK_MANAGE):
        raise NotAllowed("calendar")
