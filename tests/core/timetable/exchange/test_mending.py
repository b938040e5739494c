"""Faults that real files have are mended, and each mend is said."""

from __future__ import annotations

import json
from datetime import date
from uuid import UUID

import pytest

from comitia.core.timetable.exchange.reading import Form, read_schedule
from comitia.core.timetable.exchange.schedule import Link, Person
from comitia.core.timetable.exchange.texts import mended_url, without_html

GUID = "29aecfd7-2e44-4f49-ab86-29b5e0877325"
GOOD = {
    "room": "Hall",
    "title": "Opening",
    "type": "lecture",
    "date": "2026-10-20T09:00:00+09:00",
    "start": "09:00",
    "duration": "01:00",
    "abstract": "",
    "track": "",
}


def xml(*events: str, conference: str = "", day: str = "", before: str = "") -> bytes:
    day = day or 'date="2026-10-20" start="2026-10-20T04:00:00+09:00" end="2026-10-21T03:59:00+09:00"'
    return f"""<?xml version="1.0" encoding="utf-8"?>
    <schedule><version>1</version>
    <conference><title>Forum</title><acronym>forum26</acronym>{conference}</conference>{before}
    <day index="1" {day}><room name="Hall">{"".join(events)}</room></day></schedule>""".encode()


def event(inside: str = "", *, attributes: str = f'guid="{GUID}" id="7"', **values: str | None) -> str:
    texts = {**GOOD, **values}
    written = "".join(f"<{tag}>{text}</{tag}>" for tag, text in texts.items() if text is not None)
    return f"<event {attributes}>{written}{inside}</event>"


def mends(data: bytes, **options) -> list[tuple]:
    return [(one.code.value, *one.values.values()) for one in read_schedule(data, **options).repairs]


def only(data: bytes, **options):
    [session] = read_schedule(data, **options).schedule.sessions
    return session


def test_a_file_without_fault_needs_no_mend():
    assert mends(xml(event())) == []


@pytest.mark.parametrize(
    ("written", "guid"),
    [
        ("HOqeNIb6G7M4hYFKFRkCmQ", "1cea9e34-86fa-1bb3-3885-814a15190299"),
        (GUID.replace("-", ""), GUID),
        (f"urn:uuid:{GUID}", GUID),
    ],
)
def test_an_identifier_in_an_older_form_is_the_same_identifier(written, guid):
    data = xml(event(attributes=f'guid="{written}" id="7"'))
    assert (only(data).guid, mends(data)) == (UUID(guid), [("guid_form", written, guid)])


def test_an_identifier_that_is_none_or_missing_becomes_one_that_stays():
    free, missing = xml(event(attributes='guid="talk 7" id="7"')), xml(event(attributes='id="7"'))
    assert only(free).guid == only(free).guid != only(missing).guid
    assert [one[0] for one in mends(missing)] == ["missing", "guid_made"]
    moved = xml(event(attributes='id="7"', date="2026-10-20T11:00:00+09:00", start="11:00"))
    assert only(moved).guid == only(missing).guid


def test_an_identifier_given_twice_stays_with_the_first():
    read = read_schedule(xml(event(), event(date="2026-10-20T10:00:00+09:00", start="10:00")))
    first, second = read.schedule.sessions
    assert (first.guid, second.guid != first.guid, first.id, second.id) == (UUID(GUID), True, 7, 1)
    assert [(one.code.value, one.session) for one in read.repairs] == [
        ("guid_twice", second.guid),
        ("number", second.guid),
    ]


def test_every_element_that_is_missing_is_named():
    data = xml("<event><date>2026-10-20T09:00:00+09:00</date></event>")
    missing = [one[1] for one in mends(data) if one[0] == "missing"]
    assert missing == ["room", "title", "type", "start", "duration", "abstract", "track", "@guid", "@id"]
    assert only(data).ends == only(data).starts


