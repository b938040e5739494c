"""What does not fit in the working copy of a programme: found and named, never refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from comitia.core.timetable.clashes import ClashCode, find_clashes
from comitia.core.timetable.slots import Slot as TimedSlot
from comitia.core.timetable.zones import local_span
from comitia.meetings.models import Meeting
from comitia.organs.models import Mandate
from comitia.programme.models import Room, Slot, Speaker
from comitia.programme.queries.drafts import WorkingSlot
from comitia.programme.queries.interpretation import Assignment, findings_of_interpretation

NIGHT, SITTING, FEWER_PLACES, SMALL_ROOM = "night", "sitting", "fewer places", "small room"
SHOWN_CLASHES: Final = frozenset(
    {ClashCode.ROOM_TWICE, ClashCode.PERSON_TWICE, ClashCode.OVERLAP, ClashCode.END_BEFORE_START}
)


@dataclass(frozen=True, slots=True)
class SpeakerFacts:
    """What warnings know of a speaker: the clock they live by, and their city."""

    name: str
    zone: str
    member: str
    city: str


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning: its code, the slots concerned in order of time, and who or what it speaks of.

    `subject` is a room by its slug, or the name of a person; `at` a moment on the person's clock; `city` the member whose organ sits;
    `number` and `limit` are counts; `worked` is the time of a day, `source` and `target` are languages.
    """

    code: str
    slots: tuple[str, ...]
    subject: str = ""
    city: str = ""
    at: datetime | None = None
    number: int = 0
    limit: int = 0
    worked: timedelta = timedelta(0)
    source: str = ""
    target: str = ""


def speakers_of(meeting: str) -> dict[str, SpeakerFacts]:
    """Give the speakers of a meeting by slug. One statement."""
    rows = Speaker.objects.filter(meeting__slug=meeting).order_by("name", "pk")
    return {
        slug: SpeakerFacts(name, zone or city_zone or "", member or "", city or "")
        for slug, name, zone, city_zone, member, city in rows.values_list(
            "slug", "name", "zone", "member__zone", "member__slug", "member__name"
        )
    }


def seated_members(meeting: str) -> frozenset[str]:
    """Give the members, by slug, that sit in the meeting's organ that year. Two statements."""
    organ, year = Meeting.objects.filter(slug=meeting).values_list("organ", "year").first() or (0, 0)
    mandates = Mandate.objects.filter(organ_id=organ or 0).values_list("member__slug", "starts", "ends")
    return frozenset(
        member for member, starts, ends in mandates if starts[:4] <= str(year) and (not ends or ends[:4] >= str(year))
    )


def warnings_of(
    copy: Mapping[str, WorkingSlot],
    *,
    zone: ZoneInfo,
    rooms: Iterable[Room],
    speakers: Mapping[str, SpeakerFacts],
    seated: frozenset[str],
    booths: list[Assignment],
) -> tuple[Warned, ...]:
    """Find everything that does not fit; `seated` are the members that sit in the meeting's organ."""
    slots = [one for one in copy.values() if one.is_in]
    return (
        *_clashes(slots, speakers),
        *_sittings(slots, speakers, seated),
        *_nights(slots, speakers),
        *_places(slots, {room.slug: room.capacity for room in rooms}),
        *_interpretation(booths, copy, zone=zone),
    )


def warnings_by_slot(found: Iterable[Warned]) -> dict[str, list[Warned]]:
    by_slot: dict[str, list[Warned]] = {}
    for one in found:
        for slot in one.slots:
            by_slot.setdefault(slot, []).append(one)
    return by_slot


def _clashes(slots: list[WorkingSlot], speakers: Mapping[str, SpeakerFacts]) -> Iterator[Warned]:
    by_slug = {one.slug: one for one in slots}
    timed = (
        TimedSlot(
            id=one.slug,
            starts=one.starts_at,
            ends=one.ends_at,
            rooms=(one.values["room"],) if one.values["room"] and not one.values["fills_all_rooms"] else (),
            people=one.speakers,
        )
        for one in slots
    )
    for clash in find_clashes(timed):
        if clash.code not in SHOWN_CLASHES:
            continue
        # A session without a room clashes with nothing until it has one; one for all rooms clashes with whatever is on.
        if clash.code is ClashCode.OVERLAP and not any(by_slug[slug].values["fills_all_rooms"] for slug in clash.slots):
            continue
        subject = clash.subject or ""
        if clash.code is ClashCode.PERSON_TWICE and subject in speakers:
            subject = speakers[subject].name
        yield Warned(str(clash.code), clash.slots, subject=subject)


def _sittings(
    slots: list[WorkingSlot], speakers: Mapping[str, SpeakerFacts], seated: frozenset[str]
) -> Iterator[Warned]:
    sittings = [one for one in slots if one.values["kind"] == Slot.Kind.COMMITTEE and one.starts_at and one.ends_at]
    for one in slots:
        for sitting in sittings:
            if one.slug == sitting.slug or not _overlap(one, sitting):
                continue
            for speaker in one.speakers:
                facts = speakers.get(speaker)
                if facts and facts.member in seated and speaker not in sitting.speakers:
                    yield Warned(SITTING, (one.slug, sitting.slug), subject=facts.name, city=facts.city)


def _nights(slots: list[WorkingSlot], speakers: Mapping[str, SpeakerFacts]) -> Iterator[Warned]:
    for one in slots:
        starts, ends = one.starts_at, one.ends_at
        for speaker in one.speakers:
            facts = speakers.get(speaker)
            if not facts or not facts.zone or starts is None:
                continue
            clock = ZoneInfo(facts.zone)
            span = local_span(starts, ends if ends and ends > starts else starts, zone=clock, day=starts.date())
            if span.is_night:
                yield Warned(NIGHT, (one.slug,), subject=facts.name, at=starts.astimezone(clock))


def _places(slots: list[WorkingSlot], capacities: Mapping[str, int | None]) -> Iterator[Warned]:
    for one in slots:
        capacity = one.values["capacity"]
        room = capacities.get(one.values["room"])
        if capacity is not None and one.taken > capacity:
            yield Warned(FEWER_PLACES, (one.slug,), number=one.taken, limit=capacity)
        if room is not None and max(capacity or 0, one.taken) > room:
            yield Warned(
                SMALL_ROOM, (one.slug,), subject=one.values["room"], number=max(capacity or 0, one.taken), limit=room
            )


def _interpretation(booths: list[Assignment], copy: Mapping[str, WorkingSlot], *, zone: ZoneInfo) -> Iterator[Warned]:
    names = {str(one.interpreter): one.name for one in booths}
    for found in findings_of_interpretation(booths, copy, zone=zone):
        yield Warned(
            str(found.code),
            found.slots,
            subject=names.get(found.interpreter, ""),
            worked=found.worked,
            source=found.source,
            target=found.target,
        )


def _overlap(one: WorkingSlot, other: WorkingSlot) -> bool:
    starts, ends, begins, stops = one.starts_at, one.ends_at, other.starts_at, other.ends_at
    return bool(starts and ends and begins and stops and starts < stops and begins < ends)
