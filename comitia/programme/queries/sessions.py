"""Pages of one session and of one speaker."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet

from comitia.platform.texts import Text, text_in
from comitia.programme.models import Appearance, Slot, Speaker
from comitia.programme.queries.timetable import KNOWN_TO_READERS, RELEASED, Session, session_of, slot_rows


@dataclass(frozen=True, slots=True)
class SpeakerLine:
    """A speaker in a list or in a session, with the part there (empty in a list of speakers)."""

    slug: str
    name: str
    position: Text
    part: str
    note: str
    member: str
    member_slug: str
    is_fictional: bool


@dataclass(frozen=True, slots=True)
class SessionPage:
    """A session, who speaks in it, and its neighbours in time."""

    session: Session
    speakers: tuple[SpeakerLine, ...]
    previous: Session | None
    following: Session | None


@dataclass(frozen=True, slots=True)
class SpeakerPage:
    """A speaker and the sessions they have a part in."""

    speaker: SpeakerLine
    biography: Text
    sessions: tuple[Session, ...]


def session_page(meeting: str, slug: str, *, language: str, zone: str) -> SessionPage | None:
    """Give a session by its address, or nothing. Three statements."""
    known = slot_rows(meeting, states=KNOWN_TO_READERS)
    slugs = [name for name, state in known.values_list("slug", "state") if slug == name or state in RELEASED]
    if slug not in slugs:
        return None
    place = slugs.index(slug)
    near = (slugs[place - 1] if place else "", slug, slugs[place + 1] if place + 1 < len(slugs) else "")
    clock = ZoneInfo(zone)
    rows = known.filter(slug__in=[name for name in near if name])
    sessions = {row.slug: session_of(row, language=language, zone=clock) for row in rows}
    appearances = Appearance.objects.filter(slot_id=sessions[slug].id).select_related("speaker__member")
    return SessionPage(
        session=sessions[slug],
        speakers=tuple(
            _line(one.speaker, language=language, appearance=one) for one in appearances.order_by("order", "id")
        ),
        previous=sessions.get(near[0]),
        following=sessions.get(near[2]),
    )


def speakers(meeting: str, *, language: str) -> tuple[SpeakerLine, ...]:
    """List the speakers of a meeting by name. One statement."""
    found = released_speakers(meeting).select_related("member").order_by("name", "id")
    return tuple(_line(speaker, language=language) for speaker in found)


def speaker_page(meeting: str, slug: str, *, language: str, zone: str) -> SpeakerPage | None:
    """Give a speaker by their address, or nothing. Two statements."""
    speaker = released_speakers(meeting).filter(slug=slug).select_related("member").first()
    if speaker is None:
        return None
    clock = ZoneInfo(zone)
    rows = slot_rows(meeting).filter(appearances__speaker_id=speaker.id)
    return SpeakerPage(
        speaker=_line(speaker, language=language),
        biography=text_in(speaker.biographies, language),
        sessions=tuple(session_of(row, language=language, zone=clock) for row in rows),
    )


def released_speakers(meeting: str) -> QuerySet[Speaker]:
    """Give those who have a part in a released session of a meeting."""
    parts = Appearance.objects.filter(speaker=OuterRef("pk"), slot__state=Slot.State.RELEASED)
    return Speaker.objects.filter(Exists(parts), meeting__slug=meeting)


def _line(speaker: Speaker, *, language: str, appearance: Appearance | None = None) -> SpeakerLine:
    printed = appearance.position if appearance else ""
    member = speaker.member
    return SpeakerLine(
        slug=speaker.slug,
        name=speaker.name,
        position=Text(printed, "en", is_fallback=language != "en") if printed else text_in(speaker.positions, language),
        part=appearance.part if appearance else "",
        note=appearance.note if appearance else "",
        member=member.name if member else "",
        member_slug=member.slug if member else "",
        is_fictional=speaker.is_fictional,
    )
