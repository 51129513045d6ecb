"""Integrations: which ones an administrator sees, and which one a token belongs to."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.core.actors import Actor, Right
from linli.core.errors import NotFound, NotSignedIn
from linli.organisation import rules
from linli.organisation.models import Integration, IntegrationToken, Post
from linli.organisation.queries.scope import within_reach

TOKEN_COLUMNS = (
    "expires_at",
    "last_used_on",
    "integration__name",
    "integration__scopes",
    "integration__per_minute",
    "integration__revoked_at",
    "integration__post__role",
    "integration__post__title",
    "integration__post__valid_from",
    "integration__post__valid_to",
    "integration__post__place__name",
    "integration__post__place__level",
    "integration__post__unit__name",
    "integration__post__unit__active",
)


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Machine:
    """Who shows a valid token: the actor with its one seat, and how it may come."""

    actor: Actor
    token_id: int
    scopes: frozenset[str]
    per_minute: int
    expires_at: datetime
    last_used_on: date | None

    @property
    def integration_id(self) -> int:
        return self.actor.id


def visible_integrations(actor: Actor) -> QuerySet[Integration]:
    """Those whose post lies where the actor arranges staff; of those that are over, too."""
    at_place = within_reach(actor, Right.STAFF_MANAGE, "post__place__")
    in_unit = within_reach(actor, Right.STAFF_MANAGE, "post__unit__place__")
    tokens = IntegrationToken.objects.order_by("-pk")
    found = Integration.objects.filter(at_place | in_unit).select_related("post__place", "post__unit__place")
    return found.defer("post__place__shape", "post__unit__place__shape").prefetch_related(
        Prefetch("tokens", tokens)
    )


def integration_for(actor: Actor, integration_id: int) -> Integration:
    found = visible_integrations(actor).filter(pk=integration_id).first()
    if found is None:
        raise NotFound(f"integration {integration_id}")
    return found


def machine_by_token(token: str, now: datetime) -> Machine:
    """Who shows this token. One query; what is wrong with it is said, since only its holder can ask."""
    related = ("integration__post__place", "integration__post__unit")
    rows = IntegrationToken.objects.select_related(*related).only(*TOKEN_COLUMNS)
    row = rows.filter(digest=digest_of(token)).first()
    if row is None:
        raise NotSignedIn("token_unknown", _("没有这个令牌。请核对是否抄全，或向管理员要新的。"))
    integration, post = row.integration, row.integration.post
    if integration.revoked_at is not None or not _counts(post, timezone.localdate(now)):
        raise NotSignedIn("token_revoked", _("这个接口已停用。需要继续使用，请联系管理员。"))
    if row.expires_at <= now:
        raise NotSignedIn("token_expired", _("这个令牌已到期，请管理员换发新的。"))
    return Machine(
        actor=_actor_of(integration),
        token_id=row.pk,
        scopes=frozenset(integration.scopes),
        per_minute=integration.per_minute,
        expires_at=row.expires_at,
        last_used_on=row.last_used_on,
    )


def machine_actor(integration: Integration, today: date) -> Actor | None:
    """Who an integration is today, when nobody shows a token: what it is told of is what it may see."""
    if integration.revoked_at is not None or not _counts(integration.post, today):
        return None
    return _actor_of(integration)


def _counts(post: Post, today: date) -> bool:
    in_time = post.valid_from <= today and (post.valid_to is None or post.valid_to > today)
    return in_time and (post.unit is None or post.unit.active)


def _actor_of(integration: Integration) -> Actor:
    post = integration.post
    seat = rules.seat_of(
        post,
        level=post.place.level if post.place else None,
        place_name=post.place.name if post.place else "",
        unit_name=post.unit.name if post.unit else "",
        standing_in=False,
        rights=rules.scoped_rights(post.role, integration.scopes),
    )
    return Actor("machine", integration.pk, integration.name, (seat,))
