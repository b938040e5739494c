"""The quorum through time follows from the record: contiguous, without repetition, and the same whatever else happened."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from comitia.core.governance.quorum_strip import JUDGED, Interval, strip_of
from comitia.core.governance.record import FIRST, Access, entry_after, withheld

BEGIN = datetime(2020, 11, 17, 7, 0, tzinfo=UTC)


def at(minutes):
    return BEGIN + timedelta(minutes=minutes)


def record(*told):
    """Chain entries told as (minutes, kind, members counted)."""
    number, previous, entries = 0, FIRST, []
    for minutes, kind, counted in told:
        facts = {"counted": counted, "required": 3, "is_met": counted >= 3, "article": "Art. 36"}
        given_facts = facts if kind in JUDGED else {"sitting": 1}
        entry = entry_after(
            number, previous, at=at(minutes), kind=kind, facts=given_facts, access=Access.PUBLIC, salt="s"
        )
        entries.append(entry)
        number, previous = entry.number, entry.digest
    return entries


def short(found):
    return [
        (
            one.sitting,
            *((moment - BEGIN).seconds // 60 if moment else None for moment in (one.begins, one.ends)),
            one.counted,
            one.is_met,
        )
        for one in found
    ]


def test_each_judgement_lasts_until_the_next_or_the_end_of_its_sitting():
    told = [
        (0, "sitting_called", 0),
        (0, "quorum_checked", 2),
        (5, "member_arrived", 0),
        (5, "quorum_reached", 3),
        (9, "quorum_checked", 3),
        (20, "sitting_closed", 0),
        (60, "sitting_called", 0),
        (60, "quorum_checked", 4),
    ]
    assert short(strip_of(record(*told))) == [
        (1, 0, 5, 2, False),
        (1, 5, 20, 3, True),
        (2, 60, None, 4, True),
    ]


def test_what_was_closed_to_the_reader_is_an_interval_without_numbers():
    called, checked = record((0, "sitting_called", 0), (1, "quorum_checked", 2))
    [found] = strip_of([withheld(called), withheld(checked)])
    assert found == Interval(
        sitting=1, begins=at(1), ends=None, counted=None, required=None, is_met=None, is_withheld=True
    )


def test_nothing_is_drawn_of_a_record_without_judgements():
    assert strip_of(record((0, "sitting_called", 0), (5, "sitting_closed", 0))) == ()


def test_a_clock_that_jumps_back_does_not_turn_time():
    told = [(0, "sitting_called", 0), (10, "quorum_checked", 2), (4, "quorum_reached", 3), (12, "sitting_closed", 0)]
    assert short(strip_of(record(*told))) == [(1, 10, 12, 3, True)]


steps = st.tuples(
    st.integers(0, 5),
    st.sampled_from(["quorum_checked", "quorum_lost", "quorum_reached", "sitting_called", "sitting_closed", "other"]),
    st.integers(0, 5),
)


@st.composite
def histories(draw):
    minutes, told = 0, [(0, "sitting_called", 0)]
    for gap, kind, counted in draw(st.lists(steps, max_size=25)):
        minutes += gap
        told.append((minutes, kind, counted))
    return told


@given(histories())
def test_intervals_follow_on_each_other_and_differ(told):
    found = strip_of(record(*told))
    assert all(one.ends is not None and one.begins < one.ends for one in found[:-1])
    for one, following in pairwise(found):
        assert one.ends <= following.begins
        if one.ends == following.begins and one.sitting == following.sitting:
            assert (one.counted, one.is_met) != (following.counted, following.is_met)


@given(histories())
def test_at_every_moment_it_says_what_was_judged_last(told):
    found = strip_of(record(*told))
    for minutes in range(max(moment for moment, _kind, _counted in told) + 1):
        before = [(kind, counted) for moment, kind, counted in told if moment <= minutes and kind != "other"]
        now = [one for one in found if one.begins <= at(minutes) and (one.ends is None or at(minutes) < one.ends)]
        kind, counted = before[-1]
        assert [one.counted for one in now] == ([counted] if kind in JUDGED else [])


@given(histories())
def test_what_else_happened_changes_nothing(told):
    without = [one for one in told if one[1] != "other"]
    assert strip_of(record(*told)) == strip_of(record(*without))
