"""What is left to choose in a rule set, and what is wrong with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from comitia.core.governance.quorum import steps_of
from comitia.core.governance.rule_set import (
    ALL,
    NONE_NEEDED,
    Checkpoint,
    Majority,
    QuorumCounts,
    QuorumRule,
    RuleSet,
    WeightKind,
    WeightRule,
)
from comitia.core.governance.rule_set_json import key_of

ORDINARY: Final = "ordinary"


class NeededFor(StrEnum):
    """What cannot be done as long as a choice is left."""

    VOTES = "votes"
    CONVOCATION = "convocation"
    FLOOR = "floor"
    WRITTEN = "written"
    SEATS = "seats"


PARTS: Final[Mapping[str, NeededFor]] = {
    "matters": NeededFor.VOTES,
    "majorities": NeededFor.VOTES,
    "quorums": NeededFor.VOTES,
    "weights": NeededFor.VOTES,
    "split_votes": NeededFor.VOTES,
    "proxies": NeededFor.VOTES,
    "substitutes": NeededFor.VOTES,
    "standing": NeededFor.VOTES,
    "conflicts": NeededFor.VOTES,
    "notice": NeededFor.CONVOCATION,
    "speaking": NeededFor.FLOOR,
    "motions": NeededFor.FLOOR,
    "procedural_motions": NeededFor.FLOOR,
    "written": NeededFor.WRITTEN,
    "seats": NeededFor.SEATS,
    "terms": NeededFor.SEATS,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A parameter that the sources do not give: the way to it and what it is needed for."""

    path: str
    needed_for: NeededFor

    @property
    def part(self) -> str:
        """Give the path of the part in which the choice is made."""
        return part_path(self.path)


