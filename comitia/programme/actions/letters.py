"""Tells those concerned what a release of the programme changes for them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from comitia.accounts.models import Person
from comitia.core.timetable.calendar_file import calendar_file
from comitia.core.timetable.releases import ChangeKind
from comitia.core.timetable.zones import name_of
from comitia.meetings.queries import meeting_name
from comitia.notices.actions import Letter, Placeholder, declare_kind, write_letter, write_letters
from comitia.platform.dates import day_in_words
from comitia.platform.texts import text_in
from comitia.programme.models import Appearance, Bookmark, Release, Slot, SlotSignUp, Speaker
from comitia.programme.queries.calendars import slot_entries

MEETING_NAME: Final = lazy(meeting_name, str)
# Changes that cross the plans of those who meant to come
UPSETTING: Final = frozenset({ChangeKind.MOVED, ChangeKind.CANCELLED})
COMMON: Final = (
    Placeholder(name="meeting", meaning=_("name of the meeting"), example=_("Executive Committee")),
    Placeholder(name="version", meaning=_("name of the released version"), example="1.2"),
    Placeholder(
        name="sessions",
        meaning=_("the sessions, one a line, each with its time"),
        example="17 November 2020, 11:00, UTC+3: Cities that listen",
        needed=True,
    ),
)
SPEAKER: Final = declare_kind(
    "programme_speaker",
    label=_("Programme released, to speakers"),
    placeholders=(
        Placeholder(name="name", meaning=_("name of the person"), example="Vera Svetlogradova", trusted=False),
        *COMMON,
        Placeholder(
            name="address",
            type="url",
            meaning=_("address of the programme"),
            example=f"{settings.BASE_URL}/en/programme/",
        ),
    ),
)
READER: Final = declare_kind(
    "programme_agenda",
    label=_("Session moved or cancelled, to those who keep it"),
    placeholders=(
        *COMMON,
        Placeholder(
            name="address", type="url", meaning=_("address of the agenda"), example=f"{settings.BASE_URL}/en/agenda/"
        ),
    ),
)

PLACE: Final = declare_kind(
    "session_place",
    label=_("A place in a session is free, to those who waited"),
    placeholders=(
        Placeholder(name="meeting", meaning=_("name of the meeting"), example=_("Executive Committee")),
        Placeholder(
            name="session",
            meaning=_("the session with its time"),
            example="17 November 2020, 11:00, UTC+3: Cities that listen",
            needed=True,
        ),
        Placeholder(
            name="address", type="url", meaning=_("address of the agenda"), example=f"{settings.BASE_URL}/en/agenda/"
        ),
    ),
)


def tell_of_place(slot: Slot, person: Person, *, at: datetime) -> None:
    """Write to somebody who waited that they have a place in a session now."""
    if not person.email:
        return
    meeting, language = slot.meeting, person.language
    words = {
        "meeting": MEETING_NAME(meeting.kind, meeting.year),
        "session": _lines([slot], language=language, zone=ZoneInfo(person.zone or meeting.zone or "UTC")),
        "address": f"{settings.BASE_URL}/{language}/agenda/",
    }
    key = f"place:{meeting.slug}:{slot.slug}:{person.reference}:{at.isoformat()}"
    write_letter(PLACE.name, key=key, to=person.email, person=person.reference, language=language, at=at, words=words)


def tell_of_release(release: Release, *, tell_speakers: bool, at: datetime) -> None:
    """Write to the readers whose plans a release crosses and, for an officer to look at first, to the speakers it concerns."""
    changed = {one["slug"] for one in release.changes}
    upset = {one["slug"] for one in release.changes if one["kind"] in UPSETTING}
    if upset:
        write_letters(READER.name, _to_readers(release, upset), at=at)
    if tell_speakers:
        write_letters(SPEAKER.name, _to_speakers(release, changed), at=at, review=True)


def _to_readers(release: Release, slugs: Collection[str]) -> Iterator[Letter]:
    slots = {slot.pk: slot for slot in Slot.objects.filter(meeting=release.meeting, slug__in=slugs)}
    kept = Bookmark.objects.filter(slot__in=slots, person__is_active=True).values_list("person_id", "slot_id")
    placed = SlotSignUp.objects.filter(slot__in=slots, is_waiting=False)
    held = placed.filter(person__is_active=True).values_list("person_id", "slot_id")
    by_person: dict[int, list[Slot]] = {}
    for number, slot in sorted({*kept, *held}):
        by_person.setdefault(number, []).append(slots[slot])
    for person in Person.objects.filter(pk__in=by_person).exclude(email="").order_by("pk"):
        yield _letter(
            release,
            key=f"agenda:{release.meeting.slug}:{release.number}:{person.reference}",
            to=person.email,
            person=person.reference,
            language=person.language,
            zone=person.zone,
            slots=by_person[person.pk],
            page="agenda",
        )


def _to_speakers(release: Release, slugs: Collection[str]) -> Iterator[Letter]:
    appearances = Appearance.objects.filter(slot__meeting=release.meeting, slot__slug__in=slugs)
    slots: dict[int, list[Slot]] = {}
    for one in appearances.exclude(speaker__email="").select_related("slot").order_by("slot__starts_at", "slot_id"):
        slots.setdefault(one.speaker_id, []).append(one.slot)
    speakers = Speaker.objects.filter(pk__in=slots).select_related("member").order_by("name", "pk")
    accounts = {
        email.casefold(): reference
        for email, reference in Person.objects.filter(email__in=speakers.values("email")).values_list(
            "email", "reference"
        )
    }
    numbers = {slot.pk for parts in slots.values() for slot in parts}
    meeting = release.meeting
    by_language = {
        language: slot_entries(meeting.slug, numbers, zone=meeting.zone, language=language, site=settings.BASE_URL)
        for language in {speaker.language for speaker in speakers}
    }
    for speaker in speakers:
        language = speaker.language
        entries = [by_language[language][slot.pk] for slot in slots[speaker.pk] if slot.pk in by_language[language]]
        yield _letter(
            release,
            key=f"speaker:{meeting.slug}:{release.number}:{speaker.pk}",
            to=speaker.email,
            person=accounts.get(speaker.email.casefold()),
            language=language,
            zone=speaker.zone or (speaker.member.zone if speaker.member else ""),
            slots=slots[speaker.pk],
            page="programme",
            name=speaker.name,
            calendar=calendar_file(entries, name=meeting.slug) if entries else b"",
        )


def _letter(
    release: Release,
    *,
    key: str,
    to: str,
    person: UUID | None,
    language: str,
    zone: str,
    slots: Collection[Slot],
    page: str,
    name: str | None = None,
    calendar: bytes = b"",
) -> Letter:
    meeting = release.meeting
    clock = ZoneInfo(zone or meeting.zone or "UTC")
    words = {
        "meeting": MEETING_NAME(meeting.kind, meeting.year),
        "version": release.name,
        "sessions": _lines(slots, language=language, zone=clock),
        "address": f"{settings.BASE_URL}/{language}/{page}/",
    }
    if name is not None:
        words["name"] = name
    return Letter(key=key, to=to, person=person, language=language, words=words, calendar=calendar)


def _lines(slots: Collection[Slot], *, language: str, zone: ZoneInfo) -> str:
    """Write sessions one a line, with the time on somebody's clock."""
    with translation.override(language):
        return "\n".join(f"{_when(slot, zone)}: {text_in(slot.titles, language).value}" for slot in slots)


def _when(slot: Slot, zone: ZoneInfo) -> str:
    if slot.state == Slot.State.CANCELLED:
        return str(_("cancelled"))
    if slot.starts_at is None:
        return str(_("time not announced"))
    wall = slot.starts_at.astimezone(zone)
    return f"{day_in_words(wall.date())}, {wall:%H:%M} ({name_of(zone, at=wall).offset})"
