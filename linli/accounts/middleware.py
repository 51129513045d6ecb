"""Sessions end when they should, and a session that has not shown everything yet opens no staff page."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from linli.accounts import actions, rules
from linli.accounts.models import Account
from linli.accounts.queries import actor_for
from linli.accounts.terms import SECOND_FACTOR_AT, SEEN_AT, SIGNED_IN_AT
from linli.core import api
from linli.core.errors import NotAllowed

type Answer = Callable[[HttpRequest], HttpResponse]

# What a session still owes before it may open staff pages: the page where it is settled.
STEPS = {"code": "accounts:code", "password": "accounts:password", "enrol": "accounts:second_factor"}


class SessionLimits:
    """Ends idle and overlong sessions; sends those who owe a code or a new password to its page.

    Costs no query beyond the session and account rows Django reads; one UPDATE (and the session's own) every
    few minutes. `request.sign_in_step` says what is owed: "" or a key of `STEPS`; while it is not empty, the
    actor must be given no seats.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.sign_in_step = ""  # type: ignore[attr-defined]
        if settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session:
            self._limit(request)
        return self.get_response(request)

    def _limit(self, request: HttpRequest) -> None:
        now = timezone.now()
        seconds = int(now.timestamp())
        if _is_over(request.session, seconds):
            who = actor_for(request.user) if isinstance(request.user, Account) else None
            if who is not None:
                actions.sign_out(request, who, now=now, event="account.session_ran_out")
            return
        if rules.touch_due(seen_at=request.session.get(SEEN_AT, 0), now=seconds):
            actions.touch_session(request, now=now)
        request.sign_in_step = _owed(request)  # type: ignore[attr-defined]

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        return settle(request, view)


def _is_over(session: SessionBase, now: int) -> bool:
    seen_at = session.get(SEEN_AT, now)
    return rules.session_over(
        signed_in_at=session.get(SIGNED_IN_AT, now),
        seen_at=seen_at,
        now=now,
        idle_s=settings.SESSION_IDLE_MIN * 60,
        longest_s=settings.SESSION_COOKIE_AGE,
    )


def _owed(request: HttpRequest) -> str:
    account = request.user
    if not isinstance(account, Account):
        return ""
    if account.totp_confirmed_at is not None and SECOND_FACTOR_AT not in request.session:
        return "code"
    return "password" if account.must_change_password else ""


def settle(request: HttpRequest, view: Callable[..., Any]) -> HttpResponse | None:
    """To what the session owes, when it wants a staff page before that; None when the page may open."""
    step: str = getattr(request, "sign_in_step", "")
    if not step or getattr(view, "access", "") != "staff" or getattr(view, "settles", "") in {step, "any"}:
        return None
    if request.path.startswith("/api/"):
        return api.problem(NotAllowed("sign_in_incomplete"))
    target = reverse(STEPS[step])
    back = request.get_full_path() if request.method == "GET" else ""
    return redirect(f"{target}?{urlencode({'next': back})}" if back else target)
