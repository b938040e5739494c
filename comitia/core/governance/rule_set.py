"""The rules of procedure of an organ as typed values: quorum, majorities, proxies, notice, speaking times and the rest.

Source of the shape: the statutes and rules of procedure compared for this platform (UCLG constitution articles 36-41 and
59-64, BIE, OPEC, WHO, Robert's Rules of Order and others; the presets cite them value by value). One meaning holds
throughout: **None means that the sources do not say**. It is a choice that the secretariat must make before the rules
can be put in force. Where a limit does not exist the value is 0 (no cap, no least number) and not None. Fractions are
exact; weights are whole micro-units (a weight of 1 is 1_000_000).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final

from comitia.core.governance.motions import MotionRules
from comitia.core.governance.standing import DuesTest, StandingRule

WEIGHT_ONE: Final = 1_000_000
ALL: Final = Fraction(1)
NONE_NEEDED: Final = Fraction(0)
ALL_PAID: Final = DuesTest()

Texts = Mapping[str, str]


class Base(StrEnum):
    """Of what a threshold is a share."""

    YES_NO = "yes_no"
    YES_NO_ABSTAIN = "yes_no_abstain"
    VALID = "valid"
    CAST = "cast"
    PRESENT = "present"
    ENTITLED = "entitled"
    FILLED = "filled"
    STATUTORY = "statutory"


class Unit(StrEnum):
    """What is counted: the weights of the votes, or the members who cast them."""

    WEIGHT = "weight"
    HEADS = "heads"


class Tie(StrEnum):
    """What follows when there are as many for as against."""

    FAILS = "fails"
    CASTING_VOTE = "casting_vote"
    STATUS_QUO = "status_quo"
    REPEAT_ONCE = "repeat_once"
    LOT = "lot"


class QuorumBase(StrEnum):
    """Of which seats a quorum is a share."""

    STATUTORY = "statutory"
    FILLED = "filled"
    ACCREDITED = "accredited"


class QuorumCounts(StrEnum):
    """Which members count towards a quorum."""

    PRESENT = "present"
    PRESENT_OR_REPRESENTED = "present_or_represented"
    CAST = "cast"


class Checkpoint(StrEnum):
    """When the quorum is checked."""

    OPENING = "opening"
    BALLOT_OPENING = "ballot_opening"
    BALLOT_CLOSING = "ballot_closing"


class Holders(StrEnum):
    """Who may hold the proxy of a member."""

    ANY_MEMBER = "any_member"
    SAME_REGION = "same_region"
    SAME_DELEGATION = "same_delegation"


class LodgedUntil(StrEnum):
    """The last moment at which a proxy may be lodged."""

    SESSION_OPENS = "session_opens"
    SITTING_OPENS = "sitting_opens"
    BALLOT_OPENS = "ballot_opens"


class ValidFor(StrEnum):
    """How long a proxy lasts."""

    SESSION = "session"
    SITTING = "sitting"
    BALLOT = "ballot"


class WeightKind(StrEnum):
    """What the weight of a vote depends on."""

    EQUAL = "equal"
    BY_CATEGORY = "by_category"
    BY_SEAT = "by_seat"


class SeatKind(StrEnum):
    """How a seat is filled."""

    AT_LARGE = "at_large"
    REGIONAL = "regional"
    PORTFOLIO = "portfolio"
    EX_OFFICIO = "ex_officio"


class Vacancy(StrEnum):
    """What happens to a seat whose holder leaves it before the end of the term."""

    STAYS_EMPTY = "stays_empty"
    BY_ELECTION = "by_election"
    CO_OPTION = "co_option"
    ACTING = "acting"
    NEXT_ASSEMBLY = "next_assembly"


class SpeakerClass(StrEnum):
    """In which capacity somebody takes the floor."""

    MEMBER = "member"
    GROUP = "group"
    OBSERVER = "observer"
    POINT_OF_ORDER = "point_of_order"
    RIGHT_OF_REPLY = "right_of_reply"
    RECORDED_STATEMENT = "recorded_statement"


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """The share that must be for: more than `over` of the base if `strict`, at least `over` if not."""

    base: Base
    over: Fraction
    strict: bool
    unit: Unit = Unit.HEADS


@dataclass(frozen=True, slots=True, kw_only=True)
class Majority:
    """What a proposal needs to be carried: all `thresholds`, enough votes cast and enough regions in favour.

    `turnout`: the share of those entitled who must cast a vote; 0 if there is no such condition. `least_regions`: in how
    many regions more must be for than against; 0 if in none. Both are counted in the unit of the first threshold.
    `abstentions_are_valid` matters where the base is the valid votes.
    """

    thresholds: tuple[Threshold, ...]
    tie: Tie | None
    turnout: Fraction = NONE_NEEDED
    least_regions: int = 0
    abstentions_are_valid: bool = False
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuorumStep:
    """A lower quorum for the sitting that is called again, at least `after_days` days later, because one was missed."""

    after_days: int
    over: Fraction
    strict: bool
    least: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class QuorumRule:
    """How many members must be there: a share of seats, and never fewer than `least` (0: no such number).

    `proxies_at_most`: which share of the members counted may be represented by proxy; 1 if all may.
    """

    base: QuorumBase
    over: Fraction
    strict: bool
    counts: QuorumCounts
    checkpoints: frozenset[Checkpoint]
    least: int = 0
    proxies_at_most: Fraction = ALL
    ladder: tuple[QuorumStep, ...] = ()
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterClass:
    """A kind of decision, with the keys of the majority and the quorum it needs."""

    key: str
    names: Texts
    majority: str | None
    quorum: str | None
    is_secret: bool | None
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightRule:
    """What a vote weighs; `weights` in micro-units by category or seat, empty where all votes are equal.

    A category or seat that is not named weighs 1.
    """

    kind: WeightKind
    weights: Mapping[str, int] = field(default_factory=dict)
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitVotes:
    """Whether a member may cast parts of its weight for different answers."""

    allowed: bool | None
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyRule:
    """Whether a member may have another vote in its place; `most_per_holder` 0 means as many as are lodged."""

    allowed: bool | None
    most_per_holder: int | None = None
    holders: Holders | None = None
    lodged_until: LodgedUntil | None = None
    valid_for: ValidFor | None = None
    revoked_on_arrival: bool | None = None
    counts_to_quorum: bool | None = None
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubstituteRule:
    """Whether somebody of the same delegation votes when the delegate does not."""

    allowed: bool | None
    only_when_absent: bool | None = None
    needs_political_mandate: bool | None = None
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DuesRule:
    """Whether dues are tested to vote and to stand for an office, and how: `standing.DuesTest` says what the days mean."""

    vote_tested: bool | None
    candidacy_tested: bool | None
    vote: DuesTest = ALL_PAID
    candidacy: DuesTest = ALL_PAID
    article: str = ""

    def standing_rule(self, *, version: int, in_force_from: date) -> StandingRule:
        """Give the rule by which the standing of members is worked out; what is not known is not tested."""
        return StandingRule(
            version=version,
            in_force_from=in_force_from,
            vote=self.vote if self.vote_tested else None,
            candidacy=self.candidacy if self.candidacy_tested else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRule:
    """How many days before a session the notice and its papers go out, and which majority admits a late paper."""

    days: int | None
    extraordinary_days: int | None
    papers_days: int | None
    late_paper_majority: str | None
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatRule:
    """Some seats of the organ: how they are filled and how many there are."""

    kind: SeatKind
    key: str
    names: Texts
    seats: int | None
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRule:
    """Terms of office in years; `cap` is how many in a row (0: no cap), `holds_over` whether a holder stays until relieved."""

    years: int | None
    cap: int | None
    holds_over: bool | None
    vacancy: Vacancy | None
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakingTimes:
    """Seconds for one speech by class of speaker, and for all speeches of a section on one item (0: no account)."""

    seconds: Mapping[SpeakerClass, int | None]
    section_seconds: int | None
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProceduralMotion:
    """A motion on the conduct of the sitting; of two, the one of the higher `rank` is taken first.

    `majority` is a key of the rule set's majorities; empty where the chair rules and nobody votes.
    """

    type: str
    rank: int
    needs_second: bool
    debatable: bool
    amendable: bool
    majority: str
    interrupts: bool
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenRule:
    """Decisions between sessions: least hours to answer, hours added on request, whether silence is consent."""

    allowed: bool | None
    least_hours: int | None = None
    extension_hours: int | None = None
    silence: bool | None = None
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictRule:
    """Members with an interest of their own: are they told, and do their seats leave the base and the quorum."""

    suggest: bool | None
    leaves_base: bool | None
    leaves_quorum: bool | None = False
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """All rules of one organ in one version; None in place of a part is a choice that is left to make."""

    organ: str
    number: int
    names: Texts
    adopted_by: str = ""
    in_force_from: date | None = None
    in_force_until: date | None = None
    matters: tuple[MatterClass, ...] = ()
    majorities: Mapping[str, Majority | None] = field(default_factory=dict)
    quorums: Mapping[str, QuorumRule | None] = field(default_factory=dict)
    weights: WeightRule | None = None
    split_votes: SplitVotes | None = None
    proxies: ProxyRule | None = None
    substitutes: SubstituteRule | None = None
    standing: DuesRule | None = None
    conflicts: ConflictRule | None = None
    notice: NoticeRule | None = None
    speaking: SpeakingTimes | None = None
    motions: MotionRules | None = None
    procedural_motions: tuple[ProceduralMotion, ...] | None = None
    written: WrittenRule | None = None
    seats: tuple[SeatRule, ...] | None = None
    terms: TermRule | None = None

    def matter(self, key: str) -> MatterClass | None:
        """Give the class of matters with a key; None if there is none."""
        return next((matter for matter in self.matters if matter.key == key), None)

    def majority_for(self, matter: str) -> Majority | None:
        """Give the majority a class of matters needs; None if it is not known."""
        found = self.matter(matter)
        return self.majorities.get(found.majority) if found and found.majority else None

    def quorum_for(self, matter: str) -> QuorumRule | None:
        """Give the quorum a class of matters needs; None if it is not known."""
        found = self.matter(matter)
        return self.quorums.get(found.quorum) if found and found.quorum else None
