"""Closes a ballot when its time is over."""

from __future__ import annotations

from typing import Final

from django.utils.module_loading import import_string

from comitia.voting.models import Ballot

CLOSE: Final = "comitia.voting.tasks.close_in_time"


def close_when_time_is_over(ballot: Ballot) -> None:
    """Let a ballot with an end be closed then, as a job of the caller's transaction."""
    if ballot.closes_at is not None:
        import_string(CLOSE).using(run_after=ballot.closes_at).enqueue(str(ballot.reference))
