"""Taking, running, repeating and forgetting jobs. Each function is one short transaction; the time is an argument."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import connection, transaction
from django.utils import translation
from django_tasks.base import TaskContext
from django_tasks.signals import task_finished, task_started
from django_tasks.utils import get_module_path, normalize_json

from comitia.platform.faults import describe
from comitia.platform.jobs.backend import result_of, task_of
from comitia.platform.jobs.models import Job

logger = logging.getLogger(__name__)

LEASE: Final = timedelta(seconds=60)
FIRST_PAUSE: Final = timedelta(seconds=10)
LONGEST_PAUSE: Final = timedelta(hours=1)
KEPT: Final = timedelta(days=7)


class GiveUp(Exception):  # noqa: N818  it is an instruction to the worker, not an error of its own
    """Raised by a task for which another attempt is of no use; names no person."""


def pause_after(attempts: int) -> timedelta:
    """Say how long to wait after so many failed attempts: doubling from ten seconds, an hour at most."""
    doubled: timedelta = FIRST_PAUSE * 2 ** (min(attempts, 12) - 1)
    return min(doubled, LONGEST_PAUSE)


def take_job(*, worker: str, queues: Sequence[str], at: datetime) -> Job | None:
    """Lease the most urgent job that is due, if there is one."""
    due = Job.objects.filter(state=Job.State.WAITING, run_after__lte=at, queue__in=queues)
    ordered = due.order_by("-priority", "run_after", "id")
    # Looking first keeps an idle worker from asking for the writer's turn at every poll.
    if not ordered.exists():
        return None
    skip = connection.features.has_select_for_update_skip_locked
    with transaction.atomic():
        job = ordered.select_for_update(skip_locked=skip).first()
        if job is None:
            return None
        job.state = Job.State.RUNNING
        job.worker = worker
        job.attempts += 1
        job.started_at = at
        job.lease_until = at + LEASE
        job.save(update_fields=["state", "worker", "attempts", "started_at", "lease_until"])
    return job


def run_job(job: Job, *, clock: Callable[[], datetime]) -> None:
    """Call the task of a leased job and write down what came of it."""
    try:
        task = task_of(job)
        result = result_of(job, task=task)
        task_started.send(type(task.get_backend()), task_result=result)
        context = (TaskContext(task_result=result),) if task.takes_context else ()
        with translation.override(settings.LANGUAGE_CODE):
            returned = normalize_json(task.call(*context, *result.args, **result.kwargs))
    except Exception as error:  # noqa: BLE001  whatever a task raises is its failure, not the worker's
        logger.warning("Job %s (%s) failed: %s", job.pk, job.task, describe(error))
        finish_failed(job, error=error, at=clock())
        return
    if finish_done(job, returned=returned, at=clock()):
        task_finished.send(type(task.get_backend()), task_result=result_of(job, task=task))


def finish_done(job: Job, *, returned: object, at: datetime) -> bool:
    """Record success; say whether the job was still ours."""
    job.state, job.returned, job.finished_at, job.last_error = Job.State.DONE, returned, at, ""
    return _write_end(job, at=at)


def finish_failed(job: Job, *, error: Exception, at: datetime) -> bool:
    """Record a failure and plan the next attempt, if one is left; say whether the job was still ours."""
    job.last_error = get_module_path(type(error))[:200]
    if isinstance(error, GiveUp) or job.attempts >= job.attempts_allowed:
        job.state, job.finished_at = Job.State.FAILED, at
        logger.error("Job %s (%s) is given up after %s attempts.", job.pk, job.task, job.attempts)
    else:
        # A tenth more or less keeps jobs that failed together from coming back together.
        pause = pause_after(job.attempts) * random.uniform(0.9, 1.1)  # noqa: S311
        job.state, job.run_after = Job.State.WAITING, at + pause
    return _write_end(job, at=at)


def _write_end(job: Job, *, at: datetime) -> bool:
    """Write the end of an attempt unless the lease was lost and somebody else took the job."""
    ours = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, worker=job.worker, attempts=job.attempts)
    with transaction.atomic():
        if job.state == Job.State.WAITING and _is_superseded(job):
            job.state, job.finished_at = Job.State.FAILED, at
        kept = ours.update(
            state=job.state,
            returned=job.returned,
            run_after=job.run_after,
            finished_at=job.finished_at,
            last_error=job.last_error,
            lease_until=None,
        )
    if not kept:
        logger.warning("Job %s (%s) had lost its lease; its result is not recorded.", job.pk, job.task)
    return bool(kept)


def _is_superseded(job: Job) -> bool:
    """Say whether another job of the same key waits already, so that repeating this one is needless."""
    return bool(job.dedupe_key) and Job.objects.filter(dedupe_key=job.dedupe_key, state=Job.State.WAITING).exists()


def renew_lease(job_id: int, *, worker: str, at: datetime) -> bool:
    """Keep a long job; say whether it is still ours."""
    ours = Job.objects.filter(pk=job_id, worker=worker, state=Job.State.RUNNING)
    with transaction.atomic():
        return bool(ours.update(lease_until=at + LEASE))


def recover_jobs(*, at: datetime) -> int:
    """Give back the jobs whose worker died; say how many."""
    lost = Job.objects.filter(state=Job.State.RUNNING, lease_until__lt=at)
    if not lost.exists():
        return 0
    recovered = 0
    skip = connection.features.has_select_for_update_skip_locked
    with transaction.atomic():
        for job in lost.select_for_update(skip_locked=skip):
            job.last_error, job.lease_until = "lease expired", None
            if job.attempts >= job.attempts_allowed or _is_superseded(job):
                job.state, job.finished_at = Job.State.FAILED, at
            else:
                job.state, job.run_after = Job.State.WAITING, at
            job.save(update_fields=["state", "run_after", "finished_at", "last_error", "lease_until"])
            recovered += 1
    logger.warning("%s jobs were given back: their worker had died.", recovered)
    return recovered


def forget_jobs(*, at: datetime) -> int:
    """Delete what ended more than a week ago; say how many."""
    old = Job.objects.filter(finished_at__lt=at - KEPT)
    if not old.exists():
        return 0
    with transaction.atomic():
        return old.delete()[0]


def run_due_jobs(*, worker: str, queues: Sequence[str], clock: Callable[[], datetime]) -> int:
    """Run everything that is due now, one after another; say how many."""
    done = 0
    while (job := take_job(worker=worker, queues=queues, at=clock())) is not None:
        run_job(job, clock=clock)
        done += 1
    return done
