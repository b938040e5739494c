"""What came of a ballot, for hemicycle, bars and table: sums, outcomes and, of a roll call, each member's vote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.utils.translation import get_language

from comitia.core.ballots import tally as tallies
from comitia.core.ballots.papers import Paper, paper_from_json
from comitia.core.ballots.roll import Status
from comitia.core.governance import majority as majorities
from comitia.core.governance.majority import Amount, Outcome, percent
from comitia.core.governance.plain_data import from_plain
from comitia.core.governance.quorum import QuorumOutcome
from comitia.core.governance.record import Access
from comitia.platform.texts import text_in
from comitia.voting.models import Ballot, RollLine
from comitia.voting.queries.access import seen_by
from comitia.voting.queries.rules import as_rule

WITH_RESULT: Final = (Ballot.State.COUNTED, Ballot.State.DECLARED)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """What an answer got; `share` of the weights cast as a percentage to show, None if nothing was cast."""

    key: str
    name: str
    amount: Amount
    share: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRow:
    """A member on the roll; `choice` is what it voted in a roll call, `reason` why it had no vote, for the committee."""

    member: str
    name: str
    code: str
    region: str
    weight: int
    status: Status
    reason: str
    has_cast: bool
    choice: Paper | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A counted ballot. `outcomes` gives each option (or "yes") its outcome with the reckoning, `quorums` by checkpoint."""

    reference: UUID
    number: int
    subject: str
    method: str
    state: str
    is_declared: bool
    declared_at: datetime | None
    rule_set_number: int | None
    answers: tuple[AnswerRow, ...]
    cast: Amount
    outcomes: tuple[tuple[str, Outcome], ...]
    quorums: tuple[tuple[str, QuorumOutcome], ...]
    casting_vote: bool | None
    members: tuple[MemberRow, ...]

    @property
    def carried(self) -> tuple[str, ...]:
        """List the options that are carried, or "yes"."""
        return tuple(option for option, outcome in self.outcomes if outcome.carried)


def result_of(reference: UUID, *, access: Access) -> Result | None:
    """Give what came of a counted ballot; None where there is nothing yet or a reader may not see it: two statements."""
    ballot = seen_by(access).filter(reference=reference, state__in=WITH_RESULT).first()
    if ballot is None:
        return None
    counted = tallies.from_json(ballot.tally)
    return Result(
        reference=ballot.reference,
        number=ballot.number,
        subject=ballot.subject,
        method=ballot.method,
        state=ballot.state,
        is_declared=ballot.state == Ballot.State.DECLARED,
        declared_at=ballot.declared_at,
        rule_set_number=ballot.rule_set_number,
        answers=_answers(ballot, counted),
        cast=counted.cast,
        outcomes=tuple((option, majorities.from_json(outcome)) for option, outcome in ballot.outcome),
        quorums=tuple((place, from_plain(QuorumOutcome, judged)) for place, judged in sorted(ballot.quorum.items())),
        casting_vote=ballot.casting_vote,
        members=_members(ballot, access=access),
    )


def results_on(subject: str, *, access: Access) -> list[UUID]:
    """List the ballots on a subject that were counted and are not annulled, the latest first."""
    found = seen_by(access).filter(subject=subject, state__in=WITH_RESULT)
    return list(found.order_by("-number").values_list("reference", flat=True))


def _answers(ballot: Ballot, counted: tallies.Tally) -> tuple[AnswerRow, ...]:
    language = get_language() or "en"
    return tuple(
        AnswerRow(
            key=answer,
            name=text_in(ballot.option_names.get(answer, {}), language).value,
            amount=amount,
            share=percent(amount.weight, counted.cast.weight),
        )
        for answer, amount in counted.answers
    )


def _members(ballot: Ballot, *, access: Access) -> tuple[MemberRow, ...]:
    shows_votes = ballot.method == Ballot.Method.ROLL_CALL
    lines: Any = (
        RollLine.objects.filter(ballot=ballot).select_related("member", "proxy", "paper").order_by("name", "pk")
    )
    return tuple(
        MemberRow(
            member=line.member.slug,
            name=line.name,
            code=line.member.code,
            region=line.region,
            weight=line.weight,
            status=as_rule(line).status,
            reason=line.reason if access is Access.COMMITTEE else "",
            has_cast=line.has_cast,
            choice=paper_from_json(line.paper.choice) if shows_votes and hasattr(line, "paper") else None,
        )
        for line in lines
    )
