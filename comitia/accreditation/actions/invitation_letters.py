"""Writes to people who are invited to register, each in the language of their invitation."""

from __future__ import annotations

import secrets
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from comitia.accounts.queries import digest_of
from comitia.accreditation.actions.delegation_letters import MEETING, NAME, UNTIL
from comitia.accreditation.actions.letters import MEETING_NAME
from comitia.accreditation.models import Invitation
from comitia.accreditation.queries.invitations import last_day_of, letter_key
from comitia.members.queries import organisation
from comitia.notices.actions import Letter, Placeholder, declare_kind

ORGANISATION_NAME: Final = lazy(lambda: organisation().name, str)
ORGANISATION: Final = Placeholder(name="organisation", meaning=_("name of the organisation"), example="WeGO")
CATEGORY: Final = Placeholder(name="category", meaning=_("category of registration"), example=_("Expert speaker"))
MESSAGE: Final = Placeholder(
    name="message",
    meaning=_("what the officer wrote to this person"),
    example=_("We would be glad to hear about your city's air sensors."),
)
LINK: Final = Placeholder(
    name="address",
    type="url",
    meaning=_("address of the invitation"),
    example=f"{settings.BASE_URL}/en/invitation/…/",
    needed=True,
)


def page_of_invitation(invitation: Invitation, secret: str) -> str:
    """Give the address of an invitation, which only its letter knows."""
    return f"{settings.BASE_URL}/{invitation.language}/invitation/{secret}/"


def renewed(invitation: Invitation) -> str:
    """Give an invitation a new secret, which the caller saves the digest of, and the address with it; the former one ends."""
    secret = secrets.token_urlsafe(32)
    invitation.digest = digest_of(secret)
    return page_of_invitation(invitation, secret)


def words_of_invitation(invitation: Invitation, address: str) -> dict[str, Any]:
    """Give the words of a letter about an invitation, without those that only some letters have."""
    meeting = invitation.meeting
    return {
        "name": invitation.name,
        "meeting": MEETING_NAME(meeting.kind, meeting.year),
        "category": invitation.category.names,
        "address": address,
        "until": last_day_of(invitation),
    }


def invitation_letter(
    invitation: Invitation, address: str, *, person: UUID | None = None, is_reminder: bool = False
) -> Letter:
    """Address a letter with the link of an invitation."""
    words = words_of_invitation(invitation, address) | {"organisation": ORGANISATION_NAME()}
    if not is_reminder:
        words["message"] = invitation.message
    return Letter(
        key=letter_key(invitation),
        to=invitation.email,
        person=person,
        language=invitation.language,
        words=words,
        category=invitation.category.code,
    )


INVITED: Final = declare_kind(
    "invitation",
    label=_("Invitation to register"),
    placeholders=(NAME, MEETING, ORGANISATION, CATEGORY, MESSAGE, LINK, UNTIL),
)
REMINDED: Final = declare_kind(
    "invitation_reminded",
    label=_("Reminder of an invitation to register"),
    placeholders=(NAME, MEETING, ORGANISATION, CATEGORY, LINK, UNTIL),
)
