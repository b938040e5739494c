"""Rule sets: what is left to choose, what contradicts itself, and that nothing is lost on the way through JSON."""

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given

from comitia.core.governance import rule_set as rules
from comitia.core.governance.plain_data import PlainDataError, from_plain, to_plain
from comitia.core.governance.presets import PRESETS
from comitia.core.governance.rule_set_checks import PARTS, Choice, Fault, NeededFor, choices_left, faults_of
from comitia.core.governance.rule_set_json import from_json, part_of, to_json, with_part, without
from comitia.core.governance.standing import DuesTest, StandingRule
from tests.core.governance.arbitrary import RULE_SETS

ROBERTS = PRESETS["roberts_like"]
SIMPLE = ROBERTS.majorities["simple"]
QUORUM = ROBERTS.quorums["general"]


@given(RULE_SETS)
def test_a_rule_set_is_read_back_as_it_was_written(rule_set):
    assert from_json(json.loads(json.dumps(to_json(rule_set)))) == rule_set


@given(RULE_SETS)
def test_each_choice_and_each_fault_leads_to_a_part_of_the_rule_set(rule_set):
    for found in (*choices_left(rule_set), *faults_of(rule_set)):
        if found.part in {"matters", "seats", "procedural_motions", "in_force_until"}:
            continue
        part_of(rule_set, found.part)


@given(RULE_SETS)
def test_putting_a_part_back_in_its_place_changes_nothing(rule_set):
    for section in ("proxies", "notice", "terms"):
        assert with_part(rule_set, section, part_of(rule_set, section)) == rule_set
    for key in rule_set.majorities:
        assert with_part(rule_set, f"majorities.{key}", part_of(rule_set, f"majorities.{key}")) == rule_set
    for matter in rule_set.matters:
        assert with_part(rule_set, f"matters.{matter.key}", matter) == rule_set
        assert without(rule_set, f"matters.{matter.key}").matter(matter.key) is None


def test_every_part_left_open_is_a_choice_and_says_what_for():
    bare = rules.RuleSet(organ="executive-committee", number=1, names={})
    assert {choice.path for choice in choices_left(bare)} == set(PARTS) - {"matters", "majorities", "quorums"}
    assert Choice("notice", NeededFor.CONVOCATION) in choices_left(bare)
    assert faults_of(bare) == (Fault("matters", "no_ordinary_matter"),)


def test_of_what_is_not_allowed_the_rest_does_not_matter():
    forbidden = replace(ROBERTS, proxies=rules.ProxyRule(allowed=False, article="§ 1"))
    allowed = replace(ROBERTS, proxies=rules.ProxyRule(allowed=True, article="§ 1"))
    unknown = replace(ROBERTS, proxies=rules.ProxyRule(allowed=None, article="§ 1"))

    def open_in(rule_set):
        return [choice.path for choice in choices_left(rule_set) if choice.part == "proxies"]

    rest = [
        f"proxies.{name}"
        for name in (
            "most_per_holder",
            "holders",
            "lodged_until",
            "valid_for",
            "revoked_on_arrival",
            "counts_to_quorum",
        )
    ]
    assert (open_in(forbidden), open_in(allowed)) == ([], rest)
    assert open_in(unknown) == ["proxies.allowed", *rest]


@pytest.mark.parametrize("kind", [rules.WeightKind.BY_CATEGORY, rules.WeightKind.BY_SEAT])
def test_votes_that_differ_in_weight_wait_for_their_weights(kind):
    differing = replace(ROBERTS, weights=rules.WeightRule(kind=kind, article="§ 1"))
    assert Choice("weights.weights", NeededFor.VOTES) in choices_left(differing)
    assert "weights" not in {choice.part for choice in choices_left(ROBERTS)}


def test_taking_a_part_out_of_a_list_that_is_left_open_does_not_decide_that_there_is_none():
    bare = replace(ROBERTS, seats=None)
    assert without(bare, "seats.members").seats is None


def with_majority(**more):
    return replace(ROBERTS, majorities={**ROBERTS.majorities, "simple": replace(SIMPLE, **more)})


def with_quorum(**more):
    return replace(ROBERTS, quorums={"general": replace(QUORUM, **more)})


def over(share, *, strict=True):
    return (rules.Threshold(base=rules.Base.CAST, over=Fraction(share), strict=strict),)


