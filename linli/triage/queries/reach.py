"""How near, how recent and how alike another matter must be, by the method pack in force."""

from dataclasses import dataclass
from datetime import timedelta

from linli.cases.pack.look_alikes import LOOK_ALIKES
from linli.methods.queries import active_rows
from linli.triage.terms import ALIKE_SCORE, ALIKE_WITHIN, NEAR_M


@dataclass(frozen=True, slots=True)
class Reach:
    metres: float
    within: timedelta
    threshold: float


def reach_for(code: str) -> Reach:
    """Each value from the kind's own row, else its group's, else the row for all, else our own."""
    by_code = {row.category: row for row in active_rows(LOOK_ALIKES)}
    rows = [by_code[key] for key in (code, code.rpartition(".")[0], "") if key in by_code]
    metres = next((row.metres for row in rows if row.metres is not None), NEAR_M)
    days = next((row.days for row in rows if row.days is not None), ALIKE_WITHIN.days)
    threshold = next((row.threshold for row in rows if row.threshold is not None), ALIKE_SCORE)
    return Reach(metres, timedelta(days=days), threshold)
