"""A row of a hotline's table becomes a report, or a sentence about why not."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from linli.cases import rules as case_rules
from linli.cases.actions.reports import AT_INTAKE, Report
from linli.cases.queries.rulebook import RuleBook, rule_book
from linli.cases.terms import Channel, Kind, Origin
from linli.cases.terms.questions import QuestionKind
from linli.channels.hotline import rules
from linli.channels.hotline.terms import NUMBER_MAX, YES
from linli.channels.models import HotlineSender
from linli.channels.whereabouts import Named, Whereabouts
from linli.core.actors import Level
from linli.core.errors import RuleBroken

SALT = "hotline.facts"
DIGITS = 16  # hexadecimal, of a keyed digest: enough to see that something changed
PIECES = re.compile(r"[,，;；/、\s]+")


class BadRowError(Exception):
    """A row cannot be taken; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A row that can be filed."""

    number: str
    report: Report
    wanted_at: datetime | None
    facts: dict[str, str]
    remark: str  # for colleagues: what has no field of its own


class RowReader:
    """Reads rows of one sender; holds what is the same for all of them."""

    def __init__(self, sender: HotlineSender, headings: Sequence[str], columns: Mapping[str, str]) -> None:
        self._sender = sender
        self._named = {name: at for at, name in reversed(list(enumerate(headings))) if name}
        self._at = {field: headings.index(name) for field, name in columns.items() if name in headings}
        self._book: RuleBook = rule_book()
        self._by_name = _by_name(self._book)
        self._zone = ZoneInfo(str(timezone.get_default_timezone()))
        self._whereabouts = Whereabouts(sender.place)

    def number(self, cells: Sequence[str]) -> str:
        return self._cell(cells, "number")

    def read(self, cells: Sequence[str], *, locates: bool = True) -> Wanted:
        """Raises BadRowError. `locates`: without it no place is looked up, and nothing else is different."""
        get = {field: rules.filled(self._cell(cells, field)) for field in self._at}
        number = self._number(get.get("number", ""))
        try:
            text = case_rules.read_text(_whole_text(get.get("title", ""), get.get("text", "")))
        except RuleBroken as fault:
            raise BadRowError(fault.sentence) from None
        category = self._by_name.get(get.get("category", ""), "")
        community, words = self._community(get.get("community", "")), f"{get.get('place_name', '')} {text}"
        report = Report(
            text=text,
            spot=self._whereabouts.spot(words, community) if locates else None,
            place_name=get.get("place_name", "")[:120] or "来源工单未写明地址",
            name=get.get("name", "")[:40],
            phone=_phone(get.get("phone", "")),
            category_code=category,
            kind=str(rules.kind_of(get.get("kind", ""), Kind.HELP)),
            origin=Origin.HOTLINE,
            channel=Channel.HOTLINE_FILE,
            confidential=get.get("confidential", "") in YES,
            intake_key=intake_key(self._sender.pk, number),
            filed_by=self._sender.name,
            answers=self._answers(cells, category, text),
            colour=rules.colour_of(get.get("urgency", ""), self._sender.urgency),
        )
        facts = {field: _digest(cell) for field, cell in get.items() if cell and field != "number"}
        return Wanted(number, report, self._due(get.get("due_at", "")), facts, self._remark(get, category))

    def category_name(self, code: str, text: str) -> str:
        """What the case will be filed under: told, or guessed from the words."""
        if code:
            return self._book.by_code[code].name
        guess = self._book.guess(text)
        return self._book.categories[guess.category_id].name if guess else ""

    def _answers(self, cells: Sequence[str], category: str, text: str) -> dict[str, tuple[str, ...]]:
        """Of columns headed with a question's code or sentence. What cannot be read refuses no order."""
        guess = None if category else self._book.guess(text)
        about = self._book.categories[guess.category_id] if guess else self._book.by_code.get(category)
        asked = [one for one in self._book.questions_for(about) if one.asked_of in AT_INTAKE]
        given: dict[str, list[str]] = {}
        for one in asked:
            at = next((self._named[name] for name in (one.code, one.ask) if name in self._named), len(cells))
            cell = rules.filled(cells[at]) if at < len(cells) else ""
            given[one.code] = PIECES.split(cell) if one.kind == QuestionKind.CHOICES else [cell]
        return case_rules.read_answers(asked, given, asked_of=AT_INTAKE, insists=False).kept

    def _cell(self, cells: Sequence[str], field: str) -> str:
        at = self._at.get(field, -1)
        return cells[at].strip() if 0 <= at < len(cells) else ""

    def _number(self, number: str) -> str:
        if not number:
            raise BadRowError(_("工单编号是空的"))
        if len(number) > NUMBER_MAX or not number.isprintable():
            raise BadRowError(_("工单编号“%(id)s…”不像编号") % {"id": number[:20]})
        return number

    def _community(self, word: str) -> Named | None:
        """A street takes no order of another street's community; a district takes what it cannot place."""
        found = self._whereabouts.community(word) if word else None
        if word and found is None and self._sender.place.level != Level.DISTRICT:
            raise BadRowError(
                _("“%(word)s”不是%(place)s的社区，请退回派单方，或请区指挥中心登记")
                % {"word": word[:40], "place": self._sender.place.name}
            )
        return found

    def _due(self, cell: str) -> datetime | None:
        if not cell:
            return None
        found = rules.read_moment(cell, self._zone, day_ends=True)
        if found is None:
            raise BadRowError(_("办理时限写的是“%(cell)s”，看不懂这个时间") % {"cell": cell[:30]})
        return found

    def _remark(self, get: Mapping[str, str], category: str) -> str:
        """Chinese data: a line of the timeline for colleagues."""
        said = [f"{self._sender.name} 工单 {get.get('number', '')}"]
        said += [f"派单时间 {get['sent_at'][:30]}"] if get.get("sent_at") else []
        said += [f"要求 {get['due_at'][:30]} 前办结"] if get.get("due_at") else []
        said += [f"紧急程度：{get['urgency'][:20]}"] if get.get("urgency") else []
        said += [f"来源分类：{get['category'][:60]}"] if get.get("category") and not category else []
        return "；".join(said)


def intake_key(sender_id: int, number: str) -> str:
    """The same number of the same sender is the same case, whatever else the row says."""
    return f"hotline:{sender_id}:{salted_hmac(SALT, number, algorithm='sha256').hexdigest()[:40]}"


def _whole_text(title: str, text: str) -> str:
    return text if not title or title in text or not text else f"{title}\n{text}"


def _phone(cell: str) -> str:
    """The first number of a cell that may hold several; refused when none of them is one."""
    pieces = [piece for piece in PIECES.split(cell) if piece]
    for piece in [cell, *pieces]:
        try:
            return case_rules.read_phone(piece)
        except RuleBroken:
            continue
    raise BadRowError(_("来电号码“%(phone)s”不是电话号码，请改正或清空") % {"phone": cell[:30]})


def _digest(cell: str) -> str:
    """Keyed, so that the facts of an order give nobody a phone number."""
    return salted_hmac(SALT, cell, algorithm="sha256").hexdigest()[:DIGITS]


def _by_name(book: RuleBook) -> dict[str, str]:
    """Codes of kinds by code and by name, where the name says only one."""
    names: dict[str, set[str]] = {}
    for category in book.categories.values():
        names.setdefault(category.name, set()).add(category.code)
    told = {name: next(iter(codes)) for name, codes in names.items() if len(codes) == 1}
    return told | {code: code for code in book.by_code}
