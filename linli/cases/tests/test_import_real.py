"""A district that exists, from published tables; skipped where they are not at hand."""

from collections import Counter

import pytest
from django.core.management import call_command

from linli.accounts.models import Account
from linli.cases.imports import import_cases
from linli.cases.models import Case, Category, WorkOrder
from linli.cases.real import REAL
from linli.cases.real.loading import build
from linli.cases.real.plan import district_plan, shared_folder
from linli.cases.tests.make import NOW
from linli.core import demo
from linli.core.actors import SYSTEM, Level
from linli.organisation.models import Unit
from linli.places.models import Place

PLAN = district_plan()
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not (shared_folder() / "data" / PLAN.folder).is_dir(), reason=f"no data set at {shared_folder()}"
    ),
]


def counts(report):
    return report.read, report.created, report.changed, report.unchanged, report.refused


@pytest.fixture
def context():
    return demo.Context(now=NOW)


@pytest.mark.slow
def test_the_district_and_its_orders(context):
    reports = dict(build(PLAN, context))
    assert {name: counts(report) for name, report in reports.items()} == {
        "places": (30, 30, 0, 0, 0),
        "units": (120, 120, 0, 0, 0),
        "staff": (11, 11, 0, 0, 0),
        "cases": (5952, 5943, 0, 0, 9),
    }
    assert Counter(error.reason for error in reports["cases"].errors) == {"已办结却没有承办单位": 9}
    assert reports["cases"].notes == ["1 件没有写在哪里，位置待核实。"]
    levels = Counter(Place.objects.values_list("level", flat=True))
    assert levels == {Level.DISTRICT: 1, Level.SUBDISTRICT: 6, Level.COMMUNITY: 23}
    assert Place.objects.get(code="440310001001").lat == 22.692
    kinds = Category.objects.filter(pack__active=True)
    assert (kinds.filter(parent=None).count(), kinds.exclude(parent=None).count()) == (134, 372)
    assert Case.objects.filter(category=None).count() == 0
    assert Case.objects.exclude(community=None).count() == 5942
    assert WorkOrder.objects.exclude(late_at=None).count() == 658
    assert Unit.objects.filter(orders__isnull=False).distinct().count() == 111
    first = Case.objects.get(intake_key="pingshan:9148")
    assert (first.community.name, first.unit.name, first.kind) == ("老坑社区", "老坑社区", "complaint")
    assert first.received_at.isoformat() == "2018-02-08T07:34:40+00:00"

    again = dict(build(PLAN, context))
    assert {name: counts(report)[1:3] for name, report in again.items()} == dict.fromkeys(reports, (0, 0))


@pytest.mark.slow
def test_the_command_shows_the_ways_in_and_loads_once(settings, tmp_path, capsys):
    settings.DEMO, settings.VAR = True, tmp_path
    call_command("demo", real=True)
    first = capsys.readouterr().out
    assert "读取 5952 行：新增 5943，更新 0，未变 0，有误 9。" in first
    assert "坪山交通运输局" in first
    call_command("demo", real=True)
    assert "已经在了" in capsys.readouterr().out
    assert Case.objects.count() == 5943
    assert {way.name for way in REAL.sign_ins()} == {way.sign_in for way in PLAN.staff}
    assert Account.objects.get(sign_in_name="desk").check_password(REAL.sign_ins()[0].password)


@pytest.mark.slow
def test_a_dry_run_of_the_orders_tells_the_same(context):
    for name, _report in build(PLAN, context):
        if name == "staff":
            break
    orders = PLAN.place_of("events.csv")
    report = import_cases(SYSTEM, orders, now=context.now, dry_run=True, mapping=PLAN.mapping)
    assert counts(report) == (5952, 5943, 0, 0, 9)
    assert not Case.objects.exists()
