"""Who has the floor and who waits for it, as rooms show it: times as moments, so that a browser counts down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from comitia.core.governance.debate import (
    Clock,
    Klass,
    ListState,
    Policy,
    Request,
    SectionAccount,
    account_of,
    allowance,
    asking_refused,
    order,
)
from comitia.meetings.models import Meeting
from comitia.members.models import Member, Region
from comitia.members.queries import shown_name
from comitia.platform.answers import Allowed, Answer
from comitia.platform.texts import Text, text_in
from comitia.proceedings.models import AgendaItem, SpeakersList, Speech
from comitia.proceedings.policies.floor import Standing, may_ask_as, may_speak, why_not_asked
from comitia.proceedings.queries.standing import standing_of

State = Speech.State
KLASSES: Final[Mapping[Klass, Any]] = {
    Klass.MEMBER: _("Member"),
    Klass.GROUP: _("For a group"),
    Klass.OBSERVER: _("Observer"),
    Klass.POINT_OF_ORDER: _("Point of order"),
    Klass.RIGHT_OF_REPLY: _("Right of reply"),
    Klass.RECORDED_STATEMENT: _("Recorded statement"),
}
LIST_STATES: Final[Mapping[ListState, Any]] = {
    ListState.OPEN: _("The list of speakers is open"),
    ListState.CLOSING: _("The list of speakers is about to close"),
    ListState.CLOSED: _("The list of speakers is closed"),
}
POLICIES: Final[Mapping[Policy, Any]] = {
    Policy.FIFO: _("In the order of request"),
    Policy.FIRST_TIME_FIRST: _("Those who have not spoken first"),
    Policy.ALTERNATING_SECTIONS: _("Regions in turn"),
}
HOLDS: Final = (State.SPEAKING, State.PAUSED)
HEARD: Final = (*HOLDS, State.DONE)
# In what order time is spent on the substance; a point of order or a reply makes nobody have spoken
_OUT_OF_TURN: Final = (Klass.POINT_OF_ORDER, Klass.RIGHT_OF_REPLY)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechRow:
    """A speech as a room shows it.

    `ends_at` is the moment at which the time runs out, while it runs; `remaining` what is left at the moment asked for,
    None without limit. `used` and `overrun` likewise.
    """

    reference: UUID
    klass: Klass
    name: str
    member: str
    group: str
    section: str
    state: str
    asked_at: datetime
    allowed: timedelta | None
    used: timedelta
    remaining: timedelta | None
    overrun: timedelta
    ends_at: datetime | None
    is_placed: bool
    has_statement: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionRow:
    """The time of a region on an item."""

    name: Text
    account: SectionAccount
    speeches: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """The floor on an item: who speaks, whose speech is paused, who waits in order, who was heard, time by region."""

    state: ListState | None
    policy: Policy
    speaking: SpeechRow | None
    paused: tuple[SpeechRow, ...]
    waiting: tuple[SpeechRow, ...]
    heard: tuple[SpeechRow, ...]
    sections: tuple[SectionRow, ...]

    @property
    def is_exhausted(self) -> bool:
        """Say that the list is closed and everybody on it was heard."""
        return self.state is ListState.CLOSED and not self.waiting and self.speaking is None and not self.paused


@dataclass(frozen=True, slots=True)
class Asking:
    """Whether somebody may ask for the floor in a class."""

    klass: Klass
    answer: Answer


@dataclass(frozen=True, slots=True)
class OwnFloor:
    """What somebody's delegation has to do with the floor on an item: its requests, and what it may ask for now."""

    standing: Standing | None
    requests: tuple[SpeechRow, ...]
    asking: tuple[Asking, ...]


