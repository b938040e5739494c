"""Writes to people who wait for a place: that they are on the list, that a place is offered, that the offer has run out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from comitia.accreditation.actions.letters import MEETING_NAME, REASON, WORDS
from comitia.accreditation.models import WaitingEntry
from comitia.notices.actions import Placeholder, declare_kind, write_letter

ENDS: Final = Placeholder(
    name="ends",
    type="moment",
    meaning=_("until when the place is kept"),
    example=datetime(2020, 11, 12, 9, 0, tzinfo=UTC),
    needed=True,
)
KINDS: Final = {
    "joined": (_("On the waiting list"), WORDS),
    "offered": (_("A place is offered to somebody who waited"), (*WORDS, ENDS)),
    "expired": (_("The offer of a place has run out"), WORDS),
    "removed": (_("Taken off the waiting list"), (*WORDS, REASON)),
}


def write_about_waiting(entry: WaitingEntry, act: str, *, at: datetime, reason: str = "") -> None:
    """Queue the letter about what became of somebody's waiting (joined, offered, expired, removed)."""
    registration = entry.registration
    person = registration.person
    write_letter(
        f"waiting_{act}",
        key=f"waiting:{act}:{registration.reference}:{at.isoformat()}",
        to=person.email,
        person=person.reference,
        language=person.language,
        at=at,
        words=_words(entry, act, person.language, reason=reason),
        category=entry.category.code,
    )


def _words(entry: WaitingEntry, act: str, language: str, *, reason: str) -> Mapping[str, Any]:
    meeting, person = entry.category.meeting, entry.registration.person
    words = {
        "name": entry.registration.name or person.name,
        "meeting": MEETING_NAME(meeting.kind, meeting.year),
        "category": entry.category.names,
        "address": f"{settings.BASE_URL}/{language}/register/",
    }
    if act == "offered":
        ends = entry.offer_ends_at or entry.joined_at
        words["ends"] = ends.astimezone(ZoneInfo(person.zone or meeting.zone or "UTC"))
    if act == "removed":
        words["reason"] = reason
    return words


def _words_of(person: UUID, language: str, *, act: str) -> Mapping[str, Any] | None:
    entries = WaitingEntry.objects.filter(registration__person__reference=person)
    last = entries.select_related("registration__person", "category__meeting").order_by("-joined_at").first()
    return _words(last, act, language, reason="") if last else None


for _act, (_label, _placeholders) in KINDS.items():
    declare_kind(f"waiting_{_act}", label=_label, placeholders=_placeholders, words_of=partial(_words_of, act=_act))
