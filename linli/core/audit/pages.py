"""The auditor's page: who did or read what, newest first; nothing on it can be changed."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from linli.core import audit
from linli.core.actors import Right
from linli.core.audit.models import AuditBlock
from linli.core.lists import keyset_page
from linli.core.pages import Request, render_page, staff_page


@staff_page(Right.AUDIT_READ)
@never_cache
@require_GET
def lines(request: Request) -> HttpResponse:
    """All lines, or those of one event, thing or actor; the newest block's digest to write down."""
    asked = {name: request.GET.get(name, "").strip() for name in ("event", "subject", "actor")}
    found = audit.visible_lines(request.actor)
    if asked["event"]:
        found = found.filter(event=asked["event"])
    kind, _dash, number = asked["subject"].partition(" ")
    if kind and number.isdecimal():
        found = found.filter(subject_kind=kind, subject_id=int(number))
    if asked["actor"]:
        found = found.filter(actor_name=asked["actor"])
    page = keyset_page(found, order=("-id",), after=request.GET.get("after", ""))
    query = request.GET.copy()
    links = {}
    for name, cursor in (("older", page.next), ("newer", page.previous)):
        query["after"] = cursor
        links[name] = f"?{query.urlencode()}" if cursor else None
    context = {
        "rows": page.rows,
        "asked": asked,
        "block": AuditBlock.objects.last(),
        "now": timezone.now(),
    } | links
    return render_page(request, "core/audit.html", context=context)
