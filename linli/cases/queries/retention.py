"""Whose contact data have been kept as long as they may be."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from linli.cases.models import Caller, settled
from linli.cases.terms import LINK_DAYS, Queue


def expired_callers(now: datetime) -> QuerySet[Caller]:
    """Callers whose matter was settled more than LINK_DAYS ago and who can still be told.

    A merged case is settled when the one it was merged into is: until then its caller waits for the answer.
    """
    before = now - timedelta(days=LINK_DAYS)
    answered = Q(case__merged_into=None) | Q(
        case__merged_into__queue=Queue.DONE, case__merged_into__closed_at__lt=before
    )
    kept = Caller.objects.filter(settled("case__queue"), answered, case__closed_at__lt=before)
    return kept.exclude(pin="")  # without the four digits it was blanked before


def expired_ids(now: datetime, most: int) -> Sequence[int]:
    """The longest kept first."""
    ids = expired_callers(now).order_by("case__closed_at", "case_id").values_list("case_id", flat=True)
    return list(ids[:most])
