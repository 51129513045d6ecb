"""What other rules would have done: two books of rules, one matter, and in what their judgements differ.

Everything but the due moments follows from the category, so a pair of categories is compared once, however
many matters it has: a month of a city costs the reading of it.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from linli.cases.rules.guessing import WordHints, colour_for
from linli.cases.terms import USUAL_LEVEL, Colour, Scale, Stage
from linli.core.calendar.rules import Limit

MOST_LISTED = 50_000  # rows of a list; the figures count everything
LIMIT = "limit_"  # before the stage, in the kind of a difference
KINDS = ("category", "colour", "scale", "level", "unit", *(f"{LIMIT}{stage.value}" for stage in Stage))


@dataclass(frozen=True, slots=True)
class Sort:
    """A category as a book has it."""

    name: str
    importance: int
    urgency: int
    scale: str


@dataclass(frozen=True, slots=True)
class Spell:
    """How long a stage may take, and how that is said."""

    limit: Limit
    words: str


@dataclass(frozen=True, slots=True)
class Book:
    """The rules of one content, by codes: nothing of it needs to be loaded."""

    sorts: Mapping[str, Sort]
    words: Mapping[str, tuple[str, ...]]  # of the kinds, not of their groups: what hints at them
    matrix: Mapping[tuple[int, int], str]
    levels: Mapping[str, str]  # scale: who deals with it first
    units: Mapping[str, str]  # category or group: what the catalogue row names, in words
    spells: Mapping[tuple[str, str, str], Spell]  # stage, colour, category or group or ""

    def hints(self) -> Callable[[str], str]:
        """The code the words of a text hint at; "" when none does."""
        codes = list(self.words)
        finder = WordHints(enumerate(self.words.values()))

        def guess(text: str) -> str:
            found = finder.guess(text)
            return codes[found.category_id] if found else ""

        return guess


class Difference(NamedTuple):
    """One thing judged otherwise. For a limit also how long it was and would be."""

    kind: str
    before: str
    after: str
    limits: tuple[Limit | None, Limit | None] = (None, None)


def differences(was: Book, would: Book, code: str, code_then: str) -> tuple[Difference, ...]:
    """A matter of the category `code` that the other book files under `code_then`; "" is unfiled.

    >>> old = Book({"a": Sort("甲", 2, 2, "small")}, {}, {(2, 2): "green"}, {}, {"a": "环卫所"}, {})
    >>> new = Book({"a": Sort("乙", 3, 2, "small")}, {}, {(3, 2): "red"}, {}, {"a": "环卫所"}, {})
    >>> [one[:3] for one in differences(old, new, "a", "a")]
    [('colour', 'green', 'red')]
    """
    first, second = _judged(was, code), _judged(would, code_then)
    found = [Difference(kind, first[kind], second[kind]) for kind in first if first[kind] != second[kind]]
    if code != code_then or (code in was.sorts) != (code_then in would.sorts):
        names = _name(was, code), _name(would, code_then)
        found = [Difference("category", *names), *found]
    return (*found, *_spells(was, would, (code, first["colour"]), (code_then, second["colour"])))


def _name(book: Book, code: str) -> str:
    return book.sorts[code].name if code in book.sorts else ""


def _judged(book: Book, code: str) -> dict[str, str]:
    sort = book.sorts.get(code)
    colour = colour_for(sort.importance, sort.urgency, book.matrix) if sort else Colour.GREEN
    scale = Scale(sort.scale) if sort else Scale.SMALL
    level = book.levels.get(scale) or USUAL_LEVEL[scale]
    unit = book.units.get(code) or book.units.get(code.rpartition(".")[0], "")
    return {"colour": str(colour), "scale": str(scale), "level": str(level), "unit": unit if sort else ""}


def _spell(book: Book, stage: str, code: str, colour: str) -> Spell | None:
    """The category's own, else its group's, else the colour's."""
    keys = (code, code.rpartition(".")[0], "") if code in book.sorts else ("",)
    return next((found for key in keys if (found := book.spells.get((stage, colour, key)))), None)


def _spells(was: Book, would: Book, first: tuple[str, str], second: tuple[str, str]) -> list[Difference]:
    found = []
    for stage in Stage:
        before, after = _spell(was, stage, *first), _spell(would, stage, *second)
        if (before and before.limit) != (after and after.limit):
            words = (before.words if before else "", after.words if after else "")
            limits = (before.limit if before else None, after.limit if after else None)
            found.append(Difference(f"{LIMIT}{stage.value}", *words, limits))
    return found


class Matter(NamedTuple):
    """What is known of a matter. `guessed`: nobody chose its category, so its words are read again."""

    code: str
    guessed: bool
    text: str


class Bench:
    """Two books side by side, asked for one matter after another."""

    def __init__(self, was: Book, would: Book) -> None:
        self.was, self.would = was, would
        self._read = was.hints()
        self._read_then = self._read if was.words == would.words else would.hints()
        self._compared = cache(lambda code, then: differences(was, would, code, then))

    def judge(self, matter: Matter) -> tuple[str, str, tuple[Difference, ...]]:
        """What the category is called, whose it is by the first book, and in what the books differ."""
        code = then = matter.code
        if matter.guessed or not code:
            code = self._read(matter.text)
            then = code if self._read_then is self._read else self._read_then(matter.text)
        name = _name(self.was, code) or _name(self.would, then)
        return name, _judged(self.was, code)["unit"], self._compared(code, then)


@dataclass(slots=True)
class Tally:
    """How many differ in what, by category and by unit; it goes on where a stopped run left it."""

    differing: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    categories: dict[str, Counter[str]] = field(default_factory=dict)
    units: dict[str, Counter[str]] = field(default_factory=dict)
    moves: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)

    def add(self, category: str, unit: str, found: tuple[Difference, ...]) -> None:
        if not found:
            return
        self.differing += 1
        kinds = {"limits" if one.kind.startswith(LIMIT) else one.kind for one in found}
        self.categories.setdefault(category, Counter()).update([*kinds, "any"])
        self.units.setdefault(unit, Counter()).update(["any"])
        for one in found:
            self.kinds[one.kind] += 1
            self.moves[one.kind, category, one.before, one.after] += 1
            if one.kind == "unit":
                self.units.setdefault(one.before, Counter()).update(["loses"])
                self.units.setdefault(one.after, Counter()).update(["gets"])

    def as_json(self) -> dict[str, Any]:
        return {
            "kinds": dict(self.kinds),
            "categories": {name: dict(counts) for name, counts in self.categories.items()},
            "units": {name: dict(counts) for name, counts in self.units.items()},
            "moves": [[*move, n] for move, n in self.moves.items()],
        }

    @classmethod
    def of(cls, differing: int, kept: Mapping[str, Any]) -> "Tally":
        return cls(
            differing,
            Counter(kept.get("kinds", {})),
            {name: Counter(counts) for name, counts in kept.get("categories", {}).items()},
            {name: Counter(counts) for name, counts in kept.get("units", {}).items()},
            Counter({tuple(move[:4]): move[4] for move in kept.get("moves", [])}),
        )
