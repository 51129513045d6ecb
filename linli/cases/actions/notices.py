"""A line on the first page of the people who have an order in hand."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from linli.cases.models import WorkOrder
from linli.cases.rules import first_line, spoken_code
from linli.organisation.actions import NoticeLine, put_notices


def tell_units(orders: Iterable[WorkOrder], sentence: str, kind: str, *, once: str, now: datetime) -> None:
    """`sentence` with %(code)s and %(line)s to the unit of each order; one per order, kind and `once`."""
    put_notices(
        [
            NoticeLine(
                unit_id=order.unit_id,
                text=sentence
                % {"code": spoken_code(order.case.code), "line": first_line(order.case.text, 40)},
                url=reverse("cases:case", args=[order.case_id]),
                key=f"{kind}-{order.pk}-{once or f'{order.runs_out_at:%Y%m%d%H%M}'}",
            )
            for order in orders
        ],
        now=now,
    )
