"""What was asked of a sender and not answered yet, and how it reads in their columns."""

from collections.abc import Sequence

from django.utils import timezone

from linli.channels.hotline.terms import EXPORT_MOST, Verdict
from linli.channels.models import HotlineAsk, HotlineSender

ASKS_SHOWN = 50


def open_asks(sender: HotlineSender, most: int = EXPORT_MOST) -> list[HotlineAsk]:
    """Oldest first; what is answered is not in the index this reads."""
    asks = HotlineAsk.objects.filter(verdict=Verdict.PENDING, order__sender=sender)
    return list(asks.select_related("order__case__unit").order_by("id")[:most])


def ask_rows(sender: HotlineSender, asks: Sequence[HotlineAsk]) -> list[list[str]]:
    """In their columns: Chinese data."""
    fields = [name for _heading, name in sender.ask_columns]
    return [[_said(ask)[name] for name in fields] for ask in asks]


def _said(ask: HotlineAsk) -> dict[str, str]:
    case = ask.order.case
    return {
        "number": ask.order.number,
        "kind": str(ask.get_kind_display()),
        "reason": ask.reason,
        "until": f"{timezone.localtime(ask.until):%Y-%m-%d %H:%M}" if ask.until else "",
        "asked_at": f"{timezone.localtime(ask.asked_at):%Y-%m-%d %H:%M}",
        "unit": case.unit.name if case.unit else "",
        "code": case.code,
        "empty": "",
    }
