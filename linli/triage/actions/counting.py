"""Learning from finished cases. Counts are derived from cases, so no audit line tells of each."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max

from linli.cases.models import Case
from linli.core import audit
from linli.core.actors import Actor, Right
from linli.core.errors import NotAllowed
from linli.solvers.dispatching import Facts, contexts
from linli.triage.models import Lesson, UnitCount
from linli.triage.rules.answers import answer_of, facts_of
from linli.triage.terms import TAUGHT

AT_ONCE = 1000  # cases of one transaction

type Cell = tuple[str, str]  # context, answer


@transaction.atomic
def learn_cases(case_ids: Iterable[int]) -> int:
    """Count which unit finished these cases, each once however often this is called; how many changed.

    A case that was counted before and has changed (category, place, unit) is taken back first.
    """
    lessons = {lesson.pk: lesson for lesson in map(_lesson, _finished(case_ids))}
    known = Lesson.objects.in_bulk(lessons)
    fresh = {pk: lesson for pk, lesson in lessons.items() if _values(lesson) != _values(known.get(pk))}
    changes: Counter[Cell] = Counter()
    for pk, lesson in fresh.items():
        changes.update(_cells(lesson))
        if pk in known:
            changes.subtract(_cells(known[pk]))
    _count(changes)
    Lesson.objects.filter(pk__in=fresh.keys() & known.keys()).delete()
    Lesson.objects.bulk_create([fresh[pk] for pk in sorted(fresh)])
    return len(fresh)


def _finished(case_ids: Iterable[int]) -> Iterable[Case]:
    cases = Case.objects.filter(
        pk__in=list(case_ids), state__in=TAUGHT, unit__isnull=False, category__isnull=False
    )
    return cases.select_related("category", "unit__place").defer("text", "unit__place__shape")


def _lesson(case: Case) -> Lesson:
    facts = facts_of(case)
    assert case.unit is not None and case.category is not None
    return Lesson(
        case_id=case.pk,
        category=case.category.code,
        area=facts.area,
        spot=facts.spot,
        channel=facts.channel,
        answer=answer_of(case.unit, case),
    )


def _values(lesson: Lesson | None) -> tuple[str, ...]:
    if lesson is None:
        return ()
    return (lesson.category, lesson.area, lesson.spot, lesson.channel, lesson.answer)


def _cells(lesson: Lesson) -> list[Cell]:
    group = lesson.category.rpartition(".")[0]
    categories = (lesson.category, group) if group else (lesson.category,)
    facts = Facts(categories, lesson.area, lesson.spot, lesson.channel)
    return [(context, lesson.answer) for context in contexts(facts)]


def _count(changes: Counter[Cell]) -> None:
    """Add to the counts in the database, in one order, so that two workers cannot wait for each other."""
    table = connection.ops.quote_name(UnitCount._meta.db_table)
    add = (
        f"INSERT INTO {table} (context, answer, count) VALUES (%s, %s, %s) "  # noqa: S608 our own name
        f"ON CONFLICT (context, answer) DO UPDATE SET count = {table}.count + %s"
    )
    rows = [(*cell, max(change, 0), change) for cell, change in sorted(changes.items()) if change]
    with connection.cursor() as cursor:
        cursor.executemany(add, rows)


def learn_dispatch(actor: Actor, *, now: datetime) -> int:
    """Go through all stored cases and make the learned table tell them, a thousand in a transaction.

    For cases that came in by file, and after a change of units or categories. Safe to stop and to repeat.
    """
    if not actor.has(Right.PACK_MANAGE):
        raise NotAllowed("may_not_learn")
    last = Case.objects.aggregate(last=Max("pk"))["last"] or 0
    changed = sum(learn_cases(range(start, start + AT_ONCE)) for start in range(1, last + 1, AT_ONCE))
    audit.record(actor, "triage.learned", ("case", 0), now=now, changed=changed)
    return changed
