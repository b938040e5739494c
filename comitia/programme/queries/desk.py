"""The programme as the desk arranges it: the working copy, what does not fit in it, and the board of a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from comitia.core.timetable.board import Board, BoardSlot, lay_out_board
from comitia.platform.edits import token_of
from comitia.platform.texts import text_in
from comitia.programme.models import Room
from comitia.programme.queries.drafts import WorkingSlot, working_copy
from comitia.programme.queries.interpretation import Assignment, assignments
from comitia.programme.queries.records import rooms
from comitia.programme.queries.releases import last_release, pending_changes, snapshot_of
from comitia.programme.queries.warnings import SpeakerFacts, Warned, seated_members, speakers_of, warnings_of

LONGEST_MEETING: Final = 14  # days that have a tab although nothing is on


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything the desk needs of one programme; `token` stands for all of the working copy, `pending` counts its unreleased changes."""

    copy: Mapping[str, WorkingSlot]
    rooms: tuple[Room, ...]
    speakers: Mapping[str, SpeakerFacts]
    booths: tuple[Assignment, ...]
    warnings: tuple[Warned, ...]
    pending: int
    is_released: bool
    token: str

    def room_names(self, language: str) -> dict[str, str]:
        return {room.slug: text_in(room.names, language).value or room.slug for room in self.rooms}


def desk_of(meeting: str, *, zone: str) -> Desk:
    """Read the programme of a meeting for the desk, on the clock of the meeting. Eight statements."""
    copy = working_copy(meeting)
    halls, speakers, booths = rooms(meeting), speakers_of(meeting), assignments(meeting)
    last = last_release(meeting)
    return Desk(
        copy=copy,
        rooms=tuple(halls),
        speakers=speakers,
        booths=tuple(booths),
        warnings=warnings_of(
            copy,
            zone=ZoneInfo(zone or "UTC"),
            rooms=halls,
            speakers=speakers,
            seated=seated_members(meeting),
            booths=booths,
        ),
        pending=len(pending_changes(last, copy.values())),
        is_released=any(one.released is not None for one in copy.values()),
        token=copy_token(copy),
    )


def copy_token(copy: Mapping[str, WorkingSlot]) -> str:
    """Give the token of a working copy: a release is refused if it is no longer the one that was seen."""
    return token_of(snapshot_of(copy.values()))


def days_of(copy: Mapping[str, WorkingSlot], *, zone: ZoneInfo, first: date | None, last: date | None) -> list[date]:
    """List the days of a meeting and those on which something is on."""
    days = {one.starts_at.astimezone(zone).date() for one in copy.values() if one.is_in and one.starts_at}
    if first:
        days |= {
            first + timedelta(days=number) for number in range(min(((last or first) - first).days + 1, LONGEST_MEETING))
        }
    return sorted(days)


def board_of(desk: Desk, *, day: date, zone: ZoneInfo, step: int) -> Board:
    """Arrange a day of the working copy."""
    slots = []
    for one in desk.copy.values():
        timed = _times(one)
        if one.is_in and timed:
            slots.append(
                BoardSlot(
                    id=one.slug,
                    starts=timed[0],
                    ends=timed[1],
                    room=one.values["room"],
                    fills_all_rooms=one.values["fills_all_rooms"],
                )
            )
    return lay_out_board(slots, day=day, zone=zone, rooms=[room.slug for room in desk.rooms], step=step)


def waiting_slots(desk: Desk) -> list[WorkingSlot]:
    """List the sessions that have no time yet, or none that can be drawn."""
    return [one for one in desk.copy.values() if one.is_in and not _times(one)]


def dropped_slots(desk: Desk) -> list[WorkingSlot]:
    """List the sessions that the next release cancels, or an earlier one has cancelled."""
    return [one for one in desk.copy.values() if not one.is_in]


def _times(one: WorkingSlot) -> tuple[datetime, datetime] | None:
    starts, ends = one.starts_at, one.ends_at
    return (starts, ends) if starts and ends and starts < ends else None
