"""Jobs: enqueued with the act, run at least once, repeated, recovered, scheduled."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks import default_task_backend
from django_tasks.base import TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist

from comitia.platform.jobs import running
from comitia.platform.jobs.backend import wake
from comitia.platform.jobs.models import Job
from comitia.platform.jobs.schedule import Periodic, enqueue_periodic
from tests.platform import sample_tasks

MONDAY = datetime(2020, 11, 16, 9, 0, tzinfo=UTC)
QUEUES = ("default",)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_monday():
    sample_tasks.done.clear()
    with time_machine.travel(MONDAY, tick=False):
        yield


def run_due(at: datetime = MONDAY, worker: str = "first") -> int:
    return running.run_due_jobs(worker=worker, queues=QUEUES, clock=lambda: at)


def states() -> list[str]:
    return list(Job.objects.order_by("id").values_list("state", flat=True))


def test_a_job_runs_once_and_keeps_what_it_returned():
    result = sample_tasks.note.enqueue("대전")
    assert result.status == TaskResultStatus.READY
    assert run_due() == 1
    assert run_due() == 0
    result.refresh()
    assert (result.status, result.return_value, result.attempts) == (TaskResultStatus.SUCCESSFUL, "대전", 1)
    assert sample_tasks.done == ["대전"]


def test_an_unknown_result_is_said_to_be_unknown():
    for result_id in ("12345", "nonsense"):
        with pytest.raises(TaskResultDoesNotExist):
            default_task_backend.get_result(result_id)


def test_arguments_must_be_json():
    with pytest.raises(TypeError):
        sample_tasks.note.enqueue(object())
    assert states() == []


def test_a_failing_task_is_repeated_at_growing_intervals_and_then_kept_as_failed(caplog):
    result = sample_tasks.fail.enqueue("aiko@example.org")
    at, seen = MONDAY, []
    for _ in range(3):
        assert run_due(at) == 1
        job = Job.objects.get()
        seen.append((job.state, round((job.run_after - at).total_seconds(), -1) if job.state == "waiting" else None))
        assert run_due(at) == 0
        at = job.run_after
    assert seen == [("waiting", 10), ("waiting", 20), ("failed", None)]
    result.refresh()
    assert result.errors[0].exception_class is ConnectionRefusedError
    assert "aiko@example.org" not in caplog.text
    assert "sample_tasks.py" in caplog.text


def test_the_interval_doubles_up_to_an_hour():
    assert [running.pause_after(attempts).total_seconds() for attempts in (1, 2, 3, 9, 10, 40)] == [
        10,
        20,
        40,
        2560,
        3600,
        3600,
    ]


def test_a_task_that_gives_up_is_not_repeated():
    sample_tasks.give_up.enqueue()
    assert run_due() == 1
    assert states() == ["failed"]


def test_a_task_that_no_longer_exists_fails_like_any_other():
    sample_tasks.note.enqueue("x")
    Job.objects.update(task="tests.platform.sample_tasks.vanished", attempts_allowed=1)
    assert run_due() == 1
    assert states() == ["failed"]


def test_the_urgent_job_goes_first_and_the_later_one_waits():
    sample_tasks.note.enqueue("first")
    sample_tasks.note.using(run_after=MONDAY + timedelta(hours=1)).enqueue("later")
    sample_tasks.urgent.enqueue()
    assert run_due() == 2
    assert sample_tasks.done == ["urgent", "first"]
    assert run_due(MONDAY + timedelta(hours=1)) == 1
    assert sample_tasks.done == ["urgent", "first", "later"]


def test_only_one_job_waits_under_a_key_but_a_begun_one_no_longer_counts():
    keyed = sample_tasks.note.using(dedupe_key="rebuild:7")
    first, second = keyed.enqueue("a"), keyed.enqueue("b")
    assert first.id == second.id
    job = running.take_job(worker="first", queues=QUEUES, at=MONDAY)
    third = keyed.enqueue("c")
    assert third.id != first.id
    running.finish_failed(job, error=OSError(), at=MONDAY)
    assert states() == ["failed", "waiting"]


def test_a_task_that_is_woken_many_times_before_it_runs_runs_once_and_takes_one_statement_each_time():
    for _time in range(3):
        with CaptureQueriesContext(connection) as asked:
            wake(sample_tasks.count, key="count", at=MONDAY)
        assert len(asked) == 1
    assert (run_due(), sample_tasks.done) == (1, [1])
    wake(sample_tasks.count, key="count", at=MONDAY)
    assert states() == ["done", "waiting"]


def test_the_job_of_a_dead_worker_is_given_to_another():
    sample_tasks.count.enqueue()
    running.take_job(worker="dead", queues=QUEUES, at=MONDAY)
    assert running.recover_jobs(at=MONDAY + running.LEASE) == 0
    assert running.recover_jobs(at=MONDAY + running.LEASE + timedelta(seconds=1)) == 1
    assert run_due(MONDAY + timedelta(minutes=2), worker="second") == 1
    assert sample_tasks.done == [2]
    assert states() == ["done"]


def test_a_renewed_lease_keeps_the_job():
    sample_tasks.note.enqueue("long")
    job = running.take_job(worker="first", queues=QUEUES, at=MONDAY)
    assert running.renew_lease(job.pk, worker="first", at=MONDAY + timedelta(seconds=50))
    assert running.recover_jobs(at=MONDAY + timedelta(seconds=100)) == 0
    assert not running.renew_lease(job.pk, worker="second", at=MONDAY)


def test_who_lost_the_lease_cannot_write_the_result():
    sample_tasks.note.enqueue("x")
    stale = running.take_job(worker="slow", queues=QUEUES, at=MONDAY)
    running.recover_jobs(at=MONDAY + timedelta(minutes=2))
    running.take_job(worker="quick", queues=QUEUES, at=MONDAY + timedelta(minutes=2))
    assert not running.finish_done(stale, returned="late", at=MONDAY + timedelta(minutes=3))
    assert states() == ["running"]


def test_a_job_whose_worker_always_dies_ends_as_failed():
    sample_tasks.fail.enqueue("x")
    at = MONDAY
    for _ in range(3):
        running.take_job(worker="dying", queues=QUEUES, at=at)
        at += timedelta(minutes=2)
        running.recover_jobs(at=at)
    assert states() == ["failed"]


def test_what_ended_a_week_ago_is_forgotten():
    sample_tasks.note.enqueue("old")
    run_due()
    assert running.forget_jobs(at=MONDAY + timedelta(days=7)) == 0
    assert running.forget_jobs(at=MONDAY + timedelta(days=7, seconds=1)) == 1


def test_a_periodic_task_is_enqueued_once_per_interval_however_many_workers_ask():
    hourly = [Periodic("sweep", "tests.platform.sample_tasks.urgent", timedelta(hours=1))]
    asked = [
        enqueue_periodic(hourly, at=at)
        for at in (MONDAY, MONDAY, MONDAY + timedelta(minutes=59), MONDAY + timedelta(hours=1))
    ]
    assert asked == [["sweep"], [], [], ["sweep"]]
    assert states() == ["waiting"]


def test_an_idle_look_for_work_takes_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert running.take_job(worker="first", queues=QUEUES, at=MONDAY) is None
    with django_assert_num_queries(1):
        assert running.recover_jobs(at=MONDAY) == 0
