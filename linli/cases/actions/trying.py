"""Running a trial: the matters of some days under two books of rules, a chunk at a time."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from linli.cases.models import Case
from linli.cases.rules.what_if import MOST_LISTED, Bench, Difference, Matter, Tally
from linli.core import audit
from linli.core.actors import SYSTEM
from linli.core.calendar.rules import due_at
from linli.core.lists import keyset_page
from linli.methods.models import Trial, TrialDifference
from linli.places.desk_hours import DeskHours

AT_ONCE = 1000  # matters of one transaction: a fraction of a second


class Row(NamedTuple):
    """What a trial reads of a matter: never who raised it."""

    id: int
    code: str
    text: str
    category_guessed: bool
    category__code: str | None
    received_at: datetime
    subdistrict_id: int | None
    community_id: int | None
    grid_id: int | None
    community__name: str | None
    estate__name: str | None

    @property
    def place(self) -> str:
        return " ".join(name for name in (self.community__name, self.estate__name) if name)


def run_trial(trial: Trial, bench: Bench, *, now: datetime) -> None:
    """To the end, from wherever an attempt before this one came. Memory: one chunk and the tally."""
    cases = _cases(trial)
    if trial.state == Trial.State.WAITING:
        trial.total, trial.state = cases.count(), Trial.State.RUNNING
        waiting = Trial.objects.filter(pk=trial.pk, state=Trial.State.WAITING)
        waiting.update(total=trial.total, state=trial.state)
    hours = DeskHours()
    while trial.state == Trial.State.RUNNING and _step(trial, cases, bench, hours, now=now):
        pass


def _cases(trial: Trial) -> QuerySet[Case, Any]:
    zone = timezone.get_default_timezone()
    start, end = (datetime.combine(day, time.min, zone) for day in (trial.first_day, trial.last_day))
    cases = Case.objects.filter(received_at__gte=start, received_at__lt=end + timedelta(days=1))
    found: QuerySet[Case, Any] = cases.values(*Row._fields)
    return found


@transaction.atomic
def _step(trial: Trial, cases: QuerySet[Case, Any], bench: Bench, hours: DeskHours, *, now: datetime) -> bool:
    """One chunk, its rows and how far the trial is, together. False: done, or somebody else is doing it."""
    page = keyset_page(cases, order=("-received_at", "-id"), after=trial.after, size=AT_ONCE)
    tally = Tally.of(trial.differing, trial.summary)
    rows: list[TrialDifference] = []
    for row in (Row(**values) for values in page.rows):
        matter = Matter(row.category__code or "", row.category_guessed, row.text)
        category, unit, found = bench.judge(matter)
        tally.add(category, unit, found)
        rows += _listed(trial, row, category, found, hours)
    kept = rows[: max(MOST_LISTED - trial.listed, 0)]
    changes: dict[str, Any] = {
        "done": trial.done + len(page.rows),
        "after": page.next,
        "differing": tally.differing,
        "listed": trial.listed + len(kept),
        "summary": tally.as_json(),
    }
    if not page.next:
        changes |= {"state": Trial.State.DONE, "finished_at": now}
    here = Trial.objects.filter(pk=trial.pk, done=trial.done, state=Trial.State.RUNNING)
    if not here.update(**changes):
        return False
    TrialDifference.objects.bulk_create(kept, batch_size=200)
    for name, value in changes.items():
        setattr(trial, name, value)
    if not page.next:
        audit.record(SYSTEM, "trial.done", trial, now=now, total=trial.total, differing=trial.differing)
    return bool(page.next)


def _listed(
    trial: Trial, row: Row, category: str, found: Sequence[Difference], hours: DeskHours
) -> Iterable[TrialDifference]:
    for one in found:
        calendar = hours.calendar_for(row)
        before, after = (
            due_at(row.received_at, limit, calendar) if limit is not None else None for limit in one.limits
        )
        yield TrialDifference(
            trial=trial,
            case_id=row.id,
            code=row.code,
            kind=one.kind,
            category=category,
            place=row.place[:120],
            before=one.before,
            after=one.after,
            before_due=before,
            after_due=after,
        )
