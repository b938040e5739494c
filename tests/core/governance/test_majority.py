"""Majorities: the vectors of the specification, and arbitrary counts against a reckoning by brute force."""

import json
from decimal import Decimal
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.core.governance.majority import (
    NOBODY,
    Amount,
    Counts,
    LineKind,
    OutcomeCode,
    base_of,
    decide,
    from_json,
    least_over,
    percent,
    to_json,
    without_recused,
)
from comitia.core.governance.rule_set import WEIGHT_ONE, Base, ConflictRule, Majority, Threshold, Tie, Unit

HALF, TWO_THIRDS, THREE_QUARTERS = Fraction(1, 2), Fraction(2, 3), Fraction(3, 4)


def equal(heads):
    return Amount(heads * WEIGHT_ONE, heads)


def weighing(weight, heads=1):
    return Amount(int(Fraction(weight) * WEIGHT_ONE), heads)


def majority(base, over=HALF, *, strict=True, unit=Unit.HEADS, tie=Tie.FAILS, **more):
    return Majority(thresholds=(Threshold(base=base, over=over, strict=strict, unit=unit),), tie=tie, **more)


SIMPLE = majority(Base.YES_NO, article="Art. 37.2")
FIVE_FOUR_THREE = Counts(for_=equal(5), against=equal(4), abstain=equal(3))
TIED = Counts(for_=equal(5), against=equal(5))
UNEQUAL = Counts(for_=weighing(3), against=weighing(2), entitled=weighing(6, 3), present=weighing(6, 3))


@pytest.mark.parametrize(
    ("counts", "rule", "code", "line"),
    [
        (FIVE_FOUR_THREE, SIMPLE, "carried", (5, 5, 9)),
        (FIVE_FOUR_THREE, majority(Base.CAST), "not_carried", (5, 7, 12)),
        (
            Counts(for_=equal(6), against=equal(3)),
            majority(Base.YES_NO, TWO_THIRDS, strict=False),
            "carried",
            (6, 6, 9),
        ),
        (Counts(for_=equal(6), against=equal(3)), majority(Base.YES_NO, TWO_THIRDS), "not_carried", (6, 7, 9)),
        (TIED, SIMPLE, "tie_fails", (5, 6, 10)),
        (
            Counts(for_=weighing("1.5"), against=weighing("1.5", 2)),
            majority(Base.YES_NO, unit=Unit.WEIGHT),
            "tie_fails",
            (1_500_000, 1_500_001, 3_000_000),
        ),
        (UNEQUAL, majority(Base.CAST, unit=Unit.WEIGHT), "carried", (3_000_000, 2_500_001, 5_000_000)),
        (UNEQUAL, majority(Base.ENTITLED, unit=Unit.WEIGHT), "not_carried", (3_000_000, 3_000_001, 6_000_000)),
        (Counts(entitled=equal(43)), SIMPLE, "no_votes", (0, 1, 0)),
        (Counts(entitled=equal(43)), majority(Base.ENTITLED), "no_votes", (0, 22, 43)),
        (Counts(abstain=equal(7)), SIMPLE, "no_votes", (0, 1, 0)),
        (
            Counts(for_=equal(9), against=equal(3)),
            majority(Base.YES_NO, THREE_QUARTERS, strict=False),
            "carried",
            (9, 9, 12),
        ),
        (
            Counts(for_=Amount(999_999, 3), against=Amount(1_000_000, 1)),
            majority(Base.YES_NO, unit=Unit.WEIGHT),
            "not_carried",
            (999_999, 1_000_000, 1_999_999),
        ),
        (
            Counts(for_=equal(31), against=equal(12), entitled=equal(43)),
            majority(Base.ENTITLED, TWO_THIRDS, strict=False),
            "carried",
            (31, 29, 43),
        ),
    ],
)
def test_an_outcome_follows_from_whole_numbers(counts, rule, code, line):
    found = decide(counts, rule)
    assert (found.code, [(one.counted, one.required, one.of) for one in found.lines]) == (code, [line])
    assert found.carried is (code == "carried")
    assert found.article == rule.article


def test_percentages_are_for_show_and_round_half_to_even():
    assert [percent(*pair) for pair in ((5, 9), (3, 5), (1, 16), (1, 32), (3, 32), (0, 7))] == [
        Decimal("55.56"),
        Decimal("60.00"),
        Decimal("6.25"),
        Decimal("3.12"),
        Decimal("9.38"),
        Decimal("0.00"),
    ]
    assert percent(0, 0) is None


def test_the_casting_vote_decides_a_tie_alone_and_is_kept_apart():
    rule = majority(Base.YES_NO, tie=Tie.CASTING_VOTE)
    found = [decide(TIED, rule, casting=casting) for casting in (None, True, False)]
    assert [(one.carried, one.code, one.casting) for one in found] == [
        (False, OutcomeCode.TIE_OPEN, None),
        (True, OutcomeCode.TIE_CASTING, True),
        (False, OutcomeCode.TIE_CASTING, False),
    ]
    assert [one.lines for one in found] == [found[0].lines] * 3
    assert decide(FIVE_FOUR_THREE, rule, casting=False).carried
    assert decide(TIED, SIMPLE, casting=True).code is OutcomeCode.TIE_FAILS


