"""How a matter goes: dispatched, accepted or returned, worked on, verified, rated; most end well."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random
from typing import Any

from linli.cases.demo.cast import Cast
from linli.cases.demo.history import History
from linli.cases.demo.pace import Pace, minutes
from linli.cases.demo.phrases import Matter, voices
from linli.cases.models import WorkOrder
from linli.cases.terms import Colour, Origin, Outcome, Satisfaction
from linli.core.actors import SYSTEM, Actor
from linli.organisation.models import Unit
from linli.organisation.terms import UnitKind

# Shares of all matters, our own guesses at an ordinary district.
LATE = 0.08
DESK_LATE = 0.012
ASSISTED = 0.04
ANSWERED = 0.4
REMINDED = 0.07
ADDED = 0.06
NOTED = 0.1
REWORKED = 0.05
RATED = 0.6
NOT_SOLVED = 0.1
PHONED = 0.5  # of those that did not rate
REOPENED = 0.012
ROUNDS_MOST = 3


class Curtain(Exception):
    """The story has come to now, or to where it is to stand still."""


class Story:
    """Tells one case until now. `hold`: the step before which it stands still, whatever the time."""

    def __init__(
        self, history: History, matter: Matter, words: Mapping[str, str], cast: Cast, rng: Random
    ) -> None:
        self.h, self.matter, self.words, self.cast, self.rng = history, matter, words, cast, rng
        self.pace = Pace(history.clocks.calendar, rng)
        self.case = history.case
        self.at = history.last
        self.until = history.last
        self.hold = ""
        self.says: Mapping[str, Any] = voices()

    def tell(self, until: datetime, *, fate: str = "", astray: bool = False, hold: str = "") -> None:
        """`fate`: withdraw, or the reason to decline; `astray`: first sent to a unit not in charge."""
        self.until, self.hold = until, hold
        with suppress(Curtain):
            self._whole(fate, astray)
        self.h.pass_time(until)

    def _whole(self, fate: str, astray: bool) -> None:
        unit = self.cast.unit_for(self.case)
        desk = self.cast.desk(self.case, unit)
        declined = fate not in {"", "withdraw"}
        self._to_desk(desk, declined=declined)
        if declined:
            self._step("decline", 0)
            return self.h.decline(desk, self.at, reason=fate, note=self._pick("staff", "decline_more"))
        order = self._dispatched(desk, unit, astray)
        if fate == "withdraw" and self.rng.random() < 0.5:
            self._step("withdraw", 30)
            return self.h.withdraw(self.at, note=self._pick("says", "withdraw"))
        self._accepted(order)
        if fate == "withdraw":
            self._step("withdraw", 60)
            return self.h.withdraw(self.at, note=self._pick("says", "withdraw"))
        self._handled(desk, order, self._from_table(self.matter.done))
        self._judged(desk, order)

    # stages

    def _to_desk(self, desk: Actor, *, declined: bool) -> None:
        """Somebody at the desk reads it; sometimes it is taken on first and dispatched later."""
        slow = self.rng.random() < DESK_LATE
        spans = {Colour.RED: (2, 26), Colour.YELLOW: (5, 75)}
        least, most = spans.get(Colour(self.case.colour), (8, 150))
        self._wait(least, most * (6 if slow else 1), rests=self._calm)
        if self.hold == "dispatch" or self.rng.random() < 0.18:
            self._step("register", 0)
            self.h.register(desk, self.at)
            self._wait(4, 40, rests=self._calm)
        category = self.cast.book.by_code.get(self.matter.code)
        if category is not None and self.case.category_id != category.pk and not declined:
            self._step("correct", 0)
            self.h.correct(desk, self.at, category=category)
            self._wait(0.5, 3, rests=False)

    def _dispatched(self, desk: Actor, unit: Unit, astray: bool) -> WorkOrder:
        if astray:
            self._sent_astray(desk, unit)
        self._step("redispatch" if astray else "dispatch", 0)
        order = self.h.dispatch(desk, self.at, unit=unit, note=self._ask(unit, astray))
        if self.rng.random() < NOTED:
            self._wait(1, 12, rests=False)
            self._step("inner", 0)
            self.h.inner(desk, self.at, note=self._pick("staff", "inner"))
        return order

    def _sent_astray(self, desk: Actor, right: Unit) -> None:
        wrong = self.cast.other_unit(self.case, right, self.rng)
        self._step("dispatch", 0)
        order = self.h.dispatch(desk, self.at, unit=wrong, note=self._ask(wrong, False))
        words = {**self.words, "other": right.name}
        if self.rng.random() < 0.3 and not self.hold:
            self._wait(4, 60, rests=self._calm)
            return
        self._wait(15, 200, rests=self._rests(wrong))
        self._step("return", 0)
        why = self.rng.choice(self.says["staff"]["return_why"]).format_map(words)
        self.h.return_order(
            self.cast.hand(wrong), self.at, order, note=why, suggested=f"建议派给{right.name}"
        )
        self._wait(10, 150, rests=self._calm)

    def _ask(self, unit: Unit, again: bool) -> str:
        if again and self.case.state == "dispatched":
            return str(self.rng.choice(self.says["staff"]["redispatch"])).format_map({"other": unit.name})
        return self._pick("staff", "ask") if self.rng.random() < 0.5 else ""

    def _accepted(self, order: WorkOrder) -> None:
        spans = {Colour.RED: (1, 24), Colour.YELLOW: (5, 80)}
        least, most = spans.get(Colour(self.case.colour), (10, 300))
        self._wait(least, most, rests=self._rests(order.unit))
        self._step("accept", 0)
        self.h.accept(self.cast.hand(order.unit), self.at, order)
        self._wait(1, max(4, most / 2), rests=self._rests(order.unit))
        self._step("start", 0)
        self.h.start(self.cast.hand(order.unit), self.at, order)

    def _handled(self, desk: Actor, order: WorkOrder, result: str) -> None:
        """Work, until the desk is content with what it reads."""
        late = self.rng.random() < LATE
        end = self._end_of(order, late=late)
        self._on_the_way(desk, order, end)
        self._finish(order, end, result)
        self._wait(10, 90 if self.case.colour == Colour.RED else 380, rests=self._calm)
        if self.rng.random() < REWORKED:
            self._step("rework", 0)
            self.h.rework(desk, self.at, note=self._pick("staff", "rework"))
            self._finish(order, self._end_of(order, late=False), self._pick("staff", "second"))
            self._wait(10, 200, rests=self._calm)
        self._step("verify", 0)
        self.h.verify(desk, self.at, note=self._pick("staff", "verified"))

    def _end_of(self, order: WorkOrder, *, late: bool) -> datetime:
        urgent = self.case.colour == Colour.RED
        rests = self._rests(order.unit)
        return self.pace.done_at(self.at, order.due_at, late=late, rests=rests, urgent=urgent)

    def _finish(self, order: WorkOrder, end: datetime, result: str) -> None:
        self.at = max(self.at, end)
        self._step("finish", 0)
        self.h.finish(self.cast.hand(order.unit), self.at, order, note=result)

    def _on_the_way(self, desk: Actor, order: WorkOrder, end: datetime) -> None:
        """What happens while work goes on, in the order of time."""
        length = end - self.at
        doings: list[tuple[datetime, str]] = []
        for name, share in (("answer", ANSWERED), ("remind", REMINDED), ("add", ADDED), ("assist", ASSISTED)):
            by_caller = name in {"remind", "add"}
            if self.rng.random() < share and not (by_caller and self.case.origin == Origin.PATROL):
                doings.append((self.at + length * self.rng.uniform(0.05, 0.85), name))
        for at, name in sorted(doings):
            if self.case.colour != Colour.RED and not self.pace.is_decent(at):
                continue
            self.at = max(self.at, at)
            self._step(name, 0)
            self._do(name, desk, order, end)

    def _do(self, name: str, desk: Actor, order: WorkOrder, end: datetime) -> None:
        if name == "answer":
            self.h.answer(self.cast.hand(order.unit), self.at, order, note=self._pick("staff", "answer"))
        elif name == "remind":
            self.h.remind(self.at)
        elif name == "add":
            self.h.add(self.at, note=self._pick("says", "add"))
        else:
            self._assisted(desk, order, end)

    def _assisted(self, desk: Actor, order: WorkOrder, end: datetime) -> None:
        helper = self.cast.other_unit(self.case, order.unit, self.rng)
        hand, step = self.cast.hand(helper), (end - self.at) / 5
        own = self.h.assist(desk, self.at, unit=helper, note="请配合主办单位到场。")
        self.at += step
        self._step("accept", 0)
        self.h.accept(hand, self.at, own)
        self.at += step
        self._step("start", 0)
        self.h.start(hand, self.at, own)
        self.at += step
        self._step("finish", 0)
        self.h.finish(hand, self.at, own, note="已到场配合，本单位负责部分办结。")

    def _judged(self, desk: Actor, order: WorkOrder) -> None:
        """The caller rates, or is phoned, or says nothing for a week."""
        if self.case.origin == Origin.PATROL:
            self._wait(5, 300, rests=True)
            return self._closed(desk, order, Outcome.SOLVED)
        if self.rng.random() >= RATED:
            return self._without_rating(desk, order)
        self._wait(20, 60 * 50, rests=False, decent=True)
        self._step("rate", 0)
        if self.rng.random() < NOT_SOLVED and self.case.rounds < ROUNDS_MOST:
            blame = "explained_blame" if self.matter.kind == "enquiry" else "blame"
            words = self._pick("says", blame)
            content = self.rng.choice(("", Satisfaction.UNSATISFIED))
            contacted = self.rng.random() < 0.5
            self.h.rate(self.at, solved=False, satisfaction=content, contacted=contacted, words=words)
            self._handled(desk, order, self._pick("staff", "second"))
            return self._judged(desk, order)
        content = self.rng.choices(list(Satisfaction), (68, 25, 7))[0]
        praise = "praise" if content == Satisfaction.SATISFIED else "soso"
        words = self._pick("says", praise) if self.rng.random() < 0.45 else ""
        self.h.rate(
            self.at, solved=True, satisfaction=content, contacted=self.rng.random() < 0.9, words=words
        )
        return None

    def _without_rating(self, desk: Actor, order: WorkOrder) -> None:
        if self.rng.random() < PHONED:
            self._wait(60 * 20, 60 * 80, rests=True)
            told = Outcome.EXPLAINED if self.matter.kind == "enquiry" else Outcome.SOLVED
            return self._closed(desk, order, told)
        self.at = self.case.due_at + minutes(self.rng.uniform(0.2, 5))
        self._step("close", 0)
        return self.h.close(SYSTEM, self.at, outcome=Outcome.NO_ANSWER)

    def _closed(self, desk: Actor, order: WorkOrder, outcome: Outcome) -> None:
        self._step("close", 0)
        note = self._pick("staff", "explained" if outcome == Outcome.EXPLAINED else "closed")
        self.h.close(desk, self.at, outcome=outcome, note=note)
        if self.rng.random() < REOPENED:
            self._wait(60 * 24, 60 * 24 * 9, rests=True)
            self._step("reopen", 0)
            self.h.reopen(desk, self.at, note=self._pick("staff", "reopen"))
            self._handled(desk, order, self._pick("staff", "second"))
            self._judged(desk, order)

    # helpers

    @property
    def _calm(self) -> bool:
        """Nothing that must be done tonight."""
        return self.case.colour not in {Colour.RED, Colour.YELLOW}

    def _rests(self, unit: Unit) -> bool:
        return self._calm and unit.kind != UnitKind.UTILITY

    def _wait(self, least_min: float, most_min: float, *, rests: bool, decent: bool = False) -> None:
        self.at = self.pace.after(self.at, least_min, most_min, rests=rests)
        while decent and not 7 <= self.at.astimezone(self.pace.calendar.zone).hour < 23:
            self.at += timedelta(hours=1, minutes=self.rng.randrange(50))

    def _step(self, name: str, wait_min: float) -> None:
        self.at += minutes(self.rng.uniform(0, wait_min))
        if self.at >= self.until or name == self.hold:
            raise Curtain

    def _pick(self, table: str, key: str) -> str:
        return self._from_table(self.says[table][key])

    def _from_table(self, sentences: Sequence[str]) -> str:
        return self.rng.choice(sentences).format_map(self.words)
