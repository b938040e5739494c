"""The big screen of a session: what everybody may see, in big type, and never what is said behind closed doors."""

from __future__ import annotations

import pytest
import time_machine

from comitia.meetings.actions import sit_in_camera
from comitia.members.models import Member
from comitia.proceedings import actions
from comitia.voting import actions as voting
from tests.factories.accounts import signed_in
from tests.factories.pages import text
from tests.factories.proceedings import call
from tests.factories.sittings import AT, CLERK
from tests.factories.voting import cast, open_one, sit

pytestmark = pytest.mark.django_db
CITIES = ("kigali", "lima", "seoul")
SCREEN = "/en/room/excom-2020/screen/"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(AT, tick=False):
        yield


def test_the_wall_shows_the_item_who_speaks_and_who_comes_next(client):
    committee = sit(*CITIES)
    item = call(committee.meeting)
    actions.open_list(item.reference, limits={"member": 180}, by=CLERK, at=AT)
    for city in ("lima", "seoul"):
        asked = actions.ask_for_floor(item.reference, by=committee.by(city), at=AT)
        if city == "lima":
            actions.give_floor(asked.reference, by=CLERK, at=AT)
    page = text(client.get(SCREEN))
    assert "Regional offices Lima Member 3:00 Next speakers Seoul Member" in page
    assert "3 of 3 members present" in client.get(SCREEN).content.decode()


def test_the_wall_counts_a_vote_and_then_shows_its_result_with_the_codes_of_the_members(client):
    committee = sit(*CITIES)
    Member.objects.filter(slug="lima").update(code="LIM1")
    ballot = open_one(committee)
    for city, choice in zip(CITIES, ("yes", "yes", "no"), strict=True):
        cast(committee, ballot, city, choice)
    assert "3 / 3" in text(client.get(SCREEN))
    voting.close_ballot(ballot.reference, by=CLERK, at=AT)
    voting.declare_result(ballot.reference, by=CLERK, at=AT)
    page = client.get(SCREEN).content.decode()
    assert [">KIG<" in page, ">LIM1<" in page, ">LIM<" in page] == [True, True, False]
    assert "2 for" in page


def test_the_wall_says_that_the_committee_sits_in_camera_even_to_the_committee(client):
    committee = sit(*CITIES)
    call(committee.meeting, "Next host city")
    sit_in_camera(committee.sitting.reference, is_closed=True, by=CLERK, at=AT)
    open_one(committee, question={"en": "Shall it be Lima?"})
    for browser in (client, signed_in(committee.holders["seoul"])):
        page = text(browser.get(SCREEN))
        assert "The committee sits in camera" in page
        assert "Shall it be Lima?" not in page


def test_a_closed_item_is_not_named_on_the_wall_while_the_doors_are_open(client):
    committee = sit(*CITIES)
    sit_in_camera(committee.sitting.reference, is_closed=True, by=CLERK, at=AT)
    item = call(committee.meeting, "Salaries", is_closed=True)
    actions.open_list(item.reference, limits={}, by=CLERK, at=AT)
    actions.ask_for_floor(item.reference, by=committee.by("lima"), at=AT)
    sit_in_camera(committee.sitting.reference, is_closed=False, by=CLERK, at=AT)
    page = text(client.get(SCREEN))
    assert "Closed item" in page
    assert not {word for word in ("Salaries", "Lima") if word in page}


def test_there_is_no_wall_for_a_meeting_that_nobody_planned(client):
    sit("kigali")
    assert [client.get(f"/en/room/nowhere/screen/{rest}").status_code for rest in ("", "panels/")] == [404, 404]
