"""Matters filed durably over HTTP per second, by 1, 8 and 32 clients: `python bench/intake.py [--quick]`.

Each is validated, located, audited, committed (SQLite synchronous=FULL) and answered with a receipt.
The CPU time is that of server and database together, per matter. PostgreSQL too when
LINLI_BENCH_POSTGRES names a server.
"""

import argparse
import sys
from pathlib import Path

sys.path.pop(0)  # this folder, whose queue.py is not the library of that name
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.tools.clients import file_matters
from bench.tools.lines import percentile, row
from bench.tools.site import Site, databases, site

BUDGET_RATE = 1000.0
BUDGET_P99_MS = 100.0
BUDGET_CPU_US = 900.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--quick", action="store_true", help="3 s for each number of clients instead of 10")
    seconds = 3.0 if parser.parse_args().quick else 10.0
    for name in databases():
        with site(name) as place:
            place.start()
            file_matters(place.port, place.facts["doors"].split(","), 8, 1.0, "warm-up")
            for clients in (1, 8, 32):
                measure(place, clients, seconds)


def measure(place: Site, clients: int, seconds: float) -> None:
    before = place.cpu_s()
    load, wall_s = file_matters(place.port, place.facts["doors"].split(","), clients, seconds, f"c{clients}")
    after = place.cpu_s()
    filed = len(load.receipts)
    if load.refused or not filed:
        raise SystemExit(f"{len(load.refused)} refused, {filed} filed: {load.refused[:3]}")
    label, most = f"intake.{place.name}.{clients}", clients == 32
    row(f"{label}.rate", filed / wall_s, "matters/s", BUDGET_RATE if most else None, at_most=False)
    row(f"{label}.p99", percentile(load.took_s, 0.99) * 1000, "ms", BUDGET_P99_MS if most else None)
    server, database = ((a - b) / filed * 1e6 for a, b in zip(after, before, strict=True))
    row(f"{label}.cpu", server + database, "us/matter", BUDGET_CPU_US if most else None)
    row(f"{label}.cpu_server", server, "us/matter")
    row(f"{label}.cpu_database", database, "us/matter")


if __name__ == "__main__":
    main()
