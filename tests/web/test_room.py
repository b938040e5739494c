"""The room of a session: what everybody sees, what those who take part do there, and what stays behind closed doors."""

from __future__ import annotations

import pytest
import time_machine

from comitia.meetings.actions import sit_in_camera
from comitia.meetings.models import Presence
from comitia.proceedings import actions
from comitia.proceedings.models import Speech
from comitia.proceedings.queries.room import room_of
from comitia.voting import actions as voting
from comitia.voting.models import Paper
from tests.factories.accounts import make_person, signed_in
from tests.factories.pages import text
from tests.factories.proceedings import call
from tests.factories.sittings import AT, CLERK
from tests.factories.voting import cast, draft, open_one, sit

pytestmark = pytest.mark.django_db
CITIES = ("kigali", "lima", "seoul")
ROOM = "/en/room/excom-2020/"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(AT, tick=False):
        yield


def panels(client, address=f"{ROOM}panels/"):
    return client.get(address).json()["panels"]


def test_everybody_sees_where_the_agenda_stands_and_who_has_the_floor(client):
    committee = sit(*CITIES)
    item = call(committee.meeting)
    actions.open_list(item.reference, limits={"member": 180}, by=CLERK, at=AT)
    speech = actions.ask_for_floor(item.reference, by=committee.by("lima"), at=AT)
    actions.give_floor(speech.reference, by=CLERK, at=AT)
    page = text(client.get(ROOM))
    assert "Regional offices Under discussion" in page
    assert "3 of 3 members present" in page
    assert "Lima speaking now 3:00" in page
    assert "Ask for the floor" not in page


def test_a_delegate_asks_for_the_floor_with_one_click_and_takes_it_back():
    committee = sit(*CITIES)
    item = call(committee.meeting)
    actions.open_list(item.reference, limits={}, by=CLERK, at=AT)
    browser = signed_in(committee.holders["seoul"])
    asked = browser.post(f"{ROOM}floor/", {"item": item.reference, "klass": "member"}, follow=True)
    assert "You are on the list of speakers." in text(asked)
    speech = Speech.objects.get()
    browser.post(f"{ROOM}withdraw/", {"speech": speech.reference})
    speech.refresh_from_db()
    assert speech.state == "withdrawn"


def test_the_one_who_holds_the_vote_casts_it_and_a_second_hears_so():
    committee = sit(*CITIES)
    ballot = open_one(committee)
    browser = signed_in(committee.holders["seoul"])
    assert "Vote of Seoul" in panels(browser)["vote"]
    paper = {"ballot": ballot.reference, "member": "seoul", "choice": "no", "csrfmiddlewaretoken": "one"}
    assert "The vote is in the ballot." in text(browser.post(f"{ROOM}vote/", paper, follow=True))
    assert "This vote has been cast already." in text(browser.post(f"{ROOM}vote/", paper, follow=True))
    again = browser.post(f"{ROOM}vote/", {**paper, "choice": "yes", "csrfmiddlewaretoken": "two"}, follow=True)
    assert "was cast already by Head of Seoul" in text(again)
    assert Paper.objects.get().choice == [[1_000_000, [["no", 1]]]]
    assert "1 of 3 entitled members have voted" in panels(browser)["vote"]


def test_a_secret_ballot_says_what_its_secrecy_means_and_an_open_one_nothing():
    committee = sit(*CITIES)
    sentence = "Whoever runs the server could still watch it while votes come in."
    browser = signed_in(committee.holders["seoul"])
    for method, is_said in (("roll_call", False), ("secret", True)):
        ballot = open_one(committee, method=method, confirmed=True)
        assert (sentence in panels(browser)["vote"]) is is_said
        voting.close_ballot(ballot.reference, by=CLERK, at=AT)


def test_those_who_only_watch_have_no_paper(client):
    committee = sit(*CITIES)
    ballot = open_one(committee)
    assert 'name="choice"' not in panels(client)["vote"]
    paper = {"ballot": ballot.reference, "member": "seoul", "choice": "no"}
    assert client.post(f"{ROOM}vote/", paper).status_code == 403
    refused = signed_in(make_person()).post(f"{ROOM}vote/", paper, follow=True)
    assert "You do not hold the vote of this member." in text(refused)
    assert not Paper.objects.exists()


def test_a_result_shows_the_reckoning_and_how_each_voted_once_it_is_declared(client):
    committee = sit(*CITIES)
    ballot = open_one(committee)
    for city, choice in zip(CITIES, ("yes", "yes", "no"), strict=True):
        cast(committee, ballot, city, choice)
    voting.close_ballot(ballot.reference, by=CLERK, at=AT)
    assert "Nothing has been voted on" in panels(client)["result"]
    voting.declare_result(ballot.reference, by=CLERK, at=AT)
    result = panels(client)["result"]
    assert "2 for" in result
    assert '<tr><th scope="row">Seoul</th><td>Against</td></tr>' in result


def test_behind_closed_doors_the_public_learns_nothing_and_the_committee_everything(client):
    committee = sit(*CITIES)
    call(committee.meeting, "Next host city")
    sit_in_camera(committee.sitting.reference, is_closed=True, by=CLERK, at=AT)
    open_one(committee, question={"en": "Shall it be Lima?"})
    shut = panels(client)
    assert "The committee sits in camera" in shut["stage"]
    assert "Shall it be Lima?" not in "".join(shut.values())
    assert "Shall it be Lima?" in panels(signed_in(committee.holders["seoul"]))["vote"]


def test_a_browser_of_somebody_who_takes_part_is_noted_once():
    committee = sit("kigali", "lima", absent=("lima",))
    browser = signed_in(committee.holders["lima"])
    for _beat in range(2):
        browser.post(f"{ROOM}here/")
    assert Presence.objects.filter(person=committee.holders["lima"], until=None).count() == 1
    assert "2 of 2 members present" in text(browser.get(ROOM))


def test_only_those_who_take_part_get_a_ticket_to_hear_what_happens(client):
    committee = sit(*CITIES)
    assert client.get(f"{ROOM}ticket/").status_code == 404
    assert signed_in(make_person()).get(f"{ROOM}ticket/").status_code == 404
    assert signed_in(committee.holders["seoul"]).get(f"{ROOM}ticket/").status_code == 200


@pytest.mark.parametrize("cities", [("kigali",), CITIES])
def test_a_room_costs_the_same_for_one_member_and_for_many(cities, django_assert_num_queries):
    committee = sit(*cities)
    item = call(committee.meeting)
    actions.open_list(item.reference, limits={}, by=CLERK, at=AT)
    for city in cities:
        actions.ask_for_floor(item.reference, by=committee.by(city), at=AT)
    draft(committee)
    room_of("excom-2020", language="en", sees_closed=False, at=AT)  # how many seats there are is kept
    with django_assert_num_queries(10):
        room_of("excom-2020", language="en", sees_closed=False, at=AT)
