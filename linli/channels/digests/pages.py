"""Which addresses of units get the morning's overview."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from linli.channels.digests import actions, queries
from linli.channels.models import DigestWish
from linli.core.actors import Right
from linli.core.lists import keyset_page
from linli.core.outgoing.rules import hidden
from linli.core.pages import Request, render_page, staff_page


@staff_page(Right.STAFF_MANAGE)
@never_cache
@require_GET
def digests(request: Request) -> HttpResponse:
    addresses = queries.manageable_addresses(request.actor)
    page = keyset_page(addresses, order=["id"], after=request.GET.get("after", ""))
    ids = [address.pk for address in page.rows]
    wanted = set(DigestWish.objects.filter(pk__in=ids).values_list("pk", flat=True))
    context = {
        "rows": [(one, hidden(one.channel, one.to), one.pk in wanted) for one in page.rows],
        "older": f"?after={page.next}" if page.next else None,
        "newer": f"?after={page.previous}" if page.previous else None,
    }
    return render_page(request, "channels/digests/digests.html", context=context)


@staff_page(Right.STAFF_MANAGE)
@require_POST
def wish(request: Request, address_id: int) -> HttpResponse:
    address = queries.address_for(request.actor, address_id)
    wanted = request.POST.get("wanted") == "1"
    actions.set_wish(request.actor, address, wanted=wanted, now=timezone.now())
    return redirect("channels:digests")
