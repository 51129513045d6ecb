"""What the benches of imports share: a million rows of a tool's own making, taken in twice."""

import argparse

from bench.tools.lines import row
from bench.tools.site import Site, databases, site

BUDGET = {"sqlite": 20_000.0, "postgresql": 30_000.0}
BUDGET_OWN_MB = 200.0  # constant: the same for twenty thousand rows and for a million
BAD_EVERY = 1_000
MANY, QUICK = 1_000_000, 20_000


def measure_import(name: str, tool: str, about: str) -> None:
    """`python -m TOOL make FILE ROWS` writes the file; `load FILE` tells cost and counts."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} rows instead of {MANY}")
    rows = QUICK if parser.parse_args().quick else MANY
    for database in databases():
        with site(database) as place:
            file = str(place.folder / f"{name}.csv")
            place.run("-m", tool, "make", file, str(rows))
            for run, budget in (("first", BUDGET[database]), ("again", None)):
                _measure(place, f"{name}.{database}.{run}", (tool, file), rows, budget, first=run == "first")


def _measure(
    place: Site, label: str, load: tuple[str, str], rows: int, budget: float | None, *, first: bool
) -> None:
    tool, file = load
    told = place.run("-m", tool, "load", file).split()
    wall, client, database, own_mb = map(float, told[:4])
    bad = rows // BAD_EVERY
    counts = tuple(map(int, told[4:]))
    expected = (rows, rows - bad, 0, bad) if first else (rows, 0, rows - bad, bad)
    if counts != expected:
        raise SystemExit(f"read, created, unchanged, refused: {counts} instead of {expected}")
    row(f"{label}.rate", rows / wall, "rows/s", budget, at_most=False)
    row(f"{label}.cpu_client", client / rows * 1e6, "us/row")
    row(f"{label}.cpu_database", database / rows * 1e6, "us/row")
    row(f"{label}.memory", own_mb, "MB", BUDGET_OWN_MB)
