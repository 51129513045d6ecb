"""A site of its own for a bench: empty database, small district, granian as in production, CPU time."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psutil
import psycopg

ROOT = Path(__file__).resolve().parent.parent.parent
START_S = 60
LEASE_S = 3  # so long the tasks of a killed worker are nobody's


@dataclass
class Site:
    """Where it answers, and the processes whose CPU time counts."""

    name: str  # sqlite or postgresql
    port: int
    folder: Path
    environment: Mapping[str, str]
    server: subprocess.Popen[bytes] | None = None
    worker: subprocess.Popen[bytes] | None = None
    facts: dict[str, str] = field(default_factory=dict)

    def start(self) -> None:
        workers, threads = ("2", "16") if self.name == "postgresql" else ("1", "32")
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "error"]
        shape = ["--workers", workers, "--blocking-threads", threads, "--port", str(self.port)]
        self.server = subprocess.Popen(
            [*command, *shape, "config.wsgi:application"],
            cwd=ROOT,
            env=dict(self.environment),
            start_new_session=True,
        )
        self._wait()

    def start_worker(self) -> None:
        words = [sys.executable, "manage.py", "worker", "--lease-s", str(LEASE_S)]
        self.worker = subprocess.Popen(words, cwd=ROOT, env=dict(self.environment), start_new_session=True)

    def kill_worker(self) -> None:
        if self.worker is not None:
            self.worker.kill()
            self.worker.wait()

    def _wait(self) -> None:
        """Until a worker of the server answers; its parent listens long before."""
        until = time.monotonic() + START_S
        while time.monotonic() < until:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=5) as asked:
                asked.sendall(b"GET /api/v1/reports/- HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                if asked.recv(1):
                    return
            time.sleep(0.05)
        raise TimeoutError("The server does not answer.")

    def kill(self) -> None:
        """SIGKILL to the server and its workers, as a power cut would."""
        if self.server is not None:
            for process in self._processes():
                with suppress(psutil.NoSuchProcess):
                    process.kill()
            self.server.wait()

    def stop(self) -> None:
        self.kill_worker()
        if self.server is not None and self.server.poll() is None:
            self.server.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.server.wait(10)
            self.kill()

    def _processes(self) -> list[psutil.Process]:
        if self.server is None or self.server.poll() is not None:
            return []
        parent = psutil.Process(self.server.pid)
        return [parent, *parent.children(recursive=True)]

    def cpu_s(self) -> tuple[float, float]:
        """User and system seconds so far, of the server and of the database's own processes."""
        own = sum(sum(process.cpu_times()[:2]) for process in self._processes())
        return own, self._database_cpu_s()

    def _database_cpu_s(self) -> float:
        if self.name == "sqlite":
            return 0.0  # inside the server
        with psycopg.connect(self.environment["DATABASE_URL"]) as connection:
            pids = [
                pid
                for (pid,) in connection.execute(
                    "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                )
            ]
        total = 0.0
        for pid in pids:
            with suppress(psutil.NoSuchProcess):
                total += sum(psutil.Process(pid).cpu_times()[:2])
        return total

    def run(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env=dict(self.environment),
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout


def databases() -> list[str]:
    """SQLite always; PostgreSQL when LINLI_BENCH_POSTGRES names a server on which databases may be made."""
    return ["sqlite", *(["postgresql"] if os.environ.get("LINLI_BENCH_POSTGRES") else [])]


@contextmanager
def site(name: str) -> Iterator[Site]:
    """A fresh site with the default pack and a small district; everything is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="linli-bench-"))
    environment = {**os.environ, "LINLI_VAR": str(folder), "LINLI_DEBUG": "0", "LINLI_LOG_LEVEL": "ERROR"}
    environment.pop("DATABASE_URL", None)
    with _database(name) as url:
        if url:
            environment["DATABASE_URL"] = url
        made = Site(name, _free_port(), folder, environment)
        try:
            made.run("manage.py", "migrate", "--verbosity", "0")
            made.run("manage.py", "collectstatic", "--no-input", "--verbosity", "0")
            made.facts = dict(line.split("=", 1) for line in made.run("-m", "bench.tools.district").split())
            yield made
        finally:
            made.stop()
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _database(name: str) -> Iterator[str]:
    if name == "sqlite":
        yield ""
        return
    server = urlsplit(os.environ["LINLI_BENCH_POSTGRES"])
    fresh = f"linli_bench_{os.getpid()}"
    with psycopg.connect(server.geturl(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {fresh}")
        try:
            yield urlunsplit(server._replace(path=f"/{fresh}"))
        finally:
            connection.execute(f"DROP DATABASE IF EXISTS {fresh} WITH (FORCE)")


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
