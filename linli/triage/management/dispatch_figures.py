"""`linli evaluate dispatch TRAIN TEST`: how many later orders would have gone to the unit that had them."""

from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from linli.core.errors import DomainError
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


class Command(BaseCommand):
    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        self.help = _(
            "用过去的工单学习派单，再预测另一批工单的承办单位，逐行输出："
            "指标、数值、单位、预算、ok 或 short（以制表符分隔）。"
            "可以给两个文件，也可以给一个文件加 --split-at 日期。"
        )
        return super().create_parser(prog_name, subcommand, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", metavar="WHAT", choices=["dispatch"], help="dispatch")
        parser.add_argument("train", metavar="TRAIN", type=Path)
        parser.add_argument("test", metavar="TEST", type=Path, nargs="?")
        parser.add_argument("--mapping", type=Path, required=True, help=_("列对应表（TOML）"))
        parser.add_argument("--split-at", metavar="DATE", help=_("一个文件时：这一天之前的用来学习"))
        parser.add_argument(
            "--cross-validate", action="store_true", help=_("另外在学习部分内做交叉验证，比较各组参数")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if (options["test"] is None) == (options["split_at"] is None):
            raise CommandError(_("请给两个文件，或给一个文件并写明 --split-at 日期。"), returncode=2)
        try:
            train, test = _parts(options["train"], options["test"], options["mapping"], options["split_at"])
        except DomainError as failure:
            raise CommandError(failure.sentence or failure.code, returncode=2) from None
        if not train or not test:
            raise CommandError(_("学习或检验的部分是空的，请检查文件和日期。"), returncode=2)
        for line in [*_lines(train, test), *(_compared(train) if options["cross_validate"] else ())]:
            self.stdout.write("\t".join(line))


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
