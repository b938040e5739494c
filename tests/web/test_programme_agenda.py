"""A person's own agenda, with and without script."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from comitia.programme import queries
from comitia.programme.models import Bookmark, CalendarAddress
from tests.factories.accounts import make_person, signed_in
from tests.factories.programme import make_meeting, make_room, make_slot

pytestmark = pytest.mark.django_db
KEEP = "/en/programme/opening/bookmark/"


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_a_session_is_kept_by_a_plain_form_and_the_reader_is_back_where_they_were():
    make_slot(make_meeting(), "opening")
    browser = signed_in(make_person())
    response = browser.post(KEEP, {"keep": "yes", "next": "/en/programme/?kind=plenary"})
    assert (response.status_code, response["Location"]) == (302, "/en/programme/?kind=plenary#session-opening")
    page = browser.get("/en/programme/").content.decode()
    assert ("data-mine" in page, 'aria-pressed="true"' in page) == (True, True)
    browser.post(KEEP, {"keep": "no"})
    assert Bookmark.objects.count() == 0


def test_a_script_gets_the_new_state_instead_of_a_page():
    make_slot(make_meeting(), "opening")
    browser = signed_in(make_person())
    response = browser.post(KEEP, {"keep": "yes"}, headers={"Accept": "application/json"})
    assert (response.status_code, response.json()) == (200, {"kept": True})


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_nobody_is_sent_to_another_site(address):
    make_slot(make_meeting(), "opening")
    response = signed_in(make_person()).post(KEEP, {"keep": "yes", "next": address})
    assert response["Location"] == "/en/programme/opening/#session-opening"


def test_a_session_that_does_not_exist_is_not_found():
    make_meeting()
    browser = signed_in(make_person())
    for headers in ({}, {"Accept": "application/json"}):
        response = browser.post(KEEP, {"keep": "yes"}, headers=headers)
        assert response.status_code == 404
    assert response.json()["code"] == "unknown_slot"


def test_a_full_agenda_says_so(monkeypatch):
    make_slot(make_meeting(), "opening")
    monkeypatch.setattr("comitia.programme.policies.MOST_BOOKMARKS", 0)
    browser = signed_in(make_person())
    response = browser.post(KEEP, {"keep": "yes", "next": "/en/programme/"}, follow=True)
    assert "Your agenda is full" in text_of(response)
    assert browser.post(KEEP, {"keep": "yes"}, headers={"Accept": "application/json"}).status_code == 422


def test_without_the_protection_token_nothing_is_kept():
    make_slot(make_meeting(), "opening")
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(make_person())
    assert browser.post(KEEP, {"keep": "yes"}).status_code == 403
    form = browser.get("/en/programme/").content.decode()
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', form)[1]
    assert browser.post(KEEP, {"keep": "yes", "csrfmiddlewaretoken": token}).status_code == 302


def test_people_who_are_not_signed_in_sign_in_first_and_see_no_ribbons(client):
    make_slot(make_meeting(), "opening")
    for path in ("/en/agenda/", "/en/programme/?mine=1"):
        response = client.get(path)
        assert response.status_code == 302
        assert response["Location"].startswith("/en/accounts/login/?next=%2Fen%2F")
    assert client.get(KEEP).status_code in {302, 405}
    assert "csrfmiddlewaretoken" not in client.get("/en/programme/").content.decode()


def test_the_agenda_names_what_happens_at_the_same_time_on_the_readers_clock():
    meeting = make_meeting()
    for order, room in enumerate(("a", "b")):
        make_room(meeting, room, order=order)
    make_slot(meeting, "streets", "11:00", "12:30", room="b", titles={"en": "Streets"})
    make_slot(meeting, "residents", "11:30", "12:30", room="a", titles={"en": "Residents"})
    browser = signed_in(make_person(zone="Asia/Seoul"))
    for slug in ("streets", "residents"):
        browser.post(f"/en/programme/{slug}/bookmark/", {"keep": "yes"})
    text = text_of(browser.get("/en/agenda/"))
    assert "17:00 – 18:30" in text
    assert "At the same time as “Residents”." in text
    assert "At the same time as “Streets”." in text


def test_only_my_agenda_is_a_filter_of_the_programme():
    meeting = make_meeting()
    make_slot(meeting, "opening")
    make_slot(meeting, "closing", "16:30", "17:00")
    browser = signed_in(make_person())
    browser.post(KEEP, {"keep": "yes"})
    html = browser.get("/en/programme/?mine=1").content.decode()
    assert re.findall(r'id="session-([\w-]+)"', html) == ["opening"]


def test_the_private_address_is_made_shown_and_replaced():
    make_slot(make_meeting(), "opening")
    person = make_person()
    browser = signed_in(person)
    assert "Make a private address" in text_of(browser.get("/en/agenda/"))
    browser.post("/en/agenda/address/")
    first = queries.calendar_secret(person)
    assert f'value="http://127.0.0.1:8000/calendar/{first}.ics"' in browser.get("/en/agenda/").content.decode()
    response = browser.post("/en/agenda/address/", follow=True)
    assert "Your calendar has a new address." in text_of(response)
    assert (queries.calendar_secret(person) != first, CalendarAddress.objects.count()) == (True, 1)


def test_a_look_at_the_agenda_writes_nothing():
    make_meeting()
    browser = signed_in(make_person())
    response = browser.get("/en/agenda/")
    assert (CalendarAddress.objects.count(), "no-store" in response["Cache-Control"]) == (0, True)
    assert browser.get("/en/agenda/address/").status_code == 405


@pytest.mark.parametrize("count", [1, 3])
def test_the_agenda_takes_the_same_statements_for_one_and_for_three(count, django_assert_num_queries):
    meeting = make_meeting()
    browser = signed_in(make_person())
    for number in range(count):
        make_slot(meeting, f"slot-{number}", f"1{number}:00", f"1{number}:30")
        browser.post(f"/en/programme/slot-{number}/bookmark/", {"keep": "yes"})
    browser.get("/en/agenda/")
    with django_assert_num_queries(7):
        browser.get("/en/agenda/")
