"""One row of somebody else's table becomes one past case, or a sentence about why not."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from operator import itemgetter
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.cases import rules
from linli.cases.actions.history import PastCase, Words
from linli.cases.imports.lookups import Areas, BadRowError, Categories, Remembered, Topic, Units, Where
from linli.cases.imports.mapping import FIELDS, CaseMapping
from linli.cases.imports.moments import earliest, read_moment
from linli.cases.queries.rulebook import RuleBook
from linli.cases.terms import NOTE_MAX, Outcome, Stage, State
from linli.core.bulk import moment
from linli.core.errors import RuleBroken
from linli.core.sheets.reading import Row
from linli.places.desk_hours import DeskHours

KEY_MOST, PLACE_MOST = 64, 120
AREA = ("subdistrict", "community", "grid")
TOPIC = ("group", "group_name", "category", "category_name")
UNIT = ("unit", "unit_name")
VERDICT = ("kind", "channel", "state", "late", "outcome", "solved", "satisfaction")
MOMENTS = {
    "received_at": gettext_lazy("受理时间"),
    "dispatched_at": gettext_lazy("派单时间"),
    "due_at": gettext_lazy("办结时限"),
    "closed_at": gettext_lazy("办结时间"),
}
DAYS_END = frozenset({"due_at", "closed_at"})  # a bare day means its end
TABLES = {
    "kind": "kinds", "channel": "channels", "state": "states", "outcome": "outcomes",
    "satisfaction": "satisfactions",
}  # fmt: skip

type Cells = tuple[str, ...]  # of one row, in the order of FIELDS; "" where the file says nothing


class Verdict(NamedTuple):
    """What the few words of a row say that stand in every other row too."""

    kind: str
    channel: str
    state: str  # "": the moment of closing decides
    late: bool | None
    outcome: str
    solved: bool | None
    satisfaction: str

    def closes(self, closed_at: str) -> bool:
        return self.state == State.CLOSED or bool(closed_at and not self.state)


class Meaning(NamedTuple):
    """What the few words of a row come to, whatever else stands in it."""

    words: Words  # of a closed case
    sentence: str  # for a row without a text
    state: str  # as `Verdict.state`
    late: bool | None


def _of(*names: str) -> Callable[[Cells], Cells]:
    return itemgetter(*[FIELDS.index(name) for name in names])


_area, _topic, _unit, _verdict = _of(*AREA), _of(*TOPIC), _of(*UNIT), _of(*VERDICT)
_rest = _of("id", "received_at", "dispatched_at", "due_at", "closed_at", "place_name", "text", "result")


class RowReader:
    """Reads rows by a mapping; holds what is the same for all of them. Knows nothing of the rows before.

    A row costs little, because whatever is drawn from a few hundred words is worked out once for each.
    """

    def __init__(self, mapping: CaseMapping, book: RuleBook, units: Units, *, now: datetime) -> None:
        self._mapping, self._book, self._units = mapping, book, units
        self._now, self._earliest = moment(now), earliest()
        self._hours = DeskHours()
        self._nothing, self._forms, self._zone = mapping.nothing, mapping.dates, mapping.zone
        self._places = [name if name in mapping.fields else None for name in FIELDS]
        self._categories = Categories(book, mapping.category_code, mapping.words["category"])
        self._where = Remembered(Areas(mapping.words["place"]).find)
        self._topic = Remembered(self._categories.find)
        self._unit = Remembered(lambda *cells: (units.find(*self._renamed("unit", cells)),))
        self._verdict = Remembered(self._judged)
        self._sentence = Remembered(_sentence)

    def read(self, row: Row) -> PastCase:
        """Raises BadRowError."""
        if row.surplus:
            raise BadRowError(_("这一行的格子比表头多，可能错了一列"))
        get = row.values.get
        cells = [get(name, "") if name else "" for name in self._places]
        if not self._nothing.isdisjoint(cells):
            cells = ["" if cell in self._nothing else cell for cell in cells]
        try:
            return self._past(row.line, tuple(cells))
        except RuleBroken as refused:
            raise BadRowError(refused.sentence) from None

    def _past(self, line: int, cells: Cells) -> PastCase:
        number, received, dispatched, due, closed, place_name, text, result = _rest(cells)
        received_at = self._moment("received_at", received)
        closed_at = self._moment("closed_at", closed, received_at) if closed else ""
        due_told = self._moment("due_at", due, future=True) if due else ""
        order_due_at = due_told or closed_at or received_at
        verdict = self._verdict(*_verdict(cells))
        where = self._where(*_area(cells))
        topic = self._topic(*_topic(cells))
        guessed = False
        if not (where.subdistrict_id or place_name or self._mapping.keeps_unlocated):
            raise BadRowError(_("没有写在哪里：街道、社区、网格和地点都是空的"))
        if text:
            text = clean_text(text)
            topic, guessed = self._guessed(topic, text)
        key = self._key(number)
        is_closed = verdict.closes(closed_at)
        unit_id = self._unit_of(cells) if is_closed else None
        words = self._words(where, topic, verdict, unit_id, guessed=guessed)
        dispatched_at = self._moment("dispatched_at", dispatched, received_at) if dispatched else received_at
        late = self._late(verdict, closed_at, due_told)
        past = PastCase(
            line, key, words, text or self._sentence(where.name, topic.words), place_name[:PLACE_MOST],
            received_at, closed_at, order_due_at, dispatched_at, order_due_at, bool(due_told),
            order_due_at if late else "", self._result(result) if result else "", "",
        )  # fmt: skip
        return past if is_closed else self._still_open(past, cells, topic, where)

    def meaning(
        self, area: Sequence[str], topic: Sequence[str], unit: Sequence[str], verdict: Sequence[str]
    ) -> Meaning | None:
        """None where something is wrong or not known yet."""
        try:
            judged, where, about = self._verdict(*verdict), self._where(*area), self._topic(*topic)
            unit_id = self._units.known(*self._renamed("unit", unit))
        except BadRowError:
            return None
        if unit_id is None:
            return None
        words = self._words(where, about, judged, unit_id, guessed=False)
        return Meaning(words, self._sentence(where.name, about.words), judged.state, judged.late)

    @staticmethod
    def _words(where: Where, topic: Topic, verdict: Verdict, unit_id: int | None, *, guessed: bool) -> Words:
        """Of a closed case."""
        return Words(
            verdict.channel, verdict.kind, topic.category_id, guessed, topic.colour, topic.scale,
            where.subdistrict_id, where.community_id, where.grid_id, State.CLOSED.value, verdict.outcome,
            unit_id, verdict.solved, verdict.satisfaction,
        )  # fmt: skip

    def _still_open(self, past: PastCase, cells: Cells, topic: Topic, where: Where) -> PastCase:
        """It waits for the desk like any other: its limit runs from receipt; whose it was is a remark."""
        if past.closed_at:
            raise BadRowError(_("有办结时间，状态却不是已办结"))
        limit = self._book.limit(
            Stage.DISPATCH, topic.colour, self._book.categories.get(topic.category_id or 0)
        )
        received_at = datetime.fromisoformat(past.received_at).replace(tzinfo=UTC)
        name = next(filter(None, reversed(_unit(cells))), "")
        return past._replace(
            words=past.words._replace(state=State.REGISTERED.value, outcome="", solved=None, satisfaction=""),
            due_at=moment(limit.due(received_at, self._hours.calendar_for(where))),
            late_at="",
            remark=f"原承办单位：{name[:80]}" if name else "",
        )

    def _key(self, number: str) -> str:
        key = f"{self._mapping.source}:{number}"
        if not number:
            raise BadRowError(_("编号是空的"))
        if len(key) > KEY_MOST:
            raise BadRowError(_("编号“%(id)s…”太长了") % {"id": number[:20]})
        return key

    def _moment(self, name: str, cell: str, not_before: str = "", *, future: bool = False) -> str:
        at = read_moment(
            cell, self._mapping.dates, self._mapping.zone, day_ends=name in {"closed_at", "due_at"}
        )
        if self._earliest <= at and not_before <= at and (future or at <= self._now):
            return at
        if not cell:
            says = _("%(label)s是空的")
        elif not at:
            says = _("%(label)s写的是“%(cell)s”，看不懂这个日期")
        elif at < self._earliest:
            says = _("%(label)s“%(cell)s”太早，请检查年份")
        elif at > self._now and not future:
            says = _("%(label)s“%(cell)s”在将来")
        else:
            says = _("%(label)s“%(cell)s”早于受理时间")
        raise BadRowError(says % {"label": MOMENTS[name], "cell": cell[:30]})

    def _judged(self, *cells: str) -> Verdict:
        told = dict(zip(VERDICT, cells, strict=True))
        outcome = str(self._meaning("outcome", told))
        satisfaction = str(self._meaning("satisfaction", told)) if told["satisfaction"] else ""
        solved = bool(self._meaning("solved", told)) if told["solved"] else None
        if solved is None and satisfaction:
            if not told["outcome"]:
                raise BadRowError(_("有满意度，却没有写是否解决"))
            solved = outcome == Outcome.SOLVED
        if solved is not None and not told["outcome"]:
            outcome = (Outcome.SOLVED if solved else Outcome.EXPLAINED).value
        late = bool(self._meaning("late", told)) if told["late"] else None
        kind, channel, state = (str(self._meaning(name, told)) for name in ("kind", "channel", "state"))
        return Verdict(kind, channel, state, late, outcome, solved, satisfaction)

    def _meaning(self, name: str, told: dict[str, str]) -> object:
        """What the cell means to us; the mapping's default when it is empty."""
        cell = told[name]
        if not cell:
            return self._mapping.defaults[name]
        meaning = self._mapping.words[name].get(cell)
        if meaning is None:
            says = _("“%(cell)s”没有在对应表 [%(table)s] 里写明是什么意思")
            raise BadRowError(says % {"cell": cell[:40], "table": TABLES.get(name, name)})
        return meaning

    def _guessed(self, topic: Topic, text: str) -> tuple[Topic, bool]:
        guess = self._book.guess(text) if topic.category_id is None else None
        return (
            (self._categories.topic(self._book.categories[guess.category_id]), True)
            if guess
            else (topic, False)
        )

    def _unit_of(self, cells: Cells) -> int:
        (unit_id,) = self._unit(*_unit(cells))
        if unit_id is None:
            raise BadRowError(_("已办结却没有承办单位"))
        return unit_id

    def _renamed(self, name: str, cells: Iterable[str]) -> list[str]:
        word = self._mapping.words[name]
        return [word.get(cell, cell) for cell in cells]

    def _late(self, verdict: Verdict, closed_at: str, due_at: str) -> bool:
        if verdict.late is not None:
            return verdict.late
        return bool(due_at) and closed_at > due_at

    def _result(self, result: str) -> str:
        if len(result) > NOTE_MAX:
            sizes = {"most": NOTE_MAX, "now": len(result)}
            raise BadRowError(_("办理结果最多 %(most)d 个字，现在有 %(now)d 个字") % sizes)
        return _printable(result)


def _sentence(place: str, about: str) -> str:
    """Chinese data: what can be said of a matter whose words were not kept."""
    return f"{'：'.join(filter(None, (place, about))) or '位置和类别不详'}。原记录没有正文。"


def clean_text(text: str) -> str:
    return rules.read_text(_printable(text))


def _printable(text: str) -> str:
    """Without control characters, except the ends of lines."""
    if text.isprintable():
        return text
    return "".join(char for char in text if char.isprintable() or char in "\n\t\u3000\u00a0")
