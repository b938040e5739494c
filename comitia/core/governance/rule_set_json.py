"""Rule sets as plain data and back, and the one part of a rule set that a path names.

A path is written with points: `proxies`, `majorities.statute`, `matters.host_decision`, `seats.regional`. Parts that
are kept by name are found by their key (a procedural motion by its type).
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from comitia.core.governance.motions import MotionRules
from comitia.core.governance.plain_data import from_plain, to_plain
from comitia.core.governance.rule_set import (
    ConflictRule,
    DuesRule,
    Majority,
    MatterClass,
    NoticeRule,
    ProceduralMotion,
    ProxyRule,
    QuorumRule,
    RuleSet,
    SeatRule,
    SpeakingTimes,
    SplitVotes,
    SubstituteRule,
    TermRule,
    WeightRule,
    WrittenRule,
)

NAMED_PARTS: Final[Mapping[str, type]] = {"majorities": Majority, "quorums": QuorumRule}
LISTED_PARTS: Final[Mapping[str, type]] = {
    "matters": MatterClass,
    "seats": SeatRule,
    "procedural_motions": ProceduralMotion,
}
SINGLE_PARTS: Final[Mapping[str, type]] = {
    "weights": WeightRule,
    "split_votes": SplitVotes,
    "proxies": ProxyRule,
    "substitutes": SubstituteRule,
    "standing": DuesRule,
    "conflicts": ConflictRule,
    "notice": NoticeRule,
    "speaking": SpeakingTimes,
    "motions": MotionRules,
    "written": WrittenRule,
    "terms": TermRule,
}


def to_json(rule_set: RuleSet) -> dict[str, Any]:
    """Write a rule set as plain data."""
    written: dict[str, Any] = to_plain(rule_set)
    return written


def from_json(data: Any) -> RuleSet:
    """Read a rule set as `to_json` writes it; raises ValueError on anything else."""
    return from_plain(RuleSet, data)


def kind_of(path: str) -> type:
    """Give the class of the part a path names; raises ValueError if it names none."""
    section, _point, key = path.partition(".")
    kinds = {**NAMED_PARTS, **LISTED_PARTS} if key else SINGLE_PARTS
    if section not in kinds:
        raise ValueError(f"{path} is no part of a rule set")
    return kinds[section]


def key_of(part: Any) -> str:
    """Give the name by which a part of a list is known."""
    return str(part.type if isinstance(part, ProceduralMotion) else part.key)


def part_of(rule_set: RuleSet, path: str) -> Any:
    """Give the part a path names; None if it is not there or left open; raises ValueError if the path names none."""
    kind_of(path)
    section, _point, key = path.partition(".")
    value = getattr(rule_set, section)
    if not key or value is None:
        return value
    if section in NAMED_PARTS:
        return value.get(key)
    return next((part for part in value if key_of(part) == key), None)


def with_part(rule_set: RuleSet, path: str, part: Any) -> RuleSet:
    """Put a part in the place a path names, in its old place or else last; None leaves the choice open.

    A part of a list is taken out by None. Raises ValueError if the path names no part, or the part belongs elsewhere.
    """
    kind = kind_of(path)
    section, _point, key = path.partition(".")
    if part is not None and not isinstance(part, kind):
        raise ValueError(f"{type(part).__name__} does not belong at {path}")
    if section in LISTED_PARTS:
        parts = getattr(rule_set, section)
        return rule_set if parts is None and part is None else _with(rule_set, section, _listed(parts or (), key, part))
    if key:
        return _with(rule_set, section, {**getattr(rule_set, section), key: part})
    return _with(rule_set, section, part)


def with_list(rule_set: RuleSet, section: str, parts: tuple[Any, ...]) -> RuleSet:
    """Fill a whole list of parts anew; raises ValueError for what is no list."""
    if section not in LISTED_PARTS:
        raise ValueError(f"{section} is no list")
    return _with(rule_set, section, parts)


def without(rule_set: RuleSet, path: str) -> RuleSet:
    """Take a named majority or quorum, or a part of a list, out altogether; raises ValueError for any other path."""
    section, _point, key = path.partition(".")
    if not key:
        raise ValueError(f"{path} cannot be taken out")
    if section in LISTED_PARTS:
        return with_part(rule_set, path, None)
    kind_of(path)
    rest = {name: part for name, part in getattr(rule_set, section).items() if name != key}
    return _with(rule_set, section, rest)


def _with(rule_set: RuleSet, section: str, value: Any) -> RuleSet:
    changes: dict[str, Any] = {section: value}
    return replace(rule_set, **changes)


def _listed(parts: tuple[Any, ...], key: str, part: Any) -> tuple[Any, ...]:
    if part is not None and key_of(part) != key:
        raise ValueError(f"{key_of(part)} is not {key}")
    is_known = any(key_of(one) == key for one in parts)
    new = () if part is None else (part,)
    if not is_known:
        return (*parts, *new)
    return tuple(kept for one in parts for kept in (new if key_of(one) == key else (one,)))
