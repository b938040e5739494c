from __future__ import annotations

from django_tasks import task

from comitia.accreditation import actions
from comitia.platform.actors import SYSTEM
from comitia.platform.clock import now


@task()
def erase_due() -> int:
    """Erase what is kept about people when its time has come."""
    return actions.erase_due(by=SYSTEM, at=now())
