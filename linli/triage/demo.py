"""This app's share of the demo district: what its past cases teach, since they announced nothing; and a
problem of one place that comes back every month.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.utils import timezone

from linli.cases.actions import desk, handling
from linli.cases.actions.intake import receive
from linli.cases.actions.moving import Words
from linli.cases.actions.reports import Report
from linli.cases.models import Case
from linli.cases.queries.rulebook import rule_book
from linli.cases.queries.units import units_in_reach
from linli.cases.terms import Kind
from linli.core.actors import PUBLIC, SYSTEM, Actor
from linli.core.demo import Context, Share
from linli.core.errors import RuleBroken, Unavailable
from linli.organisation.demo.loading import DemoStaff
from linli.organisation.models import Unit
from linli.places.demo.loading import DemoPlaces
from linli.places.locator import locate_place
from linli.triage.actions import counting, guessing, learning, topics
from linli.triage.terms import RECURRING_LEAST_CASES, RECURRING_LEAST_MONTHS, TAUGHT

FEW = 1000  # matters to learn from, and to guess: a demo must not take long
KIND = "municipal.sewer"
# Neighbours of one house, month after month.
SAID = (
    "一下雨一楼下水道就返水，厨房地上全是脏水。",
    "楼前的下水井又堵了，污水漫到单元门口。",
    "下水道又返上来了，上个月刚通过，还是不行。",
    "雨后污水从井盖冒出来，味道很大，走路要绕着。",
    "一楼卫生间返水，物业说是主管道的事，请派人看看。",
)
DONE = "疏通了主管道，清出油泥和建筑碎块，现场已试水。"


def load(context: Context) -> None:
    _comes_back(context)
    counting.learn_dispatch(SYSTEM, now=context.now)
    topics.find_topics(now=context.now)
    topics.find_recurring(now=context.now)
    try:
        learning.learn_texts(SYSTEM, now=context.now, most=FEW)
    except (RuleBroken, Unavailable) as reason:  # a small district, or no learner on this machine
        context.told.append(reason.sentence)
        return
    fresh = Case.objects.exclude(state__in=TAUGHT).order_by("-pk").values_list("pk", flat=True)[:FEW]
    guessing.guess_cases(fresh)
    guessing.settle_guesses(fresh)


def _comes_back(context: Context) -> None:
    """As many months and matters as make a problem recurring, at the first house of the demo; each mended."""
    places, staff = context.take(DemoPlaces), context.take(DemoStaff)
    spot = locate_place(places.buildings[0].pk)
    clerk = next(iter(staff.desks.get(spot.community_id or 0, ())), None)
    if clerk is None or KIND not in rule_book().by_code:
        return
    for at in _moments(context.now):
        for number in range(RECURRING_LEAST_CASES):
            text = SAID[number % len(SAID)]
            report = Report(text=text, spot=spot, kind=Kind.COMPLAINT, category_code=KIND)
            receipt = receive(PUBLIC, report, now=at + timedelta(days=2 * number))
            case = Case.objects.get(pk=receipt.case_id)
            unit = _unit(case, staff)
            if unit is not None:
                _mend(case, clerk, staff.hands[unit.pk], unit)


def _moments(now: datetime) -> Iterator[datetime]:
    """The third day of each of the last whole months, the oldest first."""
    first = timezone.localdate(now).replace(day=1)
    months = []
    for _ in range(RECURRING_LEAST_MONTHS):
        first = (first - timedelta(days=1)).replace(day=1)
        months.append(first)
    for month in reversed(months):
        yield timezone.make_aware(datetime.combine(month + timedelta(days=2), time(9)))


def _unit(case: Case, staff: DemoStaff) -> Unit | None:
    """By the catalogue's trade, where somebody works in the demo."""
    rows = rule_book().catalogue.get(case.category_id or 0, ())
    trades = [row.trade for row in rows if row.trade]
    units = [unit for unit in units_in_reach(case).order_by("code") if unit.pk in staff.hands]
    return next((unit for unit in units if unit.trade in trades), units[0] if units else None)


def _mend(case: Case, clerk: Actor, hand: Actor, unit: Unit) -> None:
    at = case.received_at
    order = desk.dispatch_case(clerk, case, unit=unit, now=at + timedelta(minutes=40))
    order.case = case
    handling.accept_order(hand, order, now=at + timedelta(hours=1))
    handling.start_order(hand, order, now=at + timedelta(hours=2))
    handling.finish_order(hand, order, words=Words(DONE), now=at + timedelta(hours=6))
    desk.verify_case(clerk, case, now=at + timedelta(hours=8))
    desk.close_case(clerk, case, outcome="explained", note=DONE, now=at + timedelta(days=1))


DEMO = Share(order=80, load=load)
