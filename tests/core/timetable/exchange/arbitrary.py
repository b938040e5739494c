"""Arbitrary programmes, and the schemas that judge what is written."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import jsonschema
from hypothesis import strategies as st
from lxml import etree

from comitia.core.timetable.exchange.schedule import (
    LINK_KINDS,
    Day,
    Link,
    Person,
    Room,
    Schedule,
    Session,
    Track,
    in_order,
)
from comitia.core.timetable.exchange.texts import clean_line, clean_text

GOLDEN = Path(__file__).parents[3] / "golden" / "schedules"
XSD = etree.XMLSchema(etree.parse(GOLDEN / "voc-schedule.xsd"))
JSON_SCHEMA = jsonschema.Draft6Validator(
    json.loads((GOLDEN / "voc-schedule.schema.json").read_text()), format_checker=jsonschema.FormatChecker()
)
FIRST = datetime(2026, 10, 20, 4, tzinfo=UTC)

letters = st.text("abc <>&\"'\n\t日세ሀع\U0001f600é/", max_size=12) | st.text(max_size=8)
lines = letters.map(clean_line)
names = lines.filter(bool)
texts = (letters | st.just("<p>Not a tag here</p> & <b>so</b>")).map(clean_text)
urls = st.just("") | st.sampled_from(["https://example.org/a%20b?c=d#e", "http://example.org"])
web = urls.filter(bool)
colors = st.sampled_from(["", "#00ffaa"])
links = st.builds(Link, url=web, title=lines, kind=st.sampled_from(["", *LINK_KINDS]))
people = st.builds(
    Person,
    name=names,
    guid=st.none() | st.uuids(),
    id=st.none() | st.integers(-9, 2**31 - 1),
    code=st.sampled_from(["", "7", "ABC123X"]),
    url=urls,
    biography=texts,
    avatar=urls,
)
tracks = st.builds(Track, name=names, slug=st.sampled_from(["", "aa", "climate-2"]), color=colors)
rooms = st.builds(
    Room, name=names, guid=st.uuids(), description=texts, capacity=st.none() | st.integers(0, 900), url=urls
)
offsets = st.sampled_from([UTC, timezone(timedelta(hours=9)), timezone(timedelta(hours=-3, minutes=-30))])


def xsd_faults(data):
    XSD.validate(etree.fromstring(data))
    return [one.message for one in XSD.error_log]


def json_faults(data):
    return [one.message for one in JSON_SCHEMA.iter_errors(json.loads(data))]


@st.composite
def sessions_of(draw, *, days, rooms, tracks):
    found = []
    count = draw(st.integers(0, 5))
    guids = draw(st.lists(st.uuids(), min_size=count, max_size=count, unique=True))
    ids = draw(st.lists(st.integers(1, 2**31 - 1), min_size=count, max_size=count, unique=True))
    for number, (guid, id_) in enumerate(zip(guids, ids, strict=True)):
        day = draw(st.sampled_from(days))
        second = draw(st.integers(0, int((day.ends - day.starts).total_seconds()) - 1))
        starts = (day.starts + timedelta(seconds=second)).astimezone(draw(offsets))
        found.append(
            draw(
                st.builds(
                    Session,
                    guid=st.just(guid),
                    id=st.just(id_),
                    slug=st.just(f"wego-session_{number}"),
                    code=st.sampled_from(["", f"ABCD0{number}"]),
                    title=lines,
                    starts=st.just(starts),
                    ends=st.integers(0, 7 * 86_400).map(lambda length, at=starts: at + timedelta(seconds=length)),
                    room=st.sampled_from(["", *(room.name for room in rooms)]),
                    subtitle=lines,
                    kind=lines,
                    track=st.sampled_from(["", *(track.name for track in tracks)]),
                    language=st.sampled_from(["", "en", "zh-Hant"]),
                    abstract=texts,
                    description=texts,
                    url=urls,
                    logo=urls,
                    feedback_url=urls,
                    origin_url=urls,
                    licence=lines,
                    do_not_record=st.booleans(),
                    do_not_stream=st.booleans(),
                    persons=st.lists(people, max_size=2).map(tuple),
                    links=st.lists(links, max_size=2).map(tuple),
                    attachments=st.lists(links, max_size=2).map(tuple),
                )
            )
        )
    return tuple(sorted(found, key=in_order))


@st.composite
def schedules(draw):
    """Draw a programme of one to three days, which need not touch."""
    starts, days = FIRST, []
    for _number in range(draw(st.integers(1, 3))):
        starts += timedelta(minutes=draw(st.integers(0, 3000)))
        ends = starts + timedelta(minutes=draw(st.integers(1, 3000)))
        days.append(Day(day=starts.date(), starts=starts.astimezone(draw(offsets)), ends=ends))
        starts = ends
    of_rooms = draw(st.lists(rooms, max_size=3, unique_by=(lambda one: one.name, lambda one: one.guid)))
    of_tracks = draw(st.lists(tracks, max_size=2, unique_by=lambda one: one.name))
    return Schedule(
        title=draw(lines),
        acronym=draw(st.sampled_from(["wego_2026", "-abc", "camp-2026-kr"])),
        starts=draw(st.dates(date(1950, 1, 1), date(2000, 1, 1))),
        ends=draw(st.dates(date(2000, 1, 1), date(2150, 1, 1))),
        days=tuple(days),
        version=draw(lines),
        description=draw(texts),
        slot_minutes=draw(st.integers(1, 5999)),
        zone=draw(st.sampled_from(["", "UTC", "Asia/Seoul", "America/Argentina/Buenos_Aires"])),
        url=draw(urls),
        base_url=draw(urls),
        logo=draw(urls),
        color=draw(colors),
        tracks=tuple(of_tracks),
        rooms=tuple(of_rooms),
        sessions=draw(sessions_of(days=days, rooms=of_rooms, tracks=of_tracks)),
    )
