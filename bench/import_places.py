"""How many buildings a second are taken in: `python bench/import_places.py [--quick]`.

A seeded CSV of a million buildings in 25 000 estates (quick: 20 000), each with a point that finds its grid,
one bad row in a thousand, by `linli import buildings`; then the same file once more, which must change
nothing. On SQLite, and on PostgreSQL when LINLI_BENCH_POSTGRES names a server.
CPU time is that of the importing process and of the database's backend.
"""

import argparse
import sys
from pathlib import Path

sys.path.pop(0)  # this folder, whose queue.py is not the library of that name
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.tools.lines import row
from bench.tools.site import Site, databases, site

BUDGET = {"sqlite": 20_000.0, "postgresql": 30_000.0}
BUDGET_OWN_MB = 200.0  # constant: the same for twenty thousand rows and for a million
BAD_EVERY = 1_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--quick", action="store_true", help="20 000 rows instead of a million")
    rows = 20_000 if parser.parse_args().quick else 1_000_000
    for name in databases():
        with site(name) as place:
            file = str(place.folder / "buildings.csv")
            place.run("-m", "bench.tools.addresses", "make", file, str(rows))
            measure(place, file, "first", rows, budget=BUDGET[name])
            measure(place, file, "again", rows, budget=None)


def measure(place: Site, file: str, run: str, rows: int, *, budget: float | None) -> None:
    told = place.run("-m", "bench.tools.addresses", "load", file).split()
    wall, client, database, own_mb = map(float, told[:4])
    good = rows - rows // BAD_EVERY
    counts = tuple(map(int, told[4:]))
    expected = (rows, good, 0, rows - good) if run == "first" else (rows, 0, good, rows - good)
    if counts != expected:
        raise SystemExit(f"read, created, unchanged, refused: {counts} instead of {expected}")
    label = f"import_places.{place.name}.{run}"
    row(f"{label}.rate", rows / wall, "rows/s", budget, at_most=False)
    row(f"{label}.cpu_client", client / rows * 1e6, "us/row")
    row(f"{label}.cpu_database", database / rows * 1e6, "us/row")
    row(f"{label}.memory", own_mb, "MB", BUDGET_OWN_MB)


if __name__ == "__main__":
    main()
