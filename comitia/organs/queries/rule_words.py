"""Says in words what the rules make of a vote or of those present: the outcome, its formula with numbers, its article."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comitia.core.governance.majority import Line, LineKind, Outcome, OutcomeCode, percent
from comitia.core.governance.quorum import QuorumOutcome
from comitia.core.governance.rule_set import WEIGHT_ONE, Base, QuorumBase, Unit

OUTCOMES: Final[Mapping[OutcomeCode, Any]] = {
    OutcomeCode.CARRIED: gettext_lazy("Carried"),
    OutcomeCode.NOT_CARRIED: gettext_lazy("Not carried"),
    OutcomeCode.NO_VOTES: gettext_lazy("Not carried: nobody voted for or against"),
    OutcomeCode.TURNOUT_MISSED: gettext_lazy("Not carried: too few votes were cast"),
    OutcomeCode.REGIONS_MISSED: gettext_lazy("Not carried: too few regions are in favour"),
    OutcomeCode.TIE_FAILS: gettext_lazy("Not carried: as many for as against"),
    OutcomeCode.TIE_STATUS_QUO: gettext_lazy("Not carried: as many for as against, so everything stays as it is"),
    OutcomeCode.TIE_OPEN: gettext_lazy("As many for as against: the casting vote of the chair decides"),
    OutcomeCode.TIE_CASTING: gettext_lazy("Not carried: the chair's casting vote was against"),
    OutcomeCode.TIE_REPEAT: gettext_lazy("As many for as against: the vote is taken once more"),
    OutcomeCode.TIE_LOT: gettext_lazy("As many for as against: the lot decides"),
    OutcomeCode.TIE_UNKNOWN: gettext_lazy("As many for as against: the rules do not say what follows"),
}
CARRIED_BY_CASTING: Final = gettext_lazy("Carried by the chair's casting vote")
SHARES: Final[Mapping[Base, Any]] = {
    Base.YES_NO: gettext_lazy("%(counted)s for of %(of)s for and against; required %(required)s"),
    Base.YES_NO_ABSTAIN: gettext_lazy("%(counted)s for of %(of)s for, against and abstaining; required %(required)s"),
    Base.VALID: gettext_lazy("%(counted)s for of %(of)s valid; required %(required)s"),
    Base.CAST: gettext_lazy("%(counted)s for of %(of)s cast; required %(required)s"),
    Base.PRESENT: gettext_lazy("%(counted)s for of %(of)s present; required %(required)s"),
    Base.ENTITLED: gettext_lazy("%(counted)s for of %(of)s entitled; required %(required)s"),
    Base.FILLED: gettext_lazy("%(counted)s for of %(of)s filled seats; required %(required)s"),
    Base.STATUTORY: gettext_lazy("%(counted)s for of %(of)s seats; required %(required)s"),
}
TURNOUT: Final = gettext_lazy("%(counted)s cast of %(of)s entitled; required %(required)s")
REGIONS: Final = gettext_lazy("%(counted)s of %(of)s regions in favour; required %(required)s")
QUORUMS: Final[Mapping[QuorumBase, Any]] = {
    QuorumBase.STATUTORY: gettext_lazy("%(counted)s of %(of)s seats; required %(required)s"),
    QuorumBase.FILLED: gettext_lazy("%(counted)s of %(of)s filled seats; required %(required)s"),
    QuorumBase.ACCREDITED: gettext_lazy("%(counted)s of %(of)s accredited members; required %(required)s"),
}


def outcome_text(outcome: Outcome) -> str:
    """Say whether a proposal is carried, and why not."""
    if outcome.code is OutcomeCode.TIE_CASTING and outcome.carried:
        return str(CARRIED_BY_CASTING)
    return str(OUTCOMES[outcome.code])


def formula(outcome: Outcome) -> str:
    """Write the reckoning with its numbers and the article: 31 for of 43 entitled; required 29; Art. 37.2."""
    parts = [line_text(line) for line in outcome.lines]
    return "; ".join([*parts, outcome.article] if outcome.article else parts)


def line_text(line: Line) -> str:
    """Write one comparison of the reckoning with its numbers."""
    if line.kind is LineKind.REGIONS:
        return str(REGIONS) % {"counted": line.counted, "of": line.of, "required": line.required}
    words = TURNOUT if line.kind is LineKind.TURNOUT else SHARES[line.base]
    text = str(words) % {
        "counted": amount_text(line.counted, line.unit),
        "of": amount_text(line.of, line.unit),
        "required": required_text(line),
    }
    return text if line.unit is Unit.HEADS else _("by weight: %(formula)s") % {"formula": text}


def required_text(line: Line) -> str:
    """Say how many are required: a number of members, or the weight that must be reached or exceeded."""
    if line.unit is Unit.HEADS:
        return str(line.required)
    share = line.over * line.of
    if not line.strict or share.denominator != 1:
        return weight_text(line.required)
    return _("more than %(weight)s") % {"weight": weight_text(int(share))}


def share_text(line: Line) -> str:
    """Say the share as a percentage, for show only; empty where nothing can be a share."""
    share = percent(line.counted, line.of)
    return "" if share is None else _("%(number)s %%") % {"number": share}


def quorum_text(outcome: QuorumOutcome) -> str:
    """Say whether there is a quorum."""
    if outcome.is_met is None:
        return _("The quorum is not known: nothing can be declared")
    return _("There is a quorum") if outcome.is_met else _("There is no quorum")


def quorum_formula(outcome: QuorumOutcome) -> str:
    """Write the quorum with its numbers and the article: 20 of 40 filled seats; required 21; Art. 12."""
    if outcome.base is None:
        return ""
    text = str(QUORUMS[outcome.base]) % {
        "counted": outcome.counted,
        "of": outcome.of,
        "required": outcome.required,
    }
    return f"{text}; {outcome.article}" if outcome.article else text


def amount_text(amount: int, unit: Unit) -> str:
    """Write a number of members or a weight."""
    return str(amount) if unit is Unit.HEADS else weight_text(amount)


def weight_text(micro: int) -> str:
    """Write a weight given in micro-units, exactly: 1.5."""
    whole, rest = divmod(micro, WEIGHT_ONE)
    return f"{whole}.{rest:06}".rstrip("0").rstrip(".")


def fraction_text(share: Fraction) -> str:
    """Write a share: 2/3, and whole numbers as such."""
    return str(share.numerator) if share.denominator == 1 else f"{share.numerator}/{share.denominator}"
