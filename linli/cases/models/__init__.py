"""A case, its caller, its orders, its steps; and the rows of the method pack a case is judged by."""

from linli.cases.models.case import Caller, Case, Wording
from linli.cases.models.lookups import settled, still_open
from linli.cases.models.rulebook import CatalogueRow, Category, ColourRule, ScaleRule, TimeLimit
from linli.cases.models.work import CasePhoto, CaseStep, Rating, WorkOrder

__all__ = [
    "Caller",
    "Case",
    "CasePhoto",
    "CaseStep",
    "CatalogueRow",
    "Category",
    "ColourRule",
    "Rating",
    "ScaleRule",
    "TimeLimit",
    "Wording",
    "WorkOrder",
    "settled",
    "still_open",
]
