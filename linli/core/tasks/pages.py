"""Background work that was given up, for whoever runs the service: the cause, and another try."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from linli.core.actors import Right
from linli.core.lists import keyset_page
from linli.core.pages import Request, render_page, staff_page
from linli.core.tasks.models import TaskRow
from linli.core.tasks.queries import failed_tasks, waiting_since, worker_alive
from linli.core.tasks.queue import retry_tasks


@staff_page(Right.SERVICE_RUN)
@never_cache
@require_GET
def failed(request: Request) -> HttpResponse:
    """Newest first. A task's arguments hold ids, never people's data."""
    now = timezone.now()
    page = keyset_page(failed_tasks(), order=("-id",), after=request.GET.get("after", ""))
    context = {
        "rows": [(row, cause_of(row)) for row in page.rows],
        "older": f"?after={page.next}" if page.next else None,
        "newer": f"?after={page.previous}" if page.previous else None,
        "alive": worker_alive(now),
        "waiting_since": waiting_since(now),
        "now": now,
    }
    return render_page(request, "core/tasks.html", context=context)


@staff_page(Right.SERVICE_RUN)
@require_POST
def retry(request: Request) -> HttpResponse:
    ids = [int(text) for text in request.POST.getlist("task") if text.isdecimal() and len(text) < 19]
    retry_tasks(request.actor, ids, now=timezone.now())
    return redirect("core:tasks")


def cause_of(row: TaskRow) -> str:
    """The last line of what was told: the error itself."""
    lines = row.last_error.strip().splitlines()
    return lines[-1][:300] if lines else ""
