"""Where the matter stands: the timeline, its end in one's own calendar, and who read the contact."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from linli.cases import rules
from linli.cases.pages import keeping
from linli.cases.pages.resident.frame import case_context
from linli.cases.queries import follow
from linli.cases.queries.readings import readings_of
from linli.cases.queries.requests import open_to_objection
from linli.core.pages import Request, render_page, resident_page


@resident_page
@never_cache
@require_GET
def progress(request: Request, key: str) -> HttpResponse:
    """Like a parcel: newest on top, who has it, until when and by which rule."""
    case = follow.case_by_key(key, timezone.now())
    found = follow.progress(case)
    context = {
        "progress": found,
        "code": rules.spoken_code(case.code),
        "objectable": None if found.left else open_to_objection(found.requests, found.lead, timezone.now()),
        "now": timezone.now(),
    }
    return render_page(request, "cases/resident/progress.html", context=case_context(case) | context)


@resident_page
@never_cache
@require_GET
def calendar_file(request: Request, key: str) -> HttpResponse:
    case = follow.case_by_key(key, timezone.now())
    link = request.build_absolute_uri(follow.path_of(case.key))
    response = HttpResponse(
        keeping.calendar_of(case, link, timezone.now()), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="linli-{case.code}.ics"'
    return response


@resident_page
@never_cache
@require_GET
def readings(request: Request, key: str) -> HttpResponse:
    """谁看过我的信息: every reading of the caller's contact, with its purpose."""
    case = follow.case_by_key(key, timezone.now())
    return render_page(
        request, "cases/resident/readings.html", context=case_context(case) | {"readings": readings_of(case)}
    )
