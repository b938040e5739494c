"""The sessions of a programme, mended one by one."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from comitia.core.timetable.exchange.moments import at_clock, length_text, read_clock, read_date, read_length
from comitia.core.timetable.exchange.raw import RawLink, RawPerson, RawSession
from comitia.core.timetable.exchange.repairs import RepairCode
from comitia.core.timetable.exchange.schedule import (
    CODE,
    LARGEST_ID,
    LINK_KINDS,
    PERSON_CODE,
    SLUG,
    Day,
    Link,
    Person,
    Session,
    is_in_range,
    wall_time,
)
from comitia.core.timetable.exchange.texts import ascii_words, clean_line
from comitia.core.timetable.exchange.values import NAMESPACE, Values, whole

SHORTEST_TAIL: Final = 4


@dataclass(slots=True, kw_only=True)
class Taken:
    """What sessions read so far have taken, and every number that the file gives."""

    guids: set[UUID] = field(default_factory=set)
    times: Counter[UUID] = field(default_factory=Counter)
    ids: set[int] = field(default_factory=set)
    given_ids: set[int] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    slugs: set[str] = field(default_factory=set)
    stems: Counter[str] = field(default_factory=Counter)
    next_id: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where sessions come from: what identifiers and slugs are made from, and the days of the file by place."""

    namespace: str
    acronym: str
    zone: str
    days: Sequence[Day | None]


def given_ids(raw: Sequence[RawSession]) -> set[int]:
    """Collect the numbers that a file gives, so that none made up is one of them."""
    return {found for one in raw if (found := whole(one.id)) is not None}


def read_session(raw: RawSession, *, origin: Origin, taken: Taken, values: Values) -> Session | None:
    """Read a session; None, with a note, if it has no start that could be read."""
    where = raw.where
    title = values.line(raw.title, where=where, name="title")
    starts = _start(raw, origin=origin, values=values)
    if starts is None:
        values.repairs.add(where, RepairCode.SESSION_LOST, was=title)
        return None
    code = _code(raw, values=values)
    guid = _guid(raw, origin=origin, code=code, title=title, starts=starts, taken=taken, values=values)
    number = _number(raw, taken=taken, values=values)
    if code and code in taken.codes:
        values.repairs.add(where, RepairCode.CODE, was=code)
        code = ""
    taken.codes.add(code)
    links = _links((*raw.links, *_recordings(raw, values=values)), where=where, name="links", values=values)
    return Session(
        guid=guid,
        id=number,
        code=code,
        slug=_slug(raw, origin=origin, title=title, number=number, taken=taken, values=values),
        title=title,
        starts=starts,
        ends=_end(raw, starts=starts, values=values),
        room=_room(raw, values=values),
        subtitle=values.line(raw.subtitle, where=where, name="subtitle"),
        kind=values.line(raw.kind, where=where, name="type"),
        track=values.line(raw.track, where=where, name="track"),
        language=values.tag(raw.language, where=where),
        abstract=values.text(raw.abstract, where=where, name="abstract"),
        description=values.text(raw.description, where=where, name="description"),
        url="" if raw.url == f"urn:uuid:{guid}" else values.url(raw.url, where=where, name="url"),
        logo=values.url(raw.logo, where=where, name="logo"),
        feedback_url=values.url(raw.feedback_url, where=where, name="feedback_url"),
        origin_url=values.url(raw.origin_url, where=where, name="origin_url"),
        licence=values.line(raw.licence, where=where, name="license"),
        do_not_record=values.truth(raw.do_not_record, where=where, name="do_not_record"),
        do_not_stream=values.truth(raw.do_not_stream, where=where, name="do_not_stream"),
        persons=tuple(
            person for one in raw.persons if (person := _person(one, where=where, origin=origin, values=values))
        ),
        links=links,
        attachments=_links(raw.attachments, where=where, name="attachments", values=values),
    )


def _start(raw: RawSession, *, origin: Origin, values: Values) -> datetime | None:
    """Read the start: the full moment if there is one, else the time of day on the date or on the day it stands in."""
    where = raw.where
    written = "" if raw.date is None else clean_line(str(raw.date))
    clock_text = "" if raw.start is None else clean_line(str(raw.start))
    clock = read_clock(clock_text)
    own_day = read_date(written) if len(written) == len("2024-01-31") else None
    at = None if own_day else values.moment(written, where=where, name="date")
    if at is not None:
        wall = wall_time(at, zone="")
        own = wall_time(at, zone=origin.zone)
        if clock is not None and clock not in {
            one.time().replace(second=s) for one in (wall, own) for s in (0, one.second)
        }:
            values.repairs.add(where, RepairCode.START_DIFFERS, was=clock_text, now=at.isoformat())
        elif clock is None and clock_text:
            values.repairs.add(where, RepairCode.MOMENT_UNREADABLE, field="start", was=clock_text)
        return at
    day = origin.days[raw.day] if raw.day is not None else None
    if clock is None or (own_day is None and day is None):
        return None
    date = own_day or (day.day if day else None)
    if date is None:
        return None
    at = at_clock(date, clock, zone=values.zone)
    if own_day is None and day is not None and at < day.starts and at + timedelta(days=1) < day.ends:
        at += timedelta(days=1)
    values.repairs.add(where, RepairCode.OFFSET_MISSING, field="start", was=clock_text, zone=values.zone.key)
    return at if is_in_range(at) else None


