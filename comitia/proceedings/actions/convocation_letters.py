"""The letters of a convocation, each in one language, to those known for a member, an observer or a participant."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from comitia.accreditation.actions.delegation_letters import ENTITY, MEETING, NAME
from comitia.accreditation.actions.letters import MEETING_NAME
from comitia.core.governance.documents import Level
from comitia.notices.actions import Letter, Placeholder, declare_kind
from comitia.notices.queries import LANGUAGES
from comitia.proceedings.models import Convocation
from comitia.proceedings.queries.convocation_agenda import Frozen, agenda_in_words
from comitia.proceedings.queries.convocation_recipients import Called, Contact
from comitia.proceedings.queries.convocations import KIND, zone_of

ADDRESS: Final = Placeholder(
    name="address",
    type="url",
    meaning=_("address of the page with the convocation, where receipt is confirmed"),
    example=f"{settings.BASE_URL}/en/meetings/executive-committee-2020/convocation/",
    needed=True,
)
BEGINS: Final = Placeholder(
    name="begins",
    type="moment",
    meaning=_("when the first sitting begins, at its place"),
    example=datetime(2020, 11, 17, 7, 0, tzinfo=UTC),
    needed=True,
)
AGENDA: Final = Placeholder(
    name="agenda",
    meaning=_("the provisional agenda with the symbols of its papers"),
    example="1 Opening\n2 Budget (WeGO/EC/2020/3)",
    needed=True,
)
REASON: Final = Placeholder(
    name="reason", meaning=_("the reason given"), example=_("The host city asked for another date."), needed=True
)
ENDED: Final = {Convocation.State.WITHDRAWN: "convocation_withdrawn", Convocation.State.POSTPONED: "session_postponed"}
declare_kind(KIND, label=_("Convocation of a session"), placeholders=(NAME, MEETING, ENTITY, BEGINS, AGENDA, ADDRESS))
for _kind, _label in zip(ENDED.values(), (_("Convocation withdrawn"), _("Session postponed")), strict=True):
    declare_kind(_kind, label=_label, placeholders=(NAME, MEETING, ENTITY, REASON, ADDRESS))


class Agendas:
    """Writes a frozen agenda out, once for each level of reader."""

    def __init__(self, agenda: Frozen) -> None:
        self._agenda = agenda
        self._written: dict[Level, Mapping[str, str]] = {}

    def of(self, level: Level) -> Mapping[str, str]:
        """Give the agenda by language, as a reader of a level gets it."""
        if level not in self._written:
            self._written[level] = {
                code: agenda_in_words(self._agenda, language=code, level=level) for code in LANGUAGES
            }
        return self._written[level]


def words_for(
    convocation: Convocation, called: Called, contact: Contact, *, agendas: Agendas, begins: datetime
) -> dict[str, Any]:
    """Give what a letter of a convocation fills in for somebody; closed items are named to who reads them alone."""
    level = Level.COMMITTEE if contact.reads_closed else Level.PARTICIPANTS
    return {
        **_about(convocation, called, contact),
        "begins": begins.astimezone(zone_of(convocation.meeting)),
        "agenda": agendas.of(level),
    }


def letter_for(convocation: Convocation, contact: Contact, words: Mapping[str, Any], *, addressee: int) -> Letter:
    """Address the letter of a convocation to somebody; each address gets one for an addressee."""
    key = key_of(convocation, addressee, contact.email)
    return Letter(key=key, to=contact.email, person=contact.person, language=contact.language, words=words)


def letter_of_end(convocation: Convocation, called: Called, contact: Contact, *, addressee: int, reason: str) -> Letter:
    """Address the letter that a convocation is over."""
    words = {**_about(convocation, called, contact), "reason": reason}
    key = key_of(convocation, addressee, contact.email).replace("convocation:", "convocation-end:", 1)
    return Letter(key=key, to=contact.email, person=contact.person, language=contact.language, words=words)


def key_of(convocation: Convocation, addressee: int, email: str) -> str:
    """Give the key of a letter in the outbox."""
    return f"convocation:{convocation.pk}:{addressee}:{sha256(email.lower().encode()).hexdigest()[:32]}"


def _about(convocation: Convocation, called: Called, contact: Contact) -> dict[str, Any]:
    meeting = convocation.meeting
    page = f"{settings.BASE_URL}/{contact.language}/meetings/{meeting.slug}/convocation/"
    return {
        "name": contact.name,
        "meeting": MEETING_NAME(meeting.kind, meeting.year),
        "entity": _entity(called),
        "address": page,
    }


def _entity(called: Called) -> Any:
    if called.member:
        return called.member.name
    if called.observer:
        return called.observer.name
    return called.registration.category.names if called.registration else ""
