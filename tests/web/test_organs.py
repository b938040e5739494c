"""Anybody sees who sits on the Committee, on the day of the meeting or another."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from tests.factories.meetings import make_assembly, make_meeting
from tests.factories.members import make_member, make_office, make_region
from tests.factories.organs import make_committee, make_mandate

pytestmark = pytest.mark.django_db


@pytest.fixture
def term() -> None:
    """Make a term of 2017-2020 whose electing assembly met only in October 2021."""
    committee = make_committee()
    seoul = make_member("Seoul", latitude=37.6, longitude=127, region=make_region())
    moscow = make_member("Moscow", latitude=55.8, longitude=37.6)
    make_mandate(seoul, committee)
    make_mandate(seoul, committee, role="president")
    make_mandate(moscow, committee)
    make_mandate(make_member("Paris"), committee, starts="", ends="")
    make_mandate(make_member("Frankfurt"), committee, starts="2010", ends="2010", role="interim_member")
    make_assembly(2017, on=date(2017, 6, 27))
    make_assembly(2021, on=date(2021, 10, 18))
    make_meeting(organ=committee, host=moscow, is_current=True)
    make_office(seoul, is_secretariat=True)


def table(page: str) -> str:
    return page.partition('id="seats-table"')[2].partition("</table>")[0]


def test_members_in_term_sit_with_their_roles(client: Client, term) -> None:
    page = client.get("/en/committee/").content.decode()
    assert table(page).count('<th scope="row">') == 2
    assert "President City" in table(page)
    assert "Held over" not in table(page)
    assert page.count('class="seat-code"') == 2


def test_what_no_source_dates_is_listed_apart_and_not_counted(client: Client, term) -> None:
    page = client.get("/en/committee/").content.decode()
    assert "Paris" not in table(page)
    assert "Paris" in page.partition('id="undated-title"')[2]
    assert "Frankfurt" in page.partition('id="earlier-title"')[2]


def test_seats_held_over_say_why_and_until_when(client: Client, term) -> None:
    page = client.get("/en/committee/?on=2021-03-01").content.decode()
    assert table(page).count("Held over") == 2
    assert "18 October 2021" in table(page)
    assert "They keep their seats until the assembly" in page


def test_nobody_is_held_over_once_the_assembly_has_met(client: Client, term) -> None:
    assert "No seat is on record for this day." in client.get("/en/committee/?on=2022-01-01").content.decode()


def test_a_date_that_is_none_gets_an_answer_and_the_usual_day(client: Client, term) -> None:
    page = client.get("/en/committee/?on=tomorrow").content.decode()
    assert "not a date this page can read" in page
    assert table(page).count('<th scope="row">') == 2


def test_the_map_shows_offices_and_the_host(client: Client, term) -> None:
    page = client.get("/en/committee/").content.decode()
    assert page.count('<circle class="city"') == 1
    assert page.count('<circle class="office"') == 1
    assert page.count('<circle class="host-ring"') == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_committee_takes_seven_statements_however_many_sit(client: Client, django_assert_num_queries, rows) -> None:
    committee = make_committee()
    make_meeting(organ=committee, is_current=True)
    for number in range(rows):
        make_mandate(make_member(f"City {number}", region=make_region(f"region-{number}")), committee)
    with django_assert_num_queries(7):
        client.get("/en/committee/")


def test_an_empty_organisation_has_a_page_all_the_same(client: Client) -> None:
    response = client.get("/en/committee/")
    assert response.status_code == 200
    assert "No seat is on record for this day." in response.content.decode()
