"""`linli demo`: an invented district to look around in, the same from the same seed."""

import unicodedata
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.core import demo
from linli.core.errors import DomainError

MAKE_BELIEVE_TIME = time(15, 30)  # of a day named by --today


class Command(BaseCommand):
    help = "Loads a district to look around in: places, units, people, cases; prints who may sign in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=demo.SEED)
        parser.add_argument("--today", type=date.fromisoformat, help="the day it pretends to be: 2026-05-08")
        parser.add_argument("--scale", type=float, default=1.0, help="a share of the full size, for tests")
        parser.add_argument(
            "--real", action="store_true", help="a district that exists, from published tables (LINLI_SHARED)"
        )

    def handle(self, *, seed: int, today: date | None, scale: float, real: bool, **options: Any) -> None:
        room = "real" if real else "demo"
        if not settings.DEMO:
            raise CommandError(
                _("演示区带有公开的登录密码。请先设置 LINLI_DEMO=1 再运行（make demo 会自动设置）。")
            )
        if demo.is_loaded(room):
            self.stdout.write(_("演示区已经在了，没有改动。"))
        else:
            self._load(demo.Context(now=_moment(today), seed=seed, scale=scale), room)
        found = demo.sign_ins(room)
        demo.write_sign_ins(found, room)
        self._print(found, "/" if real else demo.RESIDENT_START)

    def _load(self, context: demo.Context, room: str) -> None:
        self.stdout.write(_("正在生成演示区，大约需要一分钟……"))
        try:
            demo.load(context, room)
        except DomainError as error:
            raise CommandError(error.sentence) from error
        self.stdout.write("\n".join([*context.told, _("演示区已生成。")]))

    def _print(self, found: list[demo.SignIn], resident_start: str) -> None:
        base = settings.BASE_URL.rstrip("/")
        self.stdout.write("\n" + _("居民") + f"  {base}{resident_start}\n")
        rows = [(one.title, one.name, one.password, f"{base}{one.start}") for one in found]
        rows.insert(0, (_("身份"), _("登录名"), _("密码"), _("从这里开始")))
        widths = [max(_width(row[n]) for row in rows) for n in range(3)]
        for row in rows:
            cells = [cell + " " * (wide - _width(cell)) for cell, wide in zip(row, widths, strict=False)]
            self.stdout.write("  ".join([*cells, row[3]]))


def _moment(today: date | None) -> datetime:
    if today is None:
        return timezone.now()
    return timezone.make_aware(datetime.combine(today, MAKE_BELIEVE_TIME))


def _width(text: str) -> int:
    """Columns on a terminal, where a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
