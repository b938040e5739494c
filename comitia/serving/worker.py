"""The worker: threads that run jobs, inside the server or in a process of their own (`comitia worker`)."""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
import threading
import time
from collections.abc import Callable, Sequence
from typing import Final

from django.db import close_old_connections, connections
from django_tasks import default_task_backend

from comitia.platform import bus, clock
from comitia.platform.faults import describe
from comitia.platform.jobs.backend import TOPIC
from comitia.platform.jobs.models import Job
from comitia.platform.jobs.running import forget_jobs, recover_jobs, renew_lease, run_job, take_job
from comitia.platform.jobs.schedule import Periodic, enqueue_periodic

logger = logging.getLogger(__name__)

POLL_SECONDS: Final = 5.0
UPKEEP_SECONDS: Final = 15.0
GIVE_WAY_SECONDS: Final = 0.5
LOOK_SECONDS: Final = 0.02


class Worker:
    """Some threads that run jobs and one that keeps their leases, the dates and the table.

    Between two jobs a thread gives way to people while `is_crowded()`, but never for long: a letter takes the time of
    several pages, and whoever waits for a page waits in front of it.
    """

    def __init__(
        self, *, threads: int = 1, periodic: Sequence[Periodic] = (), is_crowded: Callable[[], bool] = lambda: False
    ) -> None:
        self._is_crowded = is_crowded
        self._periodic = tuple(periodic)
        self._queues = tuple(sorted(default_task_backend.queues))
        self._name = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
        self._stopping = threading.Event()
        self._news = threading.Condition()
        self._running: dict[int, str] = {}
        self._threads = [
            *(
                threading.Thread(target=self._work, args=(f"{self._name}:{number}",), name=f"job-{number}", daemon=True)
                for number in range(threads)
            ),
            threading.Thread(target=self._keep_up, name="jobs-upkeep", daemon=True),
        ]
        self._leave_bus = bus.subscribe(TOPIC, self._wake)

    def start(self) -> None:
        """Begin to work."""
        for thread in self._threads:
            thread.start()

    def stop(self, *, seconds: float) -> None:
        """Take no further job and wait a little for those that run; what is cut off is repeated after its lease."""
        self._stopping.set()
        self._leave_bus()
        self._wake()
        deadline = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _wake(self, _payload: object = None) -> None:
        with self._news:
            self._news.notify_all()

    def _work(self, name: str) -> None:
        while not self._stopping.is_set():
            self._give_way()
            try:
                close_old_connections()
                job = take_job(worker=name, queues=self._queues, at=clock.now())
                if job is not None:
                    self._run(job, name=name)
                    continue
            except Exception as error:  # noqa: BLE001  the database is away or full: the worker stays and tries again
                logger.error("A worker cannot take jobs: %s", describe(error))  # noqa: TRY400  no personal data in logs
                connections.close_all()
            with self._news:
                if not self._stopping.is_set():
                    self._news.wait(POLL_SECONDS)
        connections.close_all()

    def _give_way(self) -> None:
        latest = time.monotonic() + GIVE_WAY_SECONDS
        while self._is_crowded() and time.monotonic() < latest and not self._stopping.wait(LOOK_SECONDS):
            pass

    def _run(self, job: Job, *, name: str) -> None:
        self._running[job.pk] = name
        try:
            run_job(job, clock=clock.now)
        finally:
            self._running.pop(job.pk, None)

    def _keep_up(self) -> None:
        while not self._stopping.is_set():
            try:
                close_old_connections()
                at = clock.now()
                for job_id, name in tuple(self._running.items()):
                    renew_lease(job_id, worker=name, at=at)
                if recover_jobs(at=at):
                    self._wake()
                enqueue_periodic(self._periodic, at=at)
                forget_jobs(at=at)
            except Exception as error:  # noqa: BLE001  see above
                logger.error("The upkeep of jobs failed: %s", describe(error))  # noqa: TRY400  no personal data in logs
                connections.close_all()
            self._stopping.wait(UPKEEP_SECONDS)
        connections.close_all()


def work_until_stopped(worker: Worker) -> None:
    """Run a worker in this process until it is interrupted or terminated."""
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    worker.start()
    stopped.wait()
    worker.stop(seconds=2.0)
