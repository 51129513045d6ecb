"""One line a figure: metric, value, unit, budget, ok or short; tab-separated."""

from collections.abc import Sequence


def row(metric: str, value: float, unit: str, budget: float | None = None, *, at_most: bool = True) -> None:
    good = budget is None or (value <= budget if at_most else value >= budget)
    told = "" if budget is None else f"{budget:g}"
    print(f"{metric}\t{value:.6g}\t{unit}\t{told}\t{'ok' if good else 'short'}", flush=True)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share of them lies; nearest rank."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]