@pytest.mark.parametrize(
    ("tie", "code"),
    [
        (Tie.STATUS_QUO, "tie_status_quo"),
        (Tie.REPEAT_ONCE, "tie_repeat"),
        (Tie.LOT, "tie_lot"),
        (None, "tie_unknown"),
    ],
)
def test_a_tie_is_never_carried_by_itself(tie, code):
    found = decide(TIED, majority(Base.YES_NO, tie=tie))
    assert (found.carried, found.code) == (False, code)


def test_equal_votes_short_of_a_larger_base_are_no_tie():
    counts = Counts(for_=equal(5), against=equal(5), abstain=equal(2), present=equal(20))
    for base in (Base.CAST, Base.PRESENT):
        assert decide(counts, majority(base, tie=Tie.CASTING_VOTE), casting=True).code is OutcomeCode.NOT_CARRIED


def test_a_double_majority_needs_the_members_and_the_weights():
    rule = Majority(
        thresholds=(
            Threshold(base=Base.YES_NO, over=HALF, strict=True, unit=Unit.HEADS),
            Threshold(base=Base.YES_NO, over=TWO_THIRDS, strict=False, unit=Unit.WEIGHT),
        ),
        tie=Tie.FAILS,
    )
    members_only = Counts(for_=weighing(3, 3), against=weighing(5, 1))
    assert [line.holds for line in decide(members_only, rule).lines] == [True, False]
    assert decide(members_only, rule).code is OutcomeCode.NOT_CARRIED
    assert decide(Counts(for_=weighing(10, 3), against=weighing(5, 1)), rule).carried


def test_too_few_votes_cast_carry_nothing():
    rule = majority(Base.YES_NO, turnout=TWO_THIRDS)
    few = Counts(for_=equal(25), against=equal(3), entitled=equal(43))
    found = decide(few, rule)
    assert (found.code, found.lines[-1].kind, found.lines[-1].counted, found.lines[-1].required) == (
        OutcomeCode.TURNOUT_MISSED,
        LineKind.TURNOUT,
        28,
        29,
    )
    assert decide(Counts(for_=equal(25), invalid=equal(4), entitled=equal(43)), rule).carried


def test_a_majority_in_enough_regions_is_counted_region_by_region():
    rule = majority(Base.YES_NO, least_regions=2)
    one = {"africa": (equal(5), equal(1), NOBODY), "europe": (equal(3), equal(3), equal(1))}
    counts = Counts(for_=equal(8), against=equal(4), by_region=one)
    assert decide(counts, rule).code is OutcomeCode.REGIONS_MISSED
    two = {**one, "americas": (equal(1), NOBODY, NOBODY)}
    assert decide(Counts(for_=equal(9), against=equal(4), by_region=two), rule).carried


def test_recused_seats_leave_the_base_only_where_the_rule_says_so():
    counts = Counts(for_=equal(20), against=equal(1), present=equal(30), entitled=equal(40), filled=equal(40))
    leaves = ConflictRule(suggest=True, leaves_base=True)
    rule = majority(Base.ENTITLED)
    assert decide(counts, rule).code is OutcomeCode.NOT_CARRIED
    fewer = without_recused(counts, recused=equal(1), present=equal(1), rule=leaves)
    assert (fewer.entitled, fewer.present, fewer.filled) == (equal(39), equal(29), equal(40))
    assert decide(fewer, rule).carried
    stays = ConflictRule(suggest=True, leaves_base=False)
    assert without_recused(counts, recused=equal(1), present=equal(1), rule=stays) == counts


def test_a_majority_without_a_threshold_is_an_error():
    with pytest.raises(ValueError, match="threshold"):
        decide(TIED, Majority(thresholds=(), tie=Tie.FAILS))


