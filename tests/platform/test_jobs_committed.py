"""Jobs and real commits: a job lives and dies with its act, and workers side by side never take the same one."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from comitia.platform import bus, clock
from comitia.platform.jobs.models import Job
from comitia.platform.jobs.running import run_due_jobs
from tests.platform import sample_tasks

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture(autouse=True)
def _nothing_done():
    sample_tasks.done.clear()


def test_a_job_is_written_with_its_act_or_not_at_all():
    heard = []
    leave = bus.subscribe("jobs", heard.append)
    with transaction.atomic():
        sample_tasks.note.enqueue("lost")
        transaction.set_rollback(True)
    assert (Job.objects.count(), heard) == (0, [])
    with transaction.atomic():
        sample_tasks.note.enqueue("kept")
        assert heard == []
    assert (Job.objects.count(), heard) == (1, [{"queue": "default"}])
    leave()


def test_workers_side_by_side_take_different_jobs():
    for number in range(40):
        sample_tasks.note.enqueue(str(number))

    def work(name: str) -> int:
        try:
            return run_due_jobs(worker=name, queues=("default",), clock=clock.now)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(work, "abcd"))
    assert sum(counts) == 40
    assert sorted(sample_tasks.done, key=int) == [str(number) for number in range(40)]


def test_the_same_key_enqueued_by_eight_at_once_is_one_job():
    def enqueue(number: int) -> str:
        try:
            return sample_tasks.note.using(dedupe_key="rebuild:7").enqueue(str(number)).id
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(enqueue, range(8)))
    assert (len(ids), Job.objects.count()) == (1, 1)
