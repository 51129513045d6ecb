"""Past work orders of another system become cases in the state that system left them in."""

from linli.cases.actions.history.loading import BATCH, HistoryLoader
from linli.cases.actions.history.past import PastCase, PastCases, Words

__all__ = ["BATCH", "HistoryLoader", "PastCase", "PastCases", "Words"]
