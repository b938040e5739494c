"""The backend of `django_tasks` that keeps jobs in one table of the site's own database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError, TaskResult, TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist
from django_tasks.signals import task_enqueued
from django_tasks.utils import normalize_json

from comitia.platform import bus, clock
from comitia.platform.jobs.models import Job
from comitia.platform.statements import Insertion

_insertion: Final = Insertion(Job)
TOPIC: Final = "jobs"
ATTEMPTS: Final = 10

STATUS: Final = {
    Job.State.WAITING: TaskResultStatus.READY,
    Job.State.RUNNING: TaskResultStatus.RUNNING,
    Job.State.DONE: TaskResultStatus.SUCCESSFUL,
    Job.State.FAILED: TaskResultStatus.FAILED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class JobTask(Task[..., Any]):
    """A task with the number of its attempts and the key under which only one job may wait."""

    attempts: int = ATTEMPTS
    dedupe_key: str = ""

    def using(self, **changes: Any) -> JobTask:
        """Give the same task with another priority, queue, `run_after`, number of attempts or `dedupe_key`."""
        return replace(self, **{name: value for name, value in changes.items() if value is not None})


class JobsBackend(BaseTaskBackend):
    """Writes jobs in the caller's transaction and wakes the workers when it is committed."""

    task_class = JobTask  # type: ignore[assignment]
    supports_defer = True
    supports_get_result = True
    supports_priority = True

    def enqueue(  # type: ignore[override]  # every task here is made by `task_class`
        self, task: JobTask, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> TaskResult[Any]:
        """Write one job; raise `TypeError` for arguments that are not JSON."""
        self.validate_task(task)
        arguments = {"args": normalize_json(list(args)), "kwargs": normalize_json(dict(kwargs))}
        # Django's signature of enqueue() has no place for the time, so this is where the clock is read.
        at = clock.now()
        with transaction.atomic(savepoint=False):
            job = self._waiting(task) or self._write(task, arguments=arguments, at=at)
            bus.announce_on_commit(TOPIC, {"queue": task.queue_name})
        result = result_of(job, task=task)
        task_enqueued.send(type(self), task_result=result)
        return result

    def _waiting(self, task: JobTask) -> Job | None:
        if not task.dedupe_key:
            return None
        return Job.objects.filter(dedupe_key=task.dedupe_key, state=Job.State.WAITING).first()

    def _write(self, task: JobTask, *, arguments: dict[str, Any], at: datetime) -> Job:
        job = Job(
            task=task.module_path,
            arguments=arguments,
            queue=task.queue_name,
            priority=task.priority,
            run_after=task.run_after or at,
            dedupe_key=task.dedupe_key,
            attempts_allowed=task.attempts,
            enqueued_at=at,
        )
        try:
            with transaction.atomic():
                job.save(force_insert=True)
        except IntegrityError:
            # Another process wrote the job of this key a moment ago.
            waiting = self._waiting(task)
            if waiting is None:
                raise
            return waiting
        return job

    def get_result(self, result_id: str) -> TaskResult[Any]:
        """Find a job by the id that `enqueue` gave."""
        try:
            job = Job.objects.get(pk=int(result_id))
        except (Job.DoesNotExist, ValueError) as error:
            raise TaskResultDoesNotExist(result_id) from error
        return result_of(job, task=task_of(job))


def wake(task: JobTask, *, key: str, at: datetime) -> None:
    """Let a task that takes no arguments run soon, in the caller's transaction: one statement, whether or not its job waits already."""
    job = Job(
        task=task.module_path,
        arguments={"args": [], "kwargs": {}},
        queue=task.queue_name,
        priority=task.priority,
        run_after=at,
        dedupe_key=key,
        attempts_allowed=task.attempts,
        enqueued_at=at,
    )
    _insertion.write([job])
    bus.announce_on_commit(TOPIC, {"queue": task.queue_name})


def task_of(job: Job) -> JobTask:
    """Find the task that a job calls."""
    task = import_string(job.task)
    if not isinstance(task, JobTask):
        problem = f"{job.task} is not a task of this backend."
        raise ImproperlyConfigured(problem)
    return task


def result_of(job: Job, *, task: JobTask) -> TaskResult[Any]:
    """Show a job in the form that `django_tasks` prescribes."""
    result: TaskResult[Any] = TaskResult(
        task=task,
        id=str(job.pk),
        status=STATUS[Job.State(job.state)],
        enqueued_at=job.enqueued_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        last_attempted_at=job.started_at,
        args=job.arguments["args"],
        kwargs=job.arguments["kwargs"],
        backend=task.backend,
        errors=[TaskError(exception_class_path=job.last_error, traceback="")] if job.last_error else [],
        worker_ids=[job.worker] * job.attempts,
    )
    object.__setattr__(result, "_return_value", job.returned)
    return result
