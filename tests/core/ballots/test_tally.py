"""Papers counted in weights and heads, against the figures of real cases and against counting by brute force."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.core.ballots.papers import Choice, Paper, Part, YesOrNo, read_paper
from comitia.core.ballots.roll import WHOLE, Mandate, Seat, roll
from comitia.core.ballots.tally import Tally, counts_of, from_json, recused_of, seats_counted, tally, to_json
from comitia.core.governance.majority import NOBODY, Amount, OutcomeCode, decide, without_recused
from comitia.core.governance.rule_set import Base, ConflictRule, Majority, Threshold, Tie, Unit

YES_OR_NO = YesOrNo(may_be_blank=True)
HALF = Fraction(1, 2)
PAPERS = st.lists(
    st.one_of(
        st.builds(
            lambda answer, weight: Paper((Part(weight, ((answer, 1),)),)),
            st.sampled_from(YES_OR_NO.answers),
            st.integers(1, 9 * WHOLE),
        ),
        st.builds(
            lambda yes, no: Paper((Part(yes, (("yes", 1),)), Part(no, (("no", 1),)))),
            st.integers(1, 9 * WHOLE),
            st.integers(1, 9 * WHOLE),
        ),
    )
)


def papers(**answers):
    """Read papers from `yes=[weights]`, weights as decimal numbers."""
    return [
        read_paper(YES_OR_NO, answer, weight=round(weight * WHOLE))
        for answer, weights in answers.items()
        for weight in weights
    ]


def majority(base, over=HALF, *, strict=True, unit=Unit.WEIGHT):
    return Majority(thresholds=(Threshold(base=base, over=over, strict=strict, unit=unit),), tie=Tie.FAILS)


def seats(*weights):
    return [Seat(member=f"city-{number}", weight=round(weight * WHOLE)) for number, weight in enumerate(weights)]


def all_present(listed):
    return roll(listed, present=[seat.member for seat in listed])


def judged(cast, lines, base, **more):
    return decide(counts_of(tally(YES_OR_NO, cast), lines), majority(base, **more))


def test_weights_of_one_and_a_half_for_and_of_one_and_a_half_against_tie():
    outcome = judged(papers(yes=[1.5], no=[1, 0.5]), all_present(seats(1.5, 1, 0.5)), Base.YES_NO)
    assert (outcome.carried, outcome.code) == (False, OutcomeCode.TIE_FAILS)


def test_three_of_five_weights_cast_carry_although_a_member_kept_silent():
    outcome = judged(papers(yes=[3], no=[2]), all_present(seats(3, 2, 1)), Base.CAST)
    assert (outcome.carried, outcome.lines[0].counted, outcome.lines[0].of) == (True, 3 * WHOLE, 5 * WHOLE)


def test_three_of_six_weights_entitled_do_not_carry():
    outcome = judged(papers(yes=[3], no=[2]), all_present(seats(3, 2, 1)), Base.ENTITLED)
    assert (outcome.carried, outcome.lines[0].counted, outcome.lines[0].of) == (False, 3 * WHOLE, 6 * WHOLE)


def test_a_vote_in_which_nobody_votes_is_not_carried():
    assert judged([], all_present(seats(1, 1)), Base.YES_NO).code == OutcomeCode.NO_VOTES


def test_votes_for_options_count_with_the_weight_of_the_paper():
    options = Choice(keys=("o1", "o2"), most=3, most_per_option=2)
    paper = read_paper(options, {"o1": 2, "o2": 1}, weight=2 * WHOLE)
    counted = tally(options, [paper])
    assert (counted.of("o1"), counted.of("o2")) == (Amount(4 * WHOLE, 1), Amount(2 * WHOLE, 1))
    assert counted.valid == Amount(2 * WHOLE, 1)


def test_those_who_abstain_or_reject_all_options_chose_none():
    options = Choice(keys=("o1", "o2"), may_reject=True)
    cast = [read_paper(options, typed, weight=WHOLE) for typed in ["o1"] * 4 + ["o2"] * 2 + ["abstain", "no", "no"]]
    counted = tally(options, cast)
    assert (counted.valid.heads, counted.chosen.heads) == (9, 6)
    counts = counts_of(counted, all_present(seats(*[1] * 9)), option="o1")
    assert (counts.for_.heads, counts.against.heads, counts.abstain.heads) == (4, 4, 1)


def test_three_thirds_to_six_places_are_not_one():
    outcome = judged(papers(yes=[0.333333] * 3, no=[1]), all_present(seats(*[0.333333] * 3, 1)), Base.YES_NO)
    assert outcome.code == OutcomeCode.NOT_CARRIED
    assert outcome.lines[0].counted == 999_999


def test_a_member_that_steps_back_leaves_the_base_if_the_rule_says_so_and_stays_in_the_quorum():
    listed = [*seats(1, 1, 1), Seat(member="host", is_recused=True)]
    lines = all_present(listed)
    counts = counts_of(tally(YES_OR_NO, papers(yes=[1, 1], no=[1])), lines)
    recused, present = recused_of(lines)
    left = without_recused(counts, recused=recused, present=present, rule=ConflictRule(suggest=True, leaves_base=True))
    assert (counts.entitled.heads, counts.present.heads, counts.filled.heads) == (4, 4, 4)
    assert (left.entitled.heads, left.present.heads, left.filled.heads) == (3, 3, 4)
    assert seats_counted(lines).present == 4


def test_the_absent_are_entitled_and_the_represented_are_present():
    listed = [Seat(member="a"), Seat(member="b", proxy="a"), Seat(member="c"), Seat(member="d", mandate=Mandate.ENDED)]
    lines = roll(listed, present=["a", "d"])
    counts = counts_of(tally(YES_OR_NO, []), lines, statutory=Amount(20 * WHOLE, 20))
    assert [getattr(counts, name).heads for name in ("present", "entitled", "filled", "statutory")] == [2, 3, 3, 20]
    count = seats_counted(lines, statutory=20, cast=1)
    assert (count.present, count.represented, count.accredited, count.filled, count.statutory) == (1, 1, 3, 3, 20)


def test_a_member_that_splits_its_vote_takes_no_side_as_a_head():
    split = read_paper(YES_OR_NO, {"yes": "4", "no": "2"}, weight=6 * WHOLE, may_split=True)
    counts = counts_of(tally(YES_OR_NO, [split]), all_present(seats(6)))
    assert (counts.for_, counts.against) == (Amount(4 * WHOLE, 0), Amount(2 * WHOLE, 0))
    assert (counts.abstain, counts.cast) == (Amount(0, 1), Amount(6 * WHOLE, 1))


def test_regions_are_counted_apart():
    asia, europe = tally(YES_OR_NO, papers(yes=[1, 1])), tally(YES_OR_NO, papers(no=[1]))
    counts = counts_of(
        tally(YES_OR_NO, papers(yes=[1, 1], no=[1])),
        all_present(seats(1, 1, 1)),
        by_region={"europe": europe, "asia": asia},
    )
    assert list(counts.by_region.items()) == [
        ("asia", (Amount(2 * WHOLE, 2), NOBODY, NOBODY)),
        ("europe", (NOBODY, Amount(WHOLE, 1), NOBODY)),
    ]


def test_a_paper_read_for_another_ballot_is_not_counted():
    with pytest.raises(KeyError):
        tally(Choice(keys=("a",)), papers(yes=[1]))


@given(PAPERS, st.randoms(use_true_random=False))
def test_the_order_of_the_papers_changes_nothing(cast, chance):
    shuffled = list(cast)
    chance.shuffle(shuffled)
    assert tally(YES_OR_NO, shuffled) == tally(YES_OR_NO, cast)


@given(PAPERS)
def test_a_tally_is_what_counting_one_by_one_gives(cast):
    counted = tally(YES_OR_NO, cast)
    parts = [(answer, part.weight) for paper in cast for part in paper.parts for answer, _many in part.votes]
    for answer in YES_OR_NO.answers:
        assert counted.of(answer).weight == sum(weight for said, weight in parts if said == answer)
    counts = counts_of(counted, [])
    assert counts.cast == counted.cast == Amount(sum(paper.weight for paper in cast), len(cast))


@given(PAPERS, st.integers(2, 7))
def test_weights_that_all_grow_alike_decide_alike(cast, factor):
    grown = [Paper(tuple(replace(part, weight=part.weight * factor) for part in paper.parts)) for paper in cast]
    before, after = (decide(counts_of(tally(YES_OR_NO, one), []), majority(Base.CAST)) for one in (cast, grown))
    assert (before.carried, before.code) == (after.carried, after.code)


@given(PAPERS, st.integers(1, 9 * WHOLE))
def test_one_more_vote_for_never_loses_what_was_carried(cast, weight):
    more = [*cast, Paper((Part(weight, (("yes", 1),)),))]
    before, after = (decide(counts_of(tally(YES_OR_NO, one), []), majority(Base.CAST)) for one in (cast, more))
    assert after.carried or not before.carried


@given(PAPERS)
def test_a_tally_survives_being_written(cast):
    counted = tally(YES_OR_NO, cast)
    assert from_json(json.loads(json.dumps(to_json(counted)))) == counted


def test_other_data_are_no_tally():
    with pytest.raises(ValueError, match="fields of Tally"):
        from_json({"answers": []})


def test_an_empty_tally_is_nothing():
    assert tally(YES_OR_NO, []) == Tally(
        answers=tuple((answer, NOBODY) for answer in YES_OR_NO.answers),
        cast=NOBODY,
        blank=NOBODY,
        abstained=NOBODY,
        rejected=NOBODY,
    )
