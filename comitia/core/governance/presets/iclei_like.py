"""Rules like those of the Council of ICLEI: one vote for each Regional Executive Committee, votes outside meetings."""

from typing import Final

from comitia.core.governance.rule_set import (
    MatterClass,
    RuleSet,
    SeatKind,
    SeatRule,
    TermRule,
    WeightKind,
    WeightRule,
    WrittenRule,
)

COUNCIL: Final = "http://old.iclei.org/index.php?id=29"
REGIONAL: Final = "http://old.iclei.org/index.php?id=3739"
COMMITTEE: Final = "http://archive.iclei.org/index.php?id=989 ; http://old.iclei.org/index.php?id=29"
CHARTER_VOTE: Final = "http://www.iclei.org/index.php?id=12492"

ICLEI_LIKE: Final = RuleSet(
    organ="council",
    number=1,
    names={"en": "Rules of the Council"},
    matters=(
        MatterClass(
            key="ordinary",
            names={"en": "Ordinary matters"},
            majority="simple",
            quorum="general",
            is_secret=None,
            article=COUNCIL,
        ),
        MatterClass(
            key="statute",
            names={"en": "Amendments of the Charter"},
            majority="statute",
            quorum="general",
            is_secret=None,
            article=CHARTER_VOTE,
        ),
        MatterClass(
            key="election",
            names={"en": "Elections of Regional Executive Committees"},
            majority="simple",
            quorum="general",
            is_secret=None,
            article=REGIONAL,
        ),
    ),
    majorities={"simple": None, "statute": None},
    quorums={"general": None},
    weights=WeightRule(kind=WeightKind.EQUAL, article=COUNCIL),
    # A charter amendment was adopted in a voting period outside a meeting
    written=WrittenRule(allowed=True, least_hours=None, extension_hours=None, silence=False, article=CHARTER_VOTE),
    seats=(
        SeatRule(kind=SeatKind.REGIONAL, key="regional", names={"en": "Regional seats"}, seats=9, article=COMMITTEE),
        # Up to 6 in one version of the Charter, up to 9 in the other
        SeatRule(
            kind=SeatKind.PORTFOLIO, key="portfolio", names={"en": "Portfolio seats"}, seats=None, article=COMMITTEE
        ),
    ),
    terms=TermRule(years=3, cap=None, holds_over=None, vacancy=None, article=COUNCIL),
)
