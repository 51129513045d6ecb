"""Real workers: killed in the middle, racing each other, asked to stop."""

import signal
import time

import pytest

from linli.core import audit
from linli.core.audit.models import AuditLine
from linli.core.tasks.models import Schedule, TaskRow, WorkerRow
from linli.core.tasks.terms import State
from linli.core.tests import sample_tasks as sample
from linli.core.tests.conftest import PATIENCE_S, until


def here(folder):
    return len(list(folder.glob("here-*")))


def samples():
    """Rows of the tests' own tasks; a worker has schedules besides."""
    return TaskRow.objects.filter(name__contains="sample_tasks")


def finished():
    return samples().filter(state=State.DONE).count()


SLOW = pytest.mark.slow


@pytest.mark.slow
@pytest.mark.parametrize(
    "task", [sample.mark_and_wait, pytest.param(sample.wait_outside, marks=SLOW)], ids=["durable", "outside"]
)
def test_a_killed_workers_task_is_run_again_and_its_effect_is_there_once(start_worker, tmp_path, task):
    task.enqueue(str(tmp_path))
    doomed = start_worker("--threads", "2")
    until(lambda: here(tmp_path) == 1)
    doomed.kill()
    doomed.wait()
    assert sample.effects("sample.marked") == 0
    assert samples().get().state == State.RUNNING

    (tmp_path / "go").touch()
    start_worker("--threads", "2")
    until(lambda: finished() == 1)
    assert (here(tmp_path), sample.effects("sample.marked"), samples().get().attempts) == (2, 1, 2)
    until(lambda: not AuditLine.objects.filter(block=None).exists())  # its schedules run too
    assert audit.verify().ok


@SLOW
def test_workers_never_run_one_task_at_the_same_time(start_worker):
    for pk in range(60):
        sample.leave_a_mark.enqueue(pk)
    for _ in range(2):
        start_worker("--threads", "2")
    until(lambda: finished() == 60)
    assert sorted(AuditLine.objects.values_list("subject_id", flat=True)) == list(range(60))
    assert set(samples().values_list("attempts", flat=True)) == {1}


@SLOW
def test_a_task_longer_than_its_lease_stays_with_its_living_worker(start_worker, tmp_path):
    sample.wait_outside.enqueue(str(tmp_path))
    for _ in range(2):
        start_worker("--threads", "1")
    until(lambda: here(tmp_path) == 1)
    time.sleep(5)
    assert here(tmp_path) == 1
    (tmp_path / "go").touch()
    until(lambda: finished() == 1)
    assert samples().get().attempts == 1


@SLOW
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_asked_to_stop_finishes_what_it_has_in_hand(start_worker, tmp_path, number):
    sample.wait_outside.enqueue(str(tmp_path))
    worker = start_worker("--threads", "1")
    until(lambda: here(tmp_path) == 1)
    assert WorkerRow.objects.count() == 1
    sample.leave_a_mark.enqueue(1)
    worker.send_signal(number)
    time.sleep(3)  # beyond the lease: it still shows signs of life
    (tmp_path / "go").touch()
    assert worker.wait(PATIENCE_S) == 0
    assert sorted(samples().values_list("state", "attempts")) == [(State.DONE, 1), (State.WAITING, 0)]
    assert not WorkerRow.objects.exists()


@SLOW
def test_once_does_what_is_due_and_leaves(start_worker):
    for pk in range(5):
        sample.leave_a_mark.enqueue(pk)
    sample.mark_and_fail.enqueue(9)
    assert start_worker("--once").wait(PATIENCE_S) == 0
    assert (finished(), sample.effects("sample.marked")) == (5, 5)
    assert samples().filter(state=State.WAITING).count() == 1
    assert Schedule.objects.filter(name__endswith="seal_audit_lines").exists()
    assert not WorkerRow.objects.exists()
