"""Who is rung, and when. The lot is drawn from a secret and the case, so nobody can pick and anybody with
the secret can check."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from hashlib import blake2b
from math import ceil

LOTS = 10_000


def lot_of(secret: bytes, case_id: int, round_number: int) -> int:
    """0 to 9999, the same for the same case and round, and not to be foreseen without the secret.

    >>> lot_of(b"secret", 7, 0) == lot_of(b"secret", 7, 0), 0 <= lot_of(b"secret", 7, 1) < LOTS
    (True, True)
    """
    drawn = blake2b(f"{case_id}:{round_number}".encode(), digest_size=8, key=secret).digest()
    return int.from_bytes(drawn) % LOTS


def is_drawn(lot: int, share: float) -> bool:
    """
    >>> is_drawn(0, 0.0), is_drawn(1999, 0.2), is_drawn(2000, 0.2), is_drawn(9999, 1.0)
    (False, True, False, True)
    """
    return lot < round(share * LOTS)


@dataclass(frozen=True, slots=True)
class Plan:
    """One line of the sampling plan; an empty condition holds for everything."""

    share: float
    category: str = ""  # a category, or a group of them
    trade: str = ""  # of the unit
    colour: str = ""
    minimum: int = 0  # call-backs per unit and month
    unsatisfied: bool = True  # everybody who answers "unsatisfied" is rung
    wait_days: int = 1
    after: str = "closing"  # or deadline: then whichever is later
    tries: int = 3
    opens: time = time(9)
    closes: time = time(20)


USUAL = Plan(share=0.2, minimum=5)  # our value, where a method pack says nothing


def plan_for(plans: Iterable[Plan], *, category: str, trade: str, colour: str) -> Plan:
    """The line that fits best: its own category before its group, then the trade, then the colour.

    >>> plans = [Plan(0.2), Plan(1.0, colour="red"), Plan(0.5, category="public"), Plan(0.6, trade="water")]
    >>> plan_for(plans, category="public.lamp", trade="water", colour="red").share
    0.5
    >>> plan_for(plans, category="noise.night", trade="", colour="red").share
    1.0
    >>> plan_for([], category="", trade="", colour="") == USUAL
    True
    """
    fitting = [
        (_closeness(plan, category), bool(plan.trade), bool(plan.colour), plan)
        for plan in plans
        if _closeness(plan, category) and plan.trade in {"", trade} and plan.colour in {"", colour}
    ]
    return max(fitting, key=lambda found: found[:3], default=(0, False, False, USUAL))[3]


def _closeness(plan: Plan, category: str) -> int:
    """3: this category; 2: its group; 1: any; 0: another one."""
    if not plan.category:
        return 1
    if plan.category == category:
        return 3
    return 2 if category.startswith(f"{plan.category}.") else 0


def first_call(settled_at: datetime, plan: Plan, zone: tzinfo) -> datetime:
    """When to ring first: so many days later, when the hours of the plan begin; at once, when it is no day.

    >>> from zoneinfo import ZoneInfo
    >>> first_call(datetime(2026, 5, 8, 15, 30, tzinfo=ZoneInfo("Asia/Shanghai")), Plan(1.0),
    ...            ZoneInfo("Asia/Shanghai")).isoformat()
    '2026-05-09T09:00:00+08:00'
    """
    if plan.wait_days == 0:
        return into_hours(settled_at, plan, zone)
    day = settled_at.astimezone(zone).date() + timedelta(days=plan.wait_days)
    return datetime.combine(day, plan.opens, zone)


def into_hours(moment: datetime, plan: Plan, zone: tzinfo) -> datetime:
    """The moment itself, or the next one at which somebody may be rung."""
    local = moment.astimezone(zone)
    if local.time() < plan.opens:
        return datetime.combine(local.date(), plan.opens, zone)
    if local.time() >= plan.closes:
        return datetime.combine(local.date() + timedelta(days=1), plan.opens, zone)
    return local


def within_hours(moment: datetime, plan: Plan, zone: tzinfo) -> bool:
    """
    >>> from datetime import UTC
    >>> within_hours(datetime(2026, 5, 8, 20, 0, tzinfo=UTC), Plan(1.0), UTC)
    False
    """
    return plan.opens <= moment.astimezone(zone).time() < plan.closes


def lacking(minimum: int, drawn: int, today: date, days_in_month: int) -> int:
    """How many more a unit needs by now: the month's minimum in proportion, so that the first matters of a
    month are not known to be rung.

    >>> lacking(5, 1, date(2026, 5, 15), 31), lacking(5, 4, date(2026, 5, 15), 31)
    (2, 0)
    """
    return max(0, ceil(minimum * today.day / days_in_month) - drawn)
