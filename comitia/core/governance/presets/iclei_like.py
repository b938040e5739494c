"""Rules like those of the Council of ICLEI: one vote for each Regional Executive Committee, votes outside meetings.

The seats of the Council are not found: the pages count those of its Global Executive Committee.
"""

from typing import Final

from comitia.core.governance.presets.matters import matter
from comitia.core.governance.rule_set import RuleSet, TermRule, WeightKind, WeightRule, WrittenRule

COUNCIL: Final = "http://old.iclei.org/index.php?id=29"
CHARTER_VOTE: Final = "http://www.iclei.org/index.php?id=12492"

ICLEI_LIKE: Final = RuleSet(
    organ="council",
    number=1,
    names={"en": "Rules of the Council"},
    matters=(
        matter("ordinary", "Ordinary matters", COUNCIL),
        matter("statute", "Amendments of the Charter", CHARTER_VOTE, majority="statute"),
    ),
    majorities={"simple": None, "statute": None},
    quorums={"general": None},
    weights=WeightRule(kind=WeightKind.EQUAL, article=COUNCIL),
    # An amendment of the Charter was adopted in a voting period outside a meeting; how long it was is not said
    written=WrittenRule(allowed=True, article=CHARTER_VOTE),
    terms=TermRule(years=3, cap=None, holds_over=None, vacancy=None, article=COUNCIL),
)
