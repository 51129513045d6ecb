"""Versions with dates: planned, begun at the start of the day, cancelled; what was in force when."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from linli.core.actors import PUBLIC, SYSTEM
from linli.core.audit.models import AuditLine
from linli.core.errors import NotAllowed, NotFound, RuleBroken, Stale
from linli.methods import actions, queries
from linli.methods.actions.force import cancel_plan, plan_pack
from linli.methods.models import Period, Plan
from linli.methods.queries.force import in_force_on, plan_for, timeline
from linli.methods.tasks import begin_planned
from linli.methods.tests import make
from linli.methods.tests.make import NOW, SMALL

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate(NOW)
TOMORROW = TODAY + timedelta(days=1)
DAY = timedelta(days=1)


@pytest.fixture
def packs():
    first = make.active_pack()
    return first, actions.load_pack(SYSTEM, SMALL, now=NOW).pack


def test_a_planned_version_begins_with_its_day_and_once(packs):
    first, second = packs
    plan = plan_pack(SYSTEM, second, TOMORROW, now=NOW)
    begin_planned.func(now=NOW + timedelta(hours=5))
    assert queries.active_pack() == first, "it is still the day before"
    midnight = timezone.localtime(NOW).replace(hour=0, minute=0) + DAY
    assert begin_planned.func(now=midnight) == 1
    assert queries.active_pack() == second
    lines = AuditLine.objects.count()
    assert begin_planned.func(now=midnight) == 0
    assert AuditLine.objects.count() == lines
    line = AuditLine.objects.order_by("pk").last()
    assert (line.event, line.actor_kind, line.detail["plan"]) == ("pack.activated", "system", plan.pk)
    assert [one.pack for one in in_force_on(TODAY)] == [first]
    assert [one.pack for one in in_force_on(TOMORROW)] == [second]
    assert not in_force_on(date(2020, 1, 1))


def test_after_days_without_a_worker_the_last_plan_is_what_counts(packs):
    first, second = packs
    plan_pack(SYSTEM, second, TOMORROW, now=NOW)
    plan_pack(SYSTEM, first, TOMORROW + DAY, now=NOW)
    assert begin_planned.func(now=NOW + 5 * DAY) == 2
    assert queries.active_pack() == first
    assert Period.objects.filter(open=True).count() == 1


def test_until_then_it_can_be_cancelled(packs):
    first, second = packs
    plan = plan_pack(SYSTEM, second, TOMORROW, now=NOW)
    with pytest.raises(NotAllowed):
        cancel_plan(PUBLIC, plan, now=NOW)
    cancel_plan(SYSTEM, plan, now=NOW)
    assert begin_planned.func(now=NOW + 2 * DAY) == 0
    assert queries.active_pack() == first
    with pytest.raises(Stale, match="已经取消"):
        cancel_plan(SYSTEM, plan, now=NOW)
    plan_pack(SYSTEM, second, TOMORROW, now=NOW)


def test_the_noes_of_a_plan(packs):
    _first, second = packs
    with pytest.raises(NotAllowed):
        plan_pack(PUBLIC, second, TOMORROW, now=NOW)
    with pytest.raises(RuleBroken, match="明天或以后"):
        plan_pack(SYSTEM, second, TODAY, now=NOW)
    with pytest.raises(RuleBroken, match="两年"):
        plan_pack(SYSTEM, second, TODAY + 900 * DAY, now=NOW)
    plan = plan_pack(SYSTEM, second, TOMORROW, now=NOW)
    with pytest.raises(RuleBroken, match="另一个版本"):
        plan_pack(SYSTEM, second, TOMORROW, now=NOW)
    with pytest.raises(NotFound):
        plan_for(PUBLIC, plan.pk)
    assert Plan.objects.count() == 1


def test_the_timeline_says_what_will_be_is_and_was(packs, django_assert_num_queries):
    first, second = packs
    actions.activate(SYSTEM, second, now=NOW + DAY)
    plan_pack(SYSTEM, first, TOMORROW + 3 * DAY, now=NOW + DAY)
    with django_assert_num_queries(2):
        eras = [(era.pack.name, bool(era.plan), era.now) for era in timeline(SYSTEM)]
    assert eras == [("default", True, False), ("small", False, True), ("default", False, False)]
    assert not timeline(PUBLIC)
    assert [one.pack for one in in_force_on(TOMORROW)] == [first, second], "changed in the middle of the day"
