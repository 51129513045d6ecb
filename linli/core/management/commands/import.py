"""`linli import WHAT FILE`: tables from outside, with line and reason of what could not be read."""  # noqa: N999

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, DjangoHelpFormatter
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.core.actors import SYSTEM
from linli.core.errors import DomainError
from linli.core.sheets.importers import Importer, importers


class LinesAsWritten(DjangoHelpFormatter, RawDescriptionHelpFormatter):
    """Django's order of options; the table below them stays a table."""


class Command(BaseCommand):
    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        self.help = _(
            "导入 CSV 或 Excel 表格。\n"
            "正确的行会保留，有误的行按“行号：原因”列出；同一文件再导入一次不会有任何变化。\n"
            "退出码：0 全部导入；1 有的行有误，其余已导入；2 什么也没有导入。"
        )
        table = "\n".join(_told(importer) for importer in importers().values())
        return super().create_parser(
            prog_name, subcommand, epilog=f"WHAT:\n{table}", formatter_class=LinesAsWritten, **kwargs
        )

    def add_arguments(self, parser: ArgumentParser) -> None:
        known = importers()
        parser.add_argument("what", metavar="WHAT", choices=list(known), help=", ".join(known))
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--dry-run", action="store_true", help=_("只检查并报告，什么也不写入"))
        options = {option.name: option for importer in known.values() for option in importer.options}
        for option in options.values():
            parser.add_argument(_flag(option.name), type=option.kind, help=str(option.sentence))

    def handle(self, *args: Any, what: str, file: Path, dry_run: bool, **options: Any) -> None:
        importer = importers()[what]
        chosen = _chosen(importer, options)
        if not file.is_file():
            raise CommandError(_("找不到文件 %(file)s。请检查路径。") % {"file": file}, returncode=2)
        try:
            report = importer.run(SYSTEM, file, now=timezone.now(), dry_run=dry_run, **chosen)
        except DomainError as failure:
            raise CommandError(failure.sentence or failure.code, returncode=2) from None
        if dry_run:
            self.stdout.write(_("试运行，什么也没有写入。"))
        self.stdout.write(report.as_text())
        if report.refused:
            raise SystemExit(1)


def _told(importer: Importer) -> str:
    flags = " ".join(_flag(option.name) for option in importer.options)
    return f"  {importer.name:<12} {importer.sentence} {flags}".rstrip()


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _chosen(importer: Importer, options: dict[str, Any]) -> dict[str, Any]:
    """The options this importer declares; those given for another one are refused, not ignored."""
    own = {option.name for option in importer.options}
    every = {option.name for other in importers().values() for option in other.options}
    foreign = [name for name in every - own if options.get(name) is not None]
    missing = [o.name for o in importer.options if o.required and options.get(o.name) is None]
    if foreign or missing:
        wrong = ", ".join(map(_flag, sorted(foreign or missing)))
        says = _("导入 %(what)s 不认识 %(wrong)s。") if foreign else _("导入 %(what)s 还需要 %(wrong)s。")
        raise CommandError(says % {"what": importer.name, "wrong": wrong}, returncode=2)
    return {name: options[name] for name in own if options.get(name) is not None}
