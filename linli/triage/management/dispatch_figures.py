"""How many later orders would have gone to the unit that had them, line by line."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from linli.solvers.dispatching import DEFAULT, Settings
from linli.triage.queries.past import past_orders
from linli.triage.rules.evaluation import (
    Figures,
    MajorityTable,
    Past,
    Suggester,
    cross_validated,
    measured,
    measured_learning_on,
)

GRID = [Settings(prior, tilt) for prior in (2.0, 5.0, 10.0) for tilt in (0.0, 0.25, 0.5, 0.75)]


def dispatch_lines(
    files: Sequence[Path], mapping: Path, *, split_at: str | None, cross_validate: bool
) -> Iterator[tuple[str, ...]]:
    """Metric, value, unit, budget, ok or short; two files, or one that is split at a date."""
    if (len(files) == 2) == (split_at is not None) or len(files) > 2:
        raise CommandError(_("请给两个文件，或给一个文件并写明 --split-at 日期。"), returncode=2)
    train, test = _parts(files[0], files[1] if len(files) == 2 else None, mapping, split_at)
    if not train or not test:
        raise CommandError(_("学习或检验的部分是空的，请检查文件和日期。"), returncode=2)
    yield from _lines(train, test)
    if cross_validate:
        yield from _compared(train)


def _parts(
    train: Path, test: Path | None, mapping: Path, split_at: str | None
) -> tuple[list[Past], list[Past]]:
    if test is not None:
        return past_orders(train, mapping), past_orders(test, mapping)
    every = past_orders(train, mapping, dated=True)
    day = str(split_at)
    return [one for one in every if one.day < day], [one for one in every if one.day >= day]


def _lines(train: Sequence[Past], test: Sequence[Past]) -> Iterator[tuple[str, ...]]:
    table = MajorityTable(train)
    majority = sum(table.right(order) for order in test) / len(test)
    ours = measured(Suggester(train), test)
    on = measured_learning_on(Suggester(train), test) if all(order.day for order in test) else None
    yield "dispatch_train_orders", str(len(train)), "orders", "-", "ok"
    yield "dispatch_test_orders", str(len(test)), "orders", "-", "ok"
    yield _share("dispatch_majority_share", majority)
    yield _share("dispatch_share", ours.right / ours.orders, more_than=majority)
    yield _share("dispatch_in_three_share", ours.right_in_three / ours.orders)
    yield from _offers(ours)
    if on is not None:
        yield _share("dispatch_learning_on_share", on.right / on.orders)


def _offers(figures: Figures) -> Iterator[tuple[str, ...]]:
    """How often the desk would see a suggestion, and how often it would be right then."""
    yield _share("dispatch_offered_share", figures.offered / figures.orders)
    yield _share("dispatch_right_when_offered_share", figures.right_when_offered / max(figures.offered, 1))


def _share(metric: str, value: float, more_than: float | None = None) -> tuple[str, ...]:
    budget = f">{more_than:.4f}" if more_than is not None else "-"
    enough = more_than is None or value > more_than
    return metric, f"{value:.4f}", "share", budget, "ok" if enough else "short"


def _compared(train: Sequence[Past]) -> Iterator[tuple[str, ...]]:
    for settings in GRID:
        name = f"cross_validated prior={settings.prior:g} tilt={settings.tilt:g}"
        yield _share(name + (" *" if settings == DEFAULT else ""), cross_validated(train, settings))
