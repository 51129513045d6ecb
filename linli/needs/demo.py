"""This app's share of the demo district: helpers and needs in every state, more where the sign-ins work."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from linli.core.actors import PUBLIC, SYSTEM, Actor
from linli.core.demo import Context, Share
from linli.core.errors import DomainError
from linli.needs import actions
from linli.needs.actions.offering import NewHelper, Offer
from linli.needs.actions.raising import Order
from linli.needs.models import Helper, Match, Need, NeedKind
from linli.needs.queries.kinds import kinds
from linli.needs.queries.matching import candidates
from linli.needs.queries.needs import LIST_COLUMNS
from linli.needs.rules.standing import helper_of, person_of
from linli.needs.rules.times import mask_of
from linli.needs.terms import PARTS, HelperKind, NotDone, Part, RefuseWhy, Relation, Rhythm, Source
from linli.organisation.demo.loading import DemoStaff
from linli.organisation.models import Person
from linli.organisation.terms import UnitKind
from linli.places.demo.loading import DemoPlaces
from linli.places.locator import spot_of
from linli.places.models import Place

SHOWN, ELSEWHERE = 36, 3  # needs of the community that can be signed in to, and of every sixth other one
NAMES = tuple("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗")
CALLED = ("阿姨", "大爷", "师傅", "奶奶", "先生", "女士")
SHOPS = ("惠邻超市", "榆香小厨", "顺手五金", "老街理发店", "春晖干洗", "明禾快递驿站")
TEAMS = ("邻里帮帮队", "红马甲小队", "银发互助组")
WISHES = ("", "", "按两下门铃", "上午十点以后", "先打电话", "放在门口小桌上")
RELATIONS = (Relation.SELF, Relation.SELF, Relation.PARENT, Relation.SELF, Relation.NEIGHBOUR)


def load(context: Context) -> None:
    places, staff = context.take(DemoPlaces), context.take(DemoStaff)
    catalogue, rng = kinds(), context.rng("needs")
    if not catalogue:
        return
    for number, community in enumerate(_communities(places, staff)):
        wanted = max(8, round(SHOWN * context.scale)) if number == 0 else ELSEWHERE
        _Town(context.now, staff, places, community, rng).fill(catalogue, wanted, own=number == 0)
    actions.lapse_due(context.now)
    actions.count_anew()


def _communities(places: DemoPlaces, staff: DemoStaff) -> Iterator[Place]:
    """First the one in which somebody can sign in, then every sixth."""
    first = next((one for one in places.communities if one.pk in staff.desks), None)
    if first is None:
        return
    yield first
    yield from (one for one in places.communities[6::6] if one.pk in staff.desks)


class _Town:
    """One community: who helps there, and what is wanted."""

    def __init__(
        self, now: datetime, staff: DemoStaff, places: DemoPlaces, community: Place, rng: Random
    ) -> None:
        self.now, self.staff, self.rng, self.community = now, staff, rng, community
        self.desk = staff.desks[community.pk][0]
        grids = [grid for grid in places.grids if grid.community_id == community.pk]
        self.buildings = [one for grid in grids for one in places.buildings_of.get(grid.pk, ())]
        self.patrols = [staff.patrols[grid.pk] for grid in grids if grid.pk in staff.patrols]

    def fill(self, catalogue: Sequence[NeedKind], wanted: int, *, own: bool) -> None:
        if not self.buildings:
            return
        self._helpers(catalogue, full=own)
        for number in range(wanted):
            _Tale(self, catalogue[number % len(catalogue)], number).tell()

    def _helpers(self, catalogue: Sequence[NeedKind], *, full: bool) -> None:
        """Shops, volunteers, and (where one can sign in) the grid worker and a unit."""
        start = self.now - timedelta(days=100)
        for number, name in enumerate((*SHOPS, *TEAMS) if full else (SHOPS[0], TEAMS[0])):
            kind = HelperKind.PARTNER if name in SHOPS else HelperKind.VOLUNTEER
            new = NewHelper(
                kind, name, self.community, f"1{39_0000_0000 + self.community.pk % 9000 * 10 + number}"
            )
            helper = actions.enrol_helper(SYSTEM, new, now=start)
            self._offers(helper, [one for one in catalogue if kind in one.helpers], start)
        if full:
            self._staff(catalogue, start)

    def _staff(self, catalogue: Sequence[NeedKind], start: datetime) -> None:
        for actor in self.patrols[:1]:
            person = Person.objects.filter(account=actor.id).first()
            if person is not None:
                new = NewHelper(HelperKind.STAFF, person.name, self.community, "", person)
                helper = actions.enrol_helper(SYSTEM, new, now=start)
                self._offers(helper, [one for one in catalogue if "staff" in one.helpers][:4], start)
        shown = [unit for unit in self.staff.units if unit.pk in self.staff.shown]
        for unit in (one for one in shown if one.kind == UnitKind.PROPERTY_COMPANY):
            new = NewHelper(HelperKind.UNIT, unit.name, self.community, unit.phone, None, unit)
            helper = actions.enrol_helper(SYSTEM, new, now=start)
            self._offers(helper, [one for one in catalogue if "unit" in one.helpers][:3], start)

    def _offers(self, helper: Helper, usable: Sequence[NeedKind], start: datetime) -> None:
        chosen = usable if len(usable) <= 4 else self.rng.sample(list(usable), 4)
        for kind in chosen:
            days = self.rng.sample(range(7), 4)
            times = mask_of(day * PARTS + part for day in days for part in (Part.MORNING, Part.AFTERNOON))
            offer = Offer(
                kind=kind.code,
                until=timezone.localdate(start) + timedelta(days=340),
                place=self.rng.choice(self.buildings),
                reach_m=self.rng.choice((1_500, 2_500, 4_000)),
                times=times,
                at_once=self.rng.choice((3, 4, 6)),
                skills=[kind.skill] if kind.skill else [],
            )
            actions.offer_resource(SYSTEM, helper, offer, now=start)


class _Tale:
    """One need, told as far as its number says."""

    def __init__(self, town: _Town, kind: NeedKind, number: int) -> None:
        self.town, self.kind, self.number, self.rng = town, kind, number, town.rng
        recent = number % 9 < 2
        self.at = town.now - timedelta(days=self.rng.uniform(0.1, 2) if recent else self.rng.uniform(12, 40))
        self.far = 0 if number % 9 == 0 else 1 if recent else (2, 3, 4, 4, 4, 5, 6)[number % 7]

    def tell(self) -> None:
        try:
            self._tell()
        except DomainError:  # nobody fits: it stays where it is, as in life
            return

    def _tell(self) -> None:
        need = self._raise()
        if need.consents.filter(confirmed_at=None).exists() and self.far:
            actions.confirm_consent(self.desk, need, how="phone", now=self._then(0.1))
        if self.far < 1:
            return
        actions.agree(self.desk, _fresh(need), now=self._then(0.15))
        match = self._asked(need)
        if self.far < 3 or match is None:
            return
        actions.answer_match(helper_of(match.helper_id), match, yes=True, now=self._then(0.3))
        if self.far < 4:
            return
        actions.choose(person_of(need.pk), _match(need), yes=True, now=self._then(0.35))
        self._care(need)
        self._end(_fresh(need))

    @property
    def desk(self) -> Actor:
        return self.town.desk

    def _then(self, share: float) -> datetime:
        return self.at + (self.town.now - self.at) * share

    def _raise(self) -> Need:
        building = self.town.buildings[(self.number * 5) % len(self.town.buildings)]
        today = timezone.localdate(self.at)
        relation = RELATIONS[self.number % len(RELATIONS)]
        term = 40 + self.rng.randrange(20) if self.number % 5 else 46
        days = self.rng.sample(range(7), 3)
        order = Order(
            kind=self.kind.code,
            spot=spot_of(building, "chosen"),
            starts_on=today + timedelta(days=1),
            ends_on=today + timedelta(days=min(term, self.kind.longest_days)),
            name=self.rng.choice(NAMES) + self.rng.choice(CALLED),
            phone=f"1380000{self.number:04d}",
            door=f"{self.rng.randint(1, 3)}单元{self.rng.randint(1, 6)}0{self.rng.randint(1, 3)}",
            relation=relation,
            proxy_name="" if relation == Relation.SELF else self.rng.choice(NAMES) + "女士",
            options=self.kind.options[:1],
            wish=self.rng.choice(WISHES),
            times=mask_of(day * PARTS + part for day in days for part in (Part.MORNING, Part.AFTERNOON)),
            consented=True,
        )
        source = (Source.RESIDENT, Source.RESIDENT, Source.COUNTER)[self.number % 3]
        actor = PUBLIC if source == Source.RESIDENT else self.desk
        how = "online" if source == Source.RESIDENT else "phone"
        raised = actions.raise_need(actor, _said(order, how), source=source, now=self.at)
        return _by_id(raised.need_id)

    def _asked(self, need: Need) -> Match | None:
        """The nearest is asked; now and then he cannot, and the next one is."""
        found = [one.resource.pk for one in candidates(_fresh(need))][:3]
        if self.far < 2 or not found:
            return None
        actions.ask_helpers(self.desk, _fresh(need), found, now=self._then(0.2))
        if self.number % 6 == 5 and len(found) > 1:
            first = _match(need)
            why = self.rng.choice(RefuseWhy.values)
            actions.answer_match(helper_of(first.helper_id), first, yes=False, why=why, now=self._then(0.25))
        return _match(need)

    def _care(self, need: Need) -> None:
        """What was due until yesterday was done; seldom nobody opened."""
        today = timezone.localdate(self.town.now)
        for number, task in enumerate(need.tasks.filter(on__lt=today).select_related("helper__person")):
            when = self.town.now - timedelta(days=(today - task.on).days)
            helper = helper_of(task.helper_id)
            if number % 7 == 5:
                actions.task_not_possible(helper, task, reason=NotDone.NOBODY_HOME, now=when)
            else:
                actions.task_done(helper, task, now=when)

    def _end(self, need: Need) -> None:
        if need.rhythm == Rhythm.ONCE:
            return
        if self.far == 5:
            actions.meet(person_of(need.pk), need, now=self._then(0.95))
        elif self.far == 6:
            actions.stop(person_of(need.pk), need, now=self._then(0.95))


def _said(order: Order, how: str) -> Order:
    return replace(order, how=how)


def _fresh(need: Need) -> Need:
    return _by_id(need.pk)


def _by_id(need_id: int) -> Need:
    return Need.objects.select_related("served", *LIST_COLUMNS, "helper__person").get(pk=need_id)


def _match(need: Need) -> Match:
    live = need.matches.filter(state__in=["asked", "accepted", "agreed"])
    return live.select_related("helper__person", "need__kind", "need__community").get()


DEMO = Share(order=65, load=load)
