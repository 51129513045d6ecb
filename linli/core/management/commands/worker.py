"""`linli worker`: runs background tasks until it is told to stop."""

import signal
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from linli.core.tasks.queue import LEASE
from linli.core.tasks.worker import Worker


class Command(BaseCommand):
    help = "Runs background tasks and schedules. Any number of workers may run, on one machine or many."
    requires_system_checks = []  # a worker has no pages; `linli check` looks at them

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due, then exit")
        parser.add_argument("--threads", type=int, default=2, help="tasks at a time (default 2)")
        seconds = int(LEASE.total_seconds())
        lease_help = f"after so many silent seconds others take its tasks over (default {seconds})"
        parser.add_argument("--lease-s", type=int, default=seconds, help=lease_help)

    def handle(self, *args: Any, once: bool, threads: int, lease_s: int, **options: Any) -> None:
        if threads < 1 or lease_s < 1:
            raise CommandError("--threads and --lease-s must be 1 or more")
        worker = Worker(threads, timedelta(seconds=lease_s))
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.stop())
        if once:
            self.stdout.write(f"{worker.drain()} done")
        else:
            worker.run()
