"""Anybody reads about meetings past and to come."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client

from tests.factories.meetings import attend, make_assembly, make_meeting, put_on_agenda
from tests.factories.members import make_member
from tests.factories.organs import make_committee

pytestmark = pytest.mark.django_db


def titles(page: str) -> list[str]:
    return re.findall(r'<h3><a href="/en/meetings/[^"]+">([^<]+)</a></h3>', page)


def test_meetings_to_come_stand_before_those_that_are_over(client: Client) -> None:
    make_assembly(2012)
    make_assembly(2026, state="call_for_bids")
    make_meeting(is_current=True)
    make_meeting("excom-2013", on=date(2013, 9, 3), state="held")
    page = client.get("/en/meetings/").content.decode()
    assert titles(page) == [
        "Executive Committee 2020",
        "General Assembly 2026",
        "Executive Committee 2013",
        "General Assembly 2012",
    ]
    assert "2012, days not in the source read" in page
    assert "host city not chosen yet" in page


def test_a_forum_goes_by_its_own_name(client: Client) -> None:
    make_meeting("forum-2009", on=None, year=2009, kind="forum", state="held", theme={"en": "World Cities CIO Forum"})
    assert titles(client.get("/en/meetings/").content.decode()) == ["World Cities CIO Forum"]


def test_a_meeting_shows_what_is_on_record_and_says_what_is_not(client: Client) -> None:
    meeting = make_meeting(
        "excom-2012",
        on=date(2012, 11, 12),
        state="held",
        participants_as_printed="8 cities and 2 observers",
        note="host city not in the source read",
        source="http://example.org/EXCOM_Meeting_2012 ; minutes",
    )
    attend(meeting, "Seoul Metropolitan City", member=make_member())
    attend(meeting, "Atlantis", status="observer")
    put_on_agenda(meeting, "1.2", "Host city determination procedures")
    page = client.get("/en/meetings/excom-2012/").content.decode()
    for words in (
        "12 November 2012",
        "host city not in the source read",
        "8 cities and 2 observers",
        '<a href="/en/members/seoul/">Seoul Metropolitan City</a>',
        '<th scope="row">Atlantis</th>',
        "Host city determination procedures",
        'class="depth-1"',
        "No programme of this meeting could be read.",
        "example.org/EXCOM_Meeting_2012",
        "minutes",
    ):
        assert words in page


def test_a_theme_in_another_language_is_marked(client: Client) -> None:
    make_meeting(theme={"en": "Agile", "ko": "민첩하게"})
    assert '<p class="page-head__lead">민첩하게</p>' in client.get("/ko/meetings/excom-2020/").content.decode()
    assert (
        '<p class="page-head__lead" lang="en" dir="auto">Agile</p>'
        in client.get("/ru/meetings/excom-2020/").content.decode()
    )


def test_a_meeting_nobody_knows_is_not_found(client: Client) -> None:
    assert client.get("/en/meetings/excom-1999/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_a_meeting_takes_the_same_statements_however_much_there_is(
    client: Client, django_assert_num_queries, rows
) -> None:
    meeting = make_meeting(organ=make_committee(), state="held")
    for number in range(rows):
        attend(meeting, f"City {number}", member=make_member(f"City {number}"))
        put_on_agenda(meeting, str(number), "Item", order=number)
        make_assembly(2010 + number)
    with django_assert_num_queries(14):
        client.get("/en/meetings/excom-2020/")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_three_statements_however_long(client: Client, django_assert_num_queries, rows) -> None:
    for number in range(rows):
        make_assembly(2010 + number, host=make_member(f"City {number}"))
    with django_assert_num_queries(3):
        client.get("/en/meetings/")
