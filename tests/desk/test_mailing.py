"""The desk writes to many people: chosen, written, looked at, sent once, and followed."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comitia.accreditation import actions
from comitia.accreditation.models import Mailing, Registration
from comitia.members.models import Member
from comitia.notices.models import Mail
from tests.factories.accreditation import AT, give_role, make_category, make_event, make_member, make_person, register
from tests.factories.delegations import make_delegation, make_focal_point
from tests.factories.invitations import invite, make_invited_category
from tests.factories.pages import text

pytestmark = pytest.mark.django_db
LIST = "/en/desk/mailing/"
HELLO = {"subject_en": "News of {meeting}", "text_en": "{greeting}\n\nHello, {category}.\n\n{address}"}


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
    return re.findall(r'<th scope="row"><bdi>([^<]*)', response.content.decode())


def begin(client, **given) -> str:
    """Begin a mailing and give the address of its page."""
    response = client.post(f"{LIST}new/", {"audience": "registered", **given})
    assert response.status_code == 302
    return response["Location"]


def written(client, **given) -> str:
    page = begin(client, **given)
    seen = re.search(r'name="seen"[^>]*value="([^"]+)"', client.get(page).content.decode())[1]
    assert client.post(page, {**HELLO, "seen": seen})["Location"] == f"{page}check/"
    return page


def register_many(number, **more) -> None:
    category = make_category(make_event())
    for place in range(number):
        Registration.objects.create(
            meeting=category.meeting,
            person=make_person(f"Person {place}", email=f"p{place}@example.org"),
            category=category,
            member=make_member(f"City {place}"),
            state="accepted",
            started_at=AT,
            changed_at=AT,
            **more,
        )


@pytest.mark.parametrize("number", [1, 3])
def test_every_page_takes_the_same_statements_for_any_number_of_people(secretariat, number):
    register_many(number)
    for _each in range(number):
        page = written(secretariat)
    statements = []
    for address in (LIST, f"{LIST}new/", page, f"{page}check/"):
        secretariat.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert secretariat.get(address).status_code == 200
        statements.append(len(captured))
    assert statements == [10, 10, 9, 14]


def test_an_officer_chooses_people_writes_looks_and_sends(secretariat):
    register_many(3)
    chosen = secretariat.get(f"{LIST}new/", {"audience": "registered", "q": "person", "member": "city-1"})
    assert names(chosen) == ["Person 1"]
    assert "Write to 1 person" in text(chosen)
    page = written(secretariat, member="city-1")
    check = secretariat.get(f"{page}check/")
    for words in ("Send to 1 person?", "Dear Person 1,", "Hello, Observer.", "News of Executive Committee 2020"):
        assert words in text(check)
    again = secretariat.post(f"{page}check/", {"confirmed": "2"})
    assert (again.status_code, "has changed meanwhile" in text(again)) == (409, True)
    sent = secretariat.post(f"{page}check/", {"confirmed": "1", "is_reviewed": "1"}, follow=True)
    assert "1 letter is being written." in text(sent)
    assert "0 of 1 letters are written." in text(sent)
    twice = secretariat.post(f"{page}check/", {"confirmed": "1"}, follow=True)
    assert "on its way already" in text(twice)
    mailing = Mailing.objects.get()
    while actions.write_some(mailing.pk, at=AT):
        pass
    report = text(secretariat.get(page))
    assert "1 letter was written." in report
    assert "To be reviewed 1" in report
    assert "Member: City 1" in report
    assert "sent a mailing" in report
    listed = text(secretariat.get(LIST))
    assert "Registered people" in listed
    assert "Officer" in listed
    assert Mail.objects.filter(kind="mailing_registered").count() == 1


def test_wrong_words_stand_beside_their_field_and_nothing_typed_is_lost(secretariat):
    register_many(1)
    page = begin(secretariat)
    assert "There is news about {meeting}" in secretariat.get(page).content.decode()
    response = secretariat.post(page, {"subject_en": "Hello", "text_en": "{nothing}", "subject_ko": "", "text_ko": "x"})
    assert response.status_code == 422
    shown = text(response)
    assert "{nothing} is not known in this letter" in shown
    assert "Write something here" in shown
    assert "{nothing}</textarea>" in response.content.decode()


def test_two_officers_who_write_at_once_notice_each_other(secretariat):
    register_many(1)
    page = begin(secretariat)
    seen = re.search(r'name="seen"[^>]*value="([^"]+)"', secretariat.get(page).content.decode())[1]
    secretariat.post(page, {**HELLO, "seen": seen})
    second = secretariat.post(page, {"subject_en": "Mine", "text_en": "Mine", "seen": seen})
    assert second.status_code == 422
    assert "Somebody else changed this record" in text(second)
    assert "News of {meeting}" in text(second)


def test_each_recipient_can_be_looked_at_and_one_whose_letter_came_back_is_marked(secretariat):
    register_many(2)
    page = written(secretariat)
    Mail.objects.create(
        key="old",
        kind="x",
        to="p1@example.org",
        language="en",
        subject="s",
        text="t",
        state="bounced",
        queued_at=AT,
        due_at=AT,
        bounced_at=AT,
    )
    second = Registration.objects.get(person__name="Person 1")
    shown = text(secretariat.get(f"{page}check/", {"as": second.pk}))
    assert "As Person 1 gets it" in shown
    assert "last letter came back" in shown
    assert "As Person 0 gets it" in text(secretariat.get(f"{page}check/", {"as": "99999"}))


def test_invited_people_and_focal_points_are_written_to_with_the_ready_text(secretariat):
    make_invited_category()
    invite()
    page = begin(secretariat, audience="unanswered")
    check = text(secretariat.get(f"{page}check/"))
    assert "Not answered yet: your invitation to Executive Committee 2020" in check
    assert "/en/invitation/…/" in check
    delegation = make_delegation(meeting=Mailing.objects.get().meeting)
    make_focal_point(delegation, make_person("Tuya"))
    for audience in ("no_mandate", "incomplete"):
        chosen = secretariat.get(f"{LIST}new/", {"audience": audience})
        assert names(chosen) == ["Tuya"]
        assert "Ulaanbaatar" in text(chosen)


def test_a_draft_is_thrown_away_and_a_mailing_that_nobody_can_see_is_not_found(secretariat):
    register_many(1)
    page = begin(secretariat)
    office = desk_of(give_role(make_person(), "regional_office", region="asia"))
    assert [office.get(page).status_code, office.get(f"{page}check/").status_code] == [404, 404]
    assert "Only the secretariat" in text(office.post(f"{page}drop/", follow=True))
    assert "thrown away" in text(secretariat.post(f"{page}drop/", follow=True))
    assert secretariat.get(page).status_code == 404


def test_a_regional_office_writes_only_to_its_region():
    make_category(make_event())
    for name, region in (("Seoul", "asia"), ("Moscow", "eurasia")):
        make_member(name, region=region)
        registration = register(make_person(f"Of {name}", email=f"{name.lower()}@example.org"))
        Registration.objects.filter(pk=registration.pk).update(member=Member.objects.get(name=name))
    Mail.objects.all().delete()
    office = desk_of(give_role(make_person(), "regional_office", region="asia"))
    assert names(office.get(f"{LIST}new/")) == ["Of Seoul"]
    assert names(office.get(f"{LIST}new/", {"region": "eurasia"})) == []
    page = written(office)
    office.post(f"{page}check/", {"confirmed": "1"})
    mailing = Mailing.objects.get()
    while actions.write_some(mailing.pk, at=AT):
        pass
    assert list(Mail.objects.values_list("to", flat=True)) == ["seoul@example.org"]


def test_the_lists_lead_to_a_mailing_with_their_filter(secretariat):
    register_many(1)
    make_invited_category(Registration.objects.get().meeting)
    for address, link in (
        ("/en/desk/registrations/?state=draft", "/en/desk/mailing/new/?audience=unfinished&amp;state=draft"),
        (
            "/en/desk/registrations/?category=observer",
            "/en/desk/mailing/new/?audience=registered&amp;category=observer",
        ),
        ("/en/desk/invitations/?region=asia", "/en/desk/mailing/new/?audience=unanswered&amp;region=asia"),
        ("/en/desk/delegations/", "/en/desk/mailing/new/?audience=incomplete&amp;"),
    ):
        assert f'href="{link}"' in secretariat.get(address).content.decode()
