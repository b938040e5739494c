"""Pins the rules of procedure that a session is held under."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.meetings.actions.recording import enter, locked_session
from comitia.meetings.models import Meeting
from comitia.meetings.policies import may_pin_rules
from comitia.meetings.queries.rules import has_begun, version_of_session, versions_to_pin
from comitia.organs.queries.rules import RulesVersion
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require


@transaction.atomic
def pin_rules(meeting: Meeting, number: int, *, by: Actor, at: datetime) -> None:
    """Hold a session under one version of its organ's rules, until the first call to order pins it for good."""
    session = locked_session(meeting.pk)
    require(may_pin_rules(by, has_begun=has_begun(session)))
    version = next((one for one in versions_to_pin(session) if one.number == number), None)
    if version is None:
        refuse("rules_gone", _("There is no such version of the rules in force. Choose one from the list."))
    if session.rule_set_id != version.pk:
        _pin(session, version, by=by, at=at)


def pin_at_opening(session: Meeting, *, by: Actor, at: datetime) -> None:
    """Pin what is in force on the first day of a locked session whose rules nobody has pinned."""
    version = version_of_session(session) if session.rule_set_id is None else None
    if version is not None:
        _pin(session, version, by=by, at=at)


def _pin(session: Meeting, version: RulesVersion, *, by: Actor, at: datetime) -> None:
    session.rule_set_id = version.pk
    session.save(update_fields=["rule_set"])
    begins = version.rule_set.in_force_from
    facts = {
        "organ": version.organ,
        "version": version.number,
        "adopted_by": version.rule_set.adopted_by,
        "in_force_from": begins.isoformat() if begins else None,
        "definition": version.token,
    }
    enter(session, "rules_pinned", by=by, at=at, facts=facts)