class FaultCode(StrEnum):
    """What can be wrong with a rule set."""

    NO_ORDINARY_MATTER = "no_ordinary_matter"
    TWICE = "twice"
    UNKNOWN_MAJORITY = "unknown_majority"
    UNKNOWN_QUORUM = "unknown_quorum"
    NO_THRESHOLD = "no_threshold"
    SHARE_OUT_OF_RANGE = "share_out_of_range"
    NEVER_HOLDS = "never_holds"
    NEGATIVE = "negative"
    NOT_POSITIVE = "not_positive"
    NO_CHECKPOINT = "no_checkpoint"
    CAST_BEFORE_VOTE = "cast_before_vote"
    LADDER_RISES = "ladder_rises"
    NO_ARTICLE = "no_article"
    ENDS_BEFORE_START = "ends_before_start"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at a place of a rule set."""

    path: str
    code: FaultCode

    @property
    def part(self) -> str:
        """Give the path of the part in which the fault is put right."""
        return part_path(self.path)


def part_path(path: str) -> str:
    """Give the path of the part that a longer path leads into: proxies, or majorities.statute."""
    section, _point, rest = path.partition(".")
    is_kept_by_name = section in {"matters", "majorities", "quorums", "seats", "procedural_motions"}
    return f"{section}.{rest.partition('.')[0]}" if is_kept_by_name and rest else section


def choices_left(rule_set: RuleSet) -> tuple[Choice, ...]:
    """List every parameter the sources do not give, in the order of the rule set; raises nothing.

    Of something that is not allowed the rest does not matter.
    """
    return tuple(
        Choice(path, needed_for)
        for section, needed_for in PARTS.items()
        for path in _open_paths(getattr(rule_set, section), path=section)
    )


def faults_of(rule_set: RuleSet) -> tuple[Fault, ...]:
    """List what contradicts itself or refers to nothing; raises nothing. What is left open is no fault."""
    return tuple(
        dict.fromkeys(
            (
                *_faults_of_dates(rule_set),
                *_faults_of_matters(rule_set),
                *(fault for key, one in rule_set.majorities.items() if one for fault in _of_majority(key, one)),
                *(fault for key, one in rule_set.quorums.items() if one for fault in _of_quorum(key, one)),
                *_faults_of_references(rule_set),
                *_faults_of_numbers(rule_set),
                *_faults_of_articles(rule_set),
            )
        )
    )


def _open_paths(value: Any, *, path: str) -> Iterator[str]:
    if value is None:
        yield path
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _open_paths(inner, path=f"{path}.{key}")
    elif isinstance(value, tuple):
        for place, inner in enumerate(value):
            if is_dataclass(inner):
                yield from _open_paths(inner, path=f"{path}.{_name(inner, place)}")
    elif isinstance(value, WeightRule) and value.kind is not WeightKind.EQUAL and not value.weights:
        yield f"{path}.weights"
    elif is_dataclass(value):
        names = [field.name for field in fields(value)]
        is_moot = getattr(value, "allowed", True) is False
        for name in () if is_moot else names:
            yield from _open_paths(getattr(value, name), path=f"{path}.{name}")


def _name(part: Any, place: int) -> str:
    return key_of(part) if hasattr(part, "key") or hasattr(part, "type") else str(place)


def _faults_of_dates(rule_set: RuleSet) -> Iterator[Fault]:
    begins, ends = rule_set.in_force_from, rule_set.in_force_until
    if begins and ends and ends < begins:
        yield Fault("in_force_until", FaultCode.ENDS_BEFORE_START)


def _faults_of_matters(rule_set: RuleSet) -> Iterator[Fault]:
    if rule_set.matter(ORDINARY) is None:
        yield Fault("matters", FaultCode.NO_ORDINARY_MATTER)
    for section in ("matters", "seats", "procedural_motions"):
        keys = [key_of(part) for part in getattr(rule_set, section) or ()]
        for key in keys:
            if keys.count(key) > 1:
                yield Fault(f"{section}.{key}", FaultCode.TWICE)


def _of_majority(key: str, majority: Majority) -> Iterator[Fault]:
    path = f"majorities.{key}"
    if not majority.thresholds:
        yield Fault(path, FaultCode.NO_THRESHOLD)
    for place, one in enumerate(majority.thresholds):
        yield from _of_share(f"{path}.thresholds.{place}", one.over, strict=one.strict)
    yield from _of_share(f"{path}.turnout", majority.turnout, strict=False)


def _of_quorum(key: str, rule: QuorumRule) -> Iterator[Fault]:
    path = f"quorums.{key}"
    if not rule.checkpoints:
        yield Fault(f"{path}.checkpoints", FaultCode.NO_CHECKPOINT)
    if rule.counts is QuorumCounts.CAST and rule.checkpoints - {Checkpoint.BALLOT_CLOSING}:
        yield Fault(f"{path}.checkpoints", FaultCode.CAST_BEFORE_VOTE)
    yield from _of_share(f"{path}.proxies_at_most", rule.proxies_at_most, strict=False)
    steps = steps_of(rule)
    for step in steps:
        yield from _of_share(f"{path}.over", step.over, strict=step.strict)
    for earlier, later in pairwise(steps):
        if (later.over, later.strict) > (earlier.over, earlier.strict) or later.after_days < earlier.after_days:
            yield Fault(f"{path}.ladder", FaultCode.LADDER_RISES)


def _of_share(path: str, share: Fraction, *, strict: bool) -> Iterator[Fault]:
    if not NONE_NEEDED <= share <= ALL:
        yield Fault(path, FaultCode.SHARE_OUT_OF_RANGE)
    elif strict and share == ALL:
        yield Fault(path, FaultCode.NEVER_HOLDS)


def _faults_of_references(rule_set: RuleSet) -> Iterator[Fault]:
    for matter in rule_set.matters:
        if matter.majority is not None and matter.majority not in rule_set.majorities:
            yield Fault(f"matters.{matter.key}.majority", FaultCode.UNKNOWN_MAJORITY)
        if matter.quorum is not None and matter.quorum not in rule_set.quorums:
            yield Fault(f"matters.{matter.key}.quorum", FaultCode.UNKNOWN_QUORUM)
    for motion in rule_set.procedural_motions or ():
        if motion.majority and motion.majority not in rule_set.majorities:
            yield Fault(f"procedural_motions.{motion.type}.majority", FaultCode.UNKNOWN_MAJORITY)
    late = rule_set.notice.late_paper_majority if rule_set.notice else None
    if late and late not in rule_set.majorities:
        yield Fault("notice.late_paper_majority", FaultCode.UNKNOWN_MAJORITY)


def _faults_of_numbers(rule_set: RuleSet) -> Iterator[Fault]:
    for section in PARTS:
        for path, number in _numbers(getattr(rule_set, section), path=section):
            if number < 0:
                yield Fault(path, FaultCode.NEGATIVE)
    weights = rule_set.weights.weights if rule_set.weights else {}
    for key, weight in weights.items():
        if weight == 0:
            yield Fault(f"weights.weights.{key}", FaultCode.NOT_POSITIVE)
    seconds = rule_set.speaking.seconds if rule_set.speaking else {}
    for speaker, allowed in seconds.items():
        if allowed == 0:
            yield Fault(f"speaking.seconds.{speaker.value}", FaultCode.NOT_POSITIVE)


def _numbers(value: Any, *, path: str) -> Iterator[tuple[str, int]]:
    if isinstance(value, int) and not isinstance(value, bool):
        yield path, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _numbers(inner, path=f"{path}.{key}")
    elif isinstance(value, tuple):
        for place, inner in enumerate(value):
            yield from _numbers(inner, path=f"{path}.{_name(inner, place)}")
    elif is_dataclass(value):
        for field in fields(value):
            yield from _numbers(getattr(value, field.name), path=f"{path}.{field.name}")


def _faults_of_articles(rule_set: RuleSet) -> Iterator[Fault]:
    for section in PARTS:
        value = getattr(rule_set, section)
        if isinstance(value, Mapping):
            parts = [(f"{section}.{key}", part) for key, part in value.items()]
        elif isinstance(value, tuple):
            parts = [(f"{section}.{key_of(part)}", part) for part in value]
        else:
            parts = [(section, value)]
        for path, part in parts:
            if part is not None and not part.article.strip():
                yield Fault(path, FaultCode.NO_ARTICLE)
