"""Notices for one's units and oneself."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from linli.core.actors import Right
from linli.core.lists import keyset_page
from linli.core.pages import Request, render_page, staff_page
from linli.organisation import actions, queries
from linli.organisation.pages.shared import clock, number_of


@staff_page()
def notices(request: Request) -> HttpResponse:
    now, _today = clock()
    found = queries.visible_notices(request.actor)
    page = keyset_page(found, order=["-created_at", "-pk"], after=request.GET.get("after", ""))
    at_desk = request.actor.has(Right.STAFF_SEE) or request.actor.has(Right.CASE_CONTACT)
    context = {
        "page": page,
        "now": now,
        "frame": "core/desk.html" if at_desk else "core/worker.html",
        "unread": sum(1 for notice in page.rows if notice.read_at is None),
    }
    return render_page(request, "organisation/notices.html", None, context)


@staff_page()
@require_POST
def read_notices(request: Request) -> HttpResponse:
    """All of one's notices are read, or the one named by `notice`."""
    now, _today = clock()
    one = number_of(request, "notice")
    actions.read_notices(request.actor, None if one is None else [one], now=now)
    return redirect("organisation:notices")
