"""The minutes of a session, put together from its record: who was there, what was dealt with, voted and decided.

Only what the entries say is in them, so that minutes made from the entries open to a reader hold nothing that is closed to
that reader. Speeches have no text; who cast which vote stands in them where the record itself publishes it (roll calls).
Source: minutes state what was done, not what was said (Robert's Rules 48:2); minutes are built from the log and never
replace it (invariant 18 of the domain).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from comitia.core.governance.record import RecordEntry

# Characters of what is written at one place in one language, of a correction, and of the reason of an answer
LONGEST_TEXT: Final = 20_000
LONGEST_CORRECTION: Final = 5_000
LONGEST_REASON: Final = 1_000
ITEM: Final = "agenda_item:"
MOTION: Final = "motion:"
STATEMENT: Final = "recorded_statement"
# What is told of a sitting as a whole, of its proxies and of stepping back too
SITTING: Final = frozenset(
    {
        *("sitting_called", "sitting_suspended", "sitting_resumed", "sitting_adjourned", "sitting_closed"),
        *("sitting_in_camera", "sitting_in_public", "officer_named", "officer_released", "chair_handed_over"),
        *("proxy_accepted", "proxy_revoked", "recusal_declared", "recusal_withdrawn", "incident_noted"),
    }
)
ENDS: Final = frozenset({"sitting_adjourned", "sitting_closed"})
# What may be withheld although the committee did not sit in camera: papers and minutes that go to few
BESIDE: Final = ("paper_", "lateness_", "minutes_")
DEALT_WITH: Final = frozenset(
    {
        *("item_called", "item_concluded", "item_deferred", "item_referred", "item_withdrawn", "item_reopened"),
        *("item_added", "item_pulled"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened: an entry whose facts are open to whom these minutes are for."""

    number: int
    at: datetime
    kind: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A member (by slug) was present from one moment until another; None if the record does not say until when."""

    member: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingPart:
    """A sitting: what happened to it, who was present when, and how many members were after each change."""

    number: int
    events: tuple[Event, ...]
    stays: tuple[Stay, ...]
    quorums: tuple[Event, ...]

    def present_at(self, moment: datetime) -> int:
        """Count the members present at a moment."""
        here = {stay.member for stay in self.stays if stay.since <= moment and (stay.until or moment) >= moment}
        return len(here)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """A ballot (by its key): how it was opened, counted, decided by a casting vote, declared or annulled, and remarks."""

    ballot: str
    opened: Event | None
    counted: Event | None
    declared: Event | None
    annulled: Event | None
    remarks: tuple[Event, ...]

    @property
    def first(self) -> Event:
        """Give the first that is told of it."""
        told = (self.opened, self.counted, self.declared, self.annulled, *self.remarks)
        return next(event for event in told if event is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionPart:
    """A motion (by its key) with all that happened to it and to the amendments to it."""

    motion: str
    events: tuple[Event, ...]

    @property
    def text(self) -> Mapping[str, Any] | None:
        """Give the last text of it that stands in the record, as `core.drafting.codec` writes texts."""
        return self._last("text")

    @property
    def titles(self) -> Mapping[str, str]:
        return self._last("titles") or {}

    def _last(self, name: str) -> Mapping[str, Any] | None:
        told = [event.facts[name] for event in self.events if isinstance(event.facts.get(name), Mapping)]
        return told[-1] if told else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """An item of the agenda (by its key; empty for what belongs to none) and what was done on it."""

    item: str
    events: tuple[Event, ...]
    speeches: tuple[Event, ...]
    motions: tuple[MotionPart, ...]
    votes: tuple[Vote, ...]
    decisions: tuple[Event, ...]

    @property
    def entries(self) -> frozenset[int]:
        """Give the numbers of the entries that are told here."""
        events = [*self.events, *self.speeches, *self.decisions]
        events += [event for motion in self.motions for event in motion.events]
        told = [(vote.opened, vote.counted, vote.declared, vote.annulled, *vote.remarks) for vote in self.votes]
        events += [event for vote in told for event in vote if event is not None]
        return frozenset(event.number for event in events)


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """The minutes of a session: its sittings, its agenda as adopted, and a section for each item that was dealt with.

    `agenda` are items as the record names them; `last` is the number of the last entry they rest on; `is_partial` says
    that something was done in camera that is closed to whom they are for.
    """

    sittings: tuple[SittingPart, ...]
    agenda: tuple[Mapping[str, Any], ...]
    adopted_at: datetime | None
    sections: tuple[Section, ...]
    last: int
    is_partial: bool


def minutes_of(entries: Iterable[RecordEntry], *, order: Sequence[str] = ()) -> Minutes:
    """Put the minutes together from a record in its order; entries whose facts are withheld leave no trace but `is_partial`.

    `order` gives the keys of the items as the agenda has them; items it does not name follow as they first occur.
    """
    teller = _Teller()
    last, is_partial = 0, False
    for entry in entries:
        last = entry.number
        if entry.facts is None:
            is_partial = is_partial or not entry.kind.startswith(BESIDE)
        else:
            teller.tell(Event(number=entry.number, at=entry.at, kind=entry.kind, facts=entry.facts))
    places = {key: place for place, key in enumerate(order)}
    keys = sorted(teller.sections, key=lambda key: (key == "", places.get(key, len(places))))
    return Minutes(
        sittings=tuple(one.told() for _number, one in sorted(teller.sittings.items())),
        agenda=tuple(sorted(teller.agenda, key=lambda one: places.get(str(one.get("item")), len(places)))),
        adopted_at=teller.adopted_at,
        sections=tuple(teller.sections[key].told(key) for key in keys),
        last=last,
        is_partial=is_partial,
    )


@dataclass(slots=True)
class _Sitting:
    number: int
    events: list[Event] = field(default_factory=list)
    quorums: list[Event] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    here: dict[str, datetime] = field(default_factory=dict)

    def leave(self, member: str, at: datetime) -> None:
        since = self.here.pop(member, None)
        if since is not None:
            self.stays.append(Stay(member=member, since=since, until=at))

    def told(self) -> SittingPart:
        still = [Stay(member=member, since=since, until=None) for member, since in self.here.items()]
        stays = sorted([*self.stays, *still], key=lambda stay: (stay.member, stay.since))
        return SittingPart(
            number=self.number, events=tuple(self.events), stays=tuple(stays), quorums=tuple(self.quorums)
        )


@dataclass(slots=True)
class _Section:
    events: list[Event] = field(default_factory=list)
    speeches: list[Event] = field(default_factory=list)
    motions: dict[str, list[Event]] = field(default_factory=dict)
    votes: dict[str, list[Event]] = field(default_factory=dict)
    decisions: list[Event] = field(default_factory=list)

    def told(self, item: str) -> Section:
        return Section(
            item=item,
            events=tuple(self.events),
            speeches=tuple(self.speeches),
            motions=tuple(MotionPart(motion=key, events=tuple(events)) for key, events in self.motions.items()),
            votes=tuple(_vote(key, events) for key, events in self.votes.items()),
            decisions=tuple(self.decisions),
        )


@dataclass(slots=True)
class _Teller:
    sittings: dict[int, _Sitting] = field(default_factory=dict)
    sections: dict[str, _Section] = field(default_factory=dict)
    agenda: list[Mapping[str, Any]] = field(default_factory=list)
    adopted_at: datetime | None = None
    # Under which item each motion and each ballot stands, and the sitting that was called last
    items: dict[str, str] = field(default_factory=dict)
    running: int = 0

    def tell(self, event: Event) -> None:
        if event.kind == "agenda_adopted":
            self.agenda, self.adopted_at = list(event.facts.get("items", ())), event.at
        elif (
            event.kind in SITTING or event.kind in {"member_arrived", "member_left"} or event.kind.startswith("quorum_")
        ):
            self._sitting(event)
        elif event.kind == "consent_adopted":
            self._consent(event)
        elif event.kind in DEALT_WITH:
            self._section(_key(event, "item")).events.append(event)
        elif event.kind == "floor_given":
            self._section(_key(event, "item")).speeches.append(event)
        elif event.kind.startswith(("motion_", "amendment")) and _key(event, "motion"):
            self._motion(event)
        elif event.kind == "decision_taken":
            self._section(_key(event, "item")).decisions.append(event)
        elif _key(event, "ballot") and event.kind != "vote_cast":
            self._ballot(event)

    def _section(self, item: str) -> _Section:
        return self.sections.setdefault(item, _Section())

    def _sitting(self, event: Event) -> None:
        number = event.facts.get("sitting")
        number = number if isinstance(number, int) else self.running
        if event.kind == "sitting_called":
            self.running = number
        sitting = self.sittings.setdefault(number, _Sitting(number))
        member = _key(event, "member")
        if event.kind == "member_arrived":
            sitting.here.setdefault(member, event.at)
        elif event.kind == "member_left":
            sitting.leave(member, event.at)
        elif event.kind.startswith("quorum_"):
            sitting.quorums.append(event)
        else:
            sitting.events.append(event)
        if event.kind in ENDS:
            for here in tuple(sitting.here):
                sitting.leave(here, event.at)

    def _consent(self, event: Event) -> None:
        for told in event.facts.get("items", ()):
            self._section(str(told["item"])).events.append(event)

    def _motion(self, event: Event) -> None:
        key = _key(event, "motion")
        item = self.items.setdefault(MOTION + key, _key(event, "item"))
        self._section(item).motions.setdefault(key, []).append(event)

    def _ballot(self, event: Event) -> None:
        key = _key(event, "ballot")
        if key not in self.items:
            subject = _key(event, "subject")
            item = subject.removeprefix(ITEM) if subject.startswith(ITEM) else self.items.get(subject, "")
            self.items[key] = item
        self._section(self.items[key]).votes.setdefault(key, []).append(event)


def _vote(key: str, events: Sequence[Event]) -> Vote:
    def last(*kinds: str) -> Event | None:
        return next((event for event in reversed(events) if event.kind in kinds), None)

    told = {"ballot_opened", "ballot_counted", "result_declared", "ballot_annulled", "ballot_closed"}
    return Vote(
        ballot=key,
        opened=last("ballot_opened"),
        counted=last("ballot_counted"),
        declared=last("result_declared"),
        annulled=last("ballot_annulled"),
        remarks=tuple(event for event in events if event.kind not in told or event.kind == "ballot_closed"),
    )


def _key(event: Event, name: str) -> str:
    found = event.facts.get(name)
    return found if isinstance(found, str) else ""
