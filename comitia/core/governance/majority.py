"""Is a proposal carried, by which figures, under which article.

Source of the rules: a threshold is a triple of base, fraction and strictness, and the proposal is carried when
q·Y > p·B (or ≥) holds for every one of them; a base of nobody is "no votes" and never a division; a tie fails unless
the rule says otherwise (Robert's Rules of Order; United Nations practice). Whole numbers and fractions only: nothing is
rounded, so the answer is the same on every machine.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_EVEN, Context, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final

from comitia.core.governance.plain_data import from_plain, to_plain
from comitia.core.governance.rule_set import Base, ConflictRule, Majority, Threshold, Tie, Unit

_CENT: Final = Decimal("0.01")
_EXACT: Final = Context(prec=50, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class Amount:
    """Votes or seats: their weight in micro-units and the number of members."""

    weight: int = 0
    heads: int = 0

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.weight + other.weight, self.heads + other.heads)

    def __sub__(self, other: "Amount") -> "Amount":
        return Amount(self.weight - other.weight, self.heads - other.heads)

    def of(self, unit: Unit) -> int:
        """Give the weight or the number of members."""
        return self.weight if unit is Unit.WEIGHT else self.heads


NOBODY: Final = Amount()
RegionAmounts = tuple[Amount, Amount, Amount]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Everything that was counted: the votes, those present and entitled when it opened, and the seats.

    `invalid` counts blank and spoilt papers. `by_region`: for, against and abstaining in each region.
    """

    for_: Amount = NOBODY
    against: Amount = NOBODY
    abstain: Amount = NOBODY
    invalid: Amount = NOBODY
    present: Amount = NOBODY
    entitled: Amount = NOBODY
    filled: Amount = NOBODY
    statutory: Amount = NOBODY
    by_region: Mapping[str, RegionAmounts] = field(default_factory=dict)

    @property
    def cast(self) -> Amount:
        """Add up all papers, the invalid ones too."""
        return self.for_ + self.against + self.abstain + self.invalid


class OutcomeCode(StrEnum):
    """Why a proposal is carried or not."""

    CARRIED = "carried"
    NOT_CARRIED = "not_carried"
    NO_VOTES = "no_votes"
    TURNOUT_MISSED = "turnout_missed"
    REGIONS_MISSED = "regions_missed"
    TIE_FAILS = "tie_fails"
    TIE_STATUS_QUO = "tie_status_quo"
    TIE_OPEN = "tie_open"
    TIE_CASTING = "tie_casting"
    TIE_REPEAT = "tie_repeat"
    TIE_LOT = "tie_lot"
    TIE_UNKNOWN = "tie_unknown"


class LineKind(StrEnum):
    """What a line of the reckoning compares."""

    THRESHOLD = "threshold"
    TURNOUT = "turnout"
    REGIONS = "regions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One comparison of the reckoning: `counted` of `of`, where at least `required` were needed.

    `required` is the least whole number (of members, regions or micro-units of weight) that satisfies the rule.
    """

    kind: LineKind
    counted: int
    required: int
    base: Base
    of: int
    over: Fraction
    strict: bool
    unit: Unit
    holds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The result with its reckoning; `casting` is the casting vote of the chair, kept apart from the votes counted."""

    carried: bool
    code: OutcomeCode
    lines: tuple[Line, ...]
    article: str = ""
    casting: bool | None = None


def decide(counts: Counts, majority: Majority, *, casting: bool | None = None) -> Outcome:
    """Work out whether a proposal is carried; raises ValueError for a majority without thresholds.

    Nobody voting comes before everything, then a missed turnout, a missed threshold, missed regions, and last a tie.
    `casting` is the casting vote of the chair (True: for); it decides only where there is a tie and the rule gives one.
    A tie under `repeat_once` is voted on again: the second time the caller passes a majority whose tie fails.
    """
    if not majority.thresholds:
        raise ValueError("A majority needs a threshold")
    shares = [_threshold_line(counts, one, majority=majority) for one in majority.thresholds]
    lines = (*shares, *_turnout_lines(counts, majority), *_region_lines(counts, majority))
    code = _code(counts, majority, lines=lines, casting=casting)
    is_casting = code is OutcomeCode.TIE_CASTING
    return Outcome(
        carried=code is OutcomeCode.CARRIED or (is_casting and casting is True),
        code=code,
        lines=lines,
        article=majority.article,
        casting=casting if is_casting else None,
    )


def least_over(base: int, *, over: Fraction, strict: bool) -> int:
    """Give the least whole number x with x > over·base if `strict`, x ≥ over·base if not; base is a whole number ≥ 0."""
    share = over.numerator * base
    return share // over.denominator + 1 if strict else -(-share // over.denominator)


