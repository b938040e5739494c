"""What a credential goes through, and who of a delegation holds its vote.

Source of the rules: the practice of the United Nations and UNESCO (a higher authority issues credentials, a committee
examines them, delegations sit provisionally until it rules) and of assemblies whose alternates vote in numbered order
when the one before is away. The vote belongs to the member, never to a person: at any moment at most one delegate
holds it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class CredentialState(StrEnum):
    """How far the examination of a credential has come."""

    AWAITED = "awaited"
    RECEIVED = "received"
    INCOMPLETE = "incomplete"
    PROVISIONAL = "provisional"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    REPLACED = "replaced"


class CredentialAct(StrEnum):
    """What is done to a credential."""

    RECEIVE = "receive"
    FIND_INCOMPLETE = "find incomplete"
    ADMIT_PROVISIONALLY = "admit provisionally"
    ACCEPT = "accept"
    REJECT = "reject"
    REOPEN = "reopen"
    REPLACE = "replace"


class RefusalCode(StrEnum):
    """Why an act on a credential is not possible in its state."""

    NO_LETTER = "no letter"
    NOT_COMPLETE = "not complete"
    NOT_DECIDED = "not decided"
    ALREADY_DECIDED = "already decided"
    ALREADY_REPLACED = "already replaced"


@dataclass(frozen=True, slots=True)
class Refusal:
    """The act is not possible, and why."""

    code: RefusalCode


class Role(StrEnum):
    """What somebody is in a delegation; only a head and alternates can hold its vote."""

    HEAD = "head"
    ALTERNATE = "alternate"
    ADVISER = "adviser"
    OBSERVER = "observer"
    TECHNICAL = "technical"


@dataclass(frozen=True, slots=True, kw_only=True)
class Empowerment:
    """What a letter of mandate lets its bearer do in the name of the member."""

    speaks: bool = False
    votes: bool = False
    signs: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegate:
    """Somebody in a delegation, with the state of the credential.

    `person` is any identifier that is stable for the caller; `order` counts the alternates, lowest first.
    """

    person: str
    role: Role
    order: int = 0
    credential: CredentialState = CredentialState.AWAITED
    empowerment: Empowerment = Empowerment()
    is_away: bool = False


_S, _A = CredentialState, CredentialAct
_NEXT: Final[Mapping[tuple[CredentialState, CredentialAct], CredentialState]] = MappingProxyType(
    {
        (_S.AWAITED, _A.RECEIVE): _S.RECEIVED,
        (_S.RECEIVED, _A.RECEIVE): _S.RECEIVED,
        (_S.INCOMPLETE, _A.RECEIVE): _S.RECEIVED,
        # A further letter never takes away the seat that was given until the ruling.
        (_S.PROVISIONAL, _A.RECEIVE): _S.PROVISIONAL,
        (_S.REJECTED, _A.RECEIVE): _S.RECEIVED,
        (_S.RECEIVED, _A.FIND_INCOMPLETE): _S.INCOMPLETE,
        (_S.PROVISIONAL, _A.FIND_INCOMPLETE): _S.INCOMPLETE,
        (_S.RECEIVED, _A.ADMIT_PROVISIONALLY): _S.PROVISIONAL,
        (_S.INCOMPLETE, _A.ADMIT_PROVISIONALLY): _S.PROVISIONAL,
        (_S.RECEIVED, _A.ACCEPT): _S.ACCEPTED,
        (_S.PROVISIONAL, _A.ACCEPT): _S.ACCEPTED,
        (_S.RECEIVED, _A.REJECT): _S.REJECTED,
        (_S.INCOMPLETE, _A.REJECT): _S.REJECTED,
        (_S.PROVISIONAL, _A.REJECT): _S.REJECTED,
        (_S.ACCEPTED, _A.REOPEN): _S.RECEIVED,
        (_S.REJECTED, _A.REOPEN): _S.RECEIVED,
        **{(state, _A.REPLACE): _S.REPLACED for state in _S if state is not _S.REPLACED},
    }
)
_ROLES_THAT_VOTE: Final = (Role.HEAD, Role.ALTERNATE)


def transition(state: CredentialState, act: CredentialAct) -> CredentialState | Refusal:
    """Give the state after an act, or why the act is not possible; raises nothing.

    awaited → received → (incomplete) → provisional → accepted | rejected → replaced. A rejected credential is received
    again with a new letter; what was decided is examined again after reopening it; any credential can be replaced once.
    """
    following = _NEXT.get((state, act))
    return following if following is not None else Refusal(_why_not(state, act))


def is_valid(state: CredentialState, *, provisional_counts: bool) -> bool:
    """Say whether a credential in this state lets its bearer act; a provisional one does if the rule says so."""
    return state is CredentialState.ACCEPTED or (provisional_counts and state is CredentialState.PROVISIONAL)


def voters_in_order(delegates: Iterable[Delegate], *, provisional_may_vote: bool) -> tuple[Delegate, ...]:
    """List who may hold the vote of a delegation, in the order in which it passes on; raises nothing.

    These are the head, then the alternates by number, whose credential is valid and empowers to vote; those who are
    away keep their place in the order. Equal numbers are ordered by `person`, so the answer never depends on chance.
    """
    able = [
        one
        for one in delegates
        if one.role in _ROLES_THAT_VOTE
        and one.empowerment.votes
        and is_valid(one.credential, provisional_counts=provisional_may_vote)
    ]
    return tuple(sorted(able, key=lambda one: (_ROLES_THAT_VOTE.index(one.role), one.order, one.person)))


def holder_of(delegates: Iterable[Delegate], *, provisional_may_vote: bool) -> Delegate | None:
    """Give the one who holds the vote of a delegation now: the first in order who is not away; None if there is none."""
    in_order = voters_in_order(delegates, provisional_may_vote=provisional_may_vote)
    return next((one for one in in_order if not one.is_away), None)


def _why_not(state: CredentialState, act: CredentialAct) -> RefusalCode:
    if state is CredentialState.REPLACED:
        return RefusalCode.ALREADY_REPLACED
    if state is CredentialState.AWAITED:
        return RefusalCode.NOT_DECIDED if act is CredentialAct.REOPEN else RefusalCode.NO_LETTER
    if act is CredentialAct.REOPEN:
        return RefusalCode.NOT_DECIDED
    if state is CredentialState.INCOMPLETE and act is CredentialAct.ACCEPT:
        return RefusalCode.NOT_COMPLETE
    return RefusalCode.ALREADY_DECIDED
