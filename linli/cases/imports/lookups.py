"""What the words of a file mean here: places, categories and units by code or name, each looked up once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from linli.cases.models import Category
from linli.cases.queries.rulebook import RuleBook
from linli.cases.terms import Scale
from linli.core.actors import Actor, Level
from linli.organisation.actions import add_unit
from linli.organisation.models import Unit
from linli.organisation.terms import UnitKind
from linli.places.models import Place

LEVELS = (Level.SUBDISTRICT, Level.COMMUNITY, Level.GRID)


class BadRowError(Exception):
    """A row cannot be taken; the sentence says why."""


class Remembered[Result]:
    """Asks once for each different set of cells: a million rows name a few hundred places and units."""

    def __init__(self, ask: Callable[..., Result]) -> None:
        self._ask = ask
        self._known: dict[tuple[str, ...], Result | BadRowError] = {}

    def __call__(self, *cells: str) -> Result:
        found = self._known.get(cells)
        if found is None:
            try:
                found = self._ask(*cells)
            except BadRowError as bad:
                found = bad
            self._known[cells] = found
        if isinstance(found, BadRowError):
            raise BadRowError(*found.args)
        return found


class Where(NamedTuple):
    """The level columns, and the places' names as people say them."""

    subdistrict_id: int | None = None
    community_id: int | None = None
    grid_id: int | None = None
    name: str = ""


class Topic(NamedTuple):
    """A category with what follows from it."""

    category_id: int | None
    colour: str
    scale: str
    words: str


@dataclass(frozen=True, slots=True)
class _Area:
    id: int
    level: str
    name: str
    subdistrict_id: int | None
    community_id: int | None

    def lies_in(self, other: "_Area | None") -> bool:
        return other is None or other.id in (self.subdistrict_id, self.community_id)


