"""The worker process: threads run tasks, the main thread sees to schedules and events."""

import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable, Collection
from datetime import timedelta
from functools import partial

from django.db import Error as DatabaseError
from django.db import close_old_connections, connections
from django.utils import timezone

from linli.core.tasks.declare import discover
from linli.core.tasks.events import fan_out
from linli.core.tasks.models import WorkerRow
from linli.core.tasks.queue import LEASE, extend_leases
from linli.core.tasks.running import run_next
from linli.core.tasks.schedules import put_due, sync_schedules
from linli.core.tasks.terms import SLOW

log = logging.getLogger(__name__)

type Step = Callable[[], bool]

SHORTEST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 0.8
AFTER_TROUBLE_S = 2.0


class Worker:
    """`run` works until `stop` is called; `drain` does what is due and returns."""

    def __init__(self, threads: int, lease: timedelta = LEASE) -> None:
        self.name = f"{socket.gethostname()[:50]}:{os.getpid()}:{secrets.token_hex(4)}"
        self.threads = threads
        self.lease = lease
        self.hands: set[int] = set()  # ids of the tasks that run now
        self.stopping = threading.Event()
        self.idle = threading.Event()

    def stop(self) -> None:
        """Finish the tasks at hand, claim no more."""
        self.stopping.set()

    def drain(self) -> int:
        """Due schedules, events and tasks, one after the other, until none is left; the number of steps."""
        beat = self._start()
        put_due(timezone.now())
        steps = 0
        while not self.stopping.is_set() and (fan_out(timezone.now()) or self._run_next()):
            steps += 1
        self._leave(beat)
        return steps

    def run(self) -> None:
        beat = self._start()
        runners = [threading.Thread(target=self._loop, args=(self._runner(n),)) for n in range(self.threads)]
        for runner in runners:
            runner.start()
        self._loop(self._tend)
        for runner in runners:
            runner.join()
        self._leave(beat)

    def _start(self) -> threading.Thread:
        discover()
        now = timezone.now()
        sync_schedules(now)
        WorkerRow.objects.create(name=self.name, threads=self.threads, started_at=now, seen_at=now)
        log.info("worker %s: %d threads", self.name, self.threads)
        beat = threading.Thread(target=self._beat, daemon=True)
        beat.start()
        return beat

    def _leave(self, beat: threading.Thread) -> None:
        self.idle.set()
        beat.join()
        WorkerRow.objects.filter(name=self.name).delete()
        log.info("worker %s: stopped", self.name)

    def _runner(self, number: int) -> Step:
        """The first of several threads leaves the slow queue alone: an import never holds up the rest."""
        return partial(self._run_next, without=(SLOW,) if number == 0 and self.threads > 1 else ())

    def _run_next(self, without: Collection[str] = ()) -> bool:
        return run_next(self.name, timezone.now, lease=self.lease, without=without, hands=self.hands)

    def _tend(self) -> bool:
        now = timezone.now()
        return bool(put_due(now) + fan_out(now))

    def _beat(self) -> None:
        """Say three times per lease that this worker lives, until the last task is out of its hands."""
        while not self.idle.wait(self.lease.total_seconds() / 3):
            self._safely(self._sign_of_life)
        connections.close_all()

    def _sign_of_life(self) -> bool:
        now = timezone.now()
        extend_leases(self.name, tuple(self.hands), now, lease=self.lease)
        return bool(WorkerRow.objects.filter(name=self.name).update(seen_at=now))

    def _loop(self, step: Step) -> None:
        """Repeat the step, at once while there is work, else after a growing pause."""
        pause = SHORTEST_PAUSE_S
        while not self.stopping.is_set():
            if self._safely(step):
                pause = SHORTEST_PAUSE_S
            else:
                self.stopping.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE_S)
        if threading.current_thread() is not threading.main_thread():
            connections.close_all()

    def _safely(self, step: Step) -> bool:
        """A database that is away for a moment must not end the worker."""
        try:
            return step()
        except DatabaseError:
            log.exception("worker %s: the database failed, trying again", self.name)
            close_old_connections()
            self.stopping.wait(AFTER_TROUBLE_S)
            return False
