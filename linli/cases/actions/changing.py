"""A change that moves no state: one conditional UPDATE, one audit line, one line of the timeline."""

from datetime import datetime
from typing import Any

from linli.cases.actions.moving import NOTHING, Words, write_line
from linli.cases.models import Case
from linli.core import audit
from linli.core.actors import Actor
from linli.core.errors import Stale


def change_case(
    actor: Actor, case: Case, name: str, *, now: datetime, words: Words = NOTHING, **changes: Any
) -> Case:
    """Change columns of the row the actor saw. `name`: of the audit event, and of the line in terms.REMARKS.

    The audit line keeps what short columns were, never a text.
    """
    was = {field: getattr(case, field) for field in changes if field not in {"text", "voices"}}
    changes["version"] = case.version + 1
    if not Case.objects.filter(pk=case.pk, version=case.version).update(**changes):
        raise Stale("case_changed")
    for field, value in changes.items():
        setattr(case, field, value)
    audit.record(actor, f"case.{name}", case, now=now, was=was)
    write_line(actor, case, name, now=now, words=words)
    return case
