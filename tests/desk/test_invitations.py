"""The desk invites people one by one and from a table, chases them, and sees what they answered."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comitia.accreditation import actions
from comitia.accreditation.models import Invitation
from comitia.notices.models import Mail
from tests.factories.accreditation import AT, give_role, make_member, make_person, officer
from tests.factories.invitations import invite, make_invited_category, secret_of
from tests.factories.pages import text

pytestmark = pytest.mark.django_db
LIST = "/en/desk/invitations/"
GIVEN = {"email": "ana@example.org", "name": "Ana", "category": "speaker", "language": "en", "last_day": "2020-11-16"}


@pytest.fixture(autouse=True)
def _first_of_november():
    with time_machine.travel(AT, tick=False):
        yield


def desk_of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def secretariat() -> Client:
    return desk_of(give_role(make_person("Officer")))


def names(response) -> list[str]:
    return re.findall(r'<th scope="row"><a href="[^"]+"><bdi>([^<]*)', response.content.decode())


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_the_same_statements_for_any_number_of_rows(secretariat, number):
    make_invited_category()
    for place in range(number):
        make_member(f"City {place}")
        invite(f"p{place}@example.org", name=f"Person {place}", member=f"city-{place}")
    secretariat.get(LIST)
    with CaptureQueriesContext(connection) as captured:
        assert len(names(secretariat.get(LIST))) == number
    assert len(captured) == 11, [query["sql"][:90] for query in captured]


def test_an_officer_invites_somebody_and_sees_what_became_of_it(secretariat):
    make_invited_category()
    form = secretariat.get(f"{LIST}new/").content.decode()
    assert 'value="2020-11-16"' in form  # the day before the meeting
    response = secretariat.post(f"{LIST}new/", GIVEN | {"message": "Come", "admits_at_once": "on"}, follow=True)
    assert names(response) == ["Ana"]
    invitation = Invitation.objects.get()
    assert (invitation.expires_at.isoformat(), invitation.admits_at_once) == ("2020-11-16T21:00:00+00:00", True)
    again = secretariat.post(f"{LIST}new/", GIVEN | {"message": "Typed"})
    assert (again.status_code, "invited already" in text(again)) == (422, True)
    assert "Typed" in again.content.decode()
    actions.decline_invitation(secret_of(invitation), reason="I am away", by=officer(), at=AT)
    page = text(secretariat.get(f"{LIST}{invitation.pk}/"))
    assert "Declined" in page
    assert "I am away" in page
    assert "declined an invitation" in page


def test_invitations_are_found_by_state_category_region_and_words(secretariat):
    category = make_invited_category()
    make_invited_category(category.meeting, "press")
    make_member("Seoul", region="asia")
    invite("a@example.org", name="Ana", member="seoul")
    invite("b@example.org", name="Bo", category="press", days=1)
    actions.take_back_invitation(invite("c@example.org", name="Cy").pk, by=officer(), at=AT)
    asked = [
        {},
        {"state": "sent"},
        {"state": "taken_back"},
        {"category": "press"},
        {"region": "asia"},
        {"member": "seoul"},
        {"q": "SEOUL ana"},
        {"q": "\0nobody"},
    ]
    found = [names(secretariat.get(LIST, one)) for one in asked]
    assert found == [["Cy", "Bo", "Ana"], ["Bo", "Ana"], ["Cy"], ["Bo"], ["Ana"], ["Ana"], ["Ana"], []]
    with time_machine.travel(AT + timedelta(days=2), tick=False):
        assert names(secretariat.get(LIST, {"state": "expired"})) == ["Bo"]


def test_people_are_reminded_ticked_or_all_who_have_not_answered(secretariat):
    make_invited_category()
    first, second = invite("a@example.org", name="Ana"), invite("b@example.org", name="Bo")
    third = invite("c@example.org", name="Cy")
    actions.take_back_invitation(third.pk, by=officer(), at=AT)
    with time_machine.travel(AT + timedelta(days=1), tick=False):
        response = secretariat.post(f"{LIST}remind/", {"chosen": [first.pk, third.pk, "x"]}, follow=True)
        assert "A reminder goes to 1 person." in response.content.decode()
        assert "Cy: This invitation has been taken back." in unescape(response.content.decode())
    with time_machine.travel(AT + timedelta(days=2), tick=False):
        response = secretariat.post(f"{LIST}remind/", {"all": "1"}, follow=True)
        assert "Reminders go to 2 people." in response.content.decode()
        secretariat.post(f"{LIST}{second.pk}/remind/")
    assert sorted(Mail.objects.filter(kind="invitation_reminded").values_list("to", flat=True)) == [
        "a@example.org",
        "a@example.org",
        "b@example.org",
    ]


def test_an_invitation_is_extended_and_taken_back(secretariat):
    make_invited_category()
    page = f"{LIST}{invite().pk}/"
    assert secretariat.post(f"{page}extend/", {"last_day": "2020-10-01"}).status_code == 422
    secretariat.post(f"{page}extend/", {"last_day": "2020-12-01"})
    assert Invitation.objects.get().expires_at.isoformat() == "2020-12-01T21:00:00+00:00"
    assert "another last day" in text(secretariat.get(page))
    secretariat.post(f"{page}take-back/")
    assert Invitation.objects.get().state == "taken_back"
    assert "Take back" not in text(secretariat.get(page))
    assert [secretariat.get(f"{LIST}0/").status_code, secretariat.post(f"{LIST}0/extend/").status_code] == [404, 404]


def test_a_letter_that_came_back_is_said_beside_the_invitation(secretariat):
    make_invited_category()
    invitation = invite()
    Mail.objects.update(state="bounced")
    assert "came back" in text(secretariat.get(LIST))
    assert "the address may be wrong" in text(secretariat.get(f"{LIST}{invitation.pk}/"))


def test_a_regional_office_sees_and_chases_only_its_region():
    make_invited_category()
    make_member("Seoul", region="asia")
    make_member("Moscow", region="eurasia")
    near = invite("near@example.org", name="Near", member="seoul")
    far = invite("far@example.org", name="Far", member="moscow")
    office = desk_of(give_role(make_person(), "regional_office", region="asia"))
    assert names(office.get(LIST)) == ["Near"]
    assert office.get(f"{LIST}{far.pk}/").status_code == 404
    form = office.get(f"{LIST}new/").content.decode()
    assert ('value="seoul"' in form, 'value="moscow"' in form) == (True, False)
    assert office.post(f"{LIST}new/", GIVEN).status_code == 422
    with time_machine.travel(AT + timedelta(days=1), tick=False):
        office.post(f"{LIST}remind/", {"chosen": [near.pk, far.pk]})
        office.post(f"{LIST}remind/", {"all": "1"})
        office.post(f"{LIST}{far.pk}/remind/")
        office.post(f"{LIST}{far.pk}/take-back/")
    assert list(Mail.objects.filter(kind="invitation_reminded").values_list("to", flat=True)) == ["near@example.org"]
    far.refresh_from_db()
    assert far.state == "sent"


def test_a_table_is_looked_at_and_applied_as_it_was_shown(secretariat):
    make_invited_category()
    content = b"email,name\na@example.org,Ana\nnonsense,Bo\n"
    given = {name: GIVEN[name] for name in ("category", "language", "last_day")}
    response = secretariat.post(
        f"{LIST}table/", given | {"file": SimpleUploadedFile("people.csv", content)}, follow=True
    )
    shown = text(response)
    assert "Ana <a@example.org>" in shown
    assert "is not an e-mail address" in shown
    page = response.redirect_chain[-1][0]
    digest = re.search(r'name="shown" value="([^"]+)"', response.content.decode())[1]
    assert secretariat.post(page, {"shown": "another"}).status_code == 409
    assert b"nonsense" in secretariat.get(f"{page}errors.csv").content
    assert desk_of(give_role(make_person())).get(page).status_code == 404
    applied = secretariat.post(page, {"shown": digest}, follow=True)
    assert "1 person is invited." in text(applied)
    assert names(applied) == ["Ana"]
    assert secretariat.get(page).status_code == 404
    assert secretariat.post(f"{LIST}table/", given).status_code == 422
