"""What leaders see: counts in whole tens. There is no list behind them."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from linli.core.actors import Right
from linli.core.pages import Request, render_page, staff_page
from linli.needs.queries.totals import totals
from linli.needs.terms import GROUP_LEAST


@staff_page(Right.NEED_COUNT)
@never_cache
@require_GET
def counts(request: Request) -> HttpResponse:
    context = {"totals": totals(request.actor), "least": GROUP_LEAST, "now": timezone.now()}
    return render_page(request, "needs/counts.html", context=context)
