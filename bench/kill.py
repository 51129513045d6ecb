"""Clients file matters while server and worker are killed with SIGKILL: `python bench/kill.py [--quick]`.

A client that got no answer sends the same matter again with the same key, as a phone does. Afterwards every
receipt given must be found, each matter exactly once, the audit chain whole, all tasks done, every case
searchable exactly once. PostgreSQL too when LINLI_BENCH_POSTGRES names a server.
"""

import argparse
import json
import sys
import time
from pathlib import Path

sys.path.pop(0)  # this folder, whose queue.py is not the library of that name
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import tempfile
from concurrent.futures import ThreadPoolExecutor
from random import Random

from bench.tools.clients import Load, file_matters
from bench.tools.lines import row
from bench.tools.site import LEASE_S, Site, databases, site

CLIENTS = 16
CALM_S = (0.2, 1.2)  # between the server's answering again and its next end


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--quick", action="store_true", help="12 s under fire instead of 90")
    seconds = 12.0 if parser.parse_args().quick else 90.0
    for name in databases():
        with site(name) as place:
            place.start()
            place.start_worker()
            load, kills = under_fire(place, seconds)
            judge(place, load, kills)


def under_fire(place: Site, seconds: float) -> tuple[Load, int]:
    """What the clients got in so many seconds, and how often the server was killed meanwhile."""
    rng, kills = Random(20260508), 0
    doors = place.facts["doors"].split(",")
    with ThreadPoolExecutor(1) as aside:
        clients = aside.submit(file_matters, place.port, doors, CLIENTS, seconds, "matter")
        until = time.monotonic() + seconds - CALM_S[1]  # the last ones shall get their answers
        while time.monotonic() < until:
            time.sleep(rng.uniform(*CALM_S))
            place.kill()
            kills += 1
            if kills % 3 == 0:
                place.kill_worker()
                place.start_worker()
            place.start()
        return clients.result()[0], kills


def judge(place: Site, load: Load, kills: int) -> None:
    place.stop()
    time.sleep(LEASE_S + 1)  # what the killed worker had in hand is anybody's only then
    place.run("manage.py", "worker", "--once")
    with tempfile.NamedTemporaryFile("w", suffix=".json") as receipts:
        json.dump(load.receipts, receipts)
        receipts.flush()
        found = dict(
            line.split("=") for line in place.run("-m", "bench.tools.verdict", receipts.name).split()
        )
    label = f"kill.{place.name}"
    row(f"{label}.kills", kills, "kills")
    row(f"{label}.receipts", len(load.receipts), "receipts", CLIENTS, at_most=False)
    row(f"{label}.refused", len(load.refused), "answers", 0)
    for name in ("lost", "doubled", "unaudited", "audit_troubles", "tasks_left", "not_searchable_once"):
        row(f"{label}.{name}", float(found[name]), "rows", 0)


if __name__ == "__main__":
    main()
