"""An address that leads nowhere: a problem for machines, a page with the way back for people."""

from django.http import HttpRequest, HttpResponse

from linli.core import api
from linli.core.errors import NotFound
from linli.core.middleware import MACHINES, Failures


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404."""
    error = NotFound("address_unknown")
    if request.path_info.startswith(MACHINES):
        return api.problem(error)
    return Failures.page(request, error)
