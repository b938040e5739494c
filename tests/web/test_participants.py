"""The list of participants: by consent, found by name in any script, and left at once."""

import re
from html import unescape

import pytest
import time_machine
from django.test import Client

from comitia.accreditation.models import Registration
from comitia.journal.models import Entry, Particulars
from tests.factories.accreditation import AT, ask, make_category, make_event, make_member, make_person, register
from tests.factories.pages import text

pytestmark = pytest.mark.django_db
LIST = "/en/participants/"


@pytest.fixture(autouse=True)
def _first_of_november():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def event():
    meeting = make_event()
    make_category(meeting)
    make_category(meeting, "press", order=2)
    ask(meeting, "city", kind="affiliation", required=False)
    for name, region, code in (("Seoul", "asia", "KR"), ("Ulaanbaatar", "asia", "MN"), ("Moscow", "europe", "RU")):
        member = make_member(name, region=region)
        member.country_code = code
        member.save()
    return meeting


def take_part(name, *, publish="everyone", member="", category="observer") -> Registration:
    registration = register(make_person(name), category, answers={"city": [member, ""]})
    Registration.objects.filter(pk=registration.pk).update(publish=publish)
    return registration


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def names(response) -> list[str]:
    return [unescape(name) for name in re.findall(r'<th scope="row"><bdi>([^<]*)', response.content.decode())]


def test_each_reader_sees_who_lets_them_and_how_many_are_not_listed(event):
    take_part("Ana")
    inside = take_part("Bo", publish="participants")
    take_part("Cem", publish="nobody")
    stranger, participant = Client().get(LIST), signed_in(inside.person).get(LIST)
    assert (names(stranger), names(participant)) == (["Ana"], ["Ana", "Bo"])
    assert "1 person is listed. 2 more take part and are not listed for you." in text(stranger)
    assert "2 people are listed. 1 more takes part and is not listed for you." in text(participant)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=omer", ["Ömer Yılmaz"]),
        ("q=ЗОЯ", ["Зоя"]),
        ("q=seoul", ["Ömer Yılmaz"]),
        ("q=example.org", []),
        ("region=asia", ["Kim", "Ömer Yılmaz"]),
        ("country=MN", ["Kim"]),
        ("category=press", ["Зоя"]),
        ("category=press&region=asia", []),
        ("page=9", ["Kim", "Ömer Yılmaz", "Зоя"]),
    ],
)
def test_the_list_is_searched_and_filtered(event, query, found):
    take_part("Ömer Yılmaz", member="seoul")
    take_part("Kim", member="ulaanbaatar")
    take_part("Зоя", member="moscow", category="press")
    assert sorted(names(Client().get(f"{LIST}?{query}"))) == found


def test_a_search_never_finds_a_name_that_is_not_listed(event):
    take_part("Ana")
    take_part("Cem", publish="nobody", member="moscow")
    page = Client().get(f"{LIST}?q=cem")
    assert (names(page), "Moscow" in text(page), "0 of 1 people who are listed match." in text(page)) == (
        [],
        False,
        True,
    )


def test_whoever_takes_their_name_off_is_gone_at_once_also_after_registration_has_closed(event):
    one = take_part("Ana")
    type(event).objects.update(state="held")
    event.categories.update(closes_at=AT)
    before = Client().get(LIST)
    response = signed_in(one.person).post(
        "/en/register/consents/", {"publish": "nobody", "recording": "no"}, follow=True
    )
    assert "Saved. It holds from now on." in text(response)
    assert (names(before), names(Client().get(LIST))) == (["Ana"], [])
    assert "no-store" in before["Cache-Control"]
    entry = Entry.objects.get(verb="change_consents")
    assert (entry.facts, Particulars.objects.get(entry=entry).data) == ({}, {"publish": "nobody", "recording": False})


def test_a_draft_that_is_sent_later_begins_with_what_holds_now(event):
    one = take_part("Ana")
    client = signed_in(one.person)
    client.post("/en/register/observer/1/", {"city": ["seoul", ""]})
    client.post("/en/register/consents/", {"publish": "nobody", "recording": "no"})
    one.refresh_from_db()
    assert (one.draft["publish"], one.draft["recording"]) == ("nobody", False)


def test_consents_that_are_missing_are_asked_for_and_nobody_without_a_registration_is_asked(event):
    one = take_part("Ana")
    refused = signed_in(one.person).post("/en/register/consents/", {"publish": "nobody"})
    assert (refused.status_code, "Choose whether you may be seen" in text(refused)) == (422, True)
    assert signed_in(make_person()).get("/en/register/consents/")["Location"] == "/en/register/"
