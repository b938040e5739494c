"""What a person keeps for themself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Q

from comitia.accounts.models import Person
from comitia.core.timetable.clashes import ClashCode, find_clashes
from comitia.platform.texts import text_in
from comitia.programme.models import Bookmark, CalendarAddress, Slot, SlotSignUp, Speaker
from comitia.programme.queries.timetable import KNOWN_TO_READERS, Session, as_core, session_of, slot_rows


@dataclass(frozen=True, slots=True)
class Agenda:
    """The sessions a person keeps or has a place in, in order of time, and those that each cannot be attended together with.

    `places` are the sessions, by id, in which the person has a place.
    """

    sessions: tuple[Session, ...]
    clashes: dict[int, tuple[Session, ...]]
    places: frozenset[int]


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
    """Give a person's agenda of a meeting; nobody is in two places at once, so overlaps are named. Two statements."""
    clock = ZoneInfo(zone)
    rows = slot_rows(meeting, states=KNOWN_TO_READERS).filter(of_person(person.pk))
    sessions = tuple(session_of(row, language=language, zone=clock) for row in rows)
    by_key = {str(session.id): session for session in sessions if not session.is_cancelled}
    clashes: dict[int, tuple[Session, ...]] = {}
    for clash in find_clashes(as_core(key, session, people=("reader",)) for key, session in by_key.items()):
        if clash.code is ClashCode.PERSON_TWICE:
            one, other = (by_key[key] for key in clash.slots)
            clashes[one.id] = (*clashes.get(one.id, ()), other)
            clashes[other.id] = (*clashes.get(other.id, ()), one)
    return Agenda(sessions=sessions, clashes=clashes, places=places_of(person))


def of_person(person_id: int) -> Q:
    """Choose the slots that a person keeps or has a place in."""
    kept = Bookmark.objects.filter(person_id=person_id).values("slot")
    held = SlotSignUp.objects.filter(person_id=person_id, is_waiting=False).values("slot")
    return Q(pk__in=kept) | Q(pk__in=held)


def places_of(person: Person) -> frozenset[int]:
    """Give the slots in which a person has a place, by id. One statement."""
    held = SlotSignUp.objects.filter(person_id=person.pk, is_waiting=False)
    return frozenset(held.values_list("slot_id", flat=True))


def waits_for(person: Person, slot: int) -> bool:
    """Tell whether a person waits for a place in a slot. One statement."""
    return SlotSignUp.objects.filter(person_id=person.pk, slot_id=slot, is_waiting=True).exists()


def signed_up(meeting: str, slug: str) -> list[tuple[str, str, datetime]]:
    """List who has a place in a slot, by name: name, address, since when. One statement."""
    rows = SlotSignUp.objects.filter(slot__meeting__slug=meeting, slot__slug=slug, is_waiting=False)
    return list(rows.order_by("person__name", "pk").values_list("person__name", "person__email", "signed_up_at"))


def waiting_for_session(meeting: str, slug: str) -> list[tuple[str, str, datetime]]:
    """List who waits for a place in a slot, in the order of arrival: name, address, since when. One statement."""
    rows = SlotSignUp.objects.filter(slot__meeting__slug=meeting, slot__slug=slug, is_waiting=True)
    return list(rows.order_by("signed_up_at", "pk").values_list("person__name", "person__email", "signed_up_at"))


def sessions_to_choose() -> dict[str, dict[str, str]]:
    """Give the titles of the sessions of the current meeting that take sign-ups, in their order. One statement."""
    slots = Slot.objects.filter(meeting__is_current=True, state=Slot.State.RELEASED, takes_sign_up=True)
    return dict(slots.order_by("starts_at", "order", "pk").values_list("slug", "titles"))


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
    held = SlotSignUp.objects.filter(person_id=person.pk).order_by("signed_up_at", "pk")
    spoken = (
        Speaker.objects.filter(email__iexact=person.email).order_by("pk") if person.email else Speaker.objects.none()
    )
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
        "sign_ups": [
            {
                "meeting": meeting,
                "session": slug,
                "signed_up_at": at.isoformat(),
                "is_waiting": is_waiting,
                "is_from_form": is_from_form,
            }
            for meeting, slug, at, is_waiting, is_from_form in held.values_list(
                "slot__meeting__slug", "slot__slug", "signed_up_at", "is_waiting", "is_from_form"
            )
        ],
        "speaker": [
            {"meeting": meeting, "name": name, "email": email, "language": language, "zone": zone}
            for meeting, name, email, language, zone in spoken.values_list(
                "meeting__slug", "name", "email", "language", "zone"
            )
        ],
        "calendar_address": {"secret": address.secret, "created_at": address.created_at.isoformat()}
        if address
        else None,
    }
