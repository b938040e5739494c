"""Acts on meetings."""

from comitia.meetings.actions.importing import apply_meetings, plan_meetings
from comitia.meetings.actions.saving import make_meeting_current, save_meeting

__all__ = ["apply_meetings", "make_meeting_current", "plan_meetings", "save_meeting"]
