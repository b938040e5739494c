from __future__ import annotations

from django_tasks import task

from comitia.platform.clock import now
from comitia.proceedings import actions


@task()
def end_lost_presences() -> int:
    """End the presence of those whose connection is lost and judge the quorum anew; say how many they were."""
    return actions.end_lost_presences(at=now())
