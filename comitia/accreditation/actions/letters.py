"""Writes to people about their registration, each in their own language, with the meeting as a calendar file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from comitia.accreditation.models import Registration
from comitia.accreditation.queries.calendar import meeting_calendar
from comitia.meetings.queries import meeting_name
from comitia.notices.actions import Placeholder, declare_kind, write_letter

MEETING_NAME: Final = lazy(meeting_name, str)
WORDS: Final = (
    Placeholder(name="name", meaning=_("name of the person"), example="Saltanat Bekova", trusted=False),
    Placeholder(name="meeting", meaning=_("name of the meeting"), example=_("Executive Committee")),
    Placeholder(name="category", meaning=_("category of registration"), example=_("Observer")),
    Placeholder(
        name="address",
        type="url",
        meaning=_("address of the person's registration"),
        example=f"{settings.BASE_URL}/en/register/",
        needed=True,
    ),
)
REASON: Final = Placeholder(
    name="reason", meaning=_("the reason given with the decision"), example=_("All places are taken."), needed=True
)
LABELS: Final = {
    "submitted": _("Registration received, to be decided"),
    "changed": _("Changed registration received, to be decided"),
    "accepted": _("Registration accepted"),
    "refused": _("Registration refused"),
    "withdrawn": _("Registration withdrawn"),
}


def write_about(registration: Registration, *, act: str, at: datetime) -> None:
    """Queue the letter that says what has become of a registration after an act (submitted, changed, withdrawn, decided)."""
    person, category, state = registration.person, registration.category, registration.state
    outcome = state if state in {"accepted", "refused"} and act != "withdrawn" else act
    write_letter(
        f"registration_{outcome}",
        key=f"{act}:{registration.reference}:{at.isoformat()}",
        to=person.email,
        person=person.reference,
        language=person.language,
        at=at,
        words=_words(registration, outcome, person.language),
        category=category.code,
        calendar=_calendar(registration) if outcome == "accepted" else b"",
    )


def _calendar(registration: Registration) -> bytes:
    with translation.override(registration.person.language):
        return meeting_calendar(registration.category.meeting)


def _words(registration: Registration, outcome: str, language: str) -> Mapping[str, Any]:
    meeting = registration.category.meeting
    words = {
        "name": registration.person.name,
        "meeting": MEETING_NAME(meeting.kind, meeting.year),
        "category": registration.category.names,
        "address": f"{settings.BASE_URL}/{language}/register/",
    }
    return {**words, "reason": registration.reason} if outcome == "refused" else words


def _words_of(person: UUID, language: str, *, outcome: str) -> Mapping[str, Any] | None:
    sent = Registration.objects.filter(person__reference=person).exclude(state=Registration.State.DRAFT)
    last = sent.select_related("person", "category__meeting").order_by("-submitted_at").first()
    return _words(last, outcome, language) if last else None


for _outcome, _label in LABELS.items():
    declare_kind(
        f"registration_{_outcome}",
        label=_label,
        placeholders=(*WORDS, REASON) if _outcome == "refused" else WORDS,
        words_of=partial(_words_of, outcome=_outcome),
    )
