"""Released versions of a programme and what changed between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from comitia.core.timetable.releases import ChangeKind, changes_between
from comitia.platform.texts import Text, text_in
from comitia.programme.models import Release, Room
from comitia.programme.queries.drafts import PLACE, Values, WorkingSlot, moment_of

# What readers do not see of a slot
UNSEEN: Final = frozenset({"order"})
LISTED: Final = 30


@dataclass(frozen=True, slots=True)
class Place:
    """When and where a session is."""

    starts_at: datetime | None
    ends_at: datetime | None
    room: Text | None
    fills_all_rooms: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to a session: `fields` are the values that differ; `before` is missing for a new one, `after` for a cancelled one."""

    kind: str
    slug: str
    title: Text
    fields: tuple[str, ...]
    before: Place | None
    after: Place | None


@dataclass(frozen=True, slots=True)
class Version:
    """A released version and what changed since the one before; the first one only counts its sessions."""

    number: int
    name: str
    comment: str
    released_at: datetime
    changes: tuple[Change, ...]

    @property
    def is_first(self) -> bool:
        return self.number == 1 and all(change.kind == ChangeKind.NEW for change in self.changes)


def versions(meeting: str, *, language: str, number: int | None = None) -> tuple[Version, ...]:
    """List the latest releases of a meeting, or the one of a number, the newest first. Two statements."""
    found = Release.objects.filter(meeting__slug=meeting).order_by("-number")
    if number is not None:
        found = found.filter(number=number)
    rows = found.values_list("number", "name", "comment", "released_at", "changes")[:LISTED]
    rooms = _rooms(meeting, language)
    return tuple(
        Version(number, name, comment, at, changes_shown(changes, rooms=rooms, language=language))
        for number, name, comment, at, changes in rows
    )


def pending(meeting: str, copy: Mapping[str, WorkingSlot], *, language: str) -> tuple[Change, ...]:
    """Give what the next release would change. Two statements."""
    changes = pending_changes(last_release(meeting), copy.values())
    return changes_shown(changes, rooms=_rooms(meeting, language), language=language)


def last_release(meeting: str) -> Release | None:
    return Release.objects.filter(meeting__slug=meeting).order_by("-number").first()


def snapshot_of(slots: Iterable[WorkingSlot]) -> dict[str, Values]:
    """Give what a release of these slots would hold."""
    return {one.slug: one.values for one in slots if one.is_in}


def pending_changes(last: Release | None, slots: Iterable[WorkingSlot]) -> list[dict[str, Any]]:
    """Compare slots of the working copy with the last release, as it is kept with the next one.

    Before the first release it is compared with what readers see already, such as an imported programme.
    """
    slots = list(slots)
    before = last.snapshot if last else {one.slug: one.released for one in slots if one.released is not None}
    after = snapshot_of(slots)
    found = changes_between(_seen(before), _seen(after), place=PLACE)
    return [
        {
            "kind": str(change.kind),
            "slug": change.slot,
            "titles": (after.get(change.slot) or before[change.slot])["titles"],
            "fields": list(change.fields),
            "before": _place(before.get(change.slot)),
            "after": _place(after.get(change.slot)),
        }
        for change in found
    ]


def changes_shown(
    changes: Iterable[Mapping[str, Any]], *, rooms: Mapping[str, Text], language: str
) -> tuple[Change, ...]:
    """Turn kept changes into what a reader sees."""
    return tuple(
        Change(
            kind=one["kind"],
            slug=one["slug"],
            title=text_in(one["titles"], language),
            fields=tuple(one["fields"]),
            before=_shown(one["before"], rooms),
            after=_shown(one["after"], rooms),
        )
        for one in changes
    )


def _seen(snapshot: Mapping[str, Values]) -> dict[str, Values]:
    """Leave out what readers do not see, and put the slots in order of time: databases keep the names of a JSON in their own."""
    in_time = sorted(
        snapshot.items(), key=lambda item: (item[1]["starts_at"] or "~", item[1]["ends_at"] or "~", item[0])
    )
    return {slug: {name: value for name, value in values.items() if name not in UNSEEN} for slug, values in in_time}


def _place(values: Values | None) -> dict[str, Any] | None:
    return {name: values[name] for name in ("starts_at", "ends_at", "room", "fills_all_rooms")} if values else None


def _shown(place: Mapping[str, Any] | None, rooms: Mapping[str, Text]) -> Place | None:
    if place is None:
        return None
    return Place(
        starts_at=moment_of(place["starts_at"]),
        ends_at=moment_of(place["ends_at"]),
        room=rooms.get(place["room"]),
        fills_all_rooms=place["fills_all_rooms"],
    )


def _rooms(meeting: str, language: str) -> dict[str, Text]:
    rows = Room.objects.filter(meeting__slug=meeting).values_list("slug", "names")
    return {slug: text_in(names, language) for slug, names in rows}


def next_name(meeting: str) -> str:
    """Propose a name for the next version: 1.0, then 1.1 and so on, whatever the others are called. One statement."""
    return f"1.{Release.objects.filter(meeting__slug=meeting).count()}"
