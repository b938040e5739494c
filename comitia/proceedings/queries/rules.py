"""What the rules of procedure of a session say about motions."""

from __future__ import annotations

from comitia.core.governance.motions import MotionRule
from comitia.core.governance.rule_set import ProceduralMotion
from comitia.meetings.models import Meeting
from comitia.proceedings.models import Motion


def motion_rule_of(_meeting: Meeting) -> MotionRule:
    """Give what is asked of motions and amendments of a session."""
    return MotionRule()


def procedural_motions_of(_meeting: Meeting) -> tuple[ProceduralMotion, ...]:
    """Give the procedural motions that the rules of a session know."""
    return ()


def seconders_needed(motion: Motion) -> int:
    """Say how many members have to second a motion."""
    if motion.kind != Motion.Kind.PROCEDURAL:
        return motion_rule_of(motion.meeting).seconders
    known = procedural_motions_of(motion.meeting)
    return int(any(one.needs_second for one in known if one.type == motion.procedural_type))
