"""Builders for tests: matters that went through the hands of a unit, by the actions, to a closing."""

from datetime import datetime, timedelta

from linli.cases.actions import caller, desk, handling
from linli.cases.actions.clock import close_unanswered
from linli.cases.actions.moving import Words
from linli.cases.models import Case
from linli.cases.terms import State
from linli.cases.tests import make as cases
from linli.core.actors import SYSTEM, Actor, caller_of
from linli.organisation.models import Unit
from linli.organisation.terms import Role
from linli.organisation.tests import make

NOW = cases.NOW
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Town:
    """A district with a desk, two units and their hands; every step is a real one."""

    def __init__(self) -> None:
        self.pack = cases.pack()
        self.where = make.district()
        self.team = make.unit("城管中队", place=self.where.subdistricts[0], trade="city_management")
        self.water = make.unit("自来水公司", trade="water")
        self.desk = make.actor(Role.DISTRICT_DESK, place=self.where.district)
        self.street = make.actor(Role.SUBDISTRICT_DESK, place=self.where.subdistricts[0])
        self.hands = {unit.pk: make.actor(Role.UNIT_HANDLER, unit=unit) for unit in (self.team, self.water)}

    def finished(
        self, *, at: datetime = NOW, took: timedelta = HOUR, unit: Unit | None = None, square: int = 0
    ) -> Case:
        """Dispatched `at`, finished `took` later and verified by the desk: the caller is asked."""
        unit = unit or self.team
        case = cases.case(self.where, state=State.REGISTERED, square=square, received_at=at - HOUR)
        order = desk.dispatch_case(self.desk, case, unit=unit, now=at)
        hand = self.hands[unit.pk]
        order.case = case
        handling.accept_order(hand, order, now=at)
        handling.start_order(hand, order, now=at)
        handling.finish_order(hand, order, words=Words("修好了"), now=at + took)
        desk.verify_case(self.desk, case, now=at + took + HOUR)
        return Case.objects.get(pk=case.pk)

    def silent(self, **how: object) -> Case:
        """Closed by the clock: the caller did not answer."""
        case = self.finished(**how)  # type: ignore[arg-type]
        close_unanswered(SYSTEM, now=case.due_at + timedelta(minutes=1))
        return Case.objects.get(pk=case.pk)

    def rated(self, case: Case, at: datetime, **said: object) -> Case:
        said = {"solved": True, "satisfaction": "satisfied", **said}
        caller.rate_case(caller_of(case.pk), case, now=at, **said)  # type: ignore[arg-type]
        return Case.objects.get(pk=case.pk)

    def secretary(self, square: int = 0) -> Actor:
        grid = self.where.grids[square]
        community = next(one for one in self.where.communities if one.pk == grid.community_id)
        return make.actor(Role.COMMUNITY_SECRETARY, place=community)
