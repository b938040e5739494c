"""What does not fit in a programme: found and named, never refused.

Source of the rule: programmes are printed with overlaps (the Executive Committee of 2012 sat until 13:30 with lunch at
13:00) and with missing times; an import accepts them and reports each.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from comitia.core.timetable.slots import Slot


class ClashCode(StrEnum):
    """Kinds of findings."""

    ROOM_TWICE = "room twice"
    PERSON_TWICE = "person twice"
    OVERLAP = "overlap"
    END_BEFORE_START = "end before start"
    MISSING_START = "missing start"
    MISSING_END = "missing end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """A finding: its code, the slots concerned in order of time, and its subject.

    `subject` is the room or the person that is in two places, and None for other codes.
    """

    code: ClashCode
    slots: tuple[str, ...]
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class _Timed:
    """A slot whose time can be compared."""

    slot: Slot
    starts: datetime
    ends: datetime


def find_clashes(slots: Iterable[Slot]) -> tuple[Clash, ...]:
    """Find what does not fit: nothing is refused.

    The faults of single slots come first, in the order given, then those of pairs in order of time. Slots that only
    touch do not clash. Two slots that name a common room are `room twice`; two that overlap while one of them names no
    room are an `overlap`, since it may be for all rooms or misprinted. An end at the start counts as before it. Raises
    nothing, unless moments with and without a zone are mixed (TypeError).
    """
    found: list[Clash] = []
    timed: list[_Timed] = []
    for slot in slots:
        if slot.starts is None:
            found.append(Clash(code=ClashCode.MISSING_START, slots=(slot.id,)))
        if slot.ends is None:
            found.append(Clash(code=ClashCode.MISSING_END, slots=(slot.id,)))
        if slot.starts is None or slot.ends is None:
            continue
        if slot.ends <= slot.starts:
            found.append(Clash(code=ClashCode.END_BEFORE_START, slots=(slot.id,)))
        else:
            timed.append(_Timed(slot, slot.starts, slot.ends))
    timed.sort(key=lambda one: (one.starts, one.ends))
    for place, earlier in enumerate(timed):
        for later in timed[place + 1 :]:
            if later.starts >= earlier.ends:
                break
            found += _clashes_of_pair(earlier.slot, later.slot)
    return tuple(found)


def clashes_by_slot(clashes: Iterable[Clash]) -> dict[str, tuple[Clash, ...]]:
    """Give each slot its findings, for a page that marks them where they are; slots without any are left out."""
    by_slot: dict[str, list[Clash]] = defaultdict(list)
    for clash in clashes:
        for slot in clash.slots:
            by_slot[slot].append(clash)
    return {slot: tuple(found) for slot, found in by_slot.items()}


def _clashes_of_pair(earlier: Slot, later: Slot) -> list[Clash]:
    """Name what two slots at one time have in common."""
    pair = (earlier.id, later.id)
    rooms = [room for room in dict.fromkeys(earlier.rooms) if room in later.rooms]
    people = [person for person in dict.fromkeys(earlier.people) if person in later.people]
    found = [Clash(code=ClashCode.ROOM_TWICE, slots=pair, subject=room) for room in rooms]
    found += [Clash(code=ClashCode.PERSON_TWICE, slots=pair, subject=person) for person in people]
    if not earlier.rooms or not later.rooms:
        found.append(Clash(code=ClashCode.OVERLAP, slots=pair))
    return found
