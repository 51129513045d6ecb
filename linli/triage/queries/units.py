"""Which units the desk is offered for a case, and why: the catalogue first, then what was learned."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.cases.models import Case
from linli.cases.queries.rulebook import rule_book
from linli.cases.queries.units import units_in_reach
from linli.cases.terms import OrderState
from linli.core.actors import Level
from linli.organisation.models import Unit
from linli.solvers.dispatching import Counts, Evidence, contexts, evidence, shares
from linli.triage.models import UnitCount
from linli.triage.rules.answers import answer_of, facts_of, level_of, units_by_answer
from linli.triage.rules.catalogue import unit_of_catalogue
from linli.triage.terms import (
    ALTERNATIVE_SHARE,
    DONE_AT_LEAST,
    MOST_ALTERNATIVES,
    OFFER_SHARE,
    SAME_AT_LEAST,
    UNDECIDED,
)


@dataclass(frozen=True, slots=True)
class Offer:
    unit: Unit
    reasons: tuple[str, ...]


def offered_units(case: Case) -> list[Offer]:
    """The best first, then up to two others; none when nobody is to be found or nothing known. 3 statements.

    A unit that returned this case is not offered again, nor one the desk could not give it to.
    """
    if case.state not in UNDECIDED or case.category is None:
        return []
    returned = case.orders.filter(state=OrderState.RETURNED).values("unit")
    units = list(units_in_reach(case).exclude(pk__in=returned))
    listed = _listed(case, units)
    learned = _learned(case, units)
    by_unit: dict[int, Offer] = {}
    for offer in [*listed, *learned]:
        known = by_unit.get(offer.unit.pk)
        by_unit[offer.unit.pk] = Offer(offer.unit, (*(known.reasons if known else ()), *offer.reasons))
    return list(by_unit.values())[: 1 + MOST_ALTERNATIVES]


def _listed(case: Case, units: Sequence[Unit]) -> list[Offer]:
    book = rule_book()
    category = book.by_code.get(case.category.code) if case.category else None
    unit = unit_of_catalogue(case, book.catalogue.get(category.pk, ()), units) if category else None
    if category is None or unit is None:
        return []
    words = {"category": category.name, "unit": unit.name, "kind": unit.get_kind_display()}
    return [Offer(unit, (_("派单目录：%(category)s → %(unit)s（%(kind)s）") % words,))]


def _learned(case: Case, units: Sequence[Unit]) -> list[Offer]:
    """The likeliest units by the counts; silent when too few were finished or the first is not likely."""
    facts = facts_of(case)
    counts = learned_counts(contexts(facts))
    if evidence(facts, counts, (), SAME_AT_LEAST) is None:
        return []
    known = units_by_answer(units, case)
    by_unit: Counter[int] = Counter()
    for answer, share in shares(facts, counts).items():
        if answer in known:
            by_unit[known[answer].pk] += share  # type: ignore[assignment]
    total = sum(by_unit.values())
    ranked = by_unit.most_common(1 + MOST_ALTERNATIVES)
    if not ranked or ranked[0][1] < OFFER_SHARE * total:
        return []
    likely = [pk for pk, share in ranked if share >= ALTERNATIVE_SHARE * total]
    of_key = {unit.pk: unit for unit in units}
    return [offer for pk in likely if (offer := _reasoned(case, of_key[pk], counts)) is not None]


def _reasoned(case: Case, unit: Unit, counts: Counts) -> Offer | None:
    answers = {answer_of(unit, case), f"unit {unit.pk}"}
    found = evidence(facts_of(case), counts, answers, SAME_AT_LEAST)
    if found is None or found.done < DONE_AT_LEAST:
        return None
    return Offer(unit, (_told(case, unit, found),))


def _told(case: Case, unit: Unit, found: Evidence) -> str:
    """向榆街道同类 214 件中 198 件由其办理; or by its sisters, where the context is wider than its place."""
    category, _at, area = found.context.partition(" @")
    same = _("同类") if case.category and category == case.category.code else _("同一大类")
    level = level_of(answer_of(unit, case))
    own = not level or (area and level == Level.SUBDISTRICT)
    by = _("由其办理") if own else _("由当地%(kind)s办理") % {"kind": unit.get_kind_display()}
    where = case.subdistrict.name if area and case.subdistrict else ""
    where = where and pgettext("before a sentence", "%(place)s") % {"place": where}
    words = {"where": where, "same": same, "n": found.same, "done": found.done, "by": by}
    return _("%(where)s%(same)s %(n)d 件中 %(done)d 件%(by)s") % words


def learned_counts(wanted: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
    """The learned table in these contexts. One statement."""
    found: dict[str, dict[str, int]] = {}
    rows = UnitCount.objects.filter(context__in=wanted, count__gt=0)
    for context, answer, count in rows.values_list("context", "answer", "count"):
        found.setdefault(context, {})[answer] = count
    return found
