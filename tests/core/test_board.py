"""The board of a day: equal rows, a column for every room, nothing on top of anything else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.core.timetable.board import MOST_ROWS, STEPS, BoardSlot, lay_out_board

DAY, MOSCOW = date(2020, 11, 17), ZoneInfo("Europe/Moscow")
ROOMS = ("hall", "attic", "cellar")


def slot(id_="a", starts="10:00", ends="11:00", room="hall", *, everywhere=False) -> BoardSlot:
    begins, stops = (datetime.fromisoformat(f"2020-11-17T{clock}").replace(tzinfo=MOSCOW) for clock in (starts, ends))
    return BoardSlot(id=id_, starts=begins, ends=stops, room=room, fills_all_rooms=everywhere)


@st.composite
def slots(draw) -> list[BoardSlot]:
    found = []
    for number in range(draw(st.integers(0, 12))):
        starts = datetime(2020, 11, 17, tzinfo=MOSCOW) + timedelta(minutes=5 * draw(st.integers(0, 287)))
        found.append(
            BoardSlot(
                id=str(number),
                starts=starts,
                ends=starts + timedelta(minutes=5 * draw(st.integers(1, 72))),
                room=draw(st.sampled_from((*ROOMS, "", "demolished"))),
                fills_all_rooms=draw(st.booleans()),
            )
        )
    return found


@given(slots(), st.sampled_from((0, 5, *STEPS)), st.sampled_from((ROOMS, ())))
def test_nothing_lies_on_anything_that_is_on_at_its_time_and_every_slot_lies_on_the_board(given_slots, step, rooms):
    board = lay_out_board(given_slots, day=DAY, zone=MOSCOW, rooms=rooms, step=step)
    by_id = {one.id: one for one in given_slots}
    assert sorted(at.slot for at in board.placed) == sorted(by_id)
    assert len(board.rows) <= MOST_ROWS
    for at in board.placed:
        assert 1 <= at.row < at.end <= len(board.rows) + 1
        assert 1 <= at.column <= at.column + at.span - 1 <= len(board.columns)
    for one, other in combinations(board.placed, 2):
        first, second = by_id[one.slot], by_id[other.slot]
        if first.starts < second.ends and second.starts < first.ends:
            columns = set(range(one.column, one.column + one.span))
            assert columns.isdisjoint(range(other.column, other.column + other.span))


@given(slots())
def test_every_room_has_a_column_and_a_slot_lies_in_its_own(given_slots):
    board = lay_out_board(given_slots, day=DAY, zone=MOSCOW, rooms=ROOMS)
    assert [room for room in dict.fromkeys(column.room for column in board.columns) if room] == list(ROOMS)
    rooms = {column.number: column.room for column in board.columns}
    for at in board.placed:
        one = next(one for one in given_slots if one.id == at.slot)
        if not one.fills_all_rooms:
            assert rooms[at.column] == (one.room if one.room in ROOMS else "")


def test_a_slot_for_all_rooms_lies_across_them_unless_something_else_is_on():
    alone = lay_out_board([slot(everywhere=True)], day=DAY, zone=MOSCOW, rooms=ROOMS)
    assert [(at.column, at.span) for at in alone.placed] == [(1, 3)]
    beside = lay_out_board([slot(everywhere=True), slot("b", "10:30", "11:30")], day=DAY, zone=MOSCOW, rooms=ROOMS)
    assert [(at.column, at.span) for at in beside.placed] == [(1, 1), (2, 1)]


def test_rows_are_as_long_as_asked_if_the_day_allows_it():
    short = [slot(starts="10:00", ends="10:15")]
    assert lay_out_board(short, day=DAY, zone=MOSCOW, rooms=ROOMS).step == 15
    assert lay_out_board(short, day=DAY, zone=MOSCOW, rooms=ROOMS, step=60).step == 60
    night = [slot(starts="00:30", ends="23:30")]
    assert lay_out_board(night, day=DAY, zone=MOSCOW, rooms=ROOMS, step=15).step == 30


def test_a_slot_of_another_day_on_the_clock_of_the_zone_is_not_on_the_board():
    late = BoardSlot(
        id="a", starts=datetime(2020, 11, 17, 22, tzinfo=UTC), ends=datetime(2020, 11, 17, 23, tzinfo=UTC), room="hall"
    )
    assert lay_out_board([late], day=DAY, zone=MOSCOW, rooms=ROOMS).placed == ()
    assert len(lay_out_board([late], day=date(2020, 11, 18), zone=MOSCOW, rooms=ROOMS).placed) == 1


def test_a_slot_that_ends_before_it_starts_is_an_error_of_the_caller():
    with pytest.raises(ValueError, match="ends before"):
        lay_out_board([slot(starts="11:00", ends="10:00")], day=DAY, zone=MOSCOW, rooms=ROOMS)
