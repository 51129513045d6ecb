"""Opening and ending sessions."""

from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings
from django.contrib import auth
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.http import HttpRequest

from linli.accounts import rules
from linli.accounts.actions import tries
from linli.accounts.models import Account, AccountSession
from linli.accounts.queries import actor_for
from linli.accounts.terms import SECOND_FACTOR_AT, SEEN_AT, SIGNED_IN_AT
from linli.core import audit
from linli.core.actors import PUBLIC, Actor
from linli.core.errors import NotFound, RuleBroken

_BACKEND = "django.contrib.auth.backends.ModelBackend"


def sign_in(request: HttpRequest, name: str, password: str, *, now: datetime) -> Account:
    """Open a session for whoever knows the password, in this browser, under a new key.

    The answer and its time are the same for a name nobody has and for a wrong password.
    """
    name = rules.normal_name(name)
    taken = tries.take_try(tries.about_password(name), now=now)
    account = Account.objects.filter(sign_in_name=name, is_active=True).first()
    # An account without a row still costs one round of Argon2.
    if not (account or Account()).check_password(password) or account is None:
        _note_failure(name, locked=taken.locked_until is not None, now=now)
        tries.refuse_if_locked(taken, now)
        raise RuleBroken("sign_in_failed")
    with transaction.atomic():
        tries.forget_tries(tries.about_password(name))
        _open(request, account, now)
    return account


def _note_failure(name: str, *, locked: bool, now: datetime) -> None:
    """The name is not written: people type passwords into the wrong box. The account is, if there is one."""
    account_id = Account.objects.filter(sign_in_name=name).values_list("pk", flat=True).first() or 0
    with transaction.atomic():
        audit.record(PUBLIC, "account.sign_in_failed", ("account", account_id), now=now)
        if locked:
            audit.record(PUBLIC, "account.locked", ("account", account_id), now=now)


def _open(request: HttpRequest, account: Account, now: datetime) -> None:
    request.session.flush()  # whatever an earlier visitor of this browser left behind
    auth.login(request, account, backend=_BACKEND)
    request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = int(now.timestamp())
    request.session.save()  # the key must exist before we note it
    _end_surplus(account, now)
    device = rules.device_of(request.headers.get("User-Agent", ""))
    opened = AccountSession.objects.create(
        account=account,
        session_key=request.session.session_key or "",
        device=device,
        created_at=now,
        seen_at=now,
    )
    audit.record(actor_for(account), "account.sign_in", account, now=now, session=opened.pk, device=device)


def _end_surplus(account: Account, now: datetime) -> None:
    """Make room for one more: sessions idle too long go first and silently, then the oldest."""
    idle_since = now - timedelta(minutes=settings.SESSION_IDLE_MIN)
    rows = AccountSession.objects.filter(account=account)
    _end(list(rows.filter(seen_at__lt=idle_since)))
    open_rows = list(rows.order_by("-created_at", "-pk"))
    surplus = open_rows[max(0, settings.SESSIONS_PER_ACCOUNT - 1) :]
    _end(surplus)
    lines = audit.lines_of(actor_for(account), "account.session_displaced", surplus, now=now)
    audit.record_many(lines)


def _end(rows: list[AccountSession]) -> None:
    for row in rows:
        _store(row.session_key).delete()
    AccountSession.objects.filter(pk__in=[row.pk for row in rows]).delete()


def _store(key: str) -> SessionBase:
    store: SessionBase = import_module(settings.SESSION_ENGINE).SessionStore(key)
    return store


@transaction.atomic
def sign_out(request: HttpRequest, actor: Actor, *, now: datetime, event: str = "account.sign_out") -> None:
    """End the session of this browser. `event` tells a sign-out from a session that ran out."""
    rows = list(AccountSession.objects.filter(session_key=request.session.session_key))
    _end(rows)
    audit.record(actor, event, ("account", actor.id), now=now)
    auth.logout(request)


@transaction.atomic
def end_session(actor: Actor, session_id: int, *, now: datetime) -> None:
    """End one of one's own sessions from another place."""
    row = AccountSession.objects.filter(account_id=actor.id, pk=session_id).first()
    if row is None or not actor.is_staff:
        raise NotFound("session")
    _end([row])
    audit.record(actor, "account.session_ended", ("accountsession", session_id), now=now)


def end_all_sessions(account: Account, *, but: str = "") -> int:
    """End every session of the account except the one with this key; in the caller's transaction."""
    rows = list(AccountSession.objects.filter(account=account).exclude(session_key=but))
    _end(rows)
    return len(rows)


def touch_session(request: HttpRequest, *, now: datetime) -> None:
    """Note that the session is alive. The session itself is saved by its own middleware."""
    seconds = int(now.timestamp())
    request.session.setdefault(SIGNED_IN_AT, seconds)
    request.session[SEEN_AT] = seconds
    AccountSession.objects.filter(session_key=request.session.session_key).update(seen_at=now)


def mark_second_factor(request: HttpRequest, *, now: datetime) -> None:
    """The second factor was shown in this session: it gets a new key, and the row follows."""
    former = request.session.session_key
    request.session.cycle_key()
    request.session[SECOND_FACTOR_AT] = int(now.timestamp())
    row = AccountSession.objects.filter(session_key=former)
    row.update(session_key=request.session.session_key, second_factor_at=now)
