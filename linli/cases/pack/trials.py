"""The rules of a content that need not be loaded, as a trial judges by them."""

from linli.cases.pack.catalogue import CATALOGUE, DispatchRow
from linli.cases.pack.categories import CATEGORIES, COLOURS, SCALES
from linli.cases.pack.limits import TIME_LIMITS
from linli.cases.queries.rulebook import limit_words
from linli.cases.rules.what_if import Book, Sort, Spell
from linli.core.calendar.rules import Limit
from linli.methods.sections import Content
from linli.organisation.pack import TRADES
from linli.organisation.terms import UnitKind


def book_of(content: Content) -> Book:
    categories = content.values(CATEGORIES)
    return Book(
        sorts={row.code: Sort(row.name, row.importance, row.urgency, row.scale.value) for row in categories},
        words={row.code: tuple(row.words) for row in categories if row.group},
        matrix={(row.importance, row.urgency): row.colour.value for row in content.values(COLOURS)},
        levels={row.scale.value: row.level.value for row in content.values(SCALES)},
        units={row.category: _unit(row, content) for row in content.values(CATALOGUE)},
        spells={
            (row.stage.value, row.colour.value, row.category): Spell(
                Limit(row.amount, row.unit, row.clock), limit_words(row.amount, row.unit, row.clock)
            )
            for row in content.values(TIME_LIMITS)
        },
    )


def _unit(row: DispatchRow, content: Content) -> str:
    if row.trade:
        return TRADES.name_of(row.trade, content)
    return str(UnitKind(row.unit_kind).label) if row.unit_kind else ""
