"""What tests with real worker processes share."""

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

ROOT = Path(__file__).resolve().parents[3]
PATIENCE_S = 60


@pytest.fixture
def database_url(transactional_db, tmp_path):
    """A database that other processes see too: the test's own on PostgreSQL, a copy in a file on SQLite."""
    ours = connections["default"]
    if ours.vendor == "postgresql":
        at = ours.settings_dict
        yield f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
        return
    file = tmp_path / "shared.sqlite3"
    ours.ensure_connection()
    with closing(sqlite3.connect(file)) as copy:
        ours.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=WAL")
    theirs = connections.create_connection("default")
    theirs.settings_dict = {**ours.settings_dict, "NAME": str(file)}
    connections["default"] = theirs
    theirs.inc_thread_sharing()
    yield f"sqlite:///{file}"
    theirs.close()
    connections["default"] = ours


@pytest.fixture
def start_worker(database_url, tmp_path):
    """Starts `linli worker`, with further settings on request; whatever still runs at the end is killed."""
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE,
        "LINLI_VAR": str(tmp_path),
        "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)]),
    }
    started = []

    def start(*options, **variables):
        log = (tmp_path / f"worker-{len(started)}.log").open("wb")
        command = [sys.executable, "-m", "django", "worker", "--lease-s", "2", *options]
        ours = environment | variables
        started.append(subprocess.Popen(command, env=ours, cwd=ROOT, stdout=log, stderr=log))
        log.close()
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def until(condition):
    """Wait for what the workers do; connections of a test in autocommit see each other's rows at once."""
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
