"""Calendar files, read by two other programs."""

from __future__ import annotations

import logging

import pytest
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

from comitia.platform.actors import Actor
from comitia.programme import actions
from tests.factories.accounts import make_person
from tests.factories.programme import AT, make_meeting, make_room, make_slot, make_speaker, moment, name_speaker

pytestmark = pytest.mark.django_db


def own_calendar(person, *slugs) -> str:
    by = Actor(person=person.reference)
    for slug in slugs:
        actions.bookmark_slot(person, "excom-2020", slug, by=by)
    return f"/calendar/{actions.replace_calendar_address(person, by=by, at=AT)}.ics"


def events(content: bytes) -> list[tuple]:
    """Give what two readers agree on: the identifier, the title and the moments of each entry."""
    ours = [
        (str(one["UID"]), str(one["SUMMARY"]), one.decoded("DTSTART"), one.decoded("DTEND"))
        for one in Calendar.from_ical(content).walk("VEVENT")
    ]
    theirs = [
        (one.uid, one.summary, one.dtstart, one.dtend)
        for one in IcsCalendarStream.calendar_from_ics(content.decode()).events
    ]
    assert ours == theirs
    return ours


def test_two_readers_find_the_same_sessions_at_the_same_moments(client):
    meeting = make_meeting()
    make_slot(meeting, "opening", "10:00", "10:30", titles={"en": "Opening; welcome, all"})
    make_slot(meeting, "closing", "16:30", "17:00")
    make_slot(meeting, "tour", "", "")
    response = client.get("/en/programme.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert events(response.content) == [
        ("excom-2020.opening@127.0.0.1", "Opening; welcome, all", moment("10:00"), moment("10:30")),
        ("excom-2020.closing@127.0.0.1", "Closing", moment("16:30"), moment("17:00")),
    ]
    assert response.content.count(b"BEGIN:VTIMEZONE") == 1


def test_one_session_has_place_people_and_the_way_back_to_its_page(client):
    meeting = make_meeting()
    make_room(meeting, "hall", en="Hall", ru="Зал")
    make_slot(meeting, "opening", room="hall", titles={"en": "Opening", "ru": "Открытие"}, summaries={"en": "Welcome."})
    make_speaker(meeting, "vera", name="Vera")
    name_speaker(meeting, "opening", "vera")
    response = client.get("/ru/programme/opening.ics")
    [entry] = Calendar.from_ical(response.content).walk("VEVENT")
    assert {name: str(entry[name]) for name in ("SUMMARY", "LOCATION", "DESCRIPTION", "URL")} == {
        "SUMMARY": "Открытие",
        "LOCATION": "Зал",
        "DESCRIPTION": "Welcome.\n\nVera",
        "URL": "http://127.0.0.1:8000/ru/programme/opening/",
    }
    assert response["Content-Disposition"] == 'attachment; filename="opening.ics"'


def test_a_moved_session_stays_one_entry_with_a_higher_number(client):
    meeting = make_meeting()
    make_slot(meeting, "opening", "10:00", "10:30")
    before = events(client.get("/en/programme.ics").content)
    make_slot(meeting, "opening", "11:00", "11:30")
    content = client.get("/en/programme.ics").content
    assert [uid for uid, *_rest in events(content)] == [uid for uid, *_rest in before]
    assert b"SEQUENCE:1" in content


def test_a_private_calendar_holds_what_its_owner_keeps_in_their_language(client):
    meeting = make_meeting()
    make_slot(meeting, "opening", "10:00", "10:30", titles={"en": "Opening", "ko": "개회"})
    make_slot(meeting, "closing", "16:30", "17:00")
    address = own_calendar(make_person(language="ko"), "opening")
    response = client.get(address)
    assert events(response.content) == [("excom-2020.opening@127.0.0.1", "개회", moment("10:00"), moment("10:30"))]
    assert response["Cache-Control"] == "private, no-cache"
    assert response["Referrer-Policy"] == "no-referrer"
    assert not response.cookies


def test_a_calendar_program_that_has_the_file_is_told_so_until_it_changes(client):
    meeting = make_meeting()
    make_slot(meeting, "opening", "10:00", "10:30")
    address = own_calendar(make_person(), "opening")
    etag = client.get(address)["ETag"]
    again = client.get(address, headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again["Cache-Control"]) == (304, b"", "private, no-cache")
    make_slot(meeting, "opening", "11:00", "11:30")
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("secret", ["x", "0" * 43, "ключ", "a" * 5000])
def test_an_address_that_opens_nothing_says_what_to_do(client, secret):
    make_meeting()
    response = client.get(f"/calendar/{secret}.ics")
    assert response.status_code == 404
    assert "Sign in, open My agenda and copy the present address." in response.content.decode()


def test_the_old_address_is_dead_once_it_is_replaced(client):
    make_slot(make_meeting(), "opening")
    person = make_person()
    old = own_calendar(person, "opening")
    new = own_calendar(person)
    assert (client.get(old).status_code, client.get(new).status_code) == (404, 200)


def test_no_log_tells_a_private_address(client, caplog):
    make_slot(make_meeting(), "opening")
    person = make_person()
    old = own_calendar(person, "opening")
    new = own_calendar(person)
    with caplog.at_level(logging.DEBUG):
        client.get(old)
        client.get(new)
        client.post(new)
    told = "\n".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    assert [address for address in (old, new) if address in told] == []


def test_a_calendar_is_only_read(client):
    make_meeting()
    assert client.post(own_calendar(make_person())).status_code == 405
