"""`linli callbacks rebuild`: count all facts of the shares anew, while the house stays open."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.callbacks.actions import counting


class Command(BaseCommand):
    help = "Counts the shares of call-backs anew."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["rebuild"])

    def handle(self, *args: Any, **options: Any) -> None:
        count = counting.rebuild(now=timezone.now())
        self.stdout.write(_("已从头统计 %(n)d 件诉求。") % {"n": count})
