"""Subscriptions for the administrator: begun, looked after, ended."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.channels.hooks import actions, queries
from linli.channels.hooks.forms import HookForm
from linli.channels.hooks.terms import Event
from linli.core.actors import Right
from linli.core.errors import RuleBroken
from linli.core.lists import keyset_page
from linli.core.outgoing.rules import hidden
from linli.core.outgoing.webhook import secret_for
from linli.core.pages import Request, render_page, staff_page


@staff_page(Right.STAFF_MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def hooks(request: Request) -> HttpResponse:
    machines = queries.open_integrations(request.actor)
    posted = request.POST if request.method == "POST" else None
    form = HookForm(posted, integrations=[(machine.pk, machine.name) for machine in machines])
    if posted is not None and form.is_valid():
        data = form.cleaned_data
        machine = next(one for one in machines if one.pk == data["integration"])
        try:
            made = actions.add_hook(
                request.actor, machine, url=data["url"], events=data["events"], now=timezone.now()
            )
        except RuleBroken as fault:
            form.take_fault(fault)
        else:
            return redirect("channels:hook", made.pk)
    page = keyset_page(
        queries.visible_hooks(request.actor), order=["-id"], after=request.GET.get("after", "")
    )
    labels = dict(Event.choices)
    context = {
        "form": form,
        "machines": machines,
        "rows": [
            (one, hidden("webhook", one.url), [labels[name] for name in one.events]) for one in page.rows
        ],
        "older": f"?after={page.next}" if page.next else None,
        "newer": f"?after={page.previous}" if page.previous else None,
        "now": timezone.now(),
    }
    status = 422 if form.errors else 200
    return render_page(request, "channels/hooks/hooks.html", context=context, status=status)


@staff_page(Right.STAFF_MANAGE)
@never_cache
@require_GET
def hook(request: Request, hook_id: int) -> HttpResponse:
    """One subscription: what its receiver checks our signature with, and what left for it."""
    found = queries.hook_for(request.actor, hook_id)
    labels = dict(Event.choices)
    context = {
        "hook": found,
        "events": [labels[name] for name in found.events],
        "secret": secret_for(found.url),
        "log": queries.log_of(found),
        "now": timezone.now(),
    }
    return render_page(request, "channels/hooks/hook.html", context=context)


@staff_page(Right.STAFF_MANAGE)
@require_POST
def end(request: Request, hook_id: int) -> HttpResponse:
    actions.end_hook(request.actor, queries.hook_for(request.actor, hook_id), now=timezone.now())
    return redirect("channels:hook", hook_id)
