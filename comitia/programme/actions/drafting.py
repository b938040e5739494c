"""The secretariat arranges the working copy of a programme: readers see none of it before it is released."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comitia.journal.actions import record
from comitia.meetings.models import Meeting
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse
from comitia.platform.edits import as_facts, changes_since
from comitia.platform.texts import text_in
from comitia.programme.actions.keeping import Texts, lock_meeting, meeting_to_keep
from comitia.programme.models import Appearance, Room, Slot, Speaker
from comitia.programme.queries.addresses import RESERVED, Addresses
from comitia.programme.queries.drafts import Values, WorkingSlot, moment_of, plain, working_slot

Speakers = Sequence[Mapping[str, str]]


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
    takes_sign_up: bool = False,
    capacity: int | None = None,
    speakers: Speakers | None = None,
    seen: str | None = None,
) -> Slot:
    """Make a slot of the working copy, or change it; `speakers` stay as they are unless given.

    Refused if somebody else has changed it since it was `seen`.
    """
    found = meeting_to_keep(meeting, by=by)
    slot = _locked(found, slug)
    is_new = slot is None
    if slot is None:
        slot = Slot.objects.create(meeting=found, slug=slug, kind=kind, changed_at=at)
    before = working_slot(slot)
    wanted = plain(
        {
            "kind": str(kind),
            "titles": dict(titles),
            "summaries": dict(summaries or {}),
            "room": room,
            "fills_all_rooms": fills_all_rooms,
            "audience": str(audience),
            "languages": list(languages),
            "starts_at": starts_at,
            "ends_at": ends_at,
            "day": day,
            "order": order,
            "takes_sign_up": takes_sign_up,
            "capacity": capacity,
            "speakers": before.values["speakers"] if speakers is None else [_named(one) for one in speakers],
        }
    )
    _write(slot, before, wanted, verb="save_slot", seen=seen, is_new=is_new, by=by, at=at)
    return slot


@transaction.atomic
def add_slot(meeting: str, *, titles: Texts, by: Actor, at: datetime, **values: Any) -> Slot:
    """Add a slot under an address made of its title; the other values are those of `save_slot`."""
    lock_meeting(meeting, by=by)
    taken = RESERVED | set(Slot.objects.filter(meeting__slug=meeting).values_list("slug", flat=True))
    slug = Addresses(taken).free(text_in(titles, "en").value, kind="session")
    return save_slot(meeting, slug, titles=titles, by=by, at=at, **values)


@transaction.atomic
def move_slot(
    meeting: str,
    slug: str,
    *,
    starts_at: datetime | None,
    ends_at: datetime | None,
    by: Actor,
    at: datetime,
    room: str | None = None,
    fills_all_rooms: bool | None = None,
    seen: str | None = None,
) -> Slot:
    """Move a slot of the working copy to another time (none: it waits), and to another room if one is named."""
    slot, before = _slot_to_change(meeting, slug, by=by)
    wanted = before.values | plain({"starts_at": starts_at, "ends_at": ends_at})
    if starts_at is not None:
        wanted["day"] = None
    if room is not None:
        wanted["room"] = room
        wanted["fills_all_rooms"] = bool(fills_all_rooms)
    _write(slot, before, wanted, verb="move_slot", seen=seen, by=by, at=at)
    return slot


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
) -> Slot:
    """Name a speaker for a slot of the working copy, in a part; naming them again changes the part."""
    slot, before = _slot_to_change(meeting, slug, by=by)
    named = _named({"speaker": speaker, "part": part, "position": position, "note": note})
    others = [one for one in before.values["speakers"] if one["speaker"] != speaker]
    place = next((number for number, one in enumerate(before.values["speakers"]) if one["speaker"] == speaker), None)
    others.insert(len(others) if place is None else place, named)
    _write(slot, before, before.values | {"speakers": others}, verb="name_speaker", seen=None, by=by, at=at)
    return slot


@transaction.atomic
def drop_slot(meeting: str, slug: str, *, by: Actor, at: datetime, seen: str | None = None) -> None:
    """Take a slot out of the working copy: the next release cancels it. One that was never released is gone at once."""
    slot, before = _slot_to_change(meeting, slug, by=by)
    changes_since(before.record("en"), {}, seen=seen)
    if slot.state == Slot.State.DRAFT:
        slot.delete()
    elif before.is_in:
        slot.draft = {} if slot.state == Slot.State.RELEASED else None
        slot.save(update_fields=["draft"])
    record("drop_slot", subject_of(slot), by=by, at=at)


@transaction.atomic
def put_slot_back(meeting: str, slug: str, *, by: Actor, at: datetime) -> None:
    """Undo what was changed in a slot since it was released, or take a cancelled one into the working copy again."""
    slot, before = _slot_to_change(meeting, slug, by=by)
    if slot.state == Slot.State.DRAFT:
        refuse("never_released", _("This session was never released. Change it, or take it out of the programme."))
    if slot.state == Slot.State.CANCELLED and not before.is_in:
        slot.draft = before.values
    elif slot.state == Slot.State.RELEASED:
        slot.draft = None
    slot.save(update_fields=["draft"])
    record("put_slot_back", subject_of(slot), by=by, at=at)


def subject_of(slot: Slot) -> str:
    return f"slot:{slot.meeting.slug}/{slot.slug}"


def _slot_to_change(meeting: str, slug: str, *, by: Actor) -> tuple[Slot, WorkingSlot]:
    slot = _locked(meeting_to_keep(meeting, by=by), slug)
    if slot is None:
        refuse("unknown_slot", _("There is no such session in this programme. Choose one from the programme."))
    return slot, working_slot(slot)


def _locked(meeting: Meeting, slug: str) -> Slot | None:
    slots = Slot.objects.select_for_update(of=("self",)).filter(meeting=meeting, slug=slug)
    return slots.select_related("room", "meeting").first()


def _write(
    slot: Slot,
    before: WorkingSlot,
    wanted: Values,
    *,
    verb: str,
    seen: str | None,
    by: Actor,
    at: datetime,
    is_new: bool = False,
) -> None:
    """Keep the wanted values of a slot if they can be, and journal what they change."""
    _check(slot.meeting, before, wanted)
    changes = changes_since(before.record("en"), wanted, seen=seen)
    if not changes and before.is_in and not is_new:
        return
    slot.draft = None if wanted == before.released else wanted
    slot.save(update_fields=["draft"])
    facts = as_facts(changes)
    if "speakers" in changes:
        facts["before"]["speakers"], facts["after"]["speakers"] = _numbers(slot.meeting, changes["speakers"])
    record(verb, subject_of(slot), by=by, at=at, facts={"new": True} | facts if is_new else facts)


def _numbers(meeting: Meeting, speakers: tuple[Any, Any]) -> tuple[list[str], list[str]]:
    """Name speakers by their numbers: an address of a speaker is made of the name, which must not stay in the journal."""
    known = dict(Speaker.objects.filter(meeting=meeting).values_list("slug", "pk"))
    before, after = ([str(known.get(one["speaker"], "")) for one in side] for side in speakers)
    return before, after


def _check(meeting: Meeting, before: WorkingSlot, wanted: Values) -> None:
    """Refuse what no programme can hold; what merely does not fit is shown as a clash."""
    if not any(text.strip() for text in wanted["titles"].values()):
        refuse("no_title", _("The session has no title. Write one in at least one language."))
    starts_at, ends_at = moment_of(wanted["starts_at"]), moment_of(wanted["ends_at"])
    if starts_at and ends_at and ends_at <= starts_at:
        refuse("ends_before_start", _("The session would end before it starts. Correct the start or the end."))
    room, known = wanted["room"], before.values
    if room and room != known["room"] and not Room.objects.filter(meeting=meeting, slug=room).exists():
        refuse("unknown_room", _("There is no such room at this meeting. Add the room first."))
    named = [one["speaker"] for one in wanted["speakers"]]
    if len(named) != len(set(named)):
        refuse("speaker_twice", _("A speaker is named twice in this session. Name each one once."))
    new = set(named) - {one["speaker"] for one in known["speakers"]}
    if new and Speaker.objects.filter(meeting=meeting, slug__in=new).count() < len(new):
        refuse("unknown_speaker", _("There is no such speaker in this programme. Add the speaker first."))


def _named(one: Mapping[str, str]) -> dict[str, str]:
    return {
        "speaker": one["speaker"],
        "part": str(one.get("part") or Appearance.Part.SPEAKER),
        "position": one.get("position", ""),
        "note": one.get("note", ""),
    }
