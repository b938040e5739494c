"""Outcomes and quorums in words: whole numbers for members, exact weights, the article at the end."""

from fractions import Fraction

import pytest

from comitia.core.governance.majority import Amount, Counts, OutcomeCode, decide
from comitia.core.governance.quorum import SeatCount, judge
from comitia.core.governance.rule_set import (
    WEIGHT_ONE,
    Base,
    Checkpoint,
    Majority,
    QuorumBase,
    QuorumCounts,
    QuorumRule,
    Threshold,
    Tie,
    Unit,
)
from comitia.organs.queries.rule_words import (
    OUTCOMES,
    formula,
    fraction_text,
    outcome_text,
    quorum_formula,
    quorum_text,
    share_text,
    weight_text,
)

HALF, TWO_THIRDS = Fraction(1, 2), Fraction(2, 3)


def equal(heads):
    return Amount(heads * WEIGHT_ONE, heads)


def majority(*thresholds, tie=Tie.FAILS, **more):
    made = tuple(Threshold(base=base, over=over, strict=strict, unit=unit) for base, over, strict, unit in thresholds)
    return Majority(thresholds=made, tie=tie, **more)


def test_a_formula_has_the_numbers_and_the_article():
    rule = majority((Base.ENTITLED, TWO_THIRDS, False, Unit.HEADS), article="Art. 37.2")
    found = decide(Counts(for_=equal(31), against=equal(12), entitled=equal(43)), rule)
    assert outcome_text(found) == "Carried"
    assert formula(found) == "31 for of 43 entitled; required 29; Art. 37.2"
    assert [share_text(line) for line in found.lines] == ["72.09 %"]


def test_weights_are_written_exactly_and_what_they_must_exceed_too():
    rule = majority(
        (Base.CAST, HALF, True, Unit.WEIGHT),
        (Base.YES_NO, TWO_THIRDS, False, Unit.WEIGHT),
        turnout=HALF,
    )
    counts = Counts(for_=Amount(1_500_000, 1), against=Amount(500_000, 1), entitled=Amount(43_000_000, 20))
    assert formula(decide(counts, rule)) == (
        "by weight: 1.5 for of 2 cast; required more than 1; "
        "by weight: 1.5 for of 2 for and against; required 1.333334; "
        "by weight: 2 cast of 43 entitled; required 21.5"
    )


def test_regions_are_counted_in_words():
    rule = majority((Base.YES_NO, HALF, True, Unit.HEADS), least_regions=2)
    counts = Counts(
        for_=equal(8),
        against=equal(4),
        by_region={"asia": (equal(8), equal(1), equal(0)), "africa": (equal(0), equal(3), equal(0))},
    )
    found = decide(counts, rule)
    assert (outcome_text(found), formula(found)) == (
        "Not carried: too few regions are in favour",
        "8 for of 12 for and against; required 7; 1 of 2 regions in favour; required 2",
    )


@pytest.mark.parametrize(
    ("casting", "words"),
    [
        (None, "As many for as against: the casting vote of the chair decides"),
        (True, "Carried by the chair's casting vote"),
        (False, "Not carried: the chair's casting vote was against"),
    ],
)
def test_a_casting_vote_is_told(casting, words):
    rule = majority((Base.YES_NO, HALF, True, Unit.HEADS), tie=Tie.CASTING_VOTE)
    assert outcome_text(decide(Counts(for_=equal(5), against=equal(5)), rule, casting=casting)) == words


def test_every_outcome_has_words():
    assert OUTCOMES.keys() == set(OutcomeCode)


def test_a_quorum_is_told_with_its_numbers_or_as_not_known():
    rule = QuorumRule(
        base=QuorumBase.FILLED,
        over=HALF,
        strict=True,
        counts=QuorumCounts.PRESENT,
        checkpoints=frozenset({Checkpoint.OPENING}),
        article="Art. 12",
    )
    found = judge(rule, SeatCount(present=20, filled=40))
    assert (quorum_text(found), quorum_formula(found)) == (
        "There is no quorum",
        "20 of 40 filled seats; required 21; Art. 12",
    )
    unknown = judge(None, SeatCount(present=20))
    assert (quorum_text(unknown), quorum_formula(unknown)) == (
        "The quorum is not known: nothing can be declared",
        "",
    )


def test_weights_and_shares_are_written_without_needless_figures():
    assert [weight_text(micro) for micro in (0, 1, 500_000, 1_000_000, 10_000_000)] == [
        "0",
        "0.000001",
        "0.5",
        "1",
        "10",
    ]
    assert [fraction_text(Fraction(share)) for share in ("0", "2/3", "1")] == ["0", "2/3", "1"]
