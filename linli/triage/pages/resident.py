"""What a resident is told while typing."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from linli.core.pages import Request, public_page


@public_page
@require_GET
def hints(request: Request) -> HttpResponse:
    return HttpResponse(status=204)
