"""What the desk's pages cost with ten thousand and a million cases stored: `python bench/queue.py [--quick]`.

The queue as district, subdistrict, community, grid and unit see it, first page and far down, what is settled,
a search, and the page of a case with thirty steps; CPU time is that of page and database together.
Quick: forty thousand instead of a million. PostgreSQL too when LINLI_BENCH_POSTGRES names a server.
"""

import argparse
import json
import sys
from pathlib import Path

sys.path.pop(0)  # this folder, whose queue.py is not the library of that name
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.tools.lines import row
from bench.tools.site import Site, databases, site

FEW, MANY, QUICK = 10_000, 1_000_000, 40_000
BUDGET_CPU_MS = 5.0
BUDGET_P95_MS = 25.0
BUDGET_STATEMENTS = 6
BUDGET_CASE_P95_MS = 30.0
BUDGET_CASE_STATEMENTS = 8
BUDGET_RATIO = 1.3

type Costs = dict[str, dict[str, float]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument(
        "--quick", action="store_true", help="40 000 cases instead of a million, fewer rounds"
    )
    quick = parser.parse_args().quick
    for name in databases():
        with site(name) as place:
            few = measured(place, FEW, 10 if quick else 100)
            many = measured(place, QUICK if quick else MANY, 10 if quick else 100)
            for page in few:
                if page.startswith(("case", "unit")) or page.endswith(("first", "deep", "done")):
                    ratio = many[page]["cpu"] / few[page]["cpu"]
                    row(f"queue.{name}.ratio.{page}", ratio, "share", BUDGET_RATIO)


def measured(place: Site, count: int, times: int) -> Costs:
    place.run("-m", "bench.tools.archive", str(count))
    lines = place.run("-m", "bench.tools.desk", str(times)).splitlines()
    costs: Costs = {line.pop("page"): line for line in map(json.loads, lines)}
    for page, cost in costs.items():
        told(f"queue.{place.name}.{count}.{page}", cost, case=page.startswith("case"), free="search" in page)
    return costs


def told(label: str, cost: dict[str, float], *, case: bool, free: bool) -> None:
    """A search has no budget of its own: it may look at its 5 000 newest matches."""
    row(f"{label}.cpu", cost["cpu"], "ms", None if case or free else BUDGET_CPU_MS)
    row(f"{label}.p95", cost["p95"], "ms", None if free else BUDGET_CASE_P95_MS if case else BUDGET_P95_MS)
    most = BUDGET_CASE_STATEMENTS if case else BUDGET_STATEMENTS
    row(f"{label}.statements", cost["statements"], "statements", most)


if __name__ == "__main__":
    main()
