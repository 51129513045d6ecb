"""JSON in and out, typed by msgspec structs; failures as problem+json (RFC 9457)."""

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse

from linli.core.errors import DomainError, NotSignedIn, RuleBroken, TooMany

JSON = "application/json; charset=utf-8"
PROBLEM = "application/problem+json"
_encoder = msgspec.json.Encoder()


class Problem(msgspec.Struct, omit_defaults=True):
    """Why not: `title` is a stable code for machines, `detail` a sentence for people, `fields` where."""

    type: str
    title: str
    status: int
    detail: str = ""
    fields: dict[str, str] = {}


def answer(value: Any, status: int = 200) -> HttpResponse:
    return sent(_encoder.encode(value), status, JSON)


def sent(body: bytes, status: int, content_type: str) -> HttpResponse:
    """With its length: the middleware that would say it does not run for machines."""
    headers = {"Content-Type": content_type, "Content-Length": str(len(body))}
    return HttpResponse(body, status=status, headers=headers)


def problem(error: DomainError) -> HttpResponse:
    fields = error.fields if isinstance(error, RuleBroken) else {}
    told = Problem(
        f"urn:linli:{error.code}",
        error.code,
        error.status,
        str(error.sentence),
        {name: str(why) for name, why in fields.items()},
    )
    response = sent(_encoder.encode(told), error.status, PROBLEM)
    for name, value in headers_of(error).items():
        response[name] = value
    return response


def headers_of(error: DomainError) -> dict[str, str]:
    """What the status demands beside the body (RFC 9110): how to sign in, when to come back."""
    if isinstance(error, NotSignedIn):
        return {"WWW-Authenticate": "Bearer"}
    if isinstance(error, TooMany) and error.after_s:
        return {"Retry-After": str(error.after_s)}
    return {}


def read[T](request: HttpRequest, shape: type[T]) -> T:
    """The body as `shape`; what does not fit is refused with the path of the first misfit."""
    if rb"\u0000" in request.body:  # no text of ours has it, and PostgreSQL stores none
        raise RuleBroken("body_invalid", "A text holds a NUL character.")
    try:
        return msgspec.json.decode(request.body, type=shape)
    except msgspec.MsgspecError as misfit:
        raise RuleBroken("body_invalid", str(misfit)) from None
    except UnicodeDecodeError:
        raise RuleBroken("body_invalid", "The body is not UTF-8.") from None
