"""The words of letters are changed per language and category, looked at as their receiver, and given up again."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comitia.notices.models import MailTemplate
from tests.factories.accounts import make_officer, signed_in
from tests.factories.accreditation import make_category, make_event, make_person, register

pytestmark = pytest.mark.django_db

ACCEPTED = "/en/desk/letters/registration_accepted/"
OWN = {"subject": "Welcome to {meeting}", "text": "{greeting}\n\nSee {address}"}


def seen_on(client, address) -> str:
    return re.search(r'name="seen"[^>]*value="([^"]+)"', client.get(address).content.decode())[1]


def texts() -> list[tuple[str, str, str]]:
    return list(MailTemplate.objects.order_by("pk").values_list("category", "language", "subject"))


def test_words_are_saved_for_a_language_and_a_category_and_given_up():
    make_category(make_event(), "press")
    client, address = signed_in(make_officer()), f"{ACCEPTED}?language=es&category=press"
    client.post(address, {**OWN, "act": "save", "seen": seen_on(client, address)})
    assert texts() == [("press", "es", "Welcome to {meeting}")]
    assert "Spanish, Press" in client.get("/en/desk/letters/").content.decode()
    client.post(f"{ACCEPTED}reset/?language=es&category=press")
    assert texts() == []
    page = client.post(f"{ACCEPTED}reset/?language=es&category=press", follow=True).content.decode()
    assert "This text is not your own already." in page


def test_a_word_that_may_not_be_there_is_refused_beside_its_field_and_nothing_is_lost():
    client = signed_in(make_officer())
    given = {"subject": "Dear {name}", "text": "{address}\n{adress}", "act": "save", "seen": seen_on(client, ACCEPTED)}
    answer = client.post(ACCEPTED, given)
    page = answer.content.decode()
    assert (answer.status_code, texts()) == (422, [])
    assert "Character 6: {name} is what somebody typed about themselves." in page
    assert "Line 2, character 1: {adress} is not known in this letter." in page
    assert ('value="Dear {name}"' in page, "{address}\n{adress}</textarea>" in page) == (True, True)


def test_the_preview_shows_what_a_person_would_read_and_saves_nothing():
    meeting, person = make_event(), make_person("Aigul <b>", email="aigul@example.org")
    make_category(meeting)
    register(person)
    client = signed_in(make_officer())
    preview = {**OWN, "act": "preview", "receiver": "aigul@example.org"}
    page = client.post(ACCEPTED, preview).content.decode()
    assert ("Welcome to Executive Committee 2020" in page, "Dear Aigul &lt;b&gt;," in page) == (True, True)
    assert ("As aigul@example.org would read it" in page, texts()) == (True, [])
    page = client.post(ACCEPTED, {**preview, "receiver": "nobody@example.org"}).content.decode()
    assert ("Nobody has an account with this address." in page, "Dear Saltanat Bekova," in page) == (True, True)
    make_person(email="new@example.org")
    page = client.post(ACCEPTED, {**preview, "receiver": "new@example.org"}).content.decode()
    assert "There is nothing of this person to put into this letter." in page


def test_a_change_of_another_officer_is_shown_before_it_is_overwritten():
    client = signed_in(make_officer())
    seen = seen_on(client, ACCEPTED)
    client.post(ACCEPTED, {**OWN, "act": "save", "seen": seen})
    answer = client.post(ACCEPTED, {**OWN, "subject": "Other", "act": "save", "seen": seen})
    assert (answer.status_code, "Somebody else changed this record" in answer.content.decode()) == (422, True)
    assert texts() == [("", "en", "Welcome to {meeting}")]


@pytest.mark.parametrize("place", ["", "?language=xx&category=nobody", "?language=ar"])
def test_every_kind_of_letter_has_its_page_in_every_place(place):
    client = signed_in(make_officer())
    addresses = re.findall(r'href="(/en/desk/letters/\w+/)"', client.get("/en/desk/letters/").content.decode())
    assert {"/en/desk/letters/sign_in_link/", ACCEPTED} <= set(addresses)
    assert {client.get(address + place).status_code for address in addresses} == {200}


def test_a_kind_that_nobody_declared_has_no_page():
    client = signed_in(make_officer())
    asked = [client.get("/en/desk/letters/nothing/"), client.post("/en/desk/letters/nothing/reset/")]
    assert [answer.status_code for answer in asked] == [404, 404]


def test_the_list_takes_the_same_number_of_statements_for_one_text_and_for_three(at):
    client, counted = signed_in(make_officer()), []
    for languages in (["en"], ["es", "ko"]):
        for language in languages:
            MailTemplate.objects.create(kind="sign_in_link", language=language, subject="a", text="a", changed_at=at)
        client.get("/en/desk/letters/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/en/desk/letters/")
        counted.append(len(asked))
    assert counted == [8, 8]
