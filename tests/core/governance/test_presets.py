"""The rule sets to begin from: what they hold, cite and leave open, and what they make of the same votes everywhere."""

import csv
import json
import re
from pathlib import Path

import pytest

from comitia.core.governance.majority import NOBODY, Amount, Counts, decide, to_json
from comitia.core.governance.presets import PRESETS
from comitia.core.governance.presets.procedure import UNITED_NATIONS
from comitia.core.governance.quorum import SeatCount, judge
from comitia.core.governance.rule_set import WEIGHT_ONE
from comitia.core.governance.rule_set_checks import choices_left, faults_of
from comitia.core.governance.rule_set_json import to_json as rules_to_json

ROOT = Path(__file__).parents[3]
GOLDEN = ROOT / "tests" / "golden" / "rule_sets"
TABLE = ROOT / "comitia" / "config" / "demonstration" / "data" / "wego" / "network_rules.csv"
# For, against, abstaining and invalid of 19 members in the organ, 17 of them present
VOTES = {
    "most for": (12, 4, 1, 0),
    "half of those cast": (8, 6, 2, 0),
    "two thirds": (10, 5, 2, 0),
    "just short of two thirds": (9, 5, 3, 0),
    "tie": (8, 8, 1, 0),
    "one for, the others silent": (1, 0, 0, 0),
    "all abstain": (0, 0, 17, 0),
    "nobody votes": (0, 0, 0, 0),
}
PRESENT = (9, 10, 17)


def equal(heads):
    return Amount(heads * WEIGHT_ONE, heads)


def counts(for_, against, abstain, invalid):
    return Counts(
        for_=equal(for_),
        against=equal(against),
        abstain=equal(abstain),
        invalid=equal(invalid),
        present=equal(17),
        entitled=equal(19),
        filled=equal(19),
        statutory=equal(20),
    )


def outcomes(rule_set):
    """Give what each class of matters makes of each vote, and each quorum of those present; None where not known."""
    return {
        "rules": rules_to_json(rule_set),
        "choices": [choice.path for choice in choices_left(rule_set)],
        "outcomes": {
            matter.key: {
                name: (
                    to_json(decide(counts(*votes), majority))
                    if (majority := rule_set.majority_for(matter.key))
                    else None
                )
                for name, votes in VOTES.items()
            }
            for matter in rule_set.matters
        },
        "quorums": {
            matter.key: {
                str(present): judge(
                    rule_set.quorum_for(matter.key),
                    SeatCount(present=present, accredited=18, filled=19, statutory=20),
                ).is_met
                for present in PRESENT
            }
            for matter in rule_set.matters
        },
    }


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_decides_as_it_did_when_it_was_read_against_its_sources(name):
    kept = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    assert json.loads(json.dumps(outcomes(PRESETS[name]))) == kept


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_has_no_fault_and_leaves_something_to_choose(name):
    assert faults_of(PRESETS[name]) == ()
    assert choices_left(PRESETS[name]) != ()


@pytest.mark.parametrize(
    ("name", "organ"),
    [
        ("wego_like", ("WeGO", "EXCOM")),
        ("uclg_like", ("UCLG", "General Assembly")),
        ("iclei_like", ("ICLEI", "Council")),
    ],
)
def test_every_page_a_preset_cites_stands_in_the_table_of_sources_for_its_organ(name, organ):
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if (row["org"], row["body"]) == organ]
    known = {url for row in rows for url in row["source"].split(" ; ")}
    cited = set(re.findall(r"https?://[^\s)\"]+", json.dumps(rules_to_json(PRESETS[name]))))
    assert cited - known == set()
    assert cited != set()


def test_a_committee_whose_statute_is_not_public_can_declare_nothing_yet():
    rule_set = PRESETS["wego_like"]
    assert {matter.key: rule_set.majority_for(matter.key) for matter in rule_set.matters} == dict.fromkeys(
        [matter.key for matter in rule_set.matters]
    )
    assert judge(rule_set.quorum_for("host_decision"), SeatCount(present=19, filled=19)).is_met is None


def test_the_order_of_motions_is_that_of_the_united_nations():
    ranked = sorted(UNITED_NATIONS, key=lambda motion: -motion.rank)
    assert [motion.type for motion in ranked] == [
        "point_of_order",
        "appeal",
        "suspend",
        "adjourn",
        "adjourn_debate",
        "close_debate",
    ]


def test_a_tally_of_nobody_is_no_vote_in_every_preset():
    found = {
        decide(Counts(entitled=equal(19), statutory=NOBODY), majority).code
        for rule_set in PRESETS.values()
        for majority in rule_set.majorities.values()
        if majority
    }
    assert found == {"no_votes"}
