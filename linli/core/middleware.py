"""Failures become answers: a page for people, problem+json for machines, a part for htmx."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from linli.core import api, errors
from linli.core.pages import render_page
from linli.core.terms import FAILURES

log = logging.getLogger(__name__)


class Failures:
    """The one place where a `DomainError` gets its status and its page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, errors.DomainError):
            return None
        log.info("%s %s: %s", request.method, request.path, error)
        if request.path.startswith("/api/"):
            return api.problem(error)
        if isinstance(error, errors.NotSignedIn):
            return redirect(f"{reverse('accounts:sign_in')}?{urlencode({'next': request.get_full_path()})}")
        title, advice = FAILURES.get(error.code) or FAILURES[type(error).__name__]
        context = {"title": title, "sentence": error.sentence or advice, "error": error}
        return render_page(request, "core/failure.html", "core/_failure.html", context, status=error.status)
