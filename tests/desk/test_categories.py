"""The secretariat keeps the categories in which people register."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comitia.accreditation.models import Category, Quota
from comitia.accreditation.queries.form import choices
from comitia.journal.models import Entry
from tests.factories.accounts import make_officer, make_person, signed_in
from tests.factories.accreditation import AT, make_category, make_event, register

pytestmark = pytest.mark.django_db
LIST = "/en/desk/categories/"
FILLED = {"names_en": "Press", "entry": "open", "admission": "by_decision", "modes": ["online"], "order": "4"}


@pytest.fixture(autouse=True)
def _first_of_november():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def meeting():
    return make_event()


@pytest.fixture
def desk():
    return signed_in(make_officer())


def seen_by(desk) -> dict[str, str]:
    page = desk.get(f"{LIST}observer/").content.decode()
    return {"seen": re.search(r'name="seen"[^>]*value="([^"]+)"', page)[1]}


def test_the_first_category_of_an_empty_meeting_opens_registration(meeting, desk):
    assert "The meeting has no categories yet." in desk.get(LIST).content.decode()
    answer = desk.post(f"{LIST}new/", {**FILLED, "code": "Press", "names_ko": "언론"})
    assert (answer.status_code, answer["Location"]) == (302, LIST)
    category = Category.objects.get()
    assert (category.code, category.names, category.modes) == ("press", {"en": "Press", "ko": "언론"}, ["online"])
    assert [quota.places for quota in Quota.objects.filter(own_of=category)] == [None]
    assert [(choice.category.code, choice.is_open) for choice in choices(None, at=AT)] == [("press", True)]


@pytest.mark.parametrize("code", ["new", "categories", "withdraw"])
def test_no_category_is_called_like_a_page_beside_its_own(meeting, desk, code):
    page = desk.post(f"{LIST}new/", {**FILLED, "code": code})
    assert (page.status_code, Category.objects.exists()) == (422, False)
    assert f"“{code}” has a meaning of its own." in page.content.decode()


def test_days_are_those_of_the_place_of_the_meeting(meeting, desk):
    desk.post(f"{LIST}new/", {**FILLED, "code": "press", "first_day": "2020-11-02", "last_day": "2020-11-10"})
    category = Category.objects.get()
    assert category.opens_at == datetime(2020, 11, 1, 21, tzinfo=UTC)  # midnight in Moscow
    assert category.closes_at == datetime(2020, 11, 10, 21, tzinfo=UTC)
    assert "Not open yet" in desk.get(LIST).content.decode()


def test_saving_what_is_shown_changes_nothing(meeting, desk):
    noon = datetime(2020, 11, 10, 12, tzinfo=UTC)
    category = make_category(meeting, closes_at=noon)
    entries = Entry.objects.count()
    shown = {"names_en": "Observer", "admission": "at_once", "modes": [], "order": "1", "last_day": "2020-11-10"}
    answer = desk.post(f"{LIST}observer/", {**FILLED, **shown, **seen_by(desk)})
    assert answer.status_code == 302
    category.refresh_from_db()
    assert (category.closes_at, Entry.objects.count()) == (noon, entries)


def test_a_change_keeps_the_number_of_places_and_is_in_the_journal(meeting, desk):
    make_category(meeting, places=7)
    answer = desk.post(f"{LIST}observer/", {**FILLED, "entry": "invitation", **seen_by(desk)})
    assert answer.status_code == 302
    category = Category.objects.get()
    assert (category.entry, category.own_quota.places) == ("invitation", 7)
    entry = Entry.objects.latest("number")
    assert (entry.verb, entry.subject) == ("save_category", "category:excom-2020:observer")
    assert entry.facts["after"]["entry"] == "invitation"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"code": "observer"}, "Another category has this short name already."),
        ({"code": "a b"}, "Enter a valid"),
        ({"names_en": "", "names_ko": "언론"}, "This field is required."),
        ({"first_day": "2020-11-10", "last_day": "2020-11-09"}, "Registration must open before it closes."),
        ({"entry": "anybody"}, "Select a valid choice."),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_typed_is_lost(meeting, desk, typed, sentence):
    make_category(meeting)
    answer = desk.post(f"{LIST}new/", {**FILLED, "code": "press", "descriptions_en": "For the press", **typed})
    page = answer.content.decode()
    assert (answer.status_code, sentence in page, "For the press" in page) == (422, True, True)
    assert Category.objects.count() == 1


def test_the_second_of_two_officers_is_told_of_the_first(meeting, desk):
    make_category(meeting)
    seen = seen_by(desk)
    desk.post(f"{LIST}observer/", {**FILLED, "names_en": "Guest", **seen})
    answer = desk.post(f"{LIST}observer/", {**FILLED, "names_en": "Visitor", **seen})
    assert answer.status_code == 422
    assert "Somebody else changed this record" in answer.content.decode()
    assert Category.objects.get().names == {"en": "Guest"}


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_the_same_statements_for_any_number(meeting, desk, number):
    for place in range(number):
        make_category(meeting, f"c{place}", order=place)
    register(make_person(), "c0")
    desk.get(LIST)
    with CaptureQueriesContext(connection) as captured:
        assert desk.get(LIST).content.decode().count('<th scope="row">') == number
    assert len(captured) == 6, [one["sql"][:90] for one in captured]


def test_nobody_but_the_secretariat_sees_the_pages(meeting):
    regional = signed_in(make_officer("regional_office", region="asia"))
    assert [client.get(LIST).status_code for client in (signed_in(make_person()), regional)] == [403, 403]
