"""Are enough members there, counted how, out of which seats.

Source of the rules: quorums of sister organisations (one half, one third, two thirds with a lower second convocation:
BIE, WFUCA; virtual presence counts: WHA73) and the rule that a quorum counts members, never connections or persons.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from comitia.core.governance.majority import least_over
from comitia.core.governance.rule_set import ALL, ConflictRule, QuorumBase, QuorumCounts, QuorumRule, QuorumStep


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatCount:
    """The members at one moment: each present or represented by proxy once, with the seats of the organ."""

    present: int = 0
    represented: int = 0
    cast: int = 0
    accredited: int = 0
    filled: int = 0
    statutory: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class QuorumOutcome:
    """Whether a quorum is met: `counted` members where at least `required` of `of` seats are needed.

    `is_met` None means that the quorum is not known: nothing can be declared.
    """

    is_met: bool | None
    counted: int
    required: int | None
    base: QuorumBase | None
    of: int | None
    article: str = ""


def judge(rule: QuorumRule | None, count: SeatCount, *, step: int = 0) -> QuorumOutcome:
    """Say whether a quorum is met; `step` 0 is the first convocation, 1 the first step of the ladder and so on.

    Raises ValueError for a step that the rule does not have.
    """
    if rule is None:
        return QuorumOutcome(is_met=None, counted=count.present, required=None, base=None, of=None)
    seats, counted = seats_of(rule.base, count), counted_of(rule, count)
    required = required_of(rule, seats, step=step)
    return QuorumOutcome(
        is_met=counted >= required, counted=counted, required=required, base=rule.base, of=seats, article=rule.article
    )


def required_of(rule: QuorumRule, seats: int, *, step: int = 0) -> int:
    """Give the least whole number of members; at least one where the rule asks for a share at all."""
    wanted = _step(rule, step)
    share = least_over(seats, over=wanted.over, strict=wanted.strict)
    return max(share, wanted.least, 1 if wanted.over else 0)


def seats_of(base: QuorumBase, count: SeatCount) -> int:
    """Give the number of seats a quorum is a share of."""
    return {
        QuorumBase.STATUTORY: count.statutory,
        QuorumBase.FILLED: count.filled,
        QuorumBase.ACCREDITED: count.accredited,
    }[base]


def counted_of(rule: QuorumRule, count: SeatCount) -> int:
    """Give the number of members that count, of those represented only as many as the rule lets count."""
    if rule.counts is QuorumCounts.CAST:
        return count.cast
    if rule.counts is QuorumCounts.PRESENT:
        return count.present
    return count.present + min(count.represented, _most_represented(count.present, rule.proxies_at_most, count))


def at_step(rule: QuorumRule, step: int) -> QuorumRule:
    """Give the quorum as one step of its ladder asks for it; beyond the last step it stays what that one asks."""
    wanted = steps_of(rule)[min(step, len(rule.ladder))]
    return replace(rule, over=wanted.over, strict=wanted.strict, least=wanted.least, ladder=())


def step_reached(rule: QuorumRule, missed: Sequence[date], *, on: date) -> int:
    """Say by which step a sitting is judged that is called to order on a day, after those `missed` one after the other.

    A step is reached once as many sittings before it were missed, and its days have gone by since the last of them
    (BIE: a second convocation with a lower quorum).
    """
    reached = min(len(missed), len(rule.ladder))
    while reached and (on - missed[-1]).days < rule.ladder[reached - 1].after_days:
        reached -= 1
    return reached


def without_recused(count: SeatCount, *, recused: int, present: int, rule: ConflictRule) -> SeatCount:
    """Take recused seats, `present` of them present, out of the quorum if the rule says so; by default it does not."""
    if not rule.leaves_quorum:
        return count
    return replace(
        count,
        present=count.present - present,
        accredited=count.accredited - recused,
        filled=count.filled - recused,
        statutory=count.statutory - recused,
    )


def steps_of(rule: QuorumRule) -> Sequence[QuorumStep]:
    """List the first convocation and the steps after it."""
    first = QuorumStep(after_days=0, over=rule.over, strict=rule.strict, least=rule.least)
    return (first, *rule.ladder)


def _step(rule: QuorumRule, step: int) -> QuorumStep:
    steps = steps_of(rule)
    if not 0 <= step < len(steps):
        raise ValueError(f"The quorum has no step {step}")
    return steps[step]


def _most_represented(present: int, at_most: Fraction, count: SeatCount) -> int:
    """Give the most seats r with r ≤ at_most·(present + r)."""
    return count.represented if at_most >= ALL else int(at_most * present / (1 - at_most))
