"""frab JSON, which pretalx exports as schedule.json and c3voc has a schema for."""

import json
from collections.abc import Iterator, Mapping
from typing import Final

from comitia.core.timetable.exchange.moments import length_text
from comitia.core.timetable.exchange.raw import (
    OURS,
    RawDay,
    RawLink,
    RawPerson,
    RawRoom,
    RawSchedule,
    RawSession,
    RawTrack,
)
from comitia.core.timetable.exchange.repairs import RepairCode, Repairs
from comitia.core.timetable.exchange.schedule import Day, Link, Person, Room, Schedule, Session, wall_time

SCHEMA: Final = "https://c3voc.de/schedule/schema.json"
Json = Mapping[str, object]

CONFERENCE: Final = frozenset(
    {
        "title",
        "acronym",
        "description",
        "start",
        "end",
        "timeslot_duration",
        "time_zone_name",
        "url",
        "logo",
        "days",
        "daysCount",
        "colors",
        "tracks",
        "rooms",
    }
)
NEEDED_OF_CONFERENCE: Final = ("title", "acronym", "days", "daysCount", "start", "end", "timeslot_duration")
NEEDED_OF_DAY: Final = ("date", "day_end", "day_start", "index", "rooms")
EVENT: Final = frozenset(
    {
        "room",
        "guid",
        "id",
        "code",
        "slug",
        "title",
        "subtitle",
        "type",
        "track",
        "language",
        "abstract",
        "description",
        "date",
        "start",
        "end",
        "duration",
        "url",
        "logo",
        "feedback_url",
        "origin_url",
        "recording_license",
        "do_not_record",
        "do_not_stream",
        "persons",
        "links",
        "attachments",
    }
)
NEEDED_OF_EVENT: Final = (
    "abstract",
    "date",
    "duration",
    "guid",
    "id",
    "language",
    "links",
    "persons",
    "room",
    "slug",
    "start",
    "subtitle",
    "title",
    "track",
    "type",
    "url",
)
PERSON: Final = frozenset(["name", "public_name", "guid", "id", "code", "url", "biography", "avatar"])
ROOM: Final = frozenset(["name", "guid", "description", "capacity", "url"])


def read_json(document: Json, *, repairs: Repairs) -> RawSchedule:
    """Read the document of a schedule, whatever is missing or too much in it."""
    schedule = part(document.get("schedule"), where="", name="schedule", repairs=repairs)
    conference = part(schedule.get("conference"), where="", name="conference", repairs=repairs)
    for name in NEEDED_OF_CONFERENCE:
        if name not in conference:
            repairs.add("", RepairCode.MISSING, field=f"conference/{name}")
    if "version" not in schedule:
        repairs.add("", RepairCode.MISSING, field="version")
    left_out(
        conference, {*CONFERENCE, "days", "daysCount", "colors", "tracks", "rooms"}, kind="conference", repairs=repairs
    )
    left_out(schedule, {"version", "base_url", "conference", "url"}, kind="schedule", repairs=repairs)
    generator = document.get("generator")
    colors = part(conference.get("colors"), where="", name="colors", repairs=repairs)
    days = parts(conference.get("days"), where="", name="days", repairs=repairs)
    return RawSchedule(
        title=conference.get("title"),
        acronym=conference.get("acronym"),
        description=conference.get("description"),
        starts=conference.get("start"),
        ends=conference.get("end"),
        slot_duration=conference.get("timeslot_duration"),
        zone=conference.get("time_zone_name"),
        url=conference.get("url"),
        logo=conference.get("logo"),
        generator=generator.get("name") if isinstance(generator, Mapping) else None,
        version=schedule.get("version"),
        base_url=schedule.get("base_url"),
        color=colors.get("primary"),
        tracks=tuple(
            RawTrack(name=one.get("name"), slug=one.get("slug"), color=one.get("color"))
            for one in parts(conference.get("tracks"), where="", name="tracks", repairs=repairs)
        ),
        rooms=tuple(
            _room(one, repairs=repairs)
            for one in parts(conference.get("rooms"), where="", name="rooms", repairs=repairs)
        ),
        days=tuple(RawDay(day=day.get("date"), starts=day.get("day_start"), ends=day.get("day_end")) for day in days),
        sessions=tuple(_sessions(days, repairs=repairs)),
        lists_rooms=bool(conference.get("rooms")),
        lists_tracks=bool(conference.get("tracks")),
    )


