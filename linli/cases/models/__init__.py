"""A case, its caller, its orders, its steps; and the rows of the method pack a case is judged by."""

from linli.cases.models.case import Caller, Case, Wording
from linli.cases.models.lookups import closed_not_archived, pending, settled, still_open
from linli.cases.models.questions import CaseAnswer
from linli.cases.models.requests import CaseRequest
from linli.cases.models.rulebook import (
    CatalogueRow,
    Category,
    ColourRule,
    Ground,
    Question,
    RequestLimit,
    ScaleRule,
    TimeLimit,
)
from linli.cases.models.work import CasePhoto, CaseStep, Rating, WorkOrder

__all__ = [
    "Caller",
    "Case",
    "CaseAnswer",
    "CasePhoto",
    "CaseRequest",
    "CaseStep",
    "CatalogueRow",
    "Category",
    "ColourRule",
    "Ground",
    "Question",
    "Rating",
    "RequestLimit",
    "ScaleRule",
    "TimeLimit",
    "Wording",
    "WorkOrder",
    "closed_not_archived",
    "pending",
    "settled",
    "still_open",
]
