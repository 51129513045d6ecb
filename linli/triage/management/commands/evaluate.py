"""`linli evaluate dispatch …` and `linli evaluate triage …`: how good suggestions are, measured on files."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from linli.core.errors import DomainError
from linli.triage.management.dispatch_figures import dispatch_lines
from linli.triage.management.text_figures import text_lines
from linli.triage.queries.labelled import Columns
from linli.triage.terms import SEED


class Command(BaseCommand):
    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        self.help = _(
            "用文件检验建议的好坏，逐行输出（以制表符分隔）。"
            "dispatch：用过去的工单学习派单，再预测另一批工单的承办单位；"
            "给两个文件，或一个文件加 --split-at 日期。"
            "triage：用带标签的文字学习分类，再预测 --test 的标签；不给 --test 时做交叉验证。"
        )
        return super().create_parser(prog_name, subcommand, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", metavar="WHAT", choices=["dispatch", "triage"], help="dispatch | triage")
        parser.add_argument("files", metavar="FILE", type=Path, nargs="+", help=_("CSV、CSV.GZ 或 Excel"))
        parser.add_argument("--mapping", type=Path, help=_("dispatch：列对应表（TOML）"))
        parser.add_argument(
            "--split-at", metavar="DATE", help=_("dispatch 只给一个文件时：这一天之前的用来学习")
        )
        parser.add_argument(
            "--cross-validate",
            action="store_true",
            help=_("dispatch：在学习部分内交叉验证，比较各组参数"),
        )
        parser.add_argument("--test", type=Path, nargs="+", help=_("triage：用来检验的文件"))
        for name, sentence in (
            ("--text", _("triage：文字所在的列；可写几个，各文件取先有的一个；“标题+正文”把两列接起来")),
            ("--label", _("triage：标签所在的列；一行两个标签用“|”隔开")),
            ("--group", _("triage：编号所在的列；同一编号的行不会一边学习一边检验")),
        ):
            parser.add_argument(name, metavar="COLUMN", nargs="+", action="extend", help=sentence)
        parser.add_argument("--seed", type=int, default=SEED)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            for line in _lines(options):
                self.stdout.write("\t".join(line))
        except DomainError as failure:
            raise CommandError(failure.sentence or failure.code, returncode=2) from None


def _lines(options: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    if options["what"] == "dispatch":
        if options["mapping"] is None:
            raise CommandError(_("请用 --mapping 写明列对应表。"), returncode=2)
        return dispatch_lines(
            options["files"],
            options["mapping"],
            split_at=options["split_at"],
            cross_validate=options["cross_validate"],
        )
    if not options["text"] or not options["label"]:
        raise CommandError(_("请用 --text 和 --label 写明列名。"), returncode=2)
    columns = Columns(options["text"], options["label"], options["group"] or ())
    return text_lines(options["files"], options["test"] or [], columns, options["seed"])
