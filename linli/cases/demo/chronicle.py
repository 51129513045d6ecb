"""All histories of the district: told one by one, then some are stopped so that every desk has work today."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import product
from random import Random

from django.utils import timezone

from linli.cases.actions.intake import Intake
from linli.cases.actions.moving import Clocks
from linli.cases.actions.reports import Report, check_report
from linli.cases.demo.cast import Cast
from linli.cases.demo.filing import Clerk
from linli.cases.demo.history import History
from linli.cases.demo.pace import minutes
from linli.cases.demo.plans import Plan, recent
from linli.cases.demo.stories import Story
from linli.cases.terms import OPEN, Channel, Origin, Queue, State
from linli.core.actors import PUBLIC, SYSTEM, Actor
from linli.places.desk_hours import DeskHours

# The step before which a story stands still, to have so many of each state at the full size.
STILL = (
    (State.VERIFIED, "rate", 12),
    (State.FINISHED, "verify", 10),
    (State.RECEIVED, "register", 14),
    (State.REGISTERED, "dispatch", 6),
    (State.RETURNED, "redispatch", 5),
    (State.DISPATCHED, "accept", 12),
    (State.ACCEPTED, "start", 8),
    (State.IN_HAND, "finish", 20),
)
LATE_SHARE = 0.25  # of the wanted number, as far as late ones may fill it
DUE_TODAY = 14
LATE_NOW = 9
AT_HAND = 4
LOOK_BACK = 400  # of the newest plans, for those that are to stand still


class Chronicle:
    def __init__(self, plans: Sequence[Plan], cast: Cast, *, seed: int, now: datetime, scale: float) -> None:
        self.plans, self.cast, self.seed, self.now, self.scale = plans, cast, seed, now, scale
        self.clocks = Clocks(cast.book, DeskHours().calendar_for(None))
        self.told: dict[int, History] = {}
        self.clerk = Clerk(self.clocks)
        self._stopped: set[int] = set()

    def histories(self) -> list[History]:
        for plan in self.plans:
            self.told[plan.number] = self._tell(plan)
        self._stand_still()
        self._give_work()
        self._fall_due_today()
        return [self.told[plan.number] for plan in self.plans]

    def _tell(self, plan: Plan, hold: str = "", astray: bool | None = None) -> History:
        rng = Random(f"{self.seed}:{plan.number}:{hold}")  # noqa: S311 (invented data)
        history = self._filed(plan, rng)
        if plan.follows is not None and self._joins(plan, history, rng):
            return history
        story = Story(history, plan.matter, plan.scene.words, self.cast, rng)
        story.tell(self.now, fate=plan.fate, astray=plan.astray if astray is None else astray, hold=hold)
        return history

    def _filed(self, plan: Plan, rng: Random) -> History:
        intake = Intake(*self._report(plan, rng), plan.at)
        old = self.told.get(plan.number)
        filed = self.clerk.file(intake, rng, code=old.case.code if old else "")
        return History(filed, self.clocks)

    def _report(self, plan: Plan, rng: Random) -> tuple[Actor, Report]:
        actor = self._filer(plan)
        by_others = plan.channel in {Channel.PHONE, Channel.COUNTER, Channel.PAPER, Channel.HOTLINE_FILE}
        report = Report(
            text=plan.text,
            spot=plan.scene.spot,
            place_name=plan.scene.place_name,
            name=plan.name,
            phone=plan.phone,
            category_code=self._category_code(plan, rng),
            kind=plan.matter.kind,
            origin=plan.origin,
            channel=plan.channel,
            confidential=plan.confidential,
            intake_key=None if by_others else f"{rng.getrandbits(128):032x}",
            filed_by=actor.name if by_others else "",
        )
        return actor, check_report(actor, report)

    def _category_code(self, plan: Plan, rng: Random) -> str:
        """Residents mostly leave the guess as it is and mend a wrong one; who files for others chooses."""
        if plan.fate not in {"", "withdraw"}:
            return "life.other"
        if plan.origin not in {Origin.RESIDENT, Origin.SPOTTER} or rng.random() < 0.2:
            return plan.matter.code
        guess = self.cast.book.guess(plan.text)
        right = guess is not None and self.cast.book.categories[guess.category_id].code == plan.matter.code
        return "" if right or rng.random() < 0.25 else plan.matter.code

    def _filer(self, plan: Plan) -> Actor:
        staff, grid = self.cast.staff, plan.scene.grid
        if plan.origin == Origin.PATROL:
            return staff.patrols.get(grid.pk) or staff.desks[grid.community_id or 0][0]
        if plan.channel == Channel.HOTLINE_FILE:
            return staff.desks[self.cast.places.district.pk][0]
        if plan.channel in {Channel.PHONE, Channel.COUNTER, Channel.PAPER}:
            desks = staff.desks[grid.community_id or 0]
            return desks[plan.number % len(desks)]
        return PUBLIC

    def _joins(self, plan: Plan, history: History, rng: Random) -> bool:
        """Merged into what is on its way already, by the caller at once or by the desk a little later."""
        lead = self.told[plan.follows or 0]
        at_once = plan.channel == Channel.WEB and rng.random() < 0.5
        at = plan.at if at_once else plan.at + minutes(rng.uniform(4, 50))
        if at >= self.now or lead.state_at(at) not in OPEN:
            return False
        if at_once:
            history.join(at, into=lead, by_clock=SYSTEM)
        else:
            desk = self.cast.desk(history.case, self.cast.unit_for(lead.case))
            history.merge(desk, at, into=lead)
        _answer_along(history, lead, rng)
        return True

    # today

    def _stand_still(self) -> None:
        """Of states with too few cases, the newest that come by are stopped there; late ones if need be."""
        for (state, hold, wanted), in_time in product(STILL, (True, False)):
            share = self.scale if in_time else self.scale * LATE_SHARE
            lacking = max(1, round(wanted * share)) - self._states()[state]
            for plan in self._candidates(age=timedelta(days=9 if in_time else 40)):
                if lacking <= 0:
                    break
                history = self._tell(plan, hold, astray=state == State.RETURNED or None)
                if history.case.state == state and (in_time <= (history.case.late_since is None)):
                    self._stop(plan, history)
                    lacking -= 1

    def _give_work(self) -> None:
        """The units one can sign in to have something on their hands."""
        for unit_id in self.cast.staff.shown:
            working = [h for h in self.told.values() if h.case.queue == Queue.UNIT]
            lacking = AT_HAND - sum(history.case.unit_id == unit_id for history in working)
            for plan in self._candidates(age=timedelta(days=14)):
                if lacking <= 0:
                    break
                if self.told[plan.number].case.unit_id == unit_id:
                    history = self._tell(plan, ("finish", "accept", "start")[lacking % 3])
                    if history.case.queue == Queue.UNIT and history.case.unit_id == unit_id:
                        self._stop(plan, history)
                        lacking -= 1

    def _fall_due_today(self) -> None:
        """Some of what is in hand has to be finished by tonight, and some is late."""
        midnight = timezone.localtime(self.now).replace(hour=23, minute=59, second=59)
        self._hold_where(DUE_TODAY, lambda history: self.now < history.case.due_at <= midnight)
        self._hold_where(LATE_NOW, lambda history: history.case.late_since is not None)

    def _hold_where(self, wanted: int, fits: Callable[[History], bool]) -> None:
        working = [h for h in self.told.values() if h.case.queue == Queue.UNIT]
        lacking = max(1, round(wanted * self.scale)) - sum(fits(history) for history in working)
        for plan in self._candidates(age=timedelta(days=12)):
            if lacking <= 0:
                return
            history = self._tell(plan, "finish")
            if history.case.state == State.IN_HAND and fits(history):
                self._stop(plan, history)
                lacking -= 1

    def _stop(self, plan: Plan, history: History) -> None:
        self.told[plan.number] = history
        self._stopped.add(plan.number)

    def _candidates(self, age: timedelta) -> Iterator[Plan]:
        """Settled or waiting for the caller: nothing a desk would miss."""
        left = LOOK_BACK
        for plan in recent(self.plans):
            settled = self.told[plan.number].case.queue in {Queue.DONE, Queue.CALLER}
            if plan.number not in self._stopped and settled and self.now - plan.at < age and left > 0:
                left -= 1
                yield plan

    def _states(self) -> Counter[str]:
        return Counter(str(history.case.state) for history in self.told.values())


def _answer_along(history: History, lead: History, rng: Random) -> None:
    """Each caller answers for himself: whoever follows a case that is closed by a caller answered before."""
    asked_at, round_no = lead.filed.intake.now, 0
    for take in lead.tape:
        if take.name == "verify":
            asked_at = take.at
        elif take.name == "reopen" or (take.name == "rate" and not take.args["solved"]):
            round_no += 1
        elif take.name == "rate" and take.at > history.last:
            since = max(asked_at, history.last)
            at = since + (take.at - since) * rng.uniform(0.1, 0.9)
            history.rate_along(at, into=lead, round_no=round_no)
