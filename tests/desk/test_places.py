"""The desk's pages of places: what is taken, who waits, and what an officer changes."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comitia.accreditation import actions
from comitia.accreditation.models import Category, Quota, WaitingEntry
from comitia.notices.models import Mail
from tests.desk.test_registrations import desk_of
from tests.factories.accreditation import (
    AT,
    give_role,
    make_category,
    make_event,
    make_person,
    own,
    register,
)
from tests.factories.pages import text
from tests.factories.places import make_quota, wait

pytestmark = pytest.mark.django_db
LIST = "/en/desk/places/"
OWN = {"places": "2", "has_waiting_list": "on", "confirm_within": "24", "overflow": ""}


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def event():
    return make_event()


@pytest.fixture
def client(event):
    return desk_of(give_role(make_person("Clerk")))


def own_page(code="observer"):
    return f"{LIST}{Quota.objects.get(own_of__code=code).pk}/"


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_the_same_statements_for_any_number(client, event, number):
    for place in range(number):
        make_category(event, f"category-{place}", places=1, order=place)
        register(make_person(), f"category-{place}")
        wait(make_person(), f"category-{place}")
        make_quota(f"category-{place}", places=9)
    client.get(LIST)
    with CaptureQueriesContext(connection) as captured:
        page = text(client.get(LIST))
    assert (page.count("Full"), page.count("Places left")) == (number, number)
    assert len(captured) == 8, [query["sql"][:90] for query in captured]


@pytest.mark.parametrize("number", [1, 3])
def test_a_page_with_its_waiting_list_takes_the_same_statements_for_any_number(client, event, number):
    make_category(event, places=1)
    register(make_person())
    for _place in range(number):
        wait(make_person())
    page = own_page()
    client.get(page)
    with CaptureQueriesContext(connection) as captured:
        assert text(client.get(page)).count("Offer now") == number
    assert len(captured) == 10, [query["sql"][:90] for query in captured]


def test_the_number_of_places_is_changed_and_never_below_those_taken(client, event):
    make_category(event, places=1)
    register(make_person())
    register_second = client.post(own_page(), {**OWN, "places": "2", "seen": seen(client, own_page())}, follow=True)
    assert "The places are saved." in text(register_second)
    register(make_person())
    refused = client.post(own_page(), {**OWN, "places": "1", "seen": seen(client, own_page())})
    assert refused.status_code == 422
    assert "2 places are taken already; the number of places cannot be lower." in text(refused)
    assert "changed how many places there are" in text(client.get(own_page()))


def test_another_officers_change_is_noticed(client, event):
    make_category(event, places=1)
    before = seen(client, own_page())
    client.post(own_page(), {**OWN, "places": "2", "seen": before})
    late = client.post(own_page(), {**OWN, "places": "3", "seen": before})
    assert "Somebody else changed this record while you were editing it." in text(late)
    assert Quota.objects.get().places == 2


def test_a_limit_over_categories_is_added_and_removed(client, event):
    for code in ("press", "observer"):
        make_category(event, code)
    fields = {
        "name": "Guests",
        "categories": ["press", "observer"],
        "per": "region",
        "mode": "",
        "places": "40",
        "has_waiting_list": "on",
        "confirm_within": "48",
    }
    wrong = client.post(f"{LIST}new/", {**fields, "places": ""})
    assert (wrong.status_code, 'value="Guests"' in wrong.content.decode()) == (422, True)
    assert "Guests" in text(client.post(f"{LIST}new/", fields, follow=True))
    page = f"{LIST}{Quota.objects.get(own_of=None).pk}/"
    assert "for each region" in text(client.get(page))
    assert "The limit is removed." in text(client.post(f"{page}remove/", follow=True))
    assert client.get(page).status_code == 404
    assert "own" not in text(client.post(f"{own_page()}remove/", follow=True)).split("Change")[0].casefold().split()


def test_a_place_is_offered_before_the_turn_and_somebody_taken_off(client, event):
    make_category(event, places=1)
    first = make_person()
    register(first)
    wait(make_person("Ana"))
    late = wait(make_person("Bo"))
    refused = client.post(f"{LIST}waiting/{late.pk}/offer/", follow=True)
    assert "1 place is needed and 0 of 1 is left. Raise the number of places first." in text(refused)
    actions.withdraw(first, by=own(first), at=AT)
    page = text(client.get(own_page()))
    assert "Offered until Tue 3 Nov, 12:00" in page
    taken_off = client.post(f"{LIST}waiting/{late.pk}/take-off/", {"reason": ""})
    assert (taken_off.status_code, "Write the reason" in text(taken_off)) == (422, True)
    client.post(f"{LIST}waiting/{late.pk}/take-off/", {"reason": "Asked twice."})
    assert WaitingEntry.objects.get(pk=late.pk).state == "removed"
    assert "Asked twice." in Mail.objects.get(kind="waiting_removed").text
    gone = client.get(f"{LIST}waiting/{late.pk}/take-off/", follow=True)
    assert "This person no longer waits." in text(gone)


def test_a_full_category_offers_another_one(client, event):
    make_category(event, places=1)
    make_category(event, "viewer")
    client.post(own_page(), {**OWN, "places": "1", "overflow": "viewer", "seen": seen(client, own_page())})
    assert Category.objects.get(code="observer").overflow.code == "viewer"


@pytest.mark.parametrize("role", ["regional_office", "chair", "operator"])
def test_only_the_secretariat_gets_to_the_places(event, role):
    assert desk_of(give_role(make_person(), role)).get(LIST).status_code == 403


def seen(client, page):
    return client.get(page).content.decode().split('name="seen"')[1].split('value="')[1].split('"')[0]
