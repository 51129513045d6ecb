"""Past work orders of another system become cases in the state that system left them in."""

from linli.cases.actions.history.loading import BATCH, HistoryLoader
from linli.cases.actions.history.past import PastCase, Words

__all__ = ["BATCH", "HistoryLoader", "PastCase", "Words"]
