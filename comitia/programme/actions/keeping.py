"""The secretariat keeps the rooms and speakers of a programme: what changes in them holds at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from comitia.core.timetable.zones import zone_names
from comitia.journal.actions import record
from comitia.meetings.models import Meeting
from comitia.members.models import Member
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.platform.edits import as_facts, changes_since
from comitia.platform.texts import text_in
from comitia.programme.actions.editions import begin_edition
from comitia.programme.models import Room, Speaker
from comitia.programme.policies import may_keep_programme
from comitia.programme.queries.addresses import Addresses
from comitia.programme.queries.records import record_of_room, record_of_speaker

Texts = Mapping[str, str]


@transaction.atomic
def save_room(
    meeting: str,
    slug: str,
    *,
    names: Texts,
    order: int,
    by: Actor,
    at: datetime,
    capacity: int | None = None,
    channels: Sequence[str] = (),
    seen: str | None = None,
) -> Room:
    """Make a room of a meeting, or change it; refused if somebody else has changed it since it was `seen`."""
    found = meeting_to_keep(meeting, by=by)
    if not any(name.strip() for name in names.values()):
        refuse("no_name", _("The room has no name. Write one in at least one language."))
    wanted = {"names": dict(names), "order": order, "capacity": capacity, "channels": sorted(set(channels))}
    room = Room.objects.select_for_update().filter(meeting=found, slug=slug).first()
    if room is None:
        room = Room.objects.create(meeting=found, slug=slug, **wanted)
        facts: dict[str, Any] = {"new": True, "names": dict(names)}
    else:
        facts = as_facts(changes_since(record_of_room(room), wanted, seen=seen))
        if not facts["after"]:
            return room
        Room.objects.filter(pk=room.pk).update(**wanted)
    record("save_room", f"room:{meeting}/{slug}", by=by, at=at, facts=facts)
    begin_edition(found, at=at)
    return room


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
    email: str = "",
    language: str = "en",
    zone: str = "",
    seen: str | None = None,
) -> Speaker:
    """Make a speaker of a meeting, or change what the programme says of them; `member` is a member's slug.

    Refused if somebody else has changed it since it was `seen`.
    """
    found = meeting_to_keep(meeting, by=by)
    if zone and zone not in zone_names():
        refuse("unknown_zone", _("This is no time zone. Write it like Asia/Seoul."))
    city = Member.objects.filter(slug=member).first() if member else None
    if member and city is None:
        refuse("unknown_member", _("There is no such member. Choose one from the directory."))
    before = Speaker.objects.select_for_update(of=("self",)).filter(meeting=found, slug=slug).select_related("member")
    if (there := before.first()) is not None:
        changes_since(record_of_speaker(there), {}, seen=seen)
    speaker, created = Speaker.objects.update_or_create(
        meeting=found,
        slug=slug,
        defaults={
            "name": name,
            "positions": dict(positions),
            "biographies": dict(biographies or {}),
            "member": city,
            "is_fictional": is_fictional,
            "email": email,
            "language": language,
            "zone": zone,
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


def meeting_to_keep(slug: str, *, by: Actor) -> Meeting:
    """Give the meeting if its programme may be changed."""
    return _permitted(Meeting.objects.filter(slug=slug), by=by)


def lock_meeting(slug: str, *, by: Actor) -> Meeting:
    """Give the meeting if its programme may be changed, to one act at a time: those that add records or touch many.

    Order of locks everywhere: meeting, rooms, speakers, slots by key, journal.
    """
    return _permitted(Meeting.objects.select_for_update(no_key=True).filter(slug=slug), by=by)


def _permitted(meetings: QuerySet[Meeting], *, by: Actor) -> Meeting:
    require(may_keep_programme(by))
    meeting = meetings.first()
    if meeting is None:
        refuse("unknown_meeting", _("There is no such meeting. Choose one from the list of meetings."))
    return meeting


@transaction.atomic
def add_room(meeting: str, *, names: Texts, by: Actor, at: datetime, **values: Any) -> Room:
    """Add a room under an address made of its name; the other values are those of `save_room`."""
    lock_meeting(meeting, by=by)
    taken = Room.objects.filter(meeting__slug=meeting).values_list("slug", flat=True)
    slug = Addresses(taken).free(text_in(names, "en").value, kind="room")
    return save_room(meeting, slug, names=names, by=by, at=at, **values)


@transaction.atomic
def add_speaker(meeting: str, *, name: str, by: Actor, at: datetime, **values: Any) -> Speaker:
    """Add a speaker under an address made of the name; the other values are those of `save_speaker`."""
    lock_meeting(meeting, by=by)
    taken = Speaker.objects.filter(meeting__slug=meeting).values_list("slug", flat=True)
    slug = Addresses(taken).free(name, kind="speaker")
    return save_speaker(meeting, slug, name=name, by=by, at=at, **values)
