"""The grid of a programme, tested on printed programmes and on arbitrary slots."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.core.timetable.slots import Column, Slot, lay_out

MOSCOW = ZoneInfo("Europe/Moscow")
ROOMS = ("Committee room", "Forum A", "Forum B", "Matchmaking", "Showcase")
SAMPLE_DAY = [
    ("09:30", "10:00", ()),
    ("10:00", "10:30", ()),
    ("10:30", "12:30", ("Committee room",)),
    ("10:30", "11:30", ("Forum A",)),
    ("11:00", "12:30", ("Forum B",)),
    ("11:30", "12:30", ("Forum A",)),
    ("10:30", "12:00", ("Showcase",)),
    ("12:30", "14:00", ("Matchmaking",)),
    ("12:30", "13:30", ("Showcase",)),
    ("13:00", "14:30", ("Forum A", "Forum B")),
    ("14:30", "16:30", ("Committee room",)),
    ("15:00", "16:30", ("Matchmaking",)),
    ("15:00", "16:00", ("Showcase",)),
    ("15:00", "16:30", ("Forum B",)),
    ("16:30", "17:00", ()),
]


def slot(name, starts, ends, *rooms, day=date(2020, 11, 17), zone=MOSCOW):
    moments = [
        datetime.combine(day, time.fromisoformat(clock), tzinfo=zone) if clock else None for clock in (starts, ends)
    ]
    return Slot(id=name, starts=moments[0], ends=moments[1], rooms=rooms)


def places(day):
    return {placed.slot: (placed.row, placed.rowspan, placed.column, placed.colspan) for placed in day.placed}


def only_day(*slots, rooms=(), zone=MOSCOW):
    (day,) = lay_out(slots, zone=zone, rooms=rooms).days
    return day


def test_a_day_of_half_hours_has_fifteen_rows_and_five_rooms():
    day = only_day(
        *(slot(str(number), starts, ends, *rooms) for number, (starts, ends, rooms) in enumerate(SAMPLE_DAY)),
        rooms=ROOMS,
    )
    assert [f"{row.starts:%H:%M}" for row in day.rows] == [
        f"{(570 + 30 * i) // 60:02}:{(570 + 30 * i) % 60:02}" for i in range(15)
    ]
    assert {row.minutes for row in day.rows} == {30}
    assert day.columns == tuple(Column(room=room, number=number, span=1) for number, room in enumerate(ROOMS, start=1))
    assert places(day) == {
        "0": (1, 1, 1, 5),
        "1": (2, 1, 1, 5),
        "2": (3, 4, 1, 1),
        "3": (3, 2, 2, 1),
        "4": (4, 3, 3, 1),
        "5": (5, 2, 2, 1),
        "6": (3, 3, 5, 1),
        "7": (7, 3, 4, 1),
        "8": (7, 2, 5, 1),
        "9": (8, 3, 2, 2),
        "10": (11, 4, 1, 1),
        "11": (12, 3, 4, 1),
        "12": (12, 2, 5, 1),
        "13": (12, 3, 3, 1),
        "14": (15, 1, 1, 5),
    }


def test_a_lunch_printed_over_a_session_stands_beside_it():
    day = only_day(
        slot("session I", "09:00", "11:00"),
        slot("session II", "11:30", "13:30"),
        slot("lunch", "13:00", "15:00"),
        slot("session III", "15:00", "16:00"),
    )
    assert day.columns == (Column(room="", number=1, span=2),)
    columns = {name: place[2:] for name, place in places(day).items()}
    assert columns == {"session I": (1, 2), "session II": (1, 1), "lunch": (2, 1), "session III": (1, 2)}


def test_an_odd_time_cuts_the_half_hour():
    day = only_day(slot("opening", "09:00", "09:10"), slot("session", "09:10", "10:40"))
    assert [(f"{row.starts:%H:%M}", row.minutes) for row in day.rows] == [
        ("09:00", 10),
        ("09:10", 20),
        ("09:30", 30),
        ("10:00", 30),
        ("10:30", 10),
    ]
    assert places(day) == {"opening": (1, 1, 1, 1), "session": (2, 4, 1, 1)}


def test_a_gap_between_slots_is_one_idle_row():
    day = only_day(slot("session", "09:00", "09:30"), slot("dinner", "20:30", "21:00"))
    assert [(row.minutes, row.is_idle) for row in day.rows] == [(30, False), (660, True), (30, False)]


def test_one_room_is_no_heading_for_slots_that_name_none():
    day = only_day(slot("dinner", "18:30", "21:00"), slot("assembly", "10:30", "12:00", "Grand Ballroom"))
    assert day.columns == (Column(room="", number=1, span=1),)


def test_a_slot_for_all_rooms_that_overlaps_others_stands_before_the_rooms():
    day = only_day(
        slot("whole meeting", "09:00", "11:00"),
        slot("forum", "09:00", "10:00", "Forum A"),
        slot("visit", "10:00", "11:00", "Showcase"),
        rooms=ROOMS,
    )
    assert day.columns == (
        Column(room=None, number=1, span=1),
        Column(room="Forum A", number=2, span=1),
        Column(room="Showcase", number=3, span=1),
    )
    assert places(day) == {"whole meeting": (1, 4, 1, 1), "forum": (1, 2, 2, 1), "visit": (3, 2, 3, 1)}


def test_a_slot_of_two_rooms_apart_does_not_lie_across_the_room_between():
    day = only_day(
        slot("joint", "09:00", "10:00", "Forum A", "Matchmaking"),
        slot("talk", "11:00", "12:00", "Forum B"),
        rooms=ROOMS,
    )
    assert places(day)["joint"][2:] == (1, 1)
    assert day.columns[0].room is None


def test_a_slot_across_rooms_covers_all_lanes_of_each():
    day = only_day(
        slot("both", "09:00", "10:00"),
        slot("one", "10:00", "11:00", "Forum A"),
        slot("two", "10:30", "11:30", "Forum A"),
        slot("three", "10:00", "11:00", "Forum B"),
    )
    assert [column.span for column in day.columns] == [2, 1]
    assert {name: place[2:] for name, place in places(day).items()} == {
        "both": (1, 3),
        "one": (1, 1),
        "two": (2, 1),
        "three": (3, 1),
    }


def test_slots_without_a_time_are_listed_under_their_day():
    at = datetime(2019, 10, 14, 9, tzinfo=UTC)
    slots = [
        Slot(id="no times", day=date(2019, 10, 14)),
        Slot(id="no end", starts=at),
        Slot(id="no start", ends=at),
        Slot(id="reversed", starts=at, ends=at - timedelta(hours=1)),
        Slot(id="no length", starts=at, ends=at),
        Slot(id="nothing"),
    ]
    grid = lay_out(slots, zone=ZoneInfo("Asia/Seoul"))
    (day,) = grid.days
    assert (day.day, day.untimed) == (date(2019, 10, 14), ("no times", "no end", "no start", "reversed", "no length"))
    assert (day.rows, day.columns, day.placed, grid.undated) == ((), (), (), ("nothing",))


def test_days_are_those_of_the_zone():
    slots = [slot("late", "00:30", "01:30", day=date(2020, 11, 18)), slot("early", "10:00", "11:00")]
    assert [day.day for day in lay_out(slots, zone=MOSCOW).days] == [date(2020, 11, 17), date(2020, 11, 18)]
    assert [day.day for day in lay_out(slots, zone=ZoneInfo("America/Mexico_City")).days] == [date(2020, 11, 17)]


def test_half_hours_are_those_of_the_clock_in_a_zone_of_odd_minutes():
    day = only_day(slot("session", "09:00", "10:00"), zone=ZoneInfo("Asia/Kathmandu"))
    assert [f"{row.starts:%H:%M}" for row in day.rows] == ["11:45", "12:00", "12:30"]


def test_the_hour_that_comes_twice_has_rows_for_both():
    starts = datetime(2020, 11, 1, 4, 30, tzinfo=UTC)
    day = only_day(Slot(id="vigil", starts=starts, ends=starts + timedelta(hours=2)), zone=ZoneInfo("America/New_York"))
    assert [f"{row.starts:%H:%M}" for row in day.rows] == ["00:30", "01:00", "01:30", "01:00"]


def test_a_clock_time_without_a_zone_is_refused():
    naive = datetime(2020, 11, 17, 9)  # noqa: DTZ001 that is the fault under test
    with pytest.raises(ValueError, match="a moment needs a zone"):
        lay_out([Slot(id="naive", starts=naive, ends=naive)], zone=MOSCOW)


minutes = st.integers(0, 3 * 24 * 60)
start_of_all = datetime(2020, 10, 31, tzinfo=UTC)


@st.composite
def programmes(draw):
    slots = []
    for number in range(draw(st.integers(0, 14))):
        moments = [
            draw(st.none() | minutes.map(lambda minute: start_of_all + timedelta(minutes=minute))) for _ in range(2)
        ]
        rooms = tuple(draw(st.lists(st.sampled_from("ABCD"), max_size=3)))
        slots.append(
            Slot(
                id=str(number),
                starts=moments[0],
                ends=moments[1],
                rooms=rooms,
                day=draw(st.none() | st.just(date(2020, 10, 31))),
            )
        )
    return slots


zones = st.sampled_from(["UTC", "America/New_York", "Asia/Kathmandu", "Pacific/Apia"]).map(ZoneInfo)


@given(programmes(), zones)
def test_every_slot_has_exactly_one_place(slots, zone):
    grid = lay_out(slots, zone=zone)
    listed = (
        [placed.slot for day in grid.days for placed in day.placed]
        + [name for day in grid.days for name in day.untimed]
        + list(grid.undated)
    )
    assert sorted(listed) == sorted(slot.id for slot in slots)


@given(programmes(), zones)
def test_no_two_slots_cover_one_cell_and_none_leaves_the_grid(slots, zone):
    for day in lay_out(slots, zone=zone).days:
        cells = [
            (row, column)
            for placed in day.placed
            for row in range(placed.row, placed.row + placed.rowspan)
            for column in range(placed.column, placed.column + placed.colspan)
        ]
        assert len(cells) == len(set(cells))
        width = sum(column.span for column in day.columns)
        assert all(1 <= row <= len(day.rows) and 1 <= column <= width for row, column in cells)


@given(programmes(), zones)
def test_the_rows_of_a_slot_are_its_time(slots, zone):
    by_id = {slot.id: slot for slot in slots}
    for day in lay_out(slots, zone=zone).days:
        for placed in day.placed:
            rows = day.rows[placed.row - 1 : placed.row - 1 + placed.rowspan]
            assert rows[0].starts.astimezone(UTC) == by_id[placed.slot].starts
            assert (
                timedelta(minutes=sum(row.minutes for row in rows))
                == by_id[placed.slot].ends - by_id[placed.slot].starts
            )
        assert all(row.is_idle or 0 < row.minutes <= 30 for row in day.rows)


@given(programmes(), zones)
def test_a_slot_of_one_room_stands_in_its_room(slots, zone):
    by_id = {slot.id: slot for slot in slots}
    for day in lay_out(slots, zone=zone).days:
        columns = {column.room: range(column.number, column.number + column.span) for column in day.columns}
        for placed in day.placed:
            rooms = set(by_id[placed.slot].rooms)
            if len(rooms) == 1:
                assert set(range(placed.column, placed.column + placed.colspan)) <= set(
                    columns.get(rooms.pop(), columns.get("", ()))
                )
