"""A programme as the exchange formats know it: nothing in it that the strictest of their schemas would refuse.

Source of the patterns: the c3voc schedule schemas (XSD and JSON), of which each pattern here is the part both allow.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from comitia.core.timetable.exchange.texts import URL, clean_line, clean_text
from comitia.core.timetable.zones import zone_names

ACRONYM: Final = re.compile(r"[a-z0-9_-][a-z0-9_]{3,}(-2[0-9]{3}-[a-z]+)?")
CODE: Final = re.compile(r"[0-9A-Z]{6}")
PERSON_CODE: Final = re.compile(r"[0-9A-Z]+")
SLUG: Final = re.compile(r"[a-z0-9_]{4,}-[a-z0-9_-]{3,}[a-z0-9]")
TRACK_SLUG: Final = re.compile(r"[a-z][a-z0-9-]*[a-z0-9]")
COLOR: Final = re.compile(r"#[0-9a-f]{6}")
LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
ZONE: Final = re.compile(r"[A-Z][a-z]+/[A-Z][a-z]+.*|UTC")
LINK_KINDS: Final = ("slides", "paper", "web", "blog", "article", "media", "related", "activitypub")
LARGEST_ID: Final = 2**31 - 1
FIRST_YEAR, LAST_YEAR = 1900, 2200
MOST_SLOT_MINUTES: Final = 99 * 60 + 59
FARTHEST_OFFSET: Final = timedelta(hours=14)
LONGEST_IN_XML: Final = timedelta(hours=99, minutes=59, seconds=59)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link or an attachment; `kind` is one of LINK_KINDS or empty."""

    url: str
    title: str = ""
    kind: str = ""

    def __post_init__(self) -> None:
        _check_lines(self.title)
        _check(bool(URL.fullmatch(self.url)), "a link needs a web address", self.url)
        _check(self.kind in {"", *LINK_KINDS}, "a kind of link is not known", self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody named in a session."""

    name: str
    guid: UUID | None = None
    id: int | None = None
    code: str = ""
    url: str = ""
    biography: str = ""
    avatar: str = ""

    def __post_init__(self) -> None:
        _check(bool(self.name), "a person needs a name", self.name)
        _check_lines(self.name)
        _check_texts(self.biography)
        _check_urls(self.url, self.avatar)
        _check_form(PERSON_CODE, self.code)
        _check(self.id is None or abs(self.id) <= LARGEST_ID, "a number is out of range", self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """A strand of a programme."""

    name: str
    slug: str = ""
    color: str = ""

    def __post_init__(self) -> None:
        _check(bool(self.name), "a track needs a name", self.name)
        _check_lines(self.name)
        _check_form(TRACK_SLUG, self.slug)
        _check_form(COLOR, self.color)


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A room; sessions name it by its name."""

    name: str
    guid: UUID
    description: str = ""
    capacity: int | None = None
    url: str = ""

    def __post_init__(self) -> None:
        _check(bool(self.name), "a room needs a name", self.name)
        _check_lines(self.name)
        _check_texts(self.description)
        _check_urls(self.url)
        _check(self.capacity is None or 0 <= self.capacity <= LARGEST_ID, "a capacity is out of range", self.capacity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day of a programme, from one moment to another; it may end after midnight."""

    day: date
    starts: datetime
    ends: datetime

    def __post_init__(self) -> None:
        _check_moments(self.starts, self.ends)
        _check(self.starts < self.ends, "a day ends before it starts", self.day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One entry of a programme; it ends at its start if its end is not known, and "" is no room."""

    guid: UUID
    id: int
    slug: str
    title: str
    starts: datetime
    ends: datetime
    room: str = ""
    code: str = ""
    subtitle: str = ""
    kind: str = ""
    track: str = ""
    language: str = ""
    abstract: str = ""
    description: str = ""
    url: str = ""
    logo: str = ""
    feedback_url: str = ""
    origin_url: str = ""
    licence: str = ""
    do_not_record: bool = False
    do_not_stream: bool = False
    persons: tuple[Person, ...] = ()
    links: tuple[Link, ...] = ()
    attachments: tuple[Link, ...] = ()

    def __post_init__(self) -> None:
        _check(0 < self.id <= LARGEST_ID, "a number is out of range", self.id)
        _check(bool(self.slug), "a session needs a slug", self.title)
        _check_form(SLUG, self.slug)
        _check_form(CODE, self.code)
        _check_form(LANGUAGE, self.language)
        _check_lines(self.title, self.room, self.subtitle, self.kind, self.track, self.licence)
        _check_texts(self.abstract, self.description)
        _check_urls(self.url, self.logo, self.feedback_url, self.origin_url)
        _check_moments(self.starts, self.ends)
        _check(self.starts <= self.ends, "a session ends before it starts", self.title)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A programme with its days, rooms, tracks and sessions.

    Days follow one another without overlap; sessions stand in order of start, then identifier, and each starts within
    a day. Rooms and tracks that sessions name are listed. `zone` is an IANA name or "". Raises ValueError where
    anything is not so.
    """

    title: str
    acronym: str
    starts: date
    ends: date
    days: tuple[Day, ...]
    version: str = ""
    description: str = ""
    slot_minutes: int = 5
    zone: str = ""
    url: str = ""
    base_url: str = ""
    logo: str = ""
    color: str = ""
    tracks: tuple[Track, ...] = ()
    rooms: tuple[Room, ...] = ()
    sessions: tuple[Session, ...] = ()

    def __post_init__(self) -> None:
        _check_lines(self.title, self.version)
        _check_texts(self.description)
        _check(bool(self.acronym), "a programme needs an acronym", self.title)
        _check_form(ACRONYM, self.acronym)
        _check_form(COLOR, self.color)
        _check_urls(self.url, self.base_url, self.logo)
        _check(not self.zone or is_zone(self.zone), "a time zone is not known", self.zone)
        _check(0 < self.slot_minutes <= MOST_SLOT_MINUTES, "a length is out of range", self.slot_minutes)
        _check(self.starts <= self.ends, "a programme ends before it starts", self.title)
        for at in (self.starts, self.ends):
            _check(FIRST_YEAR <= at.year <= LAST_YEAR, "a date is out of range", at)
        _check(bool(self.days), "a programme needs a day", self.title)
        _check(all(one.ends <= next_.starts for one, next_ in pairwise(self.days)), "days overlap", self.title)
        _check_unique("room", (room.name for room in self.rooms))
        _check_unique("track", (track.name for track in self.tracks))
        _check_unique("guid of a room", (room.guid for room in self.rooms))
        for field in ("guid", "id", "slug"):
            _check_unique(field, (getattr(session, field) for session in self.sessions))
        _check_unique("code", (session.code for session in self.sessions if session.code))
        _check(list(self.sessions) == sorted(self.sessions, key=in_order), "sessions are not in order", self.title)
        rooms, tracks = {room.name for room in self.rooms}, {track.name for track in self.tracks}
        for session in self.sessions:
            _check(session.room in rooms or not session.room, "a room is not listed", session.room)
            _check(session.track in tracks or not session.track, "a track is not listed", session.track)
            _check(day_at(self.days, session.starts) is not None, "a session is outside all days", session.title)

    def sessions_of(self, day: Day) -> list[Session]:
        """Give the sessions that start within a day."""
        return [session for session in self.sessions if day.starts <= session.starts < day.ends]


def in_order(session: Session) -> tuple[datetime, UUID]:
    """Give the place of a session in its programme."""
    return session.starts, session.guid


def day_at(days: tuple[Day, ...], at: datetime) -> int | None:
    """Find the day, counted from 0, in which a moment lies."""
    place = bisect_right(days, at, key=lambda day: day.starts) - 1
    return place if place >= 0 and at < days[place].ends else None


def is_zone(name: str) -> bool:
    """Say whether a time zone is known here and has a name that the formats can carry."""
    return bool(ZONE.fullmatch(name)) and name in zone_names()


def wall_time(at: datetime, *, zone: str) -> datetime:
    """Put a moment on the clock of a zone ("" keeps its own), or on UTC where no format can write its offset."""
    wall = at.astimezone(ZoneInfo(zone)) if zone else at
    offset = wall.utcoffset() or timedelta(0)
    is_plain = not offset % timedelta(minutes=1) and abs(offset) <= FARTHEST_OFFSET
    return wall if is_plain else at.astimezone(UTC)


def is_in_range(at: datetime) -> bool:
    """Say whether a moment with a zone is one that a programme may name."""
    # The years beside are looked at first: moments at the ends of the calendar cannot be put on another clock.
    return FIRST_YEAR - 1 <= at.year <= LAST_YEAR + 1 and FIRST_YEAR <= at.astimezone(UTC).year <= LAST_YEAR


def carried_by_xml(schedule: Schedule) -> Schedule:
    """Take out of a programme what the XML format has no place for, and only that.

    It knows no description of the conference, nothing of a room or a person but name and identifiers, no wish not to
    be streamed, and no length of 100 hours and more.
    """
    return replace(
        schedule,
        description="",
        rooms=tuple(Room(name=room.name, guid=room.guid) for room in schedule.rooms),
        sessions=tuple(
            replace(
                session,
                ends=min(session.ends, session.starts + LONGEST_IN_XML),
                do_not_stream=False,
                persons=tuple(Person(name=one.name, guid=one.guid, id=one.id) for one in session.persons),
            )
            for session in schedule.sessions
        ),
    )


def _check(is_so: bool, sentence: str, value: object) -> None:
    if not is_so:
        raise ValueError(f"{sentence}: {value!r}")


def _check_form(pattern: re.Pattern[str], text: str) -> None:
    _check(not text or bool(pattern.fullmatch(text)), "a text has not the form the formats ask for", text)


def _check_urls(*urls: str) -> None:
    for url in urls:
        _check_form(URL, url)


def _check_lines(*texts: str) -> None:
    for text in texts:
        _check(text == clean_line(text), "a line holds what the formats cannot carry", text)


def _check_texts(*texts: str) -> None:
    for text in texts:
        _check(text == clean_text(text), "a text holds what the formats cannot carry", text)


def _check_moments(*moments: datetime) -> None:
    for at in moments:
        _check(at.tzinfo is not None, "a moment needs a zone", at)
        _check(at.microsecond == 0, "a moment is finer than a second", at)
        _check(is_in_range(at), "a date is out of range", at)


def _check_unique(what: str, values: Iterable[object]) -> None:
    seen: set[object] = set()
    for value in values:
        _check(value not in seen, f"a {what} comes twice", value)
        seen.add(value)
