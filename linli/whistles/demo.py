"""This app's share of the demo district: whistles in every state, with something to see for both sides."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from random import Random

from django.db.models import Q, QuerySet

from linli.cases.models import Case
from linli.cases.terms import Colour
from linli.cases.terms import Kind as CaseKind
from linli.cases.terms import State as CaseState
from linli.core.actors import SYSTEM, Actor
from linli.core.demo import Context, Share
from linli.organisation.actions import add_address
from linli.organisation.demo.loading import DemoStaff
from linli.organisation.models import Unit
from linli.organisation.terms import UnitKind
from linli.places.demo.loading import DemoPlaces
from linli.whistles import actions
from linli.whistles.actions import Blow
from linli.whistles.actions.reviewing import Review
from linli.whistles.models import Call, Whistle
from linli.whistles.queries.whistles import callable_units
from linli.whistles.terms import Kind

WANTED = 30  # at the full size; tests and small districts take what there is
GOING_ON = (CaseState.IN_HAND, CaseState.ACCEPTED, CaseState.FINISHED)
LIGHT = (CaseKind.ENQUIRY, CaseKind.SUGGESTION, CaseKind.THANKS)  # nobody whistles for these
# What one unit cannot do alone, or what is dangerous: groups of kinds, and kinds.
PLAUSIBLE = (
    "building.",
    "safety.",
    "supply.",
    "environment.",
    "municipal.sewer",
    "municipal.waterlogging",
    "municipal.road_damage",
    "municipal.overhead_wire",
    "municipal.manhole",
    "parking.dead_vehicle",
    "parking.space_shortage",
    "housing.facade",
    "housing.unsafe_house",
    "housing.leak",
    "noise.construction",
    "sanitation.rubbish_pile",
    "market.food",
)
# Nobody whistles for these: they are for one counter, or for people at home.
NEVER = ("service.", "care.", "life.", "neighbours.", "animals.", "housing.property", "housing.repair_fund")
URGENT = (
    "safety.",
    "supply.pipe_burst",
    "supply.gas_leak",
    "supply.power_line",
    "housing.facade",
    "housing.unsafe",
)
REASONS = {
    Kind.HARD_CASE: ("社区协调三次没有结果，请到现场一起拿办法", "几家都说不全归自己，请一起来定"),
    Kind.JOINT_ENFORCEMENT: ("劝了又反复，要几家同时到场", "单独去一家管不全，请一起到现场"),
    Kind.EMERGENCY: ("怕伤到人，先封再查，请马上到场", "情况还在变，请马上来人"),
}
REFUSALS = ("该路段已移交，不归我们管", "属于业主共有部分，应由物业处理")
RESULTS = (
    "三家到现场，当天清完，划了固定摊位",
    "方案定了，维修下周一进场，社区盯着",
    "已修好并回访，住户认可",
)


def load(context: Context) -> None:
    places, staff = context.take(DemoPlaces), context.take(DemoStaff)
    rng = context.rng("whistles")
    for unit in (unit for unit in staff.units if unit.pk in staff.shown):
        add_address(SYSTEM, unit, channel="mail", to=f"{unit.code.lower()}@example.cn", now=context.now)
    wanted = max(6, round(WANTED * context.scale))
    for number, case in enumerate(_matters(places, wanted)):
        _Tale(staff, case, context.now, rng, number).tell()
    actions.mark_late(context.now)


def _matters(places: DemoPlaces, wanted: int) -> list[Case]:
    """What is in hand and not ordinary, first where the demo's own sign-ins work."""
    grave = Case.objects.filter(state__in=GOING_ON, about_unit=None).exclude(kind__in=LIGHT)
    never = reduce(or_, (Q(category__code__startswith=start) for start in NEVER))
    grave = grave.exclude(never).filter(category__isnull=False)
    related = ("community", "category")
    found = list(grave.select_related(*related).order_by("-received_at")[: wanted * 12])
    first = places.subdistricts[0].pk

    def order(case: Case) -> tuple[bool, bool, bool, int]:
        code = case.category.code if case.category else ""
        hard = code.startswith(PLAUSIBLE)
        return (not hard, case.colour == Colour.GREEN, case.subdistrict_id != first, -case.pk)

    return sorted(found, key=order)[:wanted]


