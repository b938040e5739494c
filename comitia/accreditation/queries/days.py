"""Days and moments where a meeting is: people write days, the database keeps moments."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from comitia.meetings.models import Meeting

# Moments nearer to either end of the calendar cannot be told in every zone
FIRST_DAY: Final = date.min + timedelta(days=2)
LAST_DAY: Final = date.max - timedelta(days=2)


def zone_of(meeting: Meeting) -> tzinfo:
    return ZoneInfo(meeting.zone) if meeting.zone else UTC


def start_of(day: date, meeting: Meeting) -> datetime:
    """Give the moment at which a day begins where the meeting is."""
    return datetime.combine(min(max(day, FIRST_DAY), LAST_DAY), time(), zone_of(meeting))


def end_of(day: date, meeting: Meeting) -> datetime:
    """Give the moment at which a day ends where the meeting is."""
    return start_of(min(day, LAST_DAY) + timedelta(days=1), meeting)


def day_of(moment: datetime, meeting: Meeting) -> date:
    """Give the day of a moment where the meeting is."""
    return moment.astimezone(zone_of(meeting)).date()


def last_day_before(moment: datetime, meeting: Meeting) -> date:
    """Give the last day that a moment ends, where the meeting is: midnight ends the day before it."""
    return day_of(moment - timedelta(microseconds=1), meeting)
