"""What pages read about the past: one meeting with all that is on record, one member with all its terms and meetings."""

from comitia.archive.queries.meeting import AgendaItem, MeetingRecord, Participant, meeting_record
from comitia.archive.queries.member import Attended, MemberRecord, member_record

__all__ = [
    "AgendaItem",
    "Attended",
    "MeetingRecord",
    "MemberRecord",
    "Participant",
    "meeting_record",
    "member_record",
]
