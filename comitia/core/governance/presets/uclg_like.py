"""Rules like those of the General Assembly of United Cities and Local Governments, by the articles that are public.

The host of statutory meetings is chosen by the Executive Bureau, so it is no matter of the Assembly. What follows a vacant
presidency the articles leave to the Bureau.
"""

from fractions import Fraction
from typing import Final

from comitia.core.governance.presets.matters import matter
from comitia.core.governance.rule_set import (
    Base,
    DuesRule,
    Majority,
    NoticeRule,
    RuleSet,
    SubstituteRule,
    Threshold,
    Unit,
    WeightKind,
    WeightRule,
)
from comitia.core.governance.standing import DuesTest

VOTING: Final = "UCLG Constitution, articles 36 to 41 (https://megalektsii.ru/s34678t15.html)"
NOTICE: Final = "https://uclgmeets.org/assemblies/GeneralAssembly/f/1333"

UCLG_LIKE: Final = RuleSet(
    organ="general-assembly",
    number=1,
    names={"en": "Rules of the General Assembly"},
    matters=(
        matter("ordinary", "Ordinary matters", VOTING),
        matter("procedural", "Conduct of the sitting", VOTING),
        matter("statute", "Amendments of the statute", VOTING, majority="statute"),
        matter("election", "Elections", VOTING),
    ),
    majorities={
        # Simple majority of the votes cast unless stated otherwise
        "simple": Majority(
            thresholds=(Threshold(base=Base.CAST, over=Fraction(1, 2), strict=True, unit=Unit.HEADS),),
            tie=None,
            article=VOTING,
        ),
        "statute": None,
    },
    quorums={"general": None},
    # The president of each regional section has a vote besides, which is a vote more and not a heavier one
    weights=WeightRule(kind=WeightKind.EQUAL, article=VOTING),
    substitutes=SubstituteRule(allowed=True, only_when_absent=True, needs_political_mandate=True, article=VOTING),
    standing=DuesRule(vote_tested=True, candidacy_tested=None, vote=DuesTest(tolerated_years=1), article=VOTING),
    # At least one month
    notice=NoticeRule(days=30, extraordinary_days=None, papers_days=None, late_paper_majority=None, article=NOTICE),
)
