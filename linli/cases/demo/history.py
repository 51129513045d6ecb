"""One case's past, told step by step in memory as the actions would have written it.

Every method here has its action in `linli.cases.actions`; the test replays the tape through those and
compares the rows. It exists because twenty thousand actions, one by one, would take minutes.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from linli.cases import rules
from linli.cases.actions.clock import AHEAD
from linli.cases.actions.correcting import category_changes, category_words
from linli.cases.actions.moving import Clocks
from linli.cases.demo.filing import Filed
from linli.cases.demo.records import By, Entry, Line, Take
from linli.cases.models import Category, Rating, WorkOrder
from linli.cases.queries.levels import level_of_area
from linli.cases.queries.rulebook import StageLimit
from linli.cases.terms import (
    DECLINE_REASONS,
    OPEN,
    REOPEN_WITHIN,
    STEPS,
    OrderState,
    Outcome,
    Queue,
    Satisfaction,
    Stage,
    State,
)
from linli.core.actors import SYSTEM, Actor
from linli.organisation.models import Unit

# How long after the moment the clock's tasks find what ran out.
LATE_TICK, REMIND_TICK = timedelta(seconds=19), timedelta(seconds=41)
ARCHIVED_AT = time(3, 10)


def _night_after(moment: datetime) -> datetime:
    local = timezone.localtime(moment)
    night = timezone.make_aware(datetime.combine(local.date(), ARCHIVED_AT))
    return night if night > local else night + timedelta(days=1)


class History:
    """The unsaved rows of one case; a step that the table does not list cannot be told."""

    def __init__(self, filed: Filed, clocks: Clocks) -> None:
        self.filed, self.case, self.caller, self.clocks = filed, filed.case, filed.caller, clocks
        self.orders: list[WorkOrder] = []
        self.lines: list[Line] = []
        self.entries: list[Entry] = []
        self.ratings: list[Rating] = []
        self.tape: list[Take] = []
        self.last = filed.intake.now
        self.states: list[tuple[datetime, str]] = [(self.last, self.case.state)]
        self._enter(self.last, filed.intake.actor, "receive", channel=self.case.channel)

    # what the desk does

    def register(self, by: By, at: datetime) -> None:
        self._take("register", at, by)
        self._move(by, "register", at)

    def decline(self, by: By, at: datetime, *, reason: str, note: str) -> None:
        self._take("decline", at, by, reason=reason, note=note)
        because, instead = DECLINE_REASONS[reason]
        name = "redirect" if reason in {"emergency", "petition"} else "decline"
        self._move(by, name, at, note=f"{because}。{instead}{note.strip()}", closed_at=at)

    def merge(self, by: By, at: datetime, *, into: "History") -> None:
        self._take("merge", at, by, into=into)
        self._move(by, "merge", at, merged_into=into.case, closed_at=at)
        into.case.voices += self.case.voices
        into.lines.append(Line(at, "joined", by, inner_note=self.case.code))

    def join(self, at: datetime, *, into: "History", by_clock: Actor) -> None:
        """我也遇到: the caller goes along with the other at once."""
        self._take("join", at, self.case, into=into)
        self._move(self.case, "merge", at, merged_into=into.case, closed_at=at)
        into.case.voices += 1
        into.lines.append(Line(at, "joined", by_clock, inner_note=self.case.code))

    def dispatch(self, by: By, at: datetime, *, unit: Unit, note: str = "") -> WorkOrder:
        self._take("dispatch", at, by, unit=unit, note=note)
        if self.case.state == State.RECEIVED:
            self._move(by, "register", at)
        again = self.case.state in STEPS["redispatch"].origins
        designated = self.case.state == State.RETURNED
        for order in self.orders:
            if order.lead and order.open:
                order.open, order.state = False, OrderState.RECALLED
        order = self._new_order(unit, at, note, lead=True, designated=designated)
        self._move(
            by,
            "redispatch" if again else "dispatch",
            at,
            order=order,
            note=note if again else "",
            inner_note="" if again else note,
            unit=unit,
            due_at=order.runs_out_at,
            late_since=None,
        )
        return order

    def assist(self, by: By, at: datetime, *, unit: Unit, note: str = "") -> WorkOrder:
        self._take("assist", at, by, unit=unit, note=note)
        order = self._new_order(unit, at, note, lead=False, designated=False)
        self.lines.append(Line(at, "assist", by, order, inner_note=note))
        self._enter(at, by, "assist", order=order, unit=unit.pk)
        return order

    def verify(self, by: By, at: datetime, *, note: str = "") -> None:
        self._take("verify", at, by, note=note)
        self._move(by, "verify", at, note=note, due_at=self._due(Stage.ANSWER, at), late_since=None)

    def rework(self, by: By, at: datetime, *, note: str) -> None:
        self._take("rework", at, by, note=note)
        self._send_back(by, "rework", at, note)

    def reopen(self, by: By, at: datetime, *, note: str) -> None:
        self._take("reopen", at, by, note=note)
        self._send_back(by, "reopen", at, note, rounds=self.case.rounds + 1)

    def close(self, by: By, at: datetime, *, outcome: str, note: str = "") -> None:
        self._take("close", at, by, outcome=outcome, note=note)
        self._move(by, "close", at, note=note, outcome=outcome, closed_at=at, late_since=None)

    def correct(self, by: By, at: datetime, *, category: Category) -> None:
        self._take("correct", at, by, category=category)
        changes = category_changes(self.clocks.book, self.case, category, {})
        was = {name: str(getattr(self.case, name)) for name in changes}
        for name, value in changes.items():
            setattr(self.case, name, value)
        self.case.version += 1
        self._enter(at, by, "correct", was=was)
        self.lines.append(Line(at, "correct", by, note=category_words(category)))

    def inner(self, by: By, at: datetime, *, note: str) -> None:
        self._take("inner", at, by, note=note)
        self.lines.append(Line(at, "inner", by, inner_note=note))
        self._enter(at, by, "inner")

    # what the unit does

    def accept(self, by: By, at: datetime, order: WorkOrder) -> None:
        self._take("accept", at, by, order=order)
        order.state, order.accepted_at, order.runs_out_at = OrderState.ACCEPTED, at, order.due_at
        if order.lead:
            self._move(by, "accept", at, order=order, due_at=order.due_at)

    def return_order(self, by: By, at: datetime, order: WorkOrder, *, note: str, suggested: str) -> None:
        self._take("return_order", at, by, order=order, note=note, suggested=suggested)
        order.state, order.open, order.result = OrderState.RETURNED, False, note
        due_at = self._due(Stage.DISPATCH, at)
        words = {"note": note, "inner_note": suggested}
        self._move(by, "return", at, order=order, **words, due_at=due_at, unit=None, late_since=None)

    def start(self, by: By, at: datetime, order: WorkOrder) -> None:
        self._take("start", at, by, order=order)
        order.state, order.started_at = OrderState.IN_HAND, at
        if order.lead:
            self._move(by, "start", at, order=order)

    def finish(self, by: By, at: datetime, order: WorkOrder, *, note: str) -> None:
        self._take("finish", at, by, order=order, note=note)
        order.state, order.open, order.finished_at, order.result = OrderState.FINISHED, False, at, note
        if order.lead:
            due_at = self._due(Stage.VERIFY, at)
            self._move(by, "finish", at, order=order, note=note, due_at=due_at, late_since=None)
        else:
            self.lines.append(Line(at, "assist_done", by, order, note=note))
            self._enter(at, by, "assist_done", order=order)

    def answer(self, by: By, at: datetime, order: WorkOrder, *, note: str) -> None:
        self._take("answer", at, by, order=order, note=note)
        self.lines.append(Line(at, "answer", by, order, note=note))
        self._enter(at, by, "answer", order=order)

    # what the caller does

    def add(self, at: datetime, *, note: str) -> None:
        self._take("add", at, self.case, note=note)
        self.lines.append(Line(at, "add", self.case, note=note))
        self._enter(at, self.case, "add", photos=0)

    def remind(self, at: datetime) -> None:
        self._take("remind", at, self.case)
        self.lines.append(Line(at, "remind", self.case))
        self._enter(at, self.case, "remind")

    def withdraw(self, at: datetime, *, note: str) -> None:
        self._take("withdraw", at, self.case, note=note)
        self._move(self.case, "withdraw", at, note=note, closed_at=at)

    def rate(
        self, at: datetime, *, solved: bool, satisfaction: str, contacted: bool | None, words: str
    ) -> None:
        told = {"solved": solved, "satisfaction": satisfaction, "contacted": contacted, "words": words}
        self._take("rate", at, self.case, **told)
        self.ratings.append(Rating(case=self.case, round=self.case.rounds, at=at, **told))
        self._enter(at, self.case, "rate", solved=solved, satisfaction=satisfaction)
        if solved:
            self._move(self.case, "close", at, outcome=Outcome.SOLVED, closed_at=at, late_since=None)
        else:
            self._send_back(self.case, "not_solved", at, words, rounds=self.case.rounds + 1)

    def rate_along(self, at: datetime, *, into: "History", round_no: int) -> None:
        """Solved, says a caller whose case was merged into another, before the last one closes it."""
        told = {"solved": True, "satisfaction": Satisfaction.SATISFIED.value, "contacted": None, "words": ""}
        self._take("rate", at, self.case, **told)
        self.ratings.append(Rating(case=self.case, round=round_no, at=at, **told))
        self._enter(at, self.case, "rate", solved=True, satisfaction=told["satisfaction"])
        into.lines.append(Line(at, "rate", self.case))

    # what time does

    def pass_time(self, until: datetime) -> None:
        """What ran out before `until`, or was about to, is marked as the clock's tasks would have done it."""
        while ticks := [tick for tick in self._ticks() if tick[0] < until]:
            at, name = min(ticks)
            self.tape.append(Take(name, at, SYSTEM, {}))
            if name == "mark_late":
                self._mark_late(at)
            elif name == "archive_closed":
                self._move(SYSTEM, "archive", at)
            else:
                for order in self._open_orders(at + AHEAD):
                    if order.reminded_at is None and order.late_at is None:
                        order.reminded_at = at
        self.last = max(self.last, until)

    def _ticks(self) -> Iterator[tuple[datetime, str]]:
        case = self.case
        if case.state == State.CLOSED and case.closed_at is not None:
            yield _night_after(case.closed_at + REOPEN_WITHIN), "archive_closed"
        if case.late_since is None and case.queue in {Queue.DESK, Queue.UNIT}:
            yield max(self.last, case.due_at) + LATE_TICK, "mark_late"
        for order in self.orders:
            if order.open and order.late_at is None:
                yield max(self.last, order.runs_out_at) + LATE_TICK, "mark_late"
                if order.reminded_at is None:
                    yield max(self.last, order.runs_out_at - AHEAD) + REMIND_TICK, "remind_units"

    def _mark_late(self, at: datetime) -> None:
        case = self.case
        if case.late_since is None and case.queue in {Queue.DESK, Queue.UNIT} and case.due_at < at:
            case.late_since = case.due_at
            self._enter(at, SYSTEM, "late", due_at=case.due_at.astimezone(UTC))  # as the row gives it
            self.lines.append(Line(at, "late", SYSTEM))
        for order in self._open_orders(at):
            order.late_at = order.late_at or order.runs_out_at

    def _open_orders(self, until: datetime) -> list[WorkOrder]:
        return [order for order in self.orders if order.open and order.runs_out_at < until]

    # how a step is written

    def _take(self, name: str, at: datetime, by: By, **args: Any) -> None:
        assert at >= self.last, f"{name} is told after something that came later"
        self.pass_time(at)
        self.tape.append(Take(name, at, by, args))

    def _move(
        self,
        by: By,
        name: str,
        at: datetime,
        *,
        order: WorkOrder | None = None,
        note: str = "",
        inner_note: str = "",
        **changes: Any,
    ) -> None:
        case, step = self.case, STEPS[name]
        assert State(case.state) in step.origins, f"{name} from {case.state}"
        was = case.state
        changes |= {"state": step.to, "queue": rules.queue_of(step.to), "version": case.version + 1}
        changes |= self._levels(State(step.to))
        for field_name, value in changes.items():
            setattr(case, field_name, value)
        if case.queue == Queue.DONE:
            for one in self.orders:
                if one.open:
                    one.open, one.state = False, OrderState.RECALLED
        self.states.append((at, case.state))
        self._enter(at, by, name, was=was, order=order)
        self.lines.append(Line(at, name, by, order, note, inner_note))

    def _levels(self, state: State) -> dict[str, Any]:
        if state == State.CLOSED:
            worked = [one.unit for one in self.orders if one.state == OrderState.FINISHED]
            areas = [level_of_area(unit.place.level if unit.place else None) for unit in worked]
            return {"solved_level": rules.solved_at(self.case.level, areas).value}
        return {"solved_level": None} if state in OPEN and self.case.solved_level is not None else {}

    def _send_back(self, by: By, name: str, at: datetime, note: str, **changes: Any) -> None:
        limit = self._limit(Stage.REWORK)
        order = [order for order in self.orders if order.lead][-1]
        order.open, order.state = True, OrderState.IN_HAND
        order.due_at = order.runs_out_at = limit.due(at, self.clocks.calendar)
        order.limit_text, order.basis, order.clock = limit.text, limit.basis, limit.limit.clock.value
        order.late_at = order.reminded_at = order.finished_at = None
        changes |= {"due_at": order.due_at, "late_since": None, "closed_at": None, "outcome": ""}
        self._move(by, name, at, order=order, note=note, **changes)

    def _new_order(self, unit: Unit, at: datetime, note: str, *, lead: bool, designated: bool) -> WorkOrder:
        limit, accept_due_at = self._limit(Stage.HANDLE), self._due(Stage.ACCEPT, at)
        order = WorkOrder(
            case=self.case,
            unit=unit,
            lead=lead,
            note=note,
            limit_text=limit.text,
            clock=limit.limit.clock.value,
            basis=limit.basis,
            dispatched_at=at,
            accept_due_at=accept_due_at,
            due_at=limit.due(at, self.clocks.calendar),
            runs_out_at=accept_due_at,
            designated=designated,
        )
        self.orders.append(order)
        return order

    def _limit(self, stage: Stage) -> StageLimit:
        return self.clocks.limit(self.case, stage)

    def _due(self, stage: Stage, at: datetime) -> datetime:
        return self._limit(stage).due(at, self.clocks.calendar)

    def _enter(self, at: datetime, by: By, name: str, **detail: Any) -> None:
        self.entries.append(Entry(at, f"case.{name}", by, detail))

    def state_at(self, at: datetime) -> str:
        return next(state for when, state in reversed(self.states) if when <= at)
