"""Builders for tests of machines: an integration in a post, and a client that shows its token."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from linli.core.actors import SYSTEM
from linli.organisation import actions
from linli.organisation.models import Integration, Unit
from linli.organisation.terms import Role, Scope
from linli.places.models import Place

ALL_SCOPES = tuple(Scope.values)


def integration(
    role: Role | str,
    *,
    place: Place | None = None,
    unit: Unit | None = None,
    scopes: Sequence[str] = (Scope.CASES_READ,),
    name: str = "热线平台",
    per_minute: int = 6000,
    now: datetime | None = None,
) -> tuple[Integration, str]:
    """An integration and its token."""
    now = now or datetime.now(UTC)
    return actions.add_integration(
        SYSTEM,
        name=name,
        role=role,
        scopes=list(scopes),
        place=place,
        unit=unit,
        per_minute=per_minute,
        expires_on=timezone.localdate(now) + timedelta(days=30),
        now=now,
    )


class Machine(Client):
    """A client that shows a token and speaks JSON."""

    def __init__(self, token: str = "", **defaults: Any) -> None:
        shown = {"HTTP_AUTHORIZATION": f"Bearer {token}"} if token else {}
        super().__init__(**shown, **defaults)

    def send(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.post(
            path, body if body is not None else {}, content_type="application/json", headers=headers
        )
