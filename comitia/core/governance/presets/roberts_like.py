"""Rules like Robert's Rules of Order Newly Revised (12th edition), the default of many assemblies of English tradition.

What the book leaves to the bylaws of the organisation (notice, seats, terms, dues to stand for an office, ballots in
elections) is left to choose.
"""

from fractions import Fraction
from typing import Final

from comitia.core.governance.motions import MotionRules, Movers
from comitia.core.governance.presets.matters import matter
from comitia.core.governance.presets.procedure import ROBERTS_RULES, SIMPLE, TWO_THIRDS
from comitia.core.governance.rule_set import (
    Base,
    Checkpoint,
    ConflictRule,
    DuesRule,
    Majority,
    ProxyRule,
    QuorumBase,
    QuorumCounts,
    QuorumRule,
    RuleSet,
    SpeakerClass,
    SpeakingTimes,
    SplitVotes,
    SubstituteRule,
    Threshold,
    Tie,
    Unit,
    WeightKind,
    WeightRule,
    WrittenRule,
)

BOOK: Final = "Robert's Rules of Order Newly Revised, 12th edition, %s"
TEN_MINUTES: Final = 600


def _majority(over: Fraction, paragraph: str, *, strict: bool) -> Majority:
    """Give a majority of the votes cast, without blanks and abstentions."""
    return Majority(
        thresholds=(Threshold(base=Base.YES_NO, over=over, strict=strict, unit=Unit.HEADS),),
        tie=Tie.FAILS,
        article=BOOK % paragraph,
    )


ROBERTS_LIKE: Final = RuleSet(
    organ="general-assembly",
    number=1,
    names={"en": "Robert's Rules of Order"},
    matters=(
        matter("ordinary", "Ordinary matters", BOOK % "44:1", is_secret=False),
        matter("procedural", "Conduct of the sitting", BOOK % "44:1", is_secret=False),
        matter("statute", "Amendments of the bylaws", BOOK % "57:1", majority=TWO_THIRDS, is_secret=False),
        # By ballot where the bylaws say so
        matter("election", "Elections", BOOK % "§46"),
    ),
    majorities={
        SIMPLE: _majority(Fraction(1, 2), "44:1 and 44:12", strict=True),
        TWO_THIRDS: _majority(Fraction(2, 3), "44:3", strict=False),
    },
    quorums={
        "general": QuorumRule(
            base=QuorumBase.FILLED,
            over=Fraction(1, 2),
            strict=True,
            counts=QuorumCounts.PRESENT,
            checkpoints=frozenset({Checkpoint.OPENING, Checkpoint.BALLOT_OPENING}),
            article=BOOK % "40:2",
        )
    },
    weights=WeightRule(kind=WeightKind.EQUAL, article=BOOK % "45:2"),
    split_votes=SplitVotes(allowed=False, article=BOOK % "45:2"),
    proxies=ProxyRule(allowed=False, article=BOOK % "45:70"),
    substitutes=SubstituteRule(allowed=False, article=BOOK % "45:2"),
    standing=DuesRule(vote_tested=False, candidacy_tested=None, article=BOOK % "45:1"),
    conflicts=ConflictRule(suggest=True, leaves_base=False, leaves_quorum=False, article=BOOK % "45:4"),
    speaking=SpeakingTimes(
        seconds={
            SpeakerClass.MEMBER: TEN_MINUTES,
            SpeakerClass.GROUP: TEN_MINUTES,
            SpeakerClass.OBSERVER: None,
            SpeakerClass.POINT_OF_ORDER: TEN_MINUTES,
            SpeakerClass.RIGHT_OF_REPLY: TEN_MINUTES,
            SpeakerClass.RECORDED_STATEMENT: None,
        },
        section_seconds=0,
        article=BOOK % "43:8",
    ),
    # Moved and seconded by members, with no notice unless the bylaws ask for it; amendments are seconded as well
    motions=MotionRules(
        movers=Movers.ORGAN_MEMBERS, seconders=1, amendment_seconders=1, hours_before=0, article=BOOK % "§4 and §12"
    ),
    procedural_motions=ROBERTS_RULES,
    written=WrittenRule(allowed=False, article=BOOK % "45:56"),
)
