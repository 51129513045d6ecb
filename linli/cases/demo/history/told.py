"""The unsaved rows of one case, and what time does to them."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from linli.cases import rules
from linli.cases.actions.clock import AHEAD
from linli.cases.actions.moving import Clocks
from linli.cases.demo.filing import Filed
from linli.cases.demo.records import By, Entry, Line, Take
from linli.cases.models import Rating, WorkOrder
from linli.cases.queries.levels import level_of_area
from linli.cases.queries.rulebook import StageLimit
from linli.cases.terms import OPEN, REOPEN_WITHIN, STEPS, OrderState, Queue, Stage, State
from linli.core.actors import SYSTEM

# How long after the moment the clock's tasks find what ran out.
LATE_TICK, REMIND_TICK = timedelta(seconds=19), timedelta(seconds=41)
ARCHIVED_AT = time(3, 10)


def _night_after(moment: datetime) -> datetime:
    local = timezone.localtime(moment)
    night = timezone.make_aware(datetime.combine(local.date(), ARCHIVED_AT))
    return night if night > local else night + timedelta(days=1)


class Told:
    """What has happened to a case so far; a step that the table does not list cannot be told."""

    def __init__(self, filed: Filed, clocks: Clocks) -> None:
        self.filed, self.case, self.caller, self.clocks = filed, filed.case, filed.caller, clocks
        self.orders: list[WorkOrder] = []
        self.lines: list[Line] = []
        self.entries: list[Entry] = []
        self.ratings: list[Rating] = []
        self.tape: list[Take] = []
        self.last = filed.intake.now
        self.states: list[tuple[datetime, str]] = [(self.last, self.case.state)]
        self.enter(self.last, filed.intake.actor, "receive", channel=self.case.channel)

    def state_at(self, at: datetime) -> str:
        return next(state for when, state in reversed(self.states) if when <= at)

    def pass_time(self, until: datetime) -> None:
        """What ran out before `until`, or was about to, is marked as the clock's tasks would have done it."""
        while ticks := [tick for tick in self._ticks() if tick[0] < until]:
            at, name = min(ticks)
            self.tape.append(Take(name, at, SYSTEM, {}))
            if name == "mark_late":
                self._mark_late(at)
            elif name == "archive_closed":
                self.move(SYSTEM, "archive", at)
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
            self.enter(at, SYSTEM, "late", due_at=case.due_at.astimezone(UTC))  # as the row gives it
            self.lines.append(Line(at, "late", SYSTEM))
        for order in self._open_orders(at):
            order.late_at = order.late_at or order.runs_out_at

    def _open_orders(self, until: datetime) -> list[WorkOrder]:
        return [order for order in self.orders if order.open and order.runs_out_at < until]

    def take(self, name: str, at: datetime, by: By, **args: Any) -> None:
        assert at >= self.last, f"{name} is told after something that came later"
        self.pass_time(at)
        self.tape.append(Take(name, at, by, args))

    def move(
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
        self.enter(at, by, name, was=was, order=order)
        self.lines.append(Line(at, name, by, order, note, inner_note))

    def _levels(self, state: State) -> dict[str, Any]:
        if state == State.CLOSED:
            worked = [one.unit for one in self.orders if one.state == OrderState.FINISHED]
            areas = [level_of_area(unit.place.level if unit.place else None) for unit in worked]
            return {"solved_level": rules.solved_at(self.case.level, areas).value}
        return {"solved_level": None} if state in OPEN and self.case.solved_level is not None else {}

    def limit(self, stage: Stage) -> StageLimit:
        return self.clocks.limit(self.case, stage)

    def due(self, stage: Stage, at: datetime) -> datetime:
        return self.limit(stage).due(at, self.clocks.calendar)

    def enter(self, at: datetime, by: By, name: str, **detail: Any) -> None:
        self.entries.append(Entry(at, f"case.{name}", by, detail))
