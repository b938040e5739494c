"""What the server takes from the settings of the site."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from django.conf import settings

from comitia.platform.jobs.schedule import Periodic
from comitia.serving.configuration import MEGABYTE, ServingConfig
from comitia.serving.proxies import networks_of


class Environment(Protocol):
    """The variables of the environment that concern the server."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def threads(self) -> int: ...
    @property
    def workers(self) -> int: ...
    @property
    def bus_url(self) -> str: ...
    @property
    def trusted_proxies(self) -> str: ...
    @property
    def body_limit_mb(self) -> int: ...
    @property
    def debug(self) -> bool: ...


def config_of(environment: Environment) -> ServingConfig:
    """Put together what the server needs to know."""
    return ServingConfig(
        threads=environment.threads,
        body_limit=environment.body_limit_mb * MEGABYTE,
        trusted_proxies=networks_of(environment.trusted_proxies),
        release=settings.RELEASE,
        languages=tuple(code for code, _ in settings.LANGUAGES),
        session_cookie=settings.SESSION_COOKIE_NAME,
        language_cookie=settings.LANGUAGE_COOKIE_NAME,
        reload_static=environment.debug,
        media_root=Path(settings.MEDIA_ROOT),
    )


def periodic_tasks() -> tuple[Periodic, ...]:
    """Read the schedule: `PERIODIC_TASKS` lists the name, the path and the interval of each task."""
    return tuple(Periodic(name, task, every) for name, task, every in settings.PERIODIC_TASKS)
