"""Rules like those of the General Assembly of United Cities and Local Governments, by the articles that are public."""

from fractions import Fraction
from typing import Final

from comitia.core.governance.rule_set import (
    Base,
    DuesRule,
    Majority,
    MatterClass,
    NoticeRule,
    RuleSet,
    SubstituteRule,
    TermRule,
    Threshold,
    Unit,
    Vacancy,
    WeightKind,
    WeightRule,
)
from comitia.core.governance.standing import DuesTest

VOTING: Final = "UCLG Constitution, articles 36 to 41 (https://megalektsii.ru/s34678t15.html)"
PRESIDENCY: Final = "UCLG Constitution, articles 59 to 64 (https://megalektsii.ru/s34680t15.html)"
NOTICE: Final = "https://uclgmeets.org/assemblies/GeneralAssembly/f/1333"
HOST: Final = "https://uclg-mewa.org/en/call-for-candidatures-2017-uclg-world-council/"

UCLG_LIKE: Final = RuleSet(
    organ="general-assembly",
    number=1,
    names={"en": "Rules of the General Assembly"},
    matters=(
        MatterClass(
            key="ordinary",
            names={"en": "Ordinary matters"},
            majority="simple",
            quorum="general",
            is_secret=None,
            article=VOTING,
        ),
        MatterClass(
            key="procedural",
            names={"en": "Conduct of the sitting"},
            majority="simple",
            quorum="general",
            is_secret=None,
            article=VOTING,
        ),
        MatterClass(
            key="statute",
            names={"en": "Amendments of the statute"},
            majority="statute",
            quorum="general",
            is_secret=None,
            article=VOTING,
        ),
        MatterClass(
            key="election",
            names={"en": "Elections"},
            majority="simple",
            quorum="general",
            is_secret=None,
            article=PRESIDENCY,
        ),
        MatterClass(
            key="host_decision",
            names={"en": "Choice of the host of statutory meetings"},
            majority="simple",
            quorum="general",
            is_secret=None,
            article=HOST,
        ),
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
    weights=WeightRule(kind=WeightKind.EQUAL, article=VOTING),
    substitutes=SubstituteRule(allowed=True, only_when_absent=True, needs_political_mandate=True, article=VOTING),
    standing=DuesRule(vote_tested=True, candidacy_tested=None, vote=DuesTest(tolerated_years=1), article=VOTING),
    notice=NoticeRule(days=30, extraordinary_days=None, papers_days=None, late_paper_majority=None, article=NOTICE),
    seats=(),
    terms=TermRule(years=None, cap=None, holds_over=None, vacancy=Vacancy.BY_ELECTION, article=PRESIDENCY),
)
