"""Machines' ways in: opened, given a new token, closed. Their rights are those of a post, like anybody's."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.core import audit
from linli.core.actors import Actor
from linli.core.errors import BadStep, NotAllowed, RuleBroken
from linli.organisation import rules
from linli.organisation.actions.posts import appoint
from linli.organisation.models import Integration, IntegrationToken, Unit
from linli.organisation.queries.integrations import digest_of
from linli.organisation.terms import OVERLAP, PER_MINUTE, PER_MINUTE_MOST, TOKEN_DAYS_MOST, Scope
from linli.places.models import Place

TOKEN_BYTES = 32
MARK = "lnl_"  # so that scanners for leaked secrets, and people, can tell what it is


@transaction.atomic
def add_integration(
    actor: Actor,
    *,
    name: str,
    role: str,
    scopes: Sequence[str],
    place: Place | None = None,
    unit: Unit | None = None,
    per_minute: int = PER_MINUTE,
    expires_on: date,
    now: datetime,
) -> tuple[Integration, str]:
    """A post that no person holds, a machine in it, and its token: given once, kept as a digest only."""
    name = name.strip()
    _check(name, role, scopes, per_minute)
    today = timezone.localdate(now)
    post = appoint(actor, role=role, title=name, place=place, unit=unit, valid_from=today, now=now)
    made = Integration.objects.create(
        name=name, post=post, scopes=sorted(scopes), per_minute=per_minute, created_at=now
    )
    token = _issue(made, expires_on, now)
    audit.record(actor, "integration.added", made, now=now, post=post.pk, scopes=made.scopes)
    return made, token


@transaction.atomic
def rotate_token(
    actor: Actor, integration: Integration, *, expires_on: date, overlap: bool, now: datetime
) -> str:
    """A new token; the old ones end now, or work for `OVERLAP` more so that nothing stands still."""
    _need(actor, integration, "rotate_token")
    if integration.revoked_at is not None:
        raise BadStep("integration_revoked")
    ends_at = now + OVERLAP if overlap else now
    integration.tokens.filter(expires_at__gt=ends_at).update(expires_at=ends_at)
    token = _issue(integration, expires_on, now)
    audit.record(actor, "integration.token_rotated", integration, now=now, overlap=overlap)
    return token


@transaction.atomic
def revoke_integration(actor: Actor, integration: Integration, *, now: datetime) -> None:
    """From the next request on no token of it opens anything; its post ends, its past stays."""
    _need(actor, integration, "revoke_integration")
    if not Integration.objects.filter(pk=integration.pk, revoked_at=None).update(revoked_at=now):
        return
    integration.revoked_at = now
    post = integration.post
    post.valid_to = max(timezone.localdate(now), post.valid_from)
    post.save(update_fields=["valid_to"])
    audit.record(actor, "integration.revoked", integration, now=now, post=post.pk)


def note_use(token_id: int, *, today: date) -> None:
    """The day a token was last used: for whoever looks for those nobody needs any more. No audit line."""
    IntegrationToken.objects.filter(pk=token_id).update(last_used_on=today)


def _issue(integration: Integration, expires_on: date, now: datetime) -> str:
    """`expires_on` is the first day it no longer works."""
    today = timezone.localdate(now)
    if not today < expires_on <= today + timedelta(days=TOKEN_DAYS_MOST):
        why = _("令牌最多用两年，到期日要在明天以后。")
        raise RuleBroken("token_expiry", why, {"expires_on": why})
    token = MARK + secrets.token_urlsafe(TOKEN_BYTES)
    IntegrationToken.objects.create(
        integration=integration,
        digest=digest_of(token),
        prefix=token[: len(MARK) + 6],
        created_at=now,
        expires_at=timezone.make_aware(datetime.combine(expires_on, time())),
    )
    return token


def _check(name: str, role: str, scopes: Sequence[str], per_minute: int) -> None:
    faults: dict[str, str] = {}
    if not 1 <= len(name) <= 40:
        faults["name"] = _("请写明是哪个系统，不超过 40 个字。")
    if not scopes or not set(scopes) <= set(Scope.values):
        faults["scopes"] = _("请至少选一项用途。")
    elif idle := rules.idle_scopes(role, scopes):
        labels = "、".join(str(Scope(scope).label) for scope in idle)
        faults["scopes"] = _("这个岗位没有这样的权限：%(what)s。请换岗位或去掉它。") % {"what": labels}
    if not 1 <= per_minute <= PER_MINUTE_MOST:
        faults["per_minute"] = _("每分钟请求数在 1 到 %(most)d 之间。") % {"most": PER_MINUTE_MOST}
    if faults:
        raise RuleBroken("integration_incomplete", next(iter(faults.values())), faults)


def _need(actor: Actor, integration: Integration, action: str) -> None:
    if not rules.may_give(actor, integration.post.role, integration.post.areas()):
        raise NotAllowed(action)
