"""The quorum of a sitting in words: whether there is one, and how many are needed, counted out of which seats."""

from __future__ import annotations

from dataclasses import dataclass

from comitia.core.governance.plain_data import from_plain
from comitia.core.governance.quorum import QuorumOutcome
from comitia.meetings.models import Sitting
from comitia.organs.queries.rule_words import quorum_formula, quorum_text


@dataclass(frozen=True, slots=True, kw_only=True)
class QuorumView:
    """Whether a sitting may decide, with the numbers and the article; `is_met` None while the rules do not say."""

    is_met: bool | None
    sentence: str
    formula: str


def quorum_view(sitting: Sitting | None) -> QuorumView | None:
    """Give the quorum of a sitting as it was judged last: no statement; None where it was not judged."""
    if sitting is None or not sitting.quorum:
        return None
    judged = from_plain(QuorumOutcome, sitting.quorum)
    return QuorumView(is_met=judged.is_met, sentence=quorum_text(judged), formula=quorum_formula(judged))
