from __future__ import annotations

from datetime import UTC, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language

from comitia.accreditation.queries.days import end_of, start_of
from comitia.core.timetable.calendar_file import Entry, calendar_file
from comitia.meetings.models import Meeting
from comitia.meetings.queries import meeting_name
from comitia.platform.texts import text_in


def meeting_calendar(meeting: Meeting) -> bytes:
    """Write the days of a meeting as a calendar file in the language in force; empty while they are not known."""
    if meeting.starts_on is None:
        return b""
    language = get_language() or "en"
    zone = ZoneInfo(meeting.zone or "UTC")
    name = str(meeting_name(meeting.kind, meeting.year))
    last = meeting.ends_on or meeting.starts_on
    entry = Entry(
        uid=f"{meeting.slug}@{settings.ALLOWED_HOSTS[0]}",
        title=name,
        starts=start_of(meeting.starts_on, meeting),
        ends=end_of(last, meeting),
        zone=zone,
        # The days are all that the file says, so the same days always give the same file.
        last_modified=datetime.combine(meeting.starts_on, time(), UTC),
        description=str(text_in(meeting.theme, language)),
        url=f"{settings.BASE_URL}/{language}/",
    )
    return _written(entry, name)


@lru_cache(maxsize=64)
def _written(entry: Entry, name: str) -> bytes:
    return calendar_file([entry], name=name)