def base_of(counts: Counts, base: Base, *, abstentions_are_valid: bool = False) -> Amount:
    """Give the amount that a base stands for."""
    expressed = counts.for_ + counts.against
    amounts = {
        Base.YES_NO: expressed,
        Base.YES_NO_ABSTAIN: expressed + counts.abstain,
        Base.VALID: expressed + counts.abstain if abstentions_are_valid else expressed,
        Base.CAST: counts.cast,
        Base.PRESENT: counts.present,
        Base.ENTITLED: counts.entitled,
        Base.FILLED: counts.filled,
        Base.STATUTORY: counts.statutory,
    }
    return amounts[base]


def without_recused(counts: Counts, *, recused: Amount, present: Amount, rule: ConflictRule) -> Counts:
    """Take recused seats out of those entitled, and `present` of them out of those present, if the rule says so.

    The seats of the organ stay what they are; whether a recused seat counts towards the quorum is `quorum`'s matter.
    """
    if not rule.leaves_base:
        return counts
    return replace(counts, entitled=counts.entitled - recused, present=counts.present - present)


def percent(part: int, whole: int) -> Decimal | None:
    """Give a share as a percentage with two decimals, half to even, for display only; None if the whole is 0."""
    if not whole:
        return None
    return _EXACT.divide(Decimal(100 * part), Decimal(whole)).quantize(_CENT, rounding=ROUND_HALF_EVEN)


def to_json(outcome: Outcome) -> dict[str, Any]:
    """Write an outcome as plain data."""
    written: dict[str, Any] = to_plain(outcome)
    return written


def from_json(data: Any) -> Outcome:
    """Read an outcome as `to_json` writes it; raises ValueError on anything else."""
    return from_plain(Outcome, data)


def _threshold_line(counts: Counts, threshold: Threshold, *, majority: Majority) -> Line:
    whole = base_of(counts, threshold.base, abstentions_are_valid=majority.abstentions_are_valid).of(threshold.unit)
    counted = counts.for_.of(threshold.unit)
    required = least_over(whole, over=threshold.over, strict=threshold.strict)
    return Line(
        kind=LineKind.THRESHOLD,
        counted=counted,
        required=required,
        base=threshold.base,
        of=whole,
        over=threshold.over,
        strict=threshold.strict,
        unit=threshold.unit,
        holds=whole > 0 and counted >= required,
    )


def _turnout_lines(counts: Counts, majority: Majority) -> list[Line]:
    if not majority.turnout:
        return []
    unit = majority.thresholds[0].unit
    whole, counted = counts.entitled.of(unit), counts.cast.of(unit)
    required = least_over(whole, over=majority.turnout, strict=False)
    return [
        Line(
            kind=LineKind.TURNOUT,
            counted=counted,
            required=required,
            base=Base.ENTITLED,
            of=whole,
            over=majority.turnout,
            strict=False,
            unit=unit,
            holds=counted >= required,
        )
    ]


def _region_lines(counts: Counts, majority: Majority) -> list[Line]:
    if not majority.least_regions:
        return []
    unit = majority.thresholds[0].unit
    in_favour = sum(for_.of(unit) > against.of(unit) for for_, against, _abstain in counts.by_region.values())
    return [
        Line(
            kind=LineKind.REGIONS,
            counted=in_favour,
            required=majority.least_regions,
            base=Base.YES_NO,
            of=len(counts.by_region),
            over=Fraction(1, 2),
            strict=True,
            unit=unit,
            holds=in_favour >= majority.least_regions,
        )
    ]


def _code(counts: Counts, majority: Majority, *, lines: tuple[Line, ...], casting: bool | None) -> OutcomeCode:
    shares = [line for line in lines if line.kind is LineKind.THRESHOLD]
    missed = {line.kind for line in lines if not line.holds}
    if counts.cast == NOBODY or any(line.of == 0 for line in shares):
        return OutcomeCode.NO_VOTES
    if LineKind.TURNOUT in missed:
        return OutcomeCode.TURNOUT_MISSED
    if any(not (line.holds or _is_tied(counts, line)) for line in shares):
        return OutcomeCode.NOT_CARRIED
    if LineKind.REGIONS in missed:
        return OutcomeCode.REGIONS_MISSED
    return OutcomeCode.CARRIED if not missed else _code_of_tie(majority.tie, casting=casting)


def _is_tied(counts: Counts, line: Line) -> bool:
    """Say whether a threshold is missed only because as many are for as against."""
    stands_on_the_line = line.over.denominator * line.counted == line.over.numerator * line.of
    return stands_on_the_line and counts.for_.of(line.unit) == counts.against.of(line.unit)


def _code_of_tie(tie: Tie | None, *, casting: bool | None) -> OutcomeCode:
    if tie is None:
        return OutcomeCode.TIE_UNKNOWN
    if tie is Tie.CASTING_VOTE:
        return OutcomeCode.TIE_OPEN if casting is None else OutcomeCode.TIE_CASTING
    return {
        Tie.FAILS: OutcomeCode.TIE_FAILS,
        Tie.STATUS_QUO: OutcomeCode.TIE_STATUS_QUO,
        Tie.REPEAT_ONCE: OutcomeCode.TIE_REPEAT,
        Tie.LOT: OutcomeCode.TIE_LOT,
    }[tie]
