"""A run over the rows of a file: each in a savepoint of its own, and what became of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import batched

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.core.actors import Actor
from linli.core.errors import DomainError, NotAllowed
from linli.core.sheets.reading import Row
from linli.core.sheets.reports import ImportReport
from linli.organisation.imports.cells import Values, bad

BATCH = 200  # rows of one transaction: a few milliseconds of writing while others want to write too
CREATED, CHANGED, UNCHANGED = "created", "changed", "unchanged"


@dataclass(slots=True)
class Run:
    """One import: what it knows, and what became of each line."""

    actor: Actor
    now: datetime
    report: ImportReport = field(default_factory=ImportReport)
    done: dict[int, str] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def each(self, rows: Iterable[Row], work: Callable[[Values], str]) -> list[Row]:
        """Work on each row in a savepoint of its own; the rows that were good."""
        good: list[Row] = []
        for batch in batched(rows, BATCH):
            with transaction.atomic():
                good += [row for row in batch if self._one(row, work)]
        return good

    def _one(self, row: Row, work: Callable[[Values], str]) -> bool:
        try:
            with transaction.atomic():
                if row.surplus:
                    raise bad(_("这一行的格子比表头多，可能错了一列"))
                outcome = work(row.values)
        except DomainError as error:
            self.done.pop(row.line, None)
            self.report.refuse(row.line, reason_of(error))
            return False
        before = self.done.get(row.line, UNCHANGED)
        self.done[row.line] = before if outcome == UNCHANGED or before == CREATED else outcome
        return True

    def finish(self) -> ImportReport:
        outcomes = list(self.done.values())
        self.report.created += outcomes.count(CREATED)
        self.report.changed += outcomes.count(CHANGED)
        self.report.unchanged += outcomes.count(UNCHANGED)
        return self.report


def reason_of(error: DomainError) -> str:
    return error.sentence or (
        _("您不能在这里安排单位和人员") if isinstance(error, NotAllowed) else error.code
    )


def in_one_or_none(run: Callable[[], ImportReport], dry_run: bool) -> ImportReport:
    """A dry run does everything and takes it back."""
    if not dry_run:
        return run()
    with transaction.atomic():
        report = run()
        transaction.set_rollback(True)
        return report
