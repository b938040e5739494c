"""What a vote weighs, by category or by seat, as the rules of the session say."""

from __future__ import annotations

import pytest

from comitia.core.governance.rule_set import WeightKind, WeightRule
from comitia.voting import queries
from tests.factories.sittings import AT
from tests.factories.voting import sit

pytestmark = pytest.mark.django_db


def weight(committee, slug):
    return queries.voting_right_of(slug, committee.sitting, at=AT).weight


def test_weights_follow_the_category_of_members():
    committee = sit("seoul", rules={"weights": WeightRule(kind=WeightKind.BY_CATEGORY, weights={"full": 500_000})})
    assert weight(committee, "seoul") == 500_000


def test_weights_follow_the_seats():
    weights = WeightRule(kind=WeightKind.BY_SEAT, weights={"president": 3_000_000})
    committee = sit("lima", "seoul", roles={"seoul": "president"}, rules={"weights": weights})
    assert [weight(committee, slug) for slug in ("seoul", "lima")] == [3_000_000, 1_000_000]
