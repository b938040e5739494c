"""The limits of interpreters: two in a booth, three hours a day from afar, one place at a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from comitia.core.timetable.interpretation import (
    FEWEST_IN_BOOTH,
    MOST_REMOTE,
    InterpretationCode,
    Turn,
    interpretation_findings,
)

MOSCOW = ZoneInfo("Europe/Moscow")
START = datetime(2020, 11, 17, 7, 0, tzinfo=UTC)


def turn(who="ana", slot="talk", *, after=0, minutes=60, source="en", target="ko", is_remote=True) -> Turn:
    starts = START + timedelta(minutes=after)
    return Turn(
        interpreter=who,
        slot=slot,
        source=source,
        target=target,
        starts=starts,
        ends=starts + timedelta(minutes=minutes),
        is_remote=is_remote,
    )


def codes(*turns) -> list[InterpretationCode]:
    return [found.code for found in interpretation_findings(turns, zone=MOSCOW)]


def test_two_of_a_booth_may_interpret_one_into_each_language():
    assert codes(turn("ana"), turn("bo", source="ko", target="en")) == []
    assert codes(turn("ana"), turn("bo", target="ru")) == [InterpretationCode.ALONE, InterpretationCode.ALONE]


def test_three_hours_from_afar_are_allowed_and_a_minute_more_is_named_with_the_time_worked():
    pair = [turn("ana", minutes=180), turn("bo", minutes=180, is_remote=False)]
    assert codes(*pair) == []
    longer = [
        *pair,
        turn("ana", "walk", after=180, minutes=1),
        turn("bo", "walk", after=180, minutes=1, is_remote=False),
    ]
    [found] = interpretation_findings(longer, zone=MOSCOW)
    assert (found.interpreter, found.worked, found.slots) == ("ana", timedelta(minutes=181), ("talk", "walk"))


def test_a_day_ends_at_midnight_of_the_meeting():
    first, second = turn("ana", minutes=120, after=11 * 60), turn("ana", "walk", minutes=120, after=14 * 60)
    found = interpretation_findings([first, second], zone=MOSCOW)
    assert [one.code for one in found] == [InterpretationCode.ALONE, InterpretationCode.ALONE]
    found = interpretation_findings([first, second], zone=ZoneInfo("America/Mexico_City"))
    assert found[0].code is InterpretationCode.TOO_LONG


def test_nobody_is_in_two_slots_at_once_and_those_that_touch_are_not_at_once():
    crew = [turn("ana"), turn("bo"), turn("cy", "walk", after=30), turn("ana", "walk", after=30)]
    assert codes(*crew) == [InterpretationCode.TWICE]
    assert codes(turn("ana"), turn("bo"), turn("ana", "walk", after=60), turn("bo", "walk", after=60)) == []


TURNS = st.lists(
    st.builds(
        turn,
        st.sampled_from(["ana", "bo", "cy"]),
        st.sampled_from(["talk", "walk"]),
        target=st.sampled_from(["ko", "ru"]),
        is_remote=st.booleans(),
    )
)


@given(TURNS)
def test_what_is_named_is_so_and_what_is_so_is_named(turns):
    found = interpretation_findings(turns, zone=MOSCOW)
    booths = {}
    for one in turns:
        booths.setdefault((one.slot, one.target), set()).add(one.interpreter)
    alone = {(one.slots[0], one.target) for one in found if one.code is InterpretationCode.ALONE}
    assert alone == {booth for booth, crew in booths.items() if len(crew) < FEWEST_IN_BOOTH}
    assert all(one.worked > MOST_REMOTE for one in found if one.code is InterpretationCode.TOO_LONG)
