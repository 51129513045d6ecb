"""How fast a leader's page is over three years of roll-ups: `python bench/cockpit.py [--quick]`.

A district of 8 subdistricts, 68 communities and 365 grids with its map, roll-ups of ten million cases (a row
for every place and day of three years), thousands of open cases. The page through the test client, as a
signed-in leader; then cases counted as tasks count them, and how long a new case takes to show while a worker
runs. --quick: one year, fewer open cases and requests. On SQLite, and on PostgreSQL when
LINLI_BENCH_POSTGRES names a server.
"""

import argparse
import sys
from pathlib import Path

sys.path.pop(0)  # this folder, whose queue.py is not the library of that name
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.tools.lines import row
from bench.tools.site import Site, databases, site

BUDGETS = {
    "home.p95": 60.0,
    "home.statements": 10.0,
    "home_later.p95": 60.0,
    "subdistrict.p95": 60.0,
    "wall.p95": 60.0,
    "shows.worst": 3.0,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--quick", action="store_true", help="one year, fewer open cases and requests")
    size = "quick" if parser.parse_args().quick else "full"
    for name in databases():
        with site(name) as place:
            measure(place, name, size)


def measure(place: Site, name: str, size: str) -> None:
    for line in place.run("-m", "bench.tools.leaders", size).splitlines():
        metric, value, unit = line.split("\t")
        row(f"cockpit.{name}.{metric}", float(value), unit, BUDGETS.get(metric))


if __name__ == "__main__":
    main()
