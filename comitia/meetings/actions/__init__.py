"""Acts on meetings and their sittings."""

from comitia.meetings.actions.calling import call_to_order
from comitia.meetings.actions.importing import apply_meetings, plan_meetings
from comitia.meetings.actions.officers import hand_over_chair, name_officer, release_officer
from comitia.meetings.actions.presence import arrive, end_lost_presences, leave, see_again
from comitia.meetings.actions.recording import RECORD_TOPIC, access_of, announce, enter, locked_session, subject_of
from comitia.meetings.actions.rules import pin_rules
from comitia.meetings.actions.saving import make_meeting_current, save_meeting
from comitia.meetings.actions.sittings import (
    adjourn_sitting,
    close_sitting,
    locked_sitting,
    plan_sitting,
    replan_sitting,
    resume_sitting,
    sit_in_camera,
    suspend_sitting,
)

__all__ = [
    "RECORD_TOPIC",
    "access_of",
    "adjourn_sitting",
    "announce",
    "apply_meetings",
    "arrive",
    "call_to_order",
    "close_sitting",
    "end_lost_presences",
    "enter",
    "hand_over_chair",
    "leave",
    "locked_session",
    "locked_sitting",
    "make_meeting_current",
    "name_officer",
    "pin_rules",
    "plan_meetings",
    "plan_sitting",
    "release_officer",
    "replan_sitting",
    "resume_sitting",
    "save_meeting",
    "see_again",
    "sit_in_camera",
    "subject_of",
    "suspend_sitting",
]
