"""The grid of a programme: rows of time, columns of rooms, one place for every slot.

Source of the rules: the printed programmes of 2010 to 2024, which overlap, leave out times and rooms, and are shown as
printed. Rows, columns and spans count from 1 like the lines of a CSS grid, without the rows and columns of headings,
which the page adds.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

TICK = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One entry of a programme.

    `starts` and `ends` are moments with a zone. `rooms` are the rooms it uses; none means that it is for all rooms or
    that no room is known. `people` are identifiers of those who have a part in it. `day` places a slot without times; a
    slot with a start needs none.
    """

    id: str
    starts: datetime | None = None
    ends: datetime | None = None
    rooms: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a day, from one cut to the next.

    `starts` is on the clock of the grid; in an idle row nothing goes on.
    """

    number: int
    starts: datetime
    minutes: int
    is_idle: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """The columns of one room, `span` of them side by side if slots overlap in it.

    `room` is "" if the slots of the day do not tell rooms apart, and None for slots of several rooms that
    cannot lie across them.
    """

    room: str | None
    number: int
    span: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where a slot stands."""

    slot: str
    row: int
    rowspan: int
    column: int
    colspan: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day: rows, columns, slots in order of time, and the slots without times in the order given.

    The order of time is the one for a list on a phone and for screen readers. A day without any
    time has no rows and no columns.
    """

    day: date
    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    placed: tuple[Placed, ...]
    untimed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A programme by days, and the slots of which not even the day is known."""

    days: tuple[Day, ...]
    undated: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """A slot that can be drawn: both times are known and the end is after the start."""

    slot: str
    rooms: tuple[str, ...]
    starts: datetime
    ends: datetime

    def overlaps(self, other: "_Span") -> bool:
        """Say whether two spans share time; touching is not sharing."""
        return self.starts < other.ends and other.starts < self.ends


def lay_out(slots: Iterable[Slot], *, zone: ZoneInfo, rooms: Sequence[str] = ()) -> Grid:
    """Lay out a programme as grids, one for each day on which a slot starts on the clock of `zone`.

    `rooms` gives the order of the columns; rooms it does not name follow as they appear. A slot of several rooms lies
    across them if they stand side by side and nothing else is on there; otherwise it stands in a column before all
    rooms. A slot that lacks a time, or whose end is not after its start, is untimed. Nothing is rejected; raises
    ValueError only if a moment has no zone.
    """
    spans: dict[date, list[_Span]] = defaultdict(list)
    untimed: dict[date, list[str]] = defaultdict(list)
    undated: list[str] = []
    order = dict.fromkeys(rooms)
    for slot in slots:
        order.update(dict.fromkeys(slot.rooms))
        known = slot.starts or slot.ends
        day = _local(known, zone).date() if known is not None else slot.day
        if day is None:
            undated.append(slot.id)
        elif slot.starts is None or slot.ends is None or slot.ends <= slot.starts:
            untimed[day].append(slot.id)
        else:
            spans[day].append(
                _Span(
                    slot=slot.id,
                    rooms=tuple(dict.fromkeys(slot.rooms)),
                    starts=slot.starts.astimezone(UTC),
                    ends=slot.ends.astimezone(UTC),
                )
            )
    days = tuple(
        _day(day, spans[day], untimed=untimed[day], order=list(order), zone=zone)
        for day in sorted(spans.keys() | untimed.keys())
    )
    return Grid(days=days, undated=tuple(undated))


def _day(day: date, spans: list[_Span], *, untimed: list[str], order: list[str], zone: ZoneInfo) -> Day:
    """Lay out one day."""
    spans.sort(key=lambda span: (span.starts, span.ends))
    marks, rows = _rows(spans, zone=zone)
    used = {room for span in spans for room in span.rooms}
    # One room beside slots that name none is no heading for all of them.
    is_plain = not used or (len(used) == 1 and any(not span.rooms for span in spans))
    day_rooms = [""] if is_plain else [room for room in order if room in used]
    shared, inside = _split(spans, rooms=day_rooms)
    columns: list[Column] = []
    places: dict[str, tuple[int, int]] = {}
    number = 1
    groups: list[tuple[str | None, list[_Span]]] = [(None, shared)] if shared else []
    groups += [(room, [span for span in inside if is_plain or span.rooms == (room,)]) for room in day_rooms]
    for room, group in groups:
        lanes, width = _lanes(group)
        columns.append(Column(room=room, number=number, span=width))
        places |= {slot: (number + lane, span) for slot, (lane, span) in lanes.items()}
        number += width
    of_room = {column.room: column for column in columns}
    for span in inside:
        if span.slot not in places:
            first, last = (of_room[room] for room in _outer(span, rooms=day_rooms))
            places[span.slot] = (first.number, last.number + last.span - first.number)
    placed = tuple(
        Placed(
            slot=span.slot,
            row=marks[span.starts],
            rowspan=marks[span.ends] - marks[span.starts],
            column=places[span.slot][0],
            colspan=places[span.slot][1],
        )
        for span in spans
    )
    return Day(day=day, rows=rows, columns=tuple(columns) if spans else (), placed=placed, untimed=tuple(untimed))


