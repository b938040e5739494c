"""The roll of a ballot: which members have a vote, who casts it, and why the others have none.

Source of the rules: a member votes if it holds a mandate in the organ at that moment, its category votes, its standing
is good by the pinned rule, its credential is accepted or provisional, and it is there (invariant 2 of the domain; UCLG
constitution art. 36-38 for dues and delegates; Metropolis for "present or represented"). The vote is the member's,
never a person's, so a member stands on the roll once, whoever holds the pen. Weights are whole micro-units (1 =
1,000,000).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

WHOLE: Final = 1_000_000  # the micro-units of a weight of 1
LEAST_IN_CLASS: Final = 5  # the fewest members of one weight among whom a secret paper is hidden


class Mandate(StrEnum):
    """Whether a member sits in the organ."""

    HELD = "held"
    ENDED = "ended"
    NONE = "none"


class CredentialCheck(StrEnum):
    """What became of the credentials of those who could vote for a member."""

    VALID = "valid"
    MISSING = "missing"
    REJECTED = "rejected"


class Reason(StrEnum):
    """Why a member has no vote on this roll, the most lasting reason first; or, last, why somebody else casts it."""

    NO_MANDATE = "no_mandate"
    MANDATE_ENDED = "mandate_ended"
    CATEGORY_DOES_NOT_VOTE = "category_does_not_vote"
    SUSPENDED = "suspended"
    ARREARS = "arrears"
    CREDENTIAL_REJECTED = "credential_rejected"
    CREDENTIAL_MISSING = "credential_missing"
    RECUSED = "recused"
    ABSENT = "absent"
    REPRESENTED_BY = "represented_by"


class Cure(StrEnum):
    """What a member can do about it before the roll is frozen."""

    ASK_SECRETARIAT = "ask_secretariat"
    PAY = "pay"
    BRING_NEW_LETTER = "bring_new_letter"
    BRING_LETTER = "bring_letter"
    TAKE_RECUSAL_BACK = "take_recusal_back"
    COME_IN = "come_in"
    REVOKE_PROXY = "revoke_proxy"


CURES: Final = {
    Reason.NO_MANDATE: Cure.ASK_SECRETARIAT,
    Reason.MANDATE_ENDED: Cure.ASK_SECRETARIAT,
    Reason.CATEGORY_DOES_NOT_VOTE: Cure.ASK_SECRETARIAT,
    Reason.SUSPENDED: Cure.ASK_SECRETARIAT,
    Reason.ARREARS: Cure.PAY,
    Reason.CREDENTIAL_REJECTED: Cure.BRING_NEW_LETTER,
    Reason.CREDENTIAL_MISSING: Cure.BRING_LETTER,
    Reason.RECUSED: Cure.TAKE_RECUSAL_BACK,
    Reason.ABSENT: Cure.COME_IN,
    Reason.REPRESENTED_BY: Cure.REVOKE_PROXY,
}
_WITHOUT_A_SEAT: Final = frozenset({Reason.NO_MANDATE, Reason.MANDATE_ENDED})


class Status(StrEnum):
    """What everybody may know of a member on a roll: enough to check quorum and majority, not why it has no vote."""

    VOTES = "votes"
    REPRESENTED = "represented"
    ABSENT = "absent"
    RECUSED = "recused"
    NO_VOTE = "no_vote"
    NO_SEAT = "no_seat"


_STATUSES: Final = {
    None: Status.VOTES,
    Reason.REPRESENTED_BY: Status.REPRESENTED,
    Reason.ABSENT: Status.ABSENT,
    Reason.RECUSED: Status.RECUSED,
    Reason.NO_MANDATE: Status.NO_SEAT,
    Reason.MANDATE_ENDED: Status.NO_SEAT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """What is known of a member at the moment a roll is drawn up.

    `weight` is in micro-units and positive. `since` is the day of what speaks against it: the end of the mandate, the
    day the oldest arrears were due. `proxy` is the member that holds its proxy now, if any.
    """

    member: str
    region: str = ""
    weight: int = WHOLE
    mandate: Mandate = Mandate.HELD
    category_votes: bool = True
    is_suspended: bool = False
    is_in_arrears: bool = False
    credential: CredentialCheck = CredentialCheck.VALID
    is_recused: bool = False
    proxy: str | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RollLine:
    """A member on the roll of one ballot.

    `is_entitled`: a paper is taken for it. `reason` says why not, or that the proxy holder casts it (`proxy`).
    `is_present`: somebody is there for the member itself.
    """

    member: str
    region: str
    weight: int
    is_entitled: bool
    reason: Reason | None
    is_present: bool
    proxy: str | None = None
    since: date | None = None

    @property
    def cure(self) -> Cure | None:
        return CURES[self.reason] if self.reason else None

    @property
    def has_seat(self) -> bool:
        return self.reason not in _WITHOUT_A_SEAT

    @property
    def status(self) -> Status:
        return _STATUSES.get(self.reason, Status.NO_VOTE)

    @property
    def is_represented(self) -> bool:
        """Say whether its vote is there only by proxy."""
        return self.reason is Reason.REPRESENTED_BY


def roll(seats: Iterable[Seat], *, present: Collection[str], presence_matters: bool = True) -> tuple[RollLine, ...]:
    """Draw up the roll in the order of members' keys; raises ValueError for a member twice or a weight below 1.

    `present` are the members somebody is there for. A proxy counts while the member that holds it is present itself;
    a member that is present needs none. Without `presence_matters` (votes by correspondence) nobody is absent.
    """
    given = sorted(seats, key=lambda one: one.member)
    if len({one.member for one in given}) != len(given):
        raise ValueError("A member stands on a roll once.")
    if any(one.weight < 1 for one in given):
        raise ValueError("The weight of a vote is a positive number of micro-units.")
    return tuple(_line(seat, present, presence_matters=presence_matters) for seat in given)


def small_classes(lines: Iterable[RollLine], *, least: int = LEAST_IN_CLASS) -> tuple[int, ...]:
    """Give the weights that fewer than `least` members entitled on the roll share, lightest first.

    In a secret ballot a paper shows its weight, so a weight that few have tells who may have cast it.
    """
    heads: dict[int, int] = {}
    for line in lines:
        if line.is_entitled:
            heads[line.weight] = heads.get(line.weight, 0) + 1
    return tuple(sorted(weight for weight, count in heads.items() if count < least))


def _line(seat: Seat, present: Collection[str], *, presence_matters: bool) -> RollLine:
    is_present = seat.member in present
    reason = _against(seat)
    proxy = seat.proxy if reason is None and not is_present and seat.proxy in present else None
    if reason is None and proxy is not None:
        reason = Reason.REPRESENTED_BY
    elif reason is None and presence_matters and not is_present:
        reason = Reason.ABSENT
    return RollLine(
        member=seat.member,
        region=seat.region,
        weight=seat.weight,
        is_entitled=reason in {None, Reason.REPRESENTED_BY},
        reason=reason,
        is_present=is_present,
        proxy=proxy,
        since=seat.since if reason in {Reason.MANDATE_ENDED, Reason.ARREARS} else None,
    )


def _against(seat: Seat) -> Reason | None:
    """Give the most lasting reason against a member's vote that its presence does not change."""
    facts = {
        Reason.NO_MANDATE: seat.mandate is Mandate.NONE,
        Reason.MANDATE_ENDED: seat.mandate is Mandate.ENDED,
        Reason.CATEGORY_DOES_NOT_VOTE: not seat.category_votes,
        Reason.SUSPENDED: seat.is_suspended,
        Reason.ARREARS: seat.is_in_arrears,
        Reason.CREDENTIAL_REJECTED: seat.credential is CredentialCheck.REJECTED,
        Reason.CREDENTIAL_MISSING: seat.credential is CredentialCheck.MISSING,
        Reason.RECUSED: seat.is_recused,
    }
    return next((reason for reason, holds in facts.items() if holds), None)
