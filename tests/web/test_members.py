"""Anybody looks for a member and reads what is on record of it."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client

from tests.factories.meetings import attend, make_assembly, make_meeting
from tests.factories.members import make_member, make_office, make_region
from tests.factories.organs import make_committee, make_mandate

pytestmark = pytest.mark.django_db


def names(response) -> list[str]:
    return re.findall(r'<h3 class="card__title"><a href="[^"]+">([^<]+)</a>', response.content.decode())


@pytest.fixture
def three_cities() -> None:
    asia, europe = make_region("asia"), make_region("europe")
    make_member(
        "Seoul", native_name="서울", native_language="ko", country="South Korea", country_code="KR", region=asia
    )
    make_member("Moscow", native_name="Москва", native_language="ru", country_code="RU", region=europe)
    make_member("Beyoğlu", also=("Istanbul (Beyoglu)",), country_code="TR", category="associate", region=asia)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ["Beyoğlu", "Moscow", "Seoul"]),
        ("seo", ["Seoul"]),
        ("서울", ["Seoul"]),
        ("МОСКВА", ["Moscow"]),
        ("beyoglu", ["Beyoğlu"]),
        ("istanbul", ["Beyoğlu"]),
        ("korea", ["Seoul"]),
        ("\x00 🏙️", []),
    ],
)
def test_a_member_is_found_in_any_script(client: Client, three_cities, words, found) -> None:
    assert names(client.get("/en/members/", {"q": words})) == found


def test_a_country_is_found_in_the_language_of_the_page(client: Client, three_cities) -> None:
    assert names(client.get("/es/members/", {"q": "corea"})) == ["Seoul"]


def test_region_and_category_narrow_the_list(client: Client, three_cities) -> None:
    assert names(client.get("/en/members/", {"region": "asia"})) == ["Beyoğlu", "Seoul"]
    assert names(client.get("/en/members/", {"region": "asia", "category": "associate"})) == ["Beyoğlu"]


def test_readers_of_the_native_language_see_the_native_name(client: Client, three_cities) -> None:
    assert names(client.get("/ru/members/", {"q": "moscow"})) == ["Москва"]


def test_what_was_searched_stays_in_the_form_and_is_escaped(client: Client, three_cities) -> None:
    page = client.get("/en/members/", {"q": '"><script>'}).content.decode()
    assert 'value="&#34;&gt;&lt;script&gt;"' in page
    assert "<script>" not in page


def test_a_long_list_comes_in_pages(client: Client) -> None:
    for number in range(30):
        make_member(f"City {number:02}")
    assert len(names(client.get("/en/members/"))) == 24
    assert names(client.get("/en/members/?page=2"))[0] == "City 24"
    assert names(client.get("/en/members/?page=nonsense"))[0] == "City 00"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_four_statements_however_long(client: Client, django_assert_num_queries, rows) -> None:
    for number in range(rows):
        make_member(f"City {number}", region=make_region(f"region-{number}"), also=(f"Town {number}",))
    with django_assert_num_queries(4):
        client.get("/en/members/")


def test_a_page_of_a_city_shows_terms_meetings_and_local_time(client: Client) -> None:
    seoul = make_member(
        zone="Asia/Seoul", population=9_700_000, population_source="census", latitude=37.5, longitude=127
    )
    committee = make_committee()
    make_mandate(seoul, committee, source="https://example.org/terms")
    make_mandate(seoul, committee, role="president", starts="", ends="")
    make_meeting(host=seoul, is_current=True)
    attend(make_meeting("excom-2013", on=date(2013, 9, 3), state="held"), "Seoul Metropolitan City", member=seoul)
    page = client.get("/en/members/seoul/").content.decode()
    for words in (
        "Member of the Committee",
        "President City",
        "Dates not in the source",
        "Seoul Metropolitan City",
        "Executive Committee 2020",
        "9,700,000",
        "year not stated",
        "example.org/terms",
    ):
        assert words in page


def test_a_city_of_which_little_is_known_says_so(client: Client) -> None:
    make_member("Andek")
    page = client.get("/en/members/andek/").content.decode()
    assert page.count("not in the sources read") == 2
    assert "No seat or office is on record." in page
    assert "<svg viewBox" not in page.partition('class="member-head"')[2].partition("site-footer")[0]


def test_terms_that_sources_contradict_are_shown_as_such(client: Client) -> None:
    seoul, committee = make_member(), make_committee()
    make_mandate(seoul, committee, starts="2017", ends="2020", source="first")
    make_mandate(seoul, committee, starts="2018", ends="2021", source="second")
    assert "Sources disagree" in client.get("/en/members/seoul/").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_of_a_city_takes_nine_statements_however_much_there_is(
    client: Client, django_assert_num_queries, rows
) -> None:
    seoul, committee = make_member(region=make_region()), make_committee()
    for number in range(rows):
        make_mandate(seoul, committee, starts=str(2010 + 3 * number), ends=str(2013 + 3 * number))
        attend(make_assembly(2010 + number, on=date(2010 + number, 9, 7)), "Seoul", member=seoul)
        make_office(seoul, region_name=f"Region {number}")
    with django_assert_num_queries(9):
        client.get("/en/members/seoul/")


def test_a_city_nobody_knows_is_not_found(client: Client) -> None:
    assert client.get("/en/members/atlantis/").status_code == 404


def test_a_disputed_office_says_that_sources_disagree(client: Client) -> None:
    make_office(make_member("Cuenca"), state="disputed", state_as_printed="listed as open in 2024", opened_on="")
    page = client.get("/en/offices/").content.decode()
    assert "Sources disagree" in page
    assert "listed as open in 2024" in page
    assert "date not in the sources read" in page


def test_office_dates_are_as_exact_as_their_source(client: Client) -> None:
    make_office(make_member("Beyoğlu", zone="Europe/Istanbul"), approved_on="2017-06", opened_on="2017")
    page = client.get("/en/offices/").content.decode()
    assert '<time datetime="2017-06">June 2017</time>' in page
    assert "<dd>2017</dd>" in page


def test_pages_for_everybody_may_be_kept_by_the_front(client: Client) -> None:
    make_member()
    for path in ("/en/members/", "/en/members/seoul/", "/en/offices/"):
        assert client.get(path).headers["Cache-Control"] == "public, max-age=0, must-revalidate"
