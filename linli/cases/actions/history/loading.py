"""Past work orders of another system become cases in the state that system left them in."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched, chain
from random import Random, SystemRandom
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.cases import rules
from linli.cases.actions.history import rows as write
from linli.cases.actions.history.past import CASE_FACTS, ORDER_FACTS, PastCase, PastCases, Words
from linli.cases.models import Case, CaseStep, Category, Rating, WorkOrder
from linli.cases.terms import State
from linli.core import audit
from linli.core.actors import Actor, Level, Right
from linli.core.bulk import check_references, next_ids, references_by_set
from linli.core.errors import NotAllowed, RuleBroken
from linli.core.sheets.reports import ImportReport
from linli.core.tasks import announce_many
from linli.organisation.models import Unit
from linli.places.models import Place

BATCH = 10_000  # rows of one transaction, half a second of writing
TOLD_AT_ONCE = 500  # cases of one event: what a subscriber can read and write in a few hundredths of a second


@dataclass(slots=True)
class _Known:
    """A case that came with this key before."""

    id: int
    version: int
    foreign: bool  # somebody filed it here: it has a caller
    state: str
    facts: tuple[Any, ...]
    order: tuple[Any, ...] | None = None
    order_id: int | None = None
    answer: tuple[bool, str] | None = None


@dataclass(slots=True)
class _Batch:
    new: PastCases = field(default_factory=PastCases)
    changed: list[tuple[_Known, PastCase]] = field(default_factory=list)


STATE = CASE_FACTS.index("state")
OWN_STEPS = ("import", "import_changed")


class HistoryLoader:
    """One import: each batch is one transaction with one audit line; a second run changes nothing.

    `dry_run` compares and counts, and writes nothing.
    """

    def __init__(
        self, actor: Actor, *, source: str, now: datetime, dry_run: bool, rng: Random | None = None
    ) -> None:
        if not any(seat.level is Level.DISTRICT for seat in actor.seats_with(Right.CASE_INTAKE)):
            raise NotAllowed("import_cases")
        self.report = ImportReport()
        self.left_alone = 0  # rows that differ from a case people have worked on here
        self._actor, self._source, self._now, self._dry_run = actor, source, now, dry_run
        self._rng = rng or SystemRandom()
        # What this import stores itself it does not meet again; what another one stores meanwhile is refused.
        self._any_known = write.is_known(source)
        self._category_codes = dict(Category.objects.values_list("pk", "code"))

    def load(self, cases: PastCases) -> None:
        """Rows with keys that differ from each other. Whole or not at all."""
        try:
            with references_by_set(), transaction.atomic():
                batch = self._sorted_out(cases)
                if not self._dry_run and (batch.new.key or batch.changed):
                    self._write(batch)
        except IntegrityError:  # another import stored one of these keys after we had looked
            says = _("另一个导入正在写入同样的工单。请等它结束，再运行一次：已写入的不会重复。")
            raise RuleBroken("imported_meanwhile", says) from None
        self.report.created += len(batch.new.key)
        self.report.changed += len(batch.changed)

    def _sorted_out(self, cases: PastCases) -> _Batch:
        known = self._known(cases.key) if self._any_known else {}
        if not known:
            return _Batch(new=cases)
        rows = cases.rows()
        batch = _Batch(new=PastCases.of(row for row in rows if row.key not in known))
        differing = [(known[row.key], row) for row in rows if row.key in known and self._differs(known, row)]
        touched = _worked_on([case.id for case, _row in differing])
        for case, row in differing:
            if case.foreign:
                self.report.refuse(row.line, _("这个编号已被平台上另一件诉求使用，请更换来源名称。"))
            elif case.id in touched:
                self.report.unchanged += 1
                self.left_alone += 1
            elif case.state == State.CLOSED and row.words.state != State.CLOSED:
                self.report.refuse(row.line, _("上次导入时已办结，这次却没有办结，请核对后在平台上处理。"))
            else:
                batch.changed.append((case, row))
        self.report.unchanged += len(known) - len(differing)
        return batch

    def _differs(self, known: dict[str, _Known], row: PastCase) -> bool:
        case = known[row.key]
        if case.foreign or case.facts != (
            *row.case_facts,
            self._category_codes.get(row.words.category_id or 0),
        ):
            return True
        return case.order != row.order_facts or case.answer != row.answer

    def _known(self, keys: Sequence[str]) -> dict[str, _Known]:
        """What the database has under these keys: one statement, three more when there is something."""
        ids = write.ids_of(keys)
        if not ids:
            return {}
        fields = ("intake_key", "id", "version", "caller__case_id", "category_id", *CASE_FACTS)
        found: dict[str, _Known] = {}
        for key, pk, version, caller, category_id, *facts in Case.objects.filter(pk__in=ids).values_list(
            *fields
        ):
            told = (*map(_plain, facts), self._category_codes.get(category_id or 0))
            found[key] = _Known(pk, version, caller is not None, facts[STATE], told)
        _add_orders({case.id: case for case in found.values()})
        return found

    def _write(self, batch: _Batch) -> None:
        _check(chain(batch.new.words, (row.words for _case, row in batch.changed)))
        count = len(batch.new.key)
        ids = next_ids(Case, count) if count else ()
        if count:
            write.insert(batch.new, ids, self._codes(count), self._actor, self._now)
        write.update([(case.id, case.version, row) for case, row in batch.changed])
        self._follow_changes(batch.changed)
        detail: dict[str, Any] = {
            "source": self._source,
            "created": len(ids),
            "first_last": [ids[0], ids[-1]] if ids else [],
            "changed": [case.id for case, _row in batch.changed],
        }
        audit.record(self._actor, "cases.imported", ("case", 0), now=self._now, **detail)
        announce_many("cases.imported", _stretches(ids))

    def _codes(self, count: int) -> list[str]:
        """Free codes, as good as side by side."""
        first = self._rng.randrange(2 * 10**9, 10**10 - 3 * count - 1)
        drawn = rules.code_run(first, count)
        ends = (drawn[0], rules.code_run(first + 2 * count, 1)[0]) if drawn else ("", "")
        taken = set(Case.objects.filter(code__range=ends).values_list("code", flat=True))
        if not taken:
            return drawn
        return [code for code in rules.code_run(first, 2 * count) if code not in taken][:count]

    def _follow_changes(self, changed: Sequence[tuple[_Known, PastCase]]) -> None:
        """Orders, answers and the timeline of changed cases, and who wants to know."""
        if not changed:
            return
        without = [(case.id, row) for case, row in changed if case.order_id is None]
        write.insert_orders([pk for pk, _row in without], PastCases.of(row for _pk, row in without))
        write.update_orders([(case.order_id, row) for case, row in changed if case.order_id])
        write.replace_answers([(case.id, row) for case, row in changed], self._now)
        ids, remarks = [case.id for case, _row in changed], [row.remark for _case, row in changed]
        write.insert_steps(ids, remarks, "import_changed", self._actor, self._now)
        closed = [case.id for case, row in changed if case.state != row.words.state]
        others = [case.id for case, row in changed if case.state == row.words.state]
        at = self._now.isoformat()
        announce_many("case.moved", [{"case_id": pk, "step": "close", "at": at} for pk in closed])
        announce_many("case.corrected", [{"case_id": pk} for pk in others])


def _check(words: Iterable[Words]) -> None:
    """What the rows refer to is there, and stays until they are."""
    different = {id(one): one for one in words}.values()  # the same object stands in many rows
    check_references(Category, (one.category_id for one in different))
    check_references(Unit, (one.unit_id for one in different))
    places = ((one.subdistrict_id, one.community_id, one.grid_id) for one in different)
    check_references(Place, chain.from_iterable(places))


def _add_orders(cases: dict[int, _Known]) -> None:
    orders = WorkOrder.objects.filter(case__in=list(cases), lead=True).order_by("id")
    for case_id, pk, *facts in orders.values_list("case_id", "id", *ORDER_FACTS):
        cases[case_id].order_id, cases[case_id].order = pk, tuple(map(_plain, facts))
    ratings = Rating.objects.filter(case__in=list(cases), round=0)
    for case_id, solved, satisfaction in ratings.values_list("case_id", "solved", "satisfaction"):
        cases[case_id].answer = (solved, satisfaction)


def _plain(value: Any) -> Any:
    """As a row of the file has it; the ORM gives moments in UTC, and those of imports have no fractions."""
    return str(value)[:19] if type(value) is datetime else value


def _worked_on(case_ids: Sequence[int]) -> set[int]:
    """Cases people have moved or corrected here: from then on the platform is right, not the file."""
    if not case_ids:
        return set()
    steps = CaseStep.objects.filter(case__in=case_ids).exclude(step__in=OWN_STEPS).exclude(by_kind="system")
    return set(steps.values_list("case_id", flat=True))


def _stretches(ids: Iterable[int]) -> Iterator[dict[str, int]]:
    """Payloads of `cases.imported`. Other new cases may lie between: who listens must be safe to repeat."""
    for some in batched(ids, TOLD_AT_ONCE):
        yield {"first_id": some[0], "last_id": some[-1]}