def test_what_the_formats_have_no_place_for_is_counted():
    extra = "<conference_extra/>"
    data = xml(event("<answers/>"), event("<answers/>", attributes=f'guid="{GUID[:-1]}6" id="8"'), conference=extra)
    assert mends(data) == [("left_out", "conference/conference_extra", "1"), ("left_out", "event/answers", "2")]


def test_tracks_listed_outside_the_conference_are_read_and_their_slugs_begin_with_a_letter():
    data = xml(event(track="Cities"), before='<tracks><track slug="1-cities" color="#00FFAA">Cities</track></tracks>')
    [track] = read_schedule(data).schedule.tracks
    assert (track.name, track.slug, track.color) == ("Cities", "track-1-cities", "#00ffaa")
    assert mends(data) == [("track_slug", "1-cities", "track-1-cities")]


def test_html_becomes_plain_text_whether_escaped_or_not():
    escaped = xml(event(abstract="&lt;p&gt;One&lt;/p&gt;&lt;ul&gt;&lt;li&gt;Two&lt;/li&gt;&lt;/ul&gt;"))
    raw = xml(event(abstract="<p>One <em>day</em></p>"))
    assert (only(escaped).abstract, only(raw).abstract) == ("One\n\n- Two", "One day")
    assert (mends(escaped), mends(raw)) == ([("html", "abstract")], [("html", "abstract")])


def test_an_inequality_is_no_html():
    assert only(xml(event(abstract="2 &lt; 3 and b &lt; c &gt; d"))).abstract == "2 < 3 and b < c > d"


def test_scripts_vanish_and_links_keep_a_web_address_only():
    text = 'Go <a href="https://a.example/x">here</a><script>x()</script> or <a href="javascript:y()">there</a>'
    assert without_html(text) == "Go here (https://a.example/x) or there"


@pytest.mark.parametrize(
    ("values", "start", "end", "codes"),
    [
        ({"start": "11:00"}, "09:00", "10:00", ["start_differs"]),
        ({"duration": "90"}, "09:00", "10:30", ["duration_form"]),
        ({"duration": "0:45:30"}, "09:00", "09:45", []),
        ({"duration": "soon"}, "09:00", "09:00", ["duration_unreadable"]),
        ({"date": "2026-10-20T09:00:00"}, "09:00", "10:00", ["offset_missing"]),
        ({"date": None}, "09:00", "10:00", ["missing", "offset_missing"]),
        ({"date": "2026-10-20", "start": "9:30"}, "09:30", "10:30", ["offset_missing"]),
        ({"date": None, "start": "02:30"}, "02:30", "03:30", ["missing", "offset_missing"]),
    ],
)
def test_date_start_and_duration_that_do_not_agree_are_told_apart(values, start, end, codes):
    data = xml(event(**values))
    session = only(data, zone="Asia/Seoul")
    assert (f"{session.starts:%H:%M}", f"{session.ends:%H:%M}") == (start, end)
    assert [one[0] for one in mends(data, zone="Asia/Seoul")] == codes


def test_an_early_hour_without_date_belongs_to_the_night_of_its_day():
    assert only(xml(event(date=None, start="02:30")), zone="Asia/Seoul").starts.date() == date(2026, 10, 21)


def test_a_session_without_any_time_is_lost_and_said_so():
    read = read_schedule(xml(event(date=None, start="later")))
    assert read.schedule.sessions == ()
    assert [(one.code.value, dict(one.values)) for one in read.repairs][-1] == ("session_lost", {"was": "Opening"})


def test_days_are_widened_and_added_until_they_hold_every_session():
    data = xml(
        event(),
        event(attributes=f'guid="{GUID[:-1]}6" id="8"', date="2026-10-21T05:00:00+09:00", start="05:00"),
        event(attributes=f'guid="{GUID[:-1]}7" id="9"', date="2026-10-25T09:00:00+09:00", start="09:00"),
    )
    days = read_schedule(data).schedule.days
    assert [(one.day.day, f"{one.ends:%d %H:%M}") for one in days] == [(20, "21 05:01"), (25, "26 00:00")]
    assert [one[0] for one in mends(data)] == ["day_moved", "day_made"]


