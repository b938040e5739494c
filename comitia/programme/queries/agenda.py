"""What a person keeps for themself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from comitia.accounts.models import Person
from comitia.core.timetable.clashes import ClashCode, find_clashes
from comitia.platform.texts import text_in
from comitia.programme.models import CalendarAddress, Slot
from comitia.programme.queries.timetable import Session, as_core, session_of, slot_rows


@dataclass(frozen=True, slots=True)
class Agenda:
    """The sessions a person keeps, in order of time, and the titles of those that each cannot be attended together with."""

    sessions: tuple[Session, ...]
    clashes: dict[int, tuple[Session, ...]]


@dataclass(frozen=True, slots=True)
class CalendarOwner:
    """Whose private calendar it is, and the language to write it in."""

    person_id: int
    language: str


def kept_slots(person: Person) -> frozenset[int]:
    """Give the slots a person keeps, by id. One statement."""
    # Asked for each page of the programme; building the statement anew would cost more than running it.
    with connection.cursor() as cursor:
        cursor.execute("SELECT slot_id FROM programme_bookmark WHERE person_id = %s", [person.pk])
        return frozenset(slot for (slot,) in cursor.fetchall())


def agenda(person: Person, meeting: str, *, language: str, zone: str) -> Agenda:
    """Give a person's agenda of a meeting; nobody is in two places at once, so overlaps are named. One statement."""
    clock = ZoneInfo(zone)
    rows = slot_rows(meeting).filter(bookmarks__person_id=person.pk)
    sessions = tuple(session_of(row, language=language, zone=clock) for row in rows)
    by_key = {str(session.id): session for session in sessions}
    clashes: dict[int, tuple[Session, ...]] = {}
    for clash in find_clashes(as_core(key, session, people=("reader",)) for key, session in by_key.items()):
        if clash.code is ClashCode.PERSON_TWICE:
            one, other = (by_key[key] for key in clash.slots)
            clashes[one.id] = (*clashes.get(one.id, ()), other)
            clashes[other.id] = (*clashes.get(other.id, ()), one)
    return Agenda(sessions=sessions, clashes=clashes)


def calendar_secret(person: Person) -> str:
    """Give the secret of a person's private calendar address; nothing when they have none yet."""
    return CalendarAddress.objects.filter(person_id=person.pk).values_list("secret", flat=True).first() or ""


def calendar_owner(secret: str) -> CalendarOwner | None:
    """Find whose calendar a secret opens."""
    row = (
        CalendarAddress.objects.filter(secret=secret, person__is_active=True)
        .values_list("person_id", "person__language")
        .first()
    )
    return CalendarOwner(*row) if row else None


def personal_data(person: Person) -> dict[str, Any]:
    """Collect what the programme keeps of a person, for their export."""
    kept = Slot.objects.filter(bookmarks__person_id=person.pk).order_by("meeting__slug", "starts_at", "id")
    address = CalendarAddress.objects.filter(person_id=person.pk).first()
    return {
        "agenda": [
            {
                "meeting": meeting,
                "session": slug,
                "title": text_in(titles, person.language).value,
                "starts_at": starts_at.isoformat() if starts_at else None,
            }
            for meeting, slug, titles, starts_at in kept.values_list("meeting__slug", "slug", "titles", "starts_at")
        ],
        "calendar_address": {"secret": address.secret, "created_at": address.created_at.isoformat()}
        if address
        else None,
    }
