"""What the unit does, as its actions would have written it."""

from datetime import datetime

from linli.cases.demo.history.told import Told
from linli.cases.demo.records import By, Line
from linli.cases.models import WorkOrder
from linli.cases.terms import OrderState, Stage


class ByUnit(Told):
    def accept(self, by: By, at: datetime, order: WorkOrder) -> None:
        self.take("accept", at, by, order=order)
        order.state, order.accepted_at, order.runs_out_at = OrderState.ACCEPTED, at, order.due_at
        if order.lead:
            self.move(by, "accept", at, order=order, due_at=order.due_at)

    def return_order(self, by: By, at: datetime, order: WorkOrder, *, note: str, suggested: str) -> None:
        self.take("return_order", at, by, order=order, note=note, suggested=suggested)
        order.state, order.open, order.result = OrderState.RETURNED, False, note
        due_at = self.due(Stage.DISPATCH, at)
        words = {"note": note, "inner_note": suggested}
        self.move(by, "return", at, order=order, **words, due_at=due_at, unit=None, late_since=None)

    def start(self, by: By, at: datetime, order: WorkOrder) -> None:
        self.take("start", at, by, order=order)
        order.state, order.started_at = OrderState.IN_HAND, at
        if order.lead:
            self.move(by, "start", at, order=order)

    def finish(self, by: By, at: datetime, order: WorkOrder, *, note: str) -> None:
        self.take("finish", at, by, order=order, note=note)
        order.state, order.open, order.finished_at, order.result = OrderState.FINISHED, False, at, note
        if order.lead:
            due_at = self.due(Stage.VERIFY, at)
            self.move(by, "finish", at, order=order, note=note, due_at=due_at, late_since=None)
        else:
            self.lines.append(Line(at, "assist_done", by, order, note=note))
            self.enter(at, by, "assist_done", order=order)

    def answer(self, by: By, at: datetime, order: WorkOrder, *, note: str) -> None:
        self.take("answer", at, by, order=order, note=note)
        self.lines.append(Line(at, "answer", by, order, note=note))
        self.enter(at, by, "answer", order=order)
