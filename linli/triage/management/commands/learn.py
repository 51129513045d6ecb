"""`linli learn dispatch`: go through all stored cases, after a change of units or categories."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.core.actors import SYSTEM
from linli.triage.actions import learn_dispatch


class Command(BaseCommand):
    help = "Learns from all finished cases which unit gets what. Safe to stop and to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", metavar="WHAT", choices=["dispatch"], help="dispatch")

    def handle(self, *args: Any, **options: Any) -> None:
        changed = learn_dispatch(SYSTEM, now=timezone.now())
        self.stdout.write(_("学习完成，新增或改变 %(n)d 件。") % {"n": changed})
