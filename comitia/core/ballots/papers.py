"""What a ballot asks and what a valid paper says; a paper that cannot be counted is refused with its fault.

Source of the rules: deliberation in associations of cities (yes, no or abstain; a choice of options with a most per
paper and per option; split votes as in World Scout, whose members hold six votes each). Weights are whole micro-units.
Equal choices always give equal papers, so nothing but the choice can tell two papers apart.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from comitia.core.ballots.roll import WHOLE

YES, NO, ABSTAIN, BLANK = "yes", "no", "abstain", "blank"
_NUMBER: Final = re.compile(r"([0-9]{1,9})(?:[.,]([0-9]{1,6}))?")
_WHOLE_NUMBER: Final = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True, kw_only=True)
class YesOrNo:
    """A question answered by yes, no or (if allowed) abstention; `may_be_blank` takes blank papers, which are invalid."""

    may_abstain: bool = True
    may_be_blank: bool = False

    @property
    def answers(self) -> tuple[str, ...]:
        """List what one paper may say, in the order of the page."""
        return (YES, NO, *([ABSTAIN] if self.may_abstain else []), *([BLANK] if self.may_be_blank else []))


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A choice among options by their keys: at least `least` and at most `most` votes on a paper, so many per option.

    A paper may instead reject all options (`may_reject`, says no), abstain or be blank where the ballot allows it.
    """

    keys: tuple[str, ...]
    least: int = 1
    most: int = 1
    most_per_option: int = 1
    may_reject: bool = False
    may_abstain: bool = True
    may_be_blank: bool = False

    def __post_init__(self) -> None:
        reserved = {YES, NO, ABSTAIN, BLANK}
        if len(set(self.keys)) != len(self.keys) or not self.keys or reserved & set(self.keys):
            raise ValueError("A choice needs different options, none of them called yes, no, abstain or blank.")
        if not 1 <= self.least <= self.most <= len(self.keys) * self.most_per_option:
            raise ValueError("The least and the most votes of a paper do not fit the options.")

    @property
    def answers(self) -> tuple[str, ...]:
        """List what one paper may say, in the order of the page."""
        whole = ((NO, self.may_reject), (ABSTAIN, self.may_abstain), (BLANK, self.may_be_blank))
        return (*self.keys, *(answer for answer, is_allowed in whole if is_allowed))


