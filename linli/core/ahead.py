"""Work done ahead in a process of its own, so that two cores share a long import.

Imports nothing of Django: a fresh process reads this file before Django is set up.
"""

import importlib
import multiprocessing
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

STOP_S = 5


class ProcessDiedError(Exception):
    """The process ended without saying why: killed, or out of memory."""


def ahead(work: str, /, **arguments: Any) -> Iterator[Any]:
    """What the generator function `package.module:name` yields in a fresh process: one item ahead, no more.

    Items and arguments are pickled. What it raises is raised here. The process sees the database of the
    settings and nothing of a transaction that is open here; it ends when this generator is closed.
    """
    fresh = multiprocessing.get_context("spawn")
    here, there = fresh.Pipe(duplex=False)
    process = fresh.Process(target=_run, args=(there, work, arguments), daemon=True)
    process.start()
    there.close()
    try:
        while (told := _next(here, work)) is not None:
            yield told[0]
    finally:
        here.close()  # a process that still has something to say gives up
        process.join(STOP_S)
        if process.is_alive():
            process.kill()
            process.join()


def _next(here: Connection, work: str) -> tuple[Any] | None:
    try:
        told: tuple[Any] | BaseException | None = here.recv()
    except EOFError:
        raise ProcessDiedError(work) from None
    if isinstance(told, BaseException):
        raise told
    return told


def _run(there: Connection, work: str, arguments: dict[str, Any]) -> None:
    with suppress(BrokenPipeError):  # nobody listens any more
        try:
            importlib.import_module("django").setup()
            module, _, name = work.partition(":")
            for item in getattr(importlib.import_module(module), name)(**arguments):
                there.send((item,))
        except BrokenPipeError:
            raise
        except Exception as failure:  # noqa: BLE001 (whatever it is, the one who waits is told)
            there.send(failure)
        else:
            there.send(None)
