"""Every request gets its actor: seats from the posts of today, and from nothing else."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from time import monotonic
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from linli.accounts.middleware import settle
from linli.accounts.models import Account
from linli.accounts.queries import actor_for
from linli.core.actors import PUBLIC, Actor
from linli.organisation import queries

KEEP_S = 30  # how long a seat may outlive a change made without an action, such as a rule for second factors
MOST_KEPT = 5_000


@dataclass(frozen=True, slots=True)
class _Kept:
    actor: Actor
    needs_second_factor: bool
    until: float


_kept: dict[tuple[int, str, date], _Kept] = {}


class ActorFromPosts:
    """Sets `request.actor`: PUBLIC when nobody is signed in, no seats while the session still owes something.

    Two queries when the account was not seen lately, else none. What was read is kept in the process under
    the account's `rights_stamp`, which every action on posts and absences changes, and under the day: an
    ended post gives no right to the next request, whichever process serves it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = self._actor(request)  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        return settle(request, view)

    def _actor(self, request: HttpRequest) -> Actor:
        # Without a session cookie nobody is signed in, and pages for everybody stay free of the session.
        # Under /api/ no cookie counts, and there is no user.
        account = getattr(request, "user", None) if request.COOKIES else None
        if not isinstance(account, Account):
            return PUBLIC
        if not request.sign_in_step:  # type: ignore[attr-defined]
            kept = kept_actor(account, timezone.localdate())
            if not kept.needs_second_factor or account.totp_confirmed_at is not None:
                return kept.actor
            request.sign_in_step = "enrol"  # type: ignore[attr-defined]
        return actor_for(account)


def kept_actor(account: Account, today: date) -> _Kept:
    key = (account.pk, account.rights_stamp, today)
    kept = _kept.get(key)
    if kept is None or kept.until < monotonic():
        actor = queries.actor_of(account, today)
        needs = queries.needs_second_factor(actor)
        kept = _Kept(actor, needs, monotonic() + KEEP_S)
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[key] = kept
    return kept
