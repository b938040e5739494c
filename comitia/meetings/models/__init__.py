from comitia.meetings.models.meetings import Meeting
from comitia.meetings.models.record import RecordEntry
from comitia.meetings.models.sittings import Officer, Presence, Sitting

__all__ = ["Meeting", "Officer", "Presence", "RecordEntry", "Sitting"]
