"""Whether enough members are at a sitting to decide, judged from who would have a vote now."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from comitia.accreditation.queries.days import day_of
from comitia.core.ballots.rules import quorum_at, rules_for
from comitia.core.governance.quorum import QuorumOutcome, SeatCount, judge, step_reached
from comitia.core.governance.rule_set import Checkpoint
from comitia.meetings.models import Sitting
from comitia.meetings.queries.rules import rules_of_session
from comitia.voting.queries.electorate import electorate

ORDINARY: Final = "ordinary"
ENDED: Final = (Sitting.State.ADJOURNED, Sitting.State.CLOSED)
UNKNOWN: Final = judge(None, SeatCount())


def quorum_of_sitting(sitting: Sitting, *, at: datetime) -> QuorumOutcome | None:
    """Judge the quorum for ordinary matters now; None for a session without rules of procedure.

    The number of statements is constant.
    """
    rule_set = rules_of_session(sitting.meeting)
    if rule_set is None:
        return None
    organ = sitting.meeting.organ
    seats = organ.seats if organ else None
    rules = rules_for(rule_set, ORDINARY, seats=seats, step=sitting.quorum_step)
    if rules is None or rules.quorum is None:
        return UNKNOWN
    lines = [elector.line for elector in electorate(sitting, rule_set, subject="", at=at)]
    return quorum_at(rules, lines, checkpoint=Checkpoint.BALLOT_OPENING)


def lacks_quorum(sitting: Sitting, *, at: datetime) -> bool:
    """Say whether a sitting has no quorum: as it was judged last, or now if nothing has been judged yet."""
    if sitting.quorum:
        return sitting.quorum["is_met"] is False
    judged = quorum_of_sitting(sitting, at=at)
    return judged is not None and judged.is_met is False


def step_of_sitting(sitting: Sitting, *, at: datetime) -> int:
    """Say by which step of the ladder a sitting is judged: a lower one if those before it were missed.

    Only sittings that ended without a quorum one after the other count: one that had it begins anew.
    """
    rule_set = rules_of_session(sitting.meeting)
    rule = rule_set.quorum_for(ORDINARY) if rule_set else None
    if rule is None or not rule.ladder:
        return 0
    earlier = Sitting.objects.filter(meeting=sitting.meeting, state__in=ENDED, called_at__isnull=False)
    missed: list[date] = []
    for one in earlier.order_by("called_at", "pk"):
        missed = [*missed, day_of(one.ended_at or at, sitting.meeting)] if one.is_inquorate else []
    return step_reached(rule, missed, on=day_of(at, sitting.meeting))
