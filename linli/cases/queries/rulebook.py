"""The rows of the active method pack a case is judged by, read once per version and process."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.cases import rules
from linli.cases.models import (
    Case,
    CatalogueRow,
    Category,
    ColourRule,
    Ground,
    Question,
    RequestLimit,
    ScaleRule,
    TimeLimit,
)
from linli.cases.terms import LADDER, USUAL_LEVEL, Colour, Scale, Stage
from linli.cases.terms.requests import EXCLUSION_GROUNDS, REPLY_DAYS, USUAL_DAYS, RequestKind
from linli.core.actors import Level
from linli.core.calendar.rules import Limit, WorkingCalendar, due_at
from linli.core.calendar.terms import Clock, Unit
from linli.core.errors import RuleBroken
from linli.methods.models import Pack
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
    grounds: Mapping[str, Mapping[str, str]]  # kind of request: code and wording
    request_limits: Mapping[str, RequestLimit]
    questions: Mapping[int | None, tuple[rules.Question, ...]]  # by category; None: of every matter

    def questions_for(self, category: Category | None) -> tuple[rules.Question, ...]:
        """Of every matter, of the group, of the kind, in the order in which they are asked."""
        keys = (None, category.parent_id, category.pk) if category else (None,)
        return tuple(one for key in dict.fromkeys(keys) for one in self.questions.get(key, ()))

    def questions_of(self, case: Case) -> tuple[rules.Question, ...]:
        """By today's rule book, even when the case was filed under an older one."""
        return self.questions_for(self.by_code.get(case.category.code) if case.category else None)

    def grounds_for(self, kind: str) -> Mapping[str, str]:
        """The listed reasons, code and wording; those of an exclusion are the same everywhere."""
        if kind == RequestKind.EXCLUSION:
            return {code: str(words) for code, words in EXCLUSION_GROUNDS.items()}
        return self.grounds.get(kind, {})

    def most_days(self, kind: str) -> int:
        limit = self.request_limits.get(kind)
        return (limit and limit.most_days) or USUAL_DAYS.get(kind, 0)

    def answer_limit(self, kind: str) -> Limit:
        limit = self.request_limits.get(kind)
        return Limit(limit.answer_days if limit else REPLY_DAYS, Unit.DAY, Clock.WORKING_DAY)

    def guess(self, text: str) -> rules.Guess | None:
        return self.hints.guess(text)

    def colour(self, category: Category | None, answers: rules.Answers | None = None) -> Colour:
        """As the category says, or more urgent where an answer says so."""
        if category is None:
            return Colour.GREEN
        urgency = rules.raised_urgency(self.questions_for(category), answers or {}, category.urgency)
        return rules.colour_for(category.importance, urgency, self.matrix)

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


def with_pack(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Each with the pack in force beside it: a page of one case needs no statement of its own for that."""
    active = Pack.objects.filter(active=True).order_by("pk")
    return cases.annotate(
        pack_pk=Subquery(active.values("pk")[:1]), pack_digest=Subquery(active.values("digest")[:1])
    )


def book_beside(case: Case) -> RuleBook:
    """The rule book for a case of `with_pack`."""
    found: tuple[int | None, str | None] = getattr(case, "pack_pk", None), getattr(case, "pack_digest", None)
    return _read(found[0], found[1] or "") if found[0] is not None else rule_book()


def book_if_any(case: Case) -> RuleBook | None:
    """For pages that have something to tell while no rules are in force."""
    return book_beside(case) if getattr(case, "pack_pk", None) is not None else None


def _grounds(pack_id: int) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for ground in Ground.objects.filter(pack_id=pack_id).order_by("number"):
        found.setdefault(ground.kind, {})[ground.code] = ground.name
    return found


def _questions(
    pack_id: int, categories: Mapping[int, Category]
) -> dict[int | None, tuple[rules.Question, ...]]:
    found: dict[int | None, tuple[rules.Question, ...]] = {}
    for row in Question.objects.filter(pack_id=pack_id).order_by("number"):
        told = {name: getattr(row, name) for name in _SAME}
        asked = rules.Question(
            **told,
            category=categories[row.category_id].code if row.category_id else "",
            options=tuple(row.options),
            only_if_is=tuple(row.only_if_is),
            raises_if=tuple(row.raises_if),
        )
        found[row.category_id] = (*found.get(row.category_id, ()), asked)
    return found


_SAME = (
    "code",
    "ask",
    "kind",
    "help",
    "unit",
    "least",
    "most",
    "required",
    "only_if",
    "asked_of",
    "raises_to",
)


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
        grounds=_grounds(pack_id),
        request_limits={r.kind: r for r in RequestLimit.objects.filter(pack_id=pack_id)},
        questions=_questions(pack_id, categories),
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
