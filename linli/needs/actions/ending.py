"""The end of a need: any time by the person, by its date, because it is done; or a fresh yes to go on."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.core import audit
from linli.core.actors import SYSTEM, Actor
from linli.core.errors import BadStep, NotAllowed, RuleBroken
from linli.needs.actions.caring import cancel_tasks, plan_ahead
from linli.needs.actions.moving import change, move, write_line
from linli.needs.actions.raising import take_consent
from linli.needs.actions.retention import forget_person
from linli.needs.actions.telling import tell_desk, tell_helper_off, tell_person
from linli.needs.models import Helper, Need
from linli.needs.queries.needs import ending_soon, overdue
from linli.needs.rules import standing
from linli.needs.terms import (
    OPEN,
    REMIND_DAYS,
    STEPS,
    ConsentBy,
    ConsentHow,
    MatchState,
    State,
    Who,
)

AT_ONCE = 200
LIVE = (MatchState.WAITING, MatchState.ASKED, MatchState.ACCEPTED, MatchState.AGREED)


@transaction.atomic
def stop(actor: Actor, need: Need, *, now: datetime) -> None:
    """The person withdraws the consent: at any time, without a reason, at once. The desk on his word.

    Name, phone, door and wish are gone in the same transaction; the helper only reads that it is off.
    """
    helper = _leave(need, MatchState.OFF, now)
    move(actor, need, "stop", now=now, planned_until=None)
    need.consents.filter(withdrawn_at=None).update(withdrawn_at=now)
    tell_helper_off(need, helper, now=now)
    tell_desk(need, _("本人停了这项服务，不用再去"), f"stop:{need.pk}", now=now)
    forget_person(need)


@transaction.atomic
def meet(actor: Actor, need: Need, *, now: datetime) -> None:
    """What was wanted is done."""
    helper = _leave(need, MatchState.OVER, now)
    move(actor, need, "meet", now=now, planned_until=None)
    tell_helper_off(need, helper, now=now)


@transaction.atomic
def release(actor: Actor, need: Need, *, now: datetime) -> None:
    """This helper no longer comes; another one is looked for. No reason is asked of either side."""
    helper = need.helper
    if need.state not in STEPS["release"].origins or helper is None:
        raise BadStep(f"{need.state}_release")
    _leave(need, MatchState.OVER, now)
    move(actor, need, "release", now=now, helper=helper, helper_id=None, planned_until=None)
    need.helper = None
    tell_helper_off(need, helper, now=now)
    tell_desk(need, _("原来帮忙的人不来了，请再找一位"), f"release:{need.pk}:{need.version}", now=now)


def _leave(need: Need, state: str, now: datetime) -> Helper | None:
    """End what stands with a helper; who it was."""
    live = need.matches.filter(state__in=LIVE).select_related("helper__person", "helper__unit")
    match = next((one for one in live if one.state != MatchState.WAITING), None)
    for one in live:
        change(one, state=state if one.state == MatchState.AGREED else MatchState.OFF)
    cancel_tasks(need, now=now)
    return match.helper if match else None


@transaction.atomic
def renew(
    actor: Actor, need: Need, *, ends_on: date | None, consented: bool, how: str, now: datetime
) -> None:
    """Goes on until another day, with a fresh yes of the person. A proxy's tap is not one."""
    who = standing.selves(actor, need, need.pk)
    if not who & {Who.PERSON, Who.DESK}:
        raise NotAllowed("may_not_renew")
    if need.state != State.RUNNING:
        raise BadStep(f"{need.state}_renew")
    today = timezone.localdate(now)
    _check_renewal(need, ends_on, today, consented=consented, how=how, desk=Who.DESK in who)
    assert ends_on is not None
    change(need, ends_on=ends_on)
    consent = take_consent(actor, need, by=ConsentBy.SELF, how=how, until=ends_on, now=now)
    audit.record(actor, "need.renew", need, now=now, consent=consent.pk, until=ends_on)
    write_line(actor, need, "renew", now=now)
    match = need.matches.filter(state=MatchState.AGREED).order_by("-id").first()
    plan_ahead(need, match.times if match else need.times, now=now)


def _check_renewal(
    need: Need, ends_on: date | None, today: date, *, consented: bool, how: str, desk: bool
) -> None:
    if need.ends_on - today > timedelta(days=REMIND_DAYS):
        why = _("到期前 %(days)d 天才能续。") % {"days": REMIND_DAYS}
        raise RuleBroken("renew_too_early", why, {"ends_on": why})
    longest = today + timedelta(days=need.kind.longest_days - 1)
    if ends_on is None or not need.ends_on < ends_on <= longest:
        why = _("新的到期日请选 %(first)s 之后、%(last)s 之前。")
        said = why % {"first": need.ends_on.isoformat(), "last": longest.isoformat()}
        raise RuleBroken("end_unknown", said, {"ends_on": said})
    if not consented:
        why = _("续期要本人重新同意。请念给本人听，同意了再打勾。")
        raise RuleBroken("consent_needed", why, {"consent": why})
    own_tap = how == ConsentHow.ONLINE and not desk
    if not own_tap and how not in {ConsentHow.PHONE, ConsentHow.IN_PERSON, ConsentHow.PAPER}:
        why = _("请选是打电话问的、当面问的，还是看了签字。")
        raise RuleBroken("how_unknown", why, {"how": why})


def lapse_due(now: datetime) -> int:
    """Every night: what is past its last day ends by itself. How many."""
    ids = list(overdue(timezone.localdate(now)).order_by("ends_on").values_list("pk", flat=True))
    for start in range(0, len(ids), AT_ONCE):
        with transaction.atomic():
            found = Need.objects.select_related("kind", "served", "community").filter(
                pk__in=ids[start : start + AT_ONCE], state__in=list(OPEN)
            )
            for need in found:
                _lapse(need, now)
    return len(ids)


def _lapse(need: Need, now: datetime) -> None:
    helper = _leave(need, MatchState.OVER, now)
    move(SYSTEM, need, "lapse", now=now, planned_until=None)
    tell_helper_off(need, helper, now=now)
    tell_person(need, "lapsed", now=now)


def remind_endings(now: datetime) -> int:
    """Two weeks before the end the person is asked whether it goes on, once for each end date. How many."""
    found = list(ending_soon(timezone.localdate(now)).select_related("kind", "served", "community")[:5_000])
    for need in found:
        with transaction.atomic():
            Need.objects.filter(pk=need.pk).update(reminded_for=need.ends_on)
            audit.record(SYSTEM, "need.reminded", need, now=now, until=need.ends_on)
            tell_person(need, "ending", now=now, once=need.ends_on.isoformat())
            note = _("“%(kind)s”快到期了，问一句要不要续") % {"kind": need.kind.name}
            tell_desk(need, note, f"ending:{need.pk}:{need.ends_on}", now=now)
    return len(found)
