"""What the desk does, as its actions would have written it."""

from datetime import datetime

from linli.cases.actions.correcting import category_changes, category_words
from linli.cases.demo.history.orders import WithOrders
from linli.cases.demo.history.told import Told
from linli.cases.demo.records import By, Line
from linli.cases.models import Category, WorkOrder
from linli.cases.terms import DECLINE_REASONS, STEPS, OrderState, Stage, State
from linli.core.actors import Actor
from linli.organisation.models import Unit


class ByDesk(WithOrders):
    def register(self, by: By, at: datetime) -> None:
        self.take("register", at, by)
        self.move(by, "register", at)

    def decline(self, by: By, at: datetime, *, reason: str, note: str) -> None:
        self.take("decline", at, by, reason=reason, note=note)
        because, instead = DECLINE_REASONS[reason]
        name = "redirect" if reason in {"emergency", "petition"} else "decline"
        self.move(by, name, at, note=f"{because}。{instead}{note.strip()}", closed_at=at)

    def merge(self, by: By, at: datetime, *, into: Told) -> None:
        self.take("merge", at, by, into=into)
        self.move(by, "merge", at, merged_into=into.case, closed_at=at)
        into.case.voices += self.case.voices
        into.lines.append(Line(at, "joined", by, inner_note=self.case.code))

    def join(self, at: datetime, *, into: Told, by_clock: Actor) -> None:
        """我也遇到: the caller goes along with the other at once."""
        self.take("join", at, self.case, into=into)
        self.move(self.case, "merge", at, merged_into=into.case, closed_at=at)
        into.case.voices += 1
        into.lines.append(Line(at, "joined", by_clock, inner_note=self.case.code))

    def dispatch(self, by: By, at: datetime, *, unit: Unit, note: str = "") -> WorkOrder:
        self.take("dispatch", at, by, unit=unit, note=note)
        if self.case.state == State.RECEIVED:
            self.move(by, "register", at)
        again = self.case.state in STEPS["redispatch"].origins
        designated = self.case.state == State.RETURNED
        for order in self.orders:
            if order.lead and order.open:
                order.open, order.state = False, OrderState.RECALLED
        order = self.new_order(unit, at, note, lead=True, designated=designated)
        self.move(
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
        self.take("assist", at, by, unit=unit, note=note)
        order = self.new_order(unit, at, note, lead=False, designated=False)
        self.lines.append(Line(at, "assist", by, order, inner_note=note))
        self.enter(at, by, "assist", order=order, unit=unit.pk)
        return order

    def verify(self, by: By, at: datetime, *, note: str = "") -> None:
        self.take("verify", at, by, note=note)
        self.move(by, "verify", at, note=note, due_at=self.due(Stage.ANSWER, at), late_since=None)

    def rework(self, by: By, at: datetime, *, note: str) -> None:
        self.take("rework", at, by, note=note)
        self.send_back(by, "rework", at, note)

    def reopen(self, by: By, at: datetime, *, note: str) -> None:
        self.take("reopen", at, by, note=note)
        self.send_back(by, "reopen", at, note, rounds=self.case.rounds + 1)

    def close(self, by: By, at: datetime, *, outcome: str, note: str = "") -> None:
        self.take("close", at, by, outcome=outcome, note=note)
        self.move(by, "close", at, note=note, outcome=outcome, closed_at=at, late_since=None)

    def correct(self, by: By, at: datetime, *, category: Category) -> None:
        self.take("correct", at, by, category=category)
        changes = category_changes(self.clocks.book, self.case, category, {})
        was = {name: str(getattr(self.case, name)) for name in changes}
        for name, value in changes.items():
            setattr(self.case, name, value)
        self.case.version += 1
        self.enter(at, by, "correct", was=was)
        self.lines.append(Line(at, "correct", by, note=category_words(category)))

    def inner(self, by: By, at: datetime, *, note: str) -> None:
        self.take("inner", at, by, note=note)
        self.lines.append(Line(at, "inner", by, inner_note=note))
        self.enter(at, by, "inner")
