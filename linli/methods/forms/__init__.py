"""The shape of what is typed: a pack's text, the head of a draft, a row of any section, days."""

from linli.methods.forms.plans import PlanForm, TrialForm
from linli.methods.forms.rows import HeadForm, RowForm, SquareForm
from linli.methods.forms.texts import PackForm

__all__ = ["HeadForm", "PackForm", "PlanForm", "RowForm", "SquareForm", "TrialForm"]
