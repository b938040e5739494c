"""Sessions as entries of a calendar file."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from comitia.core.timetable.calendar_file import Entry, EntryStatus
from comitia.platform.texts import text_in
from comitia.programme.models import Appearance, Slot
from comitia.programme.queries.agenda import of_person
from comitia.programme.queries.timetable import KNOWN_TO_READERS, ROW, slot_rows


def programme_entries(meeting: str, *, zone: str, language: str, site: str) -> list[Entry]:
    """Give every session with a time, in the zone of the event; `site` is the address of the site (BASE_URL). Two statements."""
    return list(_entries(meeting, _rows(meeting), zone=zone, language=language, site=site).values())


def slot_entries(meeting: str, slots: Collection[int], *, zone: str, language: str, site: str) -> dict[int, Entry]:
    """Give some sessions by their numbers, without those that have no time. Two statements."""
    return _entries(meeting, _rows(meeting).filter(pk__in=slots), zone=zone, language=language, site=site)


def agenda_entries(meeting: str, person_id: int, *, zone: str, language: str, site: str) -> list[Entry]:
    """Give the sessions that a person keeps or has a place in. Two statements."""
    rows = _rows(meeting).filter(of_person(person_id))
    return list(_entries(meeting, rows, zone=zone, language=language, site=site).values())


def session_entry(meeting: str, slug: str, *, zone: str, language: str, site: str) -> Entry | None:
    """Give one session; nothing if there is none of that address or it has no time. Two statements."""
    found = _entries(meeting, _rows(meeting).filter(slug=slug), zone=zone, language=language, site=site)
    return next(iter(found.values()), None)


def _rows(meeting: str) -> Any:
    """Give the sessions and those that were cancelled: a calendar strikes out only what stays in the file."""
    return slot_rows(meeting, states=KNOWN_TO_READERS)


def _entries(meeting: str, rows: Any, *, zone: str, language: str, site: str) -> dict[int, Entry]:
    timed = list(rows.filter(starts_at__isnull=False).values_list(*ROW, "sequence", "changed_at", named=True))
    speakers = _speakers({row.id for row in timed})
    host = urlsplit(site).hostname or "localhost"
    clock = ZoneInfo(zone or "UTC")
    return {
        row.id: Entry(
            # The slug stays when a session moves, so a calendar moves the entry instead of adding one.
            uid=f"{meeting}.{row.slug}@{host}",
            title=text_in(row.titles, language).value,
            starts=row.starts_at,
            ends=row.ends_at if row.ends_at and row.ends_at >= row.starts_at else None,
            zone=clock,
            last_modified=row.changed_at,
            sequence=row.sequence,
            status=EntryStatus.CANCELLED if row.state == Slot.State.CANCELLED else EntryStatus.CONFIRMED,
            description="\n\n".join(
                part for part in (text_in(row.summaries, language).value, speakers.get(row.id, "")) if part
            ),
            location=text_in(row.room__names, language).value if row.room__slug else "",
            url=f"{site}/{language}/programme/{row.slug}/",
        )
        for row in timed
    }


def _speakers(slots: Iterable[int]) -> dict[int, str]:
    """Write who speaks in each slot, one line each."""
    rows = Appearance.objects.filter(slot_id__in=slots).order_by("order", "id")
    lines: dict[int, str] = {}
    for slot, name in rows.values_list("slot_id", "speaker__name"):
        lines[slot] = f"{lines[slot]}\n{name}" if slot in lines else name
    return lines
