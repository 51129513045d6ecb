"""JSON in and out, typed by msgspec structs; failures as problem+json (RFC 9457)."""

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse

from linli.core.errors import DomainError, RuleBroken

_encoder = msgspec.json.Encoder()


def answer(value: Any, status: int = 200) -> HttpResponse:
    return HttpResponse(_encoder.encode(value), status=status, content_type="application/json; charset=utf-8")


def problem(error: DomainError) -> HttpResponse:
    body: dict[str, Any] = {"type": f"urn:linli:{error.code}", "title": error.code, "status": error.status}
    if error.sentence:
        body["detail"] = str(error.sentence)
    if isinstance(error, RuleBroken) and error.fields:
        body["fields"] = {name: str(why) for name, why in error.fields.items()}
    return HttpResponse(_encoder.encode(body), status=error.status, content_type="application/problem+json")


def read[T](request: HttpRequest, shape: type[T]) -> T:
    """The body as `shape`; what does not fit is refused with the path of the first misfit."""
    try:
        return msgspec.json.decode(request.body, type=shape)
    except msgspec.MsgspecError as misfit:
        raise RuleBroken("body_invalid", str(misfit)) from None
