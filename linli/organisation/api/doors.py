"""The door for machines: token, pace, scope, and the same answer to the same Idempotency-Key."""

import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from time import monotonic
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.core.api import Endpoint, run
from linli.core.errors import NotAllowed, NotSignedIn, RuleBroken, TooMany
from linli.core.throttle import Throttle
from linli.organisation import actions, queries
from linli.organisation.queries import Machine

PACE = Throttle()
_KEY = re.compile(r"[\x21-\x7e]{1,255}")


class _TokenDoor:
    """Whoever shows the token of an integration; sessions do not count here."""

    access = "machine"

    def __call__(self, request: HttpRequest, endpoint: Endpoint, path: Mapping[str, Any]) -> HttpResponse:
        now = timezone.now()
        machine = enter(bearer_of(request), now)
        request.actor = machine.actor  # type: ignore[attr-defined]
        need_scope(machine, *endpoint.scopes)

        def act() -> HttpResponse:
            return run(request, endpoint, path, machine.actor, now)

        if endpoint.method == "GET" or not endpoint.kept:
            return act()
        return once(machine, request, act, atomic=endpoint.atomic, now=now)


token_door = _TokenDoor()


def enter(token: str, now: datetime) -> Machine:
    """The machine behind a token, unless it comes too often. One query, two on its first visit of a day."""
    machine = queries.machine_by_token(token, now)
    wait_s = PACE.wait_s(machine.integration_id, per_minute=machine.per_minute, at_s=monotonic())
    if wait_s:
        sentence = _("请求太频繁：每分钟最多 %(most)d 次，请 %(wait)d 秒后再试。")
        raise TooMany("rate_limited", sentence % {"most": machine.per_minute, "wait": wait_s}, after_s=wait_s)
    today = timezone.localdate(now)
    if machine.last_used_on != today:
        actions.note_use(machine.token_id, today=today)
    return machine


def bearer_of(request: HttpRequest) -> str:
    kind, _blank, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        raise NotSignedIn("token_missing", _("请在请求头写 Authorization: Bearer 加上令牌。"))
    return token.strip()


def need_scope(machine: Machine, *scopes: str) -> None:
    """Any of them is enough."""
    if scopes and not machine.scopes & set(scopes):
        needed = " / ".join(scopes)
        raise NotAllowed("scope_missing", _("这个令牌没有所需的用途：%(needed)s。") % {"needed": needed})


def once(
    machine: Machine, request: HttpRequest, act: Callable[[], HttpResponse], *, atomic: bool, now: datetime
) -> HttpResponse:
    """`act`, or the answer it gave before under the same key."""
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        return act()
    if not _KEY.fullmatch(key):
        raise RuleBroken("idempotency_key_form", _("Idempotency-Key 最长 255 个可见的英文字符。"))
    asked = f"{request.method} {request.get_full_path()}\n".encode() + request.body
    digest = hashlib.sha256(asked).hexdigest()
    return actions.answer_once(machine.integration_id, key, digest, act, atomic=atomic, now=now)
