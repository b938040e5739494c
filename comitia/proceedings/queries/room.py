"""The room of a session as its watchers see it: where the agenda stands, who speaks, what is voted on, what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from comitia.accreditation.queries.delegations import seated_members
from comitia.core.governance.debate import Klass
from comitia.core.governance.record import Access
from comitia.meetings.models import Meeting, Officer, Sitting
from comitia.meetings.policies.sittings import RUNNING
from comitia.meetings.queries import OfficerRow, meeting_name, members_present, officers_of, sitting_now
from comitia.platform.kept import kept
from comitia.platform.texts import text_in
from comitia.proceedings.models import Agenda, AgendaItem
from comitia.proceedings.policies.agenda import OVER
from comitia.proceedings.queries.agenda import STATES, AgendaView, ItemRow, agenda_view
from comitia.proceedings.queries.floor import KLASSES, LIST_STATES, Floor, floor_of
from comitia.proceedings.queries.quorum import QuorumStrip, QuorumView, quorum_view, strips_of_session
from comitia.proceedings.queries.results import BallotView, ResultView, ballot_view, result_view

SITTING_STATES: Final[dict[str, Any]] = {
    Sitting.State.SCHEDULED: _("Not begun"),
    Sitting.State.IN_SESSION: _("In session"),
    Sitting.State.SUSPENDED: _("Suspended"),
    Sitting.State.ADJOURNED: _("Adjourned"),
    Sitting.State.CLOSED: _("Closed"),
}
ASKING: Final[dict[Klass, Any]] = {
    Klass.MEMBER: _("Ask for the floor"),
    Klass.OBSERVER: _("Ask for the floor"),
    Klass.GROUP: _("Speak for a group"),
    Klass.POINT_OF_ORDER: _("Point of order"),
    Klass.RIGHT_OF_REPLY: _("Right of reply"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What a room shows to a kind of reader; `is_shut` says that the committee sits in camera and the reader may not.

    `present` and `seats` count members, never people.
    """

    item_states: ClassVar = STATES
    over: ClassVar = OVER
    klasses: ClassVar = KLASSES
    list_states: ClassVar = LIST_STATES
    ask_words: ClassVar = ASKING

    slug: str
    title: str
    zone: str
    state: Any
    is_running: bool
    chair: str
    rapporteur: str
    quorum: QuorumView | None
    quorum_strip: QuorumStrip | None
    present: int
    seats: int
    agenda: AgendaView | None
    item: ItemRow | None
    floor: Floor | None
    ballot: BallotView | None
    result: ResultView | None
    is_shut: bool


def room_of(slug: str, *, language: str, sees_closed: bool, at: datetime) -> Room | None:
    """Lay out the room of a session in a constant number of statements; None if there is no such meeting."""
    sitting = sitting_now(slug)
    meeting = sitting.meeting if sitting else Meeting.objects.select_related("organ").filter(slug=slug).first()
    if meeting is None:
        return None
    is_shut = sitting is not None and sitting.is_closed and not sees_closed
    officers = officers_of(sitting, language) if sitting else []
    found = Agenda.objects.filter(meeting=meeting).first()
    if found is not None and found.issued_at is None and not sees_closed:
        found = None
    agenda = agenda_view(found, language=language, sees_closed=sees_closed, sitting=sitting, at=at) if found else None
    item = agenda.called if agenda else None
    # The doors may have opened or closed since they were looked at: what is closed stays so by itself
    if item is not None and (is_shut or item.is_closed) and not sees_closed:
        item = None
    access = Access.COMMITTEE if sees_closed else Access.PUBLIC
    return Room(
        slug=slug,
        title=_title(meeting, sitting, language),
        zone=meeting.zone or "UTC",
        state=SITTING_STATES[sitting.state] if sitting else _("No sitting is planned yet"),
        is_running=sitting is not None and sitting.state == Sitting.State.IN_SESSION,
        chair=_who(officers, Officer.Role.PRESIDING),
        rapporteur=_who(officers, Officer.Role.RAPPORTEUR),
        quorum=None if is_shut else quorum_view(sitting),
        quorum_strip=None if is_shut else _strip(slug, sitting, access=access, at=at),
        present=len(members_present(sitting)) if sitting else 0,
        seats=_seats(slug),
        agenda=agenda,
        item=item,
        floor=_floor(item.reference, language=language, at=at) if item else None,
        ballot=ballot_view(slug, access=access, at=at),
        result=result_view(slug, access=access),
        is_shut=is_shut,
    )


def public_topic(meeting: str, language: str) -> str:
    """Name what everybody who watches a room in a language hears."""
    return f"room:{meeting}:{language}"


def screen_topic(meeting: str, language: str) -> str:
    """Name what the big screen of a room hears in a language."""
    return f"{public_topic(meeting, language)}:screen"


def session_topic(meeting: str) -> str:
    """Name what those who take part in a session hear: that something happened, also in camera."""
    return f"session:{meeting}"


def _strip(slug: str, sitting: Sitting | None, *, access: Access, at: datetime) -> QuorumStrip | None:
    """Draw the quorum of a sitting that is running; the record alone shows those that are over."""
    if sitting is None or sitting.state not in RUNNING or not sitting.quorum:
        return None
    # To the minute: what has not changed is not sent to everybody with each event
    return next(reversed(strips_of_session(slug, access=access, at=at.replace(second=0, microsecond=0))), None)


@kept
def _seats(slug: str) -> int:
    return len(seated_members(Meeting.objects.select_related("organ").get(slug=slug)))


def _floor(item: UUID, *, language: str, at: datetime) -> Floor:
    return floor_of(AgendaItem.objects.get(reference=item), at=at, language=language)


def _title(meeting: Meeting, sitting: Sitting | None, language: str) -> str:
    name = str(meeting_name(meeting.kind, meeting.year))
    title = str(text_in(sitting.titles, language)) if sitting else ""
    return f"{name}, {title}" if title else name


def _who(officers: list[OfficerRow], role: str) -> str:
    return next((one.member or one.name for one in officers if one.role == role), "")
