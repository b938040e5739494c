from __future__ import annotations

from django_tasks import task

from comitia.accreditation import actions
from comitia.platform.clock import now


@task()
def expire_offers() -> int:
    """End offers of places that have run out and offer the places to the next."""
    return actions.expire_offers(at=now())
