"""What the caller does, as its actions would have written it."""

from datetime import datetime

from linli.cases.demo.history.orders import WithOrders
from linli.cases.demo.history.told import Told
from linli.cases.demo.records import Line
from linli.cases.models import Rating
from linli.cases.terms import Outcome, Satisfaction


class ByCaller(WithOrders):
    def add(self, at: datetime, *, note: str) -> None:
        self.take("add", at, self.case, note=note)
        self.lines.append(Line(at, "add", self.case, note=note))
        self.enter(at, self.case, "add", photos=0)

    def remind(self, at: datetime) -> None:
        self.take("remind", at, self.case)
        self.lines.append(Line(at, "remind", self.case))
        self.enter(at, self.case, "remind")

    def withdraw(self, at: datetime, *, note: str) -> None:
        self.take("withdraw", at, self.case, note=note)
        self.move(self.case, "withdraw", at, note=note, closed_at=at)

    def rate(
        self, at: datetime, *, solved: bool, satisfaction: str, contacted: bool | None, words: str
    ) -> None:
        told = {"solved": solved, "satisfaction": satisfaction, "contacted": contacted, "words": words}
        self.take("rate", at, self.case, **told)
        self.ratings.append(Rating(case=self.case, round=self.case.rounds, at=at, **told))
        self.enter(at, self.case, "rate", solved=solved, satisfaction=satisfaction)
        if solved:
            self.move(self.case, "close", at, outcome=Outcome.SOLVED, closed_at=at, late_since=None)
        else:
            self.send_back(self.case, "not_solved", at, words, rounds=self.case.rounds + 1)

    def rate_along(self, at: datetime, *, into: Told, round_no: int) -> None:
        """Solved, says a caller whose case was merged into another, before the last one closes it."""
        told = {"solved": True, "satisfaction": Satisfaction.SATISFIED.value, "contacted": None, "words": ""}
        self.take("rate", at, self.case, **told)
        self.ratings.append(Rating(case=self.case, round=round_no, at=at, **told))
        self.enter(at, self.case, "rate", solved=True, satisfaction=told["satisfaction"])
        into.lines.append(Line(at, "rate", self.case))
