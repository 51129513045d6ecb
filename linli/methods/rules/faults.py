"""What is wrong with a pack, and where."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from linli.methods.rules.positions import Path


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing to mend. `where` is the path in the file with rows counted from 1: categories[4].colour."""

    line: int
    column: int
    where: str
    sentence: str

    def __str__(self) -> str:
        line = _("第 %(line)d 行") % {"line": self.line}
        return (f"{line} {self.where}" if self.where else line) + _("：") + self.sentence


@dataclass(slots=True)
class Document:
    """One TOML text with the place of everything in it."""

    name: str
    text: str
    data: dict[str, object]
    places: Mapping[Path, tuple[int, int]]

    def place(self, path: Path) -> tuple[int, int]:
        """The line and column of the path, or of the nearest thing around it that is written down."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (1, 1))


@dataclass(slots=True)
class Faults:
    """The faults of one pack. What a base pack causes is shown at the line that names the base."""

    own: Document
    found: list[Fault] = field(default_factory=list)
    told: int = 0  # how often `add` was called, also where nothing more was to be said
    closed: set[str] = field(default_factory=set)

    def add(self, path: Path, sentence: str, document: Document | None = None, *, last: bool = False) -> None:
        """`last`: nothing more is told about this path, since it has to go."""
        self.told += 1
        where, at = spoken(path), path
        if where in self.closed:
            return
        if last:
            self.closed.add(where)
        if document is not None and document is not self.own:
            at = ("based_on",)
            line = document.place(path)[0]
            sentence = _("%(sentence)s（写在基础包 %(base)s 第 %(line)d 行）") % {
                "sentence": sentence,
                "base": document.name,
                "line": line,
            }
        self.found.append(Fault(*self.own.place(at), where, sentence))

    def __bool__(self) -> bool:
        return bool(self.found)

    def in_order(self) -> list[Fault]:
        return sorted(set(self.found))


def spoken(path: Path) -> str:
    """
    >>> spoken(("categories", 3, "words", 0))
    'categories[4].words[1]'
    """
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")
