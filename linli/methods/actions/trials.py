"""Asking what a content would have done with the matters of some days. The answer is worked out by a task."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.core import audit
from linli.core.actors import Actor, Right
from linli.core.errors import NotAllowed, RuleBroken
from linli.core.tasks import announce
from linli.methods import queries
from linli.methods.actions.drafts import sound_content
from linli.methods.models import Draft, Pack, Trial, TrialDifference
from linli.methods.reading import content_digest
from linli.methods.terms import TRIAL_DAYS_MOST, TRIALS_LISTED

type Days = tuple[date, date]


@transaction.atomic
def try_pack(actor: Actor, pack: Pack, days: Days, *, now: datetime) -> Trial:
    return _ask(actor, pack.content, days, title=str(pack.title), now=now)


@transaction.atomic
def try_draft(actor: Actor, draft: Draft, days: Days, *, now: datetime) -> Trial:
    """As the draft stands now: what is changed afterwards is not in it."""
    return _ask(actor, sound_content(draft), days, title=draft.title, draft=draft, now=now)


def _ask(
    actor: Actor,
    content: Mapping[str, Any],
    days: Days,
    *,
    title: str,
    now: datetime,
    draft: Draft | None = None,
) -> Trial:
    if not actor.has(Right.PACK_MANAGE):
        raise NotAllowed("try_pack")
    against = queries.active_pack()
    if against is None:
        raise RuleBroken("no_pack", _("还没有启用方法包，没有可以比的。"))
    _check_days(days, timezone.localdate(now))
    trial = Trial.objects.create(
        against=against,
        draft=draft,
        title=title,
        content=content,
        digest=content_digest(content),
        first_day=days[0],
        last_day=days[1],
        asked_at=now,
    )
    old = _older(TRIALS_LISTED)
    TrialDifference.objects.filter(trial__in=old).delete()
    Trial.objects.filter(pk__in=old).update(listed=0)
    audit.record(actor, "trial.asked", trial, now=now, against=against.pk, digest=trial.digest)
    announce("rules.trial_asked", trial_id=trial.pk)
    return trial


def _older(most: int) -> list[int]:
    """Trials beyond the newest that still have a list."""
    newest = Trial.objects.order_by("-pk").values_list("pk", flat=True)[:most]
    return list(Trial.objects.exclude(pk__in=list(newest)).filter(listed__gt=0).values_list("pk", flat=True))


def _check_days(days: Days, today: date) -> None:
    first, last = days
    why, field = "", "last_day"
    if first > last:
        why, field = _("开始的一天要在结束的一天之前。"), "first_day"
    elif last > today:
        why = _("还没到的日子没有诉求，最晚选今天。")
    elif (last - first).days >= TRIAL_DAYS_MOST:
        why = _("一次最多试算 %(most)d 天，请选短一些。") % {"most": TRIAL_DAYS_MOST}
    if why:
        raise RuleBroken("trial_days", why, {field: why})
