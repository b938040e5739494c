"""What the rules ask of motions, and the states that motions and amendments go through."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.core.governance.motions import (
    AmendmentAct,
    AmendmentState,
    MotionAct,
    MotionRule,
    MotionState,
    Shortfall,
    amendment_after,
    motion_after,
)

STARTS = datetime(2020, 11, 17, 7, 0, tzinfo=UTC)
DUE = STARTS - timedelta(hours=24)
RULE = MotionRule(hours_before=24, languages=("en", "fr"))


@pytest.mark.parametrize(
    ("missing", "at", "found"),
    [
        ((), DUE, set()),
        ((), DUE + timedelta(seconds=1), {Shortfall.LATE}),
        (("fr",), DUE, {Shortfall.LANGUAGES}),
        (("fr",), STARTS, {Shortfall.LATE, Shortfall.LANGUAGES}),
    ],
)
def test_a_text_is_late_after_its_last_moment_and_short_of_its_languages(missing, at, found):
    assert RULE.shortfalls(missing=missing, starts_at=STARTS, at=at) == found


def test_nothing_is_late_without_a_last_moment():
    assert MotionRule().shortfalls(missing=(), starts_at=STARTS, at=STARTS) == set()
    assert RULE.shortfalls(missing=(), starts_at=None, at=STARTS) == set()


def test_a_motion_goes_its_way():
    state = MotionState.SUBMITTED
    for act in (MotionAct.ADMIT, MotionAct.OPEN_DEBATE, MotionAct.DEFER, MotionAct.OPEN_DEBATE, MotionAct.PUT):
        state = motion_after(state, act)
    assert (state, motion_after(state, MotionAct.WITHDRAW)) == (MotionState.VOTING, None)
    assert motion_after(state, MotionAct.ADOPT) == MotionState.ADOPTED


OVER = [
    MotionState.INADMISSIBLE,
    MotionState.ADOPTED,
    MotionState.REJECTED,
    MotionState.LAPSED,
    MotionState.WITHDRAWN,
    MotionState.REFERRED,
]


@given(st.lists(st.sampled_from(MotionAct)))
def test_what_is_over_stays_over_and_nothing_is_adopted_unadmitted(acts):
    states = [MotionState.SUBMITTED]
    for act in acts:
        states.append(motion_after(states[-1], act) or states[-1])
    over = [state for state in states if state in OVER]
    assert len(set(over)) <= 1
    if MotionState.ADOPTED in states:
        assert MotionState.ADMITTED in states


@given(st.lists(st.sampled_from(AmendmentAct)))
def test_an_amendment_is_merged_only_when_it_was_carried_or_accepted(acts):
    states = [AmendmentState.SUBMITTED]
    for act in acts:
        states.append(amendment_after(states[-1], act) or states[-1])
    if AmendmentState.MERGED in states:
        assert states[states.index(AmendmentState.MERGED) - 1] in {AmendmentState.CARRIED, AmendmentState.ACCEPTED}
