"""frab XML, also known as pentabarf XML and schedule.xml."""

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

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
from comitia.core.timetable.exchange.schedule import Day, Link, Schedule, Session, carried_by_xml, wall_time

CONFERENCE: Final = frozenset(
    [
        "title",
        "acronym",
        "start",
        "end",
        "days",
        "timeslot_duration",
        "base_url",
        "logo",
        "url",
        "time_zone_name",
        "color",
        "track",
        "tracks",
    ]
)
PLAIN: Final = {
    "title": "title",
    "subtitle": "subtitle",
    "slug": "slug",
    "type": "kind",
    "track": "track",
    "language": "language",
    "abstract": "abstract",
    "description": "description",
    "date": "date",
    "start": "start",
    "duration": "duration",
    "room": "room",
    "url": "url",
    "logo": "logo",
    "feedback_url": "feedback_url",
    "origin_url": "origin_url",
}
NESTED: Final = frozenset({"persons", "links", "attachments", "recording", "video_download_url"})
NEEDED: Final = ("room", "title", "type", "date", "start", "duration", "abstract", "track")
NEEDED_ATTRIBUTES: Final = ("guid", "id")


def read_xml(root: Element, *, repairs: Repairs) -> RawSchedule:
    """Read the tree of a schedule, whatever is missing or too much in it."""
    _strip_namespaces(root)
    conference = root.find("conference")
    conference = Element("conference") if conference is None else conference
    for child in conference:
        if child.tag not in CONFERENCE:
            repairs.leave_out("conference", str(child.tag))
    for name in ("conference", "version"):
        if root.find(name) is None:
            repairs.add("", RepairCode.MISSING, field=name)
    for child in root:
        if child.tag not in {"generator", "url", "version", "conference", "day", "tracks"}:
            repairs.leave_out("schedule", str(child.tag))
    generator, color = root.find("generator"), conference.find("color")
    tracks = [*conference.findall("track"), *conference.findall("tracks/track"), *root.findall("tracks/track")]
    days = root.findall("day")
    return RawSchedule(
        generator=generator.get("name") if generator is not None else None,
        title=_text(conference, "title", repairs=repairs),
        acronym=_text(conference, "acronym", repairs=repairs),
        starts=_text(conference, "start", repairs=repairs),
        ends=_text(conference, "end", repairs=repairs),
        version=_text(root, "version", repairs=repairs),
        slot_duration=_text(conference, "timeslot_duration", repairs=repairs),
        zone=_text(conference, "time_zone_name", repairs=repairs),
        url=_text(conference, "url", repairs=repairs) or _text(root, "url", repairs=repairs),
        base_url=_text(conference, "base_url", repairs=repairs),
        logo=_text(conference, "logo", repairs=repairs),
        color=color.get("primary") if color is not None else None,
        tracks=tuple(
            RawTrack(name=one.get("name") or one.text, slug=one.get("slug"), color=one.get("color")) for one in tracks
        ),
        rooms=tuple(RawRoom(name=room.get("name"), guid=room.get("guid")) for room in _distinct(days)),
        days=tuple(RawDay(day=day.get("date"), starts=day.get("start"), ends=day.get("end")) for day in days),
        sessions=tuple(_sessions(days, repairs=repairs)),
        lists_tracks=bool(tracks),
    )


def write_xml(schedule: Schedule) -> bytes:
    """Write a schedule that validates against schedule.xsd; the same schedule gives the same bytes.

    What the format has no place for is left out, as `carried_by_xml` says.
    """
    schedule = carried_by_xml(schedule)
    root = Element("schedule")
    SubElement(root, "generator", name=OURS)
    _add(root, "version", schedule.version)
    conference = SubElement(root, "conference")
    _add(conference, "title", schedule.title)
    _add(conference, "acronym", schedule.acronym)
    _add(conference, "start", schedule.starts.isoformat())
    _add(conference, "end", schedule.ends.isoformat())
    _add(conference, "days", str(len(schedule.days)))
    _add(conference, "timeslot_duration", f"{schedule.slot_minutes // 60:02}:{schedule.slot_minutes % 60:02}")
    for tag, text in (
        ("base_url", schedule.base_url),
        ("logo", schedule.logo),
        ("url", schedule.url),
        ("time_zone_name", schedule.zone),
    ):
        if text:
            _add(conference, tag, text)
    if schedule.color:
        SubElement(conference, "color", primary=schedule.color)
    for track in schedule.tracks:
        attributes = {"name": track.name, "color": track.color, "slug": track.slug}
        SubElement(conference, "track", {name: text for name, text in attributes.items() if text})
    for number, day in enumerate(schedule.days, 1):
        _add_day(root, day, number=number, schedule=schedule)
    indent(root, space=" ")
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _strip_namespaces(root: Element) -> None:
    for element in root.iter():
        if isinstance(element.tag, str) and "}" in element.tag:
            element.tag = element.tag.rpartition("}")[2]


def _text(parent: Element, tag: str, *, repairs: Repairs) -> str | None:
    found = parent.find(tag)
    return None if found is None else _inner(found, where="", repairs=repairs)


def _inner(element: Element, *, where: str, repairs: Repairs) -> str:
    """Give the text of an element; tags in it are HTML that nobody escaped."""
    if len(element):
        repairs.add(where, RepairCode.HTML, field=element.tag)
    return "".join(element.itertext())


