"""Past work orders for a bench, in a process of its own.

`make FILE ROWS` draws them. `load FILE` takes them in and prints wall seconds, CPU seconds of this process
and its children and of the database's backend, the megabytes held at the end, and what became of the rows.
"""

import csv
import os
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from time import perf_counter

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

import psutil  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from linli.cases.imports import import_cases  # noqa: E402
from linli.cases.models import Category  # noqa: E402
from linli.core.actors import SYSTEM  # noqa: E402
from linli.core.sheets.reports import ImportReport  # noqa: E402
from linli.organisation.models import Unit  # noqa: E402
from linli.places.models import Place  # noqa: E402

HEADINGS = (
    "编号",
    "受理时间",
    "办结时间",
    "街道",
    "社区",
    "地点",
    "内容",
    "小类",
    "性质",
    "来源",
    "承办单位",
    "超期",
)
MAPPING = """
source = "bench"
[columns]
id = "编号"
received_at = "受理时间"
closed_at = "办结时间"
subdistrict = "街道"
community = "社区"
place_name = "地点"
text = "内容"
category = "小类"
kind = "性质"
channel = "来源"
unit = "承办单位"
late = "超期"
[channels]
"热线" = "hotline_file"
"电话" = "phone"
[late]
"是" = true
"否" = false
"""
TEXTS = (
    "反映路口的路灯连续几天不亮，老人晚上出门看不清路，希望尽快安排人修一下",
    "小区门口的垃圾桶满了两天没有清运，天气热气味很大，影响周围住户",
    "楼下商铺夜间音响声音很大，已经多次沟通没有效果，请协调处理",
    "步道上的地砖松动，下雨天一踩就溅水，有位老人差点摔倒",
)
BAD_EVERY = 1_000  # one row in so many names a unit nobody knows


def make(path: Path, rows: int) -> None:
    rng = Random(20260508)
    communities = list(
        Place.objects.filter(level="community").values_list("subdistrict__name", "community__name")
    )
    units = list(Unit.objects.values_list("code", flat=True))
    kinds = list(Category.objects.exclude(parent=None).values_list("code", flat=True))
    first = datetime(2015, 1, 1)  # noqa: DTZ001 (as the file writes it)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for number in range(rows):
            at = first + timedelta(seconds=300 * number + rng.randrange(300))
            unit = "Z999" if number % BAD_EVERY == BAD_EVERY - 1 else rng.choice(units)
            writer.writerow(
                (
                    f"W{number:08d}", at, at + timedelta(hours=rng.randrange(1, 200)),
                    *rng.choice(communities),
                    f"{rng.randrange(1, 60)}号楼", f"{rng.choice(TEXTS)}（{number}）",
                    rng.choice(kinds), "求助",
                    rng.choice(("热线", "电话")), unit, "是" if rng.random() < 0.1 else "否",
                )
            )  # fmt: skip
    path.with_suffix(".toml").write_text(MAPPING, encoding="utf-8")


def load(path: Path) -> None:
    mapping = path.with_suffix(".toml")
    print(measured(lambda: import_cases(SYSTEM, path, now=timezone.now(), dry_run=False, mapping=mapping)))


def measured(run: Callable[[], ImportReport]) -> str:
    """Wall seconds, CPU seconds here and in the database's backend, megabytes, what became of the rows."""
    backend = _backend()
    before = _cpu_s(backend)
    wall, cpu = perf_counter(), _own_cpu_s()
    report = run()
    wall, cpu = perf_counter() - wall, _own_cpu_s() - cpu
    memory = psutil.Process().memory_info()
    own_mb = (memory.rss - memory.shared) / 1e6  # without the pages of the database file that are mapped
    counts = (report.read, report.created, report.unchanged, report.refused)
    return "\t".join(map(str, (wall, cpu, _cpu_s(backend) - before, own_mb, *counts)))


def _own_cpu_s() -> float:
    """Of this process and of those it has waited for."""
    return sum(os.times()[:4])


def _backend() -> psutil.Process | None:
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return psutil.Process(cursor.fetchone()[0])


def _cpu_s(process: psutil.Process | None) -> float:
    return sum(process.cpu_times()[:2]) if process else 0.0


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        load(Path(sys.argv[2]))
