"""Who may keep the record of who holds which seat."""

from __future__ import annotations

from comitia.members.policies import may_keep_records
from comitia.platform.actors import Actor
from comitia.platform.answers import Answer


def may_keep_mandates(actor: Actor) -> Answer:
    """Answer for organs, seats and offices: they concern every region, so they are the secretariat's to keep."""
    return may_keep_records(actor)


def may_keep_rules(actor: Actor) -> Answer:
    """Answer for the rules of procedure: the secretariat writes down what the organ adopted."""
    return may_keep_records(actor)
