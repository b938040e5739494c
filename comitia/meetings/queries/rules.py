"""The rules of procedure that a session is held under: the one place where they are asked for."""

from __future__ import annotations

from datetime import date

from comitia.core.governance.rule_set import RuleSet
from comitia.meetings.models import Meeting, Sitting
from comitia.organs.queries.rules import RulesVersion, rules_by_key, rules_in_force, versions_put_in_force


def rules_of_session(meeting: Meeting) -> RuleSet | None:
    """Give the rules of procedure a session is held under; None if there are none."""
    version = version_of_session(meeting)
    return version.rule_set if version else None


def version_of_session(meeting: Meeting) -> RulesVersion | None:
    """Give the version that a session pins, and until then the one in force on its first day; None if there is none."""
    if meeting.rule_set_id is not None:
        return rules_by_key(meeting.rule_set_id)
    if meeting.organ is None:
        return None
    return rules_in_force(meeting.organ.code, on=meeting.starts_on or date(meeting.year, 1, 1))


def versions_to_pin(meeting: Meeting) -> list[RulesVersion]:
    """List the versions that a session can pin, the latest first: those of its organ that were put in force."""
    return versions_put_in_force(meeting.organ.code) if meeting.organ else []


def has_begun(meeting: Meeting) -> bool:
    """Say whether a sitting of a session was called to order, now or before."""
    return Sitting.objects.filter(meeting=meeting, called_at__isnull=False).exists()
