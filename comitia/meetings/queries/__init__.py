"""What pages read about the meetings."""

from comitia.meetings.queries.calendar import Calendar, MeetingRow, calendar, held_meetings, hosted_by, meeting_row
from comitia.meetings.queries.committee import committee_on_day, electing_assemblies
from comitia.meetings.queries.event import Event, current_event, meeting_name
from comitia.meetings.queries.sittings import (
    OfficerRow,
    members_present,
    officers_of,
    record_of,
    sitting_now,
)

__all__ = [
    "Calendar",
    "Event",
    "MeetingRow",
    "OfficerRow",
    "calendar",
    "committee_on_day",
    "current_event",
    "electing_assemblies",
    "held_meetings",
    "hosted_by",
    "meeting_name",
    "meeting_row",
    "members_present",
    "officers_of",
    "record_of",
    "sitting_now",
]