Options = YesOrNo | Choice


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a paper's weight, in micro-units, and the votes it gives to each answer, in the order of the answers."""

    weight: int
    votes: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A valid paper: one part, or several whose weights add up to that of the member if it split its vote."""

    parts: tuple[Part, ...]

    @property
    def weight(self) -> int:
        return sum(part.weight for part in self.parts)


class FaultCode(StrEnum):
    """What is wrong with a paper."""

    NOTHING_CHOSEN = "nothing_chosen"
    UNREADABLE = "unreadable"
    UNKNOWN_ANSWER = "unknown_answer"
    NOT_A_NUMBER = "not_a_number"
    TOO_FEW = "too_few"
    TOO_MANY = "too_many"
    TOO_MANY_FOR_ONE = "too_many_for_one"
    SPLIT_NOT_ALLOWED = "split_not_allowed"
    SPLIT_SUM = "split_sum"


@dataclass(frozen=True, slots=True)
class Fault:
    """A paper cannot be counted: why, and the answer or the number concerned."""

    code: FaultCode
    about: str = ""


def read_paper(options: Options, typed: Any, *, weight: int, may_split: bool = False) -> Paper | Fault:
    """Read what somebody chose; gives a fault instead of a paper that cannot be counted, and raises nothing.

    `typed` is one answer ("yes"), a list of options, or a mapping. A mapping gives votes per option (whole numbers)
    where a paper has several votes, otherwise the parts of a split vote as decimal numbers ("1.5"), which must add up
    to the weight exactly. `weight` is in micro-units.
    """
    if typed in (None, "") or (isinstance(typed, Mapping | list | tuple) and not typed):
        return Fault(FaultCode.NOTHING_CHOSEN)
    if isinstance(typed, str):
        return _single(options, typed, weight=weight)
    if isinstance(typed, list | tuple) and all(isinstance(one, str) for one in typed):
        return _single(options, typed[0], weight=weight) if len(typed) == 1 else _listed(options, typed, weight=weight)
    if isinstance(typed, Mapping) and all(isinstance(one, str) for one in typed):
        if isinstance(options, Choice) and options.most > 1:
            return _counted(options, typed, weight=weight)
        return _split(options, typed, weight=weight, may_split=may_split)
    return Fault(FaultCode.UNREADABLE)


def paper_to_json(paper: Paper) -> list[Any]:
    """Write a paper as plain data: [[weight, [[answer, votes], …]], …]; lists, as databases keep their order."""
    return [[part.weight, [list(one) for one in part.votes]] for part in paper.parts]


def paper_from_json(data: Any) -> Paper:
    """Read a paper as `paper_to_json` writes it; raises ValueError on anything else."""
    try:
        parts = [Part(int(weight), tuple((str(key), int(many)) for key, many in votes)) for weight, votes in data]
    except TypeError as error:
        message = f"Not a paper: {error}"
        raise ValueError(message) from error
    return Paper(tuple(parts))


def options_to_json(options: Options) -> dict[str, Any]:
    """Write what a ballot asks as plain data."""
    if isinstance(options, YesOrNo):
        return {"kind": "yes_or_no", "may_abstain": options.may_abstain, "may_be_blank": options.may_be_blank}
    return {
        "kind": "choice",
        "keys": list(options.keys),
        "least": options.least,
        "most": options.most,
        "most_per_option": options.most_per_option,
        "may_reject": options.may_reject,
        "may_abstain": options.may_abstain,
        "may_be_blank": options.may_be_blank,
    }


def options_from_json(data: Any) -> Options:
    """Read what a ballot asks as `options_to_json` writes it; raises ValueError on anything else."""
    try:
        values = {key: value for key, value in data.items() if key != "kind"}
        if data["kind"] == "yes_or_no":
            return YesOrNo(**values)
        return Choice(**{**values, "keys": tuple(values["keys"])})
    except (AttributeError, KeyError, TypeError) as error:
        message = f"Not the options of a ballot: {error}"
        raise ValueError(message) from error


def micro_units(typed: str) -> int | None:
    """Read a positive decimal number with at most six places as whole micro-units; None if it is none."""
    found = _NUMBER.fullmatch(typed.strip())
    if found is None:
        return None
    number = int(found[1]) * WHOLE + int((found[2] or "").ljust(6, "0"))
    return number or None


def decimal(weight: int) -> str:
    """Write micro-units as the shortest decimal number."""
    whole, rest = divmod(weight, WHOLE)
    return f"{whole}.{rest:06d}".rstrip("0").rstrip(".")


def _single(options: Options, answer: str, *, weight: int) -> Paper | Fault:
    if answer not in options.answers:
        return Fault(FaultCode.UNKNOWN_ANSWER, answer)
    if isinstance(options, Choice) and answer in options.keys and options.least > 1:
        return Fault(FaultCode.TOO_FEW, str(options.least))
    return Paper((Part(weight, ((answer, 1),)),))


def _listed(options: Options, chosen: list[str] | tuple[str, ...], *, weight: int) -> Paper | Fault:
    """Read ticked options; an answer for the whole paper, such as abstain, cannot stand beside others."""
    if not isinstance(options, Choice):
        return Fault(FaultCode.TOO_MANY, "1")
    return _counted(options, Counter(chosen), weight=weight)


def _counted(options: Choice, typed: Mapping[str, Any], *, weight: int) -> Paper | Fault:
    votes: dict[str, int] = {}
    for key, many in typed.items():
        count = _votes_for(options, key, many)
        if isinstance(count, Fault):
            return count
        votes[key] = count
    total = sum(votes.values())
    if total == 0:
        return Fault(FaultCode.NOTHING_CHOSEN)
    if total > options.most:
        return Fault(FaultCode.TOO_MANY, str(options.most))
    if total < options.least:
        return Fault(FaultCode.TOO_FEW, str(options.least))
    return Paper((Part(weight, tuple((key, votes[key]) for key in options.keys if votes.get(key))),))


def _votes_for(options: Choice, key: str, typed: Any) -> int | Fault:
    if key not in options.keys:
        return Fault(FaultCode.UNKNOWN_ANSWER, key)
    written = str(typed).strip() if isinstance(typed, str | int) and not isinstance(typed, bool) else "?"
    if written and not _WHOLE_NUMBER.fullmatch(written):
        return Fault(FaultCode.NOT_A_NUMBER, key)
    count = int(written or 0)
    return count if count <= options.most_per_option else Fault(FaultCode.TOO_MANY_FOR_ONE, key)


def _split(options: Options, typed: Mapping[str, Any], *, weight: int, may_split: bool) -> Paper | Fault:
    parts: dict[str, int] = {}
    for answer, share in typed.items():
        if answer not in options.answers:
            return Fault(FaultCode.UNKNOWN_ANSWER, answer)
        written = str(share).strip()
        if written in {"", "0"}:
            continue
        number = micro_units(written) if isinstance(share, str | int) and not isinstance(share, bool) else None
        if number is None:
            return Fault(FaultCode.NOT_A_NUMBER, answer)
        parts[answer] = number
    if not parts:
        return Fault(FaultCode.NOTHING_CHOSEN)
    if sum(parts.values()) != weight:
        return Fault(FaultCode.SPLIT_SUM, decimal(sum(parts.values())))
    if len(parts) > 1 and not (may_split and weight > WHOLE):
        return Fault(FaultCode.SPLIT_NOT_ALLOWED)
    return Paper(tuple(Part(parts[answer], ((answer, 1),)) for answer in options.answers if answer in parts))
