"""The reader chooses the zone of every time on the site."""

from __future__ import annotations

import re

import pytest

from tests.factories.programme import make_meeting, make_slot

pytestmark = pytest.mark.django_db


def buttons(response) -> list[str]:
    return re.findall(r'name="zone" value="([^"]+)"', response.content.decode())


def test_a_chosen_zone_is_kept_in_a_cookie_and_every_page_follows_it(client):
    make_slot(make_meeting(), "opening")
    response = client.post("/en/zone/", {"zone": "Asia/Seoul", "next": "/en/programme/?zone=Africa/Lagos&kind=plenary"})
    assert (response.status_code, response["Location"]) == (302, "/en/programme/?kind=plenary")
    cookie = response.cookies["zone"]
    assert (cookie.value, cookie["samesite"], cookie["max-age"]) == ("Asia/Seoul", "Lax", 365 * 24 * 3600)
    assert "Times are shown in Seoul time (UTC+9)." in client.get("/en/programme/").content.decode()


def test_the_list_holds_every_inhabited_zone_once_and_may_be_kept_for_all(client):
    make_meeting()
    response = client.get("/en/zone/")
    zones = buttons(response)
    assert ("America/Mexico_City" in zones, "Asia/Kolkata" in zones, "UTC" in zones) == (True, True, True)
    assert "Asia/Calcutta" not in zones
    assert len(zones) == len(set(zones)) > 400
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"


@pytest.mark.parametrize(
    ("language", "words", "found"),
    [
        ("en", "mexico city", ["America/Mexico_City"]),
        ("en", "america/mexico_c", ["America/Mexico_City"]),
        ("ru", "москва", ["Europe/Moscow"]),
        ("ar", "موسكو", ["Europe/Moscow"]),
        ("ko", "seoul", ["Asia/Seoul"]),
        ("en", "Mexiko Citi", ["America/Mexico_City"]),
    ],
)
def test_a_zone_is_found_by_its_name_in_any_of_the_languages_or_nearly(client, language, words, found):
    make_meeting()
    assert buttons(client.get(f"/{language}/zone/", {"q": words}))[:1] == found


def test_what_is_no_place_says_what_to_do(client):
    make_meeting()
    response = client.get("/en/zone/", {"q": "qqqqqq"})
    assert (response.status_code, buttons(response)) == (200, [])
    assert "Search for the largest city near you." in response.content.decode()


@pytest.mark.parametrize("zone", ["", "Atlantis", "../etc/passwd", "<script>"])
def test_a_zone_that_does_not_exist_is_refused_and_no_cookie_set(client, zone):
    make_meeting()
    response = client.post("/en/zone/", {"zone": zone})
    assert (response.status_code, "zone" in response.cookies) == (422, False)
    assert "is no time zone. Choose one from the list." in response.content.decode()


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/", ""])
def test_nobody_is_sent_to_another_site(client, address):
    make_meeting()
    response = client.post("/en/zone/", {"zone": "Asia/Seoul", "next": address})
    assert response["Location"] == "/en/programme/"
