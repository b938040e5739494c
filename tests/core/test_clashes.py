"""What does not fit in a programme."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from comitia.core.timetable.clashes import Clash, ClashCode, clashes_by_slot, find_clashes
from comitia.core.timetable.slots import Slot

MIDNIGHT = datetime(2020, 11, 17, tzinfo=UTC)


def slot(name, starts, ends, *rooms, people=()):
    moments = [None if hour is None else MIDNIGHT + timedelta(hours=hour) for hour in (starts, ends)]
    return Slot(id=name, starts=moments[0], ends=moments[1], rooms=rooms, people=people)


def test_a_programme_that_fits_has_no_clash():
    assert find_clashes([slot("a", 9, 10, "A"), slot("b", 10, 11, "A"), slot("c", 9, 11, "B", people=("mayor",))]) == ()


def test_a_lunch_printed_over_a_session_is_an_overlap():
    slots = [slot("lunch", 13, 15), slot("session II", 11.5, 13.5), slot("session III", 15, 16)]
    assert find_clashes(slots) == (Clash(code=ClashCode.OVERLAP, slots=("session II", "lunch")),)


def test_a_room_and_a_person_in_two_places_are_named():
    slots = [slot("a", 9, 11, "A", "B", people=("mayor", "chair")), slot("b", 10, 12, "B", people=("chair",))]
    assert find_clashes(slots) == (
        Clash(code=ClashCode.ROOM_TWICE, slots=("a", "b"), subject="B"),
        Clash(code=ClashCode.PERSON_TWICE, slots=("a", "b"), subject="chair"),
    )


def test_two_rooms_at_one_time_are_no_clash():
    assert find_clashes([slot("a", 9, 11, "A"), slot("b", 9, 11, "B")]) == ()


def test_a_slot_for_all_rooms_overlaps_what_is_in_any_room():
    assert find_clashes([slot("plenary", 9, 11), slot("forum", 10, 12, "A")]) == (
        Clash(code=ClashCode.OVERLAP, slots=("plenary", "forum")),
    )


def test_missing_times_and_a_reversed_end_are_found_in_the_order_given():
    slots = [slot("c", 10, 9), slot("a", None, 9), slot("b", 9, None), slot("d", None, None), slot("e", 9, 9)]
    assert [(clash.code, clash.slots) for clash in find_clashes(slots)] == [
        (ClashCode.END_BEFORE_START, ("c",)),
        (ClashCode.MISSING_START, ("a",)),
        (ClashCode.MISSING_END, ("b",)),
        (ClashCode.MISSING_START, ("d",)),
        (ClashCode.MISSING_END, ("d",)),
        (ClashCode.END_BEFORE_START, ("e",)),
    ]


def test_each_slot_gets_its_own_findings():
    clash = Clash(code=ClashCode.OVERLAP, slots=("a", "b"))
    missing = Clash(code=ClashCode.MISSING_END, slots=("b",))
    assert clashes_by_slot([missing, clash]) == {"a": (clash,), "b": (missing, clash)}


hours = st.none() | st.integers(0, 30)
names = st.lists(st.sampled_from("ABC"), max_size=2).map(tuple)
programmes = st.lists(st.tuples(hours, hours, names, names), max_size=10)


@given(programmes)
def test_all_pairs_at_one_time_are_compared(rows):
    slots = [
        slot(str(number), starts, ends, *rooms, people=people)
        for number, (starts, ends, rooms, people) in enumerate(rows)
    ]
    timed = [one for one in slots if one.starts is not None and one.ends is not None and one.starts < one.ends]
    expected = set()
    for place, one in enumerate(timed):
        for two in timed[place + 1 :]:
            if one.starts < two.ends and two.starts < one.ends:
                pair = frozenset((one.id, two.id))
                expected |= {(ClashCode.ROOM_TWICE, pair, room) for room in set(one.rooms) & set(two.rooms)}
                expected |= {(ClashCode.PERSON_TWICE, pair, person) for person in set(one.people) & set(two.people)}
                expected |= set() if one.rooms and two.rooms else {(ClashCode.OVERLAP, pair, None)}
    found = [
        (clash.code, frozenset(clash.slots), clash.subject) for clash in find_clashes(slots) if len(clash.slots) == 2
    ]
    assert len(found) == len(set(found))
    assert set(found) == expected
