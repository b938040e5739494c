from __future__ import annotations

from django_tasks import task

from comitia.meetings import actions
from comitia.platform.clock import now


@task()
def end_lost_presences() -> int:
    """End the presence of those whose connection is lost; say how many."""
    return actions.end_lost_presences(at=now())
