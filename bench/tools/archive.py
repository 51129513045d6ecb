"""Fill the bench district up to so many cases: `python -m bench.tools.archive COUNT`; what is there stays.

Seeded. One in ten is open, as in a bad month; the rest is history, and one unit had an order for nearly all.
"""

import os
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import batched
from random import Random

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.tools.clients import TEXTS  # noqa: E402
from linli.cases import rules  # noqa: E402
from linli.cases.models import Caller, Case, Category, WorkOrder  # noqa: E402
from linli.cases.terms import OrderState, Outcome, State  # noqa: E402
from linli.core.actors import Level  # noqa: E402
from linli.core.bulk import Cell, insert_rows, moment, next_ids  # noqa: E402
from linli.core.search.models import SearchText  # noqa: E402
from linli.core.search.rules import bigrams  # noqa: E402
from linli.organisation.models import Unit  # noqa: E402
from linli.places.models import Place  # noqa: E402

BATCH = 5_000
YEARS = 3
STATES = (State.RECEIVED,) * 4 + (State.IN_HAND,) * 4 + (State.VERIFIED,) * 2 + (State.CLOSED,) * 90
CASE = (
    "id", "code", "key", "text", "category_id", "subdistrict_id", "community_id", "grid_id", "building_id",
    "place_name", "state", "queue", "due_at", "unit_id", "outcome", "received_at", "closed_at",
)  # fmt: skip
ORDER = ("case_id", "unit_id", "state", "open", "dispatched_at", "accept_due_at", "due_at", "runs_out_at")


class Archive:
    """What the rows of a batch are drawn from."""

    def __init__(self, now: datetime, rng: Random) -> None:
        self.now, self.rng = now, rng
        self.buildings = list(Place.objects.filter(level=Level.BUILDING).order_by("id"))
        self.unit = Unit.objects.order_by("id").first()
        self.categories = list(
            Category.objects.exclude(parent=None).order_by("id").values_list("pk", flat=True)
        )

    def add(self, numbers: Sequence[int]) -> None:
        with transaction.atomic():
            ids = next_ids(Case, len(numbers))
            codes = rules.code_run(3_000_000_000 + numbers[0], len(numbers))
            rows = [self._case(*row) for row in zip(numbers, ids, codes, strict=True)]
            insert_rows(Case, CASE, rows)
            insert_rows(Caller, ("case_id", "pin"), [(pk, "1234") for pk in ids])
            orders = [self._order(dict(zip(CASE, row, strict=True))) for row in rows if row[13]]
            insert_rows(WorkOrder, ORDER, orders, same={"limit_text": "3 日", "basis": "bench"})
            texts = [("case", row[0], bigrams(f"{row[1]} {row[3]} {row[9]}")) for row in rows]
            insert_rows(SearchText, ("kind", "subject_id", "grams"), texts)

    def _case(self, number: int, pk: int, code: str) -> tuple[Cell, ...]:
        state, building = self.rng.choice(STATES), self.rng.choice(self.buildings)
        age = timedelta(minutes=self.rng.randrange(YEARS * 365 * 1440))
        received = self.now - (age if state == State.CLOSED else age / 100)
        due = received + timedelta(days=self.rng.randrange(1, 12))
        closed = state == State.CLOSED
        return (
            pk, code, f"bench-{number}", f"{self.rng.choice(TEXTS)}（{number}）",
            self.rng.choice(self.categories),
            building.subdistrict_id, building.community_id, building.grid_id, building.pk, "东门",
            state.value, rules.queue_of(state).value, moment(due),
            self.unit.pk if self.unit and state != State.RECEIVED else None,
            Outcome.SOLVED.value if closed else "", moment(received), moment(due) if closed else None,
        )  # fmt: skip

    def _order(self, case: dict[str, Cell]) -> tuple[Cell, ...]:
        at_work = case["state"] == State.IN_HAND
        state = OrderState.IN_HAND if at_work else OrderState.FINISHED
        at, due = case["received_at"], case["due_at"]
        return (case["id"], case["unit_id"], state.value, at_work, at, due, due, due)


def main(count: int) -> None:
    there = Case.objects.count()
    archive = Archive(timezone.now(), Random(there))
    for numbers in batched(range(there, count), BATCH):
        archive.add(numbers)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    main(int(sys.argv[1]))
