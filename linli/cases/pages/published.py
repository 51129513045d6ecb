"""What everybody may count: how many matters were left out of the units' shares, and on which grounds."""

from datetime import timedelta

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from linli.cases.queries.requests import published_exclusions
from linli.cases.terms.requests import EXCLUSION_GROUNDS
from linli.core.pages import Request, public_page, render_page

SINCE_DAYS = 90
LEAST = 10  # a smaller group is not told apart (norms, our own defaults)


@public_page
@require_GET
def exclusions(request: Request) -> HttpResponse:
    """Counts of the whole district by ground; the matters themselves were answered like any other."""
    now = timezone.now()
    counts = published_exclusions(now - timedelta(days=SINCE_DAYS), now)
    rows = [(words, _shown(counts.get(code, 0))) for code, words in EXCLUSION_GROUNDS.items()]
    context = {"rows": rows, "since": timezone.localdate(now) - timedelta(days=SINCE_DAYS)}
    return render_page(request, "cases/resident/exclusions.html", context=context)


def _shown(number: int) -> str:
    if number == 0 or number >= LEAST:
        return str(number)
    return _("不足 %(n)d") % {"n": LEAST}
