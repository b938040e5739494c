from __future__ import annotations

from django_tasks import task

from comitia.accreditation.actions import badges
from comitia.platform.clock import now


@task()
def print_badges(run: int, language: str) -> str:
    return badges.print_badges(run, language=language, clock=now)


@task()
def forget_badges() -> int:
    return badges.forget_badges(at=now())
