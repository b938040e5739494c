"""What the rules of procedure ask of a motion or an amendment, and the states that each goes through.

Source: UN General Assembly rules 78 (proposals are circulated in all languages of the session before they are discussed;
late amendments may be let in), 80 (a motion may be withdrawn before the vote unless it has been amended) and 90, and
Robert's Rules (12th ed., section 4: a second). No act leads out of a state that is not in the tables, whoever acts.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID


class Shortfall(StrEnum):
    """What a text lacks of what the rules ask."""

    LATE = "late"
    LANGUAGES = "languages"


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionRule:
    """What is asked of motions and of amendments to them.

    `seconders`, `amendment_seconders`: how many other members support it. `hours_before`: how long before the sitting
    a text is handed in at the latest; 0 if it may be at any time. `languages`: those a text must have. `waivable`: what
    may be lacking if the committee waives it, on record; anything else is refused.
    """

    seconders: int = 0
    amendment_seconders: int = 0
    hours_before: int = 0
    languages: tuple[str, ...] = ()
    waivable: frozenset[Shortfall] = frozenset(Shortfall)
    article: str = ""

    def due_at(self, *, starts_at: datetime) -> datetime | None:
        """Give the last moment for texts of a sitting that starts then; None if there is none."""
        return starts_at - timedelta(hours=self.hours_before) if self.hours_before else None

    def shortfalls(self, *, missing: Collection[str], starts_at: datetime | None, at: datetime) -> frozenset[Shortfall]:
        """Say what a text lacks that is handed in then without some languages; while no sitting is planned none is late."""
        due = self.due_at(starts_at=starts_at) if starts_at else None
        late = {Shortfall.LATE} if due is not None and at > due else set()
        return frozenset(late | ({Shortfall.LANGUAGES} if missing else set()))


class Movers(StrEnum):
    """Who may move and second."""

    ORGAN_MEMBERS = "organ_members"
    ALL_MEMBERS = "all_members"


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionRules:
    """What the rules of procedure say of motions; None is a choice that is left to make.

    `movers`: the members that have a seat in the organ, or every member that takes part. `hours_before`: 0 if a text
    may be handed in at any time.
    """

    movers: Movers | None
    seconders: int | None
    amendment_seconders: int | None
    hours_before: int | None
    article: str = ""

    def rule(self) -> MotionRule:
        """Give what is asked of motions; what is not known is not asked."""
        return MotionRule(
            seconders=self.seconders or 0,
            amendment_seconders=self.amendment_seconders or 0,
            hours_before=self.hours_before or 0,
            article=self.article,
        )


class MotionState(StrEnum):
    """How far a motion has come."""

    SUBMITTED = "submitted"
    INADMISSIBLE = "inadmissible"
    ADMITTED = "admitted"
    DEBATE = "debate"
    VOTING = "voting"
    ADOPTED = "adopted"
    REJECTED = "rejected"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    REFERRED = "referred"
    DEFERRED = "deferred"


class MotionAct(StrEnum):
    """What is done to a motion."""

    ADMIT = "admit"
    REFUSE = "refuse"
    OPEN_DEBATE = "open debate"
    PUT = "put to the vote"
    ADOPT = "adopt"
    REJECT = "reject"
    LAPSE = "lapse"
    WITHDRAW = "withdraw"
    REFER = "refer"
    DEFER = "defer"


class AmendmentState(StrEnum):
    """How far an amendment has come."""

    SUBMITTED = "submitted"
    INADMISSIBLE = "inadmissible"
    ADMITTED = "admitted"
    ACCEPTED = "accepted"
    CARRIED = "carried"
    LOST = "lost"
    OBSOLETE = "obsolete"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


class AmendmentAct(StrEnum):
    """What is done to an amendment; `fall` is what becomes of it when another is carried or the motion is over."""

    ADMIT = "admit"
    REFUSE = "refuse"
    ACCEPT = "accept"
    CARRY = "carry"
    LOSE = "lose"
    FALL = "fall"
    WITHDRAW = "withdraw"
    MERGE = "merge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How something was decided: by a ballot with its outcome as plain data, by consensus, or by a ruling of the chair."""

    carried: bool
    how: str
    ballot: UUID | None = None
    outcome: Mapping[str, Any] | None = None

    def as_facts(self) -> dict[str, Any]:
        """Give the result as plain data."""
        ballot = str(self.ballot) if self.ballot else None
        return {"carried": self.carried, "how": self.how, "ballot": ballot, "outcome": dict(self.outcome or {})}


