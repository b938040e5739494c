"""Writes to focal points and delegates about their delegation, each in their own language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from comitia.accreditation.actions.letters import MEETING_NAME
from comitia.accreditation.models import Delegation, FocalPoint
from comitia.accreditation.queries.delegations import entity_name
from comitia.notices.actions import Letter, Placeholder, declare_kind

NAME: Final = Placeholder(name="name", meaning=_("name of the person"), example="Saltanat Bekova", trusted=False)
MEETING: Final = Placeholder(name="meeting", meaning=_("name of the meeting"), example=_("Executive Committee"))
ENTITY: Final = Placeholder(name="entity", meaning=_("member or observer entity"), example="Ulaanbaatar")
ADDRESS: Final = Placeholder(
    name="address",
    type="url",
    meaning=_("address of the page to go on with"),
    example=f"{settings.BASE_URL}/en/delegations/",
    needed=True,
)
UNTIL: Final = Placeholder(
    name="until", type="date", meaning=_("last day on which the invitation works"), example=date(2020, 11, 1)
)
PERSON: Final = Placeholder(
    name="delegate", meaning=_("name of the delegate the letter is about"), example="Bat Erdene", trusted=False
)
REASON: Final = Placeholder(
    name="reason", meaning=_("the reason given with the decision"), example=_("The signature is missing."), needed=True
)
DECIDED: Final = {
    "accepted": _("Credentials accepted"),
    "provisional": _("Credentials provisionally accepted"),
    "incomplete": _("Credentials incomplete"),
    "rejected": _("Credentials rejected"),
}
WITH_REASON: Final = frozenset({"incomplete", "rejected"})


def page_of(delegation: Delegation, language: str) -> str:
    """Give the address of a delegation's own page."""
    return f"{settings.BASE_URL}/{language}/delegations/{delegation.reference}/"


def registration_page(language: str) -> str:
    """Give the address of a delegate's own registration."""
    return f"{settings.BASE_URL}/{language}/register/"


def letter_to_focal_point(one: FocalPoint, *, key: str, more: Mapping[str, Any]) -> Letter:
    """Address a letter to a focal point; `more` are its words besides name, meeting and entity."""
    meeting = one.delegation.meeting
    words = {
        "name": one.name,
        "meeting": MEETING_NAME(meeting.kind, meeting.year),
        "entity": entity_name(one.delegation),
        **more,
    }
    person = one.person.reference if one.person else None
    return Letter(key=key, to=one.email, person=person, language=one.language, words=words)


def letter_about(
    delegation: Delegation, *, key: str, to: str, person: UUID | None, language: str, words: Mapping[str, Any]
) -> Letter:
    """Address a letter about a delegate to somebody."""
    meeting = delegation.meeting
    named = {"meeting": MEETING_NAME(meeting.kind, meeting.year), "entity": entity_name(delegation), **words}
    return Letter(key=key, to=to, person=person, language=language, words=named)


INVITED: Final = declare_kind(
    "focal_point_invited",
    label=_("Focal point invited"),
    placeholders=(NAME, MEETING, ENTITY, ADDRESS, UNTIL),
)
REMINDED: Final = declare_kind(
    "focal_point_reminded",
    label=_("Focal point reminded of the invitation"),
    placeholders=(NAME, MEETING, ENTITY, ADDRESS, UNTIL),
)
CHASED: Final = declare_kind(
    "delegation_reminded",
    label=_("Focal point reminded of the delegation"),
    placeholders=(NAME, MEETING, ENTITY, ADDRESS),
)
NAMED: Final = declare_kind(
    "delegate_named",
    label=_("Delegate named by a focal point"),
    placeholders=(NAME, MEETING, ENTITY, ADDRESS),
)
VOTE: Final = declare_kind(
    "vote_held",
    label=_("Delegate now holds the vote"),
    placeholders=(NAME, MEETING, ENTITY, ADDRESS),
)
for _state, _label in DECIDED.items():
    declare_kind(
        f"credential_{_state}",
        label=_label,
        placeholders=(
            NAME,
            PERSON,
            MEETING,
            ENTITY,
            ADDRESS,
            *((REASON,) if _state in WITH_REASON else ()),
        ),
    )
