"""Districts to look around in: each app's room adds its share, lowest app first; this module knows no app.

`demo` is the invented district, `real` (the same in rooms of that name) one that exists.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

import msgspec
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.utils.module_loading import module_has_submodule

SEED = 20260508
SIGN_INS_FILE = "demo_sign_ins.json"
RESIDENT_START = "/q/DEMO0001"  # the first building's door


class SignIn(msgspec.Struct, frozen=True):
    """A way in for somebody who looks around: shown on the sign-in page and printed by the command."""

    role: str
    title: str
    name: str
    password: str
    start: str  # the first page worth opening


@dataclass(slots=True)
class Context:
    """What one run of the demo is about, and what lower shares leave for higher ones."""

    now: datetime
    seed: int = SEED
    scale: float = 1.0  # 1: the figures of the practice; tests take a small part
    files: dict[str, bytes] = field(default_factory=dict)  # name in VAR: content, written after the commit
    told: list[str] = field(default_factory=list)  # what the command prints afterwards
    _made: dict[type, Any] = field(default_factory=dict)

    def rng(self, name: str) -> Random:
        """Dice of their own for every share, so that a change in one does not shake the others."""
        return Random(f"{self.seed}:{name}")  # noqa: S311 (invented data, not secrets)

    def leave(self, thing: object) -> None:
        self._made[type(thing)] = thing

    def take[T](self, kind: type[T]) -> T:
        found: T = self._made[kind]
        return found


def _nobody() -> list[SignIn]:
    return []


@dataclass(frozen=True, slots=True)
class Share:
    """What an app adds. `is_there` answers from the database whether the district was loaded before."""

    order: int
    load: Callable[[Context], None]
    is_there: Callable[[], bool] | None = None
    sign_ins: Callable[[], Sequence[SignIn]] = _nobody


def shares(room: str = "demo") -> list[Share]:
    """The shares of the installed apps, in the order in which they build on each other."""
    found = []
    for app in apps.get_app_configs():
        if app.module is not None and module_has_submodule(app.module, room):
            share = getattr(import_module(f"{app.name}.{room}"), room.upper(), None)
            if share is not None:
                found.append(share)
    return sorted(found, key=lambda share: share.order)


def is_loaded(room: str = "demo") -> bool:
    return any(share.is_there() for share in shares(room) if share.is_there is not None)


def load(context: Context, room: str = "demo") -> None:
    """Everything in one transaction: a district is there whole or not at all. Files follow the commit."""
    with transaction.atomic():
        for share in shares(room):
            share.load(context)
    for name, content in context.files.items():
        Path(settings.VAR, name).write_bytes(content)


def sign_ins(room: str = "demo") -> list[SignIn]:
    return [one for share in shares(room) for one in share.sign_ins()]


def write_sign_ins(found: Sequence[SignIn], room: str = "demo") -> None:
    """For the sign-in page, with the room they come from: it says whether the places are invented."""
    rows = [msgspec.structs.asdict(one) | {"room": room} for one in found]
    Path(settings.VAR, SIGN_INS_FILE).write_bytes(msgspec.json.format(msgspec.json.encode(rows), indent=1))
