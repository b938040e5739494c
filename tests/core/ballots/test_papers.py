"""What a valid paper is, and which fault each other one has."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.core.ballots.papers import (
    Choice,
    Fault,
    FaultCode,
    Paper,
    Part,
    YesOrNo,
    decimal,
    micro_units,
    options_from_json,
    options_to_json,
    paper_from_json,
    paper_to_json,
    read_paper,
)
from comitia.core.ballots.roll import WHOLE

YES_OR_NO = YesOrNo()
CITIES = Choice(keys=("almaty", "baku", "lima"), most=3, most_per_option=2)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["yes", "no", "almaty"]), inner),
    max_leaves=6,
)


def one(answer, *, weight=WHOLE, many=1):
    return Paper((Part(weight, ((answer, many),)),))


@pytest.mark.parametrize("answer", ["yes", "no", "abstain"])
def test_one_answer_is_a_paper_of_the_whole_weight(answer):
    assert read_paper(YES_OR_NO, answer, weight=3 * WHOLE) == one(answer, weight=3 * WHOLE)
    assert read_paper(YES_OR_NO, [answer], weight=3 * WHOLE) == one(answer, weight=3 * WHOLE)


def test_a_vote_is_split_into_parts_that_add_up_to_the_weight():
    split = read_paper(YES_OR_NO, {"no": "1.5", "yes": 4, "abstain": "0,5"}, weight=6 * WHOLE, may_split=True)
    assert split == Paper(
        (
            Part(4_000_000, (("yes", 1),)),
            Part(1_500_000, (("no", 1),)),
            Part(500_000, (("abstain", 1),)),
        )
    )
    assert split.weight == 6 * WHOLE


def test_votes_are_counted_per_option():
    assert read_paper(CITIES, {"baku": "1", "almaty": 2, "lima": ""}, weight=2 * WHOLE) == Paper(
        (Part(2 * WHOLE, (("almaty", 2), ("baku", 1))),)
    )
    assert read_paper(CITIES, ["lima", "almaty", "lima"], weight=WHOLE) == Paper(
        (Part(WHOLE, (("almaty", 1), ("lima", 2))),)
    )


@pytest.mark.parametrize(
    ("options", "typed", "code"),
    [
        (YES_OR_NO, None, FaultCode.NOTHING_CHOSEN),
        (YES_OR_NO, "", FaultCode.NOTHING_CHOSEN),
        (YES_OR_NO, {}, FaultCode.NOTHING_CHOSEN),
        (YES_OR_NO, {"yes": "0"}, FaultCode.NOTHING_CHOSEN),
        (YES_OR_NO, "perhaps", FaultCode.UNKNOWN_ANSWER),
        (YES_OR_NO, "blank", FaultCode.UNKNOWN_ANSWER),
        (YesOrNo(may_abstain=False), "abstain", FaultCode.UNKNOWN_ANSWER),
        (YES_OR_NO, ["yes", "no"], FaultCode.TOO_MANY),
        (YES_OR_NO, {"yes": "1", "no": "1"}, FaultCode.SPLIT_NOT_ALLOWED),
        (YES_OR_NO, {"yes": "1", "no": "0.999999"}, FaultCode.SPLIT_SUM),
        (YES_OR_NO, {"yes": "1.0000001"}, FaultCode.NOT_A_NUMBER),
        (YES_OR_NO, {"yes": "-2", "no": "4"}, FaultCode.NOT_A_NUMBER),
        (YES_OR_NO, {"yes": True, "no": "1"}, FaultCode.NOT_A_NUMBER),
        (YES_OR_NO, {"perhaps": "2"}, FaultCode.UNKNOWN_ANSWER),
        (YES_OR_NO, 7, FaultCode.UNREADABLE),
        (CITIES, {"almaty": 3}, FaultCode.TOO_MANY_FOR_ONE),
        (CITIES, {"almaty": 2, "baku": 2}, FaultCode.TOO_MANY),
        (CITIES, {"almaty": "two"}, FaultCode.NOT_A_NUMBER),
        (CITIES, {"almaty": 0}, FaultCode.NOTHING_CHOSEN),
        (CITIES, ["almaty", "abstain"], FaultCode.UNKNOWN_ANSWER),
        (Choice(keys=("a", "b", "c"), least=2, most=2), "a", FaultCode.TOO_FEW),
        (Choice(keys=("a", "b", "c"), least=2, most=2), {"a": 1}, FaultCode.TOO_FEW),
    ],
)
def test_a_paper_that_cannot_be_counted_has_a_fault(options, typed, code):
    fault = read_paper(options, typed, weight=2 * WHOLE)
    assert isinstance(fault, Fault)
    assert fault.code == code


def test_only_a_vote_of_more_than_one_can_be_split():
    halves = {"yes": "0.5", "no": "0.5"}
    assert read_paper(YES_OR_NO, halves, weight=WHOLE, may_split=True) == Fault(FaultCode.SPLIT_NOT_ALLOWED)


def test_a_whole_paper_may_abstain_reject_all_or_be_blank_where_the_ballot_says_so():
    options = Choice(keys=("a", "b"), most=2, may_reject=True, may_be_blank=True)
    assert options.answers == ("a", "b", "no", "abstain", "blank")
    assert [read_paper(options, typed, weight=WHOLE) for typed in ("no", "blank")] == [one("no"), one("blank")]


@pytest.mark.parametrize(
    "wrong",
    [{"keys": ()}, {"keys": ("a", "a")}, {"keys": ("yes",)}, {"keys": ("a",), "most": 2}, {"keys": ("a",), "least": 0}],
)
def test_options_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValueError, match="options"):
        Choice(**wrong)


@given(
    st.sampled_from([YES_OR_NO, CITIES, Choice(keys=("a", "b"))]), ANYTHING, st.integers(1, 9 * WHOLE), st.booleans()
)
def test_whatever_is_typed_gives_a_paper_of_the_weight_or_a_fault(options, typed, weight, may_split):
    read = read_paper(options, typed, weight=weight, may_split=may_split)
    assert isinstance(read, Fault) or read.weight == weight


@given(st.dictionaries(st.sampled_from(CITIES.keys), st.integers(0, 2), min_size=1), st.randoms(use_true_random=False))
def test_equal_choices_give_equal_papers_however_they_were_typed(votes, chance):
    items = list(votes.items())
    chance.shuffle(items)
    read, again = (read_paper(CITIES, dict(order), weight=WHOLE) for order in (votes.items(), items))
    assert read == again
    if isinstance(read, Paper):
        assert paper_from_json(json.loads(json.dumps(paper_to_json(read)))) == read


@pytest.mark.parametrize("options", [YesOrNo(may_be_blank=True), CITIES])
def test_options_survive_being_written(options):
    assert options_from_json(json.loads(json.dumps(options_to_json(options)))) == options


@pytest.mark.parametrize("wrong", [None, {}, {"kind": "choice"}, {"kind": "yes_or_no", "colour": 1}])
def test_other_data_are_no_options(wrong):
    with pytest.raises(ValueError, match="Not the options"):
        options_from_json(wrong)


@given(st.integers(1, 10**15 - 1))
def test_micro_units_are_written_and_read_exactly(weight):
    assert micro_units(decimal(weight)) == weight
