"""The roll-up leaders read, counted anew."""

from django.db import transaction
from django.db.models import Count

from linli.needs.models import Need, NeedTotal

COLUMNS = ("subdistrict", "community", "grid", "kind_code", "state")


@transaction.atomic
def count_anew() -> int:
    """Replace all totals by what the table says now. Derived, so without an audit line. How many rows."""
    rows = list(Need.objects.values_list(*COLUMNS).annotate(n=Count("id")).order_by())
    NeedTotal.objects.all().delete()
    NeedTotal.objects.bulk_create(
        [
            NeedTotal(
                subdistrict_id=sub, community_id=com, grid_id=grid, kind_code=kind, state=state, count=n
            )
            for sub, com, grid, kind, state, n in rows
        ],
        batch_size=1_000,
    )
    return len(rows)