def _distinct(days: list[Element]) -> list[Element]:
    """Give each room once, although it stands in every day; the one with an identifier if one has."""
    found: dict[str | None, Element] = {}
    for day in days:
        for room in day.findall("room"):
            name = " ".join((room.get("name") or "").split())
            if name not in found or (found[name].get("guid") is None and room.get("guid")):
                found[name] = room
    return list(found.values())


def _sessions(days: list[Element], *, repairs: Repairs) -> Iterator[RawSession]:
    for number, day in enumerate(days):
        for child in day:
            if child.tag != "room":
                repairs.leave_out("day", str(child.tag))
        for room in day.findall("room"):
            for place, event in enumerate(room.findall("event"), 1):
                where = f"day {number + 1} / {room.get('name')} / {place}"
                yield _session(event, where=where, day=number, room=room.get("name"), repairs=repairs)


def _session(event: Element, *, where: str, day: int, room: str | None, repairs: Repairs) -> RawSession:
    found: dict[str, Element] = {}
    for child in event:
        if child.tag in found or (child.tag not in PLAIN and child.tag not in NESTED):
            repairs.leave_out("event", str(child.tag))
        else:
            found[child.tag] = child
    for name in event.attrib:
        if name not in {"guid", "id", "code"}:
            repairs.leave_out("event", f"@{name}")
    for name in NEEDED:
        if name not in found:
            repairs.add(where, RepairCode.MISSING, field=name)
    for name in NEEDED_ATTRIBUTES:
        if event.get(name) is None:
            repairs.add(where, RepairCode.MISSING, field=f"@{name}")
    nothing = Element("nothing")
    recording = found.get("recording", nothing)
    plain = {field: _inner(found[tag], where=where, repairs=repairs) for tag, field in PLAIN.items() if tag in found}
    return RawSession(
        where=where,
        day=day,
        place=room,
        guid=event.get("guid"),
        id=event.get("id"),
        code=event.get("code"),
        licence=recording.findtext("license"),
        do_not_record=recording.findtext("optout"),
        recordings=(
            recording.findtext("url"),
            recording.findtext("link"),
            found.get("video_download_url", nothing).text,
        ),
        persons=tuple(
            RawPerson(name=one.text, id=one.get("id"), guid=one.get("guid"), code=one.get("code"))
            for one in found.get("persons", nothing).findall("person")
        ),
        links=_links(found.get("links", nothing), tag="link"),
        attachments=_links(found.get("attachments", nothing), tag="attachment"),
        **plain,
    )


def _links(parent: Element, *, tag: str) -> tuple[RawLink, ...]:
    return tuple(
        RawLink(url=one.get("href"), title="".join(one.itertext()), kind=one.get("type")) for one in parent.findall(tag)
    )


def _add(parent: Element, tag: str, text: str) -> None:
    SubElement(parent, tag).text = text


def _add_day(root: Element, day: Day, *, number: int, schedule: Schedule) -> None:
    """Write a day with every room, so that a room without sessions is not lost."""
    element = SubElement(
        root,
        "day",
        index=str(number),
        date=day.day.isoformat(),
        start=wall_time(day.starts, zone=schedule.zone).isoformat(),
        end=wall_time(day.ends, zone=schedule.zone).isoformat(),
    )
    sessions = schedule.sessions_of(day)
    places = {room.name: SubElement(element, "room", name=room.name, guid=str(room.guid)) for room in schedule.rooms}
    if any(not session.room for session in sessions):
        places[""] = SubElement(element, "room", name="")
    for session in sessions:
        _add_session(places[session.room], session, zone=schedule.zone)


def _add_session(parent: Element, session: Session, *, zone: str) -> None:
    event = SubElement(parent, "event", guid=str(session.guid), id=str(session.id))
    if session.code:
        event.set("code", session.code)
    at = wall_time(session.starts, zone=zone)
    for tag, text in (
        ("date", at.isoformat()),
        ("start", f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"),
        ("duration", length_text(session.ends - session.starts, with_seconds=True)),
        ("room", session.room),
        ("slug", session.slug),
        ("title", session.title),
        ("subtitle", session.subtitle),
        ("track", session.track),
        ("type", session.kind),
        ("language", session.language),
        ("abstract", session.abstract),
        ("description", session.description),
    ):
        _add(event, tag, text)
    for tag, text in (
        ("url", session.url),
        ("logo", session.logo),
        ("feedback_url", session.feedback_url),
        ("origin_url", session.origin_url),
    ):
        if text:
            _add(event, tag, text)
    recording = SubElement(event, "recording")
    _add(recording, "license", session.licence)
    _add(recording, "optout", "true" if session.do_not_record else "false")
    persons = SubElement(event, "persons")
    for person in session.persons:
        attributes = {"id": person.id, "guid": person.guid}
        known = {name: str(value) for name, value in attributes.items() if value is not None}
        SubElement(persons, "person", known).text = person.name
    for name, tag, links in (("links", "link", session.links), ("attachments", "attachment", session.attachments)):
        parent_ = SubElement(event, name)
        for link in links:
            _add_link(parent_, tag, link)


def _add_link(parent: Element, tag: str, link: Link) -> None:
    element = SubElement(parent, tag, href=link.url)
    element.text = link.title
    if link.kind:
        element.set("type", link.kind)