_M, _A = MotionState, MotionAct
_MOTIONS: Final[Mapping[MotionAct, tuple[frozenset[MotionState], MotionState]]] = MappingProxyType(
    {
        _A.ADMIT: (frozenset({_M.SUBMITTED}), _M.ADMITTED),
        _A.REFUSE: (frozenset({_M.SUBMITTED}), _M.INADMISSIBLE),
        _A.OPEN_DEBATE: (frozenset({_M.ADMITTED, _M.DEFERRED}), _M.DEBATE),
        _A.PUT: (frozenset({_M.ADMITTED, _M.DEBATE}), _M.VOTING),
        # What nobody objects to and what the chair rules on is decided without a vote
        _A.ADOPT: (frozenset({_M.ADMITTED, _M.VOTING}), _M.ADOPTED),
        _A.REJECT: (frozenset({_M.ADMITTED, _M.VOTING}), _M.REJECTED),
        _A.LAPSE: (frozenset({_M.SUBMITTED, _M.ADMITTED, _M.DEFERRED}), _M.LAPSED),
        _A.WITHDRAW: (frozenset({_M.SUBMITTED, _M.ADMITTED, _M.DEBATE, _M.DEFERRED}), _M.WITHDRAWN),
        _A.REFER: (frozenset({_M.ADMITTED, _M.DEBATE, _M.DEFERRED}), _M.REFERRED),
        _A.DEFER: (frozenset({_M.ADMITTED, _M.DEBATE}), _M.DEFERRED),
    }
)
_S, _B = AmendmentState, AmendmentAct
_AMENDMENTS: Final[Mapping[AmendmentAct, tuple[frozenset[AmendmentState], AmendmentState]]] = MappingProxyType(
    {
        _B.ADMIT: (frozenset({_S.SUBMITTED}), _S.ADMITTED),
        _B.REFUSE: (frozenset({_S.SUBMITTED}), _S.INADMISSIBLE),
        _B.ACCEPT: (frozenset({_S.ADMITTED}), _S.ACCEPTED),
        _B.CARRY: (frozenset({_S.ADMITTED}), _S.CARRIED),
        _B.LOSE: (frozenset({_S.ADMITTED}), _S.LOST),
        _B.FALL: (frozenset({_S.SUBMITTED, _S.ADMITTED}), _S.OBSOLETE),
        _B.WITHDRAW: (frozenset({_S.SUBMITTED, _S.ADMITTED}), _S.WITHDRAWN),
        _B.MERGE: (frozenset({_S.ACCEPTED, _S.CARRIED}), _S.MERGED),
    }
)
OPEN_AMENDMENTS: Final = frozenset({_S.SUBMITTED, _S.ADMITTED})
STANDING_AMENDMENTS: Final = frozenset({_S.ACCEPTED, _S.CARRIED})


def motion_after(state: MotionState, act: MotionAct) -> MotionState | None:
    """Give the state of a motion after an act; None if the act is not possible in its state. Raises nothing."""
    since, after = _MOTIONS[act]
    return after if state in since else None


def amendment_after(state: AmendmentState, act: AmendmentAct) -> AmendmentState | None:
    """Give the state of an amendment after an act; None if the act is not possible in its state. Raises nothing."""
    since, after = _AMENDMENTS[act]
    return after if state in since else None
