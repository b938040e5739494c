"""The rules one ballot is taken under, and what they make of its roll and its papers.

They are taken out of the organ's rules of procedure when the ballot opens and kept with it, so that what is adopted in
the meeting never touches the ballot that is running (invariant 8 of the domain). The chair announces the outcome and
cannot alter it (invariant 6): it is worked out here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from comitia.core.ballots.papers import YES, Choice, Options
from comitia.core.ballots.roll import WHOLE, RollLine
from comitia.core.ballots.tally import Tally, amount_of, counts_of, recused_of, seats_counted
from comitia.core.governance import majority as majorities
from comitia.core.governance import quorum as quorums
from comitia.core.governance.majority import Amount, Outcome
from comitia.core.governance.plain_data import from_plain, to_plain
from comitia.core.governance.quorum import QuorumOutcome
from comitia.core.governance.rule_set import (
    Checkpoint,
    ConflictRule,
    Majority,
    ProxyRule,
    QuorumCounts,
    QuorumRule,
    RuleSet,
    Tie,
    WeightKind,
)

NO_CONFLICT_RULE = ConflictRule(suggest=None, leaves_base=None, leaves_quorum=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotRules:
    """What version `number` of the rules says about ballots on one class of matters.

    `seats` are all seats of the organ, vacant ones included; None if their number is not known.
    """

    number: int
    matter: str
    majority: Majority
    quorum: QuorumRule | None
    proxies: ProxyRule | None
    conflicts: ConflictRule
    may_split: bool
    weights_are_equal: bool
    seats: int | None


def rules_for(
    rule_set: RuleSet, matter: str, *, seats: int | None, is_second: bool = False, step: int = 0, majority: str = ""
) -> BallotRules | None:
    """Take the rules for a class of matters out of a rule set; None if they name no such class or no majority for it.

    `is_second`: the same question was put before and tied; under "vote once more" another tie fails. `step`: of the
    quorum's ladder, in a sitting called again because a quorum was missed.
    `majority`: the key of the one that the question needs, if not that of its class (a motion to close the debate).
    """
    needed = rule_set.majorities.get(majority) if majority else rule_set.majority_for(matter)
    if needed is None or rule_set.matter(matter) is None:
        return None
    if is_second and needed.tie is Tie.REPEAT_ONCE:
        needed = replace(needed, tie=Tie.FAILS)
    quorum = rule_set.quorum_for(matter)
    return BallotRules(
        number=rule_set.number,
        matter=matter,
        majority=needed,
        quorum=quorums.at_step(quorum, step) if quorum and step else quorum,
        proxies=rule_set.proxies,
        conflicts=rule_set.conflicts or NO_CONFLICT_RULE,
        may_split=bool(rule_set.split_votes and rule_set.split_votes.allowed),
        weights_are_equal=rule_set.weights is None or rule_set.weights.kind is WeightKind.EQUAL,
        seats=seats,
    )


def quorum_at(
    rules: BallotRules, lines: Iterable[RollLine], *, checkpoint: Checkpoint, cast: int = 0
) -> QuorumOutcome | None:
    """Judge the quorum of a ballot when it opens or closes; None where the rules do not check it at its closing.

    No ballot opens without quorum, whatever the rules check besides (invariant 5). Where the papers cast make the
    quorum, at the opening those count who could cast one.
    """
    rule = rules.quorum
    if checkpoint is Checkpoint.BALLOT_CLOSING and not _is_checked_at_closing(rule):
        return None
    given = tuple(lines)
    if checkpoint is Checkpoint.BALLOT_OPENING:
        cast = sum(line.is_entitled for line in given)
    count = seats_counted(given, statutory=rules.seats, cast=cast)
    if rules.proxies is None or not rules.proxies.counts_to_quorum:
        count = replace(count, represented=0)
    recused, present = recused_of(given)
    count = quorums.without_recused(count, recused=recused.heads, present=present.heads, rule=rules.conflicts)
    return quorums.judge(rule, count)


def outcomes(
    rules: BallotRules,
    options: Options,
    counted: Tally,
    lines: Iterable[RollLine],
    *,
    by_region: Mapping[str, Tally] | None = None,
    casting: bool | None = None,
) -> tuple[tuple[str, Outcome], ...]:
    """Work out the outcome of a yes-or-no question, or of each option of a choice, in the order of the ballot."""
    given = tuple(lines)
    recused, present = recused_of(given)
    found = []
    for option in options.keys if isinstance(options, Choice) else (YES,):
        counts = counts_of(counted, given, statutory=_statutory(rules, given), option=option, by_region=by_region)
        counts = majorities.without_recused(counts, recused=recused, present=present, rule=rules.conflicts)
        found.append((option, majorities.decide(counts, rules.majority, casting=casting)))
    return tuple(found)


def to_json(rules: BallotRules) -> dict[str, Any]:
    """Write the rules of a ballot as plain data."""
    written: dict[str, Any] = to_plain(rules)
    return written


def from_json(data: Any) -> BallotRules:
    """Read the rules of a ballot as `to_json` writes them; raises ValueError on anything else."""
    return from_plain(BallotRules, data)


def _is_checked_at_closing(rule: QuorumRule | None) -> bool:
    if rule is None:
        return False
    return Checkpoint.BALLOT_CLOSING in rule.checkpoints or rule.counts is QuorumCounts.CAST


def _statutory(rules: BallotRules, lines: tuple[RollLine, ...]) -> Amount | None:
    """Give the seats of the organ, each vacant one with the weight of 1."""
    if rules.seats is None:
        return None
    filled = amount_of(line for line in lines if line.has_seat)
    vacant = max(0, rules.seats - filled.heads)
    return filled + Amount(vacant * WHOLE, vacant)
