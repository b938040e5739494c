from __future__ import annotations

from uuid import UUID

from django_tasks import task

from comitia.platform.clock import now
from comitia.programme import actions


@task()
def sign_up_for_chosen(registration: str, slugs: list[str]) -> None:
    """Sign somebody up for the sessions they chose in the registration form."""
    actions.sign_up_for_chosen(UUID(registration), slugs, at=now())
