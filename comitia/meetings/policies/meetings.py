"""Who may keep the record of meetings."""

from __future__ import annotations

from comitia.members.policies import may_keep_records
from comitia.platform.actors import Actor
from comitia.platform.answers import Answer


def may_keep_meetings(actor: Actor) -> Answer:
    """Answer for meetings past and present, and for which of them the site is about."""
    return may_keep_records(actor)
