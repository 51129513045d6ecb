"""The log of messages that left the house, and sending again what did not arrive."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from linli.core.actors import Right
from linli.core.lists import keyset_page
from linli.core.outgoing import actions, queries, rules
from linli.core.outgoing.delivery import ADAPTERS
from linli.core.outgoing.terms import AGAIN, Channel, State
from linli.core.pages import Request, render_page, staff_page


@staff_page(Right.SERVICE_RUN)
@never_cache
@require_GET
def log(request: Request) -> HttpResponse:
    """All lines newest first, or those of one state; who got them only as far as one can recognise it."""
    asked = request.GET.get("state", "")
    found = queries.visible_messages(request.actor)
    if asked in State.values:
        found = found.filter(state=asked)
    page = keyset_page(found, order=("-id",), after=request.GET.get("after", ""))
    context = {
        "rows": [(line, rules.hidden(line.channel, line.to) if line.to else "") for line in page.rows],
        "tabs": _tabs(asked),
        "asked": asked,
        "again": AGAIN,
        "closed": [(Channel(name).label, why) for name, why in _troubles() if why],
        "older": _at(asked, page.next),
        "newer": _at(asked, page.previous),
        "now": timezone.now(),
    }
    return render_page(request, "core/outgoing.html", context=context)


@staff_page(Right.SERVICE_RUN)
@require_POST
def retry(request: Request) -> HttpResponse:
    ids = [int(text) for text in request.POST.getlist("message") if text.isdecimal() and len(text) < 19]
    actions.retry(request.actor, ids, now=timezone.now())
    return redirect("core:outgoing")


def _troubles() -> list[tuple[str, str]]:
    return [(name, adapter.trouble()) for name, adapter in ADAPTERS.items()]


def _tabs(asked: str) -> list[tuple[str, str, bool, None]]:
    here = reverse("core:outgoing")
    states = [
        (str(state.label), f"{here}?state={state.value}", asked == state.value, None) for state in State
    ]
    return [(_("全部"), here, asked not in State.values, None), *states]


def _at(asked: str, cursor: str) -> str | None:
    if not cursor:
        return None
    return "?" + urlencode({name: value for name, value in (("state", asked), ("after", cursor)) if value})
