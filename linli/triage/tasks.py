"""What is learned a moment after a case was finished."""

from datetime import datetime
from typing import Any

from linli.core.tasks import on
from linli.triage import actions
from linli.triage.terms import TEACHING_STEPS


@on("case.moved", together=500)
def learn_finished(payloads: list[dict[str, Any]], *, now: datetime) -> None:
    """Count who finished it. A repeated event changes nothing."""
    actions.learn_cases({one["case_id"] for one in payloads if one["step"] in TEACHING_STEPS})


@on("case.corrected", together=500)
def learn_corrected(payloads: list[dict[str, Any]], *, now: datetime) -> None:
    """A case that was counted under a wrong category or place is counted again under the right one."""
    actions.learn_cases({one["case_id"] for one in payloads})


@on("cases.imported")
def learn_imported(*, now: datetime, first_id: int, last_id: int) -> None:
    """A stretch of a file of past cases; what other new cases lie between is counted no second time."""
    actions.learn_cases(range(first_id, last_id + 1))
