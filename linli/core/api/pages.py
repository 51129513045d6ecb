"""What there is for machines: the document for them, and a page about it for people."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from linli.core.api import openapi
from linli.core.api.answers import answer
from linli.core.pages import public_page, render_page


@public_page
@require_safe
def document(request: HttpRequest) -> HttpResponse:
    """OpenAPI 3.1, in the language asked for."""
    response = answer(openapi.document(request.build_absolute_uri("/").rstrip("/")))
    response["Content-Language"] = get_language() or ""
    response["Vary"] = "Accept-Language"
    response["Cache-Control"] = "public, max-age=300"
    return response


@public_page
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The same for people: every address with what it does and who may."""

    def group(one: openapi.Listed) -> str:
        return str(one.endpoint.group)

    groups = [(name, list(found)) for name, found in groupby(sorted(openapi.listed(), key=group), key=group)]
    return render_page(request, "core/api.html", None, {"groups": groups})
