"""The rules of the demonstration: complete, in force, and honest about what it chose itself."""

from datetime import date
from fractions import Fraction

import pytest

from comitia.config.demonstration import rules
from comitia.core.governance.majority import Amount, Counts, decide
from comitia.core.governance.quorum import SeatCount, judge
from comitia.core.governance.rule_set import WEIGHT_ONE
from comitia.core.governance.rule_set_json import part_of
from comitia.organs.queries.rule_words import formula, outcome_text, quorum_formula
from comitia.organs.queries.rules import rules_in_force
from comitia.platform.actors import SYSTEM
from tests.factories.organs import AT, make_committee

pytestmark = pytest.mark.django_db
DAY = date(2020, 11, 17)


def equal(heads):
    return Amount(heads * WEIGHT_ONE, heads)


def in_force():
    make_committee()
    rules.build(by=SYSTEM, at=AT)
    return rules_in_force("executive-committee", on=DAY)


def test_the_committee_of_the_demonstration_sits_under_complete_rules_that_mark_its_own_choices():
    version = in_force()
    assert (version.choices, version.faults) == ((), ())
    assert {part_of(version.rule_set, path).article for path in rules.CHOICES} == {rules.CHOSEN}
    assert "http://www.we-gov.org/Governance" in version.rule_set.matter("ordinary").article
    seats = [(seat.seats, rules.CHOSEN.lower() in seat.article) for seat in version.rule_set.seats]
    assert seats == [(1, False), (1, False), (5, True), (13, True)]


def test_the_host_is_chosen_under_a_majority_and_a_quorum_of_its_own():
    rule_set = in_force().rule_set
    counts = Counts(for_=equal(9), against=equal(7), abstain=equal(1), present=equal(17), filled=equal(19))
    ordinary = decide(counts, rule_set.majority_for("ordinary"))
    host = decide(counts, rule_set.majority_for("host_decision"))
    assert [(outcome_text(one), formula(one)) for one in (ordinary, host)] == [
        ("Carried", f"9 for of 16 for and against; required 9; {rules.CHOSEN}"),
        ("Carried", f"9 for of 17 present; required 9; {rules.CHOSEN}"),
    ]
    present = SeatCount(present=10, represented=1, filled=19)
    quorums = [judge(rule_set.quorum_for(matter), present) for matter in ("ordinary", "host_decision")]
    assert [(one.is_met, quorum_formula(one)) for one in quorums] == [
        (True, f"11 of 19 filled seats; required 10; {rules.CHOSEN}"),
        (False, f"11 of 19 filled seats; required 13; {rules.CHOSEN}"),
    ]
    assert rule_set.quorum_for("host_decision").over == Fraction(2, 3)
