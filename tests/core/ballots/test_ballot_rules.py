"""The rules that a ballot keeps: its quorum, its outcome, and what a change of the rules leaves alone."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest

from comitia.core.ballots.papers import Choice, Paper, Part, YesOrNo, read_paper
from comitia.core.ballots.roll import WHOLE, Mandate, Seat, roll
from comitia.core.ballots.rules import BallotRules, from_json, outcomes, quorum_at, rules_for, to_json
from comitia.core.ballots.tally import tally
from comitia.core.governance.majority import OutcomeCode
from comitia.core.governance.rule_set import (
    Base,
    Checkpoint,
    ConflictRule,
    Majority,
    MatterClass,
    ProxyRule,
    QuorumBase,
    QuorumCounts,
    QuorumRule,
    RuleSet,
    Threshold,
    Tie,
)

HALF = Fraction(1, 2)
SIMPLE = Majority(thresholds=(Threshold(base=Base.YES_NO, over=HALF, strict=True),), tie=Tie.REPEAT_ONCE)
OF_SEATS = QuorumRule(
    base=QuorumBase.FILLED,
    over=HALF,
    strict=True,
    counts=QuorumCounts.PRESENT_OR_REPRESENTED,
    checkpoints=frozenset({Checkpoint.BALLOT_OPENING}),
)
RULES = RuleSet(
    organ="committee",
    number=2,
    names={"en": "Rules"},
    matters=(
        MatterClass(key="ordinary", names={"en": "Ordinary"}, majority="simple", quorum="half", is_secret=False),
        MatterClass(key="host", names={"en": "Host"}, majority="simple", quorum=None, is_secret=True),
    ),
    majorities={"simple": SIMPLE},
    quorums={"half": OF_SEATS},
    proxies=ProxyRule(allowed=True, counts_to_quorum=True),
    conflicts=ConflictRule(suggest=True, leaves_base=True),
)
YES_OR_NO = YesOrNo()


def ordinary(**changes) -> BallotRules:
    return replace(rules_for(RULES, "ordinary", seats=20), **changes)


def lines(present, filled=40, **facts):
    return roll([Seat(member=f"city-{one:02}", **facts) for one in range(filled)], present=members(present))


def members(count):
    return [f"city-{one:02}" for one in range(count)]


def papers(**answers):
    return [Paper((Part(WHOLE, ((answer, 1),)),)) for answer, many in answers.items() for _each in range(many)]


def code(rules, cast, on_roll, **more):
    [(_option, outcome)] = outcomes(rules, YES_OR_NO, tally(YES_OR_NO, cast), on_roll, **more)
    return outcome.code


@pytest.mark.parametrize(("present", "is_met"), [(20, False), (21, True)])
def test_twenty_of_forty_filled_seats_are_no_quorum_where_more_than_half_are_needed(present, is_met):
    judged = quorum_at(ordinary(), lines(present), checkpoint=Checkpoint.BALLOT_OPENING)
    assert (judged.is_met, judged.counted, judged.required, judged.of) == (is_met, present, 21, 40)


def test_a_quorum_that_the_rules_do_not_know_is_not_met_and_not_missed():
    judged = quorum_at(rules_for(RULES, "host", seats=20), lines(40), checkpoint=Checkpoint.BALLOT_OPENING)
    assert judged.is_met is None


def test_the_represented_count_for_the_quorum_only_if_the_rules_say_so():
    on_roll = roll([Seat(member="a"), Seat(member="b", proxy="a"), Seat(member="c")], present=["a"])
    counting = quorum_at(ordinary(), on_roll, checkpoint=Checkpoint.BALLOT_OPENING)
    silent = quorum_at(ordinary(proxies=None), on_roll, checkpoint=Checkpoint.BALLOT_OPENING)
    assert ((counting.counted, counting.is_met), (silent.counted, silent.is_met)) == ((2, True), (1, False))


def test_a_member_that_steps_back_leaves_the_quorum_only_if_the_rules_say_so():
    on_roll = roll([Seat(member="a"), Seat(member="b", is_recused=True)], present=["a", "b"])
    leaving = ConflictRule(suggest=True, leaves_base=True, leaves_quorum=True)
    staying = quorum_at(ordinary(), on_roll, checkpoint=Checkpoint.BALLOT_OPENING)
    left = quorum_at(ordinary(conflicts=leaving), on_roll, checkpoint=Checkpoint.BALLOT_OPENING)
    assert ((staying.counted, staying.of), (left.counted, left.of)) == ((2, 2), (1, 1))


def test_the_quorum_is_judged_at_the_closing_only_where_the_rules_check_it_there():
    by_papers = replace(OF_SEATS, counts=QuorumCounts.CAST)
    at_closing = Checkpoint.BALLOT_CLOSING
    assert quorum_at(ordinary(), lines(40), checkpoint=at_closing, cast=3) is None
    assert quorum_at(ordinary(quorum=None), lines(40), checkpoint=at_closing, cast=3) is None
    judged = quorum_at(ordinary(quorum=by_papers), lines(40), checkpoint=at_closing, cast=3)
    assert (judged.is_met, judged.counted, judged.required) == (False, 3, 21)
    assert quorum_at(ordinary(quorum=by_papers), lines(40), checkpoint=Checkpoint.BALLOT_OPENING).counted == 40


def test_a_class_of_matters_that_the_rules_do_not_name_has_no_ballot():
    assert rules_for(RULES, "unheard_of", seats=20) is None


def test_a_tie_is_voted_on_once_more_and_then_fails():
    tied = papers(yes=19, no=19)
    assert code(ordinary(), tied, lines(40)) == OutcomeCode.TIE_REPEAT
    assert code(rules_for(RULES, "ordinary", seats=20, is_second=True), tied, lines(40)) == OutcomeCode.TIE_FAILS


def test_the_casting_vote_decides_a_tie_and_nothing_else():
    casting = ordinary(majority=replace(SIMPLE, tie=Tie.CASTING_VOTE))
    tied = papers(yes=2, no=2)
    assert code(casting, tied, lines(4, 4)) == OutcomeCode.TIE_OPEN
    [(_option, outcome)] = outcomes(casting, YES_OR_NO, tally(YES_OR_NO, tied), lines(4, 4), casting=True)
    assert (outcome.carried, outcome.code, outcome.casting) == (True, OutcomeCode.TIE_CASTING, True)
    assert code(casting, papers(yes=2, no=3), lines(5, 5), casting=True) == OutcomeCode.NOT_CARRIED


def test_vacant_seats_count_where_all_seats_are_the_base():
    of_all = ordinary(majority=replace(SIMPLE, thresholds=(Threshold(base=Base.STATUTORY, over=HALF, strict=True),)))
    [(_option, outcome)] = outcomes(of_all, YES_OR_NO, tally(YES_OR_NO, papers(yes=10)), lines(17, 17))
    assert (outcome.carried, outcome.lines[0].of, outcome.lines[0].required) == (False, 20, 11)


def test_a_member_that_steps_back_leaves_the_base():
    entitled = replace(SIMPLE, thresholds=(Threshold(base=Base.ENTITLED, over=HALF, strict=True),))
    on_roll = roll([*(Seat(member=one) for one in "abc"), Seat(member="host", is_recused=True)], present="abc")
    [(_option, outcome)] = outcomes(ordinary(majority=entitled), YES_OR_NO, tally(YES_OR_NO, papers(yes=2)), on_roll)
    assert (outcome.carried, outcome.lines[0].of, outcome.lines[0].required) == (True, 3, 2)


def test_each_option_of_a_choice_has_its_outcome():
    options = Choice(keys=("almaty", "baku", "lima"))
    cast = [read_paper(options, city, weight=WHOLE) for city in ["almaty"] * 5 + ["baku"] * 3 + ["abstain"]]
    found = outcomes(ordinary(), options, tally(options, cast), lines(9, 9))
    assert [(option, outcome.carried) for option, outcome in found] == [
        ("almaty", True),
        ("baku", False),
        ("lima", False),
    ]


def test_the_rules_of_a_ballot_survive_being_written():
    assert from_json(json.loads(json.dumps(to_json(ordinary())))) == ordinary()


def test_a_member_without_a_seat_is_in_no_base():
    on_roll = roll([Seat(member="a"), Seat(member="b", mandate=Mandate.NONE)], present=["a", "b"])
    assert quorum_at(ordinary(), on_roll, checkpoint=Checkpoint.BALLOT_OPENING).of == 1
