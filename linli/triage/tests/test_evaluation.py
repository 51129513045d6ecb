"""Measuring the suggestions on files; on the real orders, too, where they are present."""

import os
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from linli.solvers.dispatching import Facts
from linli.triage.rules.evaluation import Past, Suggester, measured

SHARED = Path(os.environ.get("LINLI_SHARED", Path(settings.ROOT).parent / "shared"))
REAL = SHARED / "data" / "grid_events_pingshan" / "events.csv"
MAPPING = Path(settings.ROOT) / "linli" / "cases" / "mappings" / "pingshan.toml"

OWN_MAPPING = """
[columns]
unit = "承办单位"
category = "小类"
community = "社区"
subdistrict = "街道"
received_at = "时间"
"""


def figures(*arguments: str, **options: object) -> dict[str, list[str]]:
    out = StringIO()
    call_command("evaluate", "dispatch", *arguments, stdout=out, **options)
    lines = [line.split("\t") for line in out.getvalue().splitlines()]
    assert all(len(line) == 5 for line in lines)
    return {line[0]: line[1:] for line in lines}


@pytest.fixture
def files(tmp_path) -> tuple[Path, Path, Path]:
    """Two streets with sister teams; lamps of the second are unseen in training."""
    head = "时间,街道,社区,小类,承办单位\n"
    rows = [
        f"2026-01-0{day},{street}街道,{street}社区,{kind},{unit.format(street)}\n"
        for day in (1, 2, 3)
        for street, kind, unit in (
            ("东坡", "路灯", "{}街道市政队"),
            ("东坡", "垃圾", "{}街道市政队"),
            ("东坡", "停水", "供水公司"),
            ("西坪", "垃圾", "{}街道市政队"),
            ("西坪", "停水", "供水公司"),
        )
    ]
    train, test, mapping = tmp_path / "train.csv", tmp_path / "test.csv", tmp_path / "map.toml"
    train.write_text(head + "".join(rows), encoding="utf-8")
    test.write_text(
        head
        + "2026-02-01,西坪街道,西坪社区,路灯,西坪街道市政队\n2026-02-01,西坪街道,西坪社区,停水,供水公司\n",
        encoding="gb18030",
    )
    mapping.write_text(OWN_MAPPING, encoding="utf-8")
    return train, test, mapping


def test_the_sister_team_is_found_where_the_majority_table_fails(files):
    train, test, mapping = map(str, files)
    told = figures(train, test, mapping=Path(mapping))
    assert told["dispatch_majority_share"][0] == "0.5000"
    assert told["dispatch_share"] == ["1.0000", "share", ">0.5000", "ok"]


def test_one_file_split_at_a_day(files):
    train, _test, mapping = files
    told = figures(str(train), mapping=mapping, split_at="2026-01-03")
    assert told["dispatch_train_orders"][0] == "10" and told["dispatch_test_orders"][0] == "5"


@pytest.mark.parametrize("wrong", [{}, {"split_at": "2020-01-01"}, {"split_at": "2030-01-01"}])
def test_a_sentence_when_there_is_nothing_to_compare(files, wrong):
    train, _test, mapping = files
    with pytest.raises(CommandError):
        figures(str(train), mapping=mapping, **wrong)


def test_a_missing_column_is_named(files, tmp_path):
    _train, test, mapping = files
    other = tmp_path / "other.csv"
    other.write_text("时间,街道\n2026-01-01,东坡街道\n", encoding="utf-8")
    with pytest.raises(CommandError, match="承办单位、小类"):
        figures(str(other), str(test), mapping=mapping)


def test_an_order_without_a_unit_teaches_nothing_and_counts_as_missed():
    past = [Past("", "", Facts(("lamp",)))] * 3
    assert measured(Suggester(past), past).right == 0


@pytest.mark.slow
@pytest.mark.skipif(not REAL.exists(), reason="the real orders are not here")
def test_real_orders_beat_the_majority_table():
    """2 677 orders to learn from, 3 275 later ones: 0.65 against 0.56 when this was written."""
    told = figures(str(REAL), mapping=MAPPING, split_at="2018-09-20")
    assert told["dispatch_train_orders"][0] == "2677" and told["dispatch_test_orders"][0] == "3275"
    assert float(told["dispatch_share"][0]) > 0.64
    assert float(told["dispatch_majority_share"][0]) < 0.57
    assert float(told["dispatch_in_three_share"][0]) > 0.83
    assert float(told["dispatch_right_when_offered_share"][0]) > 0.71