def floor_of(item: AgendaItem, *, at: datetime, language: str = "en") -> Floor:
    """Lay out the floor on an item at a moment: two statements, and one for the names of regions that were heard."""
    found = SpeakersList.objects.filter(item=item).first()
    policy = Policy(found.policy) if found else Policy.FIFO
    speeches = speeches_on(item)
    rows = {speech.pk: _row(speech, found, speeches, language=language, at=at) for speech in speeches}

    def of(*states: str) -> tuple[SpeechRow, ...]:
        return tuple(rows[speech.pk] for speech in _in_turn(speeches) if speech.state in states)

    return Floor(
        state=ListState(found.state) if found else None,
        policy=policy,
        speaking=next(iter(of(State.SPEAKING)), None),
        paused=of(State.PAUSED),
        waiting=tuple(rows[speech.pk] for speech in waiting_in_order(speeches, policy)),
        heard=of(State.DONE),
        sections=_sections(speeches, found, at=at, language=language),
    )


def own_floor(
    item: AgendaItem, meeting: Meeting, person: UUID | None, *, at: datetime, language: str = "en"
) -> OwnFloor:
    """Say what somebody may ask for on an item, and what the delegation has asked for already."""
    standing = standing_of(person, meeting)
    found = SpeakersList.objects.filter(item=item).first()
    speeches = speeches_on(item)
    if standing is None:
        return OwnFloor(None, (), (Asking(Klass.MEMBER, may_speak(None, provisional_counts=False)),))
    own = [speech for speech in speeches if is_of(speech, standing)]
    classes = [standing.klass, *([Klass.GROUP] if standing.klass is Klass.MEMBER else []), *_OUT_OF_TURN]
    asking = tuple(
        Asking(klass, may_ask(standing, klass, meeting=meeting, found=found, speeches=speeches, group="-"))
        for klass in classes
    )
    rows = tuple(_row(speech, found, speeches, language=language, at=at) for speech in own)
    return OwnFloor(standing, rows, asking)


def may_ask(
    standing: Standing,
    klass: Klass,
    *,
    meeting: Meeting,
    found: SpeakersList | None,
    speeches: Sequence[Speech],
    group: str,
    length: timedelta | None = None,
) -> Answer:
    """Answer whether somebody may ask for the floor in a class now."""
    answer = may_speak(standing, provisional_counts=meeting.provisional_may_vote)
    answer = may_ask_as(standing, klass, group=group) if answer else answer
    if not answer:
        return answer
    refusal = asking_refused(
        klass,
        state=ListState(found.state) if found else None,
        already_waits=any(
            one.state == State.QUEUED and one.klass == klass and is_of(one, standing) for one in speeches
        ),
        somebody_spoke=any(one.state in HEARD for one in speeches),
        length=length,
        allowed=limit_of(found, klass if klass is not Klass.RECORDED_STATEMENT else standing.klass),
    )
    return Allowed() if refusal is None else why_not_asked(refusal)


def speeches_on(item: AgendaItem) -> list[Speech]:
    """Give all speeches on an item with those for whom they are: one statement."""
    return list(Speech.objects.filter(item=item).select_related("member", "observer").order_by("pk"))


def waiting_in_order(speeches: Sequence[Speech], policy: Policy) -> list[Speech]:
    """Give those who wait, in the order in which they get the floor."""
    waiting = {str(speech.reference): speech for speech in speeches if speech.state == State.QUEUED}
    return [waiting[request.key] for request in requests_in_order(speeches, policy)]


def requests_in_order(speeches: Sequence[Speech], policy: Policy) -> tuple[Request, ...]:
    """Give those who wait as the rules see them, in order."""
    heard = [speech for speech in _in_turn(speeches) if speech.state in HEARD and speech.klass not in _OUT_OF_TURN]
    have_spoken = {entity_of(speech) for speech in heard}
    requests = [
        Request(
            key=str(speech.reference),
            member=entity_of(speech),
            section=speech.section,
            klass=Klass(speech.klass),
            asked_at=speech.asked_at,
            has_spoken=entity_of(speech) in have_spoken,
            from_observer=speech.observer_id is not None,
            place=speech.place,
        )
        for speech in speeches
        if speech.state == State.QUEUED
    ]
    return order(requests, policy, heard=[speech.section for speech in heard])


