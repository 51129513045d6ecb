"""`linli serve`: the web server and one task worker together, until Ctrl-C."""

import signal
import socket
import subprocess
import sys
import threading
from argparse import ArgumentParser
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.translation import gettext as _

# SQLite has one writer, so one process with many threads; PostgreSQL uses both cores.
SHAPES = {"sqlite": (1, 32), "postgresql": (2, 16)}
STOP_S = 15  # a task may finish its step


class Command(BaseCommand):
    help = "Serve the pages and run one task worker; both end with this command."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, host: str, port: int, **options: Any) -> None:
        _refuse_taken_port(host, port)
        over = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_args: over.set())
        children = [_start(_web(host, port)), _start([sys.executable, "manage.py", "worker"])]
        try:
            if _answers(host, port, over, children):
                address = settings.BASE_URL
                self.stdout.write(_("邻里已启动：%(address)s（按 Ctrl-C 停止）") % {"address": address})
                self.stdout.flush()
            while not over.wait(0.5):
                _all_alive(children)
        finally:
            _stop(children)


def _web(host: str, port: int) -> list[str]:
    workers, threads = SHAPES[connection.vendor]
    shape = ["--workers", str(workers), "--blocking-threads", str(threads)]
    place = ["--host", host, "--port", str(port)]
    server = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "error"]
    return [*server, *place, *shape, "config.wsgi:application"]


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches only this command, which then ends both in order.
    return subprocess.Popen(command, cwd=settings.ROOT, start_new_session=True)  # noqa: S603  (our own words)


def _refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as why:
            sentence = _("端口 %(port)d 不能用（%(why)s）。请换一个，例如：make demo PORT=%(other)d")
            raise CommandError(sentence % {"port": port, "why": why.strerror, "other": port + 1}) from None


def _answers(host: str, port: int, over: threading.Event, children: list[subprocess.Popen[bytes]]) -> bool:
    """Wait until somebody listens; False when we are told to stop first."""
    door = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  (what to dial, not what to bind)
    while not over.wait(0.2):
        _all_alive(children)
        with suppress(OSError), socket.create_connection((door, port), timeout=1):
            return True
    return False


def _all_alive(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is not None:
            raise CommandError(f"{' '.join(child.args[1:4])} ended with {child.returncode}.")  # type: ignore[index,arg-type]


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(STOP_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
