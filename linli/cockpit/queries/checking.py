"""What may not be counted yet: lateness that came by the clock, cases touched since a day."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, time
from itertools import batched

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from linli.cases.models import Case, Rating
from linli.cases.terms import Queue
from linli.cockpit.models import CaseTally
from linli.core.actors import Level
from linli.core.tasks.models import TaskRow
from linli.core.tasks.terms import State
from linli.places.models import Place

IDS_AT_ONCE = 500


def uncounted_late(now: datetime) -> QuerySet[Case, int]:
    """Keys of open cases that were marked late since they were counted. Reads only what is late now."""
    counted = CaseTally.objects.filter(case_id=OuterRef("pk")).values("late_since")
    late = Case.objects.exclude(queue=Queue.DONE).filter(
        queue__in=(Queue.DESK, Queue.UNIT), due_at__lt=now, late_since__isnull=False
    )
    late = late.annotate(counted=Subquery(counted)).filter(Q(counted=None) | ~Q(counted=F("late_since")))
    return late.order_by("due_at").values_list("pk", flat=True)


def counted_until(now: datetime) -> datetime:
    """Everything announced before this moment is counted: the oldest waiting task of ours, or now."""
    waiting = TaskRow.objects.filter(name__startswith="linli.cockpit.tasks.count_", state=State.WAITING)
    oldest = waiting.order_by("id").values_list("created_at", flat=True).first()
    return min(oldest, now) if oldest else now


def touched_since(day: date) -> set[int]:
    """Keys of the cases that are open or may count for `day`: settled, received or rated since then.

    Each part is a range of an index, but for the ratings, which are few.
    """
    start = timezone.make_aware(datetime.combine(day, time.min))
    areas = list(Place.objects.filter(level=Level.COMMUNITY).values_list("pk", flat=True))
    received = Case.objects.filter(Q(community__in=areas) | Q(community=None), received_at__gte=start)
    rated = Rating.objects.filter(at__gte=start)
    parts = (
        Case.objects.exclude(queue=Queue.DONE).values_list("pk", flat=True),
        Case.objects.filter(queue=Queue.DONE, closed_at__gte=start).values_list("pk", flat=True),
        received.values_list("pk", flat=True),
        rated.filter(case__merged_into=None).values_list("case_id", flat=True),
        rated.exclude(case__merged_into=None).values_list("case__merged_into_id", flat=True),
    )
    return {pk for part in parts for pk in part if pk is not None}


def case_ids_after(last: int, most: int) -> list[int]:
    return list(Case.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:most])


def tallies(case_ids: Collection[int]) -> Iterator[CaseTally]:
    for some in batched(case_ids, IDS_AT_ONCE):
        yield from CaseTally.objects.filter(pk__in=some)
