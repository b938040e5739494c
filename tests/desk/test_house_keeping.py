"""Roles, journal, letters and the first page of the desk."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comitia.accounts.models import RoleGrant
from comitia.journal.actions import record
from comitia.notices.models import Mail
from comitia.organs.models import Organ
from comitia.platform.actors import SYSTEM
from tests.factories.accounts import make_officer, make_person, signed_in
from tests.factories.meetings import make_meeting
from tests.factories.members import make_member, make_office, make_region
from tests.factories.organs import make_committee, make_mandate
from tests.factories.records import AT

pytestmark = pytest.mark.django_db


def test_a_role_is_given_by_address_and_ended():
    make_region("asia")
    person = make_person("Ana Ruiz", email="ana@example.org")
    client = signed_in(make_officer())
    client.post("/en/desk/roles/", {"email": "ANA@example.org", "role": "regional_office", "region": "asia"})
    grant = RoleGrant.objects.get(person=person)
    assert (grant.role, grant.region) == ("regional_office", "asia")
    assert "Ana Ruiz" in client.get("/en/desk/roles/").content.decode()
    client.post(f"/en/desk/roles/{grant.pk}/end/")
    assert RoleGrant.objects.get(person=person).ended_at is not None


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"email": "nobody@example.org", "role": "chair"}, "Nobody has signed up with this address."),
        ({"email": "ana@example.org", "role": "regional_office"}, "A regional office works for one region."),
    ],
)
def test_a_role_that_cannot_be_given_is_refused_beside_the_form(given, sentence):
    make_person("Ana Ruiz", email="ana@example.org")
    response = signed_in(make_officer()).post("/en/desk/roles/", given)
    assert (response.status_code, sentence in response.content.decode()) == (422, True)


def test_the_last_officer_keeps_the_role():
    client = signed_in(make_officer())
    page = client.post(f"/en/desk/roles/{RoleGrant.objects.get().pk}/end/", follow=True).content.decode()
    assert "This is the last officer of the secretariat." in page


def test_the_journal_is_narrowed_by_act_subject_and_person():
    officer = make_officer()
    client = signed_in(officer)
    record("save_member", "member:seoul", by=SYSTEM, at=AT, facts={"before": {"zone": ""}, "after": {"zone": "UTC"}})
    record("save_member", "member:hanoi", by=SYSTEM, at=AT)

    def subjects(query):
        return re.findall(r"<bdi>(member:\w+)</bdi>", client.get(f"/en/desk/journal/?{query}").content.decode())

    assert subjects("verb=save_member") == ["member:hanoi", "member:seoul"]
    assert subjects("subject=member:seoul") == ["member:seoul"]
    assert subjects(f"person={officer.email}") == []
    assert (
        "Nobody has an account with this address."
        in client.get("/en/desk/journal/?person=x@example.org").content.decode()
    )


def test_the_chain_is_checked_on_the_desk():
    client = signed_in(make_officer())
    page = client.post("/en/desk/journal/verify/", follow=True).content.decode()
    assert "The chain is whole" in page


def test_a_letter_can_be_read_and_a_failed_one_sent_again():
    client = signed_in(make_officer())
    mail = Mail.objects.create(
        key="a",
        kind="note",
        to="ana@example.org",
        language="en",
        subject="Hello",
        text="Body of it",
        queued_at=AT,
        due_at=AT,
        state="failed",
        last_error="refused",
    )
    assert "1 letter could not be sent" in client.get("/en/desk/").content.decode()
    page = client.get(f"/en/desk/outbox/{mail.pk}/").content.decode()
    assert ("Body of it" in page, "Last attempt: refused" in page) == (True, True)
    client.post(f"/en/desk/outbox/{mail.pk}/again/")
    assert Mail.objects.get().state == "queued"


def test_a_sign_in_link_is_not_read_by_others_where_letters_are_really_sent(settings):
    mail = Mail.objects.create(
        key="a",
        kind="link",
        to="ana@example.org",
        language="en",
        subject="Link",
        text="secret-address",
        queued_at=AT,
        due_at=AT,
        holds_secret=True,
    )
    client = signed_in(make_officer())
    assert "secret-address" in client.get(f"/en/desk/outbox/{mail.pk}/").content.decode()
    settings.COMITIA = settings.COMITIA.__class__(email_url="smtp://mail.example.org")
    assert "secret-address" not in client.get(f"/en/desk/outbox/{mail.pk}/").content.decode()


def make_rows(start, count):
    """Make rows of everything the desk lists."""
    committee = Organ.objects.first() or make_committee()
    for number in range(start, start + count):
        member = make_member(f"City {number}", region=make_region("asia"))
        make_office(member, region_name=f"Region {number}")
        make_mandate(member, committee, source=str(number))
        make_meeting(f"excom-{number}", year=2000 + number, host=member)
        make_officer("chair", name=f"Chair {number}")
        Mail.objects.create(
            key=str(number),
            kind="note",
            to="a@example.org",
            language="en",
            subject="Hello",
            text="Body",
            queued_at=AT,
            due_at=AT,
        )
        record("save_member", "member:city-0", by=SYSTEM, at=AT)


PAGES = {
    "": 10,
    "members/": 7,
    "members/?q=city": 8,
    "members/offices/": 6,
    "members/one/city-0/": 9,
    "organs/": 7,
    "meetings/": 6,
    "roles/": 8,
    "journal/": 6,
    "outbox/": 7,
    "imports/": 5,
}


@pytest.mark.parametrize(("place", "most"), PAGES.items())
def test_a_page_takes_the_same_number_of_statements_for_one_row_and_for_three(place, most):
    client = signed_in(make_officer())
    make_rows(0, 1)
    client.get(f"/en/desk/{place}")
    with CaptureQueriesContext(connection) as one:
        client.get(f"/en/desk/{place}")
    make_rows(1, 2)
    client.get(f"/en/desk/{place}")
    with CaptureQueriesContext(connection) as three:
        client.get(f"/en/desk/{place}")
    assert (len(one), len(three)) == (most, most)
