"""Hot topics are found every hour, problems that come back every night; a desk chooses one for a month."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.cases.models import Case
from linli.cases.terms import State
from linli.core import audit
from linli.core.actors import Actor, Level, Right
from linli.core.errors import NotAllowed, RuleBroken
from linli.solvers.text.topics import Text, topics
from linli.solvers.text.topics import Topic as Found
from linli.triage.models import Recurring, Topic, TopicCase, TopicPlace
from linli.triage.rules.courses import course_of, recurs, same_topics
from linli.triage.terms import LEAST_OF_A_TOPIC, LEAST_TOLD, MOST_READ, PERIOD, RECURRING_MONTHS

LEVELS = (Level.SUBDISTRICT, Level.COMMUNITY, Level.GRID)
WORDS_MAX = 60


class Row(NamedTuple):
    """What is read of a case. Nothing of its caller: topics are counts of matters."""

    pk: int
    text: str
    received_at: datetime
    category: str | None
    subdistrict: int | None
    community: int | None
    grid: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """A topic as found: all its cases of both periods."""

    found: Found
    rows: Sequence[Row]


def find_topics(*, now: datetime) -> int:
    """Group the matters of this period and the one before; how many topics there are.

    Reading and grouping happen outside the transaction that writes: they may take seconds.
    """
    rows = {row.pk: row for row in _rows(now)}
    texts = [Text(row.pk, row.text, row.community or 0) for row in rows.values()]
    groups = [Group(found, [rows[pk] for pk in found.keys]) for found in topics(texts, LEAST_OF_A_TOPIC)]
    lately = [group for group in groups if _is_topic(group, now)]
    _write(lately, now)
    return len(lately)


def _rows(now: datetime) -> list[Row]:
    """Matters somebody may hear of as a number: not confidential, not about a unit, not turned away."""
    cases = Case.objects.filter(
        received_at__gte=now - 2 * PERIOD, received_at__lte=now, confidential=False, about_unit=None
    ).exclude(state__in=(State.DECLINED, State.REDIRECTED, State.WITHDRAWN))
    names = ("pk", "text", "received_at", "category__code", "subdistrict_id", "community_id", "grid_id")
    return [Row(*row) for row in cases.order_by("-received_at").values_list(*names)[:MOST_READ]]


def _is_topic(group: Group, now: datetime) -> bool:
    """Of now, with words of its own, and of one kind: what has all kinds is a way of speaking."""
    return bool(_this_period(group.rows, now) and group.found.words and _usual(group.rows) is not None)


def _this_period(rows: Sequence[Row], now: datetime) -> list[Row]:
    return [row for row in rows if row.received_at > now - PERIOD]


@transaction.atomic
def _write(groups: Sequence[Group], now: datetime) -> None:
    """A topic keeps its key while most of its matters stay; one whose matters are old is gone."""
    known = dict(TopicCase.objects.values_list("case_id", "topic_id"))
    keys = same_topics([group.found.keys for group in groups], known)
    kept = Topic.objects.in_bulk([key for key in keys if key is not None])
    Topic.objects.exclude(pk__in=kept).delete()
    TopicPlace.objects.all().delete()
    TopicCase.objects.all().delete()
    for group, key in zip(groups, keys, strict=True):
        topic = kept.get(key or 0) or Topic(found_at=now)
        lately = _this_period(group.rows, now)
        topic.words = " ".join(group.found.words)[:WORDS_MAX]
        topic.category_code = _usual(group.rows) or ""
        topic.cases, topic.before = len(lately), len(group.rows) - len(lately)
        topic.first_at = min(row.received_at for row in group.rows)
        topic.last_at = max(row.received_at for row in group.rows)
        topic.save()
        TopicCase.objects.bulk_create(TopicCase(case_id=row.pk, topic=topic) for row in group.rows)
        TopicPlace.objects.bulk_create(_places(topic, group.rows, now))


def _usual(rows: Sequence[Row]) -> str | None:
    """The category of at least half of them, "" for no category; None when there is no such."""
    usual, times = Counter(row.category or "" for row in rows).most_common(1)[0]
    return usual if 2 * times >= len(rows) else None


def _places(topic: Topic, rows: Sequence[Row], now: datetime) -> list[TopicPlace]:
    """The whole district, and every place of it with enough matters in either period."""
    counts: dict[tuple[str, int | None], list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        period = 0 if row.received_at > now - PERIOD else 1
        counts["", None][period] += 1
        for level in LEVELS:
            if (place := getattr(row, level)) is not None:
                counts[level, place][period] += 1
    return [
        TopicPlace(topic=topic, place_id=place, level=level, cases=cases, before=before,
                   course=course_of(cases, before))
        for (level, place), (cases, before) in counts.items()
        if place is None or cases >= LEAST_TOLD
    ]  # fmt: skip


@transaction.atomic
def find_recurring(*, now: datetime) -> int:
    """Kinds that filled a community's desk in several of the last six months; how many there are."""
    months = _months(timezone.localdate(now))
    counted = _monthly(months, now)
    chosen = {(one.community_id, one.category_code): one.chosen_for for one in Recurring.objects.all()}
    found = [
        Recurring(
            community_id=community,
            category_code=code,
            months=sum(cases > 0 for cases in monthly),
            cases=sum(monthly),
            monthly=[[month.strftime("%Y-%m"), cases] for month, cases in zip(months, monthly, strict=True)],
            chosen_for=chosen.get((community, code), ""),
        )
        for (community, code), monthly in sorted(counted.items())
        if recurs(monthly) or chosen.get((community, code))
    ]
    Recurring.objects.all().delete()
    Recurring.objects.bulk_create(found)
    return len(found)


def _months(today: date) -> list[date]:
    """The first days of the last six months, oldest first, this one last."""
    found = [today.replace(day=1)]
    while len(found) < RECURRING_MONTHS:
        found.insert(0, (found[0] - timedelta(days=1)).replace(day=1))
    return found


def _monthly(months: Sequence[date], now: datetime) -> Mapping[tuple[int, str], list[int]]:
    cases = Case.objects.filter(
        community__isnull=False,
        category__isnull=False,
        confidential=False,
        received_at__gte=_midnight(months[0]),
        received_at__lte=now,
    ).exclude(state__in=(State.DECLINED, State.REDIRECTED, State.WITHDRAWN))
    rows = (
        cases.annotate(month=TruncMonth("received_at"))
        .order_by()
        .values_list("community_id", "category__code", "month")
    )
    found: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0] * len(months))
    for community, code, month, number in rows.annotate(number=Count("pk")):
        found[community, code][months.index(month.date())] += number
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001 made aware here


@transaction.atomic
def choose_recurring(actor: Actor, problem: Recurring, *, month: str, now: datetime) -> Recurring:
    """Make a problem the topic of a month (每月一题), or with an empty month take it back."""
    if not actor.reaches(Right.CASE_DESK, problem.community):
        raise NotAllowed("may_not_choose_topic")
    if month and not _is_month(month):
        raise RuleBroken("month_unreadable", _("请把月份写成 2026-06 的样子。"), {"month": _("月份不对")})
    was = problem.chosen_for
    problem.chosen_for = month
    problem.save(update_fields=["chosen_for"])
    audit.record(
        actor, "triage.topic_chosen", problem, now=now, month=month, was=was,
        community=problem.community_id, category=problem.category_code,
    )  # fmt: skip
    return problem


def _is_month(text: str) -> bool:
    try:
        return datetime.strptime(text, "%Y-%m").strftime("%Y-%m") == text  # noqa: DTZ007 a month has no zone
    except ValueError:
        return False
