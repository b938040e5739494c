"""The other JSON of pretalx: the objects of its API, and what its widget reads."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final
from uuid import uuid5

from comitia.core.timetable.exchange.frab_json import Json, part, parts
from comitia.core.timetable.exchange.raw import RawLink, RawPerson, RawRoom, RawSchedule, RawSession, RawTrack
from comitia.core.timetable.exchange.repairs import Repairs
from comitia.core.timetable.exchange.schedule import Schedule, wall_time
from comitia.core.timetable.exchange.values import NAMESPACE, whole

SLOTS: Final = ("slots", "talks", "submissions", "results")
BLOCKER: Final = "blocker"
Key = str | int
Index = Mapping[Key, Json]


def holds_pretalx(document: object) -> bool:
    """Say whether a document looks like objects of pretalx: a list of slots, or an object with such a list."""
    found = document if isinstance(document, list) else _first_list(document)
    return any(isinstance(one, Mapping) and ("start" in one or "slot" in one or "slots" in one) for one in found)


def read_pretalx(document: object, *, repairs: Repairs) -> RawSchedule:
    """Read slots with the talks, rooms and speakers they name, inside them or listed beside them.

    The document is one list, one page of the API, or an object with several lists. Texts may be in several languages.
    """
    given: Json = document if isinstance(document, Mapping) else {"slots": document}
    event = part(
        given.get("event") if not isinstance(given.get("event"), str) else None, where="", name="event", repairs=repairs
    )
    lists = {name: _listed(given.get(name), name=name, repairs=repairs) for name in LISTS}
    slug = given.get("event") if isinstance(given.get("event"), str) else event.get("slug")
    book = _Book(lists)
    namespace = f"pretalx/{slug or ''}"
    return RawSchedule(
        namespace=namespace,
        title=event.get("name"),
        acronym=slug,
        starts=given.get("event_start") or event.get("date_from"),
        ends=given.get("event_end") or event.get("date_to"),
        version=given.get("version"),
        zone=given.get("timezone") or event.get("timezone"),
        url=event.get("custom_domain"),
        tracks=tuple(RawTrack(name=one.get("name"), color=one.get("color")) for one in lists["tracks"]),
        rooms=tuple(
            RawRoom(
                name=one.get("name"),
                guid=one.get("guid") or None,
                description=one.get("description"),
                capacity=one.get("capacity"),
            )
            for one in lists["rooms"]
        ),
        sessions=tuple(_sessions(lists, book=book, namespace=namespace, repairs=repairs)),
        has_days=False,
    )


LISTS: Final = (*SLOTS, "rooms", "speakers", "tracks", "submission_types", "types")


class _Book:
    """Looks up what slots name by number or code."""

    def __init__(self, lists: Mapping[str, Sequence[Json]]) -> None:
        self.talks = _index((*lists["submissions"], *lists["talks"]))
        self.rooms = _index(lists["rooms"])
        self.speakers = _index(lists["speakers"])
        self.tracks = _index(lists["tracks"])
        self.types = _index((*lists["submission_types"], *lists["types"]))


def _first_list(document: object) -> list[object]:
    if not isinstance(document, Mapping):
        return []
    for name in SLOTS:
        found = document.get(name)
        found = found.get("results") if isinstance(found, Mapping) else found
        if isinstance(found, list) and found:
            return found
    return []


def _listed(value: object, *, name: str, repairs: Repairs) -> list[Json]:
    """Give the objects of a list, or of a page of the API."""
    return parts(value.get("results") if isinstance(value, Mapping) else value, where="", name=name, repairs=repairs)


def _index(given: Iterable[Json]) -> Index:
    found: dict[Key, Json] = {}
    for one in given:
        for name in ("id", "code"):
            key = one.get(name)
            if isinstance(key, str | int):
                found.setdefault(key, one)
    return found


def _one(value: object, index: Index) -> Json:
    """Give what a slot names: the object itself, or the one listed under its number or code."""
    if isinstance(value, Mapping):
        key = value.get("id") if value.get("id") is not None else value.get("code")
        listed = index.get(key) if isinstance(key, str | int) else None
        return {**(listed or {}), **value}
    if isinstance(value, str | int):
        return index.get(value, {})
    return {}


def _named(value: object, index: Index) -> object:
    """Give the name of a room, a track or a type, which older files write as such."""
    found = _one(value, index)
    if found:
        return found.get("name", found)
    return value if isinstance(value, str | Mapping) else None


def _sessions(
    lists: Mapping[str, Sequence[Json]], *, book: _Book, namespace: str, repairs: Repairs
) -> Iterator[RawSession]:
    slots = list(_slots(lists))
    times: dict[str, int] = defaultdict(int)
    slots.sort(key=lambda one: str(one.get("start")))
    for number, slot in enumerate(slots, 1):
        if slot.get("slot_type") == BLOCKER:
            repairs.leave_out("slots", BLOCKER)
            continue
        talk = _one(slot.get("submission"), book.talks) or (slot if "title" in slot else {})
        code = talk.get("code") or (slot.get("submission") if isinstance(slot.get("submission"), str) else None)
        name = str(code or f"slot-{slot.get('id') or number}")
        times[name] += 1
        # A talk may be given twice; numbers of slots change with every release, so they are no identity.
        name = name if times[name] == 1 else f"{name}-{times[name]}"
        yield _session(
            slot,
            talk,
            where=f"slot {number}",
            guid=uuid5(NAMESPACE, f"{namespace}/{name}"),
            code=code if times[str(code)] == 1 else None,
            number=_number(slot),
            book=book,
            repairs=repairs,
        )


def _number(slot: Json) -> int | None:
    return whole(slot.get("id"))


def _slots(lists: Mapping[str, Sequence[Json]]) -> Iterator[Json]:
    """Give the slots: those listed as such, else those inside the talks."""
    if lists["slots"]:
        yield from lists["slots"]
        return
    for talk in (*lists["talks"], *lists["submissions"], *lists["results"]):
        inner = talk.get("slots") if isinstance(talk.get("slots"), list) else [talk.get("slot")]
        expanded = [one for one in inner if isinstance(one, Mapping)] if isinstance(inner, list) else []
        if "start" in talk:
            yield talk
        else:
            for one in expanded:
                yield {**one, "submission": talk}


def _session(
    slot: Json,
    talk: Json,
    *,
    where: str,
    guid: object,
    code: object,
    number: int | None,
    book: _Book,
    repairs: Repairs,
) -> RawSession:
    minutes = slot.get("duration") or talk.get("duration")
    speakers = talk.get("speakers")
    return RawSession(
        where=where,
        room=_named(slot.get("room"), book.rooms),
        guid=guid,
        id=number,
        code=code,
        # A break has no talk: what it is called is its description.
        title=talk.get("title") if talk else slot.get("description"),
        kind=_named(talk.get("submission_type") or talk.get("session_type"), book.types)
        or (slot.get("slot_type") or "break" if not talk.get("code") else None),
        track=_named(talk.get("track"), book.tracks),
        language=talk.get("content_locale"),
        abstract=talk.get("abstract"),
        description=talk.get("description") if talk else None,
        date=slot.get("start"),
        end=slot.get("end"),
        duration=f"{whole(minutes) or 0}" if minutes and not slot.get("end") else None,
        logo=talk.get("image"),
        do_not_record=talk.get("do_not_record"),
        persons=tuple(_person(_one(one, book.speakers)) for one in speakers) if isinstance(speakers, list) else (),
        links=tuple(
            RawLink(url=one.get("resource") or one.get("link"), title=one.get("description"), kind="related")
            for one in parts(talk.get("resources"), where=where, name="resources", repairs=repairs)
        ),
    )


def _person(given: Json) -> RawPerson:
    return RawPerson(
        name=given.get("name"),
        code=given.get("code"),
        biography=given.get("biography"),
        avatar=given.get("avatar_url") or given.get("avatar"),
    )


def write_widget(schedules: Mapping[str, Schedule]) -> bytes:
    """Write what the widget of pretalx reads, texts in every language given.

    `schedules` has the same programme in each language; the first decides where nothing is translated. Raises
    ValueError if there is none.
    """
    if not schedules:
        raise ValueError("a programme needs a language")
    main = next(iter(schedules.values()))
    by_guid = {tag: {one.guid: one for one in schedule.sessions} for tag, schedule in schedules.items()}
    rooms = {room.name: number for number, room in enumerate(main.rooms, 1)}
    tracks = {track.name: number for number, track in enumerate(main.tracks, 1)}
    people: dict[str, dict[str, object]] = {}
    talks = []
    for session in main.sessions:
        codes = []
        for person in session.persons:
            code = person.code or uuid5(NAMESPACE, person.name).hex[:6].upper()
            people.setdefault(code, {"code": code, "name": person.name, "avatar": person.avatar or None})
            codes.append(code)
        same = {tag: found[session.guid] for tag, found in by_guid.items() if session.guid in found}
        talks.append(
            {
                "code": session.code or session.slug,
                "id": session.id,
                "title": {tag: one.title for tag, one in same.items()},
                "abstract": {tag: one.abstract for tag, one in same.items()} if session.abstract else "",
                "speakers": codes,
                "track": tracks.get(session.track),
                "start": wall_time(session.starts, zone=main.zone).isoformat(),
                "end": wall_time(session.ends, zone=main.zone).isoformat(),
                "room": rooms.get(session.room),
                "duration": int((session.ends - session.starts).total_seconds() // 60),
                "content_locale": session.language,
                "do_not_record": session.do_not_record,
            }
        )
    document = {
        "talks": talks,
        "version": main.version,
        "timezone": main.zone or "UTC",
        "event_start": main.starts.isoformat(),
        "event_end": main.ends.isoformat(),
        "tracks": _translated(schedules, "tracks"),
        "rooms": _translated(schedules, "rooms"),
        "speakers": list(people.values()),
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _translated(schedules: Mapping[str, Schedule], field: str) -> list[dict[str, object]]:
    """List rooms or tracks, numbered in their order, which is the same in every language."""
    listed = {tag: schedule.rooms if field == "rooms" else schedule.tracks for tag, schedule in schedules.items()}
    main = next(iter(listed.values()))
    found: list[dict[str, object]] = []
    for number, one in enumerate(main):
        names = {tag: items[number].name for tag, items in listed.items() if number < len(items)}
        more = {"description": getattr(one, "description", ""), "color": getattr(one, "color", "")}
        found.append({"id": number + 1, "name": names, **{name: text for name, text in more.items() if text}})
    return found