def test_whole_numbers_agree_with_the_formulas_of_earlier_systems():
    for base in range(1, 1001):
        assert least_over(base, over=HALF, strict=True) == base // 2 + 1
        assert least_over(base, over=TWO_THIRDS, strict=False) == -(-2 * base // 3)
        assert least_over(base, over=THREE_QUARTERS, strict=False) == -(-3 * base // 4)


AMOUNTS = st.builds(Amount, st.integers(0, 50).map(lambda n: n * 333_333), st.integers(0, 50))
REGIONS = st.dictionaries(st.sampled_from("abcdef"), st.tuples(AMOUNTS, AMOUNTS, AMOUNTS))
COUNTS = st.builds(
    Counts,
    for_=AMOUNTS,
    against=AMOUNTS,
    abstain=AMOUNTS,
    invalid=AMOUNTS,
    present=AMOUNTS,
    entitled=AMOUNTS,
    filled=AMOUNTS,
    statutory=AMOUNTS,
    by_region=REGIONS,
)
SHARES = st.fractions(0, 1, max_denominator=12)
THRESHOLDS = st.builds(
    Threshold, base=st.sampled_from(Base), over=SHARES, strict=st.booleans(), unit=st.sampled_from(Unit)
)
MAJORITIES = st.builds(
    Majority,
    thresholds=st.lists(THRESHOLDS, min_size=1, max_size=3).map(tuple),
    tie=st.sampled_from([*Tie, None]),
    turnout=SHARES,
    least_regions=st.integers(0, 3),
    abstentions_are_valid=st.booleans(),
    article=st.sampled_from(["", "Art. 4"]),
)
CASTING = st.sampled_from([None, True, False])


def by_brute_force(counts, rule, *, casting):
    """Decide with exact quotients, one condition after the other."""

    def share_of(one):
        base = base_of(counts, one.base, abstentions_are_valid=rule.abstentions_are_valid).of(one.unit)
        return None if base == 0 else Fraction(counts.for_.of(one.unit), base)

    shares = [share_of(one) for one in rule.thresholds]
    if (counts.cast.weight, counts.cast.heads) == (0, 0) or None in shares:
        return False
    unit = rule.thresholds[0].unit
    if Fraction(counts.cast.of(unit)) < rule.turnout * counts.entitled.of(unit):
        return False
    if sum(yes.of(unit) > no.of(unit) for yes, no, _none in counts.by_region.values()) < rule.least_regions:
        return False
    ties = 0
    for share, one in zip(shares, rule.thresholds, strict=True):
        if share > one.over or (share == one.over and not one.strict):
            continue
        if share != one.over or counts.for_.of(one.unit) != counts.against.of(one.unit):
            return False
        ties += 1
    return ties == 0 or (rule.tie is Tie.CASTING_VOTE and casting is True)


@given(COUNTS, MAJORITIES, CASTING)
def test_the_outcome_is_that_of_exact_quotients(counts, rule, casting):
    assert decide(counts, rule, casting=casting).carried is by_brute_force(counts, rule, casting=casting)


@given(COUNTS, MAJORITIES, CASTING, st.integers(1, 5), st.integers(1, 5_000_000))
def test_one_more_in_favour_never_loses_what_was_carried(counts, rule, casting, heads, weight):
    more = Counts(
        **{
            name: getattr(counts, name)
            for name in ("against", "abstain", "invalid", "present", "entitled", "filled", "statutory", "by_region")
        },
        for_=counts.for_ + Amount(weight, heads),
    )
    assert decide(more, rule, casting=casting).carried >= decide(counts, rule, casting=casting).carried


@given(COUNTS, MAJORITIES, CASTING, st.integers(1, 1000))
def test_scaling_every_weight_changes_no_outcome(counts, rule, casting, factor):
    def scaled(amount):
        return Amount(amount.weight * factor, amount.heads)

    names = ("for_", "against", "abstain", "invalid", "present", "entitled", "filled", "statutory")
    larger = Counts(
        **{name: scaled(getattr(counts, name)) for name in names},
        by_region={key: tuple(map(scaled, three)) for key, three in counts.by_region.items()},
    )
    assert decide(larger, rule, casting=casting).code is decide(counts, rule, casting=casting).code


@given(COUNTS, MAJORITIES, CASTING)
def test_the_order_of_regions_and_conditions_changes_nothing(counts, rule, casting):
    turned = Counts(
        **{
            name: getattr(counts, name)
            for name in ("for_", "against", "abstain", "invalid", "present", "entitled", "filled", "statutory")
        },
        by_region=dict(reversed(counts.by_region.items())),
    )
    for order in permutations(rule.thresholds):
        if order[0].unit is not rule.thresholds[0].unit:
            continue
        other = Majority(
            thresholds=order,
            tie=rule.tie,
            turnout=rule.turnout,
            least_regions=rule.least_regions,
            abstentions_are_valid=rule.abstentions_are_valid,
        )
        assert decide(turned, other, casting=casting).code is decide(counts, rule, casting=casting).code


@given(COUNTS, MAJORITIES, CASTING)
def test_an_outcome_is_read_back_as_it_was_written(counts, rule, casting):
    found = decide(counts, rule, casting=casting)
    assert from_json(json.loads(json.dumps(to_json(found)))) == found


@given(COUNTS, MAJORITIES)
def test_what_is_required_is_the_least_that_holds(counts, rule):
    for line in decide(counts, rule).lines:
        if line.kind is LineKind.REGIONS or line.of == 0:
            continue
        enough = Fraction(line.required) > line.over * line.of if line.strict else line.required >= line.over * line.of
        one_less = line.required - 1
        too_few = Fraction(one_less) <= line.over * line.of if line.strict else one_less < line.over * line.of
        assert (enough, too_few) == (True, True)
