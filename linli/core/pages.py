"""What every page starts with: who may open it, how it is rendered, and lists by keyset."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, cast

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers

from linli.core.actors import Actor, Right
from linli.core.errors import NotAllowed, NotSignedIn


class Request(HttpRequest):
    """A request after `ActorFromPosts`: it always carries an actor."""

    actor: Actor


type View[**P] = Callable[Concatenate[Request, P], HttpResponse]


def public_page[**P](view: View[P]) -> View[P]:
    """Anybody may open it, signed in or not."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def resident_page[**P](view: View[P]) -> View[P]:
    """Whoever holds the link or a signed cookie for it; the view itself finds the caller or answers 404."""
    view.access = "resident"  # type: ignore[attr-defined]
    return view


def staff_page[**P](right: Right | None = None) -> Callable[[View[P]], View[P]]:
    """Signed-in staff; with `right`, only those one of whose posts carries it."""

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: Request, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.actor.is_staff:
                raise NotSignedIn("not_signed_in")
            if right is not None and not request.actor.has(right):
                raise NotAllowed("right_needed")
            return view(request, *args, **kwargs)

        guarded.access = "staff"  # type: ignore[attr-defined]
        guarded.right = right  # type: ignore[attr-defined]
        return cast(View[P], guarded)

    return guard


def wants_part(request: HttpRequest) -> bool:
    """Does htmx ask for a part? When it is going to replace the whole body, it asks for the whole page."""
    return bool(request.headers.get("HX-Request")) and request.headers.get("HX-Request-Type") != "full"


def render_page(
    request: HttpRequest,
    whole: str,
    part: str | None = None,
    context: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole page, or only `part` when htmx asks the same URL for it."""
    template = part if part and wants_part(request) else whole
    response = HttpResponse(render_to_string(template, dict(context or {}), request), status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Request-Type", "Cookie"])
    return response
