"""People get cookies and pages, machines get JSON; failures become answers for either."""

import logging
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.module_loading import import_string

from linli.core import api, errors
from linli.core.pages import render_page, wants_part
from linli.core.terms import FAILURES

log = logging.getLogger(__name__)

MACHINES = ("/api/v", "/open311/")  # /api/ itself is a page for people
UNSUPPORTED = ("process_exception", "process_template_response")


type Answer = Callable[[HttpRequest], HttpResponse]


class ForPeople:
    """Runs `settings.PAGE_MIDDLEWARE` for pages and lets machines pass: sessions, form tokens, policies.

    For machines no cookie counts, so no foreign page can act there in somebody's name, and a request costs a
    third less (ADR 0010).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.machines = self.people = get_response
        self.before_view: list[Callable[..., HttpResponse | None]] = []
        for path in reversed(settings.PAGE_MIDDLEWARE):
            layer = import_string(path)(self.people)
            if any(hasattr(layer, hook) for hook in UNSUPPORTED):
                raise ImproperlyConfigured(f"{path} belongs into MIDDLEWARE, not into PAGE_MIDDLEWARE.")
            if hasattr(layer, "process_view"):
                self.before_view.insert(0, layer.process_view)
            self.people = cast(Answer, convert_exception_to_response(layer))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(MACHINES):
            return self.people(request)
        asked = "HTTP_ACCEPT_LANGUAGE" in request.META
        translation.activate(
            translation.get_language_from_request(request) if asked else settings.LANGUAGE_CODE
        )
        return self.machines(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if request.path_info.startswith(MACHINES):
            return None
        answers = (hook(request, view, args, kwargs) for hook in self.before_view)
        return next((answer for answer in answers if answer is not None), None)


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
        if request.path_info.startswith(MACHINES):
            return api.problem(error)
        if isinstance(error, errors.NotSignedIn):
            return self.sign_in(request)
        return self.page(request, error)

    @staticmethod
    def sign_in(request: HttpRequest) -> HttpResponse:
        """A part that htmx fetched must not become a sign-in form in the middle of a page."""
        part = wants_part(request)
        page = urlsplit(request.headers.get("HX-Current-URL", "/"))
        here = page._replace(scheme="", netloc="").geturl() if part else request.get_full_path()
        target = f"{reverse('accounts:sign_in')}?{urlencode({'next': here})}"
        return HttpResponse(status=204, headers={"HX-Redirect": target}) if part else redirect(target)

    @staticmethod
    def page(request: HttpRequest, error: errors.DomainError) -> HttpResponse:
        title, advice = FAILURES.get(error.code) or FAILURES[type(error).__name__]
        context = {"title": title, "sentence": error.sentence or advice, "error": error}
        return render_page(request, "core/failure.html", "core/_failure.html", context, status=error.status)
