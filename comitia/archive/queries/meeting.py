from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language

from comitia.archive.models import AgendaRecord, Attendance
from comitia.meetings.queries import MeetingRow, calendar, meeting_row
from comitia.members.queries import Card, card_of
from comitia.platform.countries import country_in
from comitia.platform.sources import Source, merged, sources_in
from comitia.programme.queries import RecordedProgramme, recorded_programme


@dataclass(frozen=True, slots=True)
class Participant:
    """A city on the list of a meeting, under the name and status its source prints."""

    name: str
    member: Card | None
    country: str
    status: str
    note: str


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """An item of an agenda as printed; `depth` counts the points of its number (1.2 lies under 1)."""

    number: str
    title: str
    depth: int


@dataclass(frozen=True, slots=True)
class MeetingRecord:
    """A meeting and what is on record of it; `earlier` and `later` are its neighbours in time."""

    row: MeetingRow
    participants: tuple[Participant, ...]
    agenda: tuple[AgendaItem, ...]
    programme: RecordedProgramme
    sources: tuple[Source, ...]
    earlier: MeetingRow | None
    later: MeetingRow | None


def meeting_record(slug: str) -> MeetingRecord | None:
    """Give all that is on record of a meeting, in the language in force; None if there is no such meeting."""
    row = meeting_row(slug)
    if row is None:
        return None
    language = get_language() or "en"
    attendances = list(
        Attendance.objects.filter(meeting_id=row.pk).select_related("member__region").order_by("name_as_printed")
    )
    items = list(AgendaRecord.objects.filter(meeting_id=row.pk).order_by("order"))
    programme = recorded_programme(slug, language=language, zone=row.zone)
    printed = [*(one.source for one in attendances), *(item.source for item in items)]
    lists = calendar()
    in_order = (*reversed(lists.past), *lists.coming)
    place = in_order.index(row)
    return MeetingRecord(
        row=row,
        participants=tuple(_participant(attendance, language) for attendance in attendances),
        agenda=tuple(
            AgendaItem(item.number_as_printed, item.title, item.number_as_printed.count(".")) for item in items
        ),
        programme=programme,
        sources=merged((row.sources, sources_in(*printed, *programme.sources))),
        earlier=in_order[place - 1] if place else None,
        later=in_order[place + 1] if place + 1 < len(in_order) else None,
    )


def _participant(attendance: Attendance, language: str) -> Participant:
    member = attendance.member
    return Participant(
        name=attendance.name_as_printed,
        member=card_of(member, language) if member else None,
        country=country_in(attendance.country_code, member.country if member else "", language),
        status=attendance.status,
        note=attendance.note,
    )
