"""A programme as a file gives it becomes one that every format carries; every mend is noted."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from comitia.core.timetable.exchange.days import apart, holding, read_day
from comitia.core.timetable.exchange.moments import at_clock, length_text, read_date, read_length
from comitia.core.timetable.exchange.raw import OURS, RawRoom, RawSchedule
from comitia.core.timetable.exchange.repairs import RepairCode, Repairs
from comitia.core.timetable.exchange.schedule import (
    ACRONYM,
    COLOR,
    MOST_SLOT_MINUTES,
    TRACK_SLUG,
    Day,
    Room,
    Schedule,
    Session,
    Track,
    in_order,
    is_zone,
    wall_time,
)
from comitia.core.timetable.exchange.sessions import Origin, Taken, given_ids, read_session
from comitia.core.timetable.exchange.texts import ascii_words, clean_line
from comitia.core.timetable.exchange.values import NAMESPACE, Values
from comitia.core.timetable.zones import zone_names

USUAL_SLOT_MINUTES: Final = 5
SHORTEST_ACRONYM: Final = 4
ONE_MINUTE: Final = timedelta(minutes=1)


def mended(raw: RawSchedule, *, repairs: Repairs, language: str, zone: str) -> tuple[Schedule, frozenset[str]] | None:
    """Mend a programme, and say which languages its texts are given in; None if it names no date at all.

    `language` is chosen from texts in several; `zone` is the clock of moments without one, if the file names none.
    """
    written_zone = "" if raw.zone is None else clean_line(str(raw.zone))
    own_zone = written_zone if is_zone(written_zone) else ""
    if written_zone and not own_zone:
        repairs.add("", RepairCode.ZONE_UNKNOWN, was=written_zone)
    clock = written_zone if written_zone in zone_names() else zone
    values = Values(
        repairs=repairs,
        language=language,
        zone=ZoneInfo(clock),
        is_ours=isinstance(raw.generator, str) and raw.generator == OURS,
    )
    values = replace(values, base_url=values.url(raw.base_url, where="", name="base_url"))
    title = values.line(raw.title, where="", name="title")
    acronym = _acronym(raw, title=title, repairs=repairs)
    days = [read_day(day, number=number, values=values) for number, day in enumerate(raw.days, 1)]
    namespace = raw.namespace or clean_line(str(raw.acronym or "")) or title
    sessions = _sessions(
        raw, values=values, origin=Origin(namespace=namespace, acronym=acronym, zone=own_zone, days=days)
    )
    held = holding(
        apart((day for day in days if day), values=values),
        (session.starts for session in sessions),
        zone=own_zone,
        values=values,
        is_listed=raw.has_days,
    )
    span = _span(raw, days=held, zone=own_zone, values=values)
    if span is None:
        return None
    if not held:
        held = [_whole_day(span[0], values=values)]
    schedule = Schedule(
        title=title,
        acronym=acronym,
        starts=span[0],
        ends=span[1],
        days=tuple(held),
        version=values.line(raw.version, where="", name="version"),
        description=values.text(raw.description, where="", name="description"),
        slot_minutes=_slot_minutes(raw, repairs=repairs),
        zone=own_zone,
        url=values.url(raw.url, where="", name="url"),
        base_url=values.base_url,
        logo=values.url(raw.logo, where="", name="logo"),
        color=_color(raw.color, where="", values=values),
        tracks=_tracks(raw, sessions=sessions, values=values),
        rooms=_rooms(raw, namespace=namespace, sessions=sessions, values=values),
        sessions=tuple(sorted(sessions, key=in_order)),
    )
    return schedule, frozenset(values.languages)


def _acronym(raw: RawSchedule, *, title: str, repairs: Repairs) -> str:
    written = "" if raw.acronym is None else clean_line(str(raw.acronym))
    if ACRONYM.fullmatch(written):
        return written
    acronym = ascii_words(written, joint="_") or ascii_words(title, joint="_")[:40].strip("_") or "programme"
    acronym = acronym.ljust(SHORTEST_ACRONYM, "_")
    if written:
        repairs.add("", RepairCode.ACRONYM, was=written, now=acronym)
    return acronym


def _sessions(raw: RawSchedule, *, values: Values, origin: Origin) -> list[Session]:
    taken = Taken(given_ids=given_ids(raw.sessions))
    read = (read_session(one, origin=origin, taken=taken, values=values) for one in raw.sessions)
    return [session for session in read if session is not None]


def _span(raw: RawSchedule, *, days: list[Day], zone: str, values: Values) -> tuple[date, date] | None:
    """Read the first and the last date; what is missing comes from the days."""
    read = {"start": raw.starts, "end": raw.ends}
    found: dict[str, date | None] = {}
    for name, value in read.items():
        text = "" if value is None else clean_line(str(value))
        found[name] = day = read_date(text)
        if text and day is None:
            values.repairs.add("", RepairCode.MOMENT_UNREADABLE, field=name, was=text)
        elif day is not None and text != day.isoformat():
            values.repairs.add("", RepairCode.TIME_LEFT_OUT, field=name, was=text)
    first = found["start"] or (days[0].day if days else found["end"])
    last = found["end"] or (wall_time(days[-1].starts, zone=zone).date() if days else first)
    if first is None or last is None:
        return None
    if last < first:
        values.repairs.add("", RepairCode.DATES_SWAPPED, was=f"{first} - {last}", now=f"{last} - {first}")
        first, last = last, first
    return first, last


def _whole_day(day: date, *, values: Values) -> Day:
    starts = at_clock(day, time(0), zone=values.zone)
    return Day(day=day, starts=starts, ends=starts + timedelta(days=1))


def _slot_minutes(raw: RawSchedule, *, repairs: Repairs) -> int:
    written = "" if raw.slot_duration is None else clean_line(str(raw.slot_duration))
    if not written:
        return USUAL_SLOT_MINUTES
    length = read_length(written)
    minutes = length[0] // ONE_MINUTE if length else 0
    if length is None or not 0 < minutes <= MOST_SLOT_MINUTES or length[0] % ONE_MINUTE:
        repairs.add("", RepairCode.DURATION_UNREADABLE, was=written)
        return min(max(minutes, 1), MOST_SLOT_MINUTES) if length else USUAL_SLOT_MINUTES
    if not length[1]:
        repairs.add("", RepairCode.DURATION_FORM, was=written, now=length_text(length[0]))
    return minutes


def _color(value: object, *, where: str, values: Values) -> str:
    # The schema allows capital letters but prefers small ones: no mend worth a note.
    return values.form(COLOR, value.lower() if isinstance(value, str) else value, where=where, code=RepairCode.COLOR)


def _tracks(raw: RawSchedule, *, sessions: Iterable[Session], values: Values) -> tuple[Track, ...]:
    """Read the tracks and add those that only sessions name."""
    found: dict[str, Track] = {}
    for one in raw.tracks:
        name = values.line(one.name, where="", name="track")
        if not name:
            values.repairs.add("", RepairCode.NAME_MISSING, field="track")
        elif name in found:
            values.repairs.add("", RepairCode.TRACK_TWICE, was=name)
        else:
            where = f"track {name}"
            slug, color = (
                _track_slug(one.slug, where=where, values=values),
                _color(one.color, where=where, values=values),
            )
            found[name] = Track(name=name, slug=slug, color=color)
    for session in sessions:
        if session.track and session.track not in found:
            if raw.lists_tracks:
                values.repairs.add("", RepairCode.TRACK_UNLISTED, now=session.track)
            found[session.track] = Track(name=session.track)
    return tuple(found.values())


def _track_slug(value: object, *, where: str, values: Values) -> str:
    written = "" if value is None else clean_line(str(value))
    if not written or TRACK_SLUG.fullmatch(written):
        return written
    slug = ascii_words(written)
    slug = slug if TRACK_SLUG.fullmatch(slug) or not slug else f"track-{slug}"
    values.repairs.add(where, RepairCode.TRACK_SLUG, was=written, now=slug)
    return slug


def _rooms(raw: RawSchedule, *, namespace: str, sessions: Iterable[Session], values: Values) -> tuple[Room, ...]:
    """Read the rooms, of one name the first, and add those that only sessions name."""
    found: dict[str, Room] = {}
    guids: set[UUID] = set()
    for one in raw.rooms:
        name = values.line(one.name, where="", name="room")
        if not name:
            if one.name is not None and one.name != "":
                values.repairs.add("", RepairCode.NAME_MISSING, field="room")
        elif name in found:
            values.repairs.add("", RepairCode.ROOM_TWICE, was=name)
        else:
            found[name] = _room(one, name=name, namespace=namespace, guids=guids, values=values)
    for session in sessions:
        if session.room and session.room not in found:
            if raw.lists_rooms:
                values.repairs.add("", RepairCode.ROOM_UNLISTED, now=session.room)
            unlisted = RawRoom(name=session.room)
            found[session.room] = _room(unlisted, name=session.room, namespace=namespace, guids=guids, values=values)
    return tuple(found.values())


def _room(raw: RawRoom, *, name: str, namespace: str, guids: set[UUID], values: Values) -> Room:
    where = f"room {name}"
    made = uuid5(NAMESPACE, f"{namespace}/rooms/{name}")
    guid = values.guid(raw.guid, where=where, origin=f"{namespace}/rooms") or made
    if guid in guids:
        values.repairs.add(where, RepairCode.GUID_TWICE, was=guid, now=made)
        while made in guids:
            made = uuid5(made, name)
        guid = made
    guids.add(guid)
    return Room(
        name=name,
        guid=guid,
        description=values.text(raw.description, where=where, name="description"),
        capacity=values.number(raw.capacity, where=where, name="capacity", least=0),
        url=values.url(raw.url, where=where, name="url"),
    )
