"""What the desk is offered beside a case."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from linli.core.actors import Right
from linli.core.pages import Request, staff_page


@staff_page(Right.CASE_DESK)
@require_GET
def suggestions(request: Request, case_id: int) -> HttpResponse:
    return HttpResponse(status=204)