def _rows(spans: list[_Span], *, zone: ZoneInfo) -> tuple[dict[datetime, int], tuple[Row, ...]]:
    """Cut the day at every start and end, and at every half hour while something goes on.

    Gives the number of the row that starts at each cut, and the rows.
    """
    cuts = {moment for span in spans for moment in (span.starts, span.ends)}
    edges = sorted(cuts)
    busy = [any(span.starts <= begin < span.ends for span in spans) for begin in edges[:-1]]
    for begin, end, is_busy in zip(edges[:-1], edges[1:], busy, strict=True):
        wall = _local(begin, zone)
        tick = begin - timedelta(minutes=wall.minute % 30, seconds=wall.second, microseconds=wall.microsecond) + TICK
        while is_busy and tick < end:
            cuts.add(tick)
            tick += TICK
    marks = sorted(cuts)
    rows = tuple(
        Row(
            number=number,
            starts=_local(begin, zone),
            minutes=-(-(end - begin) // timedelta(minutes=1)),
            is_idle=not any(span.starts <= begin < span.ends for span in spans),
        )
        for number, (begin, end) in enumerate(pairwise(marks), start=1)
    )
    return {mark: number for number, mark in enumerate(marks, start=1)}, rows


def _outer(span: _Span, *, rooms: list[str]) -> tuple[str, str]:
    """Give the first and the last room that a span lies across."""
    own = [room for room in rooms if room in span.rooms] or rooms
    return own[0], own[-1]


def _split(spans: list[_Span], *, rooms: list[str]) -> tuple[list[_Span], list[_Span]]:
    """Tell the slots of several rooms that cannot lie across them from all others."""
    if rooms == [""]:
        return [], spans
    shared: list[_Span] = []
    inside: list[_Span] = []
    for span in spans:
        own = set(span.rooms) or set(rooms)
        places = [place for place, room in enumerate(rooms) if room in own]
        is_apart = places[-1] - places[0] + 1 != len(places)
        is_disturbed = any(
            other is not span and other.overlaps(span) and (not other.rooms or own & set(other.rooms))
            for other in spans
        )
        is_wide = not span.rooms or len(span.rooms) > 1
        (shared if is_wide and (is_apart or is_disturbed) else inside).append(span)
    return shared, inside


def _lanes(group: list[_Span]) -> tuple[dict[str, tuple[int, int]], int]:
    """Put overlapping slots side by side.

    Gives each its lane from 0 and how many lanes it fills, and the number of lanes.
    """
    lanes: list[list[_Span]] = []
    lane_of: dict[str, int] = {}
    for span in group:
        lane = next(
            (number for number, lane in enumerate(lanes) if not any(other.overlaps(span) for other in lane)), len(lanes)
        )
        if lane == len(lanes):
            lanes.append([])
        lanes[lane].append(span)
        lane_of[span.slot] = lane
    filled = {}
    for span in group:
        blocked = [
            lane_of[other.slot]
            for other in group
            if other is not span and other.overlaps(span) and lane_of[other.slot] > lane_of[span.slot]
        ]
        filled[span.slot] = (lane_of[span.slot], min(blocked, default=len(lanes)) - lane_of[span.slot])
    return filled, max(len(lanes), 1)


def _local(at: datetime, zone: ZoneInfo) -> datetime:
    """Put a moment on the clock of the grid."""
    if at.tzinfo is None:
        raise ValueError("a moment needs a zone")
    return at.astimezone(zone)