def test_a_day_without_bounds_lasts_from_midnight_to_midnight():
    data = xml(event(), day='date="2026-10-20"')
    [day] = read_schedule(data, zone="Asia/Seoul").schedule.days
    assert (day.starts.isoformat(), day.ends.isoformat()) == ("2026-10-20T00:00:00+09:00", "2026-10-21T00:00:00+09:00")


def test_days_that_overlap_end_where_the_next_begins():
    data = xml(event()).replace(
        b"</schedule>",
        b'<day index="2" date="2026-10-21" start="2026-10-20T20:00:00+09:00" end="2026-10-22T04:00:00+09:00"/></schedule>',
    )
    assert [f"{one.ends:%d %H:%M}" for one in read_schedule(data).schedule.days] == ["20 20:00", "22 04:00"]
    assert [one[0] for one in mends(data)] == ["day_moved"]


@pytest.mark.parametrize(
    ("written", "base", "mended"),
    [
        ("www.example.org", "", "https://www.example.org"),
        ("https://example.org/a b", "", "https://example.org/a%20b"),
        ("/logo.png", "https://example.org/2026/", "https://example.org/logo.png"),
        ("/logo.png", "", ""),
        ("HTTPS://example.org/%zz", "", "https://example.org/%25zz"),
        ("javascript:alert(1)", "https://example.org", ""),
        ("https://[::1", "", ""),
        ("https://user:secret@example.org", "", ""),
    ],
)
def test_a_web_address_is_mended_or_left_out(written, base, mended):
    assert mended_url(written, base=base) == mended


def test_recordings_are_kept_as_links():
    inside = "<recording><license>cc</license><optout>1</optout><url>https://a.example/v</url></recording>"
    session = only(xml(event(inside)))
    assert (session.licence, session.do_not_record) == ("cc", True)
    assert session.links == (Link(url="https://a.example/v", kind="media"),)


def document(*events: dict, rooms: dict | None = None, **conference) -> bytes:
    day = {"index": 1, "date": "2026-10-20", "day_start": "2026-10-20T04:00:00+09:00"}
    day |= {"day_end": "2026-10-21T04:00:00+09:00", "rooms": rooms or {"Hall": list(events)}}
    usual = {"title": "Forum", "acronym": "forum26", "start": "2026-10-20", "end": "2026-10-20"}
    usual |= {"daysCount": 1, "timeslot_duration": "00:05", "days": [day]}
    return json.dumps({"schedule": {"version": "1", "conference": usual | conference}}).encode()


def test_a_slug_that_is_a_code_is_taken_as_the_code_too():
    talk = GOOD | {"guid": GUID, "id": 7, "language": None, "links": [], "persons": [], "subtitle": None}
    talk |= {"slug": "MJA8QY", "url": "https://example.org/"}
    session = only(document(talk))
    assert (session.code, session.slug) == ("MJA8QY", "forum26-mja8qy")
    assert mends(document(talk)) == [("slug", "MJA8QY", "forum26-mja8qy")]


def test_the_name_a_person_chose_for_the_public_goes_first():
    talk = GOOD | {"guid": GUID, "id": 7, "persons": [{"id": 3, "name": "Bat Erdene", "public_name": "Bat"}, {"id": 4}]}
    session = only(document(talk))
    assert session.persons == (Person(name="Bat", id=3),)
    assert [one for one in mends(document(talk)) if one[0].startswith("name")] == [
        ("name_twice", "Bat Erdene", "Bat"),
        ("name_missing", "person"),
    ]


