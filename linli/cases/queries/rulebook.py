"""The rows of the active method pack a case is judged by, read once per version and process."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.cases import rules
from linli.cases.models import CatalogueRow, Category, ColourRule, ScaleRule, TimeLimit
from linli.cases.terms import LADDER, USUAL_LEVEL, Colour, Scale, Stage
from linli.core.actors import Level
from linli.core.calendar.rules import Limit, WorkingCalendar, due_at
from linli.core.calendar.terms import Clock, Unit
from linli.core.errors import RuleBroken
from linli.methods.queries import active_pack


@dataclass(frozen=True, slots=True)
class StageLimit:
    """A limit with what is printed about it on the order."""

    limit: Limit
    text: str
    basis: str

    def due(self, start: datetime, calendar: WorkingCalendar) -> datetime:
        return due_at(start, self.limit, calendar)


@dataclass(frozen=True, slots=True)
class RuleBook:
    pack_id: int
    categories: Mapping[int, Category]
    by_code: Mapping[str, Category]
    hints: rules.WordHints
    matrix: Mapping[tuple[int, int], str]
    limits: Mapping[tuple[str, str, int | None], StageLimit]
    catalogue: Mapping[int, tuple[CatalogueRow, ...]]
    scales: Mapping[str, ScaleRule]

    def guess(self, text: str) -> rules.Guess | None:
        return self.hints.guess(text)

    def colour(self, category: Category | None) -> Colour:
        return (
            rules.colour_for(category.importance, category.urgency, self.matrix) if category else Colour.GREEN
        )

    def level(self, scale: str) -> Level:
        """Who deals first with a matter of this size."""
        rule = self.scales.get(scale)
        return Level(rule.level) if rule is not None and rule.level in LADDER else USUAL_LEVEL[Scale(scale)]

    def level_after(self, scale: str, level: str) -> Level | None:
        """Where a matter goes from here: as the rule of its size says of its own level, else one rung up."""
        rule = self.scales.get(scale)
        if rule is not None and rule.level == level and rules.rung(rule.escalates_to) > rules.rung(level):
            return Level(rule.escalates_to)
        return rules.above(level)

    @property
    def lowest(self) -> Level:
        """The narrowest level this district gives matters to."""
        return min((self.level(scale) for scale in Scale), key=rules.rung)

    def limit(self, stage: Stage, colour: str, category: Category | None) -> StageLimit:
        """The category's own limit, else its group's, else the colour's."""
        keys = (category.pk, category.parent_id, None) if category else (None,)
        for key in keys:
            if found := self.limits.get((stage, colour, key)):
                return found
        raise RuleBroken(
            "limit_missing",
            _("方法包里缺少“%(stage)s”的时限，请管理员补上后再操作。") % {"stage": Stage(stage).label},
        )


def rule_book() -> RuleBook:
    """The rule book in force; without an active pack nothing can be judged, and the sentence says so."""
    pack = active_pack()
    if pack is None:
        raise RuleBroken("no_pack", _("还没有启用方法包，请管理员先载入并启用一个。"))
    return _read(pack.pk, pack.digest)


@lru_cache(maxsize=4)
def _read(pack_id: int, _digest: str) -> RuleBook:
    """Kept by key and digest: a key alone may come again after a roll-back."""
    categories = {c.pk: c for c in Category.objects.filter(pack_id=pack_id).order_by("number", "pk")}
    catalogue: dict[int, tuple[CatalogueRow, ...]] = {}
    for row in CatalogueRow.objects.filter(pack_id=pack_id).select_related("unit", "place"):
        catalogue[row.category_id] = (*catalogue.get(row.category_id, ()), row)
    return RuleBook(
        pack_id=pack_id,
        categories=categories,
        by_code={c.code: c for c in categories.values()},
        hints=rules.WordHints((c.pk, c.words) for c in categories.values() if c.parent_id),
        matrix={(r.importance, r.urgency): r.colour for r in ColourRule.objects.filter(pack_id=pack_id)},
        limits={
            (r.stage, r.colour, r.category_id): _stage_limit(r)
            for r in TimeLimit.objects.filter(pack_id=pack_id)
        },
        catalogue=catalogue,
        scales={r.scale: r for r in ScaleRule.objects.filter(pack_id=pack_id)},
    )


def _stage_limit(row: TimeLimit) -> StageLimit:
    limit = Limit(row.amount, Unit(row.unit), Clock(row.clock))
    return StageLimit(limit, limit_words(row.amount, row.unit, row.clock), row.basis)


def limit_words(amount: int, unit: str, clock: str) -> str:
    """How the order prints a limit: 30 分钟, 4 个工作小时, 5 个工作日, 15 日."""
    working = clock in {Clock.WORKING_HOUR, Clock.WORKING_DAY}
    texts = {
        ("minute", False): ngettext("%(n)d 分钟", "%(n)d 分钟", amount),
        ("minute", True): ngettext("%(n)d 个工作分钟", "%(n)d 个工作分钟", amount),
        ("hour", False): ngettext("%(n)d 小时", "%(n)d 小时", amount),
        ("hour", True): ngettext("%(n)d 个工作小时", "%(n)d 个工作小时", amount),
        ("day", False): ngettext("%(n)d 日", "%(n)d 日", amount),
        ("day", True): ngettext("%(n)d 个工作日", "%(n)d 个工作日", amount),
    }
    return texts[unit, working] % {"n": amount}
