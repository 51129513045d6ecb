"""Helpers are asked one by one; the helper says yes, then the person does. Software only proposes."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.core import audit
from linli.core.actors import Actor
from linli.core.errors import BadStep, NotAllowed, RuleBroken
from linli.core.tasks import announce
from linli.needs.actions.caring import plan_ahead
from linli.needs.actions.moving import change, move, write_line
from linli.needs.actions.telling import tell_desk, tell_helper, tell_person
from linli.needs.models import Match, Need
from linli.needs.queries.matching import candidates
from linli.needs.rules import standing
from linli.needs.terms import ASK_MOST, MatchState, RefuseWhy, State, Who

_PROPOSED = 50  # a helper chosen from further down the list is still one who fits


@transaction.atomic
def ask_helpers(actor: Actor, need: Need, resource_ids: Sequence[int], *, now: datetime) -> Match:
    """Ask the first of these; the next when he says no. Only offers that fit can be asked."""
    if not resource_ids or len(set(resource_ids)) != len(resource_ids) or len(resource_ids) > ASK_MOST:
        why = _("请选一到 %(most)d 位，按先后问。") % {"most": ASK_MOST}
        raise RuleBroken("helpers_needed", why, {"helpers": why})
    if not standing.is_desk(actor, need):
        raise NotAllowed("may_not_ask")
    fitting = {one.resource.pk: one for one in candidates(need, most=_PROPOSED)}
    if not set(resource_ids) <= set(fitting):
        why = _("选的人里有一位刚刚满了，或不再合适。请看新的建议再选。")
        raise RuleBroken("helper_does_not_fit", why, {"helpers": why})
    move(actor, need, "ask", now=now)
    need.matches.filter(state=MatchState.WAITING).update(state=MatchState.OFF)
    for rank, pk in enumerate(resource_ids):
        one = fitting[pk]
        Match.objects.create(
            need=need, helper=one.resource.helper, resource=one.resource, rank=rank,
            reasons=list(one.reasons), times=one.proposal.times,
        )  # fmt: skip
    asked = _ask_next(need, now)
    assert asked is not None
    return asked


def _ask_next(need: Need, now: datetime) -> Match | None:
    waiting = need.matches.filter(state=MatchState.WAITING).select_related("helper__person", "helper__unit")
    following = waiting.order_by("rank", "id").first()
    if following is not None:
        change(following, state=MatchState.ASKED, asked_at=now)
        tell_helper(following, now=now)
    return following


@transaction.atomic
def answer_match(actor: Actor, match: Match, *, yes: bool, why: str = "", now: datetime) -> None:
    """The helper accepts, or says no with a listed reason; then the next one is asked."""
    need = _need(match)
    if not standing.is_helper(actor, match.helper) and not standing.is_desk(actor, need):
        raise NotAllowed("may_not_answer")
    if match.state != MatchState.ASKED or need.state != State.MATCHED:
        raise BadStep(f"{match.state}_answer")
    if not yes and why not in RefuseWhy.values:
        sentence = _("请选一个原因，只有社区看得到。")
        raise RuleBroken("reason_needed", sentence, {"why": sentence})
    if yes:
        change(match, state=MatchState.ACCEPTED)
        write_line(actor, need, "accept", now=now)
        tell_person(need, "accepted", now=now)
        announce("need.accepted", need_id=need.pk, match_id=match.pk)
    else:
        change(match, state=MatchState.REFUSED, why=why)
        _next_or_back(actor, need, match, now)
    audit.record(actor, "need.match_answered", need, now=now, match=match.pk, yes=yes)


@transaction.atomic
def choose(actor: Actor, match: Match, *, yes: bool, now: datetime) -> None:
    """The person takes the helper who accepted, or would rather have somebody else; no reason is asked.

    The desk may write it down for somebody who said so on the phone.
    """
    need = _need(match)
    if not standing.selves(actor, need, need.pk) & {Who.PERSON, Who.DESK}:
        raise NotAllowed("may_not_choose")
    if match.state != MatchState.ACCEPTED or need.state != State.MATCHED:
        raise BadStep(f"{match.state}_choose")
    if yes:
        change(match, state=MatchState.AGREED)
        need.matches.filter(state=MatchState.WAITING).update(state=MatchState.OFF)
        move(actor, need, "start", now=now, helper_id=match.helper_id, planned_until=None)
        plan_ahead(need, match.times, now=now)
        tell_helper(match, now=now)
    else:
        change(match, state=MatchState.UNWANTED)
        _next_or_back(actor, need, match, now)
    audit.record(actor, "need.chosen", need, now=now, match=match.pk, yes=yes)


def _next_or_back(actor: Actor, need: Need, match: Match, now: datetime) -> None:
    """The next of those named; when there is none, the need goes back to the desk."""
    if _ask_next(need, now) is None:
        move(actor, need, "pass", now=now, helper=match.helper)
        tell_desk(need, _("问过的人这次都不行，请再选一位"), f"pass:{match.pk}", now=now)


def _need(match: Match) -> Need:
    related = ("kind", "served", "community", "helper__person")
    return Need.objects.select_related(*related).get(pk=match.need_id)