class Areas:
    """Subdistricts, communities and grids of today. `words`: what the file calls them, where it differs."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = words
        self._by_word: dict[tuple[str, str], list[_Area]] = {}
        self._by_id: dict[int, _Area] = {}
        fields = ("id", "level", "name", "subdistrict_id", "community_id", "code")
        for *facts, code in Place.objects.filter(level__in=LEVELS, valid_to=None).values_list(*fields):
            area = _Area(*facts)
            self._by_id[area.id] = area
            for word in {area.name, code}:
                self._by_word.setdefault((area.level, word), []).append(area)

    def find(self, subdistrict: str, community: str, grid: str) -> Where:
        """The smallest area that is named; a wider one that is named too must contain it."""
        found: _Area | None = None
        for level, cell in zip(LEVELS, (subdistrict, community, grid), strict=True):
            found = self._one(level, self._words.get(cell, cell), found) if cell else found
        if found is None:
            return Where()
        community_id = found.community_id if found.level != Level.SUBDISTRICT else None
        names = [self._by_id[pk].name for pk in (found.subdistrict_id, community_id) if pk in self._by_id]
        grid_id = found.id if found.level == Level.GRID else None
        return Where(found.subdistrict_id, community_id, grid_id, names[-1] if names else found.name)

    def _one(self, level: Level, word: str, inside: _Area | None) -> _Area:
        areas = self._by_word.get((level, word), [])
        if not areas:
            raise BadRowError(
                _("没有找到“%(word)s”，请先导入区划，或在对应表 [places] 里写明") % {"word": word[:40]}
            )
        here = [area for area in areas if area.lies_in(inside)]
        if not here and inside is not None:
            raise BadRowError(_("“%(word)s”不在%(inside)s") % {"word": word[:40], "inside": inside.name})
        if len(here) > 1:
            raise BadRowError(_("有几处都叫“%(word)s”，请同时写明上级或改用代码") % {"word": word[:40]})
        return here[0]


class Categories:
    """Kinds and groups of the rule book in force."""

    def __init__(self, book: RuleBook, pattern: str, renamed: Mapping[str, str]) -> None:
        self._book, self._pattern, self._renamed = book, pattern, renamed
        self._by_name: dict[str, list[Category]] = {}
        for category in book.categories.values():
            self._by_name.setdefault(category.name, []).append(category)

    def find(self, *cells: str) -> Topic:
        """Group and kind, each by code and by name as far as the file tells them."""
        return self.topic(self._find(*[self._renamed.get(cell, cell) for cell in cells]))

    def topic(self, category: Category | None) -> Topic:
        colour = self._book.colour(category).value
        if category is None:
            return Topic(None, colour, Scale.SMALL.value, "")
        return Topic(category.pk, colour, category.scale, self._called(category))

    def _find(self, group: str, group_name: str, kind: str, kind_name: str) -> Category | None:
        """A kind by code, else by name, within its group when told; else the group. None: not told."""
        if not (kind or kind_name):
            return self._group(group, group_name)
        codes = (self._pattern.format(group=group, category=kind), kind, f"{group}.{kind}")
        by_code = next((self._book.by_code[code] for code in codes if code in self._book.by_code), None)
        if by_code is not None:
            return by_code
        named = [one for word in (kind, kind_name) if word for one in self._by_name.get(word, ())]
        within = {group, group_name} - {""}
        if within:
            named = [one for one in named if self._words_of_group(one) & within] or named
        if len(named) != 1:
            says = _("方法包里有几个分类都叫“%(word)s”") if named else _("方法包里没有分类“%(word)s”")
            raise BadRowError(says % {"word": (kind_name or kind)[:40]})
        return named[0]

    def _group(self, group: str, group_name: str) -> Category | None:
        if not (group or group_name):
            return None
        named = [one for word in (group, group_name) for one in self._by_name.get(word, ())]
        found = self._book.by_code.get(group) or next((one for one in named if one.parent_id is None), None)
        if found is None:
            raise BadRowError(_("方法包里没有分类“%(word)s”") % {"word": (group_name or group)[:40]})
        return found

    def _words_of_group(self, category: Category) -> set[str]:
        parent = self._book.categories.get(category.parent_id or 0)
        return {parent.code, parent.name} if parent else set()

    def _called(self, category: Category) -> str:
        """道路破损（公用部件）: Chinese data, stored in the case, the same in every language."""
        parent = self._book.categories.get(category.parent_id or 0)
        return f"{category.name}（{parent.name}）" if parent else category.name


class Units:
    """Units by code or name, closed ones too: the past knew them. Unknown ones are refused or opened."""

    def __init__(self, actor: Actor, source: str, *, creates: bool, now: datetime, dry_run: bool) -> None:
        self._actor, self._source, self._now, self._dry_run = actor, source, now, dry_run
        self._creates = creates
        self._by_code: dict[str, int] = {}
        self._by_name: dict[str, list[int]] = {}
        for pk, code, name in Unit.objects.values_list("pk", "code", "name"):
            self._by_code[code] = pk
            self._by_name.setdefault(name, []).append(pk)
        self.created: list[str] = []

    def find(self, code: str, name: str) -> int | None:
        """None when the file names nobody."""
        if not code and not name:
            return None
        found = self.known(code, name)
        if found is not None:
            return found
        named = self._named(code, name)
        if self._creates and not named:
            return self._create(code, name or code)
        told = {"word": (name or code)[:40]}
        if named:
            raise BadRowError(_("有几个单位都叫“%(word)s”，请在表里写单位代码") % told)
        raise BadRowError(_("没有单位“%(word)s”，请先导入单位，或在对应表 [units] 里写明") % told)

    def known(self, code: str, name: str) -> int | None:
        """None also where nobody, or more than one, is called so; opens no unit."""
        if code in self._by_code:
            return self._by_code[code]
        named = set(self._named(code, name))
        return named.pop() if len(named) == 1 else None

    def _named(self, *words: str) -> list[int]:
        return [pk for word in words if word for pk in self._by_name.get(word, ())]

    def _create(self, code: str, name: str) -> int:
        self.created.append(name)
        if self._dry_run:
            return -len(self.created)
        code = (code or f"{self._source}-{name}")[:40]
        unit = add_unit(self._actor, code=code, name=name[:80], kind=UnitKind.OTHER, now=self._now)
        self._by_code[code] = unit.pk
        return unit.pk


def listed(words: Sequence[str], most: int = 10) -> str:
    more = _("等 %(n)d 个") % {"n": len(words)} if len(words) > most else ""
    return _("、").join(words[:most]) + more
