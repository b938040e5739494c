"""What a paper of a meeting goes through, who may read it, whether it came in time, and which text is the current one.

Source of the rules: the practice of the United Nations. Papers are issued six weeks before the opening in all languages
of the meeting; a paper that is late in one language is late, unless the meeting waives the rule on record; what was
issued is never exchanged but corrected (Corr.) or revised (Rev.). Invariant 14 of the domain: nothing is decided whose
paper was not issued by the deadline in the required languages, unless such a waiver exists. Invariant 16: papers of
closed sittings never reach the public or observers, so they have at least the level of the committee.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo


class Level(StrEnum):
    """To whom a paper is distributed, the widest first; each level includes those after it."""

    PUBLIC = "public"
    PARTICIPANTS = "participants"
    COMMITTEE = "committee"
    SECRETARIAT = "secretariat"


LEVELS: Final = tuple(Level)


class Status(StrEnum):
    """What a language version is to the original; only the first two count as issued in their language."""

    ORIGINAL = "original"
    TRANSLATED = "translated"
    UNOFFICIAL = "unofficial"
    MACHINE = "machine"


OFFICIAL: Final = frozenset({Status.ORIGINAL, Status.TRANSLATED})


class State(StrEnum):
    """How far a language version has come. The last two are never stored: they follow from what was issued later."""

    ANNOUNCED = "announced"
    DRAFT = "draft"
    CLEARED = "cleared"
    ISSUED = "issued"
    CORRECTED = "corrected"
    REVISED = "revised"


class Act(StrEnum):
    """What is done to a language version."""

    BRING = "bring"
    CLEAR = "clear"
    ISSUE = "issue"


class RefusalCode(StrEnum):
    """Why an act on a language version is not possible."""

    NO_FILE = "no file"
    NOT_CLEARED = "not cleared"
    ALREADY_CLEARED = "already cleared"
    ALREADY_ISSUED = "already issued"
    OUTDATED = "outdated"
    ORIGINAL_FIRST = "original first"


@dataclass(frozen=True, slots=True)
class Refusal:
    """The act is not possible, and why."""

    code: RefusalCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A paper in one language: `digest` is the SHA-256 of its file, "" without one.

    `source` is the digest of the original's file when this one was brought. A language may have several versions, such
    as an unofficial one before the translation.
    """

    language: str
    status: Status
    state: State
    digest: str = ""
    source: str = ""
    issued_at: datetime | None = None


class Lack(StrEnum):
    """What a paper lacks in a required language."""

    MISSING = "missing"
    NOT_ISSUED = "not issued"
    NOT_OFFICIAL = "not official"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A language that a paper lacks, and whether its last day has passed (never without a last day)."""

    language: str
    lack: Lack
    is_overdue: bool


class Admission(StrEnum):
    """Whether a paper may be decided upon."""

    IN_ORDER = "in order"
    WAIVED = "waived"
    SHORT = "short"


class Relation(StrEnum):
    """What a paper is to an earlier one."""

    ADDS = "adds"
    CORRECTS = "corrects"
    REVISES = "revises"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A paper as a link of a chain: `to` is the paper it relates to, `issued_at` its first issue; None if never issued.

    `is_withdrawn` papers are no longer part of any text.
    """

    key: int
    relation: Relation | None = None
    to: int | None = None
    issued_at: datetime | None = None
    is_withdrawn: bool = False

    @property
    def counts(self) -> bool:
        """Tell whether the paper is part of a text."""
        return self.issued_at is not None and not self.is_withdrawn


@dataclass(frozen=True, slots=True)
class CurrentText:
    """The paper that holds now, what corrects it and what adds to it, in the order of issue."""

    key: int
    corrections: tuple[int, ...]
    addenda: tuple[int, ...]


_TRANSITIONS: Final = {
    (State.ANNOUNCED, Act.BRING): State.DRAFT,
    (State.DRAFT, Act.BRING): State.DRAFT,
    (State.CLEARED, Act.BRING): State.DRAFT,
    (State.DRAFT, Act.CLEAR): State.CLEARED,
    (State.CLEARED, Act.ISSUE): State.ISSUED,
}
_REASONS: Final = {
    (State.ANNOUNCED, Act.CLEAR): RefusalCode.NO_FILE,
    (State.ANNOUNCED, Act.ISSUE): RefusalCode.NO_FILE,
    (State.DRAFT, Act.ISSUE): RefusalCode.NOT_CLEARED,
    (State.CLEARED, Act.CLEAR): RefusalCode.ALREADY_CLEARED,
}


def reads(reader: Level, paper: Level) -> bool:
    """Tell whether somebody of a level may read a paper that is distributed at a level."""
    return LEVELS.index(reader) >= LEVELS.index(paper)


def levels_read(reader: Level) -> tuple[Level, ...]:
    """List the levels that somebody of a level may read, the widest first."""
    return LEVELS[: LEVELS.index(reader) + 1]


def transition(state: State, act: Act) -> State | Refusal:
    """Give the state after an act: a new file must be cleared anew, what was issued stays as it is."""
    after = _TRANSITIONS.get((state, act))
    return after or Refusal(_REASONS.get((state, act), RefusalCode.ALREADY_ISSUED))


