"""Writes to people about their registration, each in their own language, with the meeting as a calendar file."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import translation

from comitia.accreditation.models import Registration
from comitia.accreditation.queries.calendar import meeting_calendar
from comitia.meetings.queries import meeting_name
from comitia.notices.actions import write_letter
from comitia.platform.texts import text_in


def write_about(registration: Registration, *, act: str, at: datetime) -> None:
    """Queue the letter that says what has become of a registration after an act (submitted, withdrawn, decided)."""
    person, category = registration.person, registration.category
    meeting = category.meeting
    with translation.override(person.language):
        words = {
            "name": person.name,
            "meeting": str(meeting_name(meeting.kind, meeting.year)),
            "category": str(text_in(category.names, person.language)),
            "state": registration.state,
            "act": act,
            "reason": registration.reason,
            "address": f"{settings.BASE_URL}/{person.language}/register/",
        }
        is_coming = registration.state == Registration.State.ACCEPTED
        write_letter(
            "registration",
            key=f"{act}:{registration.reference}:{at.isoformat()}",
            to=person.email,
            person=person.reference,
            language=person.language,
            at=at,
            words=words,
            calendar=meeting_calendar(meeting) if is_coming else b"",
        )
