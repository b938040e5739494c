"""The secretariat keeps a programme: rooms, slots, speakers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comitia.journal.actions import record
from comitia.meetings.models import Meeting
from comitia.members.models import Member
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.programme.actions.editions import begin_edition
from comitia.programme.models import Appearance, Room, Slot, Speaker
from comitia.programme.policies import may_keep_programme

Texts = Mapping[str, str]


@transaction.atomic
def save_room(meeting: str, slug: str, *, names: Texts, order: int, by: Actor, at: datetime) -> Room:
    """Make a room of a meeting, or change it."""
    found = _meeting(meeting, by=by)
    room, created = Room.objects.update_or_create(
        meeting=found, slug=slug, defaults={"names": dict(names), "order": order}
    )
    record("save_room", f"room:{meeting}/{slug}", by=by, at=at, facts={"new": created, "names": dict(names)})
    begin_edition(found, at=at)
    return room


@transaction.atomic
def save_slot(
    meeting: str,
    slug: str,
    *,
    kind: str,
    titles: Texts,
    by: Actor,
    at: datetime,
    summaries: Texts | None = None,
    room: str = "",
    fills_all_rooms: bool = False,
    audience: str = Slot.Audience.EVERYONE,
    languages: Sequence[str] = (),
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    day: date | None = None,
    order: int = 0,
) -> Slot:
    """Make a slot of a programme, or change it; its address stays, and a change of time or place is counted."""
    found = _meeting(meeting, by=by)
    _refuse_backwards(starts_at, ends_at)
    slot = Slot.objects.filter(meeting=found, slug=slug).first()
    place = _room(found, room)
    is_moved = slot is not None and (slot.starts_at, slot.ends_at, slot.room_id) != (
        starts_at,
        ends_at,
        place.pk if place else None,
    )
    slot, created = Slot.objects.update_or_create(
        meeting=found,
        slug=slug,
        defaults={
            "kind": kind,
            "titles": dict(titles),
            "summaries": dict(summaries or {}),
            "room": place,
            "fills_all_rooms": fills_all_rooms,
            "audience": audience,
            "languages": list(languages),
            "starts_at": starts_at,
            "ends_at": ends_at,
            "day": day,
            "order": order,
            "sequence": (slot.sequence if slot else 0) + is_moved,
            "changed_at": at,
        },
    )
    record("save_slot", _subject(slot, meeting), by=by, at=at, facts={"new": created, **_place_of(slot)})
    begin_edition(found, at=at)
    return slot


@transaction.atomic
def move_slot(
    meeting: str,
    slug: str,
    *,
    starts_at: datetime,
    ends_at: datetime | None,
    by: Actor,
    at: datetime,
    room: str | None = None,
) -> Slot:
    """Move a slot to another time, and to another room if one is named; its address and calendar entry stay the same."""
    found = _meeting(meeting, by=by)
    _refuse_backwards(starts_at, ends_at)
    slot = _slot(found, slug)
    before = _place_of(slot)
    slot.starts_at, slot.ends_at = starts_at, ends_at
    if room is not None:
        slot.room = _room(found, room)
    if _place_of(slot) == before:
        return slot
    slot.sequence += 1
    slot.changed_at = at
    slot.save(update_fields=["starts_at", "ends_at", "room", "sequence", "changed_at"])
    record("move_slot", _subject(slot, meeting), by=by, at=at, facts={"from": before, "to": _place_of(slot)})
    begin_edition(found, at=at)
    return slot


@transaction.atomic
def save_speaker(
    meeting: str,
    slug: str,
    *,
    name: str,
    positions: Texts,
    by: Actor,
    at: datetime,
    biographies: Texts | None = None,
    member: str = "",
    is_fictional: bool = False,
) -> Speaker:
    """Make a speaker of a meeting, or change what the programme says of them; `member` is a member's slug."""
    found = _meeting(meeting, by=by)
    city = Member.objects.filter(slug=member).first() if member else None
    if member and city is None:
        refuse("unknown_member", _("There is no such member. Choose one from the directory."))
    speaker, created = Speaker.objects.update_or_create(
        meeting=found,
        slug=slug,
        defaults={
            "name": name,
            "positions": dict(positions),
            "biographies": dict(biographies or {}),
            "member": city,
            "is_fictional": is_fictional,
        },
    )
    record(
        "save_speaker",
        f"speaker:{meeting}/{speaker.pk}",
        by=by,
        at=at,
        facts={"new": created},
        particulars={"name": name, "positions": dict(positions)},
    )
    begin_edition(found, at=at)
    return speaker


@transaction.atomic
def name_speaker(
    meeting: str,
    slug: str,
    *,
    speaker: str,
    by: Actor,
    at: datetime,
    part: str = Appearance.Part.SPEAKER,
    position: str = "",
    note: str = "",
    order: int = 0,
) -> Appearance:
    """Name a speaker for a slot, in a part; naming them again changes the part."""
    found = _meeting(meeting, by=by)
    slot = _slot(found, slug)
    person = Speaker.objects.filter(meeting=found, slug=speaker).first()
    if person is None:
        refuse("unknown_speaker", _("There is no such speaker in this programme. Add the speaker first."))
    appearance, _created = Appearance.objects.update_or_create(
        slot=slot, speaker=person, defaults={"part": part, "position": position, "note": note, "order": order}
    )
    record("name_speaker", _subject(slot, meeting), by=by, at=at, facts={"speaker": person.pk, "part": part})
    slot.changed_at = at
    slot.save(update_fields=["changed_at"])
    begin_edition(found, at=at)
    return appearance


def _meeting(slug: str, *, by: Actor) -> Meeting:
    require(may_keep_programme(by))
    meeting = Meeting.objects.filter(slug=slug).first()
    if meeting is None:
        refuse("unknown_meeting", _("There is no such meeting. Choose one from the list of meetings."))
    return meeting


def _slot(meeting: Meeting, slug: str) -> Slot:
    slot = (
        Slot.objects.select_for_update(of=("self",)).filter(meeting=meeting, slug=slug).select_related("room").first()
    )
    if slot is None:
        refuse("unknown_slot", _("There is no such session in this programme. Choose one from the programme."))
    return slot


def _room(meeting: Meeting, slug: str) -> Room | None:
    if not slug:
        return None
    room = Room.objects.filter(meeting=meeting, slug=slug).first()
    if room is None:
        refuse("unknown_room", _("There is no such room at this meeting. Add the room first."))
    return room


def _refuse_backwards(starts_at: datetime | None, ends_at: datetime | None) -> None:
    if starts_at and ends_at and ends_at <= starts_at:
        refuse("ends_before_start", _("The session would end before it starts. Correct the start or the end."))


def _subject(slot: Slot, meeting: str) -> str:
    return f"slot:{meeting}/{slot.slug}"


def _place_of(slot: Slot) -> dict[str, str]:
    return {
        "starts_at": slot.starts_at.astimezone(UTC).isoformat() if slot.starts_at else "",
        "ends_at": slot.ends_at.astimezone(UTC).isoformat() if slot.ends_at else "",
        "room": slot.room.slug if slot.room else "",
    }
