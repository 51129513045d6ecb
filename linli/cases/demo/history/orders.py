"""Orders that are new, and such that go back to work."""

from datetime import datetime
from typing import Any

from linli.cases.demo.history.told import Told
from linli.cases.demo.records import By
from linli.cases.models import WorkOrder
from linli.cases.terms import OrderState, Stage
from linli.organisation.models import Unit


class WithOrders(Told):
    def new_order(self, unit: Unit, at: datetime, note: str, *, lead: bool, designated: bool) -> WorkOrder:
        limit, accept_due_at = self.limit(Stage.HANDLE), self.due(Stage.ACCEPT, at)
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

    def send_back(self, by: By, name: str, at: datetime, note: str, **changes: Any) -> None:
        limit = self.limit(Stage.REWORK)
        order = [order for order in self.orders if order.lead][-1]
        order.open, order.state = True, OrderState.IN_HAND
        order.due_at = order.runs_out_at = limit.due(at, self.clocks.calendar)
        order.limit_text, order.basis, order.clock = limit.text, limit.basis, limit.limit.clock.value
        order.late_at = order.reminded_at = order.finished_at = None
        changes |= {"due_at": order.due_at, "late_since": None, "closed_at": None, "outcome": ""}
        self.move(by, name, at, order=order, note=note, **changes)
