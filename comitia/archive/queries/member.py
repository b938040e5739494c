from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from comitia.archive.models import Attendance
from comitia.core.timetable.zones import is_night
from comitia.meetings.queries import MeetingRow, calendar, current_event, electing_assemblies, hosted_by
from comitia.members.queries import Profile, profile
from comitia.organs.queries import TermRow, terms_of_member
from comitia.platform.sources import Source, merged, sources_in
from comitia.programme.queries import opening_of


@dataclass(frozen=True, slots=True)
class Attended:
    """A meeting that a member attended, in what status, and under which name if not its own."""

    meeting: MeetingRow
    status: str
    name_as_printed: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class MemberRecord:
    """A member and what is on record of it; terms are what they are `on` a day, `opens_at` is the current meeting's opening."""

    profile: Profile
    on: date
    terms: tuple[TermRow, ...]
    hosted: tuple[MeetingRow, ...]
    attended: tuple[Attended, ...]
    opens_at: datetime | None
    opens_at_night: bool
    sources: tuple[Source, ...]


def member_record(slug: str, *, at: datetime) -> MemberRecord | None:
    """Give all that is on record of a member, in the language in force; None if there is no such member.

    Terms are judged on the day of the current meeting, or on the day of `at` when there is none.
    """
    found = profile(slug)
    if found is None:
        return None
    event = current_event()
    on = event.starts_on if event and event.starts_on else at.date()
    terms = terms_of_member(found.pk, on=on, assemblies=electing_assemblies())
    attended = _attended(found)
    opens_at = opening_of(event.slug) if event else None
    return MemberRecord(
        profile=found,
        on=on,
        terms=terms,
        hosted=hosted_by(slug),
        attended=attended,
        opens_at=opens_at,
        opens_at_night=bool(opens_at and found.zone and is_night(opens_at.astimezone(ZoneInfo(found.zone)).time())),
        sources=merged(
            (
                found.sources,
                *(office.sources for office in found.offices),
                *(term.sources for term in terms),
                *(one.sources for one in attended),
            )
        ),
    )


def _attended(found: Profile) -> tuple[Attended, ...]:
    lists = calendar()
    meetings = {row.pk: row for row in (*lists.coming, *lists.past)}
    rows = Attendance.objects.filter(member_id=found.pk).values_list(
        "meeting_id", "status", "name_as_printed", "source"
    )
    attended = [
        Attended(meetings[pk], status, "" if name == found.card.name else name, sources_in(source))
        for pk, status, name, source in rows
        if pk in meetings
    ]
    return tuple(sorted(attended, key=lambda one: (one.meeting.year, one.meeting.pk), reverse=True))
