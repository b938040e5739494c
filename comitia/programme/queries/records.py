"""What the desk reads of rooms and speakers: the records as they are kept."""

from __future__ import annotations

from dataclasses import dataclass

from comitia.platform.edits import Record
from comitia.platform.texts import text_in
from comitia.programme.models import Room, Speaker


@dataclass(frozen=True, slots=True)
class SpeakerRow:
    """A speaker in the desk's list."""

    slug: str
    name: str
    member: str
    email: str
    zone: str
    is_fictional: bool


def rooms(meeting: str) -> list[Room]:
    """List the rooms of a meeting in their order. One statement."""
    return list(Room.objects.filter(meeting__slug=meeting).order_by("order", "pk"))


def room_names(meeting: str, language: str) -> dict[str, str]:
    """Give the names of the rooms by slug, in their order. One statement."""
    return {room.slug: text_in(room.names, language).value or room.slug for room in rooms(meeting)}


def room_record(meeting: str, slug: str) -> Record | None:
    room = Room.objects.filter(meeting__slug=meeting, slug=slug).first()
    return record_of_room(room) if room else None


def record_of_room(room: Room) -> Record:
    return Record(
        room.slug,
        text_in(room.names, "en").value or room.slug,
        {"names": room.names, "order": room.order, "capacity": room.capacity, "channels": room.channels},
    )


def speaker_rows(meeting: str) -> list[SpeakerRow]:
    """List the speakers of a meeting by name, whether released or not. One statement."""
    found = Speaker.objects.filter(meeting__slug=meeting).select_related("member").order_by("name", "pk")
    return [
        SpeakerRow(
            one.slug,
            one.name,
            one.member.name if one.member else "",
            one.email,
            one.zone or (one.member.zone if one.member else ""),
            one.is_fictional,
        )
        for one in found
    ]


def speaker_record(meeting: str, slug: str) -> Record | None:
    speaker = Speaker.objects.filter(meeting__slug=meeting, slug=slug).select_related("member").first()
    return record_of_speaker(speaker) if speaker else None


def record_of_speaker(speaker: Speaker) -> Record:
    """Give the record of a speaker whose member is loaded."""
    names = ("name", "positions", "biographies", "is_fictional", "email", "language", "zone")
    values = {name: getattr(speaker, name) for name in names}
    return Record(speaker.slug, speaker.name, values | {"member": speaker.member.slug if speaker.member else ""})


def speaker_number(meeting: str, slug: str) -> int | None:
    """Give the number by which the journal names a speaker. One statement."""
    return Speaker.objects.filter(meeting__slug=meeting, slug=slug).values_list("pk", flat=True).first()
