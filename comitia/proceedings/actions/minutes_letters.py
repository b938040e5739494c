"""Writes to those who lead the delegations that the minutes are with them, and until when they can ask for corrections."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F, Q
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from comitia.accreditation.models import Delegate, Registration
from comitia.meetings.queries import meeting_name
from comitia.notices.actions import Letter, Placeholder, declare_kind, write_letters
from comitia.proceedings.models import Minutes

MEETING_NAME: Final = lazy(meeting_name, str)
KIND: Final = "minutes_circulated"
PLACEHOLDERS: Final = (
    Placeholder(name="name", meaning=_("name of the person"), example="Saltanat Bekova", trusted=False),
    Placeholder(name="meeting", meaning=_("name of the meeting"), example=_("Executive Committee")),
    Placeholder(
        name="until",
        type="moment",
        meaning=_("until when corrections are taken"),
        example=datetime(2020, 12, 1, 20, 59, tzinfo=UTC),
        needed=True,
    ),
    Placeholder(
        name="address",
        type="url",
        meaning=_("address of the minutes"),
        example=f"{settings.BASE_URL}/en/meetings/",
        needed=True,
    ),
)


def write_to_delegations(minutes: Minutes, *, until: datetime, at: datetime) -> int:
    """Queue a letter to the head of each delegation of a member and to whoever holds its vote; say how many."""
    leads = Q(role=Delegate.Role.HEAD) | Q(delegation__holder=F("pk"))
    delegates = Delegate.objects.filter(
        leads,
        delegation__meeting=minutes.meeting,
        delegation__member__isnull=False,
        left_at=None,
        registration__state=Registration.State.ACCEPTED,
    ).select_related("registration__person")
    letters = [_letter(minutes, one.registration, until=until) for one in delegates.order_by("pk")]
    return write_letters(KIND, letters, at=at)


def _letter(minutes: Minutes, registration: Registration, *, until: datetime) -> Letter:
    meeting, person = minutes.meeting, registration.person
    words: dict[str, Any] = {
        "name": registration.name or person.name,
        "meeting": MEETING_NAME(meeting.kind, meeting.year),
        "until": until.astimezone(ZoneInfo(person.zone or meeting.zone or "UTC")),
        "address": f"{settings.BASE_URL}/{person.language}/meetings/{meeting.slug}/minutes/",
    }
    key = f"{KIND}:{minutes.reference}:{person.reference}"
    return Letter(key=key, to=person.email, person=person.reference, language=person.language, words=words)


declare_kind(KIND, label=_("Minutes are circulated for corrections"), placeholders=PLACEHOLDERS)