@pytest.mark.parametrize(
    ("rule_set", "path", "code"),
    [
        (with_majority(thresholds=()), "majorities.simple", "no_threshold"),
        (with_majority(thresholds=over("3/2")), "majorities.simple.thresholds.0", "share_out_of_range"),
        (with_majority(thresholds=over(1)), "majorities.simple.thresholds.0", "never_holds"),
        (with_majority(turnout=Fraction(2)), "majorities.simple.turnout", "share_out_of_range"),
        (with_majority(article=" "), "majorities.simple", "no_article"),
        (with_majority(least_regions=-1), "majorities.simple.least_regions", "negative"),
        (with_quorum(checkpoints=frozenset()), "quorums.general.checkpoints", "no_checkpoint"),
        (with_quorum(counts=rules.QuorumCounts.CAST), "quorums.general.checkpoints", "cast_before_vote"),
        (
            with_quorum(ladder=(rules.QuorumStep(after_days=30, over=Fraction(2, 3), strict=False),)),
            "quorums.general.ladder",
            "ladder_rises",
        ),
        (without(ROBERTS, "matters.ordinary"), "matters", "no_ordinary_matter"),
        (without(ROBERTS, "majorities.two_thirds"), "matters.statute.majority", "unknown_majority"),
        (without(ROBERTS, "majorities.two_thirds"), "procedural_motions.close_debate.majority", "unknown_majority"),
        (replace(ROBERTS, matters=(*ROBERTS.matters, ROBERTS.matters[0])), "matters.ordinary", "twice"),
        (
            replace(ROBERTS, in_force_from=date(2020, 1, 2), in_force_until=date(2020, 1, 1)),
            "in_force_until",
            "ends_before_start",
        ),
        (
            replace(
                ROBERTS,
                weights=rules.WeightRule(
                    kind=rules.WeightKind.BY_CATEGORY, weights={"full": rules.WEIGHT_ONE, "friend": 0}, article="§ 1"
                ),
            ),
            "weights.weights.friend",
            "not_positive",
        ),
        (
            replace(
                ROBERTS,
                notice=rules.NoticeRule(
                    days=-1, extraordinary_days=7, papers_days=7, late_paper_majority="unanimity", article="§ 1"
                ),
            ),
            "notice.late_paper_majority",
            "unknown_majority",
        ),
    ],
)
def test_what_contradicts_itself_is_a_fault(rule_set, path, code):
    assert Fault(path, code) in faults_of(rule_set)


def test_dues_become_the_rule_by_which_standing_is_worked_out():
    dues = rules.DuesRule(vote_tested=True, candidacy_tested=None, vote=DuesTest(tolerated_years=1), article="§ 1")
    day = date(2020, 1, 1)
    assert dues.standing_rule(version=2, in_force_from=day) == StandingRule(
        version=2, in_force_from=day, candidacy=None, vote=DuesTest(tolerated_years=1)
    )


@pytest.mark.parametrize(
    "change",
    [
        {"number": "1"},
        {"number": True},
        {"unknown": 1},
        {"in_force_from": "soon"},
        {"in_force_from": 3},
        {"matters": {}},
        {"majorities": []},
        {"proxies": {"allowed": True}},
        {"weights": {"kind": "by_mood", "weights": {}, "article": ""}},
    ],
)
def test_anything_else_is_refused(change):
    with pytest.raises(PlainDataError):
        from_json({**to_json(ROBERTS), **change})


def test_a_share_of_nothing_is_refused_and_a_float_has_no_place():
    with pytest.raises(PlainDataError):
        from_plain(Fraction, "1/0")
    with pytest.raises(TypeError):
        to_plain(0.5)


def test_a_path_that_names_no_part_is_an_error():
    for path in ("number", "majorities", "proxies.allowed", "nothing", "nothing.else"):
        with pytest.raises(ValueError, match="no part"):
            part_of(ROBERTS, path)
    with pytest.raises(ValueError, match="does not belong"):
        with_part(ROBERTS, "proxies", SIMPLE)
    with pytest.raises(ValueError, match="cannot be taken out"):
        without(ROBERTS, "proxies")
    with pytest.raises(ValueError, match="is not statute"):
        with_part(ROBERTS, "matters.statute", ROBERTS.matters[0])
