"""What the rules of procedure of a session say about motions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from comitia.core.governance.motions import MotionRule, MotionRules, Movers
from comitia.core.governance.rule_set import ProceduralMotion
from comitia.meetings.models import Meeting
from comitia.meetings.queries.rules import rules_of_session
from comitia.platform.texts import text_in
from comitia.proceedings.models import Motion

COMMON_MATTERS: Final[Mapping[str, Any]] = {
    "ordinary": _("Ordinary matter"),
    "procedural": _("Procedure"),
    "statute": _("Amendment of the statute"),
    "host_decision": _("Choice of a host"),
    "election": _("Election"),
}


def motion_rule_of(meeting: Meeting) -> MotionRule:
    """Give what the rules of a session ask of motions and amendments; without rules a mover is enough."""
    found = _motion_rules(meeting)
    return found.rule() if found else MotionRule()


def all_members_move(meeting: Meeting) -> bool:
    """Say whether the rules of a session let members move that have no seat in its organ."""
    found = _motion_rules(meeting)
    return found is not None and found.movers is Movers.ALL_MEMBERS


def _motion_rules(meeting: Meeting) -> MotionRules | None:
    rule_set = rules_of_session(meeting)
    return rule_set.motions if rule_set else None


def procedural_motions_of(meeting: Meeting) -> tuple[ProceduralMotion, ...]:
    """Give the procedural motions that the rules of a session know."""
    rule_set = rules_of_session(meeting)
    return (rule_set.procedural_motions or ()) if rule_set else ()


def matters_of(meeting: Meeting, language: str) -> dict[str, str]:
    """Name the classes of matters that the rules of a session tell apart, by their keys."""
    rule_set = rules_of_session(meeting)
    return {one.key: str(text_in(one.names, language)) for one in rule_set.matters} if rule_set else {}


def matters_to_choose(meeting: Meeting, language: str) -> dict[str, str]:
    """Name the classes of matters that an item can be of; those that rules commonly know while none are in force."""
    return matters_of(meeting, language) or {key: str(name) for key, name in COMMON_MATTERS.items()}


def speaking_limits_of(meeting: Meeting) -> dict[str, int]:
    """Give the seconds of a speech by class of speaker, as far as the rules of a session limit them."""
    rule_set = rules_of_session(meeting)
    times = rule_set.speaking if rule_set else None
    return {str(one): seconds for one, seconds in times.seconds.items() if seconds} if times else {}


def section_limit_of(meeting: Meeting) -> int | None:
    """Give the seconds that the rules of a session leave all speakers of a region on one item; None without limit."""
    rule_set = rules_of_session(meeting)
    times = rule_set.speaking if rule_set else None
    return (times.section_seconds or None) if times else None


def seconders_needed(motion: Motion) -> int:
    """Say how many members have to second a motion."""
    if motion.kind != Motion.Kind.PROCEDURAL:
        return motion_rule_of(motion.meeting).seconders
    known = procedural_motions_of(motion.meeting)
    return int(any(one.needs_second for one in known if one.type == motion.procedural_type))
