"""The page of an invitation: in the reader's language, accepted by who is signed in, declined by whoever holds the link."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest
import time_machine
from django.test import Client

from comitia.accreditation import actions
from comitia.accreditation.models import Invitation
from tests.factories.accreditation import AT, make_event, make_member, make_person, officer, own
from tests.factories.invitations import invite, make_invited_category, secret_of
from tests.factories.members import make_organisation
from tests.factories.pages import text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _first_of_november():
    with time_machine.travel(AT, tick=False):
        yield


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def address_of(invitation, language="en") -> str:
    return f"/{language}/invitation/{secret_of(invitation)}/"


def test_a_visitor_sees_who_invites_to_what_and_is_asked_to_sign_in():
    make_organisation()
    make_member("Seoul")
    make_invited_category()
    address = address_of(invite(member="seoul", message="Come\nand speak <b>"))
    response = Client().get(address)
    shown = text(response)
    for words in (
        "Ana, World Smart Sustainable Cities Organization invites you to take part.",
        "Executive Committee 2020",
        "Speaker",
        "Seoul",
        "and speak <b>",
    ):
        assert words in shown
    assert f"/en/accounts/login/?next={quote(address, safe='')}" in response.content.decode()
    assert "ana@example.org" not in shown
    assert "no-store" in response["Cache-Control"]
    assert 'lang="ko"' in Client().get(address.replace("/en/", "/ko/")).content.decode()
    assert Client().get(address[3:]).status_code == 302


def test_looking_changes_nothing_and_accepting_leads_to_the_registration():
    make_invited_category()
    invitation = invite()
    address, person = address_of(invitation), make_person("Bo")
    client = signed_in(person)
    client.get(address)
    assert Invitation.objects.get().state == "sent"
    response = client.post(address, {"act": "accept"})
    assert response["Location"] == "/en/register/speaker/"
    assert client.get("/en/register/speaker/", follow=True).status_code == 200
    assert client.post(address, {"act": "accept"})["Location"] == "/en/register/speaker/"
    assert "has been accepted already" in text(Client().get(address))
    assert signed_in(make_person()).post(address, {"act": "accept"}).status_code == 410


def test_accepting_without_signing_in_keeps_the_place_and_declining_needs_no_account():
    make_invited_category()
    address = address_of(invite())
    assert "You are signed out" in Client().post(address, {"act": "accept"}).content.decode()
    response = Client().post(address, {"act": "decline", "reason": "Away"})
    assert "Thank you for letting us know" in text(response)
    assert Invitation.objects.values_list("state", "reason").get() == ("declined", "Away")
    again = Client().post(address, {"act": "decline"})
    assert (again.status_code, "has been declined" in text(again)) == (410, True)


@pytest.mark.parametrize(
    ("end", "words"),
    [
        ("expire", "has run out"),
        ("take back", "has been taken back"),
        ("remind", "a newer one has been sent"),
        ("guess", "a newer one has been sent"),
    ],
)
def test_a_link_that_works_no_more_says_why_and_what_to_do(end, words):
    make_organisation(contact_email="secretariat@example.org")
    make_invited_category()
    invitation = invite(days=1)
    address = address_of(invitation)
    if end == "take back":
        actions.take_back_invitation(invitation.pk, by=officer(), at=AT)
    if end == "guess":
        address = "/en/invitation/guessed/"
    with time_machine.travel(AT + timedelta(hours=20 if end != "expire" else 30), tick=False):
        if end == "remind":
            actions.remind_invitations([invitation.pk], by=officer(), at=AT + timedelta(hours=20))
        response = Client().get(address)
    assert response.status_code == 410
    assert words in text(response)
    assert "secretariat@example.org" in text(response)
    assert "See how one can take part" in text(response)


def test_guessing_is_slowed_down_and_does_not_slow_down_who_holds_a_link():
    make_invited_category()
    address = address_of(invite())
    client = Client()
    codes = [client.get(f"/en/invitation/guess-{number}/").status_code for number in range(31)]
    assert codes == [410] * 30 + [429]
    assert client.get(address).status_code == 200


def test_a_category_by_invitation_is_not_offered_and_its_pages_say_the_way_in():
    make_invited_category(make_event())
    client = signed_in(make_person())
    for address in ("/en/register/speaker/", "/en/register/speaker/1/", "/en/register/speaker/check/"):
        response = client.get(address, follow=True)
        assert response.redirect_chain[0][0] == "/en/register/categories/"
        assert "Open the link in your invitation" in text(response)
        assert "/en/register/speaker/" not in response.content.decode()


def test_a_category_that_closed_is_said_and_declining_is_still_possible():
    make_invited_category(closes_at=AT + timedelta(days=1))
    address = address_of(invite())
    with time_machine.travel(AT + timedelta(days=2), tick=False):
        client = signed_in(make_person())
        assert "Registration in this category has closed" in text(client.get(address))
        assert client.post(address, {"act": "accept"}).status_code == 409
        assert client.post(address, {"act": "decline"}).status_code == 200


def test_who_has_accepted_finds_the_way_on_from_the_categories():
    make_invited_category()
    person = make_person()
    actions.accept_invitation(secret_of(invite()), person, by=own(person), at=AT)
    client = signed_in(person)
    assert "/en/register/speaker/" in client.get("/en/register/categories/").content.decode()
    assert client.get("/en/register/").status_code == 200
