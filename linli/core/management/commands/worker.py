"""`linli worker`: runs background tasks until it is told to stop."""

import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from linli.core.tasks.worker import Worker


class Command(BaseCommand):
    help = "Runs background tasks and schedules. Any number of workers may run, on one machine or many."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due, then exit")
        parser.add_argument("--threads", type=int, default=2, help="tasks at a time (default 2)")

    def handle(self, *args: Any, once: bool, threads: int, **options: Any) -> None:
        if threads < 1:
            raise CommandError("--threads must be 1 or more")
        worker = Worker(threads)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.stop())
        if once:
            self.stdout.write(f"{worker.drain()} done")
        else:
            worker.run()
