"""A programme as plain records for other programs: every language, times in UTC."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from comitia.programme.models import Appearance
from comitia.programme.queries.sessions import released_speakers
from comitia.programme.queries.timetable import ROW, slot_rows


def session_records(meeting: str) -> list[dict[str, Any]]:
    """Give the sessions of a meeting in order of time, each with its speakers. Two statements."""
    rows = list(slot_rows(meeting).values_list(*ROW, "sequence", "changed_at", named=True))
    appearances: dict[int, list[dict[str, str]]] = {}
    parts = Appearance.objects.filter(slot__meeting__slug=meeting).order_by("order", "id")
    for slot, slug, name, part in parts.values_list("slot_id", "speaker__slug", "speaker__name", "part"):
        appearances.setdefault(slot, []).append({"slug": slug, "name": name, "part": part})
    return [
        {
            "slug": row.slug,
            "kind": row.kind,
            "titles": row.titles,
            "summaries": row.summaries,
            "room": {"slug": row.room__slug, "names": row.room__names} if row.room__slug else None,
            "fills_all_rooms": row.fills_all_rooms,
            "audience": row.audience,
            "languages": row.languages,
            "day": row.day.isoformat() if row.day else None,
            "starts_at": _moment(row.starts_at),
            "ends_at": _moment(row.ends_at),
            "changes": row.sequence,
            "changed_at": _moment(row.changed_at),
            "speakers": appearances.get(row.id, []),
        }
        for row in rows
    ]


def speaker_records(meeting: str) -> list[dict[str, Any]]:
    """Give the speakers of a meeting by name. One statement."""
    rows = released_speakers(meeting).order_by("name", "id")
    return [
        {
            "slug": slug,
            "name": name,
            "positions": positions,
            "biographies": biographies,
            "member": member,
            "is_fictional": is_fictional,
        }
        for slug, name, positions, biographies, member, is_fictional in rows.values_list(
            "slug", "name", "positions", "biographies", "member__slug", "is_fictional"
        )
    ]


def _moment(at: datetime | None) -> str | None:
    return at.isoformat().replace("+00:00", "Z") if at else None