def test_a_room_that_comes_twice_in_a_day_keeps_both_lists():
    talks = [json.dumps(GOOD | {"id": number, "title": f"Talk {number}"}) for number in (1, 2)]
    data = document().replace(b'{"Hall": []}', f'{{"Hall": [{talks[0]}], "Hall": [{talks[1]}]}}'.encode())
    assert {one.title for one in read_schedule(data).schedule.sessions} == {"Talk 1", "Talk 2"}
    assert mends(data)[0] == ("key_twice", "Hall")


SLOTS = {
    "event": {"slug": "forum-2026", "name": {"en": "Forum", "fr": "Le Forum"}, "timezone": "Asia/Seoul"},
    "slots": [
        {
            "id": 31,
            "submission": "AB12CD",
            "room": 5,
            "start": "2026-10-20T09:00:00+09:00",
            "end": "2026-10-20T10:00:00+09:00",
        },
        {
            "id": 32,
            "room": 5,
            "start": "2026-10-20T10:00:00+09:00",
            "end": None,
            "duration": 30,
            "description": {"fr": "Pause"},
        },
        {
            "id": 33,
            "submission": "AB12CD",
            "room": 5,
            "start": "2026-10-21T09:00:00+09:00",
            "end": "2026-10-21T10:00:00+09:00",
        },
    ],
    "submissions": [
        {
            "code": "AB12CD",
            "title": {"en": "Clean energy", "fr": "Énergie propre"},
            "abstract": "Solar",
            "speakers": ["SPK123"],
            "track": 2,
            "submission_type": {"id": 1, "name": {"en": "Talk"}},
            "content_locale": "fr",
        }
    ],
    "rooms": {"count": 1, "results": [{"id": 5, "name": {"en": "Hall", "fr": "Salle"}, "guid": GUID, "capacity": 90}]},
    "speakers": [{"code": "SPK123", "name": "Bat", "biography": "Mayor", "avatar_url": None}],
    "tracks": [{"id": 2, "name": {"en": "Climate"}, "color": "#00ffaa"}],
}


def test_objects_of_pretalx_are_put_together_in_the_language_asked_for():
    read = read_schedule(json.dumps(SLOTS).encode(), language="fr")
    talk, pause, again = read.schedule.sessions
    assert read.form is Form.PRETALX
    assert read.languages == {"en", "fr"}
    assert (read.schedule.title, read.schedule.zone, len(read.schedule.days)) == ("Le Forum", "Asia/Seoul", 2)
    assert (talk.title, talk.room, talk.track, talk.kind, talk.code) == (
        "Énergie propre",
        "Salle",
        "Climate",
        "Talk",
        "AB12CD",
    )
    assert talk.persons == (Person(name="Bat", code="SPK123", biography="Mayor"),)
    assert (pause.title, pause.kind, pause.persons, f"{pause.ends:%H:%M}") == ("Pause", "break", (), "10:30")
    assert (again.title, again.code, again.guid != talk.guid) == ("Énergie propre", "", True)


def test_sessions_of_pretalx_are_the_same_in_every_language_and_after_the_next_release():
    later = SLOTS | {"slots": [slot | {"id": slot["id"] + 100} for slot in SLOTS["slots"]]}
    talks = [read_schedule(json.dumps(one).encode(), language=tag) for one, tag in [(SLOTS, "en"), (later, "fr")]]
    first, second = ([one.guid for one in read.schedule.sessions if one.title != "Pause"] for read in talks)
    assert first == second


def test_slots_with_everything_inside_them_are_read_alike():
    inside = [
        slot
        | {"submission": SLOTS["submissions"][0] | {"speakers": SLOTS["speakers"]} if "submission" in slot else None}
        | {"room": SLOTS["rooms"]["results"][0]}
        for slot in SLOTS["slots"]
    ]
    flat = read_schedule(json.dumps(SLOTS).encode()).schedule.sessions
    nested = read_schedule(json.dumps({"results": inside}).encode(), zone="Asia/Seoul").schedule.sessions
    said = [[(one.title, one.starts, one.ends, one.room, one.persons) for one in each] for each in (flat, nested)]
    assert said[0] == said[1]
