"""What is written is valid to the letter, and reading it back gives the same."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings

from comitia.core.timetable.exchange.frab_json import write_json
from comitia.core.timetable.exchange.frab_xml import write_xml
from comitia.core.timetable.exchange.pretalx import write_widget
from comitia.core.timetable.exchange.reading import Form, read_schedule
from comitia.core.timetable.exchange.schedule import Day, Room, Schedule, Session, carried_by_xml
from tests.core.timetable.exchange.arbitrary import GOLDEN, json_faults, schedules, xsd_faults

AT = datetime(2026, 10, 20, 9, tzinfo=UTC)
DAY = Day(day=date(2026, 10, 20), starts=AT, ends=AT + timedelta(hours=9))


def one_session(**values) -> Schedule:
    usual = {"guid": UUID(int=1), "id": 1, "slug": "wego-opening", "title": "Opening", "starts": AT, "ends": AT}
    days = {"starts": date(2026, 10, 20), "ends": date(2026, 10, 21), "days": (DAY,)}
    session = Session(**{**usual, **values})
    rooms = (Room(name=session.room, guid=UUID(int=2)),) if session.room else ()
    return Schedule(title="Executive Committee", acronym="excom_2026", sessions=(session,), rooms=rooms, **days)


@settings(max_examples=40)
@given(schedules())
def test_json_is_valid_and_comes_back_the_same_with_nothing_to_mend(schedule):
    written = write_json(schedule)
    read = read_schedule(written)
    assert (json_faults(written), read.schedule, read.repairs) == ([], schedule, ())


@settings(max_examples=40)
@given(schedules())
def test_xml_is_valid_and_comes_back_the_same_but_for_what_the_format_cannot_say(schedule):
    written = write_xml(schedule)
    read = read_schedule(written)
    assert (xsd_faults(written), read.schedule, read.repairs) == ([], carried_by_xml(schedule), ())


@settings(max_examples=40)
@given(schedules())
def test_json_carries_through_xml_all_that_xml_can_say(schedule):
    through_both = read_schedule(write_json(read_schedule(write_xml(schedule)).schedule)).schedule
    assert through_both == carried_by_xml(schedule)


@settings(max_examples=40)
@given(schedules())
def test_the_same_programme_gives_the_same_bytes(schedule):
    again = read_schedule(write_json(schedule)).schedule
    assert (write_json(again), write_xml(again)) == (write_json(schedule), write_xml(schedule))


@pytest.mark.parametrize(
    ("name", "sessions", "rooms", "persons", "repairs"),
    [
        ("cccamp-2019-frab.json", 79, 2, 90, {"acronym": 1, "slug": 79, "url": 41, "html": 10}),
        ("rc3-2020-pretalx.json", 48, 5, 56, {"acronym": 1, "slug": 48, "url": 5, "html": 4, "left_out": 2}),
    ],
)
def test_a_real_programme_is_read_whole_mended_and_then_valid(name, sessions, rooms, persons, repairs):
    data = (GOLDEN / name).read_bytes()
    read = read_schedule(data)
    schedule = read.schedule
    found = {(one.id, one.name) for session in schedule.sessions for one in session.persons}
    assert read.form is Form.FRAB_JSON
    assert (len(schedule.sessions), len(schedule.rooms), len(found)) == (sessions, rooms, persons)
    assert Counter(one.code.value for one in read.repairs) == repairs
    assert (json_faults(write_json(schedule)), xsd_faults(write_xml(schedule))) == ([], [])
    assert read_schedule(write_json(schedule)).schedule == schedule
    assert read_schedule(write_xml(schedule)).schedule == carried_by_xml(schedule)
    assert json_faults(data) != []


@pytest.mark.parametrize("name", ["cccamp-2019-frab.json", "rc3-2020-pretalx.json"])
def test_a_real_programme_keeps_every_identifier_time_and_title(name):
    document = json.loads((GOLDEN / name).read_text())
    given_ = {
        (event["guid"], event["title"].strip(), event["date"], event["room"])
        for day in document["schedule"]["conference"]["days"]
        for events in day["rooms"].values()
        for event in events
    }
    schedule = read_schedule((GOLDEN / name).read_bytes()).schedule
    kept = {(str(one.guid), one.title, one.starts.isoformat(), one.room) for one in schedule.sessions}
    assert kept == given_


def test_a_session_of_five_days_keeps_its_end_in_json_and_the_longest_length_xml_knows():
    schedule = one_session(ends=AT + timedelta(days=5))
    assert read_schedule(write_json(schedule)).schedule.sessions[0].ends == AT + timedelta(days=5)
    assert read_schedule(write_xml(schedule)).schedule.sessions[0].ends - AT == timedelta(
        hours=99, minutes=59, seconds=59
    )


def test_times_are_written_on_the_clock_of_the_programme():
    schedule = one_session(title="Opening", room="Hall")
    in_seoul = Schedule(
        title="x",
        acronym="excom_2026",
        starts=schedule.starts,
        ends=schedule.ends,
        days=schedule.days,
        zone="Asia/Seoul",
        rooms=schedule.rooms,
        sessions=schedule.sessions,
    )
    [event] = json.loads(write_json(in_seoul))["schedule"]["conference"]["days"][0]["rooms"]["Hall"]
    assert (event["date"], event["start"]) == ("2026-10-20T18:00:00+09:00", "18:00")


@pytest.mark.parametrize(
    "values",
    [
        {"title": "two\nlines"},
        {"slug": "Opening"},
        {"code": "abc"},
        {"id": 0},
        {"url": "javascript:alert(1)"},
        {"ends": AT - timedelta(seconds=1)},
        {"starts": AT.replace(tzinfo=None)},
        {"abstract": "bell \x07"},
        {"starts": AT - timedelta(hours=1)},
    ],
)
def test_a_programme_that_no_format_can_carry_cannot_be_made(values):
    with pytest.raises(ValueError, match=r"\w"):
        one_session(**values)


def test_the_widget_gets_every_language():
    languages = {"en": one_session(title="Opening", room="Hall"), "ko": one_session(title="개회식", room="홀")}
    document = json.loads(write_widget(languages))
    assert document["talks"][0] | {"title": None} == {
        "code": "wego-opening",
        "id": 1,
        "title": None,
        "abstract": "",
        "speakers": [],
        "track": None,
        "start": "2026-10-20T09:00:00+00:00",
        "end": "2026-10-20T09:00:00+00:00",
        "room": 1,
        "duration": 0,
        "content_locale": "",
        "do_not_record": False,
    }
    assert document["talks"][0]["title"] == {"en": "Opening", "ko": "개회식"}
    assert document["rooms"] == [{"id": 1, "name": {"en": "Hall", "ko": "홀"}}]
