"""The quick ways of an import give what the long way gives: by columns, and in a process of its own."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from random import Random

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from linli.cases.imports import import_cases
from linli.cases.imports.intake import read_batches
from linli.cases.imports.lookups import BadRowError, Units
from linli.cases.imports.mapping import load_case_mapping
from linli.cases.imports.quick import QuickReader
from linli.cases.imports.rows import RowReader
from linli.cases.models import Case, CaseStep, Category, Rating, WorkOrder
from linli.cases.queries.rulebook import rule_book
from linli.cases.tests import make as cases
from linli.core.actors import SYSTEM
from linli.core.bulk import check_references, insert_columns, moment, references_by_set
from linli.core.sheets.reading import read_tables, row_of
from linli.organisation.tests import make

pytestmark = pytest.mark.django_db
NOW = cases.NOW
MAPPING = """
source = "旧"
nothing = ["无"]
dates = ["%Y/%m/%d %H:%M"]
[columns]
id = "编号"
received_at = "受理"
dispatched_at = "派单"
due_at = "时限"
closed_at = "办结"
subdistrict = "街道"
community = "社区"
place_name = "地点"
text = "内容"
result = "结果"
category = "小类"
kind = "性质"
channel = "来源"
state = "状态"
unit = "单位"
late = "超期"
solved = "解决"
satisfaction = "满意"
[late]
"是" = true
"否" = false
[solved]
"是" = true
"否" = false
[states]
"完" = "closed"
"在办" = "registered"
"""
WORDS = {
    "编号": ["", "X" * 70, "无"],
    "受理": ["2026-03-02 09:00:00"] * 6
    + ["2026/3/2 9:05", "2026-03-02", "2026-03-02T09:00:00+08:00", "上周", "2030-01-01 00:00:00"],
    "派单": ["", "", "2026-03-02 10:00:00", "2026-03-01 10:00:00", "某日"],
    "时限": ["", "2026-03-05", "2026-03-03 09:00:00", "不详"],
    "办结": ["2026-03-03 10:30:00"] * 6
    + ["", "无", "2026/3/4 9:05", "2026-03-04", "2026-03-01 00:00:00", "2031-01-01"],
    "街道": ["向榆街道", "向榆街道", "", "月亮街道"],
    "社区": ["书声社区", "书声社区", "", "麦场社区"],
    "地点": ["北门", "", "楼" * 200],
    "内容": ["路灯不亮", "路灯不亮", "噪音很大", "", "？！", "第一行\t第二行", "好" * 5_000, "　空　格"],
    "结果": ["", "已修好", "修" * 3_000, "换了\u0007灯"],
    "小类": ["路灯", "路灯", "噪声", "", "飞碟"],
    "性质": ["投诉", "求助", "", "抱怨"],
    "来源": ["phone", "", "鸽子"],
    "状态": ["", "", "完", "在办", "不明"],
    "单位": ["城管中队", "城管中队", "", "没有的队"],
    "超期": ["是", "否", "", "也许"],
    "解决": ["是", "否", "", "", "也许"],
    "满意": ["", "", "satisfied", "还行"],
}  # fmt: skip


@pytest.fixture
def where():
    cases.pack()
    return make.district()


@pytest.fixture
def sheet(tmp_path, where):
    make.unit("城管中队", place=where.subdistricts[0], trade="city_management")
    (tmp_path / "map.toml").write_text(MAPPING, encoding="utf-8")
    return tmp_path / "orders.csv"


def write(path, count, rng, *, odd=0.1):
    """Mostly good rows, each cell now and then one of its odd words. Some are short, long or empty."""
    lines = [",".join(WORDS)]
    for number in range(count):
        cells = [words[0] if rng.random() > odd else rng.choice(words) for words in WORDS.values()]
        cells[0] = cells[0] if rng.random() < odd / 4 else f"A{number}"
        end = rng.choice([[], [], [], [""], ["多"]]) if rng.random() < odd else []
        lines.append(",".join(cells[: rng.choice([18, 18, 18, 9]) if rng.random() < odd else 18] + end))
        if rng.random() < odd / 4:
            lines.append(",,,")
    path.write_text("\n".join(lines), encoding="utf-8")


def readers(path):
    mapping = load_case_mapping(path.with_name("map.toml"))
    units = Units(SYSTEM, mapping.source, creates=False, now=NOW, dry_run=False)
    reader = RowReader(mapping, rule_book(), units, now=NOW)
    return mapping, reader, QuickReader(mapping, reader, now=moment(NOW))


def long_way(reader, table, at):
    try:
        return reader.read(row_of(table.lines[at], table.records[at], table.names))
    except BadRowError:
        return None


@pytest.mark.parametrize(("seed", "odd"), [(1, 0.02), (2, 0.1), (3, 0.3)])
def test_the_quick_reader_gives_what_the_long_way_gives_or_nothing(sheet, seed, odd):
    write(sheet, 400, Random(seed), odd=odd)
    mapping, reader, quick = readers(sheet)
    taken = 0
    for table in read_tables(sheet, renames=mapping.columns):
        for at, past in enumerate(quick.read(table)):
            slow = long_way(reader, table, at)
            assert past is None or past == slow
            taken += past is not None
    assert taken > 400 * (1 - odd) ** 25  # not a reader that leaves all to the other


def stored():
    """All that an import stores, without what is drawn by lot and the keys of rows."""
    facts = []
    for case in Case.objects.order_by("intake_key"):
        own = {
            name: value for name, value in vars(case).items() if name not in {"_state", "id", "code", "key"}
        }
        beside = [
            list(model.objects.filter(case=case).order_by("id").values())
            for model in (WorkOrder, CaseStep, Rating)
        ]
        rows = [
            [{k: v for k, v in row.items() if k not in {"id", "case_id"}} for row in some] for some in beside
        ]
        facts.append((own, rows))
    return facts


def test_both_ways_store_the_same_rows(sheet, monkeypatch):
    write(sheet, 300, Random(4))
    told = import_cases(SYSTEM, sheet, now=NOW, dry_run=False, mapping=sheet.with_name("map.toml"))
    quick = stored()
    assert told.created == len(quick) > 20
    again = import_cases(SYSTEM, sheet, now=NOW, dry_run=False, mapping=sheet.with_name("map.toml"))
    assert (again.created, again.changed, again.unchanged) == (0, 0, told.created)
    assert again.errors == told.errors
    for model in (Rating, CaseStep, WorkOrder, Case):
        model.objects.all().delete()
    monkeypatch.setattr(QuickReader, "read", lambda self, table: [None] * len(table.lines))
    slow = import_cases(SYSTEM, sheet, now=NOW, dry_run=False, mapping=sheet.with_name("map.toml"))
    assert slow.errors == told.errors and slow.summary() == told.summary()
    assert stored() == quick


def test_the_long_way_is_not_asked_about_a_good_row(sheet, monkeypatch):
    write(sheet, 50, Random(5), odd=0)
    monkeypatch.setattr(RowReader, "read", None)
    mapping = load_case_mapping(sheet.with_name("map.toml"))
    units = Units(SYSTEM, mapping.source, creates=False, now=NOW, dry_run=False)
    (batch,) = read_batches(sheet, mapping, units, now=NOW)
    assert (batch.read, batch.refused, len(batch.good.key)) == (50, [], 50)


def test_rows_that_refer_to_nothing_are_refused_as_a_set(where):
    category = Category.objects.first()
    with references_by_set(), transaction.atomic():
        check_references(Category, [category.pk, None, category.pk])
        with pytest.raises(IntegrityError, match=r"Category .999999."):
            check_references(Category, [category.pk, 999_999])
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_columns(
            CaseStep, {"case_id": [999_999]}, same={"at": moment(NOW), "step": "import", "by_kind": "system"}
        )
        connection.check_constraints()


APART = """
import json, sys
from datetime import datetime
from pathlib import Path
import django
django.setup()
from django.core.management import call_command
from linli.cases import imports
from linli.cases.tests import make as cases
from linli.core.actors import SYSTEM
from linli.organisation.tests import make
call_command("migrate", verbosity=0)
cases.pack()
make.unit("城管中队", place=make.district().subdistricts[0], trade="city_management")
path, told = Path(sys.argv[1]), []
mapping = path.with_name("map.toml")
for imports.APART_BYTES, dry_run in ((10**9, True), (0, True), (0, False)):
    report = imports.import_cases(SYSTEM, path, now=cases.NOW, dry_run=dry_run, mapping=mapping)
    told.append(report.as_text())
print(json.dumps(told))
"""


@pytest.mark.slow
def test_a_file_read_in_a_process_of_its_own_says_the_same(sheet, tmp_path):
    write(sheet, 300, Random(6))
    environment = os.environ | {
        "LINLI_VAR": str(tmp_path / "var"),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    environment.pop("DATABASE_URL", None)
    (tmp_path / "var").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", APART, str(sheet)],
        cwd=settings.ROOT, env=environment, check=True, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    here, apart, written = json.loads(done.stdout)
    assert here == apart == written and here.startswith("读取 ")


def test_a_moment_in_the_future_of_the_import_is_no_good_row(sheet):
    write(sheet, 1, Random(7), odd=0)
    long_ago = NOW - timedelta(days=4_000)
    report = import_cases(SYSTEM, sheet, now=long_ago, dry_run=True, mapping=sheet.with_name("map.toml"))
    assert "在将来" in report.as_text()
