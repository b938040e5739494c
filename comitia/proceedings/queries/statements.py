"""Written statements of a session: what is in the record by item, what waits, and what a reader may hand in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from comitia.accreditation.queries.paper_readers import level_of
from comitia.core.governance.documents import Level
from comitia.meetings.models import Meeting
from comitia.members.queries import shown_name
from comitia.platform.actors import Actor
from comitia.platform.texts import Text, text_in
from comitia.proceedings.models import Agenda, AgendaItem, Statement
from comitia.proceedings.policies.agenda import OVER
from comitia.proceedings.queries.agenda import is_closed
from comitia.proceedings.queries.standing import standing_of

DIGITS: Final = re.compile(r"([0-9]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow:
    """A statement as a page shows it; `reason` says why it was handed back."""

    reference: UUID
    number: str
    item: Text
    entity: str
    language: str
    text: str
    state: str
    handed_in_at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statements:
    """The statements of a session for one reader; `items` are those they may hand one in on, by reference and name."""

    accepted: Sequence[StatementRow]
    own: Sequence[StatementRow]
    items: Sequence[tuple[str, str]]


def statements_of(meeting: Meeting, by: Actor, *, language: str) -> Statements:
    """Give what a reader may read and do: the number of statements is constant."""
    sees_closed = level_of(by, meeting.slug) in {Level.COMMITTEE, Level.SECRETARIAT}
    found = [one for one in _all(meeting) if sees_closed or not is_closed(one.item)]
    standing = standing_of(by.person, meeting)
    delegation = standing.delegate.delegation if standing else None
    is_issued = Agenda.objects.filter(meeting=meeting, issued_at__isnull=False).exists()
    own = [
        one
        for one in found
        if delegation and (one.member_id, one.observer_id) == (delegation.member_id, delegation.observer_id)
    ]
    return Statements(
        accepted=[_row(one, language) for one in found if one.state == Statement.State.ACCEPTED],
        own=[_row(one, language) for one in own if one.state != Statement.State.ACCEPTED],
        items=_items(meeting, language, sees_closed=sees_closed) if standing and is_issued else (),
    )


def statements_at_desk(meeting: Meeting, *, language: str) -> Sequence[StatementRow]:
    """List all statements of a session for the secretariat: one statement."""
    return [_row(one, language) for one in _all(meeting)]


def _all(meeting: Meeting) -> Sequence[Statement]:
    found = Statement.objects.filter(item__meeting=meeting).select_related("item__parent", "member", "observer")
    return sorted(found.order_by("handed_in_at", "pk"), key=lambda one: _place(one.item))


def _items(meeting: Meeting, language: str, *, sees_closed: bool) -> Sequence[tuple[str, str]]:
    items = AgendaItem.objects.filter(meeting=meeting).exclude(state__in=OVER).select_related("parent")
    return [
        (str(one.reference), f"{one.number} {text_in(one.titles, language).value}".strip())
        for one in sorted(items, key=_place)
        if sees_closed or not is_closed(one)
    ]


def _place(item: AgendaItem) -> list[int | str]:
    """Put items in the order of their numbers: 2 before 10, 3 before 3.1."""
    return [int(part) if part.isascii() and part.isdigit() else part for part in DIGITS.split(item.number)]


def _row(one: Statement, language: str) -> StatementRow:
    return StatementRow(
        reference=one.reference,
        number=one.item.number,
        item=text_in(one.item.titles, language),
        entity=shown_name(one.member, language) if one.member else one.observer.name if one.observer else "",
        language=one.language,
        text=one.text,
        state=one.state,
        handed_in_at=one.handed_in_at,
        reason=one.return_reason,
    )
