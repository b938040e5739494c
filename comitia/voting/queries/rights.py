"""Who has a vote before a ballot opens, why not, and how to cure it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from comitia.accreditation.queries.credentials import why_no_holder
from comitia.core.ballots.roll import Reason
from comitia.meetings.models import Sitting
from comitia.meetings.queries.rules import rules_of_session
from comitia.platform.dates import day_in_words
from comitia.voting.policies import CURES, REASONS
from comitia.voting.queries.electorate import Elector, electorate

OF_CREDENTIALS = frozenset({Reason.CREDENTIAL_MISSING, Reason.CREDENTIAL_REJECTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class VotingRight:
    """Whether a member would vote if a ballot opened now; `reason` and `cure` are sentences, empty where none is needed.

    `code` names the reason for machines, `proxy` is the member (its slug) that votes for it, `holder` who holds its vote.
    """

    member: str
    name: str
    weight: int
    is_entitled: bool
    is_present: bool
    code: str
    reason: str
    cure: str
    since: date | None
    proxy: str
    holder: UUID | None


def voting_rights(sitting: Sitting, *, subject: str = "", at: datetime) -> list[VotingRight]:
    """List the roll as it would be if a ballot on a subject opened now: the number of statements is constant."""
    rule_set = rules_of_session(sitting.meeting)
    if rule_set is None:
        return []
    found = electorate(sitting, rule_set, subject=subject, at=at)
    names = {elector.line.member: elector.member.name for elector in found}
    return [_right(elector, names, sitting) for elector in found]


def voting_right_of(member: str, sitting: Sitting, *, subject: str = "", at: datetime) -> VotingRight | None:
    """Give one member's vote as it would be if a ballot opened now; None for a member that takes no part."""
    return next((one for one in voting_rights(sitting, subject=subject, at=at) if one.member == member), None)


def _right(elector: Elector, names: dict[str, str], sitting: Sitting) -> VotingRight:
    line = elector.line
    reason, cure = _sentences(elector, names, sitting)
    return VotingRight(
        member=line.member,
        name=elector.member.name,
        weight=line.weight,
        is_entitled=line.is_entitled,
        is_present=line.is_present,
        code=line.reason or "",
        reason=str(reason),
        cure=str(cure),
        since=line.since,
        proxy=line.proxy or "",
        holder=elector.holder,
    )


def _sentences(elector: Elector, names: dict[str, str], sitting: Sitting) -> tuple[Any, Any]:
    """Say why a member has no vote, as precisely as it is known, and what to do."""
    line = elector.line
    if line.reason is None or line.cure is None:
        return "", ""
    if line.reason is Reason.ARREARS:
        return elector.standing.reason, elector.standing.cure
    if line.reason in OF_CREDENTIALS and elector.has_delegation:
        return why_no_holder(elector.people, provisional_may_vote=sitting.meeting.provisional_may_vote)
    sentence = REASONS[line.reason] % {
        "proxy": names.get(line.proxy or "", ""),
        "day": day_in_words(line.since) if line.since else "",
    }
    return sentence, CURES[line.cure]
