"""The secretariat releases the working copy of a programme: from then on readers see it, and those concerned are told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from comitia.core.timetable.releases import ChangeKind
from comitia.journal.actions import record
from comitia.meetings.models import Meeting
from comitia.notices.actions.webhooks import tell_webhooks
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse
from comitia.platform.edits import token_of
from comitia.programme.actions.editions import begin_edition
from comitia.programme.actions.keeping import lock_meeting
from comitia.programme.actions.letters import tell_of_release
from comitia.programme.actions.sign_ups import fill_places
from comitia.programme.models import Appearance, Release, Room, Slot, Speaker
from comitia.programme.queries.drafts import COLUMNS, PLACE, WorkingSlot, day_of, moment_of, working, working_copy
from comitia.programme.queries.releases import pending_changes, snapshot_of

SET_COLUMNS: Final = (*COLUMNS, "room", "state", "draft", "sequence", "changed_at")


@transaction.atomic
def release_programme(
    meeting: str,
    *,
    name: str,
    by: Actor,
    at: datetime,
    comment: str = "",
    tell_speakers: bool = False,
    seen: str | None = None,
) -> Release:
    """Make the working copy public under a name, with the changes since the release before.

    Speakers get a letter that an officer looks at first if `tell_speakers`; people whose agenda holds a session that moved or is cancelled
    are told. Refused if nothing changed, if the name is taken, or if the working copy is not the one that was `seen`.
    """
    found = lock_meeting(meeting, by=by)
    name = " ".join(name.split())
    if not name:
        refuse("no_name", _("The version has no name. Write one, such as 1.0 or Final."))
    if Release.objects.filter(meeting=found, name=name).exists():
        refuse("name_taken", _("A version of this name was released before. Choose another name."))
    slots = list(_locked_slots(found).select_related("room"))
    copy = {one.pk: one for one in working(slots, Appearance.objects.filter(slot__meeting=found))}
    last = Release.objects.filter(meeting=found).order_by("-number").first()
    snapshot = snapshot_of(copy.values())
    if seen is not None and seen != token_of(snapshot):
        refuse(
            "changed_meanwhile",
            _("Somebody changed the programme while you were looking. Look at the changes again, then release."),
        )
    changes = pending_changes(last, copy.values())
    if not changes:
        refuse("nothing_changed", _("Nothing has changed since the last release. Change a session first."))
    put_in_force(found, slots, copy, at=at)
    release = Release.objects.create(
        meeting=found,
        number=last.number + 1 if last else 1,
        name=name,
        comment=comment.strip(),
        released_at=at,
        by=by.person,
        snapshot=snapshot,
        changes=changes,
    )
    counts = {str(kind): sum(one["kind"] == kind for one in changes) for kind in ChangeKind}
    facts = {"number": release.number, "name": name, **counts}
    record("release_programme", f"meeting:{meeting}", by=by, at=at, facts=facts)
    tell_webhooks("programme.released", meeting=meeting, release=str(release.number), at=at)
    begin_edition(found, at=at)
    fill_places(copy, at=at)
    tell_of_release(release, tell_speakers=tell_speakers, at=at)
    return release


def put_in_force(meeting: Meeting, slots: Iterable[Slot], copy: Mapping[int, WorkingSlot], *, at: datetime) -> None:
    """Turn the drafts of slots (whose rooms are loaded) into what readers see; a change of time, place or standing raises the count."""
    rooms = dict(Room.objects.filter(meeting=meeting).values_list("slug", "pk"))
    people = dict(Speaker.objects.filter(meeting=meeting).values_list("slug", "pk"))
    changed: list[Slot] = []
    named: list[Slot] = []
    for slot in slots:
        one = copy[slot.pk]
        if not one.is_changed:
            continue
        before = {"state": slot.state, **{name: one.released[name] for name in PLACE}} if one.released else {}
        state = Slot.State.RELEASED if one.is_in else Slot.State.CANCELLED
        after = {"state": state, **{name: one.values[name] for name in PLACE}}
        # A calendar takes an entry it knows for new only with a higher number.
        slot.sequence += (slot.state != Slot.State.DRAFT) and before != after
        if one.is_in:
            if one.released is None or one.released["speakers"] != one.values["speakers"]:
                named.append(slot)
            _set_columns(slot, one.values, rooms=rooms)
        slot.state, slot.draft, slot.changed_at = state, None, at
        changed.append(slot)
    Slot.objects.bulk_update(changed, SET_COLUMNS, batch_size=100)
    Appearance.objects.filter(slot__in=named).delete()
    Appearance.objects.bulk_create(
        Appearance(
            slot=slot,
            speaker_id=people[speaker["speaker"]],
            order=order,
            **{name: speaker[name] for name in ("part", "position", "note")},
        )
        for slot in named
        for order, speaker in enumerate(copy[slot.pk].values["speakers"])
    )


@transaction.atomic
def restore_release(meeting: str, number: int, *, by: Actor, at: datetime) -> None:
    """Bring the working copy back to a released version; readers see nothing of it before the next release."""
    found = lock_meeting(meeting, by=by)
    release = Release.objects.filter(meeting=found, number=number).first()
    if release is None:
        refuse("unknown_release", _("There is no such version of this programme. Choose one from the list."))
    slots = {slot.slug: slot for slot in _locked_slots(found)}
    copy = working_copy(meeting)
    for slug, slot in slots.items():
        wanted = release.snapshot.get(slug)
        if wanted is None and slot.state == Slot.State.DRAFT:
            # It was never released: it waits without being lost.
            slot.draft = copy[slug].values | {"starts_at": None, "ends_at": None, "day": None}
        elif wanted is None:
            slot.draft = {} if slot.state == Slot.State.RELEASED else None
        else:
            slot.draft = None if wanted == copy[slug].released else wanted
    Slot.objects.bulk_update(slots.values(), ["draft"], batch_size=100)
    record("restore_release", f"meeting:{meeting}", by=by, at=at, facts={"number": number})


def _locked_slots(meeting: Meeting) -> QuerySet[Slot]:
    return Slot.objects.select_for_update(of=("self",)).filter(meeting=meeting).order_by("pk")


def _set_columns(slot: Slot, values: Mapping[str, Any], *, rooms: Mapping[str, int]) -> None:
    for name in COLUMNS:
        setattr(slot, name, values[name])
    slot.day = day_of(values["day"])
    slot.starts_at, slot.ends_at = moment_of(values["starts_at"]), moment_of(values["ends_at"])
    slot.room_id = rooms[values["room"]] if values["room"] else None
