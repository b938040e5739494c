"""What reading a file mends, named so that a person can check it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from uuid import UUID


class RepairCode(StrEnum):
    """Kinds of mends; `values` names what each fills in."""

    MISSING = "missing"  # field
    LEFT_OUT = "left_out"  # field, times
    UNREADABLE = "unreadable"  # field, was
    NOT_TEXT = "not_text"  # field
    CONTROL_CHARACTERS = "control_characters"  # field
    HTML = "html"  # field
    KEY_TWICE = "key_twice"  # field
    ACRONYM = "acronym"  # was, now
    GUID_MADE = "guid_made"  # now
    GUID_FORM = "guid_form"  # was, now
    GUID_TWICE = "guid_twice"  # was, now
    NUMBER = "number"  # was, now
    CODE = "code"  # was
    SLUG = "slug"  # was, now
    URL = "url"  # field, was, now
    URL_LOST = "url_lost"  # field, was
    COLOR = "color"  # was
    LANGUAGE = "language"  # was, now
    ZONE_UNKNOWN = "zone_unknown"  # was
    OFFSET_MISSING = "offset_missing"  # field, was, zone
    MOMENT_UNREADABLE = "moment_unreadable"  # field, was
    TIME_LEFT_OUT = "time_left_out"  # field, was
    START_DIFFERS = "start_differs"  # was, now
    DURATION_FORM = "duration_form"  # was, now
    DURATION_DIFFERS = "duration_differs"  # was, now
    DURATION_UNREADABLE = "duration_unreadable"  # was
    END_BEFORE_START = "end_before_start"  # was
    DATES_SWAPPED = "dates_swapped"  # was, now
    DAY_MADE = "day_made"  # now
    DAY_MOVED = "day_moved"  # was, now
    DAY_LOST = "day_lost"  # was
    ROOM_DIFFERS = "room_differs"  # was, now
    ROOM_UNLISTED = "room_unlisted"  # now
    ROOM_TWICE = "room_twice"  # was
    TRACK_UNLISTED = "track_unlisted"  # now
    TRACK_TWICE = "track_twice"  # was
    TRACK_SLUG = "track_slug"  # was, now
    NAME_TWICE = "name_twice"  # was, now
    NAME_MISSING = "name_missing"  # field
    LINK_KIND = "link_kind"  # was
    RECORDING_LINK = "recording_link"  # now
    SESSION_LOST = "session_lost"  # was


@dataclass(frozen=True, slots=True)
class Repair:
    """A mend: where it was needed ("" is the file as a whole), its code, what it says, and the session if it is in one."""

    where: str
    code: RepairCode
    values: Mapping[str, str] = field(default_factory=dict)
    session: UUID | None = None


LONGEST_SAID = 120


class Repairs:
    """Collects the mends of one reading."""

    def __init__(self) -> None:
        self._made: list[Repair] = []
        self._left_out: dict[tuple[str, str], int] = {}
        self._sessions: dict[str, UUID] = {}

    def add(self, where: str, code: RepairCode, **values: object) -> None:
        """Note a mend; long values are cut, for a person reads them."""
        said = {name: " ".join(str(value).split())[:LONGEST_SAID] for name, value in values.items()}
        self._made.append(Repair(where, code, said))

    def name(self, where: str, session: UUID) -> None:
        """Say which session a place in the file turned out to be."""
        self._sessions[where] = session

    def leave_out(self, kind: str, field_: str) -> None:
        """Note a part of the file that nothing here has a place for, once for all of a kind."""
        self._left_out[kind, field_] = self._left_out.get((kind, field_), 0) + 1

    def __iter__(self) -> Iterator[Repair]:
        for one in self._made:
            session = self._sessions.get(one.where)
            yield replace(one, session=session) if session else one
        for (kind, name), times in self._left_out.items():
            said = {"field": f"{kind}/{name}"[:LONGEST_SAID], "times": str(times)}
            yield Repair("", RepairCode.LEFT_OUT, said)
