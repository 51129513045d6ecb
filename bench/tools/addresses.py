"""Buildings for a bench, in a process of its own: `make FILE ROWS` draws them, `load FILE` takes them in.

`load` prints the same figures as `bench.tools.past_orders`.
"""

import csv
import os
import sys
from pathlib import Path
from random import Random

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.utils import timezone  # noqa: E402

from bench.tools.past_orders import measured  # noqa: E402
from linli.core.actors import SYSTEM, Level  # noqa: E402
from linli.places.imports.addresses import import_buildings  # noqa: E402
from linli.places.models import Place  # noqa: E402

HEADINGS = ("小区名称", "楼栋名称", "所属社区代码", "经度", "纬度", "户数")
BUILDINGS_OF_AN_ESTATE = 40
BAD_EVERY = 1_000  # one row in so many has its degrees the wrong way round


def make(path: Path, rows: int) -> None:
    rng = Random(20260508)
    drawn = Place.objects.filter(level=Level.GRID, lon__isnull=False).values_list(
        "community__code", "lon", "lat"
    )
    grids = [(code, lon, lat) for code, lon, lat in drawn.order_by("code") if lon and lat]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for number in range(rows):
            estate, building = divmod(number, BUILDINGS_OF_AN_ESTATE)
            community, lon, lat = grids[estate % len(grids)]
            lon, lat = lon + rng.uniform(-1e-4, 1e-4), lat + rng.uniform(-1e-4, 1e-4)
            if number % BAD_EVERY == BAD_EVERY - 1:
                lon, lat = lat, lon
            cells = (f"小区{estate}", f"{building + 1}号楼", community, round(lon, 7), round(lat, 7))
            writer.writerow((*cells, rng.randrange(10, 200)))


def load(path: Path) -> None:
    print(measured(lambda: import_buildings(SYSTEM, path, now=timezone.now(), dry_run=False)))


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        load(Path(sys.argv[2]))
