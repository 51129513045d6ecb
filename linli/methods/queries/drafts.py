"""Drafts: what they say, what is wrong with them and where, what they change."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.core.actors import Actor, Right
from linli.core.errors import NotFound
from linli.methods import queries
from linli.methods.models import Draft, DraftRow
from linli.methods.reading import Reading, read_document
from linli.methods.rules.differences import Change
from linli.methods.rules.faults import Document, Fault
from linli.methods.rules.plainly import plainly
from linli.methods.rules.shapes import choices_of
from linli.methods.sections import Content, Section, sections

_WHERE = re.compile(r"(\w+)\[(\d+)\](?:\.(\w+))?")


def visible_drafts(actor: Actor) -> QuerySet[Draft]:
    drafts = Draft.objects.select_related("begun_from").defer("begun_from__text").order_by("-changed_at")
    return drafts if actor.has(Right.PACK_MANAGE) else drafts.none()


def draft_for(actor: Actor, draft_id: int) -> Draft:
    found = visible_drafts(actor).filter(pk=draft_id).first()
    if found is None:
        raise NotFound("draft")
    return found


def section_for(key: str) -> Section[Any]:
    section = sections().get(key)
    if section is None:
        raise NotFound("section")
    return section


def row_for(draft: Draft, section: Section[Any], row_id: int) -> DraftRow | None:
    """None: somebody has removed it."""
    return draft.rows.filter(section=section.key, pk=row_id).first()


@dataclass(frozen=True, slots=True)
class Told:
    """A fault at its row: the key it is about ("" for the row as a whole) and the sentence."""

    key: str
    sentence: str


@dataclass
class DraftFile:
    """A draft with all its rows and everything a check says of it: one statement, then no more."""

    draft: Draft
    rows: Mapping[str, Sequence[DraftRow]]  # by section
    reading: Reading
    of_row: Mapping[int, list[Told]]  # by key of the row
    of_section: Mapping[str, list[str]] = field(default_factory=dict)  # about the section as a whole
    of_head: Sequence[str] = ()

    @property
    def content(self) -> Content:
        return self.reading.content

    @property
    def sound(self) -> bool:
        return not self.reading.faults

    def faults_in(self, key: str) -> int:
        here = sum(len(self.of_row.get(row.pk, ())) for row in self.rows.get(key, ()))
        return here + len(self.of_section.get(key, ()))

    @cached_property
    def changes(self) -> list[Change]:
        """What it says otherwise than the version it was begun from."""
        return queries.changes_between(queries.content_of(self.draft.begun_from), self.content)

    def first_faults(self, most: int) -> list[tuple[str, str]]:
        """Where and what, for the front page: a section and, within it, a row by its name."""
        told = [("", sentence) for sentence in self.of_head]
        for key, section in sections().items():
            told += [(str(section.title), sentence) for sentence in self.of_section.get(key, ())]
            for row in self.rows.get(key, ()):
                name = f"{section.title} · {self.name_of(section, row)}"
                told += [(name, one.sentence) for one in self.of_row.get(row.pk, ())]
        return told[:most]

    def name_of(self, section: Section[Any], row: DraftRow) -> str:
        values = self.content.rows(section)
        number = next((n for n, one in enumerate(self.rows[section.key]) if one.pk == row.pk), None)
        if number is None or not self.content.is_whole(section) or number >= len(values):
            return _("第 %(number)d 条") % {"number": (number or 0) + 1}
        value = values[number].value
        return section.called(value, self.content) if section.called else section.code(value)


def head_of(draft: Draft, version: int) -> dict[str, Any]:
    return {"name": draft.key, "version": version, "title": draft.title, "about": draft.about}


def draft_file(draft: Draft) -> DraftFile:
    """Everything there is in it, checked as a text would be."""
    known = sections()
    rows: dict[str, list[DraftRow]] = {key: [] for key in known}
    for row in draft.rows.order_by("section", "number", "pk"):
        rows.setdefault(row.section, []).append(row)
    data: dict[str, Any] = {key: [row.values for row in found] for key, found in rows.items() if found}
    # A section this release does not know any more is left behind without a word: nothing reads it.
    data = head_of(draft, 1) | {key: value for key, value in data.items() if key in known}
    reading = read_document(Document("", "", data, {}), queries.base_text)
    return _placed(draft, rows, reading)


def _placed(draft: Draft, rows: Mapping[str, Sequence[DraftRow]], reading: Reading) -> DraftFile:
    of_row: dict[int, list[Told]] = {}
    of_section: dict[str, list[str]] = {}
    of_head: list[str] = []
    for fault in reading.faults:
        match = _WHERE.match(fault.where)
        if match and match[1] in rows:
            row = rows[match[1]][int(match[2]) - 1]
            of_row.setdefault(row.pk, []).append(Told(match[3] or "", _plain(fault, match[1])))
        elif fault.where in sections():
            of_section.setdefault(fault.where, []).append(_plain(fault, fault.where))
        else:
            of_head.append(_plain(fault, ""))
    return DraftFile(draft, rows, reading, of_row, of_section, of_head)


HEAD_LABELS = {"name": gettext_lazy("代号"), "title": gettext_lazy("名称"), "about": gettext_lazy("说明")}


def _plain(fault: Fault, key: str) -> str:
    titles = {name: str(section.title) for name, section in sections().items()}
    labels = said_as(sections()[key]) if key in sections() else {k: str(v) for k, v in HEAD_LABELS.items()}
    return plainly(fault.sentence, labels, titles)


def said_as(section: Section[Any]) -> dict[str, str]:
    """Every key and choice of a section with what a page calls it."""
    said: dict[str, str] = {}
    for key, label in section.labels.items():
        for value in choices_of(section.shape, key):
            said[str(getattr(value, "value", value))] = section.said(key, value)
        said[key] = str(label)
    return said
