"""The page of a door: by code, by name, without script, and what devices send in batches."""

import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comitia.accreditation.models import CheckIn
from comitia.platform.qr import qr_svg
from tests.factories.accreditation import AT, give_role, make_category, make_event, make_person, register
from tests.factories.pages import text

pytestmark = pytest.mark.django_db
DOOR, BATCH, CODES = "/en/desk/check-in/", "/en/desk/check-in/batch/", "/en/desk/check-in/codes/"


@pytest.fixture(autouse=True)
def _first_of_november():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def event():
    meeting = make_event()
    make_category(meeting)
    return meeting


@pytest.fixture
def door(event):
    return desk_of(give_role(make_person("Porter"), "door"))


def desk_of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def send(client, rows, **more):
    response = client.post(BATCH, json.dumps({"rows": rows, **more}), content_type="application/json")
    return response, response.json()


def row(person, direction="in", *, at=AT) -> dict:
    return {"key": str(uuid4()), "code": person.entry_code, "direction": direction, "at": at.isoformat(), "door": "A"}


def test_a_code_typed_in_small_letters_lets_in_without_script(door):
    person = register(make_person("Ada Żółć"))
    typed = "-".join([person.entry_code[:4], person.entry_code[4:8], person.entry_code[8:]]).lower()
    answer = door.post(DOOR, {"code": typed, "direction": "in", "door": "North", "key": str(uuid4())})
    assert "Ada Żółć Observer In" in text(answer)
    assert list(CheckIn.objects.values_list("registration_id", "direction", "door")) == [(person.pk, "in", "North")]


def test_a_form_sent_twice_counts_once(door):
    person, key = register(make_person("Ada")), str(uuid4())
    for _time in range(2):
        assert door.post(DOOR, {"code": person.entry_code, "direction": "in", "key": key}).status_code == 200
    assert CheckIn.objects.count() == 1


def test_a_name_is_looked_for_and_checked_in_from_the_list(door):
    person = register(make_person("Saltanat Bekova"))
    found = door.post(DOOR, {"code": "bekova", "direction": "out", "door": "B"}, follow=True)
    assert "People with this name Saltanat Bekova Online Observer Check out" in text(found)
    door.post(DOOR, {"registration": str(person.reference), "direction": "out", "door": "B", "key": str(uuid4())})
    assert list(CheckIn.objects.values_list("direction", "door")) == [("out", "B")]


def test_an_unknown_code_says_what_to_do_next(door):
    answer = door.post(DOOR, {"code": "0000-0000-0000", "direction": "in"})
    assert answer.status_code == 422
    assert "Nobody has this code. Look for the person by name." in text(answer)


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_the_same_statements_for_any_number_of_people(door, number):
    people = [register(make_person(f"Kim {place}")) for place in range(number)]
    send(door, [row(one) for one in people])
    door.get(DOOR)
    with CaptureQueriesContext(connection) as captured:
        assert len(re.findall(r"<bdi>Kim", door.get(DOOR, {"code": "kim"}).content.decode())) == number
    assert len(captured) == 8, [query["sql"][:90] for query in captured]


def test_only_this_page_may_use_the_camera(door):
    assert door.get(DOOR)["Permissions-Policy"].startswith("camera=(self), ")
    assert door.get("/en/desk/")["Permissions-Policy"].startswith("camera=(), ")


def test_a_device_compares_digests_and_learns_no_code_or_name(door):
    person = register(make_person("Ada"))
    answer = door.get(CODES)
    assert answer["Cache-Control"] == "private, no-store"
    assert len(answer.json()["digests"]) == 1
    assert person.entry_code not in answer.content.decode()
    assert "Ada" not in answer.content.decode()


def test_a_batch_is_answered_row_by_row(door):
    person = register(make_person("Ada"))
    rows = [row(person, at=AT - timedelta(hours=2)), {"key": "x"}, "no row", row(person, "out")]
    _response, found = send(door, rows, sent_at=AT.isoformat())
    assert [(one["ok"], one.get("code", ""), one.get("before", "")) for one in found["rows"]] == [
        (True, "", ""),
        (False, "unreadable", ""),
        (False, "unreadable", ""),
        (True, "", "in"),
    ]
    assert list(CheckIn.objects.order_by("at").values_list("at", "received_at")) == [
        (AT - timedelta(hours=2), AT),
        (AT, AT),
    ]


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b'{"rows": 7}', b"\xff", b"[" * 100_000, json.dumps({"rows": [{}] * 201}).encode()],
)
def test_what_is_no_batch_is_refused_with_words(door, body):
    answer = door.post(BATCH, body, content_type="application/json")
    assert (answer.status_code, answer.json()["sentence"]) == (422, "Send a list of at most 200 entries.")


@pytest.mark.parametrize(
    "at", ["", "yesterday", "2020-11-01T09:00:00", "0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59Z"]
)
def test_moments_that_cannot_be_are_refused_or_bounded(door, at):
    found = row(register(make_person()))
    response, _answer = send(door, [found | {"at": at}], sent_at="0001-01-01T00:00:00Z")
    assert response.status_code == 200


def test_people_with_the_role_door_see_nothing_else_of_registrations(door):
    person = register(make_person())
    addresses = ("registrations/", f"registrations/{person.reference}/", "delegations/", "outbox/")
    assert [door.get(f"/en/desk/{one}").status_code for one in addresses] == [403] * 4


def test_a_person_sees_their_own_code_once_they_are_accepted(event):
    person = make_person()
    sent = register(person)
    client = desk_of(person)
    assert sent.entry_code[:4] in client.get("/en/register/").content.decode()
    drawn = client.get("/en/register/entry-code.svg")
    assert (drawn["Content-Type"], drawn.content.decode()) == ("image/svg+xml", qr_svg(sent.entry_code))
    assert desk_of(make_person()).get("/en/register/entry-code.svg").status_code == 404
    client.post("/en/register/withdraw/")
    assert sent.entry_code[:4] not in client.get("/en/register/").content.decode()
    assert client.get("/en/register/entry-code.svg").status_code == 404
