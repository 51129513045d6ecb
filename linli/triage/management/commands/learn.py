"""`linli learn dispatch`: who gets what, from all cases; `linli learn triage`: what a text is about."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.core.actors import SYSTEM
from linli.core.errors import DomainError
from linli.triage.actions.counting import learn_dispatch
from linli.triage.actions.learning import learn_texts
from linli.triage.terms import SEED


class Command(BaseCommand):
    help = "Learns from all finished cases: which unit gets what, or what a text is about. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", metavar="WHAT", choices=["dispatch", "triage"], help="dispatch | triage")
        parser.add_argument("--seed", type=int, default=SEED)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(_said(options["what"], options["seed"]))
        except DomainError as failure:
            raise CommandError(failure.sentence or failure.code) from None


def _said(what: str, seed: int) -> str:
    now = timezone.now()
    if what == "dispatch":
        return _("学习完成，新增或改变 %(n)d 件。") % {"n": learn_dispatch(SYSTEM, now=now)}
    model = learn_texts(SYSTEM, now=now, seed=seed)
    told = {"n": model.version, "right": model.right, "of": model.held_out}
    if model.worse:
        return _("第 %(n)d 版比正在用的差，没有启用：留出的 %(of)d 件里对 %(right)d 件。") % told
    return _("第 %(n)d 版已启用：留出的 %(of)d 件里对 %(right)d 件。") % told
