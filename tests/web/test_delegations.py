"""The pages of a focal point, without script."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comitia.accounts.models import Person
from comitia.accreditation import actions
from comitia.accreditation.models import Delegation, FocalPoint, Registration
from comitia.journal.models import Entry
from comitia.notices.models import Mail
from tests.factories.accreditation import AT, make_person, officer
from tests.factories.delegations import (
    PNG,
    bring_letter,
    compose,
    decide,
    make_delegation,
    make_focal_point,
    row,
)
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


def people_page(delegation) -> str:
    return f"/en/delegations/{delegation.reference}/people/"


def sent(*rows, act="save", seen=0, shown=()) -> dict:
    columns = ("who", "name", "email", "role", "mode", "position", "affiliation")
    return {"act": act, "seen": seen, "shown": list(shown)} | {
        name: [one.get(name, "") or ("adviser" if name == "role" else "") for one in rows] for name in columns
    }


def values(response, name) -> list[str]:
    return re.findall(rf'name="{name}" id="{name}-\d+" value="([^"]*)"', response.content.decode())


@pytest.fixture
def delegation():
    return make_delegation()


@pytest.fixture
def focal_point(delegation):
    person = make_person("Tuya", email="tuya@example.org")
    make_focal_point(delegation, person)
    return signed_in(person)


def test_from_the_letter_to_the_delegation(delegation):
    actions.invite_focal_point(
        delegation.reference, email="Tuya@example.org", name="Tuya", language="en", by=officer(), at=AT
    )
    mail = Mail.objects.get()
    address = re.search(r"/en/delegations/invitation/[^/\s]+/", mail.text).group()
    assert "Sign in to accept" in text(Client().get(address))
    assert FocalPoint.objects.get().taken_up_at is None
    client = signed_in(make_person("Somebody else"))
    assert "Ulaanbaatar" in text(client.get(address))
    response = client.post(address)
    assert response.url == f"/en/delegations/{delegation.reference}/"
    entry = Entry.objects.get(verb="take_up_invitation")
    assert entry.facts == {"way": "link", "same_address": False}
    assert client.post(address).status_code == 410
    assert "taken up already" in text(signed_in(make_person()).get(address))


def test_an_old_or_cut_link_says_what_to_do(delegation):
    actions.invite_focal_point(delegation.reference, email="a@b.org", name="", language="en", by=officer(), at=AT)
    address = re.search(r"/en/delegations/invitation/[^/\s]+/", Mail.objects.get().text).group()
    with time_machine.travel(AT + timedelta(days=31), tick=False):
        assert "too old" in text(Client().get(address))
    response = Client().get(address[:-5] + "/")
    assert (response.status_code, "not complete" in text(response)) == (410, True)


def test_strangers_find_no_delegation(delegation, focal_point):
    other = make_delegation("Seoul", meeting=delegation.meeting)
    for page in ("", "people/", "letter/", "hand-over/"):
        assert focal_point.get(f"/en/delegations/{other.reference}/{page}").status_code == 404
    assert Client().get(f"/en/delegations/{other.reference}/").status_code == 302
    assert focal_point.get("/en/delegations/").url == f"/en/delegations/{delegation.reference}/"


def test_rows_are_added_removed_and_moved_by_buttons_and_nothing_is_saved_meanwhile(delegation, focal_point):
    rows = [{"name": "Ana"}, {"name": "Bo"}]
    add = focal_point.post(people_page(delegation), sent(*rows, act="add"))
    assert values(add, "name") == ["Ana", "Bo", ""]
    assert values(focal_point.post(people_page(delegation), sent(*rows, act="up-1")), "name") == ["Bo", "Ana"]
    assert values(focal_point.post(people_page(delegation), sent(*rows, act="down-0")), "name") == ["Bo", "Ana"]
    assert values(focal_point.post(people_page(delegation), sent(*rows, act="remove-0")), "name") == ["Bo"]
    assert values(focal_point.post(people_page(delegation), sent(*rows, act="up-x\u0662")), "name") == ["Ana", "Bo"]
    assert Registration.objects.count() == 0


def test_a_delegation_is_saved_and_shown(delegation, focal_point):
    rows = [{"name": "Ana", "role": "head", "mode": "online"}, {"name": ""}, {"name": "Bo", "mode": "in_person"}]
    response = focal_point.post(people_page(delegation), sent(*rows), follow=True)
    assert "Saved." in response.content.decode()
    assert all(word in text(response) for word in ("Ana", "Head of delegation", "Bo", "In person", "Letter awaited"))
    assert "No letter of mandate has been received." in text(response)


def test_faults_stand_beside_the_rows_and_what_was_typed_stays(delegation, focal_point):
    rows = [{"name": "Ana", "role": "head"}, {"name": "<Bo>", "role": "head", "email": "bo"}]
    response = focal_point.post(people_page(delegation), sent(*rows))
    assert response.status_code == 422
    assert values(response, "name") == ["Ana", "&lt;Bo&gt;"]
    assert values(response, "email") == ["", "bo"]
    assert 'href="#email-1"' in response.content.decode()
    assert 'id="role-1-error"' in response.content.decode()


def test_the_second_focal_point_sees_what_changed_beside_what_they_typed(delegation, focal_point):
    named = compose(delegation, row("Ana", role="head"), row("Bo"), row("Cy"))
    who = {name: str(one.reference) for name, one in named.items()}
    compose(
        delegation,
        row("Ana Maria", role="head", reference=named["Ana"].reference),
        row("Dee"),
        row("Cy", reference=named["Cy"].reference),
    )
    rows = [
        {"who": who["Ana"], "name": "Ana Lucia", "role": "head", "mode": "online"},
        {"who": who["Bo"], "name": "Bo", "mode": "online"},
        {"name": "Eve"},
    ]
    response = focal_point.post(people_page(delegation), sent(*rows, seen=1, shown=who.values()))
    assert response.status_code == 409
    assert values(response, "name") == ["Ana Lucia", "Bo", "Eve", "Dee"]
    assert "Kept now: Ana Maria" in text(response)
    assert "taken this person out meanwhile" in text(response)
    assert "added this person meanwhile" in text(response)
    assert re.search(r'name="seen" value="(\d+)"', response.content.decode()).group(1) == "2"
    assert Delegation.objects.get().edits == 2


def test_a_deadline_that_passes_while_typing_keeps_what_was_typed():
    delegation = make_delegation(closes_at=AT)
    person = make_person()
    make_focal_point(delegation, person)
    response = signed_in(person).post(people_page(delegation), sent({"name": "Ana", "role": "head"}))
    assert (response.status_code, values(response, "name")) == (422, ["Ana"])
    assert "The time to compose delegations has passed" in text(response)


def test_one_letter_is_brought_for_all_and_looked_at(delegation, focal_point):
    compose(delegation, row("Ana", role="head", email="ana@example.org"), row("Bo"))
    page = f"/en/delegations/{delegation.reference}/letter/"
    bad = focal_point.post(page, {"letter": SimpleUploadedFile("letter.pdf", b"MZ this is no letter")})
    assert bad.status_code == 422
    focal_point.post(page, {"letter": SimpleUploadedFile("letter.png", PNG), "issued_by": "Mayor"})
    assert set(Registration.objects.values_list("delegate__credential__state", flat=True)) == {"received"}
    assert list(Mail.objects.values_list("kind", "to")) == [("delegate_named", "ana@example.org")]
    letter = delegation.letters.get()
    response = focal_point.get(f"{page}{letter.pk}/")
    assert b"".join(response.streaming_content)[:4] == b"\x89PNG"
    assert (response["Content-Security-Policy"], response["Cache-Control"]) == (
        "sandbox; default-src 'none'",
        "private, no-store",
    )
    assert (
        Entry.objects.filter(verb="view_letter", by=Person.objects.get(email="tuya@example.org").reference).count() == 1
    )


def test_the_focal_point_hands_over_when_the_head_falls_ill(delegation, focal_point):
    named = compose(delegation, row("Ana", role="head"), row("Bo", role="alternate"))
    bring_letter(delegation)
    decide(delegation, *named.values())
    page = f"/en/delegations/{delegation.reference}/hand-over/"
    assert "Ana holds the vote." in text(focal_point.get(page))
    done = focal_point.post(page, {"act": "away", "who": named["Ana"].reference}, follow=True)
    assert "Bo holds the vote." in text(done)
    assert "Ana holds the vote." in text(
        focal_point.post(page, {"act": "back", "who": named["Ana"].reference}, follow=True)
    )
    focal_point.post(page, {"act": "head", "who": named["Bo"].reference})
    delegation.refresh_from_db()
    assert delegation.holder.registration == named["Bo"]
    assert focal_point.post(page, {"act": "head", "who": "x"}).status_code == 422


@pytest.mark.parametrize("number", [1, 3])
def test_the_pages_take_the_same_statements_for_any_number_of_people(delegation, focal_point, number):
    compose(delegation, *[row(f"P{place}") for place in range(number)])
    counts = []
    for page in ("", "people/", "hand-over/"):
        with CaptureQueriesContext(connection) as captured:
            assert focal_point.get(f"/en/delegations/{delegation.reference}/{page}").status_code == 200
        counts.append(len(captured))
    assert counts == [9, 7, 5], [query["sql"][:80] for query in captured]
