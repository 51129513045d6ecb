"""`linli cockpit rebuild|check`: count everything anew, or compare one day with the truth."""

from argparse import ArgumentParser
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.cockpit import actions


class Command(BaseCommand):
    help = "The roll-ups of the cockpit: rebuild counts every case anew, check repairs one day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        steps.add_parser("rebuild", help="forget all roll-ups and count every case anew")
        check = steps.add_parser("check", help="compare one day with the truth and repair what differs")
        check.add_argument("--day", type=date.fromisoformat, help="2026-05-07; yesterday when left out")

    def handle(self, *args: Any, step: str, **options: Any) -> None:
        now = timezone.now()
        if step == "rebuild":
            counted = actions.rebuild(now=now)
            self.stdout.write(_("已重新统计 %(n)d 件诉求。") % {"n": counted})
            return
        day = options["day"] or timezone.localdate(now) - timedelta(days=1)
        repairs = actions.check_day(day, now=now)
        self.stdout.write(_("已核对 %(day)s：修正 %(n)d 处。") % {"day": day, "n": repairs})
