"""The board on which a day of a programme is arranged: equal rows of time, a column for every room, none of them left out.

Rows, columns and spans count from 1 like the lines of a CSS grid. The board differs from the grid that readers see: its rows are equal, so
that a slot can be put at any of them, and empty rooms have a column, so that a slot can be put into them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

STEPS = (15, 30, 60)
MOST_ROWS = 59
FIRST_HOUR, LAST_HOUR = 8, 18
ONE_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardSlot:
    """A slot to put on the board: moments with a zone; `room` is "" for no room; one that fills all rooms lies across them if it can."""

    id: str
    starts: datetime
    ends: datetime
    room: str = ""
    fills_all_rooms: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardColumn:
    """A column of a room, or of no room (""); a room in which slots overlap has several."""

    number: int
    room: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OnBoard:
    """Where a slot lies: its first row, the row after its last, its first column and how many it crosses."""

    slot: str
    row: int
    end: int
    column: int
    span: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A day: the minutes of a row, the moment at which each row begins (on the clock of the zone), columns and slots in order of time."""

    step: int
    rows: tuple[datetime, ...]
    columns: tuple[BoardColumn, ...]
    placed: tuple[OnBoard, ...]


def lay_out_board(
    slots: Iterable[BoardSlot], *, day: date, zone: ZoneInfo, rooms: Sequence[str], step: int = 0
) -> Board:
    """Arrange the slots that start on a day of the zone's clock.

    The board reaches from the hour of the first start, 8:00 at the latest, to the hour of the last end, 18:00 at the earliest. `step` is
    the length of a row in minutes, one of `STEPS`; one with which the day has more than 59 rows, and any other number, gives way to the
    smallest that fits. Slots of unknown rooms lie in the column of none. Raises ValueError if a slot ends before it starts.
    """
    given = sorted(
        (slot for slot in slots if slot.starts.astimezone(zone).date() == day),
        key=lambda slot: (slot.starts, slot.ends, slot.id),
    )
    if any(slot.ends <= slot.starts for slot in given):
        raise ValueError("a slot ends before it starts")
    begins, stops = _bounds(given, day=day, zone=zone)
    span = stops - begins
    fitting = [minutes for minutes in STEPS if span / timedelta(minutes=minutes) <= MOST_ROWS]
    chosen = step if step in fitting else (fitting or STEPS[-1:])[0]
    length = timedelta(minutes=chosen)
    count = min(-(-span // length), MOST_ROWS)
    across = {slot.id for slot in given if slot.fills_all_rooms and rooms and not _is_crossed(slot, given)}
    lanes = _lanes([slot for slot in given if slot.id not in across], rooms=rooms)
    columns: list[BoardColumn] = []
    first: dict[str, int] = {}
    for room in ("", *rooms):
        first[room] = len(columns) + 1
        width = max([lane + 1 for name, lane in lanes.values() if name == room], default=0)
        # The column of no room is there only when something lies in it.
        for _lane in range(max(width, 1 if room or not rooms else 0)):
            columns.append(BoardColumn(number=len(columns) + 1, room=room))
    placed = []
    for slot in given:
        row = min((slot.starts - begins) // length + 1, count)
        end = min(max(-(-(slot.ends - begins) // length) + 1, row + 1), count + 1)
        if slot.id in across:
            first_room = first[rooms[0]]
            column, width = first_room, len(columns) - first_room + 1
        else:
            room, lane = lanes[slot.id]
            column, width = first[room] + lane, 1
        placed.append(OnBoard(slot=slot.id, row=row, end=end, column=column, span=width))
    rows = tuple((begins + number * length).astimezone(zone) for number in range(count))
    return Board(step=chosen, rows=rows, columns=tuple(columns), placed=tuple(placed))


def _bounds(slots: Sequence[BoardSlot], *, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Give the first and the last moment of the board, in UTC and on full hours of the zone."""
    begins = datetime.combine(day, time(FIRST_HOUR), tzinfo=zone).astimezone(UTC)
    stops = datetime.combine(day, time(LAST_HOUR), tzinfo=zone).astimezone(UTC)
    for slot in slots:
        while slot.starts < begins:
            begins -= ONE_HOUR
        while slot.ends > stops:
            stops += ONE_HOUR
    return begins, stops


def _is_crossed(slot: BoardSlot, others: Iterable[BoardSlot]) -> bool:
    return any(other.id != slot.id and other.starts < slot.ends and slot.starts < other.ends for other in others)


def _lanes(slots: Iterable[BoardSlot], *, rooms: Sequence[str]) -> dict[str, tuple[str, int]]:
    """Give each slot its room and a lane there in which nothing else is on at its time."""
    busy: dict[str, list[datetime]] = {}
    lanes: dict[str, tuple[str, int]] = {}
    for slot in slots:
        room = slot.room if slot.room in rooms and not slot.fills_all_rooms else ""
        ends = busy.setdefault(room, [])
        lane = next((number for number, until in enumerate(ends) if until <= slot.starts), len(ends))
        ends[lane : lane + 1] = [slot.ends]
        lanes[slot.id] = (room, lane)
    return lanes
