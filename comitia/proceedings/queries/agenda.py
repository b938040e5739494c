"""The agenda as it is read: its items in order with their state and time, closed ones without what they are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from comitia.core.governance.agenda import Place, Projection, Stage, TimeSpan, lines_of, projection, total_minutes
from comitia.meetings.models import Meeting, Sitting
from comitia.meetings.queries import MeetingRow, meeting_row, sitting_now
from comitia.platform.sources import Source, sources_in
from comitia.platform.texts import Text, text_in
from comitia.proceedings.models import Agenda, AgendaItem, SpeakersList

STATES: Final[Mapping[str, Any]] = {
    AgendaItem.State.PROVISIONAL: _("Provisional"),
    AgendaItem.State.ADOPTED: _("To come"),
    AgendaItem.State.CALLED: _("Under discussion"),
    AgendaItem.State.DEFERRED: _("Deferred"),
    AgendaItem.State.REFERRED: _("Referred"),
    AgendaItem.State.DECIDED: _("Decided"),
    AgendaItem.State.NOTED: _("Noted"),
    AgendaItem.State.WITHDRAWN: _("Withdrawn"),
}
_STAGES: Final = {
    AgendaItem.State.PROVISIONAL: Stage.AHEAD,
    AgendaItem.State.ADOPTED: Stage.AHEAD,
    AgendaItem.State.CALLED: Stage.OPEN,
}
# What is not dealt with any more takes none of the planned time
_NOT_DONE: Final = (AgendaItem.State.DEFERRED, AgendaItem.State.REFERRED, AgendaItem.State.WITHDRAWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """An item as a reader sees it; `title` and `notes` are None where it is closed to them.

    `expected_at` is when it begins as things go, None for what is over or without a sitting. `is_closed` also says that
    an item above it is.
    """

    reference: UUID
    number: str
    depth: int
    title: Text | None
    notes: Text | None
    lead: str
    business: str
    matter_class: str
    minutes: int | None
    is_closed: bool
    state: str
    waiver: str
    sources: tuple[Source, ...]
    expected_at: datetime | None
    is_first: bool
    is_last: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaView:
    """The agenda of a session: its items, the sum of their time, and when they end if there is a sitting."""

    rows: tuple[ItemRow, ...]
    minutes: int
    projection: Projection | None
    issued_at: datetime | None
    adopted_at: datetime | None
    is_sample: bool

    @property
    def called(self) -> ItemRow | None:
        """The item under discussion."""
        return next((row for row in self.rows if row.state == AgendaItem.State.CALLED), None)


@dataclass(frozen=True, slots=True)
class PublicAgenda:
    """The agenda of a meeting for everybody."""

    meeting: MeetingRow
    view: AgendaView


def public_agenda(slug: str, *, language: str, at: datetime) -> PublicAgenda | None:
    """Give the agenda of a meeting as everybody may read it; None before it is issued."""
    row = meeting_row(slug)
    agenda = Agenda.objects.filter(meeting__slug=slug, issued_at__isnull=False).first()
    if row is None or agenda is None:
        return None
    view = agenda_view(agenda, language=language, sees_closed=False, sitting=sitting_now(slug), at=at)
    return PublicAgenda(row, view)


def is_issued(slug: str) -> bool:
    """Say whether everybody may read the agenda of a meeting."""
    return Agenda.objects.filter(meeting__slug=slug, issued_at__isnull=False).exists()


def agenda_view(
    agenda: Agenda, *, language: str, sees_closed: bool, sitting: Sitting | None, at: datetime
) -> AgendaView:
    """Lay out an agenda for a reader: one statement. What is said of closed items goes to those who see them alone."""
    items = {str(item.reference): item for item in AgendaItem.objects.filter(meeting_id=agenda.meeting_id)}
    keys = {item.pk: key for key, item in items.items()}
    places = [
        Place(key=key, parent=keys[item.parent_id] if item.parent_id else None, position=item.position)
        for key, item in items.items()
    ]
    lines = lines_of(places)
    spans = [_span(items[line.key], at=at) for line in lines]
    ends = projection(spans, starts=sitting.called_at or sitting.starts_at, at=at) if sitting else None
    shut = closed_keys(places, items)
    siblings = _ends_of(places)
    rows = tuple(
        _row(
            items[line.key],
            depth=line.depth,
            language=language,
            is_closed=line.key in shut,
            is_shown=sees_closed or line.key not in shut,
            expected_at=ends.begins.get(line.key) if ends else None,
            ends=(line.key in siblings[0], line.key in siblings[1]),
        )
        for line in lines
    )
    return AgendaView(
        rows=rows,
        minutes=total_minutes(spans),
        projection=ends,
        issued_at=agenda.issued_at,
        adopted_at=agenda.adopted_at,
        is_sample=agenda.is_sample,
    )


def closed_keys(places: Iterable[Place], items: Mapping[str, AgendaItem]) -> frozenset[str]:
    """Give the items that are closed, or stand under one that is."""
    parents = {place.key: place.parent for place in places}

    def is_closed(key: str | None) -> bool:
        return key is not None and (items[key].is_closed or is_closed(parents[key]))

    return frozenset(key for key in parents if is_closed(key))


def is_closed(item: AgendaItem) -> bool:
    """Say whether an item is closed, or stands under one that is."""
    above: AgendaItem | None = item
    while above is not None:
        if above.is_closed:
            return True
        above = above.parent
    return False


def is_in_use(item: AgendaItem) -> bool:
    """Say whether a motion, a decision or a request for the floor stands under an item."""
    hang_on_it = (item.motions, item.decisions, item.speeches)
    return SpeakersList.objects.filter(item=item).exists() or any(found.exists() for found in hang_on_it)


def closed_items(meeting: Meeting) -> QuerySet[AgendaItem]:
    """Give the items of a session that are closed, or stand under one that is; agendas have four levels."""
    return AgendaItem.objects.filter(
        Q(is_closed=True)
        | Q(parent__is_closed=True)
        | Q(parent__parent__is_closed=True)
        | Q(parent__parent__parent__is_closed=True),
        meeting=meeting,
    )


def _span(item: AgendaItem, *, at: datetime) -> TimeSpan:
    stage = _STAGES.get(AgendaItem.State(item.state), Stage.DONE)
    minutes = 0 if item.state in _NOT_DONE else item.minutes
    used = item.used + (max(timedelta(0), at - item.begun_at) if item.begun_at else timedelta(0))
    return TimeSpan(key=str(item.reference), minutes=minutes, stage=stage, used=used)


def _ends_of(places: Iterable[Place]) -> tuple[frozenset[str], frozenset[str]]:
    """Give the first and the last under each parent."""
    by_parent: dict[str | None, list[Place]] = {}
    for place in sorted(places, key=lambda one: (one.position, one.key)):
        by_parent.setdefault(place.parent, []).append(place)
    groups = by_parent.values()
    return frozenset(group[0].key for group in groups), frozenset(group[-1].key for group in groups)


def _row(
    item: AgendaItem,
    *,
    depth: int,
    language: str,
    is_closed: bool,
    is_shown: bool,
    expected_at: datetime | None,
    ends: tuple[bool, bool],
) -> ItemRow:
    return ItemRow(
        reference=item.reference,
        number=item.number,
        depth=depth,
        title=text_in(item.titles, language) if is_shown else None,
        notes=text_in(item.notes, language) if is_shown else None,
        lead=item.lead if is_shown else "",
        business=item.business,
        matter_class=item.matter_class if is_shown else "",
        minutes=item.minutes,
        is_closed=is_closed,
        state=item.state,
        waiver=item.waiver if is_shown else "",
        sources=sources_in(item.source) if is_shown else (),
        expected_at=expected_at,
        is_first=ends[0],
        is_last=ends[1],
    )
