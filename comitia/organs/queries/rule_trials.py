"""Tries rules on numbers: what a version makes of a vote, in words and with its formula."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import get_language

from comitia.core.governance.majority import Amount, Counts, OutcomeCode, decide
from comitia.core.governance.quorum import SeatCount, judge
from comitia.core.governance.rule_set import WEIGHT_ONE
from comitia.organs.queries.rule_words import formula, outcome_text, quorum_formula, quorum_text, share_text
from comitia.organs.queries.rules import RulesVersion
from comitia.platform.texts import text_in

AMOUNTS: Final = ("for_", "against", "abstain", "invalid", "entitled", "filled", "statutory")
SEATS: Final = ("present", "represented", "accredited")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The numbers of a vote in members, each with a vote of weight 1, and the class of the matter."""

    matter: str
    casting: bool | None = None
    for_: int = 0
    against: int = 0
    abstain: int = 0
    invalid: int = 0
    present: int = 0
    represented: int = 0
    accredited: int = 0
    entitled: int = 0
    filled: int = 0
    statutory: int = 0

    def counts(self) -> Counts:
        """Give the numbers as votes and seats."""
        amounts: dict[str, Any] = {name: _equal(getattr(self, name)) for name in AMOUNTS}
        return Counts(**amounts, present=_equal(self.present + self.represented))

    def seats(self) -> SeatCount:
        """Give the numbers as members who are there."""
        cast = self.for_ + self.against + self.abstain + self.invalid
        names = ("present", "represented", "accredited", "filled", "statutory")
        return SeatCount(cast=cast, **{name: getattr(self, name) for name in names})


@dataclass(frozen=True, slots=True)
class TrialResult:
    """What a version makes of a vote: `carried` None where the version does not say, and why in `words`."""

    version: RulesVersion
    matter: str
    words: str
    formula: str
    shares: tuple[str, ...]
    carried: bool | None
    quorum_words: str
    quorum_formula: str
    has_quorum: bool | None


def try_rules(version: RulesVersion, trial: Trial) -> TrialResult:
    """Give the outcome of a vote under a version of the rules; a class it does not know falls under the ordinary one."""
    rules = version.rule_set
    matter = rules.matter(trial.matter) or rules.matter("ordinary")
    majority = rules.majority_for(matter.key) if matter else None
    outcome = decide(trial.counts(), majority, casting=trial.casting) if majority and majority.thresholds else None
    quorum = judge(rules.quorum_for(matter.key) if matter else None, trial.seats())
    is_unknown = outcome is None or outcome.code is OutcomeCode.TIE_UNKNOWN
    return TrialResult(
        version=version,
        matter=text_in(matter.names, get_language() or "en").value if matter else "",
        words=outcome_text(outcome) if outcome else "",
        formula=formula(outcome) if outcome else "",
        shares=tuple(share for line in outcome.lines if (share := share_text(line))) if outcome else (),
        carried=None if is_unknown or outcome is None else outcome.carried,
        quorum_words=quorum_text(quorum),
        quorum_formula=quorum_formula(quorum),
        has_quorum=quorum.is_met,
    )


def matters_of(versions: Iterable[RulesVersion]) -> list[tuple[str, str]]:
    """List the classes of matters that any of some versions knows, with their names."""
    language = get_language() or "en"
    found: dict[str, str] = {}
    for version in versions:
        for matter in version.rule_set.matters:
            found.setdefault(matter.key, text_in(matter.names, language).value or matter.key)
    return list(found.items())


def _equal(heads: int) -> Amount:
    return Amount(heads * WEIGHT_ONE, heads)
