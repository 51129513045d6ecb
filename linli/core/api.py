"""JSON in and out, typed by msgspec structs; failures as problem+json (RFC 9457)."""

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse

from linli.core.errors import DomainError, RuleBroken

_encoder = msgspec.json.Encoder()


def answer(value: Any, status: int = 200) -> HttpResponse:
    return _sent(_encoder.encode(value), status, "application/json; charset=utf-8")


def _sent(body: bytes, status: int, content_type: str) -> HttpResponse:
    """With its length: the middleware that would say it does not run for machines."""
    headers = {"Content-Type": content_type, "Content-Length": str(len(body))}
    return HttpResponse(body, status=status, headers=headers)


def problem(error: DomainError) -> HttpResponse:
    body: dict[str, Any] = {"type": f"urn:linli:{error.code}", "title": error.code, "status": error.status}
    if error.sentence:
        body["detail"] = str(error.sentence)
    if isinstance(error, RuleBroken) and error.fields:
        body["fields"] = {name: str(why) for name, why in error.fields.items()}
    return _sent(_encoder.encode(body), error.status, "application/problem+json")


def read[T](request: HttpRequest, shape: type[T]) -> T:
    """The body as `shape`; what does not fit is refused with the path of the first misfit."""
    try:
        return msgspec.json.decode(request.body, type=shape)
    except msgspec.MsgspecError as misfit:
        raise RuleBroken("body_invalid", str(misfit)) from None
