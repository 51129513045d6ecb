"""What an app declares about its part of a method pack, and what a read pack looks like to it.

An app writes `SECTIONS: tuple[Section[Any], ...]` in its `pack.py`. `methods` finds these by name in the
installed apps and knows none of them; an app may read the sections of the apps below it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any

import msgspec
from django.apps import apps
from django.utils.functional import Promise
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext as _

from linli.methods.models import Pack
from linli.methods.rules.faults import Document, Faults
from linli.methods.rules.positions import Path
from linli.methods.terms import Inherit


class Shape(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The base of every row shape: a key that is not declared is refused."""


def written(value: Shape) -> dict[str, Any]:
    """A row as plain values without what its shape adds: msgspec leaves out only what *is* the default."""
    told: dict[str, Any] = msgspec.to_builtins(value)
    for entry in msgspec.structs.fields(value):
        if entry.default is not msgspec.NODEFAULT and told.get(entry.name) == entry.default:
            told.pop(entry.name, None)
    return told


@dataclass(frozen=True, slots=True)
class Row[T: Shape]:
    """One row of a section, with where it was written."""

    value: T
    document: Document
    path: Path


class Content:
    """All rows of a pack after its base was merged in, by section."""

    def __init__(self, rows: Mapping[str, Sequence[Row[Any]]], broken: frozenset[str] = frozenset()) -> None:
        self._rows = rows
        self._codes: dict[str, Mapping[str, Any]] = {}
        self._broken = broken  # keys of sections some of whose rows could not be read

    def is_whole(self, section: "Section[Any]") -> bool:
        """Could every row be read? If not, nothing follows from a row's absence."""
        return section.key not in self._broken

    def lacks(self, section: "Section[Any]", code: str) -> bool:
        """Is it certain that no row has this code? Keeps one broken row from causing twenty faults."""
        return self.is_whole(section) and code not in self.by_code(section)

    def rows[T: Shape](self, section: "Section[T]") -> Sequence[Row[T]]:
        return self._rows.get(section.key, ())

    def values[T: Shape](self, section: "Section[T]") -> list[T]:
        return [row.value for row in self.rows(section)]

    def by_code[T: Shape](self, section: "Section[T]") -> Mapping[str, T]:
        if section.key not in self._codes:
            self._codes[section.key] = {section.code(row.value): row.value for row in self.rows(section)}
        return self._codes[section.key]


class Told:
    """How a section's check says what is wrong: the row, the key in it, the sentence."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults

    def __call__(self, row: Row[Any], key: str, sentence: str) -> None:
        self._faults.add((*row.path, key) if key else row.path, sentence, row.document)

    def whole(self, section: "Section[Any]", sentence: str) -> None:
        """Something is missing in the section as a whole: told at its first row."""
        self._faults.add((section.key,), sentence)


def _nothing_more(_content: Content, _told: Told) -> None:
    """A section without rules that cross rows."""


def _no_rows(_pack: Pack, _content: Content) -> None:
    """A section that is read from the pack itself and has no table."""


@dataclass(frozen=True, slots=True)
class Section[T: Shape]:
    key: str  # in the file: [[key]]
    title: str | Promise
    shape: type[T]
    code: Callable[[T], str]  # what a row is known by: for inheriting, for doubles, for telling differences
    labels: Mapping[str, str | Promise]  # key of the row: heading; also the order of columns on pages
    shown: Mapping[str, Callable[[Any], str | Promise]] = field(default_factory=dict)
    refers: Mapping[str, "Section[Any]"] = field(
        default_factory=dict
    )  # key of the row: where its value is a code
    called: Callable[[T, Content], str] | None = None  # the row in a sentence; its code when nothing is said
    check: Callable[[Content, Told], None] = _nothing_more
    load: Callable[[Pack, Content], None] = _no_rows
    inherit: Inherit = Inherit.ROWS
    matrix: tuple[str, str, str] | None = None  # keys for down, across and inside, where a square says more
    required: bool = False  # a pack, with its base, must have it

    def words(self, row: T, key: str, content: Content) -> str:
        """One value of a row as people read it; a code with the name it stands for."""
        value = getattr(row, key)
        if value is None or value == "":
            return ""
        if key in self.refers:
            return self.refers[key].name_of(value, content)
        return self.said(key, value)

    def said(self, key: str, value: Any) -> str:
        """A value that needs no other section to be understood."""
        return str(self.shown[key](value)) if key in self.shown else _plain(value)

    def name_of(self, code: str, content: Content) -> str:
        """What the row with this code is called."""
        row = content.by_code(self).get(code)
        return code if row is None or self.called is None else self.called(row, content)


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "✓" if value else ""
    return _("、").join(map(str, value)) if isinstance(value, list) else str(value)


@cache
def sections() -> dict[str, Section[Any]]:
    """Every declared section by key, lowest app first: what a section refers to is loaded before it."""
    found: dict[str, Section[Any]] = {}
    for app in reversed(list(apps.get_app_configs())):
        if app.module is not None and module_has_submodule(app.module, "pack"):
            for section in getattr(import_module(f"{app.name}.pack"), "SECTIONS", ()):
                if section.key in found:
                    raise ValueError(f"two apps own the section {section.key}")
                found[section.key] = section
    return found
