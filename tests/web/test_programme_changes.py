"""Readers see what changed between versions, and take places in sessions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
import time_machine

from comitia.journal.models import Entry
from comitia.platform.actors import SYSTEM
from comitia.programme import actions
from comitia.programme.models import Slot
from tests.factories.accounts import make_person, signed_in
from tests.factories.programme import AT, draft_slot, make_meeting, make_room, make_slot, moment, release

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}
BEFORE = datetime(2020, 11, 16, 9, 0, tzinfo=UTC)


def released_twice(meeting, count: int = 1) -> None:
    make_room(meeting, "hall")
    for number in range(count):
        draft_slot(meeting, f"talk-{number}", f"1{number}:00", f"1{number}:30", room="hall")
    release(meeting, "1.0")
    for number in range(count):
        actions.move_slot(
            meeting.slug,
            f"talk-{number}",
            starts_at=moment(f"1{number}:15"),
            ends_at=moment(f"1{number}:45"),
            by=SYSTEM,
            at=AT,
        )
    release(meeting, "1.1 <b>", comment="The speakers asked for it.", at=AT + timedelta(days=1))


def test_the_page_of_changes_says_from_where_to_where_a_session_moved(client):
    released_twice(make_meeting())
    page = " ".join(client.get("/en/programme/changes/").content.decode().split())
    assert "Version 1.1 &lt;b&gt;" in page
    assert "The speakers asked for it." in page
    assert 'href="/en/programme/talk-0/">Talk 0</a>: <del><time datetime="2020-11-17T10:00+03:00">' in page
    assert "The first version, with 1 session." in page


def test_the_feed_has_an_entry_for_each_version(client):
    released_twice(make_meeting())
    response = client.get("/en/programme/changes.atom")
    entries = ET.fromstring(response.content).findall("a:entry", ATOM)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert [entry.findtext("a:title", namespaces=ATOM) for entry in entries] == ["Version 1.1 <b>", "Version 1.0"]
    assert entries[0].find("a:link", ATOM).get("href") == "http://127.0.0.1:8000/en/programme/changes/#version-2"


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_of_changes_take_the_same_statements_for_one_and_for_three(client, count, django_assert_num_queries):
    released_twice(make_meeting(), count)
    for address in ("/en/programme/changes/", "/en/programme/changes.atom"):
        client.get(address)
        with django_assert_num_queries(2):
            client.get(address)


def test_a_cancelled_session_keeps_its_page_and_says_so(client):
    meeting = make_meeting()
    draft_slot(meeting, "opening")
    release(meeting, "1.0")
    actions.drop_slot(meeting.slug, "opening", by=SYSTEM, at=AT)
    release(meeting, "1.1")
    page = client.get("/en/programme/opening/")
    assert (page.status_code, "This session does not take place." in page.content.decode()) == (200, True)


def test_a_draft_has_no_page(client):
    meeting = make_meeting()
    draft_slot(meeting, "secret")
    browser = signed_in(make_person())
    assert client.get("/en/programme/secret/").status_code == 404
    assert browser.post("/en/programme/secret/bookmark/", {"keep": "yes"}).status_code == 404
    assert browser.post("/en/programme/secret/place/", {"place": "yes"}).status_code == 404


@time_machine.travel(BEFORE)
def test_somebody_takes_a_place_sees_it_in_the_agenda_and_gives_it_back():
    make_slot(make_meeting(), "workshop", takes_sign_up=True, capacity=2)
    browser = signed_in(make_person())
    assert "2 places are left." in browser.get("/en/programme/workshop/").content.decode()
    browser.post("/en/programme/workshop/place/", {"place": "yes"})
    assert "You have a place in this session." in browser.get("/en/programme/workshop/").content.decode()
    assert "You have a place." in browser.get("/en/agenda/").content.decode()
    browser.post("/en/programme/workshop/place/", {"place": "no"})
    assert Slot.objects.get().taken == 0
    assert list(
        Entry.objects.filter(subject="slot:excom-2020/workshop", verb__contains="place").values_list("verb")
    ) == [("give_place_back",)]


@time_machine.travel(BEFORE)
def test_the_last_place_is_given_once_and_the_refusal_says_what_next():
    make_slot(make_meeting(), "workshop", takes_sign_up=True, capacity=1)
    first, second = signed_in(make_person()), signed_in(make_person())
    first.post("/en/programme/workshop/place/", {"place": "yes"})
    page = second.post("/en/programme/workshop/place/", {"place": "yes"}, follow=True).content.decode()
    assert "All places in this session are taken." in page
    assert Slot.objects.get().taken == 1
