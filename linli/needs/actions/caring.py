"""The care plan: dated tasks for a named helper. A day and a part of the day, nothing else is noted."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.core import audit
from linli.core.actors import SYSTEM, Actor
from linli.core.errors import BadStep, NotAllowed, RuleBroken
from linli.needs.actions.moving import change, move, write_line
from linli.needs.actions.telling import tell_desk, tell_person
from linli.needs.models import CareTask, Need
from linli.needs.rules import standing
from linli.needs.rules.times import planned_days
from linli.needs.terms import (
    PLAN_AHEAD_DAYS,
    CareState,
    MatchState,
    NotDone,
    Part,
    Rhythm,
    State,
    Who,
)

AT_ONCE = 200


def plan_ahead(need: Need, times: int, *, now: datetime) -> int:
    """Tasks of a running need up to four weeks ahead, never past its end. The number of new ones."""
    assert need.helper_id is not None
    today = timezone.localdate(now)
    last = min(need.ends_on, today + timedelta(days=PLAN_AHEAD_DAYS))
    first = max(today, need.starts_on)
    if need.planned_until is not None:
        first = max(first, need.planned_until + timedelta(days=1))
    if need.rhythm == Rhythm.ONCE and need.tasks.exclude(state=CareState.CANCELLED).exists():
        first = last + timedelta(days=1)
    anchor = first if need.rhythm == Rhythm.ONCE else need.starts_on
    days = list(planned_days(times, need.rhythm, anchor, first, last)) if first <= last else []
    CareTask.objects.bulk_create(
        [CareTask(need=need, helper_id=need.helper_id, on=day, part=part) for day, part in days],
        ignore_conflicts=True,
    )
    Need.objects.filter(pk=need.pk).update(planned_until=last)
    need.planned_until = last
    return len(days)


def extend_plans(now: datetime) -> int:
    """Every night: plans that end within three weeks go on, as long as the need does. How many."""
    today = timezone.localdate(now)
    soon = today + timedelta(days=PLAN_AHEAD_DAYS - 7)
    short = Q(planned_until__lt=soon) & Q(planned_until__lt=F("ends_on"))
    found = Need.objects.filter(short, state=State.RUNNING).order_by("planned_until")
    ids = list(found.values_list("pk", flat=True))
    for start in range(0, len(ids), AT_ONCE):
        with transaction.atomic():
            for need in Need.objects.filter(pk__in=ids[start : start + AT_ONCE], state=State.RUNNING):
                plan_ahead(need, _agreed_times(need), now=now)
    return len(ids)


def _agreed_times(need: Need) -> int:
    match = need.matches.filter(state=MatchState.AGREED).order_by("-id").first()
    return match.times if match else need.times


def cancel_tasks(need: Need, *, now: datetime) -> int:
    """What is still to come is off; what was done stays until everything is deleted."""
    ahead = need.tasks.filter(state=CareState.PLANNED)
    return ahead.update(state=CareState.CANCELLED, version=F("version") + 1)


@transaction.atomic
def task_done(actor: Actor, task: CareTask, *, now: datetime) -> None:
    """The helper says it is done; of a need of one visit that is the end."""
    need = _checked(actor, task, now)
    change(task, state=CareState.DONE, reason="")
    audit.record(actor, "care.done", need, now=now, task=task.pk)
    if need.rhythm == Rhythm.ONCE:
        move(SYSTEM, need, "meet", now=now)
        need.matches.filter(state=MatchState.AGREED).update(state=MatchState.OVER)


@transaction.atomic
def task_not_possible(actor: Actor, task: CareTask, *, reason: str, now: datetime) -> None:
    """It did not come about, for a listed reason; the desk hears when nobody opened."""
    if reason not in NotDone.values:
        why = _("请选一个原因。")
        raise RuleBroken("reason_needed", why, {"reason": why})
    need = _checked(actor, task, now)
    change(task, state=CareState.NOT_POSSIBLE, reason=reason)
    audit.record(actor, "care.not_possible", need, now=now, task=task.pk)
    if reason in {NotDone.NOBODY_HOME, NotDone.NO_HELPER, NotDone.NO_MATERIAL}:
        tell_desk(need, str(NotDone(reason).label), f"care:{task.pk}", now=now)


@transaction.atomic
def move_task(actor: Actor, task: CareTask, *, to: date, part: int, now: datetime) -> CareTask:
    """Another day, inside the term of the need; the person reads it on the own page."""
    need = _open(actor, task)
    today = timezone.localdate(now)
    if not max(today, need.starts_on) <= to <= need.ends_on:
        why = _("新的日子要在今天和到期日 %(last)s 之间。") % {"last": need.ends_on.isoformat()}
        raise RuleBroken("day_outside", why, {"to": why})
    if part not in Part.values:
        why = _("请选上午、下午或晚上。")
        raise RuleBroken("part_unknown", why, {"part": why})
    still = Q(state__in=[CareState.PLANNED, CareState.DONE])
    if need.tasks.filter(still, on=to, part=part).exists():
        why = _("那一天已经约了，请换一个时间。")
        raise RuleBroken("day_taken", why, {"to": why})
    change(task, state=CareState.MOVED, moved_to=to)
    made = CareTask.objects.create(need=need, helper_id=task.helper_id, on=to, part=part)
    audit.record(actor, "care.moved", need, now=now, task=task.pk)
    write_line(actor, need, "moved", now=now)
    tell_person(need, "moved", now=now, once=str(made.pk))
    return made


@transaction.atomic
def tell_missed(actor: Actor, task: CareTask, *, now: datetime) -> None:
    """The person says that nobody came. The person's word stands beside the helper's."""
    need = _need(task)
    if not standing.selves(actor, need, need.pk) & {Who.PERSON, Who.DESK}:
        raise NotAllowed("may_not_tell_missed")
    if task.on > timezone.localdate(now) or task.state in {CareState.CANCELLED, CareState.MOVED}:
        raise BadStep("not_yet")
    change(task, missed=True)
    audit.record(actor, "care.missed", need, now=now, task=task.pk)
    write_line(actor, need, "missed", now=now)
    tell_desk(need, _("本人说约好的人没有来"), f"missed:{task.pk}", now=now)


def _checked(actor: Actor, task: CareTask, now: datetime) -> Need:
    need = _open(actor, task)
    if task.on > timezone.localdate(now):
        raise RuleBroken("day_not_yet", _("还没到那一天。日子变了请点“改日子”。"))
    return need


def _open(actor: Actor, task: CareTask) -> Need:
    """The need of a task that still stands, for its named helper or the desk."""
    need = _need(task)
    if not standing.is_helper(actor, task.helper) and not standing.is_desk(actor, need):
        raise NotAllowed("may_not_answer_task")
    if task.state != CareState.PLANNED or need.state != State.RUNNING:
        raise BadStep(f"{task.state}_task")
    return need


def _need(task: CareTask) -> Need:
    return Need.objects.select_related("kind", "served", "community", "helper__person").get(pk=task.need_id)
