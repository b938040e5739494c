"""Quorums: shares of seats, proxies that count in part, second convocations, and what is not known."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.core.governance.quorum import SeatCount, at_step, judge, step_reached, without_recused
from comitia.core.governance.rule_set import (
    Checkpoint,
    ConflictRule,
    QuorumBase,
    QuorumCounts,
    QuorumRule,
    QuorumStep,
)

ALWAYS = frozenset({Checkpoint.OPENING, Checkpoint.BALLOT_OPENING})
HALF = Fraction(1, 2)
QUARTER = Fraction(1, 4)


def rule(over=HALF, *, strict=True, base=QuorumBase.FILLED, counts=QuorumCounts.PRESENT, **more):
    return QuorumRule(base=base, over=over, strict=strict, counts=counts, checkpoints=ALWAYS, **more)


def test_more_than_half_of_forty_seats_is_twenty_one():
    found = [judge(rule(article="Art. 12"), SeatCount(present=present, filled=40)) for present in (20, 21)]
    assert [(one.is_met, one.counted, one.required, one.of) for one in found] == [
        (False, 20, 21, 40),
        (True, 21, 21, 40),
    ]
    assert {one.article for one in found} == {"Art. 12"}


@pytest.mark.parametrize(
    ("asked", "count", "required", "is_met"),
    [
        (rule(Fraction(2, 3), strict=False), SeatCount(present=13, filled=19), 13, True),
        (rule(Fraction(2, 3), strict=False), SeatCount(present=12, filled=19), 13, False),
        (rule(base=QuorumBase.STATUTORY), SeatCount(present=10, filled=18, statutory=20), 11, False),
        (rule(base=QuorumBase.ACCREDITED), SeatCount(present=8, accredited=15, statutory=20), 8, True),
        (rule(Fraction(1, 3), strict=False, least=9), SeatCount(present=8, filled=19), 9, False),
        (rule(counts=QuorumCounts.CAST), SeatCount(present=19, cast=9, filled=19), 10, False),
        (rule(Fraction(0), strict=False), SeatCount(filled=19), 0, True),
        (rule(), SeatCount(), 1, False),
    ],
)
def test_a_quorum_is_a_share_of_the_seats_it_names(asked, count, required, is_met):
    found = judge(asked, count)
    assert (found.required, found.is_met) == (required, is_met)


def test_members_represented_count_only_up_to_the_share_the_rule_lets_count():
    counted = {
        at_most: judge(
            rule(counts=QuorumCounts.PRESENT_OR_REPRESENTED, proxies_at_most=at_most),
            SeatCount(present=7, represented=6, filled=19),
        ).counted
        for at_most in (Fraction(0), Fraction(1, 4), Fraction(1, 3), HALF, Fraction(1))
    }
    assert counted == {Fraction(0): 7, Fraction(1, 4): 9, Fraction(1, 3): 10, HALF: 13, Fraction(1): 13}


def test_a_second_convocation_needs_fewer():
    ladder = (QuorumStep(after_days=30, over=HALF, strict=False),)
    two_thirds = rule(Fraction(2, 3), strict=False, ladder=ladder)
    count = SeatCount(present=10, filled=19)
    assert [judge(two_thirds, count, step=step).required for step in (0, 1)] == [13, 10]
    assert [judge(two_thirds, count, step=step).is_met for step in (0, 1)] == [False, True]
    with pytest.raises(ValueError, match="no step 2"):
        judge(two_thirds, count, step=2)


def test_an_unknown_quorum_is_neither_met_nor_missed():
    found = judge(None, SeatCount(present=19, filled=19))
    assert (found.is_met, found.required, found.base) == (None, None, None)


def test_recused_members_count_to_the_quorum_unless_the_rule_says_otherwise():
    count = SeatCount(present=10, filled=19, statutory=20, accredited=18)
    stays = ConflictRule(suggest=True, leaves_base=True)
    assert without_recused(count, recused=2, present=1, rule=stays) == count
    leaves = ConflictRule(suggest=True, leaves_base=True, leaves_quorum=True)
    assert without_recused(count, recused=2, present=1, rule=leaves) == SeatCount(
        present=9, filled=17, statutory=18, accredited=16
    )


SHARES = st.fractions(0, 1, max_denominator=12)
COUNTS = st.builds(
    SeatCount,
    present=st.integers(0, 60),
    represented=st.integers(0, 60),
    cast=st.integers(0, 60),
    accredited=st.integers(0, 60),
    filled=st.integers(0, 60),
    statutory=st.integers(0, 60),
)
RULES = st.builds(
    QuorumRule,
    base=st.sampled_from(QuorumBase),
    over=SHARES,
    strict=st.booleans(),
    counts=st.sampled_from(QuorumCounts),
    checkpoints=st.just(ALWAYS),
    least=st.integers(0, 20),
    proxies_at_most=SHARES,
)


@given(RULES, COUNTS)
def test_the_quorum_is_that_of_exact_shares(asked, count):
    found = judge(asked, count)
    enough = found.counted > asked.over * found.of if asked.strict else found.counted >= asked.over * found.of
    at_least = max(asked.least, 1 if asked.over else 0)
    assert found.is_met is (enough and found.counted >= at_least)


@given(RULES, COUNTS, st.integers(1, 5))
def test_another_member_present_never_breaks_a_quorum(asked, count, more):
    fuller = SeatCount(
        present=count.present + more,
        represented=count.represented,
        cast=count.cast,
        accredited=count.accredited,
        filled=count.filled,
        statutory=count.statutory,
    )
    assert judge(asked, fuller).is_met >= judge(asked, count).is_met


@given(RULES, COUNTS)
def test_those_represented_who_count_are_the_most_the_share_allows(asked, count):
    if asked.counts is not QuorumCounts.PRESENT_OR_REPRESENTED:
        return
    held = judge(asked, count).counted - count.present
    assert held <= asked.proxies_at_most * (count.present + held)
    is_all = held == count.represented
    assert is_all or held + 1 > asked.proxies_at_most * (count.present + held + 1)


def test_a_step_is_reached_after_its_days_and_after_as_many_missed_sittings():
    ladder = (QuorumStep(after_days=1, over=HALF, strict=False), QuorumStep(after_days=3, over=QUARTER, strict=False))
    asked, first, second = rule(Fraction(2, 3), ladder=ladder), date(2020, 11, 17), date(2020, 11, 18)
    assert [step_reached(asked, missed, on=date(2020, 11, day)) for missed, day in (((), 17), ((first,), 17))] == [0, 0]
    assert step_reached(asked, (first,), on=second) == 1
    assert [step_reached(asked, (first, second), on=date(2020, 11, day)) for day in (18, 19, 21)] == [0, 1, 2]
    assert step_reached(asked, (first, first, second), on=date(2020, 12, 1)) == 2


def test_a_quorum_at_a_step_asks_what_the_ladder_asks():
    asked = rule(
        Fraction(2, 3), ladder=(QuorumStep(after_days=1, over=QUARTER, strict=False, least=4),), article="Art. 9"
    )
    count = SeatCount(filled=19)
    assert [judge(at_step(asked, step), count).required for step in (0, 1, 5)] == [13, 5, 5]
    assert at_step(asked, 1).article == "Art. 9"
