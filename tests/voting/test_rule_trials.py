"""A vote on record is reckoned anew under another version of the rules, with both formulas."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction
from uuid import uuid4

import pytest

from comitia.core.governance.rule_set import Base, Majority, Threshold, Tie
from comitia.organs.queries.rules import rules_of_organ
from comitia.voting import actions
from comitia.voting.queries.rule_trials import ballots_to_try, try_on_ballot
from tests.factories.accounts import make_officer, signed_in
from tests.factories.sittings import AT, CLERK
from tests.factories.voting import QUORUM, RULES, cast, make_rules, open_one, sit

pytestmark = pytest.mark.django_db
CITIES = ("almaty", "baku", "lima", "moscow", "seoul")
STRICTER = Majority(
    thresholds=(Threshold(base=Base.ENTITLED, over=Fraction(2, 3), strict=False),), tie=Tie.FAILS, article="Art. 40"
)


def declared(*answers, method="roll_call"):
    """Declare a vote, three for of five entitled, and put a stricter version in force afterwards."""
    committee = sit(*CITIES)
    ballot = open_one(committee, method=method)
    for slug, answer in zip(CITIES, answers, strict=False):
        cast(committee, ballot, slug, answer)
    actions.close_ballot(ballot.reference, by=CLERK, at=AT)
    actions.declare_result(ballot.reference, by=CLERK, at=AT)
    quorums = {"half": replace(QUORUM, over=Fraction(1), strict=False, article="Art. 41"), "host": QUORUM}
    make_rules(
        committee.organ,
        RULES,
        number=2,
        in_force_from=date(2021, 1, 1),
        majorities={"simple": STRICTER},
        quorums=quorums,
    )
    return committee, ballot


def versions(committee):
    return sorted(rules_of_organ(committee.organ.code, on=date(2020, 11, 17)).versions, key=lambda one: one.number)


@pytest.mark.parametrize("method", ["roll_call", "secret"])
def test_a_vote_is_reckoned_anew_under_another_version(method):
    committee, ballot = declared("yes", "yes", "yes", "no", method=method)
    found = try_on_ballot(ballot.reference, versions(committee), organ=committee.organ.code)
    told = [(one.is_declared, one.number, one.options[0].is_carried, one.options[0].formula) for one in found]
    assert told == [
        (True, 1, True, "by weight: 3 for of 4 for and against; required more than 2; Art. 37"),
        (False, 1, True, "by weight: 3 for of 4 for and against; required more than 2; Art. 37"),
        (False, 2, False, "3 for of 5 entitled; required 4; Art. 40"),
    ]
    assert [one.quorum_formula for one in found[1:]] == [
        "5 of 5 filled seats; required 3; Art. 36",
        "5 of 5 filled seats; required 5; Art. 41",
    ]


def test_a_version_that_does_not_know_the_class_says_nothing():
    committee, ballot = declared("yes", "yes", "yes")
    make_rules(committee.organ, RULES, number=3, in_force_from=date(2021, 2, 1), matters=RULES.matters[1:])
    last = try_on_ballot(ballot.reference, versions(committee)[2:], organ=committee.organ.code)[-1]
    assert (last.options, last.has_quorum) == ((), None)


def test_only_declared_ballots_of_the_organ_are_tried():
    committee, ballot = declared("yes", "yes", "yes")
    open_one(committee)
    assert [key for key, _label in ballots_to_try(committee.organ.code)] == [str(ballot.reference)]
    assert try_on_ballot(uuid4(), versions(committee), organ=committee.organ.code) == ()
    assert try_on_ballot(ballot.reference, versions(committee), organ="general-assembly") == ()


def test_the_simulator_of_the_desk_shows_both_formulas():
    committee, ballot = declared("yes", "yes", "yes", "no")
    address = f"/en/desk/rules/{committee.organ.code}/simulator/"
    browser = signed_in(make_officer())
    response = browser.get(f"{address}?one=1&other=2&ballot={ballot.reference}")
    formulas = re.findall(r'rules__formula"><bdi>([^<]+)</bdi>', response.content.decode())
    assert formulas[::2][1:] == [
        "by weight: 3 for of 4 for and against; required more than 2; Art. 37",
        "3 for of 5 entitled; required 4; Art. 40",
    ]
    assert browser.get(f"{address}?ballot=nonsense").status_code == 200
