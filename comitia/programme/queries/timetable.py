"""A programme laid out for one reader: their language, their zone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, QuerySet

from comitia.core.timetable import slots as grid
from comitia.core.timetable.zones import is_night, local_span, local_time
from comitia.meetings.models import Meeting
from comitia.members.models import Member
from comitia.organs.models import Mandate
from comitia.platform.kept import kept
from comitia.platform.texts import Text, text_in
from comitia.programme.models import Edition, Slot

ROW = (
    "id",
    "slug",
    "kind",
    "titles",
    "summaries",
    "room__slug",
    "room__names",
    "room__order",
    "fills_all_rooms",
    "audience",
    "languages",
    "day",
    "starts_at",
    "ends_at",
    "state",
    "takes_sign_up",
    "capacity",
    "taken",
)
RELEASED = (Slot.State.RELEASED,)
# Cancelled sessions keep their page, and their entry in calendars and agendas.
KNOWN_TO_READERS = (Slot.State.RELEASED, Slot.State.CANCELLED)


@dataclass(frozen=True, slots=True)
class Session:
    """One slot as a reader sees it."""

    id: int
    slug: str
    kind: str
    title: Text
    summary: Text
    room: Text | None
    room_slug: str
    fills_all_rooms: bool
    audience: str
    languages: tuple[str, ...]
    day: date | None
    starts_at: datetime | None
    ends_at: datetime | None
    is_night: bool
    is_cancelled: bool
    takes_sign_up: bool
    capacity: int | None
    taken: int

    @property
    def places_left(self) -> int | None:
        """Count the places that can still be taken; None if there is no limit."""
        return None if self.capacity is None else max(self.capacity - self.taken, 0)


@dataclass(frozen=True, slots=True)
class Hour:
    """The label of a row of the grid."""

    row: int
    starts: datetime
    is_night: bool


@dataclass(frozen=True, slots=True)
class Column:
    """The heading of a room's columns; no name for sessions of no room or of several."""

    room: Text | None
    number: int
    span: int


@dataclass(frozen=True, slots=True)
class Place:
    """A session and where it stands in the grid: its first row, the row after it, its column and how many it crosses."""

    session: Session
    row: int
    end: int
    column: int
    span: int


@dataclass(frozen=True, slots=True)
class Day:
    """One day on the reader's clock; `width` columns, 0 when the day is not drawn as a grid."""

    day: date
    width: int
    hours: tuple[Hour, ...]
    columns: tuple[Column, ...]
    places: tuple[Place, ...]
    untimed: tuple[Session, ...]


@dataclass(frozen=True, slots=True)
class Programme:
    """The days of a programme, the sessions without a day, and every kind it has before filtering."""

    days: tuple[Day, ...]
    undated: tuple[Session, ...]
    kinds: tuple[str, ...]
    count: int


@kept
def edition(meeting: str) -> str:
    """Name the state of a meeting's programme (by slug): whatever is kept of it belongs to that name."""
    row = Edition.objects.filter(meeting__slug=meeting).values_list("number", "changed_at").first()
    return f"{row[0]}-{row[1].timestamp():.6f}" if row else "0"


def slot_rows(meeting: str, *, states: Collection[str] = RELEASED) -> QuerySet[Slot, Any]:
    """Give the released slots of a meeting as plain rows in order of time: one statement."""
    return (
        Slot.objects.filter(meeting__slug=meeting, state__in=states)
        .order_by(F("starts_at").asc(nulls_last=True), F("ends_at").asc(nulls_last=True), "room__order", "order", "id")
        .values_list(*ROW, named=True)
    )


def session_of(row: Any, *, language: str, zone: ZoneInfo) -> Session:
    """Turn a row into what a reader sees."""
    return Session(
        id=row.id,
        slug=row.slug,
        kind=row.kind,
        title=text_in(row.titles, language),
        summary=text_in(row.summaries, language),
        room=text_in(row.room__names, language) if row.room__slug else None,
        room_slug=row.room__slug or "",
        fills_all_rooms=row.fills_all_rooms,
        audience=row.audience,
        languages=tuple(row.languages),
        day=row.day,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        is_night=_falls_in_night(row.starts_at, row.ends_at, zone=zone),
        is_cancelled=row.state == Slot.State.CANCELLED,
        takes_sign_up=row.takes_sign_up,
        capacity=row.capacity,
        taken=row.taken,
    )


def programme(
    meeting: str,
    *,
    language: str,
    zone: str,
    kinds: Collection[str] = (),
    only: Collection[int] | None = None,
) -> Programme:
    """Lay out a programme on the clock of a zone: some kinds or all, some slots (by id) or all. One statement."""
    clock = ZoneInfo(zone)
    rows = list(slot_rows(meeting))
    sessions = {
        str(row.id): session_of(row, language=language, zone=clock)
        for row in rows
        if (not kinds or row.kind in kinds) and (only is None or row.id in only)
    }
    rooms = sorted({(row.room__order, row.room__slug) for row in rows if row.room__slug})
    names = {row.room__slug: text_in(row.room__names, language) for row in rows if row.room__slug}
    laid_out = grid.lay_out(
        (as_core(key, session) for key, session in sessions.items()), zone=clock, rooms=[slug for _order, slug in rooms]
    )
    return Programme(
        days=tuple(_day(day, sessions=sessions, names=names) for day in laid_out.days),
        undated=tuple(sessions[key] for key in laid_out.undated),
        kinds=tuple(kind for kind in Slot.Kind.values if any(row.kind == kind for row in rows)),
        count=len(sessions),
    )


def as_core(key: str, session: Session, *, people: tuple[str, ...] = ()) -> grid.Slot:
    """Hand a session to the rules of time."""
    return grid.Slot(
        id=key,
        starts=session.starts_at,
        ends=session.ends_at,
        rooms=(session.room_slug,) if session.room_slug and not session.fills_all_rooms else (),
        people=people,
        day=session.day,
    )


@kept
def zones_of_members(meeting: str) -> tuple[str, ...]:
    """List the zones of those who sit in the meeting's organ that year, or of all members when nobody is known to."""
    members = Member.objects.exclude(zone="")
    organ, year = Meeting.objects.filter(slug=meeting).values_list("organ", "year").first() or (0, 0)
    mandates = Mandate.objects.filter(organ_id=organ or 0).exclude(member__zone="")
    seated = {
        zone
        for zone, starts, ends in mandates.values_list("member__zone", "starts", "ends")
        if starts[:4] <= str(year) and (not ends or ends[:4] >= str(year))
    }
    return tuple(sorted(seated or set(members.values_list("zone", flat=True))))


def _day(day: grid.Day, *, sessions: dict[str, Session], names: dict[str, Text]) -> Day:
    return Day(
        day=day.day,
        width=sum(column.span for column in day.columns),
        hours=tuple(Hour(row.number, row.starts, is_night(row.starts.time())) for row in day.rows if not row.is_idle),
        columns=tuple(Column(names.get(column.room or ""), column.number, column.span) for column in day.columns),
        places=tuple(Place(sessions[at.slot], at.row, at.row + at.rowspan, at.column, at.colspan) for at in day.placed),
        untimed=tuple(sessions[key] for key in day.untimed),
    )


def _falls_in_night(starts: datetime | None, ends: datetime | None, *, zone: ZoneInfo) -> bool:
    """Say whether a session, or the one moment known of it, falls in the night of a zone."""
    if starts is None:
        return False
    day = starts.astimezone(zone).date()
    if ends is None or ends <= starts:
        return local_time(starts, zone=zone, day=day).is_night
    return local_span(starts, ends, zone=zone, day=day).is_night
