from __future__ import annotations

from uuid import UUID

from django_tasks import task

from comitia.platform.clock import now
from comitia.voting import actions


@task()
def close_in_time(reference: str) -> bool:
    """Close a ballot whose time is over; say whether it was closed."""
    return actions.close_if_time_is_over(UUID(reference), at=now())


@task()
def forget_traces() -> None:
    """Let the database files forget in which order secret papers came; come back if somebody reads just now."""
    if not actions.forget_traces():
        raise RuntimeError("The write-ahead log is being read.")
