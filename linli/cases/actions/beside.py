"""What happens beside a case and still concerns its caller: a line of the timeline that moves nothing."""

from datetime import datetime

from django.db import transaction

from linli.cases.actions.moving import Words, check_note, write_line
from linli.cases.models import Case
from linli.cases.terms import REMARKS
from linli.core import audit
from linli.core.actors import Actor
from linli.core.tasks import announce


@transaction.atomic
def tell_caller(actor: Actor, case: Case, remark: str, *, note: str, now: datetime) -> None:
    """Write a listed remark on the timeline, with words for the caller; rights are asked by whoever calls."""
    if remark not in REMARKS:
        raise KeyError(remark)
    words = Words(note=check_note(note, needed=False))
    write_line(actor, case, remark, now=now, words=words)
    audit.record(actor, f"case.{remark}", case, now=now)
    announce("case.told", case_id=case.pk, remark=remark)
