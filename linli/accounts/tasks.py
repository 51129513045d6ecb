"""Tidying up after signing in."""

from datetime import datetime, time, timedelta
from importlib import import_module

from django.conf import settings

from linli.accounts.models import AccountSession, FailedTries
from linli.accounts.terms import FORGIVEN_AFTER
from linli.core.tasks import scheduled


@scheduled(daily_at=time(3, 40))
def forget_old_tries_and_sessions(*, now: datetime) -> None:
    """What no longer counts is not kept: names somebody mistyped, sessions that ran out."""
    FailedTries.objects.filter(last_at__lt=now - FORGIVEN_AFTER).delete()
    idle_since = now - timedelta(minutes=settings.SESSION_IDLE_MIN)
    AccountSession.objects.filter(seen_at__lt=idle_since).delete()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