class _Tale:
    """One whistle, told as far as its number says."""

    def __init__(self, staff: DemoStaff, case: Case, now: datetime, rng: Random, number: int) -> None:
        self.staff, self.case, self.now, self.rng, self.number = staff, case, now, rng, number

    def tell(self) -> None:
        owner, units = self._owner(), list(self._units())
        if owner is None or not units:
            return
        kind = self._kind()
        asked = units[: 1 + self.number % 2] if kind is Kind.HARD_CASE else units[:2]
        blow = Blow(kind, [unit.pk for unit in asked], self.rng.choice(REASONS[kind]))
        at = self._moment(0.3 if self._over else self.rng.uniform(0.4, 0.95))
        whistle = actions.blow(owner, self.case.pk, blow, now=at)
        self._answers(whistle, asked, at)
        if self._over:
            self._ended(owner, whistle, at)

    def _kind(self) -> Kind:
        """Danger rings; what comes back again and again is met together; the rest is hard for one alone."""
        code = self.case.category.code if self.case.category else ""
        if code.startswith(URGENT):
            return Kind.EMERGENCY
        again = code.startswith(("building.", "environment.", "parking.", "noise.", "market."))
        return Kind.JOINT_ENFORCEMENT if again else Kind.HARD_CASE

    @property
    def _over(self) -> bool:
        return self.number % 3 == 1

    def _moment(self, share: float) -> datetime:
        """So far on the way from the last thing that happened to the case until today."""
        last = self.case.steps.order_by("-id").values_list("at", flat=True).first() or self.case.received_at
        return last + (self.now - last) * share

    def _owner(self) -> Actor | None:
        place = self.case.subdistrict_id if self.number % 4 else self.case.community_id
        desks = self.staff.desks.get(place or 0, [])
        return desks[0] if desks else None

    def _units(self) -> Iterator[Unit]:
        """Those in which somebody can look around first."""
        found = [unit for unit in callable_units(self.case) if unit.pk in self.staff.hands]
        likely = [unit for unit in found if unit.kind in {UnitKind.DEPARTMENT, UnitKind.SUBDISTRICT_TEAM}]
        self.rng.shuffle(likely)
        yield from sorted(likely or found, key=lambda unit: unit.pk not in self.staff.shown)

    def _answers(self, whistle: Whistle, asked: Sequence[Unit], at: datetime) -> None:
        """Some come, some are late, one in six refuses, one in six says nothing."""
        for place, unit in enumerate(asked):
            fate = 4 - place if self._over else (self.number + place) % 6
            if fate == 0:
                continue
            refused = ("refuse", self.rng.choice(REFUSALS))
            name, note = refused if fate == 2 else ("check_in", "值班班长带两人，按时到")
            when = at + (self.now - at) * self.rng.uniform(0.05, 0.6)
            self._say(whistle, unit, name, note, when)
            if fate > 2:
                self._say(whistle, unit, "arrive", "", when + (self.now - when) * 0.3)

    def _ended(self, owner: Actor, whistle: Whistle, at: datetime) -> None:
        end_at = at + (self.now - at) * 0.8
        whistle.refresh_from_db()
        actions.end(owner, whistle, "close", note=self.rng.choice(RESULTS), now=end_at)
        for call in self._calls(whistle).filter(state="done"):
            actions.review(owner, call, "owner", Review(3, self.rng.choice((3, 3, 2)), ""), now=end_at)
            hand = self.staff.hands[call.unit_id]
            said = Review(self.rng.choice((3, 3, 2, 1)), self.rng.choice((3, 2)), "")
            actions.review(hand, call, "unit", said, now=end_at)

    def _say(self, whistle: Whistle, unit: Unit, name: str, note: str, when: datetime) -> None:
        call = self._calls(whistle).get(unit=unit)
        actions.answer(self.staff.hands[unit.pk], call, name, note=note, now=when)

    def _calls(self, whistle: Whistle) -> QuerySet[Call]:
        return Call.objects.select_related("unit", "whistle__place", "whistle__case__community").filter(
            whistle=whistle
        )


DEMO = Share(order=60, load=load)
