"""Who may bring tables in, and keep the record of past meetings."""

from __future__ import annotations

from comitia.members.policies import may_keep_records
from comitia.platform.actors import Actor
from comitia.platform.answers import Answer


def may_keep_archive(actor: Actor) -> Answer:
    """Answer for imports of every kind, and for attendance and agendas of past meetings."""
    return may_keep_records(actor)
