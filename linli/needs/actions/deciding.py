"""The community hears the person's own yes, takes a need on, or says no with another way."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.core import audit
from linli.core.actors import Actor
from linli.core.errors import BadStep, NotAllowed, RuleBroken
from linli.needs.actions.moving import change, move, write_line
from linli.needs.actions.retention import forget_person
from linli.needs.actions.telling import tell_person
from linli.needs.models import Consent, Need
from linli.needs.rules import standing
from linli.needs.rules.wording import check_wanted
from linli.needs.terms import OPEN, WISH_MAX, ConsentHow, DeclineWhy


@transaction.atomic
def confirm_consent(actor: Actor, need: Need, *, how: str, now: datetime) -> Consent:
    """Somebody at the desk asked the person, or saw the guardian's paper."""
    if not standing.is_desk(actor, need):
        raise NotAllowed("may_not_confirm_consent")
    if need.state not in OPEN:
        raise BadStep(f"{need.state}_confirm_consent")
    if how not in {ConsentHow.PHONE, ConsentHow.IN_PERSON, ConsentHow.PAPER}:
        why = _("请选是打电话问的、当面问的，还是看了签字。")
        raise RuleBroken("how_unknown", why, {"how": why})
    consent = need.consents.order_by("-id").first()
    if consent is None or consent.confirmed_at is not None:
        raise BadStep("consent_is_there")
    change(need)
    consent.confirmed_at, consent.how = now, how
    consent.save(update_fields=["confirmed_at", "how"])
    audit.record(actor, "need.consent_confirmed", need, now=now, how=how)
    write_line(actor, need, "consent", now=now)
    return consent


@transaction.atomic
def agree(actor: Actor, need: Need, *, now: datetime) -> None:
    """The community takes it on. Not without the person's own yes."""
    consent = need.consents.order_by("-id").first()
    if consent is None or consent.confirmed_at is None or consent.withdrawn_at is not None:
        raise RuleBroken(
            "consent_not_confirmed", _("还没有问过本人。请先打电话或上门问一句，再点“本人同意”。")
        )
    move(actor, need, "agree", now=now)
    tell_person(need, "agreed", now=now)


@transaction.atomic
def decline(actor: Actor, need: Need, *, why: str, instead: str = "", now: datetime) -> None:
    """No, with a listed reason and another way. What was told about the person is forgotten at once."""
    if why not in DeclineWhy.values:
        sentence = _("请选一个原因，本人会看到。")
        raise RuleBroken("reason_needed", sentence, {"why": sentence})
    instead = check_wanted(instead, field="instead", most=WISH_MAX)
    if why in {DeclineWhy.NOT_OFFERED, DeclineWhy.NOBODY, DeclineWhy.ELSEWHERE} and not instead:
        sentence = _("请写另一个办法：找谁、打哪个电话、去哪个窗口。")
        raise RuleBroken("instead_needed", sentence, {"instead": sentence})
    move(actor, need, "decline", now=now, declined_why=why, instead=instead)
    tell_person(need, "declined", now=now)
    forget_person(need)
