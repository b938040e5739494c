"""The list of speakers and the clock, on the practice of assemblies and on arbitrary requests, pauses and clock jumps."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.core.governance.debate import (
    AskingRefusal,
    Clock,
    Klass,
    ListState,
    Policy,
    Request,
    SectionAccount,
    SpeechAct,
    SpeechState,
    account_of,
    allowance,
    asking_refused,
    begun,
    extended,
    halted,
    order,
    placed,
    transition,
)

TEN = datetime(2020, 11, 17, 10, tzinfo=UTC)
THREE_MINUTES = timedelta(minutes=3)
MOMENTS = st.integers(-300, 900).map(lambda seconds: TEN + timedelta(seconds=seconds))
POLICIES = st.sampled_from(list(Policy))


def request(key, *, klass=Klass.MEMBER, after=0, section="asia", **more):
    return Request(key=key, member=key, section=section, klass=klass, asked_at=TEN + timedelta(seconds=after), **more)


@st.composite
def queues(draw, klasses=tuple(Klass)):
    """Give up to eight requests with keys, sections and classes of any kind."""
    return [
        request(
            str(count),
            klass=draw(st.sampled_from(klasses)),
            after=draw(st.integers(0, 5)),
            section=draw(st.sampled_from(["asia", "europe", "africa", ""])),
            has_spoken=draw(st.booleans()),
            from_observer=draw(st.booleans()),
        )
        for count in range(draw(st.integers(1, 8)))
    ]


def keys(requests):
    return [one.key for one in requests]


def test_classes_speak_in_their_turn_whenever_they_asked():
    waiting = [
        request("reply", klass=Klass.RIGHT_OF_REPLY, after=0),
        request("agency", klass=Klass.OBSERVER, after=1),
        request("recorded by an agency", klass=Klass.RECORDED_STATEMENT, after=2, from_observer=True),
        request("Seoul", after=3),
        request("recorded", klass=Klass.RECORDED_STATEMENT, after=4),
        request("Asian cities", klass=Klass.GROUP, after=5),
        request("point", klass=Klass.POINT_OF_ORDER, after=6),
    ]
    assert keys(order(waiting, Policy.FIFO)) == [
        "point",
        "Asian cities",
        "Seoul",
        "recorded",
        "agency",
        "recorded by an agency",
        "reply",
    ]


def test_those_who_have_not_spoken_come_first():
    waiting = [request("Seoul", has_spoken=True), request("Baku", after=1), request("Goris", after=2)]
    assert keys(order(waiting, Policy.FIRST_TIME_FIRST)) == ["Baku", "Goris", "Seoul"]


def test_sections_take_turns():
    waiting = [
        request("Seoul", after=1),
        request("Jakarta", after=2),
        request("Hanoi", after=3),
        request("Moscow", after=4, section="europe"),
        request("Beira", after=5, section="africa"),
    ]
    assert keys(order(waiting, Policy.ALTERNATING_SECTIONS)) == ["Seoul", "Moscow", "Beira", "Jakarta", "Hanoi"]
    assert keys(order(waiting, Policy.ALTERNATING_SECTIONS, heard=["asia"])) == [
        "Moscow",
        "Beira",
        "Seoul",
        "Jakarta",
        "Hanoi",
    ]


@given(queues(), POLICIES, st.randoms())
def test_the_order_in_which_requests_are_given_does_not_matter(waiting, policy, chance):
    shuffled = list(waiting)
    chance.shuffle(shuffled)
    assert order(shuffled, policy) == order(waiting, policy)


@given(queues(), POLICIES)
def test_everybody_is_listed_once(waiting, policy):
    assert sorted(keys(order(waiting, policy))) == sorted(keys(waiting))


@given(queues(), POLICIES)
def test_no_observer_speaks_before_a_member_and_no_point_of_order_waits(waiting, policy):
    listed = [one.klass for one in order(waiting, policy)]
    for before, after in pairwise(listed):
        assert after is not Klass.POINT_OF_ORDER or before is Klass.POINT_OF_ORDER
        assert before is not Klass.OBSERVER or after not in (Klass.MEMBER, Klass.GROUP)
        assert before is not Klass.RIGHT_OF_REPLY or after is Klass.RIGHT_OF_REPLY


@given(queues(klasses=(Klass.MEMBER,)))
def test_no_section_speaks_twice_while_another_waits(waiting):
    listed = order(waiting, Policy.ALTERNATING_SECTIONS)
    for place, (before, after) in enumerate(pairwise(listed), 1):
        assert before.section != after.section or {one.section for one in listed[place:]} == {after.section}


@given(queues(), POLICIES, st.data())
def test_a_speaker_who_has_spoken_moves_nobody_else_behind_another(waiting, policy, data):
    """Taking the first off the list leaves the rest as it was, once their section counts as heard."""
    first, *rest = order(waiting, policy)
    assert order(rest, policy, heard=[first.section]) == tuple(rest)


def test_the_chair_puts_somebody_at_a_place_and_later_requests_come_after():
    listed = placed(order([request("a"), request("b", after=1), request("c", after=2)], Policy.FIFO), "c", to=1)
    assert keys(order([*listed, request("d", after=-9)], Policy.FIFO)) == ["c", "d", "a", "b"]


def test_a_point_of_order_comes_before_those_whom_the_chair_has_placed():
    listed = placed(order([request("a"), request("b", after=1)], Policy.FIFO), "b", to=1)
    point = request("point", klass=Klass.POINT_OF_ORDER, after=99)
    assert keys(order([*listed, point], Policy.FIFO)) == ["point", "b", "a"]


def test_a_point_of_order_is_not_moved():
    listed = order([request("a"), request("point", klass=Klass.POINT_OF_ORDER, after=1)], Policy.FIFO)
    assert placed(listed, "point", to=2) == listed


@given(queues(), st.data())
def test_the_place_given_by_the_chair_holds(waiting, data):
    listed = order(waiting, Policy.FIFO)
    chosen = data.draw(st.sampled_from(listed))
    to = data.draw(st.integers(-2, 12))
    after = placed(listed, chosen.key, to=to)
    assert order(after, Policy.FIFO) == after
    points = sum(one.klass is Klass.POINT_OF_ORDER for one in listed)
    if chosen.klass is not Klass.POINT_OF_ORDER:
        assert keys(after).index(chosen.key) == min(max(points, to - 1), len(listed) - 1)


@pytest.mark.parametrize(
    ("klass", "state", "refusal"),
    [
        (Klass.MEMBER, ListState.OPEN, None),
        (Klass.OBSERVER, ListState.CLOSING, None),
        (Klass.MEMBER, ListState.CLOSED, AskingRefusal.LIST_CLOSED),
        (Klass.RECORDED_STATEMENT, None, AskingRefusal.LIST_CLOSED),
        (Klass.POINT_OF_ORDER, ListState.CLOSED, None),
        (Klass.POINT_OF_ORDER, None, None),
        (Klass.RIGHT_OF_REPLY, ListState.CLOSED, None),
    ],
)
def test_who_may_ask_for_the_floor_when(klass, state, refusal):
    assert asking_refused(klass, state=state, already_waits=False, somebody_spoke=True) is refusal


def test_a_reply_needs_something_to_reply_to():
    assert (
        asking_refused(Klass.RIGHT_OF_REPLY, state=ListState.OPEN, already_waits=False, somebody_spoke=False)
        is AskingRefusal.NOTHING_TO_REPLY_TO
    )


def test_a_member_waits_once_in_a_class():
    assert (
        asking_refused(Klass.MEMBER, state=ListState.OPEN, already_waits=True, somebody_spoke=True)
        is AskingRefusal.ALREADY_WAITING
    )


@pytest.mark.parametrize(("seconds", "refusal"), [(180, None), (181, AskingRefusal.LONGER_THAN_ALLOWED)])
def test_a_recorded_statement_is_held_to_the_time_of_its_class(seconds, refusal):
    assert (
        asking_refused(
            Klass.RECORDED_STATEMENT,
            state=ListState.OPEN,
            already_waits=False,
            somebody_spoke=False,
            length=timedelta(seconds=seconds),
            allowed=THREE_MINUTES,
        )
        is refusal
    )


def test_a_speech_is_given_paused_resumed_and_ended():
    state = SpeechState.QUEUED
    for act in (SpeechAct.GIVE, SpeechAct.PAUSE, SpeechAct.RESUME, SpeechAct.END):
        state = transition(state, act)
    assert state is SpeechState.DONE


@pytest.mark.parametrize("state", [SpeechState.DONE, SpeechState.WITHDRAWN, SpeechState.LAPSED])
def test_what_is_over_stays_over(state):
    assert {transition(state, act) for act in SpeechAct} == {None}


def test_a_clock_counts_what_is_left_and_stands_while_paused():
    clock = begun(Clock(allowed=THREE_MINUTES), at=TEN)
    assert clock.remaining(TEN + timedelta(seconds=50)) == timedelta(seconds=130)
    assert clock.ends_at == TEN + THREE_MINUTES
    paused = halted(clock, at=TEN + timedelta(seconds=60))
    assert paused.ends_at is None
    assert paused.remaining(TEN + timedelta(hours=1)) == timedelta(seconds=120)
    again = begun(paused, at=TEN + timedelta(hours=1))
    assert again.ends_at == TEN + timedelta(hours=1, seconds=120)
    assert again.overrun(TEN + timedelta(hours=1, seconds=150)) == timedelta(seconds=30)


def test_a_clock_that_jumps_back_takes_nothing():
    clock = begun(Clock(allowed=THREE_MINUTES, used=timedelta(seconds=20)), at=TEN)
    assert clock.remaining(TEN - timedelta(hours=2)) == timedelta(seconds=160)
    assert halted(clock, at=TEN - timedelta(hours=2)).used == timedelta(seconds=20)


def test_a_speech_without_limit_has_no_end():
    clock = extended(begun(Clock(allowed=None), at=TEN), more=THREE_MINUTES, at=TEN)
    assert (clock.remaining(TEN), clock.ends_at, clock.overrun(TEN + timedelta(days=1))) == (None, None, timedelta(0))


def test_an_extension_counts_from_now_when_the_time_is_over():
    over = TEN + timedelta(minutes=5)
    clock = extended(begun(Clock(allowed=THREE_MINUTES), at=TEN), more=timedelta(minutes=1), at=over)
    assert clock.remaining(over) == timedelta(minutes=1)


def test_an_extension_by_nothing_is_an_error():
    with pytest.raises(ValueError, match="longer than nothing"):
        extended(Clock(allowed=THREE_MINUTES), more=timedelta(0), at=TEN)


@given(st.lists(MOMENTS, max_size=8), MOMENTS)
def test_whatever_the_clock_does_time_is_never_negative_and_never_given_back(moments, at):
    clock, used = Clock(allowed=THREE_MINUTES), timedelta(0)
    for count, moment in enumerate(moments):
        clock = halted(clock, at=moment) if count % 2 else begun(clock, at=moment)
        assert clock.used >= used
        used = clock.used
    assert timedelta(0) <= clock.remaining(at) <= THREE_MINUTES
    assert clock.overrun(at) >= timedelta(0)


@given(st.lists(st.integers(0, 600), min_size=1, max_size=8).map(sorted))
def test_pauses_do_not_count(seconds):
    """The time used is the sum of the stretches between every other moment."""
    moments = [TEN + timedelta(seconds=one) for one in seconds]
    clock = Clock(allowed=None)
    for count, moment in enumerate(moments):
        clock = halted(clock, at=moment) if count % 2 else begun(clock, at=moment)
    stretches = zip(moments[::2], [*moments[1::2], moments[-1]], strict=False)
    assert clock.used_at(moments[-1]) == sum((ends - begins for begins, ends in stretches), timedelta(0))


@given(st.none() | st.integers(0, 600), st.none() | st.integers(0, 600), st.integers(0, 900))
def test_a_speech_gets_no_more_than_its_class_and_its_section_have(limit, section, used):
    def seconds(value):
        return None if value is None else timedelta(seconds=value)

    account = SectionAccount(section="asia", allowed=seconds(section), used=timedelta(seconds=used))
    limits = [*([limit] if limit is not None else []), *([max(0, section - used)] if section is not None else [])]
    assert allowance(seconds(limit), account) == (seconds(min(limits)) if limits else None)


def test_a_section_adds_up_its_speeches():
    running = begun(Clock(allowed=THREE_MINUTES), at=TEN)
    done = Clock(allowed=THREE_MINUTES, used=timedelta(seconds=100))
    account = account_of(
        "asia",
        allowed=timedelta(minutes=3),
        speeches=[("asia", running), ("asia", done), ("europe", done)],
        at=TEN + timedelta(seconds=30),
    )
    assert (account.used, account.remaining) == (timedelta(seconds=130), timedelta(seconds=50))


def test_ties_are_broken_by_key_alone():
    waiting = [request(key) for key in "abc"]
    assert {tuple(keys(order(one, Policy.FIFO))) for one in permutations(waiting)} == {("a", "b", "c")}


def test_a_place_is_changed_and_kept():
    listed = order([request(key, after=count) for count, key in enumerate("abcd")], Policy.FIFO)
    once = placed(listed, "d", to=2)
    assert [(one.key, one.place) for one in once] == [("a", 1), ("d", 2), ("b", None), ("c", None)]
    twice = placed(once, "c", to=1)
    assert [(one.key, one.place) for one in twice] == [("c", 1), ("a", 2), ("d", 3), ("b", None)]
    assert order([replace(one, has_spoken=True) for one in twice], Policy.FIFO)[0].key == "c"
