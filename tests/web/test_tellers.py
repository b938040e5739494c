"""The tellers' page: what is called in is entered by one and confirmed by another, and nobody else gets there."""

from __future__ import annotations

import pytest
import time_machine

from comitia.accounts.models import Person
from comitia.journal.models import Entry
from comitia.meetings.actions import name_officer
from comitia.voting.models import Paper
from tests.factories.accounts import signed_in
from tests.factories.pages import text
from tests.factories.sittings import AT, CLERK
from tests.factories.voting import cast, make_teller, open_one, sit

pytestmark = pytest.mark.django_db
CITIES = ("kigali", "lima", "seoul")
ROOM = "/en/room/excom-2020/"
PAGE = f"{ROOM}tellers/"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(AT, tick=False):
        yield


def tellers(committee):
    people = [make_teller(committee, name).person for name in ("Ana", "Ben")]
    return [signed_in(Person.objects.get(reference=one)) for one in people]


def test_two_tellers_enter_the_same_vote_and_it_counts():
    committee = sit(*CITIES)
    ballot = open_one(committee)
    cast(committee, ballot, "seoul", "yes")
    ana, ben = tellers(committee)
    called = {"ballot": ballot.reference, "member": "lima", "choice": "no"}
    first = text(ana.post(f"{PAGE}vote/", called, follow=True))
    assert "The vote is entered. It counts once another teller enters the same." in first
    waiting = text(ben.get(PAGE))
    assert "Waiting for the second teller Lima Entered by Ana." in waiting
    assert "Kigali Has not voted Lima Has not voted Seoul Has voted" in waiting
    second = text(ben.post(f"{PAGE}vote/", called, follow=True))
    assert "Both of you entered the same: the vote counts." in second
    assert Paper.objects.get(line__member__slug="lima").choice == [[1_000_000, [["no", 1]]]]
    entries = Entry.objects.filter(subject=f"ballot:{ballot.reference}").order_by("number")
    assert list(entries.values_list("verb", flat=True))[-2:] == ["enter_called_vote", "vote_cast"]


def test_tellers_who_heard_something_else_keep_what_they_typed_and_never_see_what_the_other_one_heard():
    committee = sit(*CITIES)
    ballot = open_one(committee)
    ana, ben = tellers(committee)
    called = {"ballot": ballot.reference, "member": "lima", "choice": "no"}
    ana.post(f"{PAGE}vote/", called)
    assert "checked" not in ben.get(PAGE).content.decode()
    refused = ben.post(f"{PAGE}vote/", {**called, "choice": "yes"})
    assert refused.status_code == 422
    assert "The other teller entered something else." in text(refused)
    assert '<option value="lima" selected>' in refused.content.decode()
    assert 'value="yes" required checked' in refused.content.decode()
    assert not Paper.objects.exists()


def test_a_secret_ballot_is_not_called_in():
    committee = sit(*CITIES)
    open_one(committee, method="secret", confirmed=True)
    ana, _ben = tellers(committee)
    page = text(ana.get(PAGE))
    assert "it cannot be secret" in page
    assert "Kigali" not in page


def test_the_room_leads_its_tellers_there_and_nobody_else_gets_in(client):
    committee = sit(*CITIES)
    lima = committee.holders["lima"]
    name_officer(committee.sitting.reference, lima, role="teller", member=None, by=CLERK, at=AT)
    assert PAGE in signed_in(lima).get(ROOM).content.decode()
    delegate = signed_in(committee.holders["seoul"])
    assert PAGE not in delegate.get(ROOM).content.decode()
    assert [delegate.get(PAGE).status_code, delegate.get(f"{PAGE}panels/").status_code] == [403, 403]
    assert delegate.post(f"{PAGE}vote/", {"choice": "no"}).status_code == 403
    assert client.get(PAGE).status_code == 302


@pytest.mark.parametrize("cities", [("kigali",), CITIES])
def test_the_page_costs_the_same_for_one_member_and_for_many(cities, django_assert_num_queries):
    committee = sit(*cities)
    open_one(committee)
    ana, _ben = tellers(committee)
    ana.get(PAGE)
    with django_assert_num_queries(16):
        ana.get(PAGE)
