"""A district in which people really do things, by the actions, at random."""

from datetime import timedelta
from random import Random

from linli.cases.actions import caller, correcting, desk, handling, merging
from linli.cases.actions.intake import Intake, receive_many
from linli.cases.actions.moving import Words
from linli.cases.actions.reports import Report, check_report
from linli.cases.models import Case, WorkOrder
from linli.cases.terms import OPEN, Outcome, State
from linli.cases.tests import make as cases
from linli.core.actors import PUBLIC, caller_of
from linli.organisation.terms import Role
from linli.organisation.tests import make
from linli.places import locator


class Town:
    def __init__(self, rng: Random) -> None:
        cases.pack()
        self.rng, self.where, self.now = rng, make.district(), cases.NOW
        self.units = [make.unit("城管中队"), make.unit("市政公司")]
        self.desk = make.actor(Role.DISTRICT_DESK, place=self.where.district)
        self.hands = {unit.pk: make.actor(Role.UNIT_HANDLER, unit=unit) for unit in self.units}

    def wait(self) -> None:
        self.now += timedelta(minutes=self.rng.choice([3, 50, 400, 2000]))

    def report(self) -> None:
        building = self.rng.choice([*self.where.buildings, None])
        spot = locator.locate_building(building.pk) if building else None
        report = Report(text="路灯不亮", spot=spot, place_name="某处")
        receive_many([Intake(PUBLIC, check_report(PUBLIC, report), self.now)], Random(self.rng.random()))

    def act(self) -> None:
        """One thing that is possible now, to one case."""
        self.wait()
        case = self.rng.choice(list(Case.objects.order_by("pk")) or [None])
        if case is None or self.rng.random() < 0.2:
            return self.report()
        deeds = DEEDS.get(case.state, [])
        if deeds:
            self.rng.choice(deeds)(self, case)
        return None


def order_of(case: Case) -> WorkOrder:
    return case.orders.filter(lead=True).latest("pk")


def dispatch(town: Town, case: Case) -> None:
    unit = town.rng.choice(town.units)
    desk.dispatch_case(town.desk, case, unit=unit, note="请尽快", now=town.now)
    if town.rng.random() < 0.2:
        desk.undo_dispatch(town.desk, case, now=town.now + timedelta(seconds=5))


def merge(town: Town, case: Case) -> None:
    others = list(Case.objects.filter(state__in=OPEN, merged_into=None).exclude(pk=case.pk).order_by("pk"))
    if others:
        merging.merge_case(town.desk, case, into=town.rng.choice(others), now=town.now)


def correct(town: Town, case: Case) -> None:
    spot = locator.locate_building(town.rng.choice(town.where.buildings).pk)
    correcting.correct_case(town.desk, case, spot=spot, now=town.now)


def by_unit(name: str, **words):
    def deed(town: Town, case: Case) -> None:
        order = order_of(case)
        if name == "return_order" and order.designated:
            return
        getattr(handling, name)(town.hands[order.unit_id], order, now=town.now, **words)

    return deed


def by_desk(name: str, **words):
    return lambda town, case: getattr(desk, name)(town.desk, case, now=town.now, **words)


def rate(town: Town, case: Case) -> None:
    voices = [case, *case.merged.all()]
    voice = town.rng.choice(voices)
    if voice.ratings.filter(round=case.rounds).exists():
        return
    solved = town.rng.random() < 0.6
    degree = town.rng.choice(["", "satisfied", "mostly", "unsatisfied"])
    caller.rate_case(
        caller_of(voice.pk), voice, solved=solved, satisfaction=degree, words="没修好", now=town.now
    )


def withdraw(town: Town, case: Case) -> None:
    caller.withdraw_case(caller_of(case.pk), case, now=town.now)


def unmerge(town: Town, case: Case) -> None:
    if town.rng.random() < 0.1:
        merging.unmerge_case(town.desk, case, note="是两件事", now=town.now)


UNDECIDED = [
    dispatch,
    dispatch,
    dispatch,
    merge,
    by_desk("decline_case", reason="outside"),
    withdraw,
    correct,
]
ACCEPT = by_unit("accept_order")
DEEDS = {
    State.RECEIVED: [by_desk("register_case"), *UNDECIDED],
    State.REGISTERED: UNDECIDED,
    State.RETURNED: [dispatch],
    State.DISPATCHED: [ACCEPT, ACCEPT, by_unit("return_order", note="不归我管"), dispatch],
    State.ACCEPTED: [by_unit("start_order"), correct],
    State.IN_HAND: [by_unit("finish_order", words=Words("修好了"))],
    State.FINISHED: [by_desk("verify_case"), by_desk("verify_case"), by_desk("rework_case", note="还没好")],
    State.VERIFIED: [rate, rate, by_desk("close_case", outcome=Outcome.SOLVED)],
    State.MERGED: [unmerge],
    State.CLOSED: [rate, by_desk("reopen_case", note="又坏了"), correct],
}  # fmt: skip