def is_held_by_others(meeting: Meeting, member: Member) -> bool:
    """Say whether somebody else than a member has the floor of a session, or had it when it was paused."""
    return Speech.objects.filter(meeting=meeting, state__in=HOLDS).exclude(member=member).exists()


def clock_of(speech: Speech) -> Clock:
    """Give the time of a speech as the rules see it."""
    return Clock(allowed=speech.allowed, begun_at=speech.begun_at, used=speech.used)


def limit_of(found: SpeakersList | None, klass: str) -> timedelta | None:
    """Give the speaking time of a class; None without limit."""
    seconds = found.limits.get(klass) if found else None
    return timedelta(seconds=seconds) if seconds is not None else None


def time_for(
    speech: Speech, found: SpeakersList | None, speeches: Iterable[Speech], *, at: datetime
) -> timedelta | None:
    """Give the time that a speech gets: that of its class, and no more than its region has left."""
    section = None
    if found and found.section_seconds is not None and speech.section and speech.klass not in _OUT_OF_TURN:
        section = _account(speech.section, speeches, found, at=at)
    return allowance(limit_of(found, speech.klass), section)


def entity_of(speech: Speech) -> str:
    """Name for whom a speech is, to tell it from others."""
    return f"member:{speech.member_id}" if speech.member_id else f"observer:{speech.observer_id}:{speech.guest}"


def is_of(speech: Speech, standing: Standing) -> bool:
    """Say whether a speech is for the delegation of somebody."""
    delegation = standing.delegate.delegation
    return (speech.member_id, speech.observer_id) == (delegation.member_id, delegation.observer_id)


def _account(section: str, speeches: Iterable[Speech], found: SpeakersList | None, *, at: datetime) -> SectionAccount:
    seconds = found.section_seconds if found else None
    counted = [(one.section, clock_of(one)) for one in speeches if one.klass not in _OUT_OF_TURN]
    allowed = timedelta(seconds=seconds) if seconds is not None else None
    return account_of(section, allowed=allowed, speeches=counted, at=at)


def _sections(
    speeches: Sequence[Speech], found: SpeakersList | None, *, at: datetime, language: str
) -> tuple[SectionRow, ...]:
    heard = [speech for speech in speeches if speech.state in HEARD and speech.klass not in _OUT_OF_TURN]
    codes = sorted({speech.section for speech in heard if speech.section})
    names = dict(Region.objects.filter(code__in=codes).values_list("code", "names")) if codes else {}
    return tuple(
        SectionRow(
            name=text_in(names.get(code, {}), language),
            account=_account(code, speeches, found, at=at),
            speeches=sum(speech.section == code for speech in heard),
        )
        for code in codes
    )


def _in_turn(speeches: Iterable[Speech]) -> list[Speech]:
    """Give speeches in the order in which they got the floor; those that did not come last."""
    return sorted(speeches, key=lambda one: (one.given_at is None, one.given_at or one.asked_at, one.pk))


def _row(
    speech: Speech, found: SpeakersList | None, speeches: Sequence[Speech], *, language: str, at: datetime
) -> SpeechRow:
    clock = clock_of(speech)
    allowed = time_for(speech, found, speeches, at=at) if speech.state == State.QUEUED else speech.allowed
    observer = speech.observer.name if speech.observer else speech.guest
    return SpeechRow(
        reference=speech.reference,
        klass=Klass(speech.klass),
        name=shown_name(speech.member, language) if speech.member else observer,
        member=speech.member.slug if speech.member else "",
        group=speech.group,
        section=speech.section,
        state=speech.state,
        asked_at=speech.asked_at,
        allowed=allowed,
        used=clock.used_at(at),
        remaining=clock.remaining(at) if speech.state != State.QUEUED else allowed,
        overrun=clock.overrun(at),
        ends_at=clock.ends_at,
        is_placed=speech.place is not None,
        has_statement=speech.statement_id is not None,
    )
