"""What the pages of signing in show."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from linli.accounts.models import Account, AccountSession, RecoveryCode
from linli.core.actors import Actor


def actor_for(account: Account) -> Actor:
    """The account as an actor without seats: enough to sign in and out, and to be named in the audit."""
    return Actor("staff", account.pk, account.display_name)


def visible_sessions(actor: Actor, now: datetime) -> QuerySet[AccountSession]:
    """One's own open sessions, newest use first. Nobody sees where a colleague is signed in."""
    alive_since = now - timedelta(minutes=settings.SESSION_IDLE_MIN)
    own = AccountSession.objects.filter(account_id=actor.id if actor.is_staff else 0)
    return own.filter(seen_at__gte=alive_since).order_by("-seen_at", "-pk")


def recovery_codes_left(account: Account) -> int:
    return RecoveryCode.objects.filter(account=account, used_at=None).count()


def demo_sign_ins() -> list[Mapping[str, Any]]:
    """The sign-ins of the demo district, each {role, title, name, password, start, room}; else none."""
    listed = settings.VAR / "demo_sign_ins.json"
    if not settings.DEMO or not listed.exists():
        return []
    rows: list[Mapping[str, Any]] = json.loads(listed.read_text(encoding="utf-8"))
    return rows