def is_outdated(version: Version, original: Version | None) -> bool:
    """Tell whether the original has another file than when this version was brought."""
    if version.status is Status.ORIGINAL or not version.digest:
        return False
    return version.source != (original.digest if original else "")


def issue(version: Version, original: Version | None) -> State | Refusal:
    """Give the state after issuing: a translation follows its original, and never one that has changed since."""
    after = transition(version.state, Act.ISSUE)
    if isinstance(after, Refusal) or version.status is Status.ORIGINAL:
        return after
    if is_outdated(version, original):
        return Refusal(RefusalCode.OUTDATED)
    if original is None or original.state is not State.ISSUED:
        return Refusal(RefusalCode.ORIGINAL_FIRST)
    return after


def last_day(opening: date, *, days: int) -> date:
    """Give the last day on which a paper is in time, `days` whole days before the day of the opening.

    Raises ValueError for a negative number.
    """
    if days < 0:
        raise ValueError("A notice period is not negative.")
    return opening - timedelta(days=days)


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """Give the first moment after a day at the place of the meeting, whatever its clocks do that night."""
    return datetime.combine(day + timedelta(days=1), time.min, zone)


def not_before(at: datetime, *earlier: datetime | None) -> datetime:
    """Give the moment of an act that follows others: a clock that was set back does not make it earlier than they are."""
    return max([at, *(one for one in earlier if one is not None)])


def shortfalls(
    versions: Iterable[Version], *, required: Iterable[str], due_on: date | None, zone: ZoneInfo, at: datetime
) -> tuple[Shortfall, ...]:
    """List what a paper lacks at a moment, by language: the original's first, then the required ones in their order.

    `due_on` is the last day of issue in the zone of the meeting, None for papers that have none.
    """
    known = list(versions)
    originals = [one.language for one in known if one.status is Status.ORIGINAL]
    ends = end_of_day(due_on, zone) if due_on else None
    is_over = ends is not None and at >= ends
    found = []
    for language in dict.fromkeys([*originals, *required]):
        lack = _lack([one for one in known if one.language == language], ends)
        if lack is not None:
            found.append(Shortfall(language, lack, is_over or lack is Lack.LATE))
    return tuple(found)


def admission(lacks: Iterable[Shortfall], *, waived: Collection[str]) -> Admission:
    """Say whether a paper may be decided upon; `waived` are the languages in which the meeting admitted it late."""
    languages = {one.language for one in lacks}
    if not languages:
        return Admission.IN_ORDER
    return Admission.WAIVED if languages <= set(waived) else Admission.SHORT


def current_text(links: Collection[Link], key: int) -> CurrentText:
    """Follow the revisions of a paper (any of its chain) to the one that holds now: the last that was issued.

    A paper none of whose chain was issued is its own current text. Raises KeyError for an unknown paper, ValueError for
    a chain that closes in itself.
    """
    by_key = {one.key: one for one in links}
    root = _root(by_key, by_key[key])
    chain, ends = [root], [root.key]
    while ends:
        after = [one for one in links if one.relation is Relation.REVISES and one.to in ends]
        chain += after
        ends = [one.key for one in after]
    current = max((one for one in chain if one.counts), key=_order, default=root)
    return CurrentText(
        current.key,
        corrections=_relating(links, Relation.CORRECTS, {current.key}),
        addenda=_relating(links, Relation.ADDS, {one.key for one in chain}),
    )


def state_shown(state: State, *, is_revised: bool, is_corrected: bool) -> State:
    """Give the state that readers see: what was issued may have been corrected in its language, or revised, since."""
    if state is not State.ISSUED:
        return state
    if is_revised:
        return State.REVISED
    return State.CORRECTED if is_corrected else state


def _lack(versions: Sequence[Version], ends: datetime | None) -> Lack | None:
    """Say what the versions of one language lack; the first moment of issue of an official one counts."""
    issued = [
        (one.status in OFFICIAL, one.issued_at) for one in versions if one.state is State.ISSUED and one.issued_at
    ]
    moments = [moment for is_official, moment in issued if is_official]
    if moments:
        return Lack.LATE if ends is not None and min(moments) >= ends else None
    if issued:
        return Lack.NOT_OFFICIAL
    return Lack.NOT_ISSUED if any(one.status in OFFICIAL for one in versions) else Lack.MISSING


def _root(by_key: dict[int, Link], link: Link) -> Link:
    """Give the paper at the head of a chain of revisions and corrections."""
    seen = {link.key}
    while link.relation in {Relation.REVISES, Relation.CORRECTS} and link.to in by_key:
        link = by_key[link.to]
        if link.key in seen:
            raise ValueError("A paper cannot revise or correct itself.")
        seen.add(link.key)
    return link


def _relating(links: Iterable[Link], relation: Relation, to: Collection[int]) -> tuple[int, ...]:
    found = (one for one in links if one.relation is relation and one.to in to and one.counts)
    return tuple(one.key for one in sorted(found, key=_order))


def _order(link: Link) -> tuple[bool, datetime | None, int]:
    """Sort by the first issue; only issued papers are compared."""
    return link.issued_at is not None, link.issued_at, link.key
