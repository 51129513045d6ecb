"""Fill roll-ups of ten million cases, open the cockpit, count cases, wait for a new one to show.

Prints metric, value and unit, tab-separated. Runs in the environment of a bench's site.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

import django
import numpy as np
import shapely

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.locate import crooked_chessboard  # noqa: E402
from bench.tools.lines import percentile  # noqa: E402
from linli.cases import rules  # noqa: E402
from linli.cases.actions.intake import receive  # noqa: E402
from linli.cases.actions.reports import Report  # noqa: E402
from linli.cases.models import Case  # noqa: E402
from linli.cases.terms import State  # noqa: E402
from linli.cockpit import actions  # noqa: E402
from linli.cockpit.models import Counting, PlaceDay, PlaceNow  # noqa: E402
from linli.cockpit.terms import MEASURES, WHOLE  # noqa: E402
from linli.core.actors import PUBLIC, Level  # noqa: E402
from linli.organisation.terms import Role  # noqa: E402
from linli.organisation.tests import make  # noqa: E402
from linli.places.models import MapVersion, Place  # noqa: E402
from linli.places.rules.shapes import outline_of  # noqa: E402

SUBDISTRICTS, COMMUNITIES, GRIDS = 8, 68, 365
DAYS = {"quick": 365, "full": 3 * 365}
CASES_A_DAY = 10_000_000 / (3 * 365)
OPEN = {"quick": 4_000, "full": 40_000}
COUNTED = {"quick": 2_000, "full": 10_000}
REQUESTS = {"quick": 50, "full": 400}
LATE_SHARE = 0.08
SHOWN = 5  # new cases waited for
PATIENCE_S = 20.0
rng = Random(20260508)


def tell(metric: str, value: float, unit: str) -> None:
    print(f"{metric}\t{value:.6g}\t{unit}", flush=True)


def build_places() -> tuple[Place, list[Place]]:
    """Beside the small district of the site, under the same root; the grids, in order."""
    root = Place.objects.get(level=Level.DISTRICT)
    cells = crooked_chessboard(20, np.random.default_rng(7))[:GRIDS]
    of_community = [n * COMMUNITIES // GRIDS for n in range(GRIDS)]
    of_subdistrict = [n * SUBDISTRICTS // COMMUNITIES for n in of_community]
    subdistricts = _level(Level.SUBDISTRICT, [root] * SUBDISTRICTS, _unions(cells, of_subdistrict))
    parents = [subdistricts[n * SUBDISTRICTS // COMMUNITIES] for n in range(COMMUNITIES)]
    communities = _level(Level.COMMUNITY, parents, _unions(cells, of_community))
    grids = _level(Level.GRID, [communities[n] for n in of_community], cells)
    MapVersion.objects.update(token="leaders")
    return root, grids


def _unions(cells: Sequence[shapely.Polygon], group: Sequence[int]) -> list[shapely.Geometry]:
    groups: dict[int, list[shapely.Polygon]] = {}
    for cell, n in zip(cells, group, strict=True):
        groups.setdefault(n, []).append(cell)
    return [shapely.union_all(groups[n]) for n in sorted(groups)]


def _level(level: Level, parents: Sequence[Place], shapes: Sequence[shapely.Geometry]) -> list[Place]:
    rows = []
    for n, (parent, shape) in enumerate(zip(parents, shapes, strict=True), 1):
        outline = outline_of(shape)
        box = dict(zip(("min_lon", "min_lat", "max_lon", "max_lat"), outline.box, strict=True))
        place = Place(
            level=level,
            parent=parent,
            code=f"B{level}{n:04d}",
            name=f"{n}号{level}",
            number=n,
            valid_from=date(2020, 1, 1),
            shape=outline.wkb,
            lon=outline.lon,
            lat=outline.lat,
            **box,
        )
        place.subdistrict_id, place.community_id = parent.subdistrict_id, parent.community_id
        rows.append(place)
    Place.objects.bulk_create(rows)
    for place in rows:
        setattr(place, f"{level}_id", place.pk)
    Place.objects.bulk_update(rows, [str(level)])
    return rows


def fill_days(grids: Sequence[Place], days: int) -> None:
    """A row for every place and day; in three years the sums are those of ten million cases."""
    counts: dict[Any, int] = {grid.pk: 1 for grid in grids}
    for grid in grids:
        for key in (grid.community_id, grid.subdistrict_id, WHOLE):
            counts[key] = counts.get(key, 0) + 1
    each = CASES_A_DAY / GRIDS
    today = timezone.localdate()
    names = ("place_id", "day", *MEASURES)
    values = ", ".join(["%s"] * len(names))
    sql = f"INSERT INTO {PlaceDay._meta.db_table} ({', '.join(names)}) VALUES ({values})"

    def rows() -> Iterator[list[Any]]:
        for ago in range(days):
            day = (today - timedelta(days=ago)).isoformat()
            for key, times in counts.items():
                n = round(each * times * rng.uniform(0.6, 1.4))
                yield [key, day, *(_measure(name, n) for name in MEASURES)]

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(sql, list(rows()))
    nows = [PlaceNow(place_id=k, desk=5 * n, unit=12 * n, caller=8 * n) for k, n in counts.items()]
    PlaceNow.objects.bulk_create(nows)
    Counting.objects.create(pk=1, counted_at=timezone.now())


def _measure(name: str, n: int) -> int:
    share = {
        "returned": 0.04,
        "reworked": 0.06,
        "reopened": 0.01,
        "late": 0.08,
        "on_time": 0.78,
        "ended": 0.1,
        "rated": 0.5,
        "solved": 0.44,
        "graded": 0.5,
        "content": 0.42,
    }
    return round(n * share.get(name, 0.85)) if name != "handling_min" else n * 2_000


def fill_open(grids: Sequence[Place], count: int) -> list[int]:
    """Open cases, some of them late: what the live count of lateness reads."""
    now = timezone.now()
    made = []
    for n in range(count):
        grid = rng.choice(grids)
        state = rng.choice([State.RECEIVED, State.IN_HAND, State.IN_HAND, State.VERIFIED])
        hours = -rng.uniform(0, 90) if rng.random() < LATE_SHARE else rng.uniform(1, 200)
        case = Case(code=rules.draw_code(rng), key=f"bench{n:08d}", text="路灯不亮", state=state,
                    queue=rules.queue_of(state), due_at=now + timedelta(hours=hours),
                    received_at=now - timedelta(days=rng.uniform(0, 9)), subdistrict_id=grid.subdistrict_id,
                    community_id=grid.community_id, grid_id=grid.pk)  # fmt: skip
        made.append(case)
    Case.objects.bulk_create(made, batch_size=2_000)
    return [case.pk for case in made]


def time_pages(root: Place, part: Place, requests: int) -> None:
    client = Client()
    client.force_login(make.staff(Role.DISTRICT_LEADER, place=root))
    pages = {
        "home": "/cockpit/",
        "home_later": "/cockpit/?days=90",
        "subdistrict": f"/cockpit/{part.pk}/",
        "wall": "/cockpit/wall/",
        "pulse": f"/cockpit/{root.pk}/pulse/",
    }
    for name, path in pages.items():
        client.get(path)
        walls, cpu = [], time.process_time()
        for _ in range(requests):
            begun = time.perf_counter()
            answer = client.get(path)
            walls.append((time.perf_counter() - begun) * 1e3)
        cpu = (time.process_time() - cpu) / requests * 1e3
        assert answer.status_code == 200, answer.content[:500]
        tell(f"{name}.p50", percentile(walls, 0.5), "ms")
        tell(f"{name}.p95", percentile(walls, 0.95), "ms")
        tell(f"{name}.cpu", cpu, "ms")
    with CaptureQueriesContext(connection) as queries:
        size = len(client.get("/cockpit/").content)
    tell("home.statements", len(queries), "statements")
    tell("home.size", size / 1e3, "kB")


def time_counting(ids: Sequence[int]) -> None:
    """New cases, as their events count them; their roll-ups are those of today only."""
    begun, cpu = time.perf_counter(), time.process_time()
    for start in range(0, len(ids), actions.AT_ONCE):
        actions.count_cases(ids[start : start + actions.AT_ONCE], now=timezone.now())
    tell("count.rate", len(ids) / (time.perf_counter() - begun), "cases/s")
    tell("count.cpu", (time.process_time() - cpu) / len(ids) * 1e6, "us/case")


def time_showing() -> None:
    """From the receipt until the roll-up has it, with a worker of its own process."""
    worker = subprocess.Popen([sys.executable, "manage.py", "worker"], stderr=subprocess.DEVNULL)
    try:
        waits = [_shown_after() for _ in range(SHOWN + 1)][1:]  # the first waits for the worker's start
    finally:
        worker.terminate()
        worker.wait(30)
    tell("shows.median", percentile(waits, 0.5), "s")
    tell("shows.worst", max(waits), "s")


def _shown_after() -> float:
    before = _received()
    begun = time.perf_counter()
    receive(PUBLIC, Report(text="路灯不亮", place_name="某处"), now=timezone.now())
    while _received() == before and time.perf_counter() - begun < PATIENCE_S:
        time.sleep(0.02)
    return time.perf_counter() - begun


def _received() -> int:
    return PlaceDay.objects.get(place_id=WHOLE, day=timezone.localdate()).received


def main() -> None:
    size = sys.argv[1]
    root, grids = build_places()
    fill_days(grids, DAYS[size])
    ids = fill_open(grids, OPEN[size])
    time_pages(root, Place.objects.get(pk=grids[0].subdistrict_id or 0), REQUESTS[size])
    time_counting(ids[: COUNTED[size]])
    time_showing()


if __name__ == "__main__":
    main()