def write_json(schedule: Schedule) -> bytes:
    """Write a schedule that validates against schedule.schema.json; the same schedule gives the same bytes."""
    optional = {
        "description": schedule.description,
        "time_zone_name": schedule.zone,
        "url": schedule.url,
        "logo": schedule.logo,
        "colors": {"primary": schedule.color} if schedule.color else None,
    }
    conference = {
        "acronym": schedule.acronym,
        "title": schedule.title,
        "start": schedule.starts.isoformat(),
        "end": schedule.ends.isoformat(),
        "daysCount": len(schedule.days),
        "timeslot_duration": f"{schedule.slot_minutes // 60:02}:{schedule.slot_minutes % 60:02}",
        **{name: value for name, value in optional.items() if value},
        "tracks": [
            _filled({"name": track.name, "slug": track.slug, "color": track.color}) for track in schedule.tracks
        ],
        "rooms": [_room_json(room) for room in schedule.rooms],
        "days": [_day_json(day, number=number, schedule=schedule) for number, day in enumerate(schedule.days, 1)],
    }
    document = {
        "$schema": SCHEMA,
        "generator": {"name": OURS},
        "schedule": {
            "version": schedule.version,
            **_filled({"base_url": schedule.base_url}),
            "conference": conference,
        },
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def part(value: object, *, where: str, name: str, repairs: Repairs) -> Json:
    """Give an object of a document; anything else is noted and taken as empty."""
    if isinstance(value, Mapping):
        return value
    if value is not None:
        repairs.add(where, RepairCode.UNREADABLE, field=name, was=value)
    return {}


def parts(value: object, *, where: str, name: str, repairs: Repairs) -> list[Json]:
    """Give the objects of a list; whatever else is in it, or there instead, is noted and left out."""
    if value is not None and not isinstance(value, list):
        repairs.add(where, RepairCode.UNREADABLE, field=name, was=value)
    found: list[Json] = []
    for one in value if isinstance(value, list) else []:
        if isinstance(one, Mapping):
            found.append(one)
        else:
            repairs.add(where, RepairCode.UNREADABLE, field=name, was=one)
    return found


def left_out(given: Json, known: set[str] | frozenset[str], *, kind: str, repairs: Repairs) -> None:
    """Note every part of an object that nothing here has a place for."""
    for name in given:
        if name not in known:
            repairs.leave_out(kind, name)


def _room(given: Json, *, repairs: Repairs) -> RawRoom:
    left_out(given, ROOM, kind="room", repairs=repairs)
    return RawRoom(**{name: given.get(name) for name in ROOM})


def _sessions(days: list[Json], *, repairs: Repairs) -> Iterator[RawSession]:
    for number, day in enumerate(days):
        for name in NEEDED_OF_DAY:
            if name not in day:
                repairs.add(f"day {number + 1}", RepairCode.MISSING, field=name)
        left_out(day, frozenset(NEEDED_OF_DAY), kind="day", repairs=repairs)
        rooms = part(day.get("rooms"), where=f"day {number + 1}", name="rooms", repairs=repairs)
        for room, events in rooms.items():
            for place, event in enumerate(parts(events, where=f"day {number + 1}", name=room, repairs=repairs), 1):
                yield _session(
                    event, where=f"day {number + 1} / {room} / {place}", day=number, room=room, repairs=repairs
                )


def _session(event: Json, *, where: str, day: int, room: str, repairs: Repairs) -> RawSession:
    for name in NEEDED_OF_EVENT:
        if name not in event:
            repairs.add(where, RepairCode.MISSING, field=name)
    left_out(event, EVENT, kind="event", repairs=repairs)
    return RawSession(
        where=where,
        day=day,
        place=room,
        persons=tuple(
            _person(one, where=where, repairs=repairs)
            for one in parts(event.get("persons"), where=where, name="persons", repairs=repairs)
        ),
        links=_links(event, "links", where=where, repairs=repairs),
        attachments=_links(event, "attachments", where=where, repairs=repairs),
        room=event.get("room"),
        guid=event.get("guid"),
        id=event.get("id"),
        code=event.get("code"),
        slug=event.get("slug"),
        title=event.get("title"),
        subtitle=event.get("subtitle"),
        kind=event.get("type"),
        track=event.get("track"),
        language=event.get("language"),
        abstract=event.get("abstract"),
        description=event.get("description"),
        date=event.get("date"),
        start=event.get("start"),
        end=event.get("end"),
        duration=event.get("duration"),
        url=event.get("url"),
        logo=event.get("logo"),
        feedback_url=event.get("feedback_url"),
        origin_url=event.get("origin_url"),
        licence=event.get("recording_license"),
        do_not_record=event.get("do_not_record"),
        do_not_stream=event.get("do_not_stream"),
    )


def _person(given: Json, *, where: str, repairs: Repairs) -> RawPerson:
    left_out(given, PERSON, kind="person", repairs=repairs)
    name, public_name = given.get("name"), given.get("public_name")
    if name and public_name and name != public_name:
        repairs.add(where, RepairCode.NAME_TWICE, was=name, now=public_name)
    return RawPerson(
        # The name that a person chose for the public goes first.
        name=public_name or name,
        guid=given.get("guid"),
        id=given.get("id"),
        code=given.get("code"),
        url=given.get("url"),
        biography=given.get("biography"),
        avatar=given.get("avatar"),
    )


def _links(event: Json, name: str, *, where: str, repairs: Repairs) -> tuple[RawLink, ...]:
    return tuple(
        RawLink(url=one.get("url"), title=one.get("title"), kind=one.get("type"))
        for one in parts(event.get(name), where=where, name=name, repairs=repairs)
    )


def _filled(values: dict[str, object]) -> dict[str, object]:
    """Leave out what is empty, which the schema would take for a wrong value."""
    return {name: value for name, value in values.items() if value not in {"", None}}


def _room_json(room: Room) -> dict[str, object]:
    return _filled(
        {
            "name": room.name,
            "guid": str(room.guid),
            "description": room.description,
            "capacity": room.capacity,
            "url": room.url,
        }
    )


def _day_json(day: Day, *, number: int, schedule: Schedule) -> dict[str, object]:
    rooms: dict[str, list[dict[str, object]]] = {room.name: [] for room in schedule.rooms}
    for session in schedule.sessions_of(day):
        rooms.setdefault(session.room, []).append(_session_json(session, zone=schedule.zone))
    return {
        "index": number,
        "date": day.day.isoformat(),
        "day_start": wall_time(day.starts, zone=schedule.zone).isoformat(),
        "day_end": wall_time(day.ends, zone=schedule.zone).isoformat(),
        "rooms": rooms,
    }


def _session_json(session: Session, *, zone: str) -> dict[str, object]:
    at = wall_time(session.starts, zone=zone)
    return {
        "guid": str(session.guid),
        "id": session.id,
        **_filled({"code": session.code}),
        "date": at.isoformat(),
        "start": f"{at:%H:%M}",
        "end": wall_time(session.ends, zone=zone).isoformat(),
        "duration": length_text(session.ends - session.starts),
        "room": session.room,
        "slug": session.slug,
        # The schema asks for an address even where there is none.
        "url": session.url or f"urn:uuid:{session.guid}",
        "title": session.title,
        "subtitle": session.subtitle,
        "track": session.track or None,
        "type": session.kind,
        "language": session.language or None,
        "abstract": session.abstract,
        "description": session.description,
        "logo": session.logo,
        "recording_license": session.licence,
        "do_not_record": session.do_not_record,
        "do_not_stream": session.do_not_stream,
        "persons": [_person_json(person) for person in session.persons],
        "links": [_link_json(link) for link in session.links],
        "attachments": [_link_json(link) for link in session.attachments],
        **_filled({"feedback_url": session.feedback_url, "origin_url": session.origin_url}),
    }


def _person_json(person: Person) -> dict[str, object]:
    return _filled(
        {
            "name": person.name,
            "guid": str(person.guid) if person.guid else None,
            "id": person.id,
            "code": person.code,
            "url": person.url,
            "biography": person.biography,
            "avatar": person.avatar,
        }
    )


def _link_json(link: Link) -> dict[str, object]:
    return _filled({"url": link.url, "title": link.title, "type": link.kind})
