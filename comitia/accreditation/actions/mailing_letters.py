"""The kinds of letters that a mailing can be, one for each audience, with the text that lies ready for it."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from comitia.accreditation.actions.delegation_letters import ADDRESS, ENTITY, MEETING, NAME, UNTIL, registration_page
from comitia.accreditation.actions.invitation_letters import CATEGORY, LINK, words_of_invitation
from comitia.accreditation.actions.letters import MEETING_NAME
from comitia.accreditation.models import FocalPoint, Invitation, Registration
from comitia.accreditation.queries.delegations import entity_name
from comitia.accreditation.queries.mailing import AUDIENCES, INCOMPLETE, NO_MANDATE, REGISTERED, UNANSWERED, UNFINISHED
from comitia.notices.actions import Placeholder, declare_kind

PAGE: Final = Placeholder(
    name="address",
    type="url",
    meaning=_("address of the person's registration"),
    example=f"{settings.BASE_URL}/en/register/",
)
TO_PEOPLE: Final = (NAME, MEETING, CATEGORY, PAGE)
TO_FOCAL_POINTS: Final = (NAME, MEETING, ENTITY, ADDRESS)
PLACEHOLDERS: Final = {
    REGISTERED: TO_PEOPLE,
    UNFINISHED: TO_PEOPLE,
    UNANSWERED: (NAME, MEETING, CATEGORY, LINK, UNTIL),
    NO_MANDATE: TO_FOCAL_POINTS,
    INCOMPLETE: TO_FOCAL_POINTS,
}
LABELS: Final = {
    REGISTERED: _("Mailing to registered people"),
    UNFINISHED: _("Mailing to people who have not sent their registration"),
    UNANSWERED: _("Mailing to invited people who have not answered"),
    NO_MANDATE: _("Mailing about missing letters of mandate"),
    INCOMPLETE: _("Mailing about delegations that are not complete"),
}


def words_for(row: Registration | Invitation | FocalPoint, address: str) -> dict[str, Any]:
    """Give the words of a mailing's letter to somebody; `address` is where they go on."""
    if isinstance(row, Invitation):
        return words_of_invitation(row, address)
    if isinstance(row, Registration):
        return {
            "name": row.name or row.person.name,
            "meeting": MEETING_NAME(row.meeting.kind, row.meeting.year),
            "category": row.category.names,
            "address": address,
        }
    meeting = row.delegation.meeting
    return {
        "name": row.name,
        "meeting": MEETING_NAME(meeting.kind, meeting.year),
        "entity": entity_name(row.delegation),
        "address": address,
    }


def page_for(row: Registration) -> str:
    """Give the address of a person's own registration in their language."""
    return registration_page(row.person.language)


for _audience in AUDIENCES.values():
    declare_kind(_audience.kind, label=LABELS[_audience.code], placeholders=PLACEHOLDERS[_audience.code])
