"""The rules of procedure of the demonstration: what public pages state of the network's statute, and choices of our own.

Quorum, majorities, proxies, notice and speaking times of the Executive Committee are not public. Those here are chosen
by the demonstration, and every part says so where its article would stand.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from comitia.core.governance.plain_data import to_plain
from comitia.core.governance.presets import PRESETS
from comitia.core.governance.rule_set_json import part_of
from comitia.organs.actions import change_rule, draft_rules, put_rules_in_force, take_over_list
from comitia.platform.actors import Actor

ORGAN: Final = "executive-committee"
CHOSEN: Final = "Chosen by the demonstration; the statute is not public"
FIRST_DAY: Final = date(2017, 7, 1)
ALL_PAID: Final = {"tolerated_years": 0, "grace_days": 0, "days_before": 0}
MINUTE: Final = 60


def _majority(base: str, over: str, *, strict: bool, tie: str) -> dict[str, Any]:
    return {
        "thresholds": [{"base": base, "over": over, "strict": strict, "unit": "heads"}],
        "tie": tie,
        "turnout": "0/1",
        "least_regions": 0,
        "abstentions_are_valid": False,
    }


def _quorum(over: str, *, strict: bool) -> dict[str, Any]:
    return {
        "base": "filled",
        "over": over,
        "strict": strict,
        "counts": "present_or_represented",
        "checkpoints": ["ballot_opening", "opening"],
        "least": 0,
        "proxies_at_most": "1/3",
        "ladder": [],
    }


CHOICES: Final[dict[str, dict[str, Any]]] = {
    "majorities.simple": _majority("yes_no", "1/2", strict=True, tie="casting_vote"),
    "majorities.two_thirds": _majority("yes_no", "2/3", strict=False, tie="fails"),
    "majorities.host_decision": _majority("present", "1/2", strict=True, tie="repeat_once"),
    "quorums.general": _quorum("1/2", strict=True),
    "quorums.host_decision": _quorum("2/3", strict=False),
    "weights": {"kind": "equal", "weights": {}},
    "split_votes": {"allowed": False},
    "proxies": {
        "allowed": True,
        "most_per_holder": 1,
        "holders": "same_region",
        "lodged_until": "sitting_opens",
        "valid_for": "sitting",
        "revoked_on_arrival": True,
        "counts_to_quorum": True,
    },
    "substitutes": {"allowed": True, "only_when_absent": True, "needs_political_mandate": False},
    "standing": {
        "vote_tested": True,
        "candidacy_tested": True,
        "vote": {**ALL_PAID, "tolerated_years": 1},
        # Full members with fees fully paid may stand, with a month's notice: http://www.we-gov.org/Governance
        "candidacy": {**ALL_PAID, "days_before": 30},
    },
    "conflicts": {"suggest": True, "leaves_base": True, "leaves_quorum": False},
    "notice": {"days": 30, "extraordinary_days": 10, "papers_days": 14, "late_paper_majority": "two_thirds"},
    "speaking": {
        "seconds": {
            "member": 3 * MINUTE,
            "group": 4 * MINUTE,
            "observer": 2 * MINUTE,
            "point_of_order": MINUTE,
            "right_of_reply": 2 * MINUTE,
            "recorded_statement": 3 * MINUTE,
        },
        "section_seconds": 0,
    },
    "motions": {"movers": "organ_members", "seconders": 0, "amendment_seconders": 0, "hours_before": 0},
    "written": {"allowed": True, "least_hours": 72, "extension_hours": 24, "silence": True},
    "terms": {"years": 3, "cap": 0, "holds_over": True, "vacancy": "next_assembly"},
}
# Of the Vice President Cities the pages say at least 5, of the whole Committee 20 or fewer
SEATS: Final = {"vice_presidents": 5, "members": 13}
SECRET: Final = frozenset({"host_decision"})


def build(*, by: Actor, at: datetime) -> None:
    """Put rules of the Executive Committee in force that mark every choice of the demonstration as such."""
    number = draft_rules(ORGAN, "wego_like", by=by, at=at)
    take_over_list(ORGAN, number, "procedural_motions", "united_nations", seen=None, by=by, at=at)
    for path, data in CHOICES.items():
        change_rule(ORGAN, number, path, {**data, "article": CHOSEN}, seen=None, by=by, at=at)
    for matter in PRESETS["wego_like"].matters:
        data = {**to_plain(matter), "is_secret": matter.key in SECRET}
        data["article"] = f"{matter.article} ; secret or open vote: {CHOSEN.lower()}"
        change_rule(ORGAN, number, f"matters.{matter.key}", data, seen=None, by=by, at=at)
    for key, seats in SEATS.items():
        path = f"seats.{key}"
        data = {**to_plain(part_of(PRESETS["wego_like"], path)), "seats": seats}
        data["article"] = f"{data['article']} ; number of seats: {CHOSEN.lower()}"
        change_rule(ORGAN, number, path, data, seen=None, by=by, at=at)
    put_rules_in_force(
        ORGAN,
        number,
        adopted_by="The demonstration, from public pages and choices of its own",
        in_force_from=FIRST_DAY,
        seen=None,
        by=by,
        at=at,
    )
