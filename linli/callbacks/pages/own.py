"""A unit's own page, for its head: the shares beside the unit's own past, each number with its list."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from linli.callbacks import terms
from linli.callbacks.pages.calls import _with
from linli.callbacks.pages.shares import asked_days, whole_number
from linli.callbacks.queries import behind as lists
from linli.callbacks.queries import own as reads
from linli.callbacks.queries.shares import Period
from linli.callbacks.rules.shares import differs, may_compare
from linli.cases.terms.requests import EXCLUSION_GROUNDS
from linli.core.actors import Right
from linli.core.pages import Request, render_page, staff_page


@staff_page(Right.CASE_HANDLE)
@never_cache
@require_GET
def shares(request: Request) -> HttpResponse:
    """Nobody else's: for others it is a page that is not there."""
    days, now = asked_days(request), timezone.now()
    unit_id = whole_number(request.GET.get("unit", ""))
    context = {
        "report": reads.own_report(request.actor, unit_id, days=days, now=now),
        "days": days,
        "periods": terms.PERIODS,
        "shares": terms.SHARES,
        "groups": terms.GROUPS,
        "reasons": EXCLUSION_GROUNDS,
        "rules": (terms.PERIOD_RULE, terms.ORDER_RULE, terms.SMALL_RULE, terms.EXCLUDED_RULE),
        "may_compare": may_compare,
        "differs": differs,
        "now": now,
    }
    return render_page(request, "callbacks/own.html", context=context)


@staff_page(Right.CASE_HANDLE)
@never_cache
@require_GET
def behind(request: Request) -> HttpResponse:
    """The matters a number of the unit counts."""
    share, part = (request.GET.get(name, "") for name in ("share", "part"))
    unit_id = whole_number(request.GET.get("unit", ""))
    now, days = timezone.now(), asked_days(request)
    asked = lists.Asked(share, part, unit_id, request.GET.get("after", ""))
    found = reads.own_behind(request.actor, Period.until(timezone.localdate(now), days), asked)
    page = found.page
    context = {
        "found": found,
        "place": None,
        "share": terms.SHARES[share],
        "part": part,
        "days": days,
        "older": _with(request.GET, after=page.next) if page.next else None,
        "newer": _with(request.GET, after=page.previous) if page.previous else None,
        "now": now,
    }
    return render_page(request, "callbacks/behind.html", context=context)
