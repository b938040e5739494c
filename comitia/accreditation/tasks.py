from __future__ import annotations

from django_tasks import task

from comitia.accreditation import actions
from comitia.platform.clock import now


@task()
def remind_invited() -> int:
    """Remind people whose invitation runs out soon; say how many."""
    return actions.remind_before_expiry(at=now())