def _end(raw: RawSession, *, starts: datetime, values: Values) -> datetime:
    """Read the end: the full moment if there is one, else the start and the length; the start if neither is known."""
    where = raw.where
    given = values.moment(raw.end, where=where, name="end")
    written = "" if raw.duration is None else clean_line(str(raw.duration))
    length = read_length(written)
    if written and length is None:
        values.repairs.add(where, RepairCode.DURATION_UNREADABLE, was=written)
    elif length is not None and not length[1]:
        values.repairs.add(where, RepairCode.DURATION_FORM, was=written, now=length_text(length[0]))
    if given is None:
        at = starts + length[0] if length else starts
        return at if is_in_range(at) else starts
    if given < starts:
        values.repairs.add(where, RepairCode.END_BEFORE_START, was=given.isoformat())
        at = starts + length[0] if length else starts
        return at if is_in_range(at) else starts
    if length is not None and length_text(given.astimezone(UTC) - starts.astimezone(UTC)) != length_text(length[0]):
        values.repairs.add(where, RepairCode.DURATION_DIFFERS, was=written, now=given.isoformat())
    return given


def _code(raw: RawSession, *, values: Values) -> str:
    # pretalx wrote the code in the place of the slug until 2023.
    if raw.code is None and isinstance(raw.slug, str) and CODE.fullmatch(raw.slug):
        return raw.slug
    return values.form(CODE, raw.code, where=raw.where, code=RepairCode.CODE)


def _guid(
    raw: RawSession, *, origin: Origin, code: str, title: str, starts: datetime, taken: Taken, values: Values
) -> UUID:
    guid = values.guid(raw.guid, where=raw.where, origin=origin.namespace)
    moment = starts.astimezone(UTC).isoformat()
    if guid is None:
        name = code or (raw.id if whole(raw.id) is not None else None) or f"{title}/{moment}"
        guid = uuid5(NAMESPACE, f"{origin.namespace}/{name}")
        values.repairs.add(raw.where, RepairCode.GUID_MADE, now=guid)
    given = guid
    while guid in taken.guids:
        taken.times[given] += 1
        guid = uuid5(given, f"{moment}/{taken.times[given]}")
    if guid != given:
        values.repairs.add(raw.where, RepairCode.GUID_TWICE, was=given, now=guid)
    taken.guids.add(guid)
    values.repairs.name(raw.where, guid)
    return guid


def _number(raw: RawSession, *, taken: Taken, values: Values) -> int:
    number = whole(raw.id)
    if number is not None and 0 < number <= LARGEST_ID and number not in taken.ids:
        taken.ids.add(number)
        return number
    while taken.next_id in taken.ids or taken.next_id in taken.given_ids:
        taken.next_id += 1
    values.repairs.add(raw.where, RepairCode.NUMBER, was="" if raw.id is None else raw.id, now=taken.next_id)
    taken.ids.add(taken.next_id)
    return taken.next_id


def _slug(raw: RawSession, *, origin: Origin, title: str, number: int, taken: Taken, values: Values) -> str:
    """Read the slug, or make one of the acronym and the slug or title given."""
    written = "" if raw.slug is None else clean_line(str(raw.slug))
    slug = written.lower()
    if not SLUG.fullmatch(slug):
        tail = ascii_words(written) or ascii_words(title)[:60].strip("-") or "session"
        tail = tail if len(tail) >= SHORTEST_TAIL else f"{tail}-{number:04}"
        slug = f"{origin.acronym.replace('-', '_')}-{tail}"
    stem = slug
    while slug in taken.slugs:
        taken.stems[stem] += 1
        slug = f"{stem}-{taken.stems[stem] + 1}"
    if written and slug != written:
        values.repairs.add(raw.where, RepairCode.SLUG, was=written, now=slug)
    taken.slugs.add(slug)
    return slug


def _room(raw: RawSession, *, values: Values) -> str:
    """Read the room: the one under which a session stands goes before the one it names."""
    named = values.line(raw.room, where=raw.where, name="room")
    place = values.line(raw.place, where=raw.where, name="room")
    if named and place and named != place:
        values.repairs.add(raw.where, RepairCode.ROOM_DIFFERS, was=named, now=place)
    return place or named


def _person(raw: RawPerson, *, where: str, origin: Origin, values: Values) -> Person | None:
    name = values.line(raw.name, where=where, name="person")
    if not name:
        values.repairs.add(where, RepairCode.NAME_MISSING, field="person")
        return None
    return Person(
        name=name,
        guid=values.guid(raw.guid, where=where, origin=f"{origin.namespace}/persons"),
        id=values.number(raw.id, where=where, name="person/id", least=-LARGEST_ID),
        code=values.form(PERSON_CODE, raw.code, where=where, code=RepairCode.CODE),
        url=values.url(raw.url, where=where, name="person/url"),
        biography=values.text(raw.biography, where=where, name="biography"),
        avatar=values.url(raw.avatar, where=where, name="avatar"),
    )


def _links(raw: Sequence[RawLink], *, where: str, name: str, values: Values) -> tuple[Link, ...]:
    found = []
    for one in raw:
        url = values.url(one.url, where=where, name=name)
        if not url:
            if one.url is None or not str(one.url).strip():
                values.repairs.add(where, RepairCode.URL_LOST, field=name, was=one.title or "")
            continue
        kind = "" if one.kind is None else clean_line(str(one.kind))
        if kind and kind not in LINK_KINDS:
            values.repairs.add(where, RepairCode.LINK_KIND, was=kind)
            kind = ""
        found.append(Link(url=url, title=values.line(one.title, where=where, name=name), kind=kind))
    return tuple(found)


def _recordings(raw: RawSession, *, values: Values) -> list[RawLink]:
    """Keep the addresses of recordings, which one format has an element for, as the links that all have."""
    kept: list[RawLink] = []
    for url in raw.recordings:
        if isinstance(url, str) and url.strip():
            values.repairs.add(raw.where, RepairCode.RECORDING_LINK, now=url)
            kept.append(RawLink(url=url, kind="media"))
    return kept
