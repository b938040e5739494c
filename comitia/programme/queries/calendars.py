"""Sessions as entries of a calendar file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from comitia.core.timetable.calendar_file import Entry
from comitia.platform.texts import text_in
from comitia.programme.models import Appearance
from comitia.programme.queries.timetable import ROW, slot_rows


def programme_entries(meeting: str, *, zone: str, language: str, site: str) -> list[Entry]:
    """Give every session with a time, in the zone of the event; `site` is the address of the site (BASE_URL). Two statements."""
    return _entries(meeting, slot_rows(meeting), zone=zone, language=language, site=site)


def agenda_entries(meeting: str, person_id: int, *, zone: str, language: str, site: str) -> list[Entry]:
    """Give the sessions that a person keeps. Two statements."""
    return _entries(
        meeting, slot_rows(meeting).filter(bookmarks__person_id=person_id), zone=zone, language=language, site=site
    )


def session_entry(meeting: str, slug: str, *, zone: str, language: str, site: str) -> Entry | None:
    """Give one session; nothing if there is none of that address or it has no time. Two statements."""
    found = _entries(meeting, slot_rows(meeting).filter(slug=slug), zone=zone, language=language, site=site)
    return found[0] if found else None


def _entries(meeting: str, rows: Any, *, zone: str, language: str, site: str) -> list[Entry]:
    timed = list(rows.filter(starts_at__isnull=False).values_list(*ROW, "sequence", "changed_at", named=True))
    speakers = _speakers({row.id for row in timed})
    host = urlsplit(site).hostname or "localhost"
    clock = ZoneInfo(zone or "UTC")
    return [
        Entry(
            # The slug stays when a session moves, so a calendar moves the entry instead of adding one.
            uid=f"{meeting}.{row.slug}@{host}",
            title=text_in(row.titles, language).value,
            starts=row.starts_at,
            ends=row.ends_at if row.ends_at and row.ends_at >= row.starts_at else None,
            zone=clock,
            last_modified=row.changed_at,
            sequence=row.sequence,
            description="\n\n".join(
                part for part in (text_in(row.summaries, language).value, speakers.get(row.id, "")) if part
            ),
            location=text_in(row.room__names, language).value if row.room__slug else "",
            url=f"{site}/{language}/programme/{row.slug}/",
        )
        for row in timed
    ]


def _speakers(slots: Iterable[int]) -> dict[int, str]:
    """Write who speaks in each slot, one line each."""
    rows = Appearance.objects.filter(slot_id__in=slots).order_by("order", "id")
    lines: dict[int, str] = {}
    for slot, name in rows.values_list("slot_id", "speaker__name"):
        lines[slot] = f"{lines[slot]}\n{name}" if slot in lines else name
    return lines
