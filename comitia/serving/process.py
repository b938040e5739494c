"""One process: the front on a port, Django in its pool of threads, the worker beside them, and one way to stop."""

from __future__ import annotations

import logging
import os
import socket
import sys
import threading
import time
from collections.abc import Callable
from typing import Final

import uvicorn
from django.contrib.staticfiles import finders
from django.core.wsgi import get_wsgi_application

from comitia.platform import bus
from comitia.serving import memory, open_files
from comitia.serving.front import Front
from comitia.serving.protocol import GuardedProtocol
from comitia.serving.site import Environment, config_of, periodic_tasks
from comitia.serving.worker import Worker, work_until_stopped

logger = logging.getLogger(__name__)

GRACE_SECONDS: Final = 1
WORKER_SECONDS: Final = 0.5
LAST_SECONDS: Final = 0.5


class Server(uvicorn.Server):
    """uvicorn, told whom to call when it listens and to end the streams before it waits for connections."""

    def __init__(self, config: uvicorn.Config, front: Front, on_listening: Callable[[], None]) -> None:
        super().__init__(config)
        self._front = front
        self._on_listening = on_listening

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            self._on_listening()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._front.hub.close()
        await super().shutdown(sockets=sockets)


def uvicorn_config(front: Front, *, host: str, port: int) -> uvicorn.Config:
    """Configure uvicorn: proxies, logs and headers are the front's and Django's business."""
    return uvicorn.Config(
        front,
        host=host,
        port=port,
        http=GuardedProtocol,
        loop="uvloop",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=GRACE_SECONDS,
        backlog=4096,
    )


def run(front: Front, *, host: str, port: int, worker: Worker | None, on_listening: Callable[[], None]) -> int:
    """Serve until interrupted or terminated; give the exit code. Everything has stopped within three seconds."""
    server = Server(uvicorn_config(front, host=host, port=port), front, on_listening)
    if worker is not None:
        worker.start()
    code = 0
    try:
        server.run()
    except KeyboardInterrupt:
        # uvicorn raises the signal again once it has stopped.
        pass
    except SystemExit as stop:
        code = int(stop.code or 0)
    finally:
        if worker is not None:
            worker.stop(seconds=WORKER_SECONDS)
        front.bridge.close()
        bus.close()
    _leave_nobody_behind(code)
    return code


def serve(environment: Environment, *, announcement: str) -> int:
    """Serve the site as the settings say; print the announcement once it can be reached."""
    from comitia.live.rooms import Rooms  # reads models: the site is set up only now

    bus.connect(environment.bus_url)
    config = config_of(environment)
    open_files.allow(config.stream_limit)
    front = Front(get_wsgi_application(), config, find_static=finders.find, follow=Rooms)
    memory.trim(config.languages)
    worker = (
        Worker(threads=environment.workers, periodic=periodic_tasks(), is_crowded=front.bridge.is_crowded)
        if environment.workers
        else None
    )
    host, port = environment.host, environment.port
    return run(front, host=host, port=port, worker=worker, on_listening=lambda: print(announcement, flush=True))  # noqa: T201


def work(environment: Environment) -> int:
    """Do background work only, until interrupted or terminated."""
    bus.connect(environment.bus_url)
    work_until_stopped(Worker(threads=max(1, environment.workers), periodic=periodic_tasks()))
    bus.close()
    return 0


def _leave_nobody_behind(code: int) -> None:
    """End the process even if a page is stuck in a thread; a transaction cut off so is rolled back by the database."""
    deadline = time.monotonic() + LAST_SECONDS
    others = [thread for thread in threading.enumerate() if thread is not threading.main_thread() and not thread.daemon]
    for thread in others:
        thread.join(max(0.0, deadline - time.monotonic()))
    if any(thread.is_alive() for thread in others):
        logger.warning("Stopped while requests were still running.")
        logging.shutdown()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
