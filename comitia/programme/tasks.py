from __future__ import annotations

from uuid import UUID

from django_tasks import task

from comitia.platform.clock import now
from comitia.programme import actions


@task()
def follow_registration(registration: str, chosen: list[str]) -> None:
    """Give somebody's places in sessions back that they left out of the registration form, and take those newly chosen."""
    actions.follow_registration(UUID(registration), chosen, at=now())
