"""A task is a row of its caller's transaction, and its effects are there once or not at all."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connection, transaction
from django.tasks import TaskResultStatus
from django.tasks.exceptions import TaskResultDoesNotExist
from django.utils import timezone

from linli.core.actors import SYSTEM
from linli.core.audit.models import AuditLine
from linli.core.errors import BadStep
from linli.core.tasks import (
    announce,
    announce_many,
    failed_tasks,
    queue_state,
    retry_tasks,
    run_all,
    scheduled,
    worker_alive,
)
from linli.core.tasks.declare import SCHEDULED, Rhythm
from linli.core.tasks.housekeeping import seal_audit_lines, sweep_tasks
from linli.core.tasks.models import EventRow, Schedule, TaskRow, WorkerRow
from linli.core.tasks.queue import LeaseLost, claim, extend_leases, finish
from linli.core.tasks.running import run, run_next
from linli.core.tasks.schedules import put_due, sync_schedules
from linli.core.tasks.terms import SLOW, State
from linli.core.tests import sample_tasks as sample

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 8, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_the_result_is_kept():
    result = sample.add.enqueue(2, other=3)
    assert result.status == TaskResultStatus.READY
    assert run_all(NOW) == 1
    result.refresh()
    assert (result.status, result.return_value, result.attempts) == (TaskResultStatus.SUCCESSFUL, 5, 1)
    assert sample.add.get_result(result.id).return_value == 5
    with pytest.raises(TaskResultDoesNotExist):
        sample.add.get_result("999999")
    with pytest.raises(TaskResultDoesNotExist):
        sample.add.get_result("x")


def test_a_rolled_back_caller_leaves_no_task_and_no_event():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        sample.leave_a_mark.enqueue(1)
        announce("sample.happened", pk=1)
        raise ZeroDivisionError
    assert run_all(NOW) == 0
    assert not AuditLine.objects.exists()


def test_a_task_waits_for_its_time_and_the_urgent_go_first():
    sample.leave_a_mark.using(run_after=NOW + SECOND).enqueue(1)
    sample.leave_a_mark.enqueue(2)
    sample.leave_a_mark.using(priority=5).enqueue(3)
    run_all(NOW)
    assert list(AuditLine.objects.order_by("id").values_list("subject_id", flat=True)) == [3, 2]
    run_all(NOW + SECOND)
    assert sample.effects("sample.marked") == 3


def test_a_failure_leaves_nothing_and_is_tried_again_then_given_up():
    sample.mark_and_fail.enqueue(1)
    now = NOW
    for attempt, pause in enumerate((10, 40), start=1):
        run_all(now, raises=False)
        row = TaskRow.objects.get()
        again_at = now + timedelta(seconds=pause)
        assert (row.state, row.attempts, row.run_at) == (State.WAITING, attempt, again_at)
        assert run_all(again_at - SECOND) == 0
        now = again_at
    run_all(now, raises=False)
    row = failed_tasks().get()
    assert row.attempts == 3 and "after the mark" in row.last_error
    assert sample.add.get_backend().get_result(str(row.pk)).errors[0].exception_class is ValueError
    assert sample.effects("sample.marked") == 0
    assert run_all(now + timedelta(days=1)) == 0


def test_run_all_raises_what_a_task_raises():
    sample.mark_and_fail.enqueue(1)
    with pytest.raises(ValueError, match="after the mark"):
        run_all(NOW)


def test_a_rule_that_says_no_is_not_asked_again():
    sample.break_a_rule.enqueue()
    with pytest.raises(BadStep):
        run_all(NOW)
    assert failed_tasks().get().attempts == 1


def test_an_unknown_task_fails_visibly():
    TaskRow.objects.create(name="linli.core.tests.sample_tasks.gone", max_attempts=1, created_at=NOW)
    run_all(NOW, raises=False)
    assert "gone" in failed_tasks().get().last_error


def test_failed_tasks_can_be_given_their_attempts_back():
    sample.break_a_rule.enqueue()
    run_all(NOW, raises=False)
    row = failed_tasks().get()
    assert retry_tasks(SYSTEM, [row.pk], now=NOW) == 1
    assert AuditLine.objects.get().event == "task.retried"
    assert TaskRow.objects.get().state == State.WAITING
    assert retry_tasks(SYSTEM, [row.pk], now=NOW) == 0


def test_outside_effects_get_the_same_key_in_every_attempt():
    sample.tell_context.using(key="letter-7").enqueue(7)
    run_all(NOW, raises=False)
    run_all(NOW + timedelta(minutes=1))
    told = list(AuditLine.objects.order_by("id").values_list("detail", flat=True))
    assert told == [{"attempt": 1, "key": "letter-7"}, {"attempt": 2, "key": "letter-7"}]


def test_a_key_waits_once():
    once = sample.leave_a_mark.using(key="mark")
    assert once.enqueue(1).id == once.enqueue(2).id
    sample.leave_a_mark.enqueue(3)
    sample.leave_a_mark.enqueue(3)
    run_all(NOW)
    assert sorted(AuditLine.objects.values_list("subject_id", flat=True)) == [1, 3, 3]
    once.enqueue(4)
    assert run_all(NOW) == 1


def test_what_is_asked_for_while_it_runs_is_run_afterwards_and_not_beside_it():
    once = sample.leave_a_mark.using(key="mark")
    once.enqueue(1)
    running = claim("one", NOW)
    once.enqueue(2)
    once.enqueue(3)
    assert claim("two", NOW) is None
    run(running, lambda: NOW)
    assert claim("two", NOW).args == [2]
    assert TaskRow.objects.count() == 2


def test_a_failed_attempt_gives_way_to_the_younger_task_with_its_key():
    once = sample.mark_and_fail.using(key="mark")
    once.enqueue(1)

    def clock():
        """Somebody asks again while the first one runs."""
        if TaskRow.objects.filter(state=State.RUNNING).exists():
            once.enqueue(2)
        return NOW

    assert run_next("one", clock)
    assert list(TaskRow.objects.order_by("id").values_list("state", flat=True)) == [State.DONE, State.WAITING]


def test_a_lease_keeps_others_off_until_it_ends():
    sample.leave_a_mark.enqueue(1)
    first = claim("one", NOW)
    assert claim("two", NOW + 30 * SECOND) is None
    second = claim("two", NOW + 31 * SECOND)
    assert (second.pk, second.worker, second.attempts) == (first.pk, "two", 2)
    with pytest.raises(LeaseLost):
        finish(first, None, NOW)
    with pytest.raises(LeaseLost), transaction.atomic():
        run(first, lambda: NOW)
    assert sample.effects("sample.marked") == 0
    run(second, lambda: NOW)
    assert sample.effects("sample.marked") == 1


def test_signs_of_life_extend_only_what_is_at_hand():
    for pk in (1, 2):
        sample.leave_a_mark.enqueue(pk)
    first, second = claim("one", NOW), claim("one", NOW)
    extend_leases("one", [first.pk], NOW + 20 * SECOND)
    assert claim("two", NOW + 31 * SECOND).pk == second.pk
    assert claim("two", NOW + 32 * SECOND) is None


def test_a_task_that_kills_its_workers_is_given_up():
    sample.mark_and_fail.enqueue(1)
    for attempt in range(3):
        assert claim("one", NOW + attempt * 60 * SECOND).attempts == attempt + 1
    assert claim("one", NOW + timedelta(hours=1)) is None
    assert "died" in failed_tasks().get().last_error


def test_a_thread_can_leave_the_slow_queue_alone():
    sample.leave_a_mark.using(queue_name=SLOW).enqueue(1)
    assert claim("one", NOW, without=(SLOW,)) is None
    assert claim("one", NOW).queue == SLOW


def test_every_subscriber_hears_every_event_once():
    announce("sample.happened", pk=1)
    announce_many("sample.happened", [{"pk": 2}, {"pk": 3}, {"pk": 4}])
    announce("sample.nobody_listens", pk=1)
    run_all(NOW)
    assert not EventRow.objects.exists()
    for event in ("sample.first", "sample.second"):
        heard = AuditLine.objects.filter(event=event).values_list("subject_id", flat=True)
        assert sorted(heard) == [1, 2, 3, 4]
    together = AuditLine.objects.filter(event="sample.third").order_by("id")
    assert list(together.values_list("detail", "subject_id")) == [({"many": 3}, 6), ({"many": 1}, 4)]
    assert run_all(NOW) == 0


def test_many_events_are_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        announce_many("sample.happened", [{"pk": n} for n in range(200)])


def test_an_idle_look_writes_nothing(django_assert_max_num_queries):
    with django_assert_max_num_queries(4) as queries:
        run_all(NOW)
        put_due(NOW)
    if connection.vendor == "sqlite":  # where even an UPDATE of nothing takes the only write lock
        assert all(query["sql"].strip().startswith("SELECT") for query in queries)


@pytest.fixture
def schedules():
    before = dict(SCHEDULED)
    SCHEDULED.clear()
    SCHEDULED[sample.every_half_minute.module_path] = sample.RHYTHM
    yield SCHEDULED
    SCHEDULED.clear()
    SCHEDULED.update(before)


def test_a_schedule_runs_once_per_moment(schedules):
    sync_schedules(NOW)
    assert put_due(NOW) == 1
    assert put_due(NOW) == 0
    run_all(NOW)
    assert sample.effects("sample.scheduled") == 1
    assert not TaskRow.objects.exists()  # fleeting
    assert put_due(NOW + 29 * SECOND) == 0
    assert put_due(NOW + 30 * SECOND) == 1
    # Nobody makes up for three hours, and the last run still waits.
    assert put_due(NOW + timedelta(hours=3)) == 1
    assert TaskRow.objects.count() == 1


def test_the_rows_follow_the_declarations(schedules):
    sync_schedules(NOW)
    Schedule.objects.update(next_at=NOW + timedelta(days=3))
    sync_schedules(NOW)
    assert Schedule.objects.get().next_at == NOW + timedelta(days=3)
    schedules[sample.every_half_minute.module_path] = Rhythm(None, time(6, 30))
    sync_schedules(NOW)
    assert timezone.localtime(Schedule.objects.get().next_at).isoformat() == "2026-05-09T06:30:00+08:00"
    schedules.clear()
    sync_schedules(NOW)
    assert not Schedule.objects.exists()


def test_a_schedule_has_one_rhythm():
    for rhythm in ({}, {"every": SECOND, "daily_at": time(6)}):
        with pytest.raises(TypeError):
            scheduled(**rhythm)


def test_a_page_can_say_whether_anybody_works():
    assert not worker_alive(NOW)
    WorkerRow.objects.create(name="one", threads=1, started_at=NOW, seen_at=NOW)
    assert worker_alive(NOW + 59 * SECOND)
    assert not worker_alive(NOW + 61 * SECOND)
    sample.add.enqueue(1, 2)
    TaskRow.objects.update(created_at=NOW)
    announce("sample.happened", pk=1)
    state = queue_state(NOW + 10 * SECOND)
    assert (state.waiting, state.running, state.failed, state.events) == (1, 0, 0, 1)
    assert (state.oldest_waiting_s, state.workers) == (10, 1)


def test_core_seals_and_sweeps():
    sample.add.enqueue(1, 2)
    sample.break_a_rule.enqueue()
    run_all(NOW, raises=False)
    sample.effect("sample.marked", NOW)
    assert seal_audit_lines.func(now=NOW) == 1
    assert sweep_tasks.func(now=NOW + timedelta(days=6)) == 0
    assert sweep_tasks.func(now=NOW + timedelta(days=8)) == 1
    assert sweep_tasks.func(now=NOW + timedelta(days=91)) == 1
    assert not TaskRow.objects.exists()
