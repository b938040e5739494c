"""The room of a session: what everybody sees, what those who take part do there, and what stays behind closed doors."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from comitia.core.ballots.papers import Choice
from comitia.meetings.actions import close_sitting, sit_in_camera
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


def test_the_clock_of_a_paused_ballot_stands(client):
    committee = sit(*CITIES)
    ballot = open_one(committee, closes_at=AT + timedelta(minutes=5))
    voting.pause_ballot(ballot.reference, incident="A line is lost", by=CLERK, at=AT + timedelta(minutes=1))
    with time_machine.travel(AT + timedelta(minutes=3), tick=False):
        assert '<count-down class="tally">4:00</count-down>' in panels(client)["vote"]


def test_a_recorded_choice_names_what_each_member_chose(client):
    committee = sit(*CITIES)
    names = {"first": {"en": "Kigali in 2024"}, "second": {"en": "Lima in 2024"}}
    ballot = open_one(committee, options=Choice(keys=tuple(names)), option_names=names)
    for city, choice in zip(CITIES, ("first", "first", "abstain"), strict=True):
        cast(committee, ballot, city, choice)
    voting.close_ballot(ballot.reference, by=CLERK, at=AT)
    voting.declare_result(ballot.reference, by=CLERK, at=AT)
    result = panels(client)["result"]
    assert '<tr><th scope="row">Lima</th><td>Kigali in 2024</td></tr>' in result
    assert '<tr><th scope="row">Seoul</th><td>Abstained</td></tr>' in result


def test_behind_closed_doors_the_public_learns_nothing_and_the_committee_everything(client):
    committee = sit(*CITIES)
    call(committee.meeting, "Next host city")
    sit_in_camera(committee.sitting.reference, is_closed=True, by=CLERK, at=AT)
    open_one(committee, question={"en": "Shall it be Lima?"})
    shut = panels(client)
    assert "The committee sits in camera" in shut["stage"]
    assert "Shall it be Lima?" not in "".join(shut.values())
    assert "Shall it be Lima?" in panels(signed_in(committee.holders["seoul"]))["vote"]


def test_a_closed_item_reaches_nobody_outside_even_while_the_doors_are_open(client):
    committee = sit(*CITIES)
    sit_in_camera(committee.sitting.reference, is_closed=True, by=CLERK, at=AT)
    item = call(committee.meeting, "Salaries", is_closed=True)
    actions.open_list(item.reference, limits={}, by=CLERK, at=AT)
    actions.ask_for_floor(item.reference, by=committee.by("lima"), at=AT)
    sit_in_camera(committee.sitting.reference, is_closed=False, by=CLERK, at=AT)
    seen = panels(client)
    assert "No item is under discussion." in seen["floor"]
    assert not {word for word in ("Salaries", "Lima") if word in "".join(seen.values())}
    assert "Lima" in panels(signed_in(committee.holders["seoul"]))["floor"]


def test_a_browser_of_somebody_who_takes_part_is_noted_once():
    committee = sit("kigali", "lima", absent=("lima",))
    browser = signed_in(committee.holders["lima"])
    for _beat in range(2):
        browser.post(f"{ROOM}here/")
    assert Presence.objects.filter(person=committee.holders["lima"], until=None).count() == 1
    assert "2 of 2 members present" in text(browser.get(ROOM))


def test_what_everybody_sees_is_kept_for_a_second_and_what_one_sees_never(client):
    committee = sit(*CITIES)
    delegate = signed_in(committee.holders["seoul"])
    for address in (ROOM, f"{ROOM}panels/"):
        assert "s-maxage=1" in client.get(address)["Cache-Control"]
        assert "public" not in delegate.get(address).get("Cache-Control", "")


def test_a_browser_left_open_after_the_end_gathers_no_messages():
    committee = sit("kigali", "lima")
    browser = signed_in(committee.holders["lima"])
    assert browser.post(f"{ROOM}here/", {"beat": ""}).status_code == 204
    close_sitting(committee.sitting.reference, by=CLERK, at=AT)
    assert browser.post(f"{ROOM}here/", {"beat": ""}).status_code == 409
    assert "The sitting is over." not in text(browser.get(ROOM))
    assert "The sitting is over." in text(browser.post(f"{ROOM}here/", follow=True))


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
