"""Endpoints: a method of an address with typed input and output, from which the OpenAPI document is built."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Protocol

import msgspec
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import Promise

from linli.core.actors import Actor
from linli.core.api.answers import answer, problem, read
from linli.core.errors import DomainError, RuleBroken

Moment = Annotated[datetime, msgspec.Meta(tz=True)]  # so that the document says what kind of text it is


@dataclass(frozen=True, slots=True)
class Call:
    """One request, read: who asks what of which thing, and when."""

    request: HttpRequest
    actor: Actor
    now: datetime
    path: Mapping[str, Any]
    query: Any = None  # of the endpoint's `asks`
    body: Any = None  # of the endpoint's `takes`


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method of an address. `do` gives what `gives` says, or a response of its own."""

    method: str
    name: str  # operationId
    says: str | Promise
    do: Callable[[Call], Any]
    gives: Any
    status: int = 200
    takes: type[msgspec.Struct] | None = None  # the JSON body
    takes_media: Sequence[str] = ()  # or a body of one of these media types, read by `do`
    asks: type[msgspec.Struct] | None = None  # the query
    scopes: Sequence[str] = ()  # any of these is enough; none: any token
    problems: Sequence[int] = ()  # statuses beyond those every endpoint of its kind may give
    group: str | Promise = ""
    # Work of more than a moment must not hold the write lock: its answer is kept after it, not with it.
    atomic: bool = True
    kept: bool = True  # may an answer be given again to the same Idempotency-Key?


class Door(Protocol):
    """Who may enter an endpoint: finds the actor, then runs it."""

    access: str

    def __call__(self, request: HttpRequest, endpoint: Endpoint, path: Mapping[str, Any]) -> HttpResponse: ...


class MethodNotAllowed(DomainError):
    status = 405


def route(pattern: str, *endpoints: Endpoint, door: Door, name: str) -> URLPattern:
    """An address with its methods; the document finds them on the view."""
    by_method = {endpoint.method: endpoint for endpoint in endpoints}
    allowed = ", ".join(sorted(by_method))

    def view(request: HttpRequest, **parts: Any) -> HttpResponse:
        method = "GET" if request.method == "HEAD" else request.method
        endpoint = by_method.get(method or "")
        if endpoint is None:
            refused = problem(MethodNotAllowed("method_not_allowed", allowed))
            refused["Allow"] = allowed
            return refused
        return door(request, endpoint, parts)

    view.__name__ = view.__qualname__ = name
    view.access = door.access  # type: ignore[attr-defined]
    view.endpoints = endpoints  # type: ignore[attr-defined]
    view.csrf_exempt = True  # type: ignore[attr-defined]  # no cookie counts here
    return path(pattern, view, name=name)


def run(
    request: HttpRequest, endpoint: Endpoint, path: Mapping[str, Any], actor: Actor, now: datetime
) -> HttpResponse:
    """Read the input, do it, send the output. Nothing that says something of people is kept on the way."""
    query = read_query(request.GET, endpoint.asks) if endpoint.asks else None
    body = read(request, endpoint.takes) if endpoint.takes else None
    given = endpoint.do(Call(request, actor, now, path, query, body))
    response = given if isinstance(given, HttpResponse) else answer(given, endpoint.status)
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def read_query[T: msgspec.Struct](asked: QueryDict, shape: type[T]) -> T:
    """The query as `shape`: texts become numbers, moments and yes or no. The last of several counts."""
    if any("\0" in text for text in asked.values()):
        raise RuleBroken("query_invalid", "A text holds a NUL character.")
    try:
        return msgspec.convert(asked.dict(), shape, strict=False)
    except msgspec.ValidationError as misfit:
        raise RuleBroken("query_invalid", str(misfit)) from None


class _OpenDoor:
    """Anybody."""

    access = "public"

    def __call__(self, request: HttpRequest, endpoint: Endpoint, path: Mapping[str, Any]) -> HttpResponse:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        return run(request, endpoint, path, actor, timezone.now())


open_door = _OpenDoor()
