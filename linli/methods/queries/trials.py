"""Trials: what was asked for, how far it is, what came out."""

from django.db.models import QuerySet

from linli.core.actors import Actor, Right
from linli.core.errors import NotFound
from linli.methods.models import Pack, Trial
from linli.methods.reading import content_digest


def visible_trials(actor: Actor) -> QuerySet[Trial]:
    """Who looks after packs sees what they would do; which matters they are about is asked in `cases`."""
    trials = Trial.objects.select_related("against").defer("content", "against__text", "against__content")
    return trials.order_by("-pk") if actor.has(Right.PACK_MANAGE) else trials.none()


def trial_for(actor: Actor, trial_id: int) -> Trial:
    found = visible_trials(actor).filter(pk=trial_id).first()
    if found is None:
        raise NotFound("trial")
    return found


def trial_before(pack: Pack, current: Pack | None) -> Trial | None:
    """The last finished trial of what the version says, beside the one in force; its draft's counts too."""
    found = Trial.objects.filter(
        digest=content_digest(pack.content), against=current, state=Trial.State.DONE
    ).order_by("-pk")
    return found.defer("content").first()
