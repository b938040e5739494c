"""A released programme in the forms that other systems read, and the files that were brought of others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.db.models import F

from comitia.core.timetable.exchange.schedule import (
    LANGUAGE,
    SLUG,
    Day,
    Person,
    Room,
    Schedule,
    Session,
    in_order,
    is_zone,
)
from comitia.core.timetable.exchange.texts import ascii_words, clean_line, clean_text
from comitia.core.timetable.exchange.values import NAMESPACE
from comitia.meetings.models import Meeting
from comitia.meetings.queries import meeting_name
from comitia.platform.remarks import Remark
from comitia.platform.texts import text_in
from comitia.programme import models
from comitia.programme.queries.timetable import slot_rows

SHORTEST: Final = 4
ROW: Final = (*("id", "guid", "slug", "kind", "titles", "summaries", "room_id", "languages", "starts_at", "ends_at"),)


@dataclass(frozen=True, slots=True)
class StoredExport:
    """An export as it goes out."""

    content: bytes
    etag: str


@dataclass(frozen=True, slots=True)
class Brought:
    """A file that was brought; `findings` are there once it is applied: number of the row (0: the file), what, remark."""

    reference: UUID
    meeting: str
    file_name: str
    language: str
    applied_at: datetime | None
    counts: Mapping[str, int]
    findings: tuple[tuple[int, str, Remark], ...]


def stored_export(meeting: str, *, form: str, language: str) -> StoredExport | None:
    """Give the stored export of the programme as it is now; None if it was not built since the last change. One statement."""
    row = (
        models.Export.objects.filter(meeting__slug=meeting, form=form, language=language)
        .filter(edition=F("meeting__programme_edition__number"))
        .values_list("content", "etag")
        .first()
    )
    return StoredExport(bytes(row[0]), row[1]) if row else None


def schedule_of(meeting: Meeting, *, language: str, site: str) -> Schedule | None:
    """Give the released programme of a meeting in one language; None if it has no date. Five statements.

    Sessions without a time are left out: the formats cannot say them. `site` is the address of the site (BASE_URL).
    """
    rows = list(slot_rows(meeting.slug).filter(starts_at__isnull=False).values_list(*ROW, named=True))
    rooms = _rooms(meeting, language)
    people = _people(meeting, language)
    zone = meeting.zone if is_zone(meeting.zone) else ""
    acronym = ascii_words(meeting.slug, joint="_").ljust(SHORTEST, "_")
    sessions = [
        Session(
            guid=row.guid,
            id=row.id,
            slug=slug_of(row.slug, acronym=acronym, number=row.id),
            title=clean_line(text_in(row.titles, language).value),
            starts=row.starts_at.astimezone(UTC).replace(microsecond=0),
            ends=_end(row.starts_at, row.ends_at),
            room=rooms[row.room_id].name if row.room_id else "",
            kind=row.kind,
            language=next((tag for tag in row.languages if LANGUAGE.fullmatch(tag)), ""),
            abstract=clean_text(text_in(row.summaries, language).value),
            url=f"{site}/{language}/programme/{row.slug}/",
            persons=tuple(people.get(row.id, ())),
        )
        for row in rows
    ]
    days = _days({one.starts for one in sessions}, zone=zone) or _days_of(meeting, zone=zone)
    if not days:
        return None
    first, last = meeting.starts_on or days[0].day, meeting.ends_on or meeting.starts_on or days[-1].day
    release = models.Release.objects.filter(meeting=meeting).order_by("-number").values_list("name", flat=True).first()
    return Schedule(
        title=clean_line(str(meeting_name(meeting.kind, meeting.year))),
        acronym=acronym,
        starts=first,
        ends=max(first, last),
        days=days,
        version=clean_line(release or ""),
        zone=zone,
        url=f"{site}/{language}/programme/",
        base_url=f"{site}/",
        rooms=tuple(rooms.values()),
        sessions=tuple(sorted(sessions, key=in_order)),
    )


def slug_of(slug: str, *, acronym: str, number: int) -> str:
    """Write the address of a slot as the formats ask: after the short name of the meeting, long enough."""
    tail = slug.lower().strip("-_")
    tail = tail if len(tail) >= SHORTEST else f"{tail}-{number:04}"
    made = f"{acronym.replace('-', '_')}-{tail}"
    return made if SLUG.fullmatch(made) else f"{acronym.replace('-', '_')}-session-{number:04}"


def brought_programme(meeting: str, reference: UUID) -> Brought | None:
    """Give a file that was brought for a meeting. One statement."""
    row = (
        models.BroughtProgramme.objects.filter(meeting__slug=meeting, reference=reference)
        .select_related("meeting")
        .first()
    )
    return _brought(row) if row else None


def applied_programmes(meeting: str) -> list[Brought]:
    """List the files that were applied to a programme, the latest first. One statement."""
    rows = models.BroughtProgramme.objects.filter(meeting__slug=meeting, applied_at__isnull=False)
    return [_brought(row) for row in rows.select_related("meeting").defer("content").order_by("-applied_at")[:20]]


def _brought(row: models.BroughtProgramme) -> Brought:
    findings = tuple((one["row"], one["key"], Remark.from_json(one)) for one in row.findings)
    return Brought(row.reference, row.meeting.slug, row.file_name, row.language, row.applied_at, row.counts, findings)


def speaker_guid(meeting: str, slug: str) -> UUID:
    """Give the identifier of a speaker, the same as long as the address is."""
    return uuid5(NAMESPACE, f"comitia/{meeting}/speakers/{slug}")


def _rooms(meeting: Meeting, language: str) -> dict[int, Room]:
    """Give the rooms by their numbers; two of one name are told apart by their addresses."""
    found: dict[int, Room] = {}
    taken: set[str] = set()
    for room in models.Room.objects.filter(meeting=meeting).order_by("order", "pk"):
        name = clean_line(text_in(room.names, language).value) or room.slug
        name = f"{name} ({room.slug})" if name in taken else name
        taken.add(name)
        found[room.pk] = Room(name=name, guid=room.guid, capacity=room.capacity)
    return found


def _people(meeting: Meeting, language: str) -> dict[int, list[Person]]:
    """Give those named in each slot, in their order."""
    found: dict[int, list[Person]] = {}
    rows = models.Appearance.objects.filter(slot__meeting=meeting).order_by("order", "id")
    for slot, number, slug, name, biographies in rows.values_list(
        "slot_id", "speaker_id", "speaker__slug", "speaker__name", "speaker__biographies"
    ):
        person = Person(
            name=clean_line(name) or slug,
            guid=speaker_guid(meeting.slug, slug),
            id=number,
            biography=clean_text(text_in(biographies, language).value),
        )
        found.setdefault(slot, []).append(person)
    return found


def _end(starts: datetime, ends: datetime | None) -> datetime:
    """Give the end; a session that ends before it starts, as printed, is a point in time."""
    return max(starts, ends or starts).astimezone(UTC).replace(microsecond=0)


def _days(moments: Iterable[datetime], *, zone: str) -> tuple[Day, ...]:
    clock = ZoneInfo(zone or "UTC")
    return tuple(_day(day, clock) for day in sorted({at.astimezone(clock).date() for at in moments}))


def _days_of(meeting: Meeting, *, zone: str) -> tuple[Day, ...]:
    return (_day(meeting.starts_on, ZoneInfo(zone or "UTC")),) if meeting.starts_on else ()


def _day(day: date, clock: ZoneInfo) -> Day:
    midnights = (datetime.combine(one, time(0), tzinfo=clock) for one in (day, day + timedelta(days=1)))
    starts, ends = (at.astimezone(UTC) for at in midnights)
    return Day(day=day, starts=starts, ends=ends)
