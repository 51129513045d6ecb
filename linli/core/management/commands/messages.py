"""`linli messages extract|compile|missing`: the translations of the house."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linli.core import catalogue


class Command(BaseCommand):
    help = (
        "Translations: extract (list the sentences), compile (make the .mo files), missing (lacking English)."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("step", choices=["extract", "compile", "missing"])

    def handle(self, *, step: str, **options: Any) -> None:
        if step == "extract":
            self.stdout.write(f"{catalogue.renew()} sentences in {catalogue.english_file()}")
        elif step == "compile":
            catalogue.compile_all()
        elif lacking := catalogue.missing():
            self.stdout.write("\n".join(lacking))
            raise CommandError(f"{len(lacking)} sentences have no English.")
        elif broken := catalogue.broken():
            self.stdout.write("\n".join(broken))
            raise CommandError(f"{len(broken)} sentences have other placeholders in English.")
