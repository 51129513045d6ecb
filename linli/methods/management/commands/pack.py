"""`linli pack check|load|diff|list`: method packs on the command line."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.core.actors import SYSTEM
from linli.core.errors import DomainError
from linli.methods import actions, queries
from linli.methods.models import Pack
from linli.methods.reading import Reading
from linli.methods.sections import Content


class Command(BaseCommand):
    help = gettext_lazy("检查、加载、比较、列出方法包")  # type: ignore[assignment]  # shown, never compared

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        check = verbs.add_parser("check", help=_("检查一个方法包，逐行报告错误，不写入"))
        check.add_argument("pack", help=_("TOML 文件，或随平台提供的名字"))
        load = verbs.add_parser("load", help=_("加载一个版本；内容没变就什么也不做"))
        load.add_argument("pack", help=_("TOML 文件，或随平台提供的名字"))
        load.add_argument("--activate", action="store_true", help=_("加载后启用"))
        diff = verbs.add_parser("diff", help=_("两个方法包差在哪里"))
        for name in ("before", "after"):
            diff.add_argument(name, help=_("TOML 文件、随平台提供的名字，或已加载的“名字@版本”，或 active"))
        verbs.add_parser("list", help=_("已加载的版本和随平台提供的方法包"))

    def handle(self, *, verb: str, **options: Any) -> None:
        try:
            getattr(self, f"_{verb}")(**options)
        except actions.PackFaulty as faulty:
            raise CommandError("\n".join(map(str, faulty.faults))) from None
        except DomainError as error:
            raise CommandError(error.sentence or str(error)) from None

    def _check(self, pack: str, **_options: Any) -> None:
        reading = _sound(queries.read(_text(pack)))
        rows = sum(map(len, reading.resolved().values()))
        self.stdout.write(_("%(pack)s 没有错误，共 %(n)d 行。") % {"pack": _named(reading), "n": rows})

    def _load(self, pack: str, activate: bool, **_options: Any) -> None:
        now = timezone.now()
        report = actions.load_pack(SYSTEM, _text(pack), now=now)
        counts = _("，").join(f"{key} {n}" for key, n in report.counts.items())
        said = _("%(pack)s 早已加载，内容没有变化：%(counts)s")
        if report.created:
            said = _("已加载 %(pack)s：%(counts)s")
        self.stdout.write(said % {"pack": report.pack, "counts": counts})
        if activate:
            actions.activate(SYSTEM, report.pack, now=now)
            self.stdout.write(_("%(pack)s 正在使用。") % {"pack": report.pack})

    def _diff(self, before: str, after: str, **_options: Any) -> None:
        changes = queries.changes_between(_content(before), _content(after))
        for change in changes:
            self.stdout.write(str(change))
        self.stdout.write(_("共 %(n)d 处不同。") % {"n": len(changes)})

    def _list(self, **_options: Any) -> None:
        for pack in queries.visible_packs(SYSTEM):
            state = _("正在使用") if pack.active else ""
            self.stdout.write(f"{pack.name}@{pack.version}\t{pack.title}\t{state}".rstrip())
        for head in queries.shipped_heads():
            self.stdout.write(_("随平台提供：%(name)s@%(version)d\t%(title)s") % _of(head))


def _of(head: Any) -> dict[str, Any]:
    return {"name": head.name, "version": head.version, "title": head.title}


def _sound(reading: Reading) -> Reading:
    if reading.faults:
        raise actions.PackFaulty(reading.faults)
    return reading


def _named(reading: Reading) -> str:
    return f"{reading.head.name} {reading.head.version}" if reading.head else ""


def _text(pack: str) -> str:
    """A file goes before a shipped name."""
    path = Path(pack)
    if path.is_file():
        raw = path.read_bytes()
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            return raw.decode("gb18030", "replace")
    shipped = queries.shipped_packs()
    if pack not in shipped:
        told = {"pack": pack, "names": _("、").join(shipped)}
        raise CommandError(_("没有文件 %(pack)s，也没有这个名字的方法包；随平台提供的有 %(names)s") % told)
    return shipped[pack]


def _content(pack: str) -> Content:
    if pack == "active":
        active = queries.active_pack()
        if active is None:
            raise CommandError(_("现在没有启用的方法包"))
        return queries.content_of(active)
    name, at, version = pack.partition("@")
    if at and version.isdecimal():
        found = Pack.objects.filter(name=name, version=int(version)).first()
        if found is None:
            raise CommandError(_("没有加载过 %(pack)s") % {"pack": pack})
        return queries.content_of(found)
    return _sound(queries.read(_text(pack))).content
