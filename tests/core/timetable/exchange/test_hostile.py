"""Nothing that a file holds breaks the reader, and whatever is read can be written to the letter."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from comitia.core.timetable.exchange.frab_json import write_json
from comitia.core.timetable.exchange.frab_xml import write_xml
from comitia.core.timetable.exchange.reading import (
    LARGEST_FILE,
    MOST_SESSIONS,
    FileFault,
    NotAScheduleError,
    read_schedule,
)
from comitia.core.timetable.exchange.schedule import carried_by_xml
from tests.core.timetable.exchange.arbitrary import json_faults, schedules, xsd_faults
from tests.core.timetable.exchange.test_mending import SLOTS, event, xml

odd_texts = st.text(max_size=9) | st.sampled_from(
    [
        "",
        "-1",
        "0",
        "99:99",
        "2026-10-20",
        "2026-10-20T25:00",
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00+14:00",
        "2026-10-20T09:00:00+23:59",
        "2199-12-31T23:00:00Z",
        "#fff",
        "https://",
        "//x",
        "<p>",
        "�",
        "1e999",
        "9" * 40,
    ]
)
odd = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | odd_texts,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(odd_texts, inner, max_size=2),
    max_leaves=4,
)


def fault_of(data: bytes) -> FileFault:
    with pytest.raises(NotAScheduleError) as raised:
        read_schedule(data)
    return raised.value.fault


def read_and_write(data: bytes) -> None:
    try:
        schedule = read_schedule(data, zone="Asia/Seoul").schedule
    except NotAScheduleError:
        return
    as_json, as_xml = write_json(schedule), write_xml(schedule)
    assert (json_faults(as_json), xsd_faults(as_xml)) == ([], [])
    assert read_schedule(as_json).schedule == schedule
    assert read_schedule(as_xml).schedule == carried_by_xml(schedule)


def places_in(value, path=()):
    yield path
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from places_in(value[key], (*path, key))


def changed(value, path, new):
    if not path:
        return new
    key, *rest = path
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[key] = changed(value[key], rest, new)
    return copy


@settings(max_examples=40)
@given(schedules(), st.data())
def test_json_with_anything_anywhere_is_read_or_refused_and_then_written_validly(schedule, data):
    document = json.loads(write_json(schedule))
    del document["generator"]
    for _time in range(data.draw(st.integers(1, 4))):
        path = data.draw(st.sampled_from(list(places_in(document))))
        document = changed(document, path, data.draw(odd))
    read_and_write(json.dumps(document).encode())


@settings(max_examples=40)
@given(st.data())
def test_objects_of_pretalx_with_anything_anywhere_are_read_or_refused_and_then_written_validly(data):
    document = SLOTS
    for _time in range(data.draw(st.integers(1, 4))):
        path = data.draw(st.sampled_from(list(places_in(document))))
        document = changed(document, path, data.draw(odd))
    read_and_write(json.dumps(document).encode())


@settings(max_examples=40)
@given(schedules(), st.data())
def test_xml_with_anything_anywhere_is_read_or_refused_and_then_written_validly(schedule, data):
    root = etree.fromstring(write_xml(schedule))
    root.remove(root[0])
    for _time in range(data.draw(st.integers(1, 4))):
        element = data.draw(st.sampled_from([one for one in root.iter() if one is not root]))
        what = data.draw(st.sampled_from(["text", "attribute", "gone", "twice"]))
        if what == "gone" and element.getparent() is not None:
            element.getparent().remove(element)
        elif what == "twice" and element.getparent() is not None:
            element.getparent().append(etree.fromstring(etree.tostring(element)))
        else:
            text = data.draw(odd_texts.filter(lambda one: one.isprintable()))
            if what == "text":
                element.text = text
            for name in element.attrib if what == "attribute" else ():
                element.set(name, text)
    read_and_write(etree.tostring(root))


@settings(max_examples=40)
@given(
    st.binary(max_size=200)
    | st.binary(max_size=60).map(lambda data: b"<" + data)
    | st.binary(max_size=60).map(lambda data: b"{" + data)
)
def test_bytes_that_are_no_programme_are_refused(data):
    assert fault_of(data) in FileFault


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b" \n", FileFault.EMPTY),
        (b" " * (LARGEST_FILE + 1), FileFault.TOO_LARGE),
        (b"<schedule><day>", FileFault.UNREADABLE),
        (b"<rss/>", FileFault.UNKNOWN_FORM),
        (b"[" * 100_000, FileFault.UNREADABLE),
        (b'{"schedule": ', FileFault.UNREADABLE),
        (b'{"talks": []}', FileFault.UNKNOWN_FORM),
        (b"\xff\xfe\x00", FileFault.UNREADABLE),
        (b'<?xml version="1.0" encoding="no-such"?><schedule/>', FileFault.UNREADABLE),
        (b"<schedule/>", FileFault.NO_DATE),
        (b'{"schedule": {}}', FileFault.NO_DATE),
    ],
)
def test_what_is_no_programme_is_refused_with_the_reason(data, fault):
    assert fault_of(data) is fault


LAUGHS = "".join(f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 10))


@pytest.mark.parametrize(
    "declaration",
    [
        f'<!DOCTYPE schedule [<!ENTITY l0 "ha">{LAUGHS}]>',
        '<!DOCTYPE schedule [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE schedule [<!ENTITY % far SYSTEM "http://127.0.0.1:1/x.dtd"> %far;]>',
        '<!DOCTYPE schedule SYSTEM "http://127.0.0.1:1/x.dtd">',
    ],
)
def test_entities_and_document_types_are_refused_at_once(declaration):
    data = xml(event(abstract="&l9;")).replace(b"<schedule>", f"{declaration}<schedule>".encode())
    begun = time.process_time()
    assert fault_of(data) is FileFault.UNSAFE
    assert time.process_time() - begun < 1


def test_more_sessions_than_any_programme_has_are_refused():
    slots = [{"id": 1, "title": "x", "start": "2026-10-20T09:00:00Z"}] * (MOST_SESSIONS + 1)
    assert fault_of(json.dumps(slots).encode()) is FileFault.TOO_MANY


def test_thousands_of_sessions_that_are_all_alike_take_time_in_proportion():
    slots = [{"id": 1, "code": "ABC123", "title": "x", "start": "2026-10-20T09:00:00Z"}] * 4000
    begun = time.process_time()
    schedule = read_schedule(json.dumps(slots).encode()).schedule
    assert (len({one.guid for one in schedule.sessions}), len({one.slug for one in schedule.sessions})) == (4000, 4000)
    assert time.process_time() - begun < 5
