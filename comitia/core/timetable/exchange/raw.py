"""A programme as a file gives it: every value unchecked, whatever the format."""

from dataclasses import dataclass
from typing import Final

OURS: Final = "Comitia"


@dataclass(frozen=True, slots=True, kw_only=True)
class RawLink:
    """A link or an attachment."""

    url: object = None
    title: object = None
    kind: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPerson:
    """A person."""

    name: object = None
    guid: object = None
    id: object = None
    code: object = None
    url: object = None
    biography: object = None
    avatar: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawTrack:
    """A track."""

    name: object = None
    slug: object = None
    color: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRoom:
    """A room."""

    name: object = None
    guid: object = None
    description: object = None
    capacity: object = None
    url: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawDay:
    """A day."""

    day: object = None
    starts: object = None
    ends: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawSession:
    """A session; `day` is its place among the days, `place` the room it stands under and `room` the one it names."""

    where: str
    day: int | None = None
    place: object = None
    room: object = None
    guid: object = None
    id: object = None
    code: object = None
    slug: object = None
    title: object = None
    subtitle: object = None
    kind: object = None
    track: object = None
    language: object = None
    abstract: object = None
    description: object = None
    date: object = None
    start: object = None
    end: object = None
    duration: object = None
    url: object = None
    logo: object = None
    feedback_url: object = None
    origin_url: object = None
    licence: object = None
    do_not_record: object = None
    do_not_stream: object = None
    persons: tuple[RawPerson, ...] = ()
    links: tuple[RawLink, ...] = ()
    recordings: tuple[object, ...] = ()
    attachments: tuple[RawLink, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RawSchedule:
    """A programme; `lists_rooms` and `lists_tracks` say that the file has such a list, `has_days` that it has days.

    `namespace` is what identifiers are made from where the file has none.
    """

    generator: object = None
    namespace: str = ""
    title: object = None
    acronym: object = None
    starts: object = None
    ends: object = None
    version: object = None
    description: object = None
    slot_duration: object = None
    zone: object = None
    url: object = None
    base_url: object = None
    logo: object = None
    color: object = None
    tracks: tuple[RawTrack, ...] = ()
    rooms: tuple[RawRoom, ...] = ()
    days: tuple[RawDay, ...] = ()
    sessions: tuple[RawSession, ...] = ()
    lists_rooms: bool = False
    lists_tracks: bool = False
    has_days: bool = True
