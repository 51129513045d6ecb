"""A moment after a case moved: is something to be looked at again?"""

from datetime import datetime
from typing import Any

from linli.channels.spotters import actions
from linli.core.tasks import on


@on("case.moved", together=100)
def follow_dangers(payloads: list[dict[str, Any]], *, now: datetime) -> None:
    actions.follow_cases({payload["case_id"] for payload in payloads}, now=now)
