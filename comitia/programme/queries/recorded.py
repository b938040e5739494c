"""The programme of a past meeting as its source printed it, with what does not fit in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby

from comitia.core.timetable import slots as grid
from comitia.core.timetable.clashes import ClashCode, clashes_by_slot, find_clashes
from comitia.platform.texts import Text, text_in
from comitia.programme.models import Appearance, Slot

MISSING_DAY = "missing day"
MISSING_TIME = "missing time"


@dataclass(frozen=True, slots=True)
class Finding:
    """What does not fit: a code of the rules of time, and the titles of the other entries concerned."""

    code: str
    others: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordedSpeaker:
    """A speaker as printed, and the part."""

    name: str
    position: str
    part: str
    note: str


@dataclass(frozen=True, slots=True)
class RecordedSlot:
    """An entry as printed; the moments are known only where the source gives day, time and place."""

    slug: str
    kind: str
    kind_as_printed: str
    title: Text
    room: str
    day: date | None
    day_as_printed: str
    starts_at: datetime | None
    ends_at: datetime | None
    start_as_printed: str
    end_as_printed: str
    speakers: tuple[RecordedSpeaker, ...]
    speakers_as_printed: str
    note: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class RecordedDay:
    """The entries of a day, or of none when the source does not tell the day."""

    day: date | None
    slots: tuple[RecordedSlot, ...]


@dataclass(frozen=True, slots=True)
class RecordedProgramme:
    """A recorded programme: its days, the zone its times are shown in, and how many of its entries do not fit or are incomplete."""

    days: tuple[RecordedDay, ...]
    zone: str
    findings: int
    sources: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.days)


def recorded_programme(meeting: str, *, language: str, zone: str = "") -> RecordedProgramme:
    """Give the programme of a past meeting (by slug) in the order printed, its moments in `zone`. Two statements."""
    # A slot with a moment but nothing printed belongs to a programme that was made here.
    released = Slot.objects.filter(meeting__slug=meeting, state=Slot.State.RELEASED)
    recorded = released.exclude(starts_at__isnull=False, start_as_printed="")
    rows = list(recorded.select_related("room").order_by("day", "order", "starts_at", "id"))
    by_slot: dict[int, list[Appearance]] = {}
    appearances = Appearance.objects.filter(slot__meeting__slug=meeting).select_related("speaker")
    for appearance in appearances.order_by("order", "id"):
        by_slot.setdefault(appearance.slot_id, []).append(appearance)
    findings = findings_of(rows, language=language)
    slots = [
        _slot(row, by_slot.get(row.id, ()), findings=findings.get(row.slug, ()), language=language) for row in rows
    ]
    dated = sorted((slot for slot in slots if slot.day), key=lambda slot: str(slot.day))
    days = [RecordedDay(day, tuple(group)) for day, group in groupby(dated, key=lambda slot: slot.day)]
    if undated := tuple(slot for slot in slots if not slot.day):
        days.append(RecordedDay(None, undated))
    return RecordedProgramme(
        days=tuple(days),
        zone=zone or "UTC",
        findings=sum(1 for slot in slots if slot.findings),
        sources=tuple(dict.fromkeys(row.source for row in rows if row.source)),
    )


def findings_of(rows: Iterable[Slot], *, language: str) -> dict[str, tuple[Finding, ...]]:
    """Find what does not fit in a programme as printed, by slug of the entry."""
    known = {row.slug: row for row in rows}
    found: dict[str, tuple[Finding, ...]] = {}
    for slug, clashes in clashes_by_slot(find_clashes(as_printed(row) for row in known.values())).items():
        others: dict[str, tuple[Text, ...]] = {
            str(clash.code): tuple(text_in(known[other].titles, language) for other in clash.slots if other != slug)
            for clash in clashes
        }
        if ClashCode.MISSING_START in others and ClashCode.MISSING_END in others:
            others = {MISSING_TIME: ()}
        found[slug] = tuple(Finding(str(code), titles) for code, titles in others.items())
    for slug, row in known.items():
        if row.day is None:
            found[slug] = (Finding(MISSING_DAY),)
    return found


def as_printed(row: Slot) -> grid.Slot:
    """Hand an entry to the rules of time on the clock that printed it: the zone may be unknown, the order is not."""
    return grid.Slot(
        id=row.slug,
        starts=_on(row.day, row.start_as_printed),
        ends=_on(row.day, row.end_as_printed),
        rooms=(row.room_as_printed,) if row.room_as_printed else (),
        day=row.day,
    )


def _on(day: date | None, clock: str) -> datetime | None:
    return datetime.combine(day, time.fromisoformat(clock)) if day and clock else None


def _slot(
    row: Slot, appearances: Iterable[Appearance], *, findings: tuple[Finding, ...], language: str
) -> RecordedSlot:
    return RecordedSlot(
        slug=row.slug,
        kind=row.kind,
        kind_as_printed=row.kind_as_printed,
        title=text_in(row.titles, language),
        room=row.room_as_printed or (text_in(row.room.names, language).value if row.room else ""),
        day=row.day,
        day_as_printed=row.day_as_printed,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        start_as_printed=row.start_as_printed,
        end_as_printed=row.end_as_printed,
        speakers=tuple(
            RecordedSpeaker(
                name=one.speaker.name,
                position=one.position or text_in(one.speaker.positions, language).value,
                part=one.part,
                note=one.note,
            )
            for one in appearances
        ),
        speakers_as_printed=row.speakers_as_printed,
        note=row.note,
        findings=findings,
    )
