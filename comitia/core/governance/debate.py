"""Who speaks when, and for how long: the list of speakers of an item, as values.

Source of the rules: the practice of the United Nations and of WHO, ILO and the Montreal Protocol online: order of
request; groups before single members, observers after members; a point of order is heard at once, the right of reply at
the end; time by class of speaker; a recorded statement is played in its place. Accounts of speaking time by section
(region) are those of OpenSlides' structure levels. Time is only ever a difference of given moments and never negative,
so that a clock that jumps back takes nothing from anybody.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

NOTHING: Final = timedelta(0)


class Klass(StrEnum):
    """As what somebody asks for the floor."""

    MEMBER = "member"
    GROUP = "group"
    OBSERVER = "observer"
    POINT_OF_ORDER = "point_of_order"
    RIGHT_OF_REPLY = "right_of_reply"
    RECORDED_STATEMENT = "recorded_statement"


class Policy(StrEnum):
    """How those of one rank are ordered."""

    FIFO = "fifo"
    FIRST_TIME_FIRST = "first_time_first"
    ALTERNATING_SECTIONS = "alternating_sections"


class ListState(StrEnum):
    """What a list of speakers is; once `closing` is announced, requests are still taken until it is closed."""

    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"


class SpeechState(StrEnum):
    """How far a request for the floor has come."""

    QUEUED = "queued"
    SPEAKING = "speaking"
    PAUSED = "paused"
    DONE = "done"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class SpeechAct(StrEnum):
    """What is done to a request for the floor."""

    GIVE = "give"
    PAUSE = "pause"
    RESUME = "resume"
    END = "end"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"


class AskingRefusal(StrEnum):
    """Why the floor cannot be asked for."""

    LIST_CLOSED = "list closed"
    ALREADY_WAITING = "already waiting"
    NOTHING_TO_REPLY_TO = "nothing to reply to"
    LONGER_THAN_ALLOWED = "longer than allowed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Somebody waits for the floor.

    `key` is any text that is stable for the caller, `member` the member or entity spoken for, `section` its region
    ("" where it has none). `has_spoken` on this item before; `from_observer` places a recorded statement among the
    observers; `place` is the one the chair gave, None where the policy decides.
    """

    key: str
    member: str
    section: str
    klass: Klass
    asked_at: datetime
    has_spoken: bool = False
    from_observer: bool = False
    place: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The time of one speech.

    `allowed` may be None (no limit). `begun_at` is when the present stretch began, None before the floor is given and
    while it is paused; `used` is the time of the stretches before it.
    """

    allowed: timedelta | None
    begun_at: datetime | None = None
    used: timedelta = NOTHING

    def used_at(self, at: datetime) -> timedelta:
        """Give the time used until a moment; a moment before the stretch began adds nothing."""
        return self.used if self.begun_at is None else self.used + max(NOTHING, at - self.begun_at)

    def remaining(self, at: datetime) -> timedelta | None:
        """Give the time left at a moment, never below zero; None if there is no limit."""
        return None if self.allowed is None else max(NOTHING, self.allowed - self.used_at(at))

    def overrun(self, at: datetime) -> timedelta:
        """Give by how much the allowed time is exceeded at a moment."""
        return NOTHING if self.allowed is None else max(NOTHING, self.used_at(at) - self.allowed)

    @property
    def ends_at(self) -> datetime | None:
        """The moment at which the time runs out; None while nothing runs or without limit. May lie in the past."""
        if self.begun_at is None or self.allowed is None:
            return None
        return self.begun_at + (self.allowed - self.used)


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionAccount:
    """The speaking time of a section on one item: what it has (None: no limit) and what its speakers have used."""

    section: str
    allowed: timedelta | None
    used: timedelta = NOTHING

    @property
    def remaining(self) -> timedelta | None:
        return None if self.allowed is None else max(NOTHING, self.allowed - self.used)


_RANK: Final[Mapping[Klass, int]] = MappingProxyType(
    {
        Klass.POINT_OF_ORDER: 0,
        Klass.GROUP: 2,
        Klass.MEMBER: 3,
        Klass.RECORDED_STATEMENT: 3,
        Klass.OBSERVER: 4,
        Klass.RIGHT_OF_REPLY: 5,
    }
)
_PLACED_BY_CHAIR: Final = 1  # after points of order, before everybody whom the policy orders
_OUT_OF_TURN: Final = frozenset({Klass.POINT_OF_ORDER, Klass.RIGHT_OF_REPLY})
_NEXT: Final[Mapping[tuple[SpeechState, SpeechAct], SpeechState]] = MappingProxyType(
    {
        (SpeechState.QUEUED, SpeechAct.GIVE): SpeechState.SPEAKING,
        (SpeechState.QUEUED, SpeechAct.WITHDRAW): SpeechState.WITHDRAWN,
        (SpeechState.QUEUED, SpeechAct.LAPSE): SpeechState.LAPSED,
        (SpeechState.SPEAKING, SpeechAct.PAUSE): SpeechState.PAUSED,
        (SpeechState.SPEAKING, SpeechAct.END): SpeechState.DONE,
        (SpeechState.PAUSED, SpeechAct.RESUME): SpeechState.SPEAKING,
        (SpeechState.PAUSED, SpeechAct.END): SpeechState.DONE,
    }
)


def transition(state: SpeechState, act: SpeechAct) -> SpeechState | None:
    """Give the state of a speech after an act, None if it is not possible: queued → speaking ⇄ paused → done."""
    return _NEXT.get((state, act))


def asking_refused(
    klass: Klass,
    *,
    state: ListState | None,
    already_waits: bool,
    somebody_spoke: bool,
    length: timedelta | None = None,
    allowed: timedelta | None = None,
) -> AskingRefusal | None:
    """Say why the floor cannot be asked for in a class, None if it can.

    `state` is None where no list was opened. A closed list still takes points of order and replies. `already_waits`:
    the same member waits in the same class. `length` is that of a recorded statement, refused beforehand if it is
    longer than `allowed` (WHO 2020: recorded statements are held to the limit of the class they stand for).
    """
    if already_waits:
        return AskingRefusal.ALREADY_WAITING
    if klass is Klass.RIGHT_OF_REPLY and not somebody_spoke:
        return AskingRefusal.NOTHING_TO_REPLY_TO
    if klass not in _OUT_OF_TURN and state not in (ListState.OPEN, ListState.CLOSING):
        return AskingRefusal.LIST_CLOSED
    if length is not None and allowed is not None and length > allowed:
        return AskingRefusal.LONGER_THAN_ALLOWED
    return None


def order(requests: Iterable[Request], policy: Policy, *, heard: Sequence[str] = ()) -> tuple[Request, ...]:
    """List those who wait in the order in which they get the floor; raises nothing, never depends on the order given.

    Points of order come first, then those whom the chair has placed, then groups, members, observers and replies, each
    of these ranks by the policy. `heard` are the sections of those who have spoken on the item, the latest last.
    """
    ranks: dict[int, list[Request]] = {}
    for request in sorted(requests, key=_by_request):
        ranks.setdefault(_rank(request), []).append(request)
    listed: list[Request] = []
    for rank in sorted(ranks):
        listed.extend(_ordered(ranks[rank], rank, policy, [*heard, *(one.section for one in listed)]))
    return tuple(listed)


def placed(ordered: Sequence[Request], key: str, *, to: int) -> tuple[Request, ...]:
    """Give the list after the chair has put somebody at a place, counted from 1 and kept within the list.

    Those up to that place, and those placed before, keep their places from now on; points of order keep theirs, ahead
    of everybody, and are not moved. Raises KeyError if there is nobody with this key.
    """
    ahead = [one for one in ordered if one.klass is Klass.POINT_OF_ORDER]
    others = [one for one in ordered if one.klass is not Klass.POINT_OF_ORDER]
    if any(one.key == key for one in ahead):
        return tuple(ordered)
    chosen = {one.key: one for one in others}[key]
    others.remove(chosen)
    index = min(max(0, to - 1 - len(ahead)), len(others))
    others.insert(index, chosen)
    kept = max([index, *(count for count, one in enumerate(others) if one.place is not None)])
    return (
        *ahead,
        *(replace(one, place=count + 1 if count <= kept else None) for count, one in enumerate(others)),
    )


def allowance(limit: timedelta | None, account: SectionAccount | None) -> timedelta | None:
    """Give the time of a speech: the limit of its class, and no more than its section has left; None without limit."""
    limits = [one for one in (limit, account.remaining if account else None) if one is not None]
    return min(limits, default=None)


def account_of(
    section: str, *, allowed: timedelta | None, speeches: Iterable[tuple[str, Clock]], at: datetime
) -> SectionAccount:
    """Add up what the speeches of a section have used until a moment."""
    used = sum((clock.used_at(at) for spoken_for, clock in speeches if spoken_for == section), NOTHING)
    return SectionAccount(section=section, allowed=allowed, used=used)


def begun(clock: Clock, *, at: datetime) -> Clock:
    """Let the time run from a moment, for the first time or again; a clock that runs goes on."""
    return clock if clock.begun_at is not None else replace(clock, begun_at=at)


def halted(clock: Clock, *, at: datetime) -> Clock:
    """Stop the time at a moment and keep what was used; a clock that stands is left as it is."""
    return replace(clock, begun_at=None, used=clock.used_at(at))


def extended(clock: Clock, *, more: timedelta, at: datetime) -> Clock:
    """Give a speaker so much time from now on: what is left and `more`; an overrun is not taken off it.

    Raises ValueError unless `more` is above zero. A clock without limit stays so.
    """
    if more <= NOTHING:
        raise ValueError("an extension is longer than nothing")
    return clock if clock.allowed is None else replace(clock, allowed=max(clock.allowed, clock.used_at(at)) + more)


def _rank(request: Request) -> int:
    if request.klass is Klass.POINT_OF_ORDER:
        return _RANK[Klass.POINT_OF_ORDER]
    if request.place is not None:
        return _PLACED_BY_CHAIR
    if request.klass is Klass.RECORDED_STATEMENT and request.from_observer:
        return _RANK[Klass.OBSERVER]
    return _RANK[request.klass]


def _by_request(request: Request) -> tuple[datetime, str]:
    return request.asked_at, request.key


def _ordered(requests: Sequence[Request], rank: int, policy: Policy, heard: Sequence[str]) -> Sequence[Request]:
    if rank == _PLACED_BY_CHAIR:
        return sorted(requests, key=lambda one: (one.place or 0, *_by_request(one)))
    if rank in (_RANK[Klass.POINT_OF_ORDER], _RANK[Klass.RIGHT_OF_REPLY]) or policy is Policy.FIFO:
        return requests
    if policy is Policy.FIRST_TIME_FIRST:
        return sorted(requests, key=lambda one: one.has_spoken)
    return _alternating(requests, heard)


def _alternating(requests: Sequence[Request], heard: Sequence[str]) -> Sequence[Request]:
    """Let the section that was heard longest ago, or never, come next; among equals the earliest request."""
    last_turn = {section: turn for turn, section in enumerate(heard)}
    waiting, listed = list(requests), []
    while waiting:
        chosen = min(waiting, key=lambda one: last_turn.get(one.section, -1))
        waiting.remove(chosen)
        listed.append(chosen)
        last_turn[chosen.section] = len(heard) + len(listed)
    return listed
