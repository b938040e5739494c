"""Rules like those of the Executive Committee of the World Smart Sustainable Cities Organization.

The statute is not public. What public pages state stands here with its page; quorum, majorities, proxies, notice and
speaking times are not found, seats are only bounded, and both are therefore left to choose.
"""

from typing import Final

from comitia.core.governance.presets.matters import matter
from comitia.core.governance.rule_set import RuleSet, SeatKind, SeatRule, TermRule

GOVERNANCE: Final = "http://www.we-gov.org/Governance"
EXCOM_2012: Final = "http://www.we-gov.org/EXCOM_Meeting_2012"
EXCOM_2016: Final = "http://www.we-gov.org/EXCOM_2016"
ONLINE_2020: Final = "https://wegoexcom2020.com/en/"
MEMBERSHIP: Final = "http://we-gov.org/become-a-wego-member/"
BUDGET: Final = "https://hankyung.com/amp/202402206912Y"

WEGO_LIKE: Final = RuleSet(
    organ="executive-committee",
    number=1,
    names={"en": "Rules of the Executive Committee"},
    matters=(
        matter("ordinary", "Ordinary matters", GOVERNANCE),
        matter("procedural", "Conduct of the sitting", GOVERNANCE),
        matter("membership", "Admission of members", MEMBERSHIP),
        matter("regional_office", "Regional offices", EXCOM_2016),
        matter("budget", "Budget", BUDGET),
        matter("nomination", "Nomination of Vice President Cities", GOVERNANCE),
        # In 2012 a quorum of its own for this decision was on the agenda; its figures are not public
        matter(
            "host_decision",
            "Choice of the host city",
            EXCOM_2012,
            majority="host_decision",
            quorum="host_decision",
        ),
    ),
    majorities={"simple": None, "host_decision": None},
    quorums={"general": None, "host_decision": None},
    seats=(
        SeatRule(
            kind=SeatKind.EX_OFFICIO, key="president", names={"en": "President City"}, seats=1, article=GOVERNANCE
        ),
        SeatRule(
            kind=SeatKind.EX_OFFICIO,
            key="executive_vice_president",
            names={"en": "Executive Vice President City: host of the next General Assembly"},
            seats=1,
            article=GOVERNANCE,
        ),
        # At least 5
        SeatRule(
            kind=SeatKind.REGIONAL,
            key="vice_presidents",
            names={"en": "Vice President Cities, from all regions as far as possible"},
            seats=None,
            article=GOVERNANCE,
        ),
        # 20 or fewer in all, those above included
        SeatRule(kind=SeatKind.AT_LARGE, key="members", names={"en": "Members"}, seats=None, article=GOVERNANCE),
    ),
    terms=TermRule(years=3, cap=None, holds_over=None, vacancy=None, article=ONLINE_2020),
)
